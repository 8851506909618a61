"""What is found in role files and sources: by the command and by the function alike, and only what is certain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.workflows.test_searching import details, user

import rolecast
from rolecast.cli.main import run
from rolecast.workflows.checking import check_all

SUPPRESSING = """\
version: 1
account: "123456789012"
region: eu-west-1
roles:
  compute:
    persona: compute-role
    edition: console
    suppress:
      - {rule: unscoped-resource, reason: known}
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:eu-west-1:123456789012:repository/fraud]
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[tuple[Any, ...]]:
    """What the command finds: rule, message, place, and why it is suppressed."""
    run(["check", *arguments, "--format", "json"])
    keys = ("rule", "message", "file", "line", "column", "suppressed")
    return [tuple(finding[key] for key in keys) for finding in json.loads(capsys.readouterr().out)["findings"]]


def seen(findings: list[rolecast.Finding]) -> list[tuple[Any, ...]]:
    """The same of what the function finds."""
    return [
        (
            each.rule,
            each.message,
            *(each.place or (each.target.source, None, None)),
            each.suppression and each.suppression.reason,
        )
        for each in findings
    ]


def test_the_command_and_the_function_find_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the messages, the places and the suppressions of a role file, and with others."""
    (here / "sup.yaml").write_text(SUPPRESSING, encoding="utf-8")
    found = rolecast.check("sup.yaml")
    assert seen(found) == told(["sup.yaml"], capsys)
    assert [each.rule for each in found if each.suppression] == ["unscoped-resource"]
    assert all(each.place for each in found)
    other = [{"rule": "confused-deputy", "reason": "meant"}, {"rule": "full-access", "reason": "unused"}]
    (here / "more.json").write_text(json.dumps(other, indent=2), encoding="utf-8")
    found = rolecast.check("sup.yaml", suppress="more.json")
    assert seen(found) == told(["sup.yaml", "--suppressions", "more.json"], capsys)
    assert [each.rule for each in found if each.suppression] == ["confused-deputy", "unscoped-resource"]
    assert found[-1].rule == "unused-suppression"
    assert [each[:2] for each in seen(rolecast.check("sup.yaml", suppress=other))] == [each[:2] for each in seen(found)]


@pytest.mark.parametrize("given", [SUPPRESSING, rolecast.load(SUPPRESSING)])
def test_what_is_given_may_be_a_text_or_a_value(given: Any) -> None:
    """A role file's text, or the role file that it is."""
    assert [each.rule for each in rolecast.check(given) if each.suppression] == ["unscoped-resource"]


def test_roles_that_were_composed_are_checked_as_roles() -> None:
    """All of them or one, without the role file's suppressions and places."""
    roles = rolecast.compose(SUPPRESSING)
    assert [each.message for each in rolecast.check(roles)] == [
        each.message for each in rolecast.check(roles["compute"])
    ]
    assert any(each.rule == "unscoped-resource" for each in rolecast.check(roles))


def test_what_cannot_be_read_is_an_error_and_the_rest_is_checked(here: Path) -> None:
    """By the command's workflow; the function raises everything at once."""
    good = '{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}'
    checked = check_all(["missing.yaml", good, "{'x'}"])
    assert [file.name for file in checked.files] == ["the text"]
    assert len(checked.faults) == 2
    with pytest.raises(rolecast.InputError) as raised:
        rolecast.check("missing.yaml", good, "{'x'}")
    assert len(raised.value.faults) == 2


def template(*statements: str, more: str = "") -> str:
    lines = "".join(f"              - {each}\n" for each in statements)
    return (
        "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n"
        f"      AssumeRolePolicyDocument: {json.dumps(TRUST)}\n"
        f"      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n"
        f"            Statement:\n{lines}{more}"
    )


def rules(text: str) -> set[str]:
    return {each.rule for each in rolecast.check(text)} - {"open-text"}


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: !Ref Actions, Resource: '*'}",
        "{Effect: Allow, Action: s3:GetObject, Resource: !Ref Arn}",
        "{Effect: Allow, Action: s3:GetObject, Resource: [!Ref Arn, 'arn:aws:s3:::data/*']}",
        "{Effect: Allow, Action: s3:ListBucket, Resource: !Sub '${Arn}/*'}",
        "{Effect: Allow, Action: s3:ListAllMyBuckets, Resource: !Ref Arn}",
        "{Effect: Allow, Action: sqs:SendMessage, Resource: !Sub 'arn:aws:${Service}:eu-west-1:123456789012:q'}",
        "{Effect: Allow, Action: sqs:SendMessage, Resource: !Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:q'}",
        "{Effect: Allow, Action: sqs:SendMessage, Resource: 'arn:aws:sqs:eu-west-1:1:q', Condition: !Ref C}".replace(
            ":1:q", ":123456789012:q"
        ),
        "{Effect: Deny, Action: !Ref Actions, Resource: !Ref Arn}",
        "{Effect: Deny, Action: s3:*, Resource: !Ref Arn, Condition: {StringEquals: {aws:PrincipalTag/x: !Ref X}}}",
        "{Effect: Allow, NotAction: !Ref A, Resource: 'arn:aws:s3:::data/*', Condition: {Bool: {aws:x: !Ref B}}}",
    ],
)
def test_nothing_is_said_of_what_is_open(statement: str) -> None:
    """Whatever stands there, none of these is wrong for certain."""
    assert rules(template(statement)) <= {"allow-not-action"}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("{Effect: Allow, Action: [s3:GetObjct, !Ref Actions], Resource: !Ref Arn}", "unknown-action"),
        ("{Effect: Allow, Action: 's3:*', Resource: !Ref Arn}", "service-wide-action"),
        ("{Effect: Allow, Action: s3:GetBucketAcl, Resource: !Sub 'arn:aws:s3:::${B}/*'}", "mismatched-action"),
        ("{Effect: Allow, Action: iam:PutRolePolicy, Resource: ['*', !Ref Arn]}", "privilege-escalation"),
        (
            "!If [C, {Effect: Allow, Action: iam:PutRolePolicy, Resource: '*'}, !Ref AWS::NoValue]",
            "privilege-escalation",
        ),
        ("!If [C, !Ref AWS::NoValue, {Effect: Allow, Action: '*', Resource: '*'}]", "full-access"),
        ("{Effect: Allwo, Action: s3:GetObject, Resource: !Ref Arn}", "invalid-policy"),
    ],
)
def test_what_is_certain_is_found(statement: str, rule: str) -> None:
    """Beside open texts, and in statements that only some deployments have."""
    assert rule in rules(template(statement))


def test_what_is_missing_may_be_in_what_is_open() -> None:
    """Another statement may allow it, if it is there."""
    alone = "{Effect: Allow, Action: sagemaker:CreateModel, Resource: '*'}"
    passing = "{Effect: Allow, Action: iam:PassRole, Resource: 'arn:aws:iam::123456789012:role/r'}"
    assert "missing-pass-role" in rules(template(alone))
    for maybe in ("{Effect: Allow, Action: !Ref A, Resource: '*'}", f"!If [C, {passing}, !Ref AWS::NoValue]"):
        assert "missing-pass-role" not in rules(template(alone, maybe))
    assert "missing-pass-role" not in rules(template(alone, more="        - !Ref Policy\n"))


def test_statements_that_exclude_each_other_are_not_redundant() -> None:
    """One is there or the other; one that is there in any case covers both."""
    branch = "{Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::data/*'}"
    assert "redundant-statement" not in rules(template(f"!If [C, {branch}, {branch}]"))
    assert "redundant-statement" in rules(template(f"!If [C, {branch}, !Ref AWS::NoValue]", branch))


def test_a_policy_of_several_roles_is_told_once() -> None:
    """At its place."""
    role = f"    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {json.dumps(TRUST)}\n"
    policy = (
        "  P:\n    Type: AWS::IAM::Policy\n    Properties:\n      Roles: [!Ref A, !Ref B]\n      PolicyName: p\n"
        "      PolicyDocument:\n        Version: '2012-10-17'\n"
        "        Statement: [{Effect: Allow, Action: s3:GetObjct, Resource: 'arn:aws:s3:::data/*'}]\n"
    )
    text = f"Resources:\n  A:\n{role}  B:\n{role}{policy}"
    assert [each.rule for each in rolecast.check(text)].count("unknown-action") == 1


def test_a_kind_that_is_named() -> None:
    """The same policy as a service control policy: IAM takes other elements there."""
    trust = json.dumps(TRUST)
    assert "invalid-policy" not in rules(trust)
    assert {each.rule for each in rolecast.check(trust, source="scp")} == {"invalid-policy"}
    assert {each.rule for each in rolecast.check(trust, source=rolecast.SourceKind.SCP)} == {"invalid-policy"}


def test_managed_policies_of_users_and_groups_are_checked() -> None:
    """They count for what they allow, as those of roles do; one without a text is named."""
    admin, newer = (f"arn:aws:iam::aws:policy/{name}" for name in ("AdministratorAccess", "OfTomorrow"))
    attached = {"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": arn} for arn in (admin, newer)]}
    account = details([], [user("dana", []) | attached])
    account["GroupDetailList"][0] |= attached
    found = [(each.rule, each.target.policy) for each in rolecast.check(json.dumps(account))]
    assert found == [
        ("unavailable-policy", None),
        ("full-access", "dana/AdministratorAccess"),
        ("unavailable-policy", None),
        ("full-access", "readers/AdministratorAccess"),
    ]
