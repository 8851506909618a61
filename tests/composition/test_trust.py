"""Who may assume a role."""

import json
from typing import Any

import pytest
from tests.composition.making import make_one, refuse_one

from rolecast.role import Role

SAGEMAKER = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}


def condition(account: str = "123456789012", region: str = "us-east-1", partition: str = "aws") -> dict[str, Any]:
    return {
        "ArnLike": {"aws:SourceArn": f"arn:{partition}:sagemaker:{region}:{account}:*"},
        "StringEquals": {"aws:SourceAccount": account},
    }


def trusted(settings: str, head: str | None = None) -> list[dict[str, Any]]:
    role: Role = make_one(settings) if head is None else make_one(settings, head)
    document = role.resolve().trust_policy.json
    assert document["Version"] == "2012-10-17"
    statements: list[dict[str, Any]] = document["Statement"]
    return statements


@pytest.mark.parametrize("settings", ["{}", "trust: {}", "trust: {confused_deputy: false}", "trust: {principals: []}"])
def test_sagemaker_may_assume_a_role_that_says_nothing(settings: str) -> None:
    """As the console makes it: without conditions."""
    assert trusted(settings) == [SAGEMAKER]


def test_confused_deputy_conditions() -> None:
    """Both keys, on this account and region, in a form that is safe for every use of SageMaker."""
    assert trusted("trust: {confused_deputy: true}") == [{**SAGEMAKER, "Condition": condition()}]


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
    ],
)
def test_other_partitions(region: str, partition: str) -> None:
    """ARNs take the partition; SageMaker's principal is the same everywhere."""
    head = f"version: 1\naccount: '123456789012'\nregion: {region}\n"
    assert trusted("trust: {confused_deputy: true}", head) == [
        {**SAGEMAKER, "Condition": condition(region=region, partition=partition)}
    ]


def test_other_services_and_principals() -> None:
    """They replace SageMaker where they are named, principals stand beside the services."""
    assert trusted(
        "trust: {services: [lambda.amazonaws.com, ec2.amazonaws.com], principals: ['arn:aws:iam::123456789012:root']}"
    ) == [
        {**SAGEMAKER, "Principal": {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]}},
        {**SAGEMAKER, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
    ]
    assert trusted("trust: {services: [], principals: ['111122223333', '123456789012']}") == [
        {**SAGEMAKER, "Principal": {"AWS": ["111122223333", "123456789012"]}}
    ]


def test_the_conditions_are_sagemakers_alone() -> None:
    """What other services send as their source is not known here: they are told to be without conditions."""
    settings = "trust: {confused_deputy: true, services: [sagemaker.amazonaws.com, lambda.amazonaws.com]}"
    assert trusted(settings) == [
        {**SAGEMAKER, "Condition": condition()},
        {**SAGEMAKER, "Principal": {"Service": "lambda.amazonaws.com"}},
    ]
    notices = [notice for notice in make_one(settings).notices if notice.code == "confused-deputy-elsewhere"]
    assert len(notices) == 1
    assert notices[0].message.startswith("lambda.amazonaws.com: trusted without a confused-deputy condition; ")


def test_statements_of_its_own() -> None:
    """In the place of SageMaker's, or behind the services and principals that are named; places are filled in."""
    provider = "oidc-provider/token.actions.githubusercontent.com"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:{{{{partition}}}}:iam::{{{{account}}}}:{provider}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main"}},
    }
    filled = {**statement, "Principal": {"Federated": f"arn:aws:iam::123456789012:{provider}"}}
    own = f"statements: {json.dumps([statement])}"
    assert trusted(f"trust: {{{own}}}") == [filled]
    assert trusted(f"trust: {{services: [sagemaker.amazonaws.com], {own}}}") == [SAGEMAKER, filled]
    assert make_one(f"trust: {{{own}}}").notices == make_one("{}").notices


@pytest.mark.parametrize("trust", ["{services: []}", "{services: [], principals: []}"])
def test_somebody_must_be_trusted(trust: str) -> None:
    """IAM takes no trust policy without a statement."""
    assert refuse_one(f"trust: {trust}") == [
        "6:12: role `a`: nobody may assume it\n  help: name a service or a principal"
    ]
