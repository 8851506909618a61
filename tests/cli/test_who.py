"""`rolecast who`: the principals that may, for people and machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call
from tests.workflows.test_searching import GITHUB, MFA, OWN, READS, SUBJECT, allow, details, role, trusts, user

from rolecast.access.directory import Grade
from rolecast.access.trusted import EntitledKind
from rolecast.cli.who import why
from rolecast.workflows.searching import Entitled

ACCOUNT = details(
    [
        role("job", [trusts("Service", "sagemaker.amazonaws.com")], {**READS, "Sid": "Read"}),
        role("ci", [trusts("Federated", GITHUB, "sts:AssumeRoleWithWebIdentity", Condition=SUBJECT)], READS),
        role("shared", [trusts("AWS", f"{OWN}:root", Condition=MFA)], allow("s3:*", "*")),
    ],
    [user("dana", ["readers"]), user("eve", [], allow("sts:AssumeRole", f"{OWN}:role/shared"))],
)


@pytest.fixture(autouse=True)
def account(here: Path) -> None:
    (here / "details.json").write_text(json.dumps(ACCOUNT), encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["s3:GetObject", "arn:aws:s3:::fraud"], 0),
        (["s3:DeleteBucket"], 0),
        (["s3:GetObject", "arn:aws:s3:::fraud/a", "--context", "aws:MultiFactorAuthPresent=true"], 0),
        (["glue:GetTable"], 11),
        (["sts:AssumeRole", f"{OWN}:role/job"], 0),
    ],
    ids=["objects of a bucket", "any resource", "a context", "nobody", "a role to assume"],
)
def test_principals_are_listed(arguments: list[str], status: int, call: Call, snapshot: SnapshotAssertion) -> None:
    """A line for each: its kind, its ARN, whether it may, and why."""
    at = 2 if len(arguments) > 1 else 1
    done = call("who", *arguments[:at], "details.json", *arguments[at:])
    assert done.status == status
    assert done.out == snapshot
    assert "not considered: service control policies" in done.err


def test_machines_get_json(call: Call) -> None:
    """The same as JSON; statements count from 0 as everywhere."""
    done = call("who", "s3:GetObject", "arn:aws:s3:::fraud/a", "details.json", "--format", "json")
    found = json.loads(done.out)
    by_arn = {each["arn"]: each for each in found["principals"]}
    assert by_arn[f"{OWN}:role/job"] == {
        "arn": f"{OWN}:role/job",
        "kind": "role",
        "answer": "allow",
        "statements": [{"policy": "own", "statement": 0, "sid": "Read"}],
        "conditions": [],
        "unavailable": [],
        "resources": [],
        "through": [],
    }
    assert by_arn[f"{OWN}:user/dana"]["statements"] == [{"policy": "readers/read", "statement": 0, "sid": None}]
    assert by_arn[GITHUB]["through"] == [f"{OWN}:role/ci"]
    assert "service control policies" in found["not_considered"]


def test_standard_input_is_a_source(call: Call) -> None:
    """As for every command that takes sources."""
    done = call("who", "s3:DeleteBucket", "-", stdin=json.dumps(ACCOUNT))
    assert f"{OWN}:role/shared" in done.out


def test_an_answer_that_depends_is_unknown(call: Call, here: Path) -> None:
    """The exit status is 13 if nobody may for certain."""
    only = details([role("one", [trusts("AWS", f"{OWN}:user/x")], {**READS, "Condition": MFA})])
    (here / "one.json").write_text(json.dumps(only), encoding="utf-8")
    assert call("who", "s3:GetObject", "arn:aws:s3:::fraud/a", "one.json").status == 13


@pytest.mark.parametrize("action", ["s3:GetObject", "glue:GetTable"])
def test_a_source_that_is_read_in_part_is_no_answer(action: str, call: Call, here: Path) -> None:
    """What is read is listed, but "nobody" would be a guess: the exit status is 1."""
    whole = json.dumps(details([role("job", [], READS), role("admin", [], allow("*", "*"))]), indent=1)
    (here / "cut.json").write_text(whole[: whole.index('"RoleName": "admin"')], encoding="utf-8")
    done = call("who", action, "cut.json")
    assert done.status == 1
    assert ": the file ends in the middle of this value" in done.err
    assert ("role/job" in done.out) is (action == "s3:GetObject")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["s3:GetObject"], 2, "there is no source"),
        (["s3:GetObject", "arn:aws:s3:::fraud"], 2, "there is no source"),
        (["s3:GetObjct", "details.json"], 1, "did you mean `s3:GetObject`?"),
        (["details.json", "s3:GetObject"], 1, "the order is ACTION, RESOURCE, SOURCE"),
        (["arn:aws:s3:::fraud", "s3:GetObject"], 1, "the order is ACTION, RESOURCE, SOURCE"),
        (["s3:GetObject", "missing.json"], 1, "there is no file `missing.json`"),
        (["s3:GetObject", "fraud", "details.json"], 1, "help: RESOURCE is an ARN, a pattern of ARNs or `*`"),
        (["s3:GetObject", "details.json", "--context", "x"], 1, "gives no value"),
    ],
)
def test_bad_input_is_an_error(arguments: list[str], status: int, message: str, call: Call) -> None:
    """Without a source, of what does not exist, in another order."""
    done = call("who", *arguments)
    assert done.status == status
    assert message in done.err
    assert done.out == ""


@pytest.mark.parametrize(("most", "said"), [(None, "a, b, c, d, e"), (3, "a, b, c and 2 more")])
def test_a_terminal_is_not_flooded(most: int | None, said: str) -> None:
    """A service runs with most roles of an account: a few of them are named on a terminal."""
    service = Entitled(EntitledKind.SERVICE, "sagemaker.amazonaws.com", Grade.ALLOW, through=(*"abcde",))
    assert why(service, most) == f"as {said}"
