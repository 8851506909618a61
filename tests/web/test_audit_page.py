"""The page of an audit in a real browser: complete without script, sortable with it, closed to what accounts say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.audits.accounts import allow, role
from tests.web.browser import Opener, axe

from rolecast.audits.audit import Located, audit
from rolecast.audits.reports.formats import AuditFormat, render
from rolecast.role import AttachedPolicy

ADDRESS = "http://127.0.0.1/audit"
EVIL = "<script>document.title='evil'</script><img src=x onerror=document.title='evil'>"
BUCKET = "arn:aws:s3:::fraud-training"


def page_of(language: str) -> str:
    bucket = (allow("s3:ListBucket", BUCKET), allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], f"{BUCKET}/*"))
    condition = {"StringEquals": {f"aws:PrincipalTag/{EVIL}": "x"}}
    principals = [
        role(allow("*"), name="admin"),
        role(*bucket, name="data"),
        role(*({**each, "Condition": condition} for each in bucket), name="evil"),
        role(allow(["iam:PassRole", "sagemaker:CreateTrainingJob"]), name="trainer"),
        role(name="unknown", attached=(AttachedPolicy(f"arn:aws:iam::123456789012:policy/{EVIL}"),)),
    ]
    found = audit(map(Located, principals))
    return render(found.in_japanese() if language == "ja" else found, AuditFormat.HTML)


def opened(open_page: Opener, html: str, **options: object) -> Page:
    page = open_page(**options)  # type: ignore[arg-type]
    page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(ADDRESS)
    return page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_everybody_can_read_it(language: str, open_page: Opener) -> None:
    """No serious finding of axe-core, light and dark, wide and narrow, closed and open; all names are there."""
    page = opened(open_page, page_of(language))
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("tbody summary").all_inner_texts() == ["admin", "trainer", "data", "evil", "unknown"]
    if language == "en":  # closed there is less to see, and the other language has other words
        assert axe(page, everywhere=False) == []
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert axe(page, everywhere=language == "en") == []


def test_text_of_the_account_is_text(open_page: Opener) -> None:
    """Markup in names of keys and policies is shown, and neither runs nor loads anything."""
    page = opened(open_page, page_of("en"))
    page.locator("summary", has_text="evil").click()
    expect(page.locator("tbody details[open]")).to_contain_text(EVIL)
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert "evil" not in page.title()


def test_rows_are_sorted_and_filtered(open_page: Opener) -> None:
    """By the columns' headings and by words in any part of a row, details included."""
    page = opened(open_page, page_of("en"))
    names = page.locator("tbody tr:visible summary")
    page.get_by_role("button", name="Name").click()
    assert names.all_inner_texts() == ["admin", "data", "evil", "trainer", "unknown"]
    page.get_by_role("button", name="Beyond").click()
    page.get_by_role("button", name="Beyond").click()
    assert names.first.inner_text() == "admin"
    page.get_by_role("searchbox").fill("passes ROLE")
    assert names.all_inner_texts() == ["trainer"]
    expect(page.locator("#count")).to_have_text("1 / 5")


def test_it_is_complete_without_script(open_page: Opener) -> None:
    """The same table, map and cards; the filter, which cannot work, is not shown."""
    html = page_of("en")
    start, end = html.index("<script>"), html.index("</script></body>")
    page = opened(open_page, html[:start] + html[end:].removeprefix("</script>"))
    expect(page.locator("tbody tr")).to_have_count(5)
    expect(page.locator("svg path")).not_to_have_count(0)
    expect(page.locator("input")).to_be_hidden()
    page.locator("summary", has_text="trainer").click()
    expect(page.locator("tbody details[open]")).to_contain_text("training-job: passes a role")
