"""Roles that differ in numbers alone share what is found of them: it has to be what each by itself gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.audits.accounts import ACCOUNT, TRUST, role
from tests.runs import case_count

from rolecast.audits import numbering
from rolecast.audits.audit import Located, audit
from rolecast.audits.reports.json import describe
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Role

_ACTIONS = [
    ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListAllMyBuckets"],
    ["iam:PassRole"],
    ["sagemaker:*"],
    ["sagemaker:CreateTrainingJob", "sagemaker:CreateNotebookInstance", "sagemaker:CreateModel"],
    ["sts:AssumeRole"],
    ["iam:PutRolePolicy", "iam:AttachRolePolicy"],
    ["athena:*", "glue:Get*"],
]
_TEXTS = [
    "arn:aws:s3:::team-{a}-data",
    "arn:aws:s3:::team-{a}-data/*",
    "arn:aws:s3:::team-{b}/*",
    "arn:aws:iam::" + ACCOUNT + ":role/team-{a}",
    "arn:aws:iam::" + ACCOUNT + ":role/service-role/run-{b}T{a}-*",
    "arn:aws:sagemaker:us-east-1:" + ACCOUNT + ":*/{a}-*",
    "arn:aws:iam::" + ACCOUNT + ":role/*",
    "*",
]
_IN_PART = [
    "arn:aws:s3:::*{a}/x-{b}",
    "arn:aws:s3:::team-1000*",
    "arn:aws:s3:::team-2024010?/*",
    "arn:aws:iam::" + ACCOUNT + ":role/run-?{b}",
]
"""These match numbers in part: roles with them share nothing."""
_CONDITIONS: list[dict[str, Any]] = [
    {},
    {},
    {"StringEquals": {"aws:ResourceAccount": ACCOUNT}},
    {"StringLike": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    {"StringEquals": {"aws:PrincipalTag/team": "{a}"}},
]
_QUANTITIES: list[dict[str, Any]] = [{"NumericLessThan": {"aws:MultiFactorAuthAge": "{b}"}}]


def _filled(value: Any, numbers: dict[str, str]) -> Any:
    if isinstance(value, str):
        for name, number in numbers.items():
            value = value.replace(f"{{{name}}}", number)
        return value
    if isinstance(value, dict):
        return {key: _filled(each, numbers) for key, each in value.items()}
    return [_filled(each, numbers) for each in value]


def _shapes(source: random.Random) -> Iterator[list[dict[str, Any]]]:
    while True:
        is_rare = source.random() < 0.3
        yield [
            {
                "Effect": source.choice(["Allow", "Allow", "Allow", "Deny"]),
                "Action": source.choice(_ACTIONS),
                "Resource": source.sample([*_TEXTS, *(_IN_PART if is_rare else [])], source.randint(1, 3)),
                "Condition": source.choice([*_CONDITIONS, *(_QUANTITIES if is_rare else [])]),
            }
            for _ in range(source.randint(1, 4))
        ]


def _roles(source: random.Random, many: int) -> Iterator[Role]:
    """Three roles of each shape, with numbers of their own, some of which are in two places."""
    for number, shape in zip(range(many), _shapes(source), strict=False):
        lowest = source.choice([10_000, 20_240_100])
        is_same = source.random() < 0.2
        for first in source.sample(range(lowest, lowest + 20), 3):
            numbers = {"a": str(first), "b": str(first if is_same else source.randint(lowest, lowest + 20))}
            statements = [
                {key: each for key, each in statement.items() if each} for statement in _filled(shape, numbers)
            ]
            yield role(*statements, name=f"team-{first}-{number}", tags={"team": numbers["b"]})


def _sorted(value: Any) -> Any:
    """Without the order of lists, in which numbers have a say."""
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


def _audited(roles: list[Role]) -> dict[str, Any]:
    value = describe(audit(map(Located, roles)))
    targets = value["graph"].pop("targets")
    for edge in value["graph"]["edges"]:
        edge["to"] = targets[edge["to"]]
    return value


def test_what_is_shared_is_what_each_by_itself_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many roles, with wildcards and quantities beside their numbers, nothing is said that is not so."""
    roles = [*_roles(random.Random(16), case_count(12))]  # noqa: S311 - of nothing secret
    together = _audited(roles)
    keys = iter(range(len(roles)))
    monkeypatch.setattr(numbering, "numbered", lambda one: numbering.Numbered(one, str(next(keys)).encode(), {}))
    assert _sorted(together) == _sorted(_audited(roles))


def _key(text: str, **more: Any) -> bytes:
    return numbering.numbered(role({"Effect": "Allow", "Action": "s3:*", "Resource": text}, **more)).key


def test_numbers_of_the_same_length_are_the_same() -> None:
    """Where each stands, and which are the same, counts; what they are does not."""
    assert _key("arn:aws:s3:::a-20240101", name="a-12345") == _key("arn:aws:s3:::a-20250630", name="a-54321")
    assert _key("arn:aws:s3:::a-12345", name="a-12345") != _key("arn:aws:s3:::a-12345", name="a-54321")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arn:aws:s3:::a-12345*", "arn:aws:s3:::a-54321*"),
        ("arn:aws:s3:::a-?2345", "arn:aws:s3:::a-?4321"),
        ("arn:aws:s3:::a-12345${aws:username}", "arn:aws:s3:::a-54321${aws:username}"),
        ("arn:aws:s3:::a-1234", "arn:aws:s3:::a-4321"),
        ("arn:aws:s3:::a-123456789012", "arn:aws:s3:::a-210987654321"),
    ],
)
def test_a_number_that_may_be_matched_in_part_is_not_counted(one: str, other: str) -> None:
    """Nor is a short one, or an account."""
    assert _key(one) != _key(other)


def test_everything_that_is_looked_at_tells_roles_apart() -> None:
    """Trust, tags, attached policies and the boundary; what is attached is no boundary."""
    one = role({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    attached = AttachedPolicy("arn:aws:iam::aws:policy/ReadOnlyAccess")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    others = [
        one,
        replace(one, tags={"a": "b"}),
        replace(one, attached=(attached,)),
        replace(one, permissions_boundary=attached),
        replace(one, path="/a/"),
        replace(one, trust_policy=Document({**TRUST, "Statement": [statement]}, PolicyType.TRUST)),
        replace(one, environment=one.environment._replace(account="210987654321")),
    ]
    assert len({numbering.numbered(each).key for each in others}) == len(others)
