"""Resource and trust policies: whom they let do what that they did not before."""

from __future__ import annotations

from typing import Any

import pytest
from tests.iam.comparison.sides import Json, allow, deny, document, identity, resource_policy
from tests.iam.comparison.sides import trust_policy as trust

from rolecast.iam.comparison import Comparison, Home, Verdict, compare, verdict
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.statements import PolicyType

ACCOUNT, OTHER = "111122223333", "444455556666"
ROLE, USER = f"arn:aws:iam::{ACCOUNT}:role/team/scientist", f"arn:aws:iam::{ACCOUNT}:user/ana"
BUCKET = "arn:aws:s3:::data/*"


def trusting(principal: Any, **more: Any) -> Json:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


def gained(comparison: Comparison) -> set[str]:
    return {principal for gain in comparison.gains for principal in gain.principals}


def test_a_service_more_in_a_trust_policy() -> None:
    """It may now assume the role, with an ARN that a role has."""
    old, new = {"Service": "ec2.amazonaws.com"}, {"Service": ["ec2.amazonaws.com", "sagemaker.amazonaws.com"]}
    comparison = compare(trust(trusting(old)), trust(trusting(new)))
    assert comparison.verdict is Verdict.MORE
    (gain,) = comparison.gains
    assert gain.principals == ("sagemaker.amazonaws.com",)
    assert gain.actions == ("sts:AssumeRole",)
    assert gain.request.resource == f"arn:aws:iam::{ACCOUNT}:role/example"


def test_one_user_more_in_a_trust_policy() -> None:
    """And no other of its account; the account's digits and its root's ARN are the same."""
    old = {"AWS": [ROLE, OTHER]}
    new = {"AWS": [f"arn:aws:iam::{OTHER}:root", USER, ROLE]}
    comparison = compare(trust(trusting(old)), trust(trusting(new)))
    assert comparison.verdict is Verdict.MORE
    assert gained(comparison) == {USER}


def test_an_account_decides_for_its_principals() -> None:
    """To trust the account is to trust whom its own policies let, which is said."""
    comparison = compare(trust(trusting({"AWS": ROLE})), trust(trusting({"AWS": [ROLE, ACCOUNT]})))
    assert comparison.verdict is Verdict.MORE
    by_root = [gain for gain in comparison.gains if not gain.heading.needs_identity]
    assert [gain.principals for gain in by_root] == [(f"arn:aws:iam::{ACCOUNT}:root",)]
    (others,) = [gain for gain in comparison.gains if gain.heading.needs_identity]
    assert f"arn:aws:iam::{ACCOUNT}:user/example" in others.principals
    assert all(ref.policy == "own" for ref in others.statements)


def test_everybody_is_more_than_anybody() -> None:
    """Strangers of other accounts and services among them."""
    comparison = compare(trust(trusting({"AWS": ROLE})), trust(trusting("*")))
    assert comparison.verdict is Verdict.MORE
    assert {f"arn:aws:iam::{OTHER}:root", "example.amazonaws.com"} <= gained(comparison)


def test_conditions_of_a_trust_policy() -> None:
    """An external id, and the account of the source."""
    owned = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    service = {"Service": "sagemaker.amazonaws.com"}
    assert verdict(trust(trusting(service, Condition=owned)), trust(trusting(service))) is Verdict.MORE
    assert verdict(trust(trusting(service)), trust(trusting(service, Condition=owned))) is Verdict.LESS


def test_a_deny_of_all_but_some() -> None:
    """With NotPrincipal, which spares a session only with its role and account."""
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": BUCKET}
    spared = {"AWS": [ROLE, f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:sts::{ACCOUNT}:assumed-role/scientist/me"]}
    fewer = {"Effect": "Deny", "NotPrincipal": spared, "Action": "s3:*", "Resource": BUCKET}
    old = resource_policy(everyone, fewer)
    new = resource_policy(everyone, {**fewer, "NotPrincipal": {"AWS": [*spared["AWS"], USER]}})
    comparison = compare(old, new)
    assert comparison.verdict is Verdict.MORE
    assert gained(comparison) == {USER}
    assert verdict(old, resource_policy(everyone)) is Verdict.MORE


def test_a_bucket_policy_and_identity_policies_together() -> None:
    """What identity policies allow anyway is no gain of the bucket's, in the same account."""
    own = identity(allow("s3:GetObject", BUCKET)).identity
    to_role = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "s3:GetObject", "Resource": BUCKET}
    empty = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": BUCKET}

    def sides(*statements: Json) -> Policies:
        return Policies(identity=own, resource=resource_policy(*statements).resource)

    comparison = compare(sides(empty), sides(empty, to_role))
    assert comparison.verdict is Verdict.MORE
    # Only where the bucket is of another account does the role need it.
    assert {gain.request.resource_account for gain in comparison.gains} == {OTHER}
    assert all(gain.request.principal in gain.principals for gain in comparison.gains)


def test_whom_a_unique_id_names_is_not_known() -> None:
    """Not even whether somebody: then nothing is decided, unless both sides say the same."""
    one, other = (
        trust(trusting({"AWS": [ROLE, unique]})) for unique in ("AROA123456789EXAMPLE", "AIDA123456789EXAMPLE")
    )
    comparison = compare(one, other)
    assert comparison.verdict is Verdict.UNKNOWN
    assert "only AWS knows who the principal `AROA123456789EXAMPLE` is" in comparison.undecided_gains
    assert verdict(one, one) is Verdict.SAME


def test_a_key_whose_policy_is_given_on_one_side_alone() -> None:
    """Then what happens to keys is not decided."""
    own = allow("kms:Decrypt")
    to_role = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}
    new = Policies(identity=identity(own).identity, resource=resource_policy(to_role).resource)
    comparison = compare(identity(own), new)
    assert "the policy of the key or role itself is given on one side only" in comparison.undecided_gains


def test_resources_that_are_no_arns() -> None:
    """API Gateway's policies have such, and a change in them is one."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke"}
    one, other = (resource_policy({**statement, "Resource": f"execute-api:/{stage}/*"}) for stage in ("test", "prod"))
    assert verdict(one, other) is Verdict.BOTH
    assert verdict(one, one) is Verdict.SAME


@pytest.mark.parametrize(
    ("layer", "expected"),
    [("boundary", Verdict.LESS), ("session", Verdict.LESS), ("scps", Verdict.LESS), ("rcps", Verdict.LESS)],
)
def test_a_layer_more_allows_less(layer: str, expected: Verdict) -> None:
    """A boundary, session policy or policy of the organization only takes away."""
    own = identity(allow(["s3:GetObject", "s3:PutObject"]))
    statement = allow("s3:Get*") if layer != "rcps" else {**allow("s3:Get*"), "Principal": "*"}
    kind = {"scps": PolicyType.SCP, "rcps": PolicyType.RCP}.get(layer, PolicyType.IDENTITY)
    group = (NamedPolicy(layer, Document(document(statement), kind)),)
    more: dict[str, Any] = {layer: (group,) if layer in ("scps", "rcps") else group}
    assert verdict(own, Policies(identity=own.identity, **more)) is expected


def test_a_gain_that_the_boundary_stops_is_none() -> None:
    """Nor one that a Deny of the organization stops."""
    boundary = identity(allow("s3:*")).identity
    scps = ((NamedPolicy("org", Document(document(allow("*"), deny("s3:Delete*")), PolicyType.SCP)),),)

    def sides(*statements: Json) -> Policies:
        return Policies(identity=identity(*statements).identity, boundary=boundary, scps=scps)

    old = sides(allow("s3:GetObject"))
    assert verdict(old, sides(allow("s3:GetObject"), allow(["iam:*", "s3:DeleteObject"]))) is Verdict.SAME
    assert verdict(old, sides(allow("s3:GetObject"), allow("s3:P*"))) is Verdict.MORE


def test_strangers_are_said_to_be_strangers() -> None:
    """Whom no policy names stands for all of the kind; who is named is meant."""
    old, new = trust(trusting({"AWS": ROLE})), trust(trusting({"AWS": [ROLE, "999988887777", USER]}))
    (*gains,) = compare(old, new).gains
    meant = {meaning for gain in gains for meaning in gain.standing_for.values()}
    assert meant == {"principals of account 999988887777"}
    assert USER in {each for gain in gains for each in gain.principals} - {*gains[0].standing_for}
    everybody = compare(old, trust(trusting("*"))).gains
    words = {meaning for gain in everybody for meaning in gain.standing_for.values()}
    assert words >= {"any principal of another account", f"principals of account {ACCOUNT}"}


def test_where_no_account_is_named_it_is_the_one_that_is_given() -> None:
    """And not one that nobody has."""
    service = {"Service": "ec2.amazonaws.com"}
    gains = compare(trust(trusting(service)), trust(trusting("*")), home=Home("999988887777")).gains
    assert any(each == "arn:aws:iam::999988887777:role/example" for gain in gains for each in gain.principals)
