"""What `aws iam` prints of single policies."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import Fault
from rolecast.sources import texts
from rolecast.sources.contents import FoundPolicy, Item, SourceKind

SCP = {"Name": "s", "Type": "SERVICE_CONTROL_POLICY"}
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "x.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def items(value: Any, kind: SourceKind | None = None) -> list[Item]:
    return list(texts.read(texts.parse(json.dumps(value), "answer.json", kind)).items)


@pytest.mark.parametrize(
    ("answer", "name", "type"),
    [
        ({"PolicyVersion": {"Document": ALLOW, "VersionId": "v1"}}, None, PolicyType.IDENTITY),
        ({"Role": {"RoleName": "r", "AssumeRolePolicyDocument": TRUST}}, None, PolicyType.TRUST),
        ({"RoleName": "r", "PolicyName": "p", "PolicyDocument": ALLOW}, "p", PolicyType.IDENTITY),
        ({"UserName": "u", "PolicyName": "p", "PolicyDocument": ALLOW}, "p", PolicyType.IDENTITY),
        ({"GroupName": "g", "PolicyName": "p", "PolicyDocument": ALLOW}, "p", PolicyType.IDENTITY),
        ({"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": TRUST}]}, "r", PolicyType.TRUST),
        (
            {
                "Policy": {
                    "PolicySummary": {"Name": "s", "Type": "SERVICE_CONTROL_POLICY"},
                    "Content": json.dumps(ALLOW),
                }
            },
            "s",
            PolicyType.SCP,
        ),
        ({"PolicyVersion": {"Document": quote(json.dumps(ALLOW))}}, None, PolicyType.IDENTITY),
    ],
)
def test_the_document_inside_is_read(answer: Any, name: str | None, type: PolicyType) -> None:
    """Of get-policy-version, get-role, get-role-policy and the like, percent-encoded by the API or not."""
    (found,) = items(answer)
    assert isinstance(found, FoundPolicy)
    assert (found.name, found.document.type, found.document.faults) == (name, type, ())
    assert found.document.json in (ALLOW, TRUST)


def test_places_are_those_of_the_answer() -> None:
    """Of a document in a text they are that of the text."""
    text = """{"PolicyVersion":
 {"Document":
  {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
 "Action": 3}}}}"""
    (found,) = texts.read(texts.parse(text, "a.json")).items
    assert isinstance(found, FoundPolicy)
    assert [str(fault.place) for fault in found.document.faults] == ["a.json:3:42", "a.json:4:12"]
    (encoded,) = items({"PolicyVersion": {"Document": quote(json.dumps(ALLOW))}})
    assert isinstance(encoded, FoundPolicy)
    assert str(encoded.document.place(0, "Action")) == "answer.json:1:32"


@pytest.mark.parametrize(
    ("answer", "message", "help"),
    [
        (
            {"Policy": {"Arn": "arn:aws:iam::1:policy/p", "DefaultVersionId": "v3"}},
            "this is about a policy, without its document",
            "`aws iam get-policy-version --policy-arn arn:aws:iam::1:policy/p --version-id v3` shows it",
        ),
        (
            {"Versions": [{"VersionId": f"v{number}", "IsDefaultVersion": False} for number in range(5)]},
            "0 of these 5 versions are the default; there has to be one",
            "show the one you mean: `aws iam get-policy-version --version-id`",
        ),
        (
            {"PolicyVersion": {"VersionId": "v1"}},
            "this has no `Document`",
            "it is cut off, or not what the AWS CLI prints",
        ),
        (
            {"PolicyVersion": {"Document": "%7B%22Version"}},
            "in the policy in this string: this is not JSON: this string is not closed",
            'end it with `"`',
        ),
    ],
)
def test_what_has_no_policy_is_answered_with_what_to_do(answer: Any, message: str, help: str) -> None:
    """Each with its place."""
    (fault,) = items(answer)
    assert isinstance(fault, Fault)
    assert fault.place
    assert (fault.message, fault.help) == (message, help)


def test_one_malformed_role_does_not_hide_the_others() -> None:
    """Of a listing."""
    found = items({"Roles": [{"RoleName": "a"}, {"RoleName": "b", "AssumeRolePolicyDocument": TRUST}, 3]})
    assert [type(item) for item in found] == [Fault, FoundPolicy, Fault]


def test_the_type_that_is_named_is_that_of_the_document_inside() -> None:
    """Such as a service control policy."""
    (found,) = items({"PolicyVersion": {"Document": ALLOW}}, SourceKind.SCP)
    assert isinstance(found, FoundPolicy)
    assert found.document.type is PolicyType.SCP
