"""Plans and drift as people read them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import AFTER, BEFORE, FULL_AFTER, FULL_BEFORE, allow, objects, role_file
from tests.deployment.test_drift import DEEDS, ROLE
from tests.deployment.test_drift import TRUST as OTHER_TRUST
from tests.deployment.world import World, applied, opened, planned

from rolecast.account.client import connect
from rolecast.deployment import kept_plan
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.document_drawing import document_lines
from rolecast.deployment.drawing import draw, draw_drift
from rolecast.deployment.plan import to_json, to_text
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType


@pytest.fixture
def iam(world: World) -> Any:
    """The owner's client, once BEFORE has been applied."""
    world.surround()
    applied(BEFORE)
    return world.iam


def test_a_first_plan(world: World, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """Everything is new, and each role says so once."""
    world.surround()
    assert draw(planned(BEFORE)) == snapshot


def test_an_update(iam: Any, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """Every kind of change, with its reason; what does not change is folded away."""
    assert draw(planned(AFTER)) == snapshot


def test_an_update_after_interference(iam: Any, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """Drift comes first and apart; each change says whether the file or somebody else is its cause."""
    for name in ("a policy's document", "an attachment", "an inline policy removed", "a tag's value", "a tag added"):
        DEEDS[name].do(iam)
    assert draw(planned(AFTER)) == snapshot


def test_drift_of_every_kind(iam: Any, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """What somebody did, seen from what the role file has."""
    for deed in DEEDS.values():
        deed.do(iam)
    iam.delete_role_policy(RoleName="sagemaker-jobs", PolicyName="SageMakerS3BucketPolicyTemplate_sagemaker-jobs")
    iam.delete_role(RoleName="sagemaker-jobs")
    assert draw_drift(planned(BEFORE, thorough=True)) == snapshot


def test_a_tag_with_a_slash_is_adopted_as_drift_says(iam: Any, proxy: Proxy) -> None:
    """Its whole name is in the command, and `--adopt` finds it by that."""
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "cost/center", "Value": "1"}])
    assert f"`--adopt {ROLE}/cost/center`" in draw_drift(planned(BEFORE, thorough=True))
    assert [change.name for change in applied(BEFORE, f"{ROLE}/cost/center").to_change] == ["cost/center"]


def test_no_drift_and_no_changes(iam: Any, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """Both say what was compared."""
    assert draw(planned(BEFORE)) == snapshot(name="plan")
    assert draw_drift(planned(BEFORE, thorough=True)) == snapshot(name="drift")
    assert draw_drift(planned(AFTER, thorough=True)) == snapshot(name="drift of a file that is ahead")


def test_adopting_a_role(world: World, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """Taking over what was made by hand."""
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:GetObject")]})
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    world.iam.create_role(
        RoleName="sagemaker-full",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )
    world.iam.put_role_policy(RoleName="sagemaker-full", PolicyName="one", PolicyDocument=document)
    world.iam.put_role_policy(RoleName="sagemaker-full", PolicyName="other", PolicyDocument=document)
    inline = role_file({"one": [allow("s3:GetObject")]}, packing="inline")
    assert draw(planned(inline, "sagemaker-full")) == snapshot


def test_destroying(iam: Any, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """What goes, and what stays because of others."""
    DEEDS["an inline policy added"].do(iam)
    connection = connect()
    deployment = opened(BEFORE, connection)
    assert draw(deployment.plan_to_destroy(connection, Adoption())) == snapshot(name="destroy")
    nothing = opened(BEFORE, connection, name="other").plan_to_destroy(connection, Adoption())
    assert draw(nothing) == snapshot(name="nothing to destroy")


def test_a_bridge_and_a_window(world: World, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """A window is named in the plan, a bridge needs no words."""
    applied(role_file({"one": [objects("s3:GetObject", 190)]}, packing="inline"))
    window = draw(planned(role_file({"two": [objects("s3:PutObject", 190)]}, packing="inline")))
    assert window == snapshot(name="window")
    world.empty()
    world.surround()
    applied(FULL_BEFORE)
    assert draw(planned(FULL_AFTER)) == snapshot(name="bridge")


def test_what_is_drawn_is_the_plan_that_was_kept(iam: Any, proxy: Proxy) -> None:
    """A plan that is read from its file is the same value."""
    plan = planned(AFTER)
    again = kept_plan.read(to_text(plan), "plan.json").plan(connect())
    assert to_json(again) == to_json(plan)
    assert draw(again) == draw(plan)


def test_the_plan_as_json(iam: Any, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """The whole value, in the format that its version stands for."""
    document = {"Version": "2012-10-17", "Statement": [allow("s3:GetObject")]}
    iam.put_role_policy(RoleName=ROLE, PolicyName="by-hand", PolicyDocument=json.dumps(document))
    assert json.dumps(to_json(planned(BEFORE.replace("Queues", "Mails"))), indent=2) == snapshot


def test_ids_of_deleted_principals_are_explained(world: World, proxy: Proxy) -> None:
    """IAM shows them in a trust policy in place of the ARN that it had; both drift and a plan say so."""
    arn = world.iam.create_role(RoleName="runner", AssumeRolePolicyDocument=OTHER_TRUST)["Role"]["Arn"]
    value = json.loads(role_file({}))
    value["roles"]["full"]["trust"] = {"principals": [arn]}
    applied(json.dumps(value))
    found = world.iam.get_role(RoleName="sagemaker-full")["Role"]["AssumeRolePolicyDocument"]
    shown = json.dumps(found).replace(arn, "AROAEXAMPLE1234567890")
    world.iam.update_assume_role_policy(RoleName="sagemaker-full", PolicyDocument=shown)
    said = "AROAEXAMPLE1234567890 is the id of a role that was deleted; IAM shows it in place of the ARN\n"
    plan = planned(json.dumps(value))
    assert said in draw(plan)
    assert said in draw_drift(plan)


TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("before", "after", "policy_type", "expected"),
    [
        (
            {"Sid": "A", **allow(["s3:GetObject", "s3:ListBucket", "s3:PutObject"])},
            {"Sid": "A", **allow(["s3:GetObject", "s3:ListBucket", "s3:DeleteObject"])},
            PolicyType.IDENTITY,
            [
                "~ statement A",
                "    + action s3:DeleteObject",
                "    - action s3:PutObject",
                "      (2 unchanged actions hidden)",
                "      (1 unchanged resource hidden)",
            ],
        ),
        (
            allow("s3:GetObject"),
            {**allow("s3:GetObject"), "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            PolicyType.IDENTITY,
            [
                "~ statement 1",
                "      (1 unchanged action hidden)",
                "      (1 unchanged resource hidden)",
                "    + condition Bool aws:SecureTransport: true",
            ],
        ),
        (
            allow("s3:GetObject"),
            allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:q"),
            PolicyType.IDENTITY,
            [
                "+ statement 1",
                "    + effect Allow",
                "    + action sqs:SendMessage",
                "    + resource arn:aws:sqs:us-east-1:123456789012:q",
                "- statement 1",
                "    - effect Allow",
                "    - action s3:GetObject",
                "    - resource *",
            ],
        ),
        (
            {"Sid": "A", **allow("s3:GetObject")},
            {"Sid": "A", **allow("s3:GetObject"), "Effect": "Deny"},
            PolicyType.IDENTITY,
            [
                "~ statement A",
                "    ~ effect: Allow -> Deny",
                "      (1 unchanged action hidden)",
                "      (1 unchanged resource hidden)",
            ],
        ),
        (
            TRUST,
            {**TRUST, "Principal": {"Service": ["sagemaker.amazonaws.com", "ec2.amazonaws.com"]}},
            PolicyType.TRUST,
            [
                "~ statement 1",
                "    + principal Service ec2.amazonaws.com",
                "      (1 unchanged principal hidden)",
                "      (1 unchanged action hidden)",
            ],
        ),
    ],
    ids=["a list", "a condition", "another statement", "an effect", "a trust policy"],
)
def test_how_documents_differ(
    before: dict[str, Any], after: dict[str, Any], policy_type: PolicyType, expected: list[str]
) -> None:
    """Element by element."""
    documents = [
        Document({"Version": "2012-10-17", "Statement": [statement]}, policy_type) for statement in (before, after)
    ]
    assert list(document_lines(documents[0], documents[1])) == expected


def test_how_versions_differ() -> None:
    """The version decides whether `${...}` is a variable."""
    one = {"Version": "2012-10-17", "Statement": [allow("s3:GetObject")]}
    lines = list(document_lines(Document({"Statement": one["Statement"]}), Document(one)))
    assert lines == ["~ version: 2008-10-17 -> 2012-10-17", "  (1 unchanged statement hidden)"]


def test_a_document_that_cannot_be_read_is_told_so() -> None:
    """IAM may hold what our grammar refuses."""
    odd = Document({"Version": "2012-10-17", "Statement": [{**allow("s3:GetObject"), "Comment": "x"}]})
    lines = list(document_lines(odd, Document({"Version": "2012-10-17", "Statement": [allow("*")]})))
    assert lines == ["~ the document, which cannot be read as a policy"]
