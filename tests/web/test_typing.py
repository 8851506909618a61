"""What people type in the forms is what the role file says: nothing is merged, eaten or changed behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.web.browser import Opener, enter
from tests.web.served import Served, serving

TEXT = """\
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  data-scientist:
    persona: data-scientist
    pass_roles: [compute]
    activities:
      s3-bucket-access: {s3_buckets: [fraud-training]}
"""
Visit = Callable[..., Page]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    file = tmp_path / "roles.yaml"
    file.write_text(TEXT, encoding="utf-8")
    with serving(file) as server:
        yield server


@pytest.fixture
def visit(open_page: Opener, served: Served) -> Visit:
    def visit(path: str, locale: str = "en-US") -> Page:
        page = open_page(locale, expected="net::ERR_")
        enter(page, served, path)
        return page

    return visit


def settled(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-idle", "true")


def draft(page: Page) -> Locator:
    """The role file as it is now, beside the form."""
    page.locator("#panel-file").click()
    expect(page.locator("#panel-file")).to_have_attribute("aria-current", "true")
    return page.locator("#panel")


TAGS = {
    "tags of the role": ("policies", "roles/compute/tags"),
    "tags of a narrowing": ("information", "roles/compute/narrowing/tags"),
}


@pytest.fixture(params=[*TAGS.values()], ids=[*TAGS])
def tags(request: pytest.FixtureRequest, visit: Visit) -> tuple[Page, str]:
    """The page with a table of tags, and the table's id."""
    step, name = request.param
    page = visit(f"/roles/compute/{step}")
    page.locator("details.card").evaluate_all("all => all.forEach(each => { each.open = true })")
    return page, name


def cell(page: Page, name: str, row: int, part: str) -> Locator:
    return page.locator(f'[id="{name}:{row}:{part}"]')


def rows(page: Page, name: str) -> list[tuple[str, str]]:
    """What the fields say, without the empty row at the end."""
    parts = page.locator(f'[id="{name}"] .pair').evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('input')].map(input => input.value))"
    )
    return [tuple(row) for row in parts if any(row)]


def test_a_refused_name_that_is_typed_again(visit: Visit) -> None:
    """The error is about the text that was refused, and goes with the first letter, also if the old name comes back."""
    page = visit("/roles/compute/information")
    name = page.get_by_label("Role name suffix")
    refusal = page.get_by_text("is not a name in IAM")
    name.fill("a b")
    name.press("Tab")
    expect(refusal).to_be_visible()
    expect(name).to_have_value("compute")
    name.fill("compute")
    expect(refusal).to_be_hidden()
    name.fill("c d")
    name.press("Tab")
    expect(refusal).to_be_visible()


def test_two_equal_keys(tags: tuple[Page, str]) -> None:
    """An error at the second row. While it is there, both rows are, in the fields, on a reload and in the file."""
    page, name = tags
    for row, part, text in ((1, "key", "team"), (1, "value", "fraud"), (2, "key", "team"), (2, "value", "other")):
        cell(page, name, row, part).press_sequentially(text)
    expect(cell(page, name, 2, "faults")).to_contain_text("The key team is already in a row above.")
    expect(cell(page, name, 2, "key")).to_have_attribute("aria-invalid", "true")
    expect(cell(page, name, 1, "key")).not_to_have_attribute("aria-invalid", "true")
    settled(page)
    page.locator("#heading").click()
    page.reload()
    page.wait_for_selector("html[data-version]")
    assert rows(page, name) == [("team", "fraud"), ("team", "other")]
    expect(cell(page, name, 2, "faults")).to_contain_text("The key team is already in a row above.")
    page.locator("details.card").evaluate_all("all => all.forEach(each => { each.open = true })")
    cell(page, name, 2, "key").fill("teams")
    expect(page.locator(f'[id="{name}"] .fault')).to_have_count(0)
    expect(draft(page)).to_contain_text("team: fraud")
    expect(draft(page)).to_contain_text("teams: other")


def test_a_key_that_begins_like_another(tags: tuple[Page, str]) -> None:
    """On the way to `team-lead` it is `team` for a moment: that takes nothing from the other row."""
    page, name = tags
    for row, part, text in ((1, "key", "team"), (1, "value", "fraud"), (2, "key", "team-lead"), (2, "value", "ana")):
        cell(page, name, row, part).press_sequentially(text, delay=30)
    settled(page)
    assert rows(page, name) == [("team", "fraud"), ("team-lead", "ana")]
    expect(draft(page)).to_contain_text("team: fraud")
    expect(draft(page)).to_contain_text("team-lead: ana")


def test_a_value_before_its_key(tags: tuple[Page, str]) -> None:
    """It stays when the field is left, and says that the key is missing."""
    page, name = tags
    cell(page, name, 1, "value").press_sequentially("fraud")
    settled(page)
    page.locator("#heading").click()
    expect(cell(page, name, 1, "value")).to_have_value("fraud")
    expect(cell(page, name, 1, "faults")).to_contain_text("1 to 128")
    cell(page, name, 1, "key").press_sequentially("team")
    expect(page.locator(f'[id="{name}"] .fault')).to_have_count(0)
    expect(draft(page)).to_contain_text("team: fraud")


def test_a_row_that_is_written_anew(tags: tuple[Page, str]) -> None:
    """Emptied first: the next row does not slip into it, and is not lost when it is filled again."""
    page, name = tags
    for row, part, text in ((1, "key", "a"), (1, "value", "1"), (2, "key", "b"), (2, "value", "2")):
        cell(page, name, row, part).press_sequentially(text)
    settled(page)
    cell(page, name, 1, "value").fill("")
    cell(page, name, 1, "key").fill("")
    settled(page)
    page.wait_for_timeout(300)
    assert rows(page, name) == [("b", "2")]
    expect(cell(page, name, 2, "key")).to_have_value("b")
    cell(page, name, 1, "key").press_sequentially("c")
    cell(page, name, 1, "value").press_sequentially("3")
    settled(page)
    assert rows(page, name) == [("c", "3"), ("b", "2")]
    cell(page, name, 1, "value").fill("")
    cell(page, name, 1, "key").fill("")
    settled(page)
    page.locator("#heading").click()
    page.locator("h1").focus()
    expect(cell(page, name, 1, "key")).to_have_value("b")
    expect(draft(page)).to_contain_text("b: ")
