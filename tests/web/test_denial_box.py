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
