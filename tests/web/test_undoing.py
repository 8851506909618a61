"""What is done can be undone, one thing at a time, and what takes much away asks or says how to get it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.served import Served
from tests.web.test_typing import TEXT, Visit, served, settled, visit

__all__ = ["served", "visit"]  # fixtures

PAGE = "/roles/compute/information"


def press(page: Page, name: str) -> None:
    page.locator(f"#{name}").click()
    settled(page)


def test_undo_takes_back_what_a_person_calls_one_edit(visit: Visit) -> None:
    """A text that was typed, a click, a tag with its value; redo brings each back."""
    page = visit(PAGE)
    description = page.get_by_label("Description", exact=True)
    description.press_sequentially("first", delay=20)
    page.get_by_label("AWS account").click()
    description.press_sequentially(" second", delay=20)
    switch = page.get_by_role("switch", name="Only in my VPC")
    switch.check()
    settled(page)
    switch.uncheck()
    settled(page)
    press(page, "undo")
    expect(switch).to_be_checked()
    press(page, "undo")
    expect(switch).not_to_be_checked()
    text = description.input_value()
    press(page, "undo")
    assert description.input_value() == "first" != text
    press(page, "undo")
    expect(description).to_have_value("")
    expect(page.locator("#undo")).to_be_disabled()
    for _ in range(2):
        press(page, "redo")
    expect(description).to_have_value(text)
    press(page, "redo")
    expect(switch).to_be_checked()
    page.get_by_label("Region", exact=True).fill("eu-west-1")
    settled(page)
    expect(page.locator("#redo")).to_be_disabled()


def test_a_tag_and_the_next_are_two_edits(visit: Visit) -> None:
    """Undo takes the second away, with its value, and leaves the first."""
    page = visit("/roles/compute/policies")
    for row in (1, 2):
        for part in ("key", "value"):
            page.locator(f'[id="roles/compute/tags:{row}:{part}"]').press_sequentially(f"{part}{row}", delay=20)
    settled(page)
    press(page, "undo")
    expect(page.locator('[id="roles/compute/tags:1:value"]')).to_have_value("value1")
    expect(page.locator('[id="roles/compute/tags:2:key"]')).to_have_value("")


def test_undo_past_the_last_save_says_so(visit: Visit, served: Served, tmp_path: Path) -> None:
    """Before and after: on the button, and beside the file's name."""
    page = visit(PAGE)
    undo = page.locator("#undo")
    page.get_by_label("Description", exact=True).fill("saved")
    expect(undo).to_have_text("Undo")
    press(page, "save")
    expect(undo).to_have_text("Undo past the last save")
    page.get_by_label("Description", exact=True).fill("saved, and more")
    expect(undo).to_have_text("Undo")
    press(page, "undo")
    expect(page.locator("#file-state")).to_have_text("saved")
    expect(undo).to_have_text("Undo past the last save")
    press(page, "undo")
    expect(page.locator("#file-state")).to_have_text("older than the last save, unsaved")
    press(page, "redo")
    expect(page.locator("#file-state")).to_have_text("saved")
    assert "description: saved\n" in (tmp_path / "roles.yaml").read_text(encoding="utf-8")


def test_a_removed_role_comes_back(visit: Visit) -> None:
    """From the message that says that it was removed, on whatever page that is read."""
    page = visit("/roles/data-scientist/information")
    page.get_by_text("Remove this role").click()
    page.get_by_role("button", name="Remove the role data-scientist").click()
    expect(page.locator("#done")).to_contain_text("The role data-scientist was removed.")
    expect(page.locator(".rolelist")).not_to_contain_text("data-scientist")
    page.get_by_role("link", name="ML activities").last.click()
    expect(page.locator("#heading")).to_have_text("ML activities")
    page.locator("#undo-done").click()
    expect(page.locator(".rolelist")).to_contain_text("data-scientist")
    expect(page.locator("#done")).to_have_count(0)


def test_a_file_without_roles_keeps_the_rest(visit: Visit) -> None:
    """The page that begins a role has the account and region of the file, and nothing is wrong."""
    page = visit("/roles/data-scientist/information")
    for role in ("data-scientist", "compute"):
        page.get_by_text("Remove this role").click()
        page.get_by_role("button", name=f"Remove the role {role}").click()
        expect(page.locator("#done")).to_contain_text(f"The role {role} was removed.")
    expect(page.get_by_label("AWS account")).to_have_value("123456789012")
    expect(page.get_by_label("Region", exact=True)).not_to_have_value("")
    expect(page.locator(".fault")).to_have_count(0)
    press(page, "undo")
    expect(page.locator(".rolelist")).to_contain_text("compute")


@pytest.mark.parametrize("height", [500, 900, 4_000])
def test_the_next_remove_is_not_under_the_pointer(height: int, visit: Visit) -> None:
    """Whoever clicks twice removes one role, on any screen."""
    page = visit(PAGE)
    page.set_viewport_size({"width": 1280, "height": height})
    page.get_by_text("Remove this role").click()
    box = page.get_by_role("button", name="Remove the role compute")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place
    for _ in range(4):
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        settled(page)
    expect(page.locator(".rolelist a:not(.count)")).to_have_text(["data-scientist"])


def test_another_file_replaces_the_draft_only_after_both_names_were_read(
    visit: Visit, served: Served, tmp_path: Path
) -> None:
    """The file that is served is not written before it is saved, and the file that was chosen never is."""
    file, other = tmp_path / "roles.yaml", tmp_path / "other" / "team.yaml"
    other.parent.mkdir()
    other.write_text(TEXT.replace("data-scientist:", "analyst:") + "# theirs\r\n", encoding="utf-8", newline="")
    theirs = other.read_bytes()
    page = visit(PAGE)
    page.get_by_label("Description", exact=True).fill("ours")
    dialog = page.get_by_role("dialog")
    for answer, expected in (("Keep the draft", "data-scientist"), ("Replace the draft", "analyst")):
        page.locator("#open").set_input_files(other)
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("team.yaml")
        expect(dialog).to_contain_text(str(file))
        dialog.get_by_role("button", name=answer).click()
        expect(dialog).to_be_hidden()
        expect(page.locator(".rolelist")).to_contain_text(expected)
    expect(page.locator("#done")).to_contain_text("The draft of roles.yaml was replaced with the content of team.yaml.")
    assert file.read_text(encoding="utf-8") == TEXT
    page.locator("#undo-done").click()
    expect(page.get_by_label("Description", exact=True)).to_have_value("ours")
    press(page, "redo")
    press(page, "save")
    expect(page.locator("#file-state")).to_have_text("saved")
    assert file.read_bytes() == theirs == other.read_bytes()


def test_a_file_that_is_no_text_is_not_opened(visit: Visit, tmp_path: Path) -> None:
    """Its letters would be others: it is said by name, and nothing is asked."""
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("version: 1  # für alle\n".encode("latin-1"))
    page = visit(PAGE)
    page.locator("#open").set_input_files(latin)
    expect(page.locator("#connection")).to_contain_text("latin.yaml")
    expect(page.get_by_role("dialog")).to_be_hidden()
