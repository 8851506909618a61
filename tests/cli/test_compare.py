"""`rolecast compare`: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call

ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
roles:
  compute: {activities: {s3-full-access: }}
  reader:
    activities: {s3-bucket-access: {s3_buckets: [raw]}}
    additional_policies: [AWSGlueConsoleFullAccess]
"""
WIDER = ROLES.replace("[raw]", "[raw, models]").replace(
    "  compute: {", "  compute: {trust: {services: [sagemaker.amazonaws.com, ec2.amazonaws.com]}, "
)


@pytest.fixture(autouse=True)
def files(here: Path) -> None:
    for name, text in (
        ("old.yaml", ROLES),
        ("new.yaml", WIDER),
        ("fewer.yaml", ROLES.replace("    additional_policies: [AWSGlueConsoleFullAccess]\n", "")),
        ("unknown.yaml", ROLES.replace("AWSGlueConsoleFullAccess", '"arn:aws:iam::123456789012:policy/own"')),
        ("star.json", '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'),
        ("bad.json", '{"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}'),
    ):
        (here / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("format", ["text", "github"])
def test_what_a_change_allows(call: Call, snapshot: SnapshotAssertion, format: str) -> None:
    """Role by role, with the statements that allow it and a request; the trust policies apart."""
    outcome = call("compare", "old.yaml", "new.yaml", "--format", format)
    assert outcome.status == 11
    assert outcome.err == ""
    assert outcome.out == snapshot


def test_much_is_told_by_service(call: Call, snapshot: SnapshotAssertion) -> None:
    """A role that loses a policy of many services."""
    outcome = call("compare", "old.yaml", "fewer.yaml")
    assert outcome.status == 0
    assert outcome.out == snapshot


def test_each_request_of_the_json_is_one_of_decide(call: Call) -> None:
    """It has what the design says, and nothing that JSON has not."""
    outcome = call("compare", "old.yaml", "new.yaml", "--format", "json")
    shown = json.loads(outcome.out)
    assert shown["format_version"] == "1"
    assert shown["verdict"] == "more"
    assert [role["key"] for role in shown["roles"]] == ["compute", "reader"]
    compute, reader = shown["roles"]
    assert compute["verdict"] == "same"
    assert compute["gains"] == []
    assert compute["trust"]["verdict"] == "more"
    assert compute["trust"]["gains"][0]["request"] == {
        "principal": "ec2.amazonaws.com",
        "action": "sts:AssumeRole",
        "resource": "arn:aws:iam::123456789012:role/sagemaker-compute",
        "resource_account": "123456789012",
        "context": {},
    }
    assert {"action", "resource", "context"} <= reader["gains"][0]["request"].keys()
    assert reader["losses"] == []
    assert "service control policies" in shown["not_considered"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["old.yaml", "old.yaml"], 0),
        (["old.yaml", "old.yaml", "--equal"], 0),
        (["old.yaml", "fewer.yaml"], 0),
        (["old.yaml", "fewer.yaml", "--equal"], 11),
        (["fewer.yaml", "old.yaml"], 11),
        (["old.yaml", "unknown.yaml"], 13),
        (["old.yaml", "new.yaml", "--role", "compute"], 11),
        (["old.yaml", "star.json", "--role", "reader"], 11),
        (["star.json", "--not-granted", "iam:PassRole"], 11),
        (["old.yaml", "--not-granted", "iam:CreateUser"], 0),
        (["old.yaml", "--not-granted", "s3:PutObject", "--on", "arn:aws:s3:::other/plain", "--role", "reader"], 0),
        (["unknown.yaml", "--not-granted", "iam:CreateUser", "--role", "reader"], 13),
        (["old.yaml", "none.yaml"], 1),
        (["old.yaml", "bad.json"], 1),
        (["old.yaml", "new.yaml", "--role", "raeder"], 1),
        (["old.yaml", "--not-granted", "s3"], 1),
        (["old.yaml", "--not-granted", "s3:GetObject", "--on", ""], 1),
        (["old.yaml", "--not-granted", "sts:GetCallerIdentity"], 13),
        (["HEAD:old.yaml", "new.yaml"], 1),
        (["old.yaml"], 2),
        (["old.yaml", "new.yaml", "--on", "*"], 2),
        (["old.yaml", "new.yaml", "--not-granted", "s3:*"], 2),
        (["old.yaml", "--not-granted", "s3:*", "--equal"], 2),
    ],
)
def test_exit_statuses(call: Call, arguments: list[str], status: int) -> None:
    """0 for nothing more, 11 for more, 13 for not decided; 1 and 2 as everywhere."""
    outcome = call("compare", *arguments)
    assert outcome.status == status, outcome
    assert "Traceback" not in outcome.err


def test_what_is_not_decided_says_why(call: Call) -> None:
    """And is no proof."""
    outcome = call("compare", "old.yaml", "unknown.yaml", "--role", "reader")
    assert outcome.out.startswith("not decided whether unknown.yaml allows more than old.yaml\n")
    assert "? may allow more: the text of `arn:aws:iam::123456789012:policy/own` is not available" in outcome.out


def test_nothing_more_is_a_proof_even_if_less_is_not_decided(call: Call, here: Path) -> None:
    """A role that is now only created under a condition."""
    trusts = '{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}'
    role = f"{{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {{Statement: {trusts}}}}}}}"
    (here / "always.yaml").write_text(f"Resources: {{Own: {role}}}", encoding="utf-8")
    sometimes = role.replace("Properties", "Condition: Prod, Properties")
    (here / "sometimes.yaml").write_text(f"Resources: {{Own: {sometimes}}}", encoding="utf-8")
    outcome = call("compare", "always.yaml", "sometimes.yaml")
    assert outcome.status == 0
    said = "sometimes.yaml allows nothing that always.yaml does not; not decided whether it allows less"
    assert outcome.out.startswith(f"{said}\n")
    assert call("compare", "always.yaml", "sometimes.yaml", "--equal").status == 13
    assert call("compare", "sometimes.yaml", "always.yaml").status == 13


def test_names_cannot_break_out_of_a_comment(call: Call, here: Path) -> None:
    """Neither Markdown nor HTML of a policy's texts is acted on."""
    statement = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::a</code>|`x`/*"}
    (here / "hostile.json").write_text(json.dumps({"Statement": statement}), encoding="utf-8")
    outcome = call("compare", "fewer.yaml", "hostile.json", "--role", "reader", "--format", "github")
    assert "a&lt;/code&gt;&#124;`x`/" in outcome.out


def test_more_than_a_comment_holds_is_cut(call: Call, here: Path) -> None:
    """GitHub refuses longer ones; the table stays."""
    own = "{additional_policies: [AWSGlueConsoleFullAccess]}"
    roles = "".join(f"  r{number}: {own}\n" for number in range(20))
    head = ROLES.partition("roles:\n")[0] + "roles:\n"
    (here / "many.yaml").write_text(head + roles, encoding="utf-8")
    (here / "one.yaml").write_text(f"{head}  r0: {own}\n", encoding="utf-8")
    outcome = call("compare", "one.yaml", "many.yaml", "--format", "github")
    assert len(outcome.out) < 65_536
    assert "| <code>r19</code> | added |" in outcome.out
    assert outcome.out.endswith("The details of the other roles are too long for a comment.\n")


@pytest.mark.parametrize("format", ["text", "github"])
def test_what_no_statement_allows_names_none(call: Call, here: Path, format: str) -> None:
    """A Deny takes from another account's root user what it may without; an action counts once, whoever loses it."""
    allow = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "*"}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::a/*"}
    for name, statements in (("was.json", [allow]), ("is.json", [allow, deny])):
        (here / name).write_text(json.dumps({"Version": "2012-10-17", "Statement": statements}), encoding="utf-8")
    outcome = call("compare", "was.json", "is.json", "--format", format)
    assert "s3:DeleteObject on arn:aws:s3:::a/" in outcome.out
    lines = outcome.out.splitlines()
    if format == "text":
        assert not [line for line in lines if line != line.rstrip()]
    else:
        assert "<code></code>" not in outcome.out
        assert "| 1 action of s3 |" in outcome.out


def test_a_trust_opened_to_an_account_is_said_in_words(call: Call, here: Path) -> None:
    """Not with a role of it that nobody has named."""
    opened = 'trust: {services: [sagemaker.amazonaws.com], principals: ["999988887777"]}'
    text = ROLES.replace("  compute: {", f"  compute: {{{opened}, ")
    (here / "opened.yaml").write_text(text, encoding="utf-8")
    outcome = call("compare", "old.yaml", "opened.yaml")
    assert outcome.status == 11
    assert (
        "  + trust: sts:AssumeRole by principals of account 999988887777, if their own policies allow it" in outcome.out
    )
