"""Who asks, and whom a policy names."""

from __future__ import annotations

import pytest
from tests.iam.generated import Json

from rolecast.iam import principals
from rolecast.iam.principals import EVERYONE, GrantReach, Principal, PrincipalType
from rolecast.iam.statements import Principals

ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        (f"arn:aws:iam::{ACCOUNT}:root", Principal(PrincipalType.ACCOUNT, ACCOUNT, "", "aws")),
        (f"arn:aws:iam::{ACCOUNT}:role/a/B", Principal(PrincipalType.ROLE, ACCOUNT, "a/B", "aws")),
        (f"arn:aws-cn:iam::{ACCOUNT}:user/ana", Principal(PrincipalType.USER, ACCOUNT, "ana", "aws-cn")),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/B/s", Principal(PrincipalType.SESSION, ACCOUNT, "B/s", "aws")),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/ana", Principal(PrincipalType.FEDERATED_USER, ACCOUNT, "ana", "aws")),
        ("sagemaker.amazonaws.com", Principal(PrincipalType.SERVICE, name="sagemaker.amazonaws.com")),
        (
            f"arn:aws:iam::{ACCOUNT}:saml-provider/x",
            Principal(PrincipalType.SERVICE, name=f"arn:aws:iam::{ACCOUNT}:saml-provider/x"),
        ),
        (f"arn:aws:iam::{ACCOUNT}:rootx", Principal(PrincipalType.SERVICE, name=f"arn:aws:iam::{ACCOUNT}:rootx")),
        (f"arn:aws:iam::{ACCOUNT}:role/", Principal(PrincipalType.SERVICE, name=f"arn:aws:iam::{ACCOUNT}:role/")),
    ],
)
def test_who_asks(text: str, principal: Json) -> None:
    """By the ARN, or the name of a service or an identity provider."""
    assert principals.identify(text) == principal


def test_whom_a_policy_names() -> None:
    """Everyone, accounts in digits, ARNs, services, and what only AWS can tell."""
    entries = (
        ("AWS", ("*", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/ana", "AROAEXAMPLEEXAMPLE11")),
        ("Service", ("sagemaker.amazonaws.com",)),
        ("CanonicalUser", ("79a5",)),
    )
    assert principals.named(Principals(everyone=False, entries=entries)) == (
        EVERYONE,
        Principal(PrincipalType.ACCOUNT, ACCOUNT),
        Principal(PrincipalType.USER, ACCOUNT, "ana", "aws"),
        Principal(PrincipalType.OTHER, name="AROAEXAMPLEEXAMPLE11"),
        Principal(PrincipalType.SERVICE, name="sagemaker.amazonaws.com"),
        Principal(PrincipalType.OTHER, name="79a5"),
    )
    assert principals.named(Principals(everyone=True)) == (EVERYONE,)


def test_the_farthest_grant_counts() -> None:
    """Direct before the role, the role before the account."""
    session = principals.identify(f"arn:aws:sts::{ACCOUNT}:assumed-role/B/s")
    role = principals.identify(f"arn:aws:iam::{ACCOUNT}:role/a/B")
    account = Principal(PrincipalType.ACCOUNT, ACCOUNT)
    assert principals.grant((account, role, session), session) is GrantReach.DIRECT
    assert principals.grant((account, role), session) is GrantReach.ROLE
    assert principals.grant((account,), session) is GrantReach.ACCOUNT
    assert principals.grant((), session) is None


def test_another_partition_is_another_account() -> None:
    """The same digits do not make the same account."""
    session = principals.identify(f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/B/s")
    assert principals.grant((principals.identify(f"arn:aws:iam::{ACCOUNT}:role/B"),), session) is None
    assert principals.grant((principals.identify(f"arn:aws:iam::{ACCOUNT}:root"),), session) is None
    assert principals.grant((principals.identify(f"arn:aws-cn:iam::{ACCOUNT}:role/B"),), session) is GrantReach.ROLE


def test_nobody_asks() -> None:
    """Everyone includes them, and nothing else does."""
    assert principals.grant((EVERYONE,), None) is GrantReach.DIRECT
    assert principals.grant((Principal(PrincipalType.ACCOUNT, ACCOUNT),), None) is None


def test_service_linked_roles() -> None:
    """By the path of the role, or the name in a session's ARN."""
    for text, is_service_linked in (
        (f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", True),
        (f"arn:aws:iam::{ACCOUNT}:role/AWSServiceRoleForX", False),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForX/s", True),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/X/AWSServiceRoleForX", False),
        (f"arn:aws:iam::{ACCOUNT}:user/AWSServiceRoleForX", False),
    ):
        assert principals.identify(text).is_service_linked is is_service_linked


def test_a_caller_without_credentials() -> None:
    """Nobody known: no account, and not the one whom no request names."""
    anonymous = principals.identify("anonymous")
    assert anonymous == Principal(PrincipalType.ANONYMOUS)
    assert principals.grant((EVERYONE,), anonymous) is GrantReach.DIRECT
    assert principals.grant((Principal(PrincipalType.ACCOUNT, ACCOUNT),), anonymous) is None


@pytest.mark.parametrize(
    ("name", "is_exempt"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/ana", False),
        (f"arn:aws:iam::{ACCOUNT}:role/a/B", False),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/B/s", False),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/ana", False),
        # A root user can have no boundary; services and strangers neither.
        (f"arn:aws:iam::{ACCOUNT}:root", True),
        ("sagemaker.amazonaws.com", True),
        ("anonymous", True),
    ],
)
def test_no_one_with_a_boundary_is_exempt(name: str, is_exempt: bool) -> None:
    """NotPrincipal denies all who have a permissions boundary, even where it names them or everyone."""
    bounded = principals.caller(name, "s3", has_boundary=True)
    assert principals.is_exempt((EVERYONE, principals.identify(name)), bounded) is is_exempt
    assert principals.is_exempt((EVERYONE,), bounded._replace(has_boundary=False))
