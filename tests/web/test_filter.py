"""The filter above a list of activities: what it shows, and that it stays as it was typed."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.web.browser import Opener
from tests.web.served import Served, serving

ROLES = """\
version: 1
account: "123456789012"
region: us-east-1
roles:
  engineer:
    activities:
      manage-ml-jobs:
"""


def visit(open_page: Opener, server: Served, path: str) -> Page:
    page = open_page(expected="net::ERR_")
    page.goto(server.address)
    page.wait_for_url(re.compile("^(?!.*/login)"))
    page.goto(f"http://{server.host}{path}")
    expect(page.locator("[data-filtered]").first).to_be_visible()
    return page


def test_the_list_of_activities_is_filtered(tmp_path: Path, open_page: Opener) -> None:
    """To those that have all the words somewhere, id included; groups without any go, and all come back."""
    with serving(tmp_path / "roles.yaml") as server:
        page = visit(open_page, server, "/activities")
        everything = page.locator("[data-filtered]:visible").count()
        page.get_by_label("Filter").fill("requests invoke-end")
        expect(page.locator("[data-filtered]:visible")).to_have_count(1)
        expect(page.locator("[data-filtered-group]:visible")).to_have_count(1)
        page.get_by_label("Filter").fill("nothing is called so")
        expect(page.locator("[data-filtered]:visible")).to_have_count(0)
        page.get_by_label("Filter").fill("")
        expect(page.locator("[data-filtered]:visible")).to_have_count(everything)


def test_the_filter_of_the_wizard_outlives_an_edit(tmp_path: Path, open_page: Opener) -> None:
    """Selecting one of those that are shown leaves the others hidden."""
    file = tmp_path / "roles.yaml"
    file.write_text(ROLES, encoding="utf-8")
    with serving(file) as server:
        page = visit(open_page, server, "/roles/engineer/activities")
        page.get_by_label("Filter").fill("audit-sagemaker")
        expect(page.locator("[data-filtered]:visible")).to_have_count(1)
        page.get_by_role("checkbox", name="Audit SageMaker").check()
        expect(page.locator("#activity-count")).to_contain_text("2")
        expect(page.locator("[data-filtered]:visible")).to_have_count(1)
