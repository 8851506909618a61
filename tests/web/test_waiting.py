"""What was typed is kept in the browser until the server has taken it, and the page says truly whether it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.web.browser import Opener
from tests.web.served import Served, serving

from rolecast.reading.languages import Language
from rolecast.web.languages import PageTexts

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
LOSSES = r"net::ERR_|403 \(Forbidden\)|500 \(Internal"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "roles.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def visit(open_page: Opener) -> Callable[[Served], Page]:
    def visit(server: Served, locale: str = "en-US") -> Page:
        page = open_page(locale, expected=LOSSES)
        enter(page, server)
        return page

    return visit


def enter(page: Page, server: Served) -> None:
    page.goto(server.address)
    page.wait_for_url(re.compile("/information$"))


def set_clock_ahead(page: Page) -> None:
    """The pages that are opened from now on find what waits old enough to be that of a tab which is gone."""
    page.add_init_script("const now = Date.now; Date.now = () => now() + 6_000")


def banner(page: Page) -> Locator:
    return page.locator("#connection")


def description(page: Page) -> Locator:
    return page.get_by_label("Description", exact=True)


def draft(page: Page, server: Served) -> str:
    """The role file as the server has it."""
    page.goto(f"http://{server.host}/roles/compute/information?panel=file")
    page.wait_for_selector("#panel pre")
    return page.locator("#panel").inner_text()


def test_a_server_that_was_stopped(file: Path, visit: Callable[[Served], Page]) -> None:
    """The page says so, and that nothing is lost; then what of it is not taken. A new login ends that by itself."""
    with serving(file) as server:
        page = visit(server)
        description(page).fill("taken")
        expect(page.locator("#file-state")).to_have_text("unsaved changes")
    expect(banner(page)).to_contain_text("The server does not respond.", use_inner_text=True)
    expect(banner(page)).to_contain_text("All your changes are in the draft.", use_inner_text=True)
    description(page).fill("typed meanwhile")
    page.get_by_label("AWS account").fill("111122223333")
    page.get_by_role("switch", name="Only in my VPC").check()
    expect(banner(page)).to_contain_text("not in the draft yet: 3", use_inner_text=True)
    expect(banner(page).get_by_text("Everything")).to_be_hidden()
    with serving(file) as server:
        expect(banner(page)).to_contain_text("the server was restarted or", use_inner_text=True)
        expect(banner(page).get_by_text("does not respond")).to_be_hidden()
        page.get_by_label("Region", exact=True).fill("eu-west-1")
        expect(banner(page)).to_contain_text("not in the draft yet: 4", use_inner_text=True)
        second = page.context.new_page()
        enter(second, server)
        expect(banner(page)).to_be_hidden()
        expect(description(page)).to_have_value("typed meanwhile")
        expect(description(second)).to_have_value("typed meanwhile")
        expect(second.get_by_label("Region", exact=True)).to_have_value("eu-west-1")
        text = draft(second, server)
    assert "description: typed meanwhile" in text
    assert 'account: "111122223333"' in text
    assert "subnets: []" in text


def test_a_tab_that_was_closed_meanwhile(file: Path, visit: Callable[[Served], Page]) -> None:
    """The next one of the browser brings what it had typed, once."""
    with serving(file) as server:
        page = visit(server)
    description(page).fill("of a tab that is gone")
    expect(banner(page)).to_contain_text("not in the draft yet: 1", use_inner_text=True)
    context = page.context
    page.close()
    page = context.new_page()
    set_clock_ahead(page)
    with serving(file) as server:
        enter(page, server)
        expect(description(page)).to_have_value("of a tab that is gone")
        expect(page.locator("#file-state")).to_have_text("unsaved changes")
        assert page.evaluate("localStorage['rolecast-waiting']") == "[]"


def test_another_port(file: Path, tmp_path: Path, visit: Callable[[Served], Page]) -> None:
    """The printed address, pasted into the page that is still open, leads it to the same draft with what was typed."""
    with serving(file, "--port", "0") as server:
        page = visit(server)
        page.get_by_role("link", name="data-scientist", exact=True).click()
        expect(page.locator("#role-name")).to_have_text("sagemaker-data-scientist")
    description(page).fill("typed at the old address")
    with serving(file, "--port", "0") as server:
        field = banner(page).get_by_role("textbox")
        for wrong in ("roles", "http://evil.example/login?token=x", f"http://{server.host}/"):
            field.fill(wrong)
            banner(page).get_by_role("button", name="Continue").click()
            assert field.evaluate("field => field.validationMessage").startswith("Paste the whole address")
        field.fill(server.address)
        banner(page).get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile(f"{re.escape(server.host)}/roles/compute/information$"))
        page.get_by_role("link", name="data-scientist", exact=True).click()
        expect(description(page)).to_have_value("typed at the old address")
        assert "description: typed at the old address" in draft(page, server)


def test_nobody_else_brings_edits_along(file: Path, visit: Callable[[Served], Page]) -> None:
    """An address that somebody made up, without the token that was printed, changes nothing."""
    body = {"edit": "set", "about": "account", "path": ["account"], "value": "999999999999"}
    entries = [{"address": "/roles/compute/information", "body": body}]
    with serving(file) as server:
        page = visit(server)
        fragment = page.evaluate("entries => encodeURIComponent(JSON.stringify(entries))", entries)
        for path in ("/#", "/login#", "/login?token=made-up#", "/roles/compute/information#"):
            another = page.context.new_page()
            another.goto(f"http://{server.host}{path}{fragment}")
            another.wait_for_url(re.compile("/information"))
        page.wait_for_timeout(1_500)  # longer than the pages wait between two looks
        assert "999999999999" not in draft(page, server)


def test_a_button_is_not_pressed_an_hour_later(file: Path, visit: Callable[[Served], Page]) -> None:
    """What it was to do is said not to be done, and is not done when the server is there again."""
    with serving(file) as server:
        page = visit(server)
        description(page).fill("not to be saved")
        expect(page.locator("#file-state")).to_have_text("unsaved changes")
    page.get_by_label("AWS account").fill("111122223333")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(banner(page)).to_contain_text("The action was not performed.", use_inner_text=True)
    with serving(file) as server:
        second = page.context.new_page()
        enter(second, server)
        expect(banner(page).get_by_text("does not respond")).to_be_hidden()
        expect(page.get_by_label("AWS account")).to_have_value("111122223333")
        # What is kept is sent by each page that opens until the server has it.
        for _ in range(100):
            if 'account: "111122223333"' in draft(second, server):
                break
            second.wait_for_timeout(100)
        else:
            pytest.fail("the server does not have what the pages kept")
        assert file.read_text(encoding="utf-8") == TEXT


def test_a_role_that_was_renamed_meanwhile(file: Path, visit: Callable[[Served], Page]) -> None:
    """What was typed for it afterwards is of its new name."""
    with serving(file) as server:
        page = visit(server)
    page.get_by_label("Role name suffix").fill("runner")
    description(page).fill("of the runner")
    page.get_by_label("Role name suffix").fill("trainer")
    description(page).fill("of the trainer")
    set_clock_ahead(page)
    with serving(file) as server:
        enter(page, server)
        expect(page.locator("#role-name")).to_have_text("sagemaker-trainer")
        expect(description(page)).to_have_value("of the trainer")


def test_a_step_that_was_left(file: Path, visit: Callable[[Served], Page]) -> None:
    """What was refused there is told where one has gone: a name that was typed last is not lost without a word."""
    with serving(file) as server:
        page = visit(server)
        page.get_by_label("Role name suffix").fill("a b")
        page.get_by_role("link", name="Next").click()
        expect(page.locator("#heading")).to_have_text("ML activities")
        expect(banner(page)).to_contain_text("The draft was not changed:", use_inner_text=True)
        expect(banner(page)).to_contain_text("a b", use_inner_text=True)
        banner(page).get_by_role("button", name="Close").click()
        expect(banner(page)).to_be_hidden()


def test_a_link_while_nothing_answers(file: Path, visit: Callable[[Served], Page]) -> None:
    """The page stays with what was typed, and its address is that of what is shown."""
    with serving(file) as server:
        page = visit(server)
    description(page).fill("stays")
    page.get_by_role("link", name="Next").click()
    expect(banner(page)).to_contain_text("The server does not respond.", use_inner_text=True)
    expect(description(page)).to_have_value("stays")
    assert page.url.endswith("/roles/compute/information")


def test_a_browser_without_the_session(file: Path, open_page: Opener) -> None:
    """It is told what it needs, and nothing else."""
    t = PageTexts.of(Language.JA)
    with serving(file) as server:
        for locale, words in (
            ("en-US", "Open the address that rolecast serve printed."),
            ("ja-JP", t("connection.unknown")),
        ):
            page = open_page(locale, expected=LOSSES)
            page.goto(f"http://{server.host}/roles/compute/information")
            expect(banner(page)).to_contain_text(words, use_inner_text=True)
            expect(banner(page).get_by_text("Everything")).to_be_hidden()
            assert "fraud" not in page.content()
