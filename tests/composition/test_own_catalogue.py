"""`catalogue:` in a role file: roles of a team's own activities and personas."""

from pathlib import Path

import pytest
from tests.catalogue.test_verification import ACTIVITY, PERSONA, folder

from rolecast.composition.compose import compose
from rolecast.reading.faults import InputError
from rolecast.rendering.formats import render
from rolecast.role import Role
from rolecast.rolefile.load import load

HEAD = 'version: 1\naccount: "123456789012"\nregion: us-east-1\ncatalogue: own\n'
LABELLER = HEAD + ("roles:\n  a:\n    persona: labeller\n    activities: {label-data: {s3_buckets: [raw-data]}}\n")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a role file's place and the catalogue `own` in it."""
    (tmp_path / "own").mkdir()
    folder(tmp_path / "own", {"activities/label-data": ACTIVITY, "personas/labeller": PERSONA})
    return tmp_path


def role(team: Path, text: str) -> Role:
    (team / "roles.yaml").write_text(text, encoding="utf-8")
    (made,) = compose(load(team / "roles.yaml")).values()
    return made


def test_a_role_of_the_teams_own_activities(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is looked for beside the file, wherever the command runs; parameters and corrections are its own."""
    monkeypatch.chdir("/")
    made = role(team, LABELLER.replace("    persona", "    corrections: [label-data/stop-jobs]\n    persona"))
    assert [policy.name for policy in made.policies] == [
        "SM_CommonJobManagement_sagemaker-a",
        "Team_Labelling_sagemaker-a",
    ]
    jobs, objects = made.resolve().policies[1].document.json["Statement"]
    assert "sagemaker:StopLabelingJob" in jobs["Action"]
    assert objects["Resource"] == ["arn:aws:s3:::raw-data/*"]
    assert made.notices == ()


@pytest.mark.parametrize("format", ["json", "cloudformation", "terraform", "aws-cli", "markdown"])
def test_every_format_takes_it(team: Path, format: str) -> None:
    """Though what the activity is for stands in the team's folder alone."""
    assert "Team_Labelling" in render({"a": role(team, LABELLER)}, format)


def test_what_takes_the_place_of_awss_is_told(team: Path) -> None:
    """By a notice on the roles that have it."""
    folder(team / "own", {"activities/manage-models": ACTIVITY, "personas/compute-role": PERSONA})
    made = role(
        team,
        HEAD
        + "roles: {a: {persona: compute-role, activities: {manage-models: {s3_buckets: [raw]}, "
        + "label-data: false, manage-ml-jobs: false}}}",
    )
    assert [notice.code for notice in made.notices] == ["catalogue-overrides"] * 2
    assert "the persona `compute-role` comes from" in made.notices[0].message
    assert [policy.name for policy in made.policies] == ["Team_Labelling_sagemaker-a"]


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        ("catalogue: none-such", "roles.yaml:4:12: there is no folder"),
        ("catalogue: own/activities", "has neither activities nor personas"),
        ("catalogue: [own]", "expected a folder, found a list"),
        ("catalogue: ''", "has neither activities nor personas"),
    ],
)
def test_a_folder_that_is_none_is_refused(team: Path, catalogue: str, expected: str) -> None:
    """With the place of the key, or the folder's name."""
    with pytest.raises(InputError) as raised:
        role(team, LABELLER.replace("catalogue: own", catalogue))
    assert expected in str(raised.value)


def test_faults_of_the_folder_are_told_before_those_that_follow_from_them(team: Path) -> None:
    """A faulty activity is one fault, and not that nobody knows it as well."""
    folder(team / "own", {"activities/label-data": ACTIVITY.replace("s3:GetObject\n", "s3:FetchObject\n")})
    with pytest.raises(InputError) as raised:
        role(team, LABELLER)
    assert [fault.message for fault in raised.value.faults] == [
        "the statement `objects`: there is no action `s3:FetchObject`"
    ]


def test_other_faults_of_the_file_are_told_with_the_teams_names(team: Path) -> None:
    """Suggestions know the team's activities."""
    with pytest.raises(InputError, match="did you mean `label-data`"):
        role(team, LABELLER.replace("label-data:", "label-date:"))


def test_a_role_cannot_have_a_catalogue_of_its_own(team: Path) -> None:
    """It is the file's."""
    with pytest.raises(InputError, match="`catalogue` is not a key of a role"):
        role(team, LABELLER.replace("    persona", "    catalogue: own\n    persona"))
