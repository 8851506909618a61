"""Whatever is posted to a page is answered by a page: done, refused at its control, or called malformed.

`ROLECAST_EXAMPLES` says how many series of edits are tried.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.runs import case_count
from tests.web.asking import Asker

from rolecast.catalogue.library import CATALOGUE
from rolecast.draft.edits import EDITS
from rolecast.draft.steps import WizardStep
from rolecast.draft.workspace import Workspace
from rolecast.reading import texts
from rolecast.web.app import create_app
from rolecast.web.wizard import PANELS

EXAMPLE = Path(__file__).parents[2] / "examples" / "team.yaml"
PAGE = "/roles/data-scientist/activities"

WORDS = st.sampled_from(
    ["compute", "data-scientist", "roles", "tags", "activities", "network", "s3-bucket-access", "on", "", "a b", "<b>"]
) | st.text(max_size=8)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
PATHS = st.lists(WORDS, max_size=5).map(lambda steps: steps) | st.tuples(
    st.just("roles"), st.sampled_from(["compute", "data-scientist"]), WORDS
).map(list)
BODIES = st.fixed_dictionaries(
    {"edit": st.sampled_from([*EDITS, "undo", "redo", "revert", "open", "visit", "plan", "apply"])},
    optional={
        "path": PATHS | JSON,
        "value": JSON | st.lists(st.lists(WORDS, min_size=2, max_size=2), max_size=2),
        "role": WORDS | JSON,
        "activity": st.sampled_from(CATALOGUE.activity_ids) | JSON,
        "persona": st.sampled_from(CATALOGUE.persona_ids) | JSON,
        "name": WORDS,
        "text": WORDS,
        "about": WORDS,
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edits")


@settings(max_examples=case_count(12))
@given(st.lists(BODIES, max_size=6))
def test_no_edit_breaks_the_page(folder: Path, bodies: list[dict[str, Any]]) -> None:
    """After each one the draft is a role file that can be read, and every step of its roles can be shown."""
    file = folder / "roles.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    for kept in folder.glob("kept/*"):
        kept.unlink()
    workspace = Workspace(file, folder / "kept")
    asker = Asker(create_app(workspace, allow_apply=False))
    for body in bodies:
        assert asker.post(PAGE, **body).status in (200, 400, 403, 404), body
        texts.parse(workspace.draft.text, "roles.yaml")
    assert asker.get("/").status in (200, 303)
    for key in workspace.draft.keys:
        assert asker.get(f"/roles/{key}/review").status in (200, 404), key  # 404: a key that no address can have


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"edit": "rename", "about": "rename", "role": "compute", "value": "a b"}, "a b"),
        ({"edit": "add", "about": "add", "role": "compute", "persona": "data-scientist"}, "already"),
        ({"edit": "open", "about": "replace", "text": "- a list"}, "a mapping"),
        (
            {"edit": "set", "about": "roles/compute/description", "path": ["roles", "compute", "x"], "value": "\ud800"},
            "invalid Unicode",
        ),
        ({"edit": "persona", "about": "persona=nobody", "role": "compute", "value": "nobody"}, "nobody"),
        ({"edit": "select", "about": "undo", "role": "nobody", "activity": "manage-models", "value": True}, "nobody"),
    ],
)
def test_what_cannot_be_done_is_told_at_its_control(tmp_path: Path, body: dict[str, Any], says: str) -> None:
    """And the draft stays as it was."""
    file = tmp_path / "roles.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    workspace = Workspace(file, tmp_path / "kept")
    answer = Asker(create_app(workspace, allow_apply=False)).post("/roles/compute/information", **body)
    assert answer.status == 200
    refused = answer.text.partition(f'id="{body["about"].partition("=")[0]}:refused:faults"')[2].partition("</div>")[0]
    assert says in refused
    assert not workspace.is_changed


def test_a_state_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The edit is done; that it is kept nowhere is said."""
    file = tmp_path / "roles.yaml"
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    workspace = Workspace(file, tmp_path / "kept")
    asker = Asker(create_app(workspace, allow_apply=False))
    answer = asker.post("/", edit="begin", about="begin", persona="compute-role")
    assert answer.status == 200
    assert workspace.draft.keys == ("compute",)


def test_what_nobody_foresaw_is_a_page_and_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, neither here nor there."""
    workspace = Workspace(tmp_path / "roles.yaml", tmp_path / "kept")
    asker = Asker(create_app(workspace, allow_apply=False))
    monkeypatch.setattr(Workspace, "undo", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):  # for the server, which says nothing of it
        asker.post("/", edit="undo")
    assert capsys.readouterr().err.startswith("error: /: ZeroDivisionError: division by zero (test_edits.py:")


def test_a_role_that_lacks_values_is_shown_all_the_same(tmp_path: Path) -> None:
    """On every step, with everything beside it."""
    workspace = Workspace(tmp_path / "roles.yaml", tmp_path / "kept")
    asker = Asker(create_app(workspace, allow_apply=False))
    asker.post("/", edit="begin", about="begin", persona="data-scientist", account="123456789012", region="us-east-1")
    assert workspace.draft.faults
    for key in workspace.draft.keys:
        for step in WizardStep:
            for panel in (*PANELS, "question&action=s3:GetObject"):
                assert asker.get(f"/roles/{key}/{step}?panel={panel}").status == 200, (key, step, panel)


@pytest.mark.parametrize(
    ("body", "edited"),
    [
        ({"edit": "set", "about": "x", "path": ["account"], "value": "123456789012"}, "taken"),
        ({"edit": "visit", "about": "x", "path": ["roles", "compute", "description"]}, "taken"),
        ({"edit": "rename", "about": "rename", "role": "compute", "value": "a b"}, "refused"),
        ({"edit": "plan", "about": "make-plan"}, "refused"),
        ({"edit": "nothing"}, "refused"),
    ],
)
def test_an_answer_says_what_became_of_the_edit(tmp_path: Path, body: dict[str, Any], edited: str) -> None:
    """In a header: the browser keeps what was not taken."""
    file = tmp_path / "roles.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    asker = Asker(create_app(Workspace(file, tmp_path / "kept"), allow_apply=False))
    assert asker.post("/roles/compute/information", **body).headers["rolecast-edit"] == edited
    assert "rolecast-edit" not in asker.get("/roles/compute/information").headers
