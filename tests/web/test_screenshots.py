"""The pictures in the docs: taken of the real pages, of an example file.

`make screenshots` puts them into the docs. Without that they are taken all the same, and looked at for what they are
to show.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser import Opener
from tests.web.served import serving

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "how-to" / "web.md"


def show_answer(page: Page) -> None:
    page.get_by_label("Action", exact=True).fill("s3:DeleteObject")
    page.locator("#question-resource").fill("arn:aws:s3:::fraud-training/2026/model.tar.gz")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.locator("#question-answer")).to_contain_text("s3:DeleteObject")


def show_preselection(page: Page) -> None:
    expect(page.locator("#preselected")).to_contain_text("Run Studio Applications")


def show_variants(page: Page) -> None:
    expect(page.get_by_role("heading", name="Manage ML Jobs")).to_be_visible()


def show_activities(page: Page) -> None:
    expect(page.locator("#heading")).to_have_text("ML アクティビティ")


PICTURES = {
    "information": ("/roles/data-scientist/information", "en-US", False, show_preselection),
    "question": ("/roles/data-scientist/activities?panel=question", "en-US", False, show_answer),
    "activity": ("/activities/manage-ml-jobs", "en-US", False, show_variants),
    "activities-ja-dark": ("/roles/data-scientist/activities", "ja-JP", True, show_activities),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_docs(name: str, tmp_path: Path, open_page: Opener) -> None:
    """The page shows what the picture is there for."""
    path, locale, dark, show = PICTURES[name]
    assert isinstance(path, str)
    assert isinstance(locale, str)
    file = tmp_path / "roles.yaml"
    shutil.copy(ROOT / "examples" / "team.yaml", file)
    folder = Path(os.environ.get("ROLECAST_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    with serving(file) as server:
        page = open_page(locale, dark=bool(dark), expected="net::ERR_")
        page.set_viewport_size({"width": 1400, "height": 1200 if name == "question" else 900})
        page.goto(server.address)
        page.wait_for_url(re.compile("^(?!.*/login)"))
        page.goto(f"http://{server.host}{path}")
        show(page)
        page.locator(".file code").evaluate_all("codes => codes.forEach(code => { code.textContent = 'roles.yaml' })")
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
    assert picture.stat().st_size > 20_000


def test_the_guide_has_every_picture() -> None:
    """And no other."""
    shown = set(re.findall(r"\(\.\./_static/web/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8")))
    assert shown == set(PICTURES)
    for name in PICTURES:
        assert (ROOT / "docs" / "_static" / "web" / f"{name}.png").exists()
