"""`rolecast activities`, `personas` and `schema`: tables for people, lines and JSON for programs."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call

from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.library import CATALOGUE

COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-79]|4[0-79]|9[0-7])(?:;[0-9;]*)?m")


def columns(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def test_activities_are_lines_off_a_terminal(call: Call) -> None:
    """One each, in the console's order, with tabs between id, title, policy, parameters, conditions, requirements."""
    outcome = call("activities")
    assert (outcome.status, outcome.err) == (0, "")
    rows = columns(outcome.out)
    assert [row[0] for row in rows] == [activity.id for activity in CATALOGUE.activities()]
    assert len({len(row) for row in rows}) == 1
    by_id = {row[0]: row for row in rows}
    assert by_id["manage-ml-jobs"][1:4] == ["Manage ML Jobs", "SM_CommonJobManagement", "pass_roles"]
    assert by_id["canvas-mlops"][2] == "AWS managed: AmazonSageMakerCanvasDirectDeployAccess"
    assert by_id["canvas-mlops"][6] == "run-studio-applications, canvas-core-access or canvas-data-preparation"
    assert by_id["share-across-accounts"][7:] == ["rolecast", "Govern", "opens-data"]


def test_activities_that_grant_an_action(call: Call) -> None:
    """In whatever case it is written, with the editions that do."""
    outcome = call("activities", "--granting", "SageMaker:updatepipeline")
    rows = {row[0]: row[-1] for row in columns(outcome.out)}
    assert (outcome.status, outcome.err) == (0, "")
    assert rows["manage-pipelines"] == "corrected"
    assert rows["schedule-pipelines"] == "console and corrected"
    assert "run-studio-applications" not in rows
    document = json.loads(call("activities", "--granting", "sagemaker:UpdatePipeline", "--format", "json").out)
    assert (document["action"], document["exception"]) == ("sagemaker:UpdatePipeline", None)
    editions = {each["id"]: each["editions"] for each in document["activities"]}
    assert editions.keys() == rows.keys()
    assert editions["manage-pipelines"] == ["corrected"]
    assert editions["schedule-pipelines"] == ["console", "corrected"]


def test_why_no_activity_grants_an_action(call: Call) -> None:
    """For an exception its reason, for actions of other services that there is none."""
    outcome = call("activities", "--granting", "sagemaker:CreateDeviceFleet")
    assert (outcome.status, outcome.out) == (0, "")
    assert "action `sagemaker:CreateDeviceFleet`: AWS discontinued SageMaker Edge Manager" in outcome.err
    document = json.loads(call("activities", "--granting", "sagemaker:CreateDeviceFleet", "--format", "json").out)
    assert document["exception"]["sources"] == ["https://docs.aws.amazon.com/sagemaker/latest/dg/edge-eol.html"]
    outcome = call("activities", "--granting", "s3:DeleteBucket")
    assert (outcome.status, outcome.out) == (0, "")
    assert "action `s3:DeleteBucket`: no activity grants it" in outcome.err


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("sagemaker:CreatModel", "there is no action `sagemaker:CreatModel`\n  help: did you mean `CreateModel`?"),
        ("sagemakr:CreateModel", "`sagemakr:CreateModel` is not an action\n  help: did you mean `sagemaker`?"),
        ("invokeendpoint", "`invokeendpoint` is not an action\n  help: did you mean `sagemaker:InvokeEndpoint`?"),
        ("GetObject", "`GetObject` is not an action\n  help: write it as `sagemaker:CreateModel`"),
        ("sagemaker:Create*", "there is no action `sagemaker:Create*`\n  help: name a single action"),
    ],
)
def test_what_is_no_action_is_refused(action: str, message: str, call: Call) -> None:
    """Rather than answered with an empty list."""
    outcome = call("activities", "--granting", action)
    assert (outcome.status, outcome.out) == (1, "")
    assert message in outcome.err


def test_personas_are_lines_off_a_terminal(call: Call) -> None:
    """Id, title and what they preselect."""
    rows = columns(call("personas").out)
    assert [row[0] for row in rows] == [persona.id for persona in CATALOGUE.personas()]
    assert rows[0] == [
        "data-scientist",
        "Data Scientist",
        ", ".join(CATALOGUE.persona("data-scientist").activities),
        "People",
    ]


def test_activities_as_json(call: Call) -> None:
    """Everything that the catalogue says, in both languages, with the version of the format."""
    document = json.loads(call("activities", "--format", "json").out)
    assert document["format_version"] == "1"
    assert [activity["id"] for activity in document["activities"]] == [each.id for each in CATALOGUE.activities()]
    for shown in document["activities"]:
        activity = CATALOGUE.activity(shown["id"])
        assert shown["title"] == activity.title
        assert shown["description"] == activity.description
        assert shown["vpc"] is activity.supports(Overlay.VPC)
        assert shown["parameters"].keys() == activity.parameters.keys()
        assert [tuple(alternatives) for alternatives in shown["requires"]] == list(activity.requires)
        assert (shown["policy"], shown["managed"]) == (activity.policy, activity.managed)
        assert (shown["group"], shown["source"]) == (activity.group, activity.source)
        assert shown["privileged"].keys() == activity.privileges.keys()
        assert shown["trusted_by"] == list(activity.trusted_by)


def test_personas_as_json(call: Call) -> None:
    """With their activities and where they come from."""
    document = json.loads(call("personas", "--format", "json").out)
    assert document["format_version"] == "1"
    assert {each["id"]: tuple(each["activities"]) for each in document["personas"]} == {
        each.id: each.activities for each in CATALOGUE.personas()
    }


@pytest.mark.parametrize("command", ["activities", "personas"])
def test_tables_on_a_terminal(command: str, terminal: Call, snapshot: SnapshotAssertion) -> None:
    """As wide as the terminal; without colour where NO_COLOR is set."""
    outcome = terminal(command, NO_COLOR="1")
    assert outcome.status == 0
    assert not COLOUR.search(outcome.out)
    assert re.sub(r"\x1b\[[0-9;]*m| +$", "", outcome.out, flags=re.MULTILINE) == snapshot
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", outcome.out).splitlines())) <= 100


@pytest.mark.parametrize("columns", ["60", "80", "100", "200"])
def test_ids_are_whole_on_every_terminal(columns: str, terminal: Call) -> None:
    """They are what a person copies; other columns fold, and nothing is cut off."""
    shown = terminal("activities", COLUMNS=columns).out
    assert all(f" {activity} " in shown for activity in CATALOGUE.activity_ids)
    assert "…" not in shown


@pytest.mark.parametrize("arguments", [["activities"], ["personas"], ["show", "manage-models"], ["build", "nothing"]])
def test_no_escapes_off_a_terminal(arguments: list[str], process: Call) -> None:
    """Neither in the data nor in the messages, whatever the environment would like."""
    outcome = process(f'"$@" {" ".join(arguments)}', FORCE_COLOR="1", CLICOLOR_FORCE="1", TERM="xterm-256color")
    assert "\x1b" not in outcome.out + outcome.err


def test_schema(call: Call) -> None:
    """A valid JSON Schema, the same each time, that takes a role file."""
    outcome = call("schema")
    assert (outcome.status, outcome.err) == (0, "")
    assert call("schema").out == outcome.out
    schema = json.loads(outcome.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"version": 1, "roles": {"a": {"persona": "data-scientist"}}}, schema)


def test_activities_are_listed_in_japanese(call: Call) -> None:
    """Groups and words, and the reason why no activity grants an action."""
    outcome = call("activities", "--lang", "ja")
    assert "\t対応\t対応\t\tconsole\tトレーニング\t" in outcome.out
    assert "yes" not in outcome.out
    told = "通知: アクション `s3:DeleteBucket`: 許可するアクティビティはありません\n"
    assert call("activities", "--granting", "s3:DeleteBucket", "--lang", "ja") == (0, "", told)
