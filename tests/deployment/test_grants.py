"""Old and new policies that do not fit beside each other: bridged, or named as a window."""

from __future__ import annotations

import pytest
from tests.deployment import backend
from tests.deployment.proxy import Proxy
from tests.deployment.scenarios import ALSO_MOVED, FULL_AFTER, FULL_BEFORE, MOVED, allow, objects, role_file
from tests.deployment.world import World, applied, planned, policy_arn

from rolecast.deployment.steps import IamCall

ROLE = "sagemaker-full"


def steps(before: str, after: str, world: World) -> list[str]:
    """The steps that write from one role file to another, in words."""
    if not backend.policy_names():
        world.surround()
    applied(before)
    plan = applied(after)
    assert planned(after, thorough=True).changes == ()
    return [str(step).replace(f" role {ROLE}", "") for step in plan.steps if step.writes]


def test_at_the_attachment_quota_a_temporary_inline_policy_bridges(world: World, proxy: Proxy) -> None:
    """It holds what cannot be attached yet, and is gone in the end."""
    assert steps(FULL_BEFORE, FULL_AFTER, world) == [
        "tag",
        "create policy new-1",
        "create policy new-2",
        "write inline policy rolecast-bridge of",
        "detach old-1 from",
        "attach new-1 to",
        "detach old-2 from",
        "attach new-2 to",
        "remove inline policy rolecast-bridge of",
        "remove policy old-1",
        "remove policy old-2",
        "tag",
    ]
    assert backend.inline(ROLE) == {}


def test_a_bridge_without_room_is_a_window_that_the_plan_names(world: World, proxy: Proxy) -> None:
    """Two policies of six thousand characters do not fit in one role's inline policies."""
    kept = {f"kept-{number}": [allow("sns:Publish", f"arn:aws:sns:us-east-1:1:{number}")] for number in range(8)}
    before = role_file({**kept, "old-1": [MOVED], "old-2": [ALSO_MOVED]})
    after = role_file({**kept, "new-1": [objects("s3:GetObject", 120)], "new-2": [objects("s3:PutObject", 120)]})
    world.surround()
    applied(before)
    plan = planned(after)
    (window,) = plan.windows
    assert window.role == ROLE
    assert window.lacks == ("new-1", "new-2")
    applied(after)
    assert planned(after).changes == ()


def test_policies_that_take_over_from_each_other_first_have_the_statements_of_both(world: World, proxy: Proxy) -> None:
    """Each comes to grant what the other ceases to: none may lose it before the other has it."""
    reading, writing = allow("s3:GetObject", "arn:aws:s3:::b/*"), allow("s3:PutObject", "arn:aws:s3:::b/*")
    before = role_file({"one": [reading, allow("sns:Publish")], "two": [writing, allow("sqs:SendMessage")]})
    after = role_file({"one": [writing, allow("sns:Publish")], "two": [reading, allow("sqs:SendMessage")]})
    assert steps(before, after, world) == [
        "change policy one",
        "change policy two",
        "change policy one",
        "change policy two",
        "tag",
    ]


def test_the_record_is_looked_at_before_it_is_relied_on(world: World, proxy: Proxy) -> None:
    """Before anything is withdrawn, and before the record is written over."""
    world.surround()
    applied(role_file({"one": [MOVED, ALSO_MOVED]}))
    steps = [step.operation for step in applied(role_file({"one": [MOVED]})).steps]
    check = IamCall.CHECK_RECORD
    assert steps == [check, IamCall.CREATE_POLICY_VERSION, check, IamCall.TAG_ROLE]


def test_changes_that_cannot_meet_are_made_at_once(world: World, proxy: Proxy) -> None:
    """A policy that neither gives to nor takes from another needs one version."""
    before = role_file({"one": [allow("s3:GetObject", "arn:aws:s3:::a/*")], "two": [allow("sqs:SendMessage")]})
    after = role_file({"one": [allow("s3:GetObject", "arn:aws:s3:::b/*")], "two": [allow("sqs:ListQueues")]})
    assert steps(before, after, world) == [
        "change policy one",
        "change policy two",
        "tag",
    ]


def test_what_only_adds_comes_before_what_only_withdraws(world: World, proxy: Proxy) -> None:
    """Whatever their order in the file."""
    before = role_file({"less": [MOVED, ALSO_MOVED], "more": [allow("sns:Publish")]})
    after = role_file({"less": [ALSO_MOVED], "more": [allow("sns:Publish"), MOVED]})
    assert steps(before, after, world) == [
        "change policy more",
        "change policy less",
        "tag",
    ]


def test_a_deny_is_lifted_last(world: World, proxy: Proxy) -> None:
    """Else the role would for a moment be allowed what neither its old nor its new policies allow."""
    deny = {**allow("s3:GetObject", "arn:aws:s3:::secret/*"), "Effect": "Deny"}
    before = role_file({"a-deny": [deny], "b-wide": [allow("s3:GetObject", "arn:aws:s3:::*")]})
    after = role_file({"narrow": [allow("s3:GetObject", "arn:aws:s3:::open/*")]})
    done = steps(before, after, world)
    assert done.index("detach b-wide from") < done.index("detach a-deny from")


def test_inline_policies_that_do_not_fit_together_shrink_first(world: World, proxy: Proxy) -> None:
    """Their sum never exceeds the quota on the way, and the plan names the window."""
    before = role_file({"one": [objects("s3:GetObject", 190)]}, packing="inline")
    after = role_file({"two": [objects("s3:PutObject", 190)]}, packing="inline")
    world.surround()
    applied(before)
    plan = applied(after)
    (window,) = plan.windows
    assert window.lacks == ("two",)
    operations = [step.operation for step in plan.steps if "Policy" in step.operation]
    assert operations == [IamCall.DELETE_INLINE_POLICY, IamCall.PUT_INLINE_POLICY]
    assert list(backend.inline(ROLE)) == ["two"]


def test_from_inline_to_managed_nothing_is_missing(world: World, proxy: Proxy) -> None:
    """The other packing has a quota of its own, so the new policies are attached before the old ones go."""
    policies = {"one": [objects("s3:GetObject", 100)], "two": [objects("s3:PutObject", 80)]}
    done = steps(role_file(policies, packing="inline"), role_file(policies), world)
    assert done.index("attach two to") < done.index("remove inline policy one of")
    back = steps(role_file(policies), role_file(policies, packing="inline"), world)
    assert back.index("write inline policy two of") < back.index("detach one from")


@pytest.mark.parametrize("count", [1, 4, 5, 7])
def test_the_oldest_version_makes_room(count: int, world: World, proxy: Proxy) -> None:
    """IAM keeps five; the default one is never removed."""
    world.surround()
    for number in range(count):
        applied(role_file({"one": [allow("s3:GetObject", f"arn:aws:s3:::bucket-{number}/*")]}))
    versions = backend.versions(policy_arn("one"))
    assert len(versions) == min(count, 5)
    assert versions[-1] == f"v{count}"


def test_a_change_through_a_union_makes_room_for_two_versions(world: World, proxy: Proxy) -> None:
    """Both policies have five versions before they change twice."""
    files = []
    for number in range(5):
        own, other = allow("s3:GetObject", f"arn:aws:s3:::{number}/*"), allow("s3:GetObject", "arn:aws:s3:::shared/*")
        pair = [[own, other], [allow("sqs:SendMessage", f"arn:aws:sqs:us-east-1:1:{number}")]]
        files.append(role_file({"one": pair[number % 2], "two": pair[1 - number % 2]}))
    for text in files:
        applied(text)
    assert all(len(backend.versions(policy_arn(name))) == 5 for name in ("one", "two"))
    assert planned(files[-1]).changes == ()
