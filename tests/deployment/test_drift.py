"""What somebody changes outside: told apart from what the role file changes, put back, or left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from tests.deployment import backend
from tests.deployment import proxy as faults
from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import AFTER, BEFORE
from tests.deployment.world import World, allow, applied, carry_out, destroyed, opened, planned, policy_arn

from rolecast.account.client import Connection, connect
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.changes import Cause, Verb
from rolecast.deployment.drawing import draw
from rolecast.deployment.execute import StoppedError
from rolecast.deployment.ownership import PartKind

ROLE = "sagemaker-people"
OWN = policy_arn("reading", "/ml/")
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:*", "*")]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
        ],
    }
)


@pytest.fixture(scope="module")
def kept() -> list[Any]:
    """The account once BEFORE has been applied, as the first test that needs it has left it."""
    return []


@pytest.fixture
def iam(world: World, kept: list[Any]) -> Any:
    """The owner's client, once BEFORE has been applied."""
    if kept:
        backend.put_back(kept[0])
    else:
        world.surround()
        applied(BEFORE)
        kept.append(backend.keep())
    return world.iam


class Deed(NamedTuple):
    """What somebody does, and what is found."""

    do: Callable[[Any], object]
    kind: PartKind
    action: Verb
    cause: Cause = Cause.OUTSIDE


DEEDS = {
    "a policy's document": Deed(
        lambda iam: iam.create_policy_version(PolicyArn=OWN, PolicyDocument=DOCUMENT, SetAsDefault=True),
        PartKind.POLICY,
        Verb.UPDATE,
    ),
    "a policy detached": Deed(
        lambda iam: iam.detach_role_policy(RoleName=ROLE, PolicyArn=OWN), PartKind.ATTACHMENT, Verb.CREATE
    ),
    "an attachment": Deed(
        lambda iam: iam.attach_role_policy(RoleName=ROLE, PolicyArn=policy_arn("outside-2")),
        PartKind.ATTACHMENT,
        Verb.LEAVE,
        Cause.FOREIGN,
    ),
    "the trust policy": Deed(
        lambda iam: iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=TRUST),
        PartKind.TRUST_POLICY,
        Verb.UPDATE,
    ),
    "the description": Deed(
        lambda iam: iam.update_role(RoleName=ROLE, Description="x"), PartKind.DESCRIPTION, Verb.UPDATE
    ),
    "the session length": Deed(
        # moto drops a description that is not given again.
        lambda iam: iam.update_role(RoleName=ROLE, Description="What the team works with.", MaxSessionDuration=43_200),
        PartKind.SESSION,
        Verb.UPDATE,
    ),
    "a tag's value": Deed(
        lambda iam: iam.tag_role(RoleName=ROLE, Tags=[{"Key": "team", "Value": "z"}]), PartKind.TAG, Verb.UPDATE
    ),
    "a tag removed": Deed(lambda iam: iam.untag_role(RoleName=ROLE, TagKeys=["team"]), PartKind.TAG, Verb.CREATE),
    "a tag added": Deed(
        lambda iam: iam.tag_role(RoleName=ROLE, Tags=[{"Key": "cost", "Value": "1"}]),
        PartKind.TAG,
        Verb.LEAVE,
        Cause.FOREIGN,
    ),
    "the boundary removed": Deed(
        lambda iam: iam.delete_role_permissions_boundary(RoleName=ROLE), PartKind.BOUNDARY, Verb.CREATE
    ),
    "the boundary replaced": Deed(
        lambda iam: iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=policy_arn("outside-1")),
        PartKind.BOUNDARY,
        Verb.UPDATE,
    ),
    "an inline policy added": Deed(
        lambda iam: iam.put_role_policy(RoleName=ROLE, PolicyName="by-hand", PolicyDocument=DOCUMENT),
        PartKind.INLINE_POLICY,
        Verb.LEAVE,
        Cause.FOREIGN,
    ),
    "an inline policy edited": Deed(
        lambda iam: iam.put_role_policy(
            RoleName="sagemaker-jobs", PolicyName="SM_ExperimentsManagement_sagemaker-jobs", PolicyDocument=DOCUMENT
        ),
        PartKind.INLINE_POLICY,
        Verb.UPDATE,
    ),
    "an inline policy removed": Deed(
        lambda iam: iam.delete_role_policy(
            RoleName="sagemaker-jobs", PolicyName="SM_ExperimentsManagement_sagemaker-jobs"
        ),
        PartKind.INLINE_POLICY,
        Verb.CREATE,
    ),
    "a policy's tag": Deed(
        lambda iam: iam.tag_policy(PolicyArn=OWN, Tags=[{"Key": "team", "Value": "z"}]),
        PartKind.POLICY_TAG,
        Verb.UPDATE,
    ),
    "a policy's tag added": Deed(
        lambda iam: iam.tag_policy(PolicyArn=OWN, Tags=[{"Key": "cost", "Value": "1"}]),
        PartKind.POLICY_TAG,
        Verb.LEAVE,
        Cause.FOREIGN,
    ),
}


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_done_outside_is_found_and_put_back_or_left(name: str, iam: Any, proxy: Proxy) -> None:
    """Drift is one thing, with its cause; the plan that shows it puts it back, and what is not ours stays."""
    deed = DEEDS[name]
    before = backend.state()
    deed.do(iam)
    changed = backend.state()
    plan = planned(BEFORE, thorough=True)
    found = [(change.kind, change.action, change.cause) for change in plan.drift]
    assert found == [(deed.kind, deed.action, deed.cause)]
    carry_out(plan)
    assert backend.state() == (changed if deed.action is Verb.LEAVE else before)
    assert [change.action for change in planned(BEFORE, thorough=True).drift] == (
        [Verb.LEAVE] if deed.action is Verb.LEAVE else []
    )


def test_what_the_role_file_changes_is_no_drift(iam: Any, proxy: Proxy) -> None:
    """Every difference of an update that nobody has interfered with has the role file as its cause."""
    plan = planned(AFTER, thorough=True)
    assert plan.drift == ()
    assert {change.cause for change in plan.changes} == {Cause.FILE, Cause.LEFT, Cause.NEW}


def test_what_both_have_changed_is_told_so(iam: Any, proxy: Proxy) -> None:
    """The document was edited outside, and the role file wants yet another one."""
    DEEDS["a policy's document"].do(iam)
    plan = planned(AFTER)
    (change,) = [change for change in plan.changes if change.name == OWN and change.kind is PartKind.POLICY]
    assert change.cause is Cause.BOTH
    assert change.is_drift


def test_an_unfinished_apply_is_told_from_what_was_removed_outside(world: World, proxy: Proxy) -> None:
    """What is in the record as pending was never made, and is no drift."""
    world.surround()
    connection = connect()
    proxy.plan = faults.Plan(faults.Fault.DENIED, proxy.calls.index("GetCallerIdentity") + 10, lasts=True)
    with pytest.raises(StoppedError):
        applied(BEFORE, connection=connection)
    proxy.plan = None
    plan = planned(BEFORE)
    assert plan.drift == ()
    on_the_role = {change.cause for change in plan.changes if change.role == ROLE}
    assert on_the_role == {Cause.STOPPED}
    assert {change.because for change in plan.changes if change.role == ROLE} == {"an apply was stopped before this"}


def test_a_role_that_was_removed_outside_is_made_again_with_its_policies(iam: Any, proxy: Proxy) -> None:
    """The policies that it left behind are ours by their tags, and are attached again."""
    before = backend.state()
    _remove(iam, ROLE)
    carry_out(planned(BEFORE))
    assert backend.state() == before


def test_policies_of_a_role_that_was_removed_outside_are_found_by_a_thorough_reading(iam: Any, proxy: Proxy) -> None:
    """No record names them any more once their role is gone, and the role file does not want them."""
    _remove(iam, ROLE)
    without = BEFORE.partition("  people:")[0] + "  jobs:" + BEFORE.partition("  jobs:")[2]
    assert planned(without).to_change == ()
    plan = planned(without, thorough=True)
    assert {change.kind for change in plan.to_change} == {PartKind.POLICY}
    assert len(plan.to_change) == 4
    carry_out(plan)
    assert not [arn for arn in backend.policy_names() if "reading" in arn or "SM_" in arn]


def test_a_role_that_leaves_the_file_keeps_what_others_have_put_on_it(iam: Any, proxy: Proxy) -> None:
    """Ours is withdrawn; the role stays for the sake of the rest, and the plan says why."""
    DEEDS["an inline policy added"].do(iam)
    without = BEFORE.partition("  people:")[0] + "  jobs:" + BEFORE.partition("  jobs:")[2]
    plan = applied(without)
    assert [left.what for left in plan.left] == [f"role {ROLE}"]
    assert "inline policy by-hand" in plan.left[0].why
    role = backend.state()[f"role {ROLE}"]
    assert role["attached"] == []
    assert list(role["inline"]) == ["by-hand"]
    iam.delete_role_policy(RoleName=ROLE, PolicyName="by-hand")
    applied(without)
    assert f"role {ROLE}" not in backend.state()


def test_a_policy_of_ours_that_somebody_uses_elsewhere_stays(iam: Any, world: World, proxy: Proxy) -> None:
    """It is withdrawn from our role, and who uses it is told."""
    iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="theirs", PolicyArn=OWN)
    iam.create_user(UserName="ada")
    iam.attach_user_policy(UserName="ada", PolicyArn=policy_arn("writing", "/ml/"))
    plan = destroyed(BEFORE)
    assert sorted((left.what, left.why) for left in plan.left) == [
        ("policy reading", "it is in use by role theirs"),
        ("policy writing", "it is in use by user ada"),
    ]
    assert f"role {ROLE}" not in backend.state()
    assert backend.users_of(OWN) == ["theirs"]
    again = destroyed(BEFORE)
    assert again.left == plan.left
    assert draw(again) == (
        "Left: policy reading, because it is in use by role theirs.\n"
        "Left: policy writing, because it is in use by user ada.\n"
        "Nothing to remove: what remains does not belong to the deployment.\n"
    )


def test_a_role_that_stays_is_listed_by_every_destroy(iam: Any, proxy: Proxy) -> None:
    """As long as it carries the deployment's tag."""
    DEEDS["an inline policy added"].do(iam)
    plan = destroyed(BEFORE)
    assert [left.what for left in plan.left] == [f"role {ROLE}"]
    again = destroyed(BEFORE)
    assert (again.left, again.to_change) == (plan.left, ())


def test_what_was_withdrawn_before_a_stop_is_not_ours_again(iam: Any, proxy: Proxy) -> None:
    """The next run cleans the record of a role that stays, so what a person attaches after that is not detached."""
    DEEDS["an inline policy added"].do(iam)
    beginning = backend.keep()
    connection = connect()
    proxy.calls.clear()
    destroyed(BEFORE, connection=connection)
    last = len(proxy.calls) - 1 - proxy.calls[::-1].index("TagRole")
    backend.put_back(beginning)
    proxy.reset()
    proxy.plan = faults.Plan(faults.Fault.DENIED, last, lasts=True)
    with pytest.raises(StoppedError):
        destroyed(BEFORE, connection=connection)
    proxy.plan = None
    destroyed(BEFORE, connection=connection)
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=policy_arn("outside-1"))
    assert planned_away(connection) == []
    destroyed(BEFORE, connection=connection)
    assert backend.attached(ROLE) == [policy_arn("outside-1")]


def planned_away(connection: Connection) -> list[str]:
    """What a destroy would change."""
    plan = opened(BEFORE, connection).plan_to_destroy(connection, Adoption())
    return [f"{change.kind} {change.name}" for change in plan.to_change]


def test_adopting_one_thing_on_a_role_makes_it_ours_to_withdraw(iam: Any, proxy: Proxy) -> None:
    """An attachment by the policy's name, an inline policy and a tag by theirs."""
    for name in ("an attachment", "an inline policy added", "a tag added"):
        DEEDS[name].do(iam)
    before = backend.state()
    assert planned(BEFORE).to_change == ()
    plan = applied(BEFORE, f"{ROLE}/outside-2", f"{ROLE}/by-hand", f"{ROLE}/cost")
    assert {(change.kind, change.action) for change in plan.to_change} == {
        (PartKind.ATTACHMENT, Verb.DELETE),
        (PartKind.INLINE_POLICY, Verb.DELETE),
        (PartKind.TAG, Verb.DELETE),
    }
    assert backend.state() != before
    assert planned(BEFORE, thorough=True).changes == ()


def test_what_the_file_has_and_somebody_else_made_stays_theirs_until_it_is_adopted(iam: Any, proxy: Proxy) -> None:
    """Attached by hand before the file named it: no change, and no withdrawal when it leaves the file."""
    DEEDS["an attachment"].do(iam)
    both = BEFORE.replace('policy/outside-1"]', 'policy/outside-1", "arn:aws:iam::123456789012:policy/outside-2"]')
    assert planned(both).changes == ()
    applied(both)
    assert [change.action for change in planned(BEFORE).changes] == [Verb.LEAVE]
    adopted = applied(both, f"{ROLE}/outside-2")
    assert [change.action for change in adopted.changes] == [Verb.ADOPT]
    assert [change.action for change in planned(BEFORE).changes] == [Verb.DELETE]


def test_a_role_made_by_hand_is_adopted_with_all_that_the_file_also_has(world: World, proxy: Proxy) -> None:
    """Nothing but tags changes, what the file does not have stays foreign, and the next plan is empty."""
    world.surround()
    applied(BEFORE)
    expected = backend.state()
    for role in (ROLE, "sagemaker-jobs"):
        tags = [tag["Key"] for tag in world.iam.list_role_tags(RoleName=role)["Tags"]]
        world.iam.untag_role(RoleName=role, TagKeys=[key for key in tags if key.startswith("rolecast:")])
    for name in backend.policy_names():
        if name not in ("outside-1", "outside-2", "limit"):
            world.iam.untag_policy(PolicyArn=policy_arn(name, "/ml/"), TagKeys=["rolecast:deployment"])
    plan = planned(BEFORE)
    assert [fault.message for fault in plan.conflicts] == [
        f"role `{ROLE}` already exists and was created outside Rolecast",
        "role `sagemaker-jobs` already exists and was created outside Rolecast",
    ]
    DEEDS["an inline policy added"].do(world.iam)
    proxy.calls.clear()
    applied(BEFORE, ROLE, "sagemaker-jobs")
    assert set(proxy.writes) == {"TagRole", "TagPolicy"}
    found = backend.state()
    assert found[f"role {ROLE}"]["inline"].keys() == {"by-hand"}
    found[f"role {ROLE}"]["inline"] = {}
    assert found == expected
    assert [change.cause for change in planned(BEFORE, thorough=True).changes] == [Cause.FOREIGN]


def test_a_record_that_was_removed_is_drift_and_adopting_the_role_brings_it_back(iam: Any, proxy: Proxy) -> None:
    """Without it nobody can tell what of all that the file has is ours, but for policies, which say it themselves."""
    before = backend.state()
    iam.untag_role(RoleName=ROLE, TagKeys=["rolecast:made"])
    assert [(change.kind, change.cause) for change in planned(BEFORE).drift] == [(PartKind.RECORD, Cause.OUTSIDE)]
    applied(BEFORE)
    assert planned(BEFORE, thorough=True).changes == ()
    assert backend.state() != before
    plan = applied(BEFORE, ROLE)
    assert {change.action for change in plan.changes} == {Verb.ADOPT}
    assert backend.state() == before


def test_a_name_that_adopts_nothing_is_a_conflict(iam: Any, proxy: Proxy) -> None:
    """A name that was mistyped must not look as if it had been taken over."""
    assert [fault.message for fault in planned(BEFORE, f"{ROLE}/outsid-2").conflicts] == [
        f"nothing outside the deployment is called `{ROLE}/outsid-2`"
    ]


def _remove(iam: Any, role: str) -> None:
    """Removes a role as the console does: its policies stay."""
    for arn in backend.attached(role):
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    iam.delete_role(RoleName=role)
