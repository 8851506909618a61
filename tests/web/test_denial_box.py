"""The box for an AccessDenied message in the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from tests.web.browser import Opener, axe
from tests.web.served import serving
from tests.workflows.test_denying import IDENTITY, ROLES, says


def test_a_message_is_explained_and_mended(tmp_path: Path, open_page: Opener) -> None:
    """A message is pasted, its narrowest remedy is written to the draft, and the draft then allows the request.

    The message is in no address, and the page has no serious finding of axe-core.
    """
    file = tmp_path / "roles.yaml"
    file.write_text(ROLES, encoding="utf-8")
    with serving(file) as server:
        page = open_page(expected="net::ERR_")
        page.goto(server.address)
        page.wait_for_url("**/roles/**")
        page.goto(f"http://{server.host}/roles/compute/activities?panel=denied")
        box = page.get_by_label("AccessDenied message")
        box.fill(says("compute", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY))
        page.get_by_role("button", name="Explain").click()
        expect(page.locator("#denial-answer")).to_contain_text("add models to s3_buckets")
        assert axe(page) == []
        page.get_by_role("button", name="Write it to the role file").first.click()
        expect(page.locator("main textarea").first).to_have_value("fraud-training\nmodels")
        page.get_by_role("button", name="Explain").click()
        expect(page.locator("#denial-answer")).to_contain_text("allow it")
        assert "models" not in page.url


def test_errors_of_any_role_are_named_with_their_place(tmp_path: Path, open_page: Opener) -> None:
    """What would allow the request is tried in the whole file: the errors lead to where they are fixed."""
    file = tmp_path / "roles.yaml"
    other = "  other: {activities: {s3-bucket-access: {s3_buckets: []}}}\n"
    file.write_text(ROLES.rstrip("\n") + "\n" + other, encoding="utf-8")
    with serving(file) as server:
        page = open_page(expected="net::ERR_")
        page.goto(server.address)
        page.wait_for_url("**/roles/**")
        page.goto(f"http://{server.host}/roles/compute/activities?panel=denied")
        page.get_by_label("AccessDenied message").fill(
            says("compute", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY)
        )
        page.get_by_role("button", name="Explain").click()
        answer = page.locator("#denial-answer")
        expect(answer).to_contain_text("this list is empty")
        expect(answer).to_contain_text("other")
        answer.get_by_role("link", name="Go to activities.s3-bucket-access.s3_buckets").click()
        field = "roles/other/activities/s3-bucket-access/s3_buckets"
        expect(page).to_have_url(f"http://{server.host}/roles/other/activities#{field}")
