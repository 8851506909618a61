"""A workspace loses nothing: not when the server stops, not when somebody else writes the file."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rolecast.draft.workspace import EditDescription, Workspace
from rolecast.reading.faults import InputError

TEXT = 'version: 1\naccount: "123456789012" # ours\nroles:\n  one: {persona: compute-role}\n'
CHANGED = TEXT.replace("one:", "two:")
EDIT = EditDescription("rename", "key")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "roles.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def opened(file: Path) -> Workspace:
    return Workspace(file, file.parent / "kept")


def test_an_edit_outlives_the_workspace(file: Path) -> None:
    """The next one goes on with it, and says so; the file has not changed."""
    first = opened(file)
    assert not first.is_changed
    first.replace(CHANGED, EDIT)
    second = opened(file)
    assert (second.draft.text, second.is_restored, second.is_changed) == (CHANGED, True, True)
    assert file.read_text(encoding="utf-8") == TEXT


def test_what_is_saved_is_not_kept_any_longer(file: Path) -> None:
    """A later workspace reads the file."""
    first = opened(file)
    first.replace(CHANGED, EDIT)
    first.save()
    assert file.read_text(encoding="utf-8") == CHANGED
    second = opened(file)
    assert (second.is_restored, second.is_changed) == (False, False)
    assert list((file.parent / "kept").iterdir()) == []


def test_a_file_that_something_else_has_changed_is_not_written_over(file: Path) -> None:
    """Unless that is asked for."""
    workspace = opened(file)
    workspace.replace(CHANGED, EDIT)
    file.write_text(TEXT + "# theirs\n", encoding="utf-8")
    assert workspace.is_overtaken
    with pytest.raises(InputError, match="changed by another program"):
        workspace.save()
    assert file.read_text(encoding="utf-8").endswith("# theirs\n")
    workspace.save(over=True)
    assert file.read_text(encoding="utf-8") == CHANGED


def test_a_file_that_changed_while_no_server_ran_is_noticed(file: Path) -> None:
    """The kept draft is of the file as it was."""
    opened(file).replace(CHANGED, EDIT)
    file.write_text(TEXT + "# theirs\n", encoding="utf-8")
    workspace = opened(file)
    assert workspace.is_overtaken
    with pytest.raises(InputError):
        workspace.save()


def test_going_back_to_the_file_can_be_undone(file: Path) -> None:
    """Nothing is lost by a wrong click."""
    workspace = opened(file)
    workspace.replace(CHANGED, EDIT)
    workspace.revert()
    assert workspace.draft.text == TEXT
    workspace.undo()
    assert workspace.draft.text == CHANGED


def type_in(workspace: Workspace, field: str, text: str, spell: int) -> None:
    """One edit a character, as the page sends them."""
    for length in range(1, len(text) + 1):
        workspace.replace(f"{TEXT}{field}: {text[:length]}\n", EditDescription("set", field, spell=spell))


def test_typing_in_one_field_is_one_change(file: Path) -> None:
    """One step back, and one change to show; another field and another time are changes of their own."""
    workspace = opened(file)
    type_in(workspace, "description", "first", 1)
    type_in(workspace, "description", "again", 2)
    type_in(workspace, "path", "/", 2)
    texts = []
    while workspace.can_undo:
        workspace.undo()
        texts.append(workspace.draft.text)
    assert texts == [TEXT + "description: again\n", TEXT + "description: first\n", TEXT]
    assert workspace.before is None


def test_selecting_and_deselecting_are_two_changes(file: Path) -> None:
    """Undo takes back one click, not none that can be seen."""
    workspace = opened(file)
    for text in (CHANGED, TEXT):
        workspace.replace(text, EditDescription("select", "box"))
    workspace.undo()
    assert workspace.draft.text == CHANGED
    workspace.undo()
    assert (workspace.draft.text, workspace.can_undo) == (TEXT, False)


def test_what_was_typed_and_erased_is_no_change(file: Path) -> None:
    """There is nothing to take back."""
    workspace = opened(file)
    type_in(workspace, "description", "x", 1)
    workspace.replace(TEXT, EditDescription("set", "description", spell=1))
    assert (workspace.can_undo, workspace.is_changed) == (False, False)


def test_steps_back_can_be_done_again(file: Path) -> None:
    """Until something else is done."""
    workspace = opened(file)
    for number in range(3):
        workspace.replace(f"{TEXT}# {number}\n", EDIT)
    workspace.undo()
    workspace.undo()
    workspace.redo()
    assert (workspace.draft.text, workspace.can_redo) == (f"{TEXT}# 1\n", True)
    workspace.redo()
    assert (workspace.draft.text, workspace.can_redo) == (f"{TEXT}# 2\n", False)
    workspace.redo()
    workspace.undo()
    workspace.replace(CHANGED, EDIT)
    assert not workspace.can_redo


def test_a_step_behind_the_last_save_is_announced(file: Path) -> None:
    """Typing that goes on after the save is a change of its own; whoever goes further back has been told."""
    workspace = opened(file)
    type_in(workspace, "description", "one", 1)
    assert not workspace.undo_passes_save
    workspace.save()
    assert workspace.undo_passes_save
    type_in(workspace, "description", "one two", 1)
    assert not workspace.undo_passes_save
    workspace.undo()
    assert workspace.draft.text == workspace.saved == TEXT + "description: one\n"
    assert (workspace.undo_passes_save, workspace.is_before_save) == (True, False)
    workspace.undo()
    assert (workspace.draft.text, workspace.is_before_save, workspace.is_changed) == (TEXT, True, True)
    workspace.redo()
    assert (workspace.is_before_save, workspace.is_changed) == (False, False)


def test_what_was_done_last_can_be_told(file: Path) -> None:
    """So that the message of a removal can offer to take it back, for as long as it is the last change."""
    workspace = opened(file)
    assert workspace.last_edit is None
    workspace.replace("version: 1\n", EditDescription("remove", subject="one"))
    assert workspace.last_edit == EditDescription("remove", subject="one")
    workspace.undo()
    assert workspace.last_edit is None
    workspace.redo()
    assert workspace.last_edit == EditDescription("remove", subject="one")


def test_what_is_no_role_file_changes_nothing(file: Path) -> None:
    """Opening a wrong file leaves the draft alone."""
    workspace = opened(file)
    with pytest.raises(InputError):
        workspace.replace("- a list", EDIT)
    assert (workspace.draft.text, workspace.version) == (TEXT, 1)


def test_the_version_grows_with_every_change(file: Path) -> None:
    """So that every tab learns of it; an edit without effect is none."""
    workspace = opened(file)
    versions = [workspace.version]
    actions: tuple[Callable[[], object], ...] = (
        lambda: workspace.replace(CHANGED, EDIT),
        lambda: workspace.replace(CHANGED, EDIT),
        workspace.save,
        workspace.undo,
    )
    for action in actions:
        action()
        versions.append(workspace.version)
    assert versions == [1, 2, 2, 3, 4]


def test_a_new_file(tmp_path: Path) -> None:
    """It need not exist, and does not until it is saved."""
    workspace = opened(tmp_path / "new.yaml")
    assert not workspace.is_changed
    workspace.replace(TEXT, EDIT)
    assert not workspace.path.exists()
    workspace.save()
    assert workspace.path.read_text(encoding="utf-8") == TEXT


def test_a_kept_draft_that_cannot_be_read_is_none(file: Path) -> None:
    """Half a file, or one of something else."""
    opened(file).replace(CHANGED, EDIT)
    (kept,) = (file.parent / "kept").iterdir()
    for content in ("{", json.dumps({"text": 1}), json.dumps([])):
        kept.write_text(content, encoding="utf-8")
        assert opened(file).draft.text == TEXT


def test_nobody_else_reads_what_is_kept(file: Path) -> None:
    """Nor looks into the folder, though it was there already and open to all."""
    kept = file.parent / "kept"
    kept.mkdir(mode=0o755)
    workspace = opened(file)
    workspace.replace(CHANGED, EDIT)
    (draft,) = kept.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, draft)] == [0o700, 0o600]
    draft.chmod(0o644)
    workspace.replace(TEXT + "# more\n", EDIT)
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600


def test_a_file_that_is_saved_keeps_its_permissions(file: Path) -> None:
    """A private one stays private."""
    file.chmod(0o600)
    workspace = opened(file)
    workspace.replace(CHANGED, EDIT)
    workspace.save()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_changes_are_not_all_remembered(file: Path) -> None:
    """A day's work does not grow without end."""
    workspace = opened(file)
    for number in range(300):
        workspace.replace(f"{TEXT}# {number}\n", EDIT)
    steps = 0
    while workspace.can_undo:
        workspace.undo()
        steps += 1
    assert steps == 100
