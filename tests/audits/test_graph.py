"""The graph of who reaches whom: complete ways, and their twins that lack one thing."""

from __future__ import annotations

import json
from typing import Any

from tests.audits.accounts import ACCOUNT, TRUST, allow, role

from rolecast.audits.audit import Located, audit
from rolecast.audits.reports.json import describe
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role, User

ARN = f"arn:aws:iam::{ACCOUNT}:role/"
TRAINING = allow(["sagemaker:CreateTrainingJob"])
ADMIN = allow("*")


def trusting(*principals: str, name: str = "target", **condition: Any) -> Role:
    """An administrator that lets these in."""
    statement = {"Effect": "Allow", "Principal": {"AWS": [*principals]}, "Action": "sts:AssumeRole", **condition}
    document = Document({"Version": "2012-10-17", "Statement": [statement]}, PolicyType.TRUST)
    made = role(ADMIN, name=name)
    return Role(made.key, name, document, policies=made.policies, environment=made.environment)


def edges(*principals: Role | User) -> set[tuple[str, str, str]]:
    """Who reaches whom, by which way; administrators reach everybody, and are left out."""
    graph = audit(map(Located, principals)).graph
    return {
        (arn.rpartition("/")[2], each.way, reached.rpartition("/")[2])
        for each in graph.edges
        for arn in each.sources
        for reached in graph.targets[each.target].principals or (graph.targets[each.target].pattern,)
        if arn.rpartition("/")[2] not in (reached.rpartition("/")[2], "target", "other")
    }


def test_a_role_that_is_passed_is_reached_if_it_trusts_the_service() -> None:
    """The training job's role is; one that trusts another service, or is not named, is not."""
    target = role(ADMIN, name="target")
    glue = {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}
    other = Role("other", "other", Document({"Statement": [glue]}, PolicyType.TRUST), environment=target.environment)
    assert edges(role(TRAINING, allow("iam:PassRole", f"{ARN}target"), name="a"), target, other) == {
        ("a", "training-job", "target")
    }
    assert edges(role(TRAINING, allow("iam:PassRole", f"{ARN}other"), name="a"), target, other) == set()
    assert edges(role(TRAINING, name="a"), target, other) == set()
    assert edges(role(allow("iam:PassRole", f"{ARN}target"), name="a"), target, other) == set()


def test_a_service_may_be_asked_for_its_account() -> None:
    """What keeps other accounts out does not keep out those who pass a role in their own."""
    statement = {**TRUST["Statement"][0], "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}  # type: ignore[dict-item]
    document = Document({"Statement": [statement]}, PolicyType.TRUST)
    target = Role("target", "target", document, environment=Environment(ACCOUNT, partition_id="aws"))
    assert edges(role(TRAINING, allow("iam:PassRole"), name="a"), target) == {("a", "training-job", "target")}


def test_what_is_denied_is_not_reached() -> None:
    """By a Deny, by what a Deny spares, or by a boundary."""
    target = role(ADMIN, name="target")
    allowed = (TRAINING, allow("iam:PassRole"))
    deny = {"Effect": "Deny", "Action": "iam:PassRole", "Resource": f"{ARN}target"}
    spared = {"Effect": "Deny", "Action": "iam:PassRole", "NotResource": f"{ARN}other"}
    within = [allow("sagemaker:*"), allow("iam:PassRole", f"{ARN}other")]
    boundary = AttachedPolicy(
        f"arn:aws:iam::{ACCOUNT}:policy/b", Document({"Version": "2012-10-17", "Statement": within})
    )
    assert edges(role(*allowed, deny, name="a"), target) == set()
    assert edges(role(*allowed, spared, name="a"), target) == set()
    assert edges(role(*allowed, name="a", permissions_boundary=boundary), target) == set()
    assert edges(role(*allowed, name="a"), target) == {("a", "training-job", "target")}


def test_a_role_that_trusts_the_account_is_assumed_by_those_who_may() -> None:
    """And one that names a principal by that principal, whatever its own policies say; not under a condition."""
    root = f"arn:aws:iam::{ACCOUNT}:root"
    condition: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    able, unable = role(allow("sts:AssumeRole", f"{ARN}tar*"), name="a"), role(allow("s3:ListBucket"), name="b")
    reached = {("a", "assume-role", "target")}
    assert edges(able, unable, trusting(root)) == edges(able, unable, trusting(ACCOUNT)) == reached
    assert edges(able, unable, trusting(f"{ARN}b")) == {("b", "assume-role", "target")}
    assert edges(able, unable, trusting(root, **condition)) == set()
    assert edges(able, unable, trusting("arn:aws:iam::999999999999:root")) == set()


def test_who_writes_a_trust_policy_or_makes_a_key_reaches_the_principal() -> None:
    """Who writes a role's permissions does not become the role."""
    home = Environment(ACCOUNT, partition_id="aws")
    document = Document({"Version": "2012-10-17", "Statement": [ADMIN]})
    user = User("ada", policies=(Policy("all", PolicyKind.INLINE, document),), environment=home)
    target = role(ADMIN, name="target")
    by = {
        action: {edge for edge in edges(role(allow(action), name="a"), user, target) if edge[0] == "a"}
        for action in ("iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey", "iam:PutRolePolicy")
    }
    assert by == {
        "iam:UpdateAssumeRolePolicy": {("a", "trust-policy", "target")},
        "iam:CreateAccessKey": {("a", "access-key", "ada")},
        "iam:PutRolePolicy": set(),
    }


def test_what_runs_with_a_role_that_is_not_known_is_a_target_itself() -> None:
    """Opening somebody's Studio reaches the role of the profile, which IAM does not name."""
    profile = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:user-profile/*"
    graph = audit([Located(role(allow("sagemaker:CreatePresignedDomainUrl", profile), name="a"))]).graph
    assert [(each.way, each.kind) for each in graph.edges] == [("open-studio", "existing-resource")]
    assert graph.targets[0].principals == ()


def test_many_roles_that_name_the_same_are_one_edge() -> None:
    """And the roles that a pattern stands for are listed once, however many ways lead there."""
    many = [role(TRAINING, allow("iam:PassRole", f"{ARN}team-*"), name=f"team-{number}") for number in range(30)]
    value = describe(audit(map(Located, many)))["graph"]
    assert [len(each["from"]) for each in value["edges"]] == [30]
    assert [len(each["principals"]) for each in value["targets"]] == [30]
    assert len(json.dumps(value)) < 30 * 200
