"""What an audit says of principals that were made by hand."""

from __future__ import annotations

from dataclasses import replace

from tests.audits.accounts import ACCOUNT, allow, audited, grants, role

from rolecast.audits.audit import Located, audit
from rolecast.checks.findings import Suppression
from rolecast.iam import managed
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Environment, Group, LastUse, Policy, PolicyKind, User

BUCKET = "arn:aws:s3:::fraud-training"
BUCKET_ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]


def test_resources_are_those_that_the_policies_name() -> None:
    """A bucket by hand is the bucket of the activity."""
    made = role(allow("s3:ListBucket", BUCKET), allow(BUCKET_ACTIONS, f"{BUCKET}/*"))
    found = audited(made)
    assert grants(found) == {"s3-bucket-access": "full"}
    assert found.activities[0].resources == (BUCKET, f"{BUCKET}/*")
    assert found.beyond.number == 0


def test_a_parameter_has_one_value_everywhere() -> None:
    """Listing one bucket and writing to another is not access to a bucket."""
    made = role(allow("s3:ListBucket", f"{BUCKET}-a"), allow(BUCKET_ACTIONS, f"{BUCKET}-b/*"))
    (granted,) = (each for each in audited(made).activities if each.id == "s3-bucket-access")
    assert granted.grant.value == "partial"
    assert granted.missing == ("s3:ListBucket",)


def test_a_condition_makes_a_grant_conditional() -> None:
    """And is named, by its key."""
    condition = {"StringEquals": {"aws:ResourceAccount": ACCOUNT}}
    made = role(allow("s3:ListBucket", BUCKET), allow(BUCKET_ACTIONS, f"{BUCKET}/*", Condition=condition))
    (granted,) = (each for each in audited(made).activities if each.id == "s3-bucket-access")
    assert (granted.grant.value, granted.conditions) == ("conditional", ("aws:ResourceAccount",))


def test_a_deny_takes_away() -> None:
    """Wholly where it covers, in part where it meets, nothing where it is about other resources."""
    allows = (allow("s3:ListBucket", BUCKET), allow(BUCKET_ACTIONS, f"{BUCKET}/*"))

    def grant(resource: str) -> tuple[str, tuple[str, ...]]:
        deny = {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": resource}
        found = audited(role(*allows, deny)).activities
        (granted,) = (each for each in found if each.id == "s3-bucket-access")
        return granted.grant.value, granted.missing

    assert grant("*") == grant(f"{BUCKET}/*") == ("partial", ("s3:DeleteObject",))
    assert grant(f"{BUCKET}/raw/*") == ("conditional", ())
    assert grant("arn:aws:s3:::elsewhere/*") == ("full", ())


def test_a_boundary_limits_what_is_granted() -> None:
    """Only what both allow counts, and is beyond."""
    boundary = AttachedPolicy(
        f"arn:aws:iam::{ACCOUNT}:policy/limit",
        Document({"Version": "2012-10-17", "Statement": [allow(["s3:*"])]}),
    )
    made = role(allow(["s3:GetBucketPolicy", "ec2:RunInstances"]), permissions_boundary=boundary)
    assert audited(made).beyond.services == {"s3": 1}


def test_more_resources_than_the_activity_has_are_beyond() -> None:
    """A role that may write to its bucket, and read every other one too."""
    own = (allow("s3:ListBucket", BUCKET), allow(BUCKET_ACTIONS, f"{BUCKET}/*"))
    found = audited(role(*own, allow("s3:GetObject", "arn:aws:s3:::elsewhere/*")))
    assert grants(found) == {"s3-bucket-access": "full"}
    assert found.beyond.services == {"s3": 1}
    assert found.beyond.levels == {"Read": 1}


def test_an_administrator_does_not_look_empty() -> None:
    """Everything is beyond, each activity is granted."""
    found = audited(role(allow("*")))
    assert found.is_administrator
    assert found.beyond.number > 20_000
    assert {each.grant.value for each in found.activities} == {"full"}
    assert "full-access" in {each.rule for each in found.findings}


def test_less_than_everything_leaves_something_to_win() -> None:
    """Escalation paths are told of a role that is allowed everything but for what a Deny or a boundary takes away."""
    rest = ["iam:PutUserPolicy", "s3:*"]
    limit = Document({"Version": "2012-10-17", "Statement": [allow(rest)]})
    boundary = AttachedPolicy(f"arn:aws:iam::{ACCOUNT}:policy/limit", limit)
    deny = {"Effect": "Deny", "NotAction": rest, "Resource": "*"}
    for made in (role(allow("*"), permissions_boundary=boundary), role(allow("*"), deny)):
        found = audited(made)
        assert not found.is_administrator
        assert [path.way for path in found.escalation] == ["put-user-policy"]
    nearly = audited(role(allow("*"), {"Effect": "Deny", "Action": "organizations:*", "Resource": "*"}))
    assert {path.way for path in nearly.escalation} >= {"put-user-policy", "training-job", "attach-role-policy"}


def test_sagemaker_full_access_grants_by_meaning() -> None:
    """Its NotResource excepts other resource types than those of training jobs."""
    document = managed.document("AmazonSageMakerFullAccess")
    assert document is not None
    attached = AttachedPolicy("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess", document)
    found = audited(role(allow("s3:GetObject", f"{BUCKET}/*"), attached=(attached,)))
    by_id = grants(found)
    assert by_id["manage-ml-jobs"] == by_id["manage-models"] == by_id["manage-pipelines"] == "full"
    assert by_id["run-studio-applications"] == "conditional"
    assert {path.way for path in found.escalation} >= {"training-job", "notebook", "open-studio"}
    assert found.beyond.number > 100


def test_what_is_not_known_is_said() -> None:
    """A policy without a text counts for nothing, and is named."""
    unknown = AttachedPolicy(f"arn:aws:iam::{ACCOUNT}:policy/elsewhere")
    invalid = Policy("broken", PolicyKind.INLINE, Document({"Statement": [{"Effect": "Maybe"}]}))
    made = role(allow("s3:ListBucket", BUCKET), attached=(unknown,))
    made = replace(made, policies=(*made.policies, invalid))
    broken, other = audited(made).unavailable
    assert broken.startswith("broken (not valid: ")
    assert "`Effect` must be `Allow` or `Deny`" in broken
    assert other == unknown.arn


def test_users_have_what_their_groups_have() -> None:
    """Groups are principals by themselves too; an unknown group is said to be unknown."""
    home = Environment(ACCOUNT, partition_id="aws")
    document = Document({"Version": "2012-10-17", "Statement": [allow("iam:PutUserPolicy")]})
    group = Group("admins", policies=(Policy("put", PolicyKind.INLINE, document),), environment=home)
    other = Group("others", environment=home, unknown=frozenset({"policies", "attached"}))
    user = User("ada", groups=(group, other), environment=home)
    found, of_group = audit([Located(user), Located(group)]).principals
    assert (found.kind.value, of_group.kind.value) == ("user", "group")
    assert found.arn == f"arn:aws:iam::{ACCOUNT}:user/ada"
    assert [path.way for path in found.escalation] == ["put-user-policy"]
    assert found.beyond == of_group.beyond
    assert found.unavailable == ("group others",)
    assert found.trust == ()


def test_trust_and_last_use_are_told() -> None:
    """Whom the trust policy lets in, by AWS's words."""
    found = audited(role(allow("s3:ListBucket", BUCKET), last_used=LastUse(None, None)))
    assert [tuple(each) for each in found.trust] == [("Service", "sagemaker.amazonaws.com", ())]
    assert found.last_used == LastUse(None, None)


def test_findings_are_suppressed_by_role_and_rule() -> None:
    """With the reason, and for the named role alone."""
    suppression = Suppression("full-access", "break-glass", role="admin-*")
    roles = [role(allow("*"), name="admin-1"), role(allow("*"), name="other")]
    first, second = audit(map(Located, roles), [suppression]).principals
    assert {each.rule: each.suppression for each in first.findings}["full-access"] == suppression
    assert {each.suppression for each in (*first.findings[1:], *second.findings)} == {None}


def test_a_trust_policy_that_cannot_be_read_is_not_known() -> None:
    """Nobody can say who is trusted; a user has no trust policy."""
    excepted = {
        "Effect": "Allow",
        "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ana"},
        "Action": "sts:AssumeRole",
    }
    trust = Document({"Version": "2012-10-17", "Statement": excepted}, PolicyType.TRUST)
    found = audited(replace(role(allow("s3:ListBucket", BUCKET)), trust_policy=trust))
    assert (found.trust, found.unavailable) == ((), ("the trust policy",))
    user = User("ana", environment=Environment(ACCOUNT, "eu-west-1"))
    (alone,) = audit([Located(user)]).principals
    assert (alone.trust, alone.unavailable) == ((), ())
