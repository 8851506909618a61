"""Policies by themselves: what each is told to be, and what it is if somebody says so."""

from __future__ import annotations

from typing import Any

import pytest

from rolecast.iam.statements import PolicyType
from rolecast.sources.contents import SourceKind
from rolecast.sources.policy import TYPES, kind_of

TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        ([ALLOW], SourceKind.POLICY),
        ([TRUST], SourceKind.TRUST_POLICY),
        ([{**TRUST, "Resource": "*"}], SourceKind.TRUST_POLICY),
        ([{**TRUST, "Action": ["sts:AssumeRole", "s3:GetObject"]}], SourceKind.TRUST_POLICY),
        ([TRUST, {**TRUST, "Action": "sagemaker:CreateModel"}], SourceKind.TRUST_POLICY),
        ([{**TRUST, "Action": ["sts:AssumeRole", "s3:GetObject"], "Resource": "*"}], SourceKind.TRUST_POLICY),
        ([{**TRUST, "Principal": "*", "Resource": "*"}], SourceKind.RESOURCE_POLICY),
        ([{**TRUST, "Action": "ecr:BatchGetImage"}], SourceKind.RESOURCE_POLICY),
        ([{"Effect": "Deny", "NotPrincipal": {"AWS": "123456789012"}, "Action": "s3:*"}], SourceKind.RESOURCE_POLICY),
        ([{**TRUST, "Action": 7}], SourceKind.RESOURCE_POLICY),
    ],
)
def test_a_policy_is_told_by_its_elements(statements: list[dict[str, Any]], kind: SourceKind) -> None:
    """Who may assume a role is a trust policy, with elements and actions that IAM refuses there as well."""
    assert kind_of({"Version": "2012-10-17", "Statement": statements}) is kind
    assert len(statements) > 1 or kind_of({"Statement": statements[0]}) is kind


@pytest.mark.parametrize("value", [None, [], "x", {}, {"Statement": None}, {"Statement": ["x"]}, {"Statement": [[]]}])
def test_what_is_no_policy_is_an_identity_policy(value: Any) -> None:
    """Its faults are told as those of one."""
    assert kind_of(value) is SourceKind.POLICY


def test_each_kind_of_policy_has_a_type() -> None:
    """So that `--source` can name it."""
    assert set(TYPES.values()) == set(PolicyType) - {PolicyType.BOUNDARY, PolicyType.SESSION}
