"""Answers that are not AWS's, at any call: no traceback, a report of what was done, and only what was seen counts.

`ROLECAST_EXAMPLES` says at how many kinds of calls each of them comes.
"""

from __future__ import annotations

import random

import pytest
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.scenarios import allow, role_file
from tests.deployment.world import World, applied, carry_out, destroyed, planned, policy_arn
from tests.runs import case_count

from rolecast.account.client import connect
from rolecast.account.live import read_account, read_policy_tags
from rolecast.deployment.execute import RefusedPlanError, StoppedError
from rolecast.deployment.steps import IamCall, Step
from rolecast.reading.faults import RolecastError

KINDS = case_count(1)
SENSELESS = [Fault.PAGE, Fault.WELL_FORMED_PAGE, Fault.CUT, Fault.EMPTY, Fault.ABSENT]
ONE = role_file({"one": [allow("s3:GetObject")], "two": [allow("sqs:SendMessage")]})
TWO = role_file({"one": [allow("s3:PutObject")]})
NAMES = {fault: fault.name.lower() for fault in SENSELESS}


def play() -> None:
    """A first apply, an update and a destroy."""
    connection = connect()
    applied(ONE, connection=connection)
    applied(TWO, connection=connection)
    destroyed(TWO, connection=connection)


@pytest.fixture(scope="module")
def calls() -> list[str]:
    """What the three ask of IAM, once that is known."""
    return []


def kinds_of_calls(fault: Fault, calls: list[str], proxy: Proxy) -> list[int]:
    """The number of the last call of each kind, of some kinds, other ones for each fault."""
    if not calls:
        play()
        calls.extend(proxy.calls)
    numbers = sorted({call: number for number, call in enumerate(calls)}.values())
    return random.Random(fault.name).sample(numbers, min(KINDS, len(numbers)))  # noqa: S311 - no secret


@pytest.mark.parametrize("fault", SENSELESS, ids=NAMES.get)
def test_an_answer_that_makes_no_sense_once(fault: Fault, calls: list[str], world: World, proxy: Proxy) -> None:
    """A step is asked for again before it counts, so that nothing is left; a reading stops in words, and so does a
    step that needs what is said not to be there.
    """
    for number in kinds_of_calls(fault, calls, proxy):
        proxy.reset()
        proxy.plan = Plan(fault, number)
        error = failure()
        assert fault is Fault.ABSENT or not isinstance(error, StoppedError)
        if error:
            proxy.reset()
            play()
        assert backend.state() == {}


def failure() -> RolecastError | None:
    """Why the three do not end, if they do not."""
    try:
        play()
    except RolecastError as error:
        return error
    return None


@pytest.mark.parametrize("fault", SENSELESS, ids=NAMES.get)
def test_answers_that_make_no_sense_from_a_call_on(fault: Fault, calls: list[str], world: World, proxy: Proxy) -> None:
    """The report says what was done; another run, without them, ends where it would have ended."""
    for number in kinds_of_calls(fault, calls, proxy):
        proxy.reset()
        proxy.plan = Plan(fault, number, lasts=True)
        with pytest.raises(RolecastError) as stop:
            play()
        assert not isinstance(stop.value, StoppedError) or stop.value.undone
        proxy.reset()
        play()
        assert backend.state() == {}


def test_what_is_said_not_to_be_there_is_removed_all_the_same(world: World, proxy: Proxy) -> None:
    """One wrong answer does not make a removal count as done."""
    applied(ONE)
    calls: list[str] = []
    proxy.before_call = lambda parameters: calls.append(parameters["Action"])

    def hide(_number: int, _count: int, step: Step) -> None:
        if step.operation is IamCall.DETACH:
            proxy.hidden = {"two": 1}

    carry_out(planned(TWO), progress=hide)
    assert backend.policy_names() == ["one"]
    assert calls.count("DetachRolePolicy") == 1


def test_a_policy_whose_tags_cannot_be_found_is_nobodys(world: World, proxy: Proxy) -> None:
    """Without them it might be taken for ours: it counts as gone, and nothing is made in its place."""
    arn = world.policy("one", allow("sns:Publish"))
    connection = connect()
    account = read_account(connection)
    assert arn == policy_arn("one")
    assert arn in account.policies
    for answers, is_there in ((1, True), (2, False)):
        proxy.hidden = {"one": answers}
        assert (arn in account.with_tags(read_policy_tags(connection, [arn])).policies) is is_there
    proxy.hidden = {"one": 2}
    with pytest.raises(RefusedPlanError, match="the account has changed since the plan was made: policy `one`"):
        applied(ONE)
