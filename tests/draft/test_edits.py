"""Edits do what a person means, and leave the rest of the file alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from rolecast.catalogue.library import CATALOGUE
from rolecast.draft import edits, new_file
from rolecast.draft.draft import Draft
from rolecast.reading import nodes, texts
from rolecast.reading.faults import InputError

TEXT = """\
# Roles of the fraud team.
version: 1
account: 123456789012
region: us-east-1
network: # theirs
  subnets: [subnet-0a1b2c3d4e5f67890]
  security_groups: [sg-0a1b2c3d4e5f67890]
roles:
  compute: # runs the jobs
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [raw-data]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  scientist:
    # may pass the other one
    pass_roles: [compute]
    persona: data-scientist
    activities:
      s3-bucket-access: {s3_buckets: [raw-data]}
"""
COMMENTS = ["# Roles of the fraud team.", "# theirs", "# runs the jobs", "# may pass the other one"]


def draft(text: str = TEXT) -> Draft:
    return Draft(text, "roles.yaml")


def role(text: str, key: str = "scientist") -> Any:
    """What the file says of a role, comments checked on the way."""
    assert [comment for comment in COMMENTS if comment in text] == COMMENTS
    return nodes.plain_value(texts.parse(text, "roles.yaml"), number=str)["roles"][key]


def test_setting_and_clearing_a_value() -> None:
    """A value is written; an empty one is no setting."""
    path = ["roles", "scientist", "description"]
    text = edits.set_value(draft(), path, "of the team: all # of them")
    assert role(text)["description"] == "of the team: all # of them"
    assert edits.set_value(Draft(text, "roles.yaml"), path, "") == TEXT


def test_a_number_is_a_number_and_something_else_stays_to_be_mended() -> None:
    """What is no number is a fault at its field, in the words that were typed."""
    path = ["roles", "scientist", "max_session_duration"]
    text = edits.set_value(draft(), path, "7200")
    assert Draft(text, "roles.yaml").roles["scientist"].max_session_duration == 7_200
    wrong = Draft(edits.set_value(draft(), path, "two hours"), "roles.yaml")
    assert "`two hours`" in wrong.field("scientist", "max_session_duration").faults[0].message


def test_an_account_with_a_zero_before_it_stays_one() -> None:
    """YAML readers of other kinds would read a number."""
    text = edits.set_value(draft(), ["account"], "012345670123")
    assert Draft(text, "roles.yaml").roles["scientist"].environment.account == "012345670123"
    assert '"012345670123"' in text


def test_what_the_file_has_is_copied_before_a_part_of_it_changes() -> None:
    """A role's own network needs both lists."""
    path = ["roles", "scientist", "network", "subnets"]
    text = edits.set_value(draft(), path, ["subnet-0a1b2c3d"])
    assert role(text)["network"] == {"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d4e5f67890"]}
    assert "network" not in role(text, "compute")


def test_switching_off_what_the_file_has_and_on_again() -> None:
    """For this role alone."""
    text = edits.customize(draft(), "scientist", "network", False)
    assert role(text)["network"] == "false" or role(text)["network"] is False
    assert edits.customize(Draft(text, "roles.yaml"), "scientist", "network", True) == TEXT


def test_switching_on_asks_for_the_values() -> None:
    """The lists stand there, empty, and are faults until they are filled."""
    made = Draft(edits.customize(draft(), "scientist", "encryption", True), "roles.yaml")
    assert [fault.message for fault in made.field("scientist", "encryption", "data_keys").faults] == [
        "this list is empty"
    ]


@pytest.mark.parametrize("persona", CATALOGUE.persona_ids)
def test_a_persona_selects_its_activities_and_asks_for_their_parameters(persona: str) -> None:
    """Every fault that is left is an empty list, or a requirement that one click meets."""
    made = Draft(edits.choose_persona(draft(), "scientist", persona), "roles.yaml")
    selected = {choice.activity.id for choice in made.choices("scientist") if choice.is_selected}
    assert selected >= set(CATALOGUE.persona(persona).activities)
    for choice in made.choices("scientist"):
        for alternatives in choice.unmet:
            made = Draft(edits.select(made, "scientist", alternatives[0], True), "roles.yaml")
    assert {fault.message for fault in made.faults} <= {"this list is empty"}


def test_an_optional_parameter_is_not_asked_for_and_leaves_nothing_behind() -> None:
    """Selecting writes what an activity must have; one that is cleared is no setting, unlike one that it must have."""
    text = edits.select(draft(), "scientist", "invoke-endpoints", True)
    assert role(text)["activities"]["invoke-endpoints"] == {"endpoint_names": []}
    path = ["roles", "scientist", "activities", "invoke-endpoints"]
    left: dict[str, Any] = {"endpoint_names": []}
    for name in ("s3_buckets", "endpoint_names"):
        filled = edits.set_value(Draft(text, "roles.yaml"), [*path, name], ["raw-data"])
        assert role(filled)["activities"]["invoke-endpoints"][name] == ["raw-data"]
        cleared = edits.set_value(Draft(filled, "roles.yaml"), [*path, name], [])
        assert role(cleared)["activities"]["invoke-endpoints"] == left


def test_another_persona_leaves_nothing_empty_behind() -> None:
    """What was selected for the old one without values goes; what has values stays."""
    first = Draft(edits.choose_persona(draft(), "scientist", "compute-role"), "roles.yaml")
    assert role(first.text)["activities"]["access-required-aws-services"] == {
        "s3_buckets": [],
        "ecr_repository_arns": [],
    }
    second = edits.choose_persona(first, "scientist", "data-scientist")
    assert role(second)["activities"] == {"s3-bucket-access": {"s3_buckets": ["raw-data"]}}


def test_deselecting_and_selecting() -> None:
    """A preselected activity is deselected by `false`, another one by leaving it out."""
    deselected = edits.select(draft(), "scientist", "manage-ml-jobs", False)
    assert role(deselected)["activities"]["manage-ml-jobs"] is False
    assert edits.select(Draft(deselected, "roles.yaml"), "scientist", "manage-ml-jobs", True) == TEXT
    selected = edits.select(draft(), "scientist", "query-athena-workgroups", True)
    assert role(selected)["activities"]["query-athena-workgroups"] == {"workgroup_names": []}
    assert edits.select(Draft(selected, "roles.yaml"), "scientist", "query-athena-workgroups", False) == TEXT


def test_renaming_a_role_renames_it_where_it_is_passed() -> None:
    """In its place, with its comments."""
    text = edits.rename_role(draft(), "compute", "trainer")
    assert role(text)["pass_roles"] == ["trainer"]
    assert text == TEXT.replace("  compute: #", "  trainer: #").replace("[compute]", "[trainer]")


@pytest.mark.parametrize("name", ["", "scientist", "a b", "x" * 65])
def test_names_that_no_role_can_have_are_refused(name: str) -> None:
    """The draft stays as it was: a key that is no key could not be shown."""
    with pytest.raises(InputError):
        edits.rename_role(draft(), "compute", name)


def test_a_further_role_passes_the_compute_role() -> None:
    """As the console's users do it: the compute role first."""
    text = edits.add_role(draft(), "engineer", "mlops-engineer")
    assert role(text, "engineer")["pass_roles"] == ["compute"]
    assert role(text) == role(TEXT)


def test_removing_a_role() -> None:
    """The others stay."""
    text = edits.remove_role(draft(), "compute")
    assert Draft(text, "roles.yaml").keys == ("scientist",)


@pytest.mark.parametrize("persona", CATALOGUE.persona_ids)
def test_a_new_file_lacks_nothing_but_values(persona: str) -> None:
    """The roles that it passes come first, as in a file that `new` writes; account and region as given."""
    made = Draft(edits.begin(Draft("", "roles.yaml"), persona, "123456789012", "us-east-1"), "roles.yaml")
    written = yaml.safe_load(new_file.new_role_file(persona, {}))["roles"]
    assert made.keys == (*written,)
    assert [made.value("roles", key, "pass_roles") for key in made.keys] == [
        each.get("pass_roles") for each in written.values()
    ]
    assert made.field(made.keys[0], "account").value == "123456789012"
    assert {fault.message for fault in made.faults if "needs `canvas-core-access`" not in fault.message} <= {
        "this list is empty"
    }


def test_tags_as_pairs() -> None:
    """An empty pair is not there; none at all is no setting."""
    path = ["roles", "scientist", "tags"]
    text = edits.set_pairs(draft(), path, [["team", "fraud"], ["", ""], ["cost:center", "on"]])
    assert role(text)["tags"] == {"team": "fraud", "cost:center": "on"}
    assert edits.set_pairs(Draft(text, "roles.yaml"), path, []) == TEXT


TAGS = ["roles", "scientist", "tags"]


@pytest.mark.parametrize("text", [TEXT, json.dumps({**yaml.safe_load(TEXT), "account": "123456789012"})])
def test_equal_keys_are_written_and_told_at_the_second_row(text: str) -> None:
    """Nothing is merged: both rows are there, also after another edit, until one of them has another key."""
    pairs = [["team", "fraud"], ["cost", "7"], ["team", "other"]]
    made = Draft(edits.set_pairs(draft(text), TAGS, pairs), "roles.yaml")
    made = Draft(edits.set_value(made, ["roles", "scientist", "description"], "x"), "roles.yaml")
    table = made.table(tuple(TAGS))
    assert [[row.key, row.value] for row in table.rows] == pairs
    assert [(row.is_repeated, len(row.faults)) for row in table.rows] == [(False, 0), (False, 0), (True, 1)]
    assert table.faults == ()
    assert len(made.faults) == 1
    made = Draft(edits.set_pairs(made, TAGS, [*pairs[:2], ["teams", "other"]]), "roles.yaml")
    assert made.faults == ()
    assert made.roles["scientist"].tags == {"team": "fraud", "cost": "7", "teams": "other"}


def test_a_value_without_a_key_is_not_dropped() -> None:
    """It is told that a key is missing; a row with neither is none."""
    made = Draft(edits.set_pairs(draft(), TAGS, [["", "x"], ["", ""], ["a", ""]]), "roles.yaml")
    assert [(row.key, row.value, bool(row.faults)) for row in made.table(tuple(TAGS)).rows] == [
        ("", "x", True),
        ("a", "", False),
    ]
    assert edits.set_pairs(made, TAGS, [["", ""]]) == TEXT


def test_tags_of_a_narrowing_leave_the_rest_of_it() -> None:
    """What the file narrows is copied before a part of it changes."""
    text = TEXT.replace("roles:\n", "narrowing: {regions: [us-east-1]}\nroles:\n", 1)
    changed = edits.set_pairs(draft(text), ["roles", "scientist", "narrowing", "tags"], [["a", "b"]])
    assert Draft(changed, "x").value("roles", "scientist", "narrowing") == {
        "regions": ["us-east-1"],
        "tags": {"a": "b"},
    }
