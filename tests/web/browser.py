"""The real Chromium, and what must not happen in it.

Playwright's loop counts as running in this thread for as long as a browser is open: tests of pages are to use asyncio
in other threads.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright
from tests.web.served import Served

_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing is looked up, let alone reached
)
_WIDE, _NARROW = 1280, 390
_HEIGHT = 900
_GRAVE = ("serious", "critical")
_CONTRAST = "color-contrast"
_ALL_BUT_CONTRAST = {"rules": {_CONTRAST: {"enabled": False}}}
_WITHIN = ("about", "blob", "data")
"""Schemes of what the browser has already."""

expect.set_options(timeout=20_000)  # milliseconds: a machine may have much else to do


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium with a profile of its own, or a skip where there is none."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        pytest.skip(f"needs Chromium: none of {', '.join(_PROGRAMS)} is on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


class Opener:
    """Opens pages, each as of another visitor, and keeps `faults`: what no page may do.

    That is: to ask anything but 127.0.0.1, to open a websocket, to write an error on the console (a breach of the
    content security policy is one), or to throw one that nobody catches.
    """

    def __init__(self, browser: Browser) -> None:
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def __call__(self, locale: str = "en-US", *, dark: bool = False, width: int = _WIDE, expected: str = "") -> Page:
        """An empty page. Errors on the console that the pattern `expected` is found in are no faults."""
        context = self._browser.new_context(
            locale=locale,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": _HEIGHT},
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        context.on("request", lambda request: self._judge_address("request", request.url))
        context.on("console", lambda message: self._judge_message(message, expected))
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("page", self._watch_websockets)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            for page in context.pages:
                with suppress(Error):  # it is on its way elsewhere
                    page.evaluate("new Promise(done => setTimeout(done))")  # what nobody catches is told of in a task
            context.close()

    def _watch_websockets(self, page: Page) -> None:
        page.on("websocket", lambda websocket: self.faults.append(f"websocket: {websocket.url}"))

    def _judge_address(self, kind: str, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in _WITHIN and parts.hostname != "127.0.0.1":
            self.faults.append(f"{kind}: {address}")

    def _judge_message(self, message: ConsoleMessage, expected: str) -> None:
        if message.type == "error" and not (expected and re.search(expected, message.text)):
            self.faults.append(f"console: {message.text}")


@contextmanager
def opening(browser: Browser) -> Iterator[Opener]:
    """Closes what was opened, and fails where a page did what it must not."""
    opener = Opener(browser)
    try:
        yield opener
    finally:
        opener.close()
    if opener.faults:
        pytest.fail("the page did what it must not:\n" + "\n".join(opener.faults))


def enter(page: Page, server: Served, path: str) -> None:
    """Opens a page of the server, as a browser does that has the session: the printed address leads elsewhere first."""
    session = json.dumps({"session": server.log_in()[1].removeprefix("Bearer ")})
    page.add_init_script(f"localStorage['rolecast-session'] ??= {json.dumps(session)}")
    page.goto(f"http://{server.host}{path}")
    page.wait_for_selector("html[data-version]")


def axe(page: Page, part: str = "html", *, everywhere: bool = True, contrast: bool = True) -> list[str]:
    """What axe-core finds that is serious or critical in a part of the page: a line for each element.

    In light colours, and the contrast, which takes most of the time, in dark ones too; narrow all but the contrast, for
    the styles change no colour by width. Without `everywhere` in light colours and wide alone. Without `contrast` all
    else: for a page that was looked at with other words, by which the styles change no colour either.
    https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
    """
    page.evaluate(_axe_core())  # the content security policy does not hold for what the debugger evaluates
    found = _violations(page, part, "light", _WIDE, None if contrast else _ALL_BUT_CONTRAST)
    if everywhere:
        size = page.viewport_size
        is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        before: Literal["dark", "light"] = "dark" if is_dark else "light"
        found += _violations(page, part, "light", _NARROW, _ALL_BUT_CONTRAST)
        if contrast:
            found += _violations(page, part, "dark", _WIDE, {"runOnly": [_CONTRAST]})
        page.emulate_media(color_scheme=before)
        if size:
            page.set_viewport_size(size)
    return found


def _violations(
    page: Page, part: str, scheme: Literal["light", "dark"], width: int, rules: Mapping[str, object] | None = None
) -> list[str]:
    """What the rules find: all of them, or those that the options of axe choose."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": _HEIGHT})
    options = {"resultTypes": ["violations"], **(rules or {})}
    violations = page.evaluate("async (given) => (await axe.run(...given)).violations", [part, options])
    return [
        f"{scheme}, {width}: {violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}"
        for violation in violations
        if violation["impact"] in _GRAVE
        for node in violation["nodes"]
    ]


@cache
def _axe_core() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
