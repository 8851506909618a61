"""`rolecast serve` as a command: what it needs, what it refuses, and when it opens a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Thread

import pytest
from tests.cli.conftest import Call

from rolecast.draft.workspace import Workspace
from rolecast.web import server
from rolecast.web.server import Address

SLOW_BROWSER = """#!{python}
import os, pathlib, signal, sys, urllib.request
try:
    answer = str(urllib.request.urlopen(sys.argv[1], timeout=10).status)
except OSError as error:
    answer = str(error)
pathlib.Path("answer").write_text(answer)
os.kill(os.getppid(), signal.SIGINT)
"""


@pytest.fixture
def opened(here: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser is opened with. The server ends as soon as it is ready."""
    addresses: list[str] = []

    def serve(_app: object, address: Address, when_ready: object) -> None:
        assert callable(when_ready)
        with address.socket:
            when_ready()

    monkeypatch.setenv("XDG_STATE_HOME", str(here / "state"))
    monkeypatch.setattr(server, "serve", serve)
    monkeypatch.setattr("webbrowser.open", addresses.append)
    monkeypatch.setattr(Thread, "start", Thread.run)
    return addresses


@pytest.mark.parametrize(
    ("is_terminal", "options", "expected"), [(True, (), 1), (True, ("--no-open",), 0), (False, (), 0)]
)
def test_a_browser_opens_where_somebody_looks(
    is_terminal: bool, options: tuple[str, ...], expected: int, opened: list[str], call: Call
) -> None:
    """On a terminal, unless it is not wanted. The address alone goes to standard output."""
    sys.stdout.isatty = lambda: is_terminal  # type: ignore[method-assign]  # the captured one, of this test alone
    outcome = call("serve", *options)
    assert outcome.status == 0
    assert outcome.err == "Serving roles.yaml; Ctrl-C stops.\n"
    assert [f"{address}\n" for address in opened] == [outcome.out] * expected
    assert outcome.out.startswith("http://127.0.0.1:")


def test_a_browser_that_stays_does_not_hold_the_server(terminal: Call, here: Path) -> None:
    """Some come back only when they are closed: the server answers meanwhile, and Ctrl-C ends it well."""
    browser = here / "browser"
    browser.write_text(SLOW_BROWSER.format(python=sys.executable), encoding="utf-8")
    browser.chmod(0o755)
    outcome = terminal("serve", BROWSER=str(browser), XDG_STATE_HOME=str(here / "state"))
    assert (here / "answer").read_text(encoding="utf-8") == "200"
    assert outcome.status == 0


@pytest.mark.parametrize("name", ["jinja2", "platformdirs", "starlette", "uvicorn"])
def test_without_the_extra(name: str, process: Call) -> None:
    """What is missing, and the command that brings it."""
    code = f"import sys; sys.modules['{name}'] = None; from rolecast.cli.main import main; main()"
    outcome = process(f'"$1" -c "{code}" serve')
    assert outcome.status == 1
    assert outcome.out == ""
    assert outcome.err.startswith(f"error: `rolecast serve` needs {name}")
    assert outcome.err.endswith("\n  help: in a checkout of Rolecast, run `pip install '.[web]'`\n")


@pytest.mark.parametrize("host", ["192.0.2.1", "127.example.com", "localhost.example.com"])
def test_no_name_passes_for_this_machine(host: str, call: Call) -> None:
    """Other machines are let in by the flag alone, and nothing is looked up before."""
    outcome = call("serve", "--host", host)
    assert outcome.status == 2
    assert "add `--allow-remote` if you want that" in outcome.err


def test_a_host_that_there_is_not(process: Call, here: Path) -> None:
    """The remedy is another address, not another port."""
    outcome = process('"$@" serve --host 192.0.2.1 --allow-remote', XDG_STATE_HOME=str(here / "state"))
    assert outcome.status == 1
    assert "name an address of this machine" in outcome.err
    assert "name another port" not in outcome.err


def test_one_server_for_each_file(opened: list[str], call: Call, here: Path) -> None:
    """A second one has a draft of its own, and whichever saved last would throw the other's away."""
    with Workspace(here / "roles.yaml", here / "state" / "rolecast" / "drafts").claimed():
        outcome = call("serve")
        assert (outcome.status, outcome.out) == (1, "")
        assert (
            "`roles.yaml` is already being served\n  help: continue in its page, or stop it with Ctrl-C\n"
            in outcome.err
        )
        assert call("serve", "other.yaml").status == 0
    assert call("serve").status == 0
