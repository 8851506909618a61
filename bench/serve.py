"""The web page in Chromium: the first page, a keystroke, and memory, beside a page of NiceGUI that does the same.

NiceGUI is the nearest library for such pages in Python. Needs Chromium, as the tests do.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page
from tests.web.browser import launched
from tests.web.served import serving

from bench.processes import ROOT, peer, row

PEER = Path(__file__).parent / "peers" / "nicegui_page.py"
KEYS = 50
JOURNEYS = 100
_FIRST_PAGES = 7
# From the key going down to the first change of the preview that has the new text in it.
_WATCH = """
selector => {
  const field = document.querySelector('input[aria-label="Description"]')
    || [...document.querySelectorAll('label')].find(label => label.textContent === 'Description').control
  window.took = []
  let began = 0, wanted = null
  field.addEventListener('keydown', () => { began = performance.now() }, true)
  field.addEventListener('input', () => { wanted = field.value }, true)
  new MutationObserver(() => {
    if (wanted !== null && document.querySelector(selector).textContent.includes(wanted)) {
      window.took.push(performance.now() - began)
      wanted = null
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
  field.focus()
}
"""


class Site(NamedTuple):
    """A server that runs. `preview` is what follows the field of its page; `state` are a visitor's cookies."""

    address: str
    preview: str
    process: int
    state: Any = None


class Figures(NamedTuple):
    """Seconds, and megabytes at the start and after the journeys."""

    first_page: float
    keystroke: float
    slowest: float
    megabytes: tuple[float, float, float]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        file = Path(folder) / "roles.yaml"
        shutil.copy(ROOT / "examples" / "team.yaml", file)
        with _ours(file, browser) as site:
            ours = _figures(site, browser)
        with _theirs() as site:
            theirs = _figures(site, browser)
    for name, mine, other, aim in (
        ("first page, s", ours.first_page, theirs.first_page, 1.5),
        ("keystroke to preview, median, ms", ours.keystroke * 1_000, theirs.keystroke * 1_000, 50),
        ("keystroke to preview, 95 of 100, ms", ours.slowest * 1_000, theirs.slowest * 1_000, None),
        ("server at the start, MB", ours.megabytes[0], theirs.megabytes[0], None),
        (f"server after {JOURNEYS // 2} journeys, MB", ours.megabytes[1], theirs.megabytes[1], None),
        (f"server after {JOURNEYS} journeys, MB", ours.megabytes[2], theirs.megabytes[2], 150),
    ):
        text = f"{mine:.3g}; NiceGUI {other:.3g}" + (f" (aim: at most {aim:g})" if aim else "")
        row(name, text)


@contextmanager
def _ours(file: Path, browser: Browser) -> Iterator[Site]:
    with serving(file) as server:
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(server.address)
            page.wait_for_selector("#heading")
            state = context.storage_state()
        address = f"http://{server.host}/roles/data-scientist/information?panel=file"
        yield Site(address, "#panel", server.process.pid, state)


@contextmanager
def _theirs() -> Iterator[Site]:
    python = peer("nicegui", "nicegui==3.18.0")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([python, str(PEER), str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Site(f"http://127.0.0.1:{port}/", "#preview", process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the peer does not answer")


def _figures(site: Site, browser: Browser) -> Figures:
    at_start = _megabytes(site.process)
    first_pages = [_first_page(site, browser) for _ in range(_FIRST_PAGES)]
    took = _keystrokes(site, browser)
    memory = [at_start]
    for number in range(1, JOURNEYS + 1):
        _journey(site, browser)
        if number in (JOURNEYS // 2, JOURNEYS):
            time.sleep(8)  # NiceGUI keeps a page for some seconds, in case its browser comes again
            memory.append(_megabytes(site.process))
    slowest = sorted(took)[int(len(took) * 0.95) - 1]
    return Figures(statistics.median(first_pages), statistics.median(took), slowest, (memory[0], memory[1], memory[2]))


@contextmanager
def _visit(site: Site, browser: Browser) -> Iterator[Page]:
    """The page in a browser that has nothing of it yet."""
    with browser.new_context(storage_state=site.state) as context:
        page = context.new_page()
        page.goto(site.address, wait_until="commit")
        page.get_by_label("Description").wait_for()
        page.locator(site.preview).wait_for()
        yield page


def _first_page(site: Site, browser: Browser) -> float:
    start = time.perf_counter()
    with _visit(site, browser):
        return time.perf_counter() - start


def _keystrokes(site: Site, browser: Browser) -> list[float]:
    """Seconds from each key to the preview."""
    with _visit(site, browser) as page:
        page.wait_for_load_state()
        page.wait_for_timeout(1_000)
        page.evaluate(_WATCH, site.preview)
        for number in range(KEYS):
            page.keyboard.press("ab"[number % 2])
            page.wait_for_timeout(80)
        page.wait_for_timeout(500)
        took: list[float] = page.evaluate("window.took")
    if len(took) < KEYS * 0.9:
        raise RuntimeError(f"{len(took)} of {KEYS} keys were seen in the preview")
    return [each / 1_000 for each in took]


def _journey(site: Site, browser: Browser) -> None:
    with _visit(site, browser) as page:
        page.wait_for_load_state()
        field = page.get_by_label("Description")
        field.fill("")
        field.press_sequentially("what they work with")


def _megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
