"""A browser and a server for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.web.browser import Opener, launched, opening
from tests.web.served import Served, serving


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One for all tests of pages: each has a profile of its own in it."""
    with launched() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens pages; afterwards none may have asked another host or met an error."""
    if "served" in request.fixturenames:
        request.getfixturevalue("served")  # so that the pages are closed before their server ends
    with opening(chromium) as opener:
        yield opener


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """`rolecast serve` of a file that is not there yet."""
    with serving(tmp_path / "roles.yaml") as server:
        yield server
