"""The value in the middle: filling in its environment, sizes, activities."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from rolecast.iam.documents import Document
from rolecast.iam.partitions import PARTITIONS, REGIONS
from rolecast.iam.statements import PolicyType
from rolecast.role import (
    LONGEST_ENVIRONMENT,
    AttachedPolicy,
    Environment,
    Policy,
    PolicyKind,
    Role,
    UnresolvedError,
    role_arn,
)

DOCUMENT = Document(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:{{partition}}:s3:::b-{{account}}-{{region}}"},
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        ],
    }
)
NOBODY = Document({}, PolicyType.TRUST)
POLICY = Policy("own", PolicyKind.MANAGED, DOCUMENT, (("a", "b"), ("b",)))
SOURCE = "arn:{{partition}}:sagemaker:{{region}}:{{account}}:*"
ROLE = Role(
    "a",
    "sagemaker-a",
    Document({"Statement": [{"Condition": {"ArnLike": {"aws:SourceArn": SOURCE}}}]}, PolicyType.TRUST),
    policies=(POLICY,),
    attached=(
        AttachedPolicy("arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"),
        AttachedPolicy("arn:aws:iam::123456789012:policy/own"),
    ),
    permissions_boundary=AttachedPolicy("arn:{{partition}}:iam::aws:policy/PowerUserAccess"),
    environment=Environment("123456789012", "us-gov-west-1"),
)


def test_resolving_fills_every_text() -> None:
    """Trust, policies, what is attached and the boundary; what has no place stays the same object."""
    role = ROLE.resolve()
    assert "arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:*" in str(role.trust_policy)
    assert role.policies[0].document.json["Statement"][0]["Resource"] == (
        "arn:aws-us-gov:s3:::b-123456789012-us-gov-west-1"
    )
    assert role.policies[0].document.json["Statement"][1] is DOCUMENT.json["Statement"][1]
    assert [policy.arn for policy in role.attached] == [
        *("arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/own"),
    ]
    assert role.permissions_boundary == AttachedPolicy("arn:aws-us-gov:iam::aws:policy/PowerUserAccess")
    assert "{{" not in str(role)
    assert role.resolve() == role


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        (Environment(), "account and region"),
        (Environment("123456789012"), "region"),
        (Environment(region="us-east-1"), "account"),
    ],
)
def test_resolving_needs_account_and_region(environment: Environment, missing: str) -> None:
    """And says which is missing, and how to give it."""
    role = Role("a", "sagemaker-a", NOBODY, environment=environment)
    first = missing.partition(" ")[0]
    with pytest.raises(UnresolvedError) as raised:
        role.resolve()
    assert str(raised.value) == (
        f"role `a`: {missing} not given\n  help: add `{first}:` to the role file, or pass `--{first}`"
    )


def test_the_environment_says_what_is_known() -> None:
    """Partition and DNS suffix follow from the region."""
    assert Environment().values == {}
    assert Environment("123456789012").values == {"account": ["123456789012"]}
    assert Environment(region="cn-north-1").values == {
        "region": ["cn-north-1"],
        "partition": ["aws-cn"],
        "dns_suffix": ["amazonaws.com.cn"],
    }
    assert Environment("1", partition_id="aws-cn").values == {
        "account": ["1"],
        "partition": ["aws-cn"],
        "dns_suffix": ["amazonaws.com.cn"],
    }
    assert Environment("1", "us-east-1").missing == ()
    assert Environment(None, "us-east-1").missing == ("account",)


def test_the_longest_environment_is_the_longest() -> None:
    """So that a size that is not known yet is never told too small."""
    assert len(LONGEST_ENVIRONMENT["region"][0]) == max(map(len, REGIONS))
    assert len(LONGEST_ENVIRONMENT["partition"][0]) == max(len(partition.id) for partition in PARTITIONS)
    assert len(LONGEST_ENVIRONMENT["dns_suffix"][0]) == max(len(partition.dns_suffix) for partition in PARTITIONS)
    assert len(LONGEST_ENVIRONMENT["account"][0]) == 12


def test_the_size_of_a_policy() -> None:
    """Exact once it is filled in, and before that the most that it can be."""
    filled = ROLE.resolve().policies[0]
    assert filled.size == filled.document.size
    assert POLICY.size >= filled.size
    assert POLICY.size == DOCUMENT.size - len("{{partition}}{{account}}{{region}}") + 10 + 12 + 15


def test_the_activities_of_a_policy() -> None:
    """Those of its statements, each once; a user's own policy has none."""
    assert POLICY.activities == ("a", "b")
    assert Policy("own", PolicyKind.INLINE, DOCUMENT, ((), ())).activities == ()


def test_arns() -> None:
    """With the path; what is not known of the environment stays to be filled in."""
    assert role_arn("/", "a") == "arn:{{partition}}:iam::{{account}}:role/a"
    role = Role("k", "a", NOBODY, path="/x/y/")
    assert role.arn == "arn:{{partition}}:iam::{{account}}:role/x/y/a"
    here = replace(role, environment=Environment("123456789012", partition_id="aws-cn"))
    assert here.arn == "arn:aws-cn:iam::123456789012:role/x/y/a"
    assert here.policy_arn("p") == "arn:aws-cn:iam::123456789012:policy/x/y/p"


def test_what_a_role_holds() -> None:
    """Its own managed policies by ARN, before those that are attached from outside; inline policies by name."""
    shared = "arn:aws:iam::123456789012:policy/shared"
    role = Role(
        "k",
        "a",
        NOBODY,
        policies=(Policy("own", PolicyKind.MANAGED, DOCUMENT), Policy("in", PolicyKind.INLINE, DOCUMENT)),
        attached=(AttachedPolicy(shared),),
        permissions_boundary=AttachedPolicy(shared),
        environment=Environment("123456789012", "us-east-1"),
    )
    own = "arn:aws:iam::123456789012:policy/own"
    assert role.managed == {own: DOCUMENT}
    assert role.inline == {"in": DOCUMENT}
    assert role.attachments == (own, shared)
    assert role.boundary_arn == shared
    assert Role("k", "a", NOBODY).boundary_arn is None


def test_a_role_is_a_value() -> None:
    """Equal where its parts are, and not to be changed."""
    assert Role(**{name: getattr(ROLE, name) for name in Role.__dataclass_fields__}) == ROLE
    with pytest.raises(FrozenInstanceError):
        ROLE.name = "other"  # type: ignore[misc]


def test_the_text_of_an_attached_policy() -> None:
    """What the role's source has of it, else what AWS publishes, by its whole ARN; of others nothing is known."""
    published = AttachedPolicy("arn:{{partition}}:iam::aws:policy/AdministratorAccess")
    assert published.document is not None
    assert published.document.statements[0].actions == ("*",)
    assert AttachedPolicy(published.arn, DOCUMENT).document is DOCUMENT
    assert AttachedPolicy("arn:aws:iam::aws:policy/service-role/AdministratorAccess").document is None
    assert AttachedPolicy("arn:aws:iam::123456789012:policy/AdministratorAccess").document is None
