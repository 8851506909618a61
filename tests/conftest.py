"""How hypothesis looks for cases, a real AWS API on loopback, and markers for what tests need.

Hypothesis has no deadlines anywhere, few cases unless `ROLECAST_EXAMPLES` says how many, and always the same in CI.
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from hypothesis import settings

from tests.aws_cli import running_aws_cli
from tests.companions import companion
from tests.runs import IS_LONG, case_count
from tests.tools import Server, terraform

settings.register_profile("default", deadline=None, print_blob=True, max_examples=case_count(30))
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


_SIZES = ("tests.runs", "tests.iam.comparison.runs", "tests.deployment.sampling")
_FIRST = ("terraform", "browser", "moto")
_MOTO = Path(__file__).with_name("quick_moto.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks tests by the fixtures and functions that they use, so that no mark is forgotten.

    The slowest go first, for no processor is to wait for them at the end. Those that are marked `long` are left out
    where the run is not a long one and no marks are asked for.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        marks = {
            "browser": "chromium" in fixtures,
            "moto": "moto_server" in fixtures or "running_proxy" in fixtures,
            **_marks_by_functions(getattr(item, "module", object)),
        }
        for name in (name for name, holds in marks.items() if holds):
            item.add_marker(name)
    items.sort(key=lambda item: next((place for place, name in enumerate(_FIRST) if item.get_closest_marker(name)), 9))
    if not _has_long(config):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = [item for item in items if not item.get_closest_marker("long")]


@cache
def _marks_by_functions(module: object) -> dict[str, bool]:
    used = vars(module).values()
    return {
        "terraform": any(each is terraform for each in used),
        "generated": any(getattr(each, "__module__", "") in _SIZES for each in used),
    }


def pytest_configure() -> None:
    """Looks for garbage seldom: thousands of tests, and what they import, stay to the end."""
    gc.set_threshold(100_000)


def pytest_collection_finish() -> None:
    """Looks no more at what is there before the first test."""
    gc.freeze()


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Says what is not run, and how to run it."""
    return [] if _has_long(config) else ["the long tests are left out: `make test-long` runs them"]


def _has_long(config: pytest.Config) -> bool:
    return IS_LONG or bool(config.getoption("markexpr"))


@pytest.fixture(scope="session", autouse=True)
def _models_are_read_once() -> Iterator[None]:
    """All clients of boto3 share the models of AWS's services: to read them takes longer than most calls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture(scope="session")
def moto_server() -> Iterator[Server]:
    """A moto server in a process of its own, with AWS's managed policies."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", str(_MOTO), "-H", "127.0.0.1", "-p", str(port)]
    loaded = {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
    silent = subprocess.DEVNULL
    with companion(*command, env={**os.environ, **loaded}, stdout=silent, stderr=silent) as process:
        server = Server(f"http://127.0.0.1:{port}")
        _wait_for(server, process)
        yield server


@pytest.fixture(scope="session")
def running_forks() -> Iterator[Path]:
    """The AWS CLI, as a program that starts at once."""
    with running_aws_cli() as program:
        yield program


@pytest.fixture
def aws_cli(running_forks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The AWS CLI is the program `aws` of the path."""
    monkeypatch.setenv("PATH", str(running_forks.parent), prepend=os.pathsep)


@pytest.fixture
def aws(moto_server: Server) -> Server:
    """The moto server, empty."""
    _post(f"{moto_server.endpoint}/moto-api/reset")
    return moto_server


def _wait_for(server: Server, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the moto server ended"
        try:
            _post(f"{server.endpoint}/moto-api/reset")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the moto server does not answer")


def _post(address: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(address, method="POST")) as answer:  # noqa: S310 - loopback
        answer.read()
