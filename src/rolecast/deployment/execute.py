"""Executes the steps of a plan in order. If it stops early, the error says which steps are done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from rolecast.account.client import Connection
from rolecast.account.errors import AccountError
from rolecast.deployment.interruption import record_what_was_made
from rolecast.deployment.plan import Plan
from rolecast.deployment.staleness import stale
from rolecast.deployment.steps import Step
from rolecast.deployment.verdicts import StepVerdict, check_answer, judge
from rolecast.reading.faults import Fault, RolecastError

PATIENCE_SECONDS = 30
"""How long a step waits for an earlier step to become visible, since IAM is eventually consistent.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""
_LONGEST_PAUSE = 8.0

Progress = Callable[[int, int, Step], None]
"""Called before each step with its number (from 1), the number of steps, and the step."""


class RefusedPlanError(RolecastError):
    """The plan must not be applied: it has conflicts, is for another account, or the account has changed."""


class StoppedError(RolecastError):
    """The apply stopped early. The first of the `undone` steps was tried and may have taken effect.

    `by_hand` is whether the user interrupted it.
    """

    def __init__(self, reasons: Iterable[Fault], steps: Sequence[Step], done: int, *, by_hand: bool = False) -> None:
        super().__init__(reasons)
        self.done = tuple(steps[:done])
        self.undone = tuple(steps[done:])
        self.by_hand = by_hand


def apply(plan: Plan, connection: Connection, progress: Progress) -> None:
    """Applies the plan. Raises RefusedPlanError before changing anything, StoppedError afterward."""
    _refuse_unsafe(plan, connection)
    for number, step in enumerate(plan.steps):
        progress(number + 1, len(plan.steps), step)
        try:
            _do(step, plan.steps[:number], connection)
        except AccountError as error:
            record_what_was_made(step.role, plan.steps[:number], connection)
            raise StoppedError(error.faults, plan.steps, number) from None
        except KeyboardInterrupt:
            raise StoppedError([Fault(None, "stopped by the user")], plan.steps, number, by_hand=True) from None


def _refuse_unsafe(plan: Plan, connection: Connection) -> None:
    if plan.conflicts:
        message, remedy = "this plan cannot be applied: it has conflicts", "`rolecast plan` shows them"
        raise RefusedPlanError([Fault(None, message, remedy)])
    refuse_another_account(plan.account, connection)
    refuse_another_state(stale(plan, connection))


def refuse_another_account(account: str, connection: Connection) -> None:
    """Raises RefusedPlanError if the credentials are not for the plan's account."""
    if account != connection.account:
        message = f"the plan is for account {account}, but the credentials are for account {connection.account}"
        raise RefusedPlanError([Fault(None, message, "use credentials for that account, such as with `--profile`")])


def refuse_another_state(changed: Sequence[str]) -> None:
    """Raises RefusedPlanError if anything has `changed` since the plan was made."""
    if changed:
        message = f"the account has changed since the plan was made: {', '.join(changed)}"
        raise RefusedPlanError([Fault(None, message, "run `rolecast plan` again and review it")])


def _do(step: Step, done: Sequence[Step], connection: Connection) -> None:
    """Executes one step; retries while IAM may not be consistent yet. Raises AccountError if the step fails."""
    waited, pause, is_unseen = 0.0, 0.5, False
    while True:
        try:
            check_answer(step, connection.ask(step.operation, **step.call_parameters))
        except AccountError as error:
            verdict = judge(step, error, done, connection)
            if verdict is StepVerdict.DONE or (verdict is StepVerdict.UNSEEN and is_unseen):
                return
            is_unseen = verdict is StepVerdict.UNSEEN
            if verdict is StepVerdict.REFUSED or waited >= PATIENCE_SECONDS:
                raise
        else:
            return
        time.sleep(pause)
        waited += pause
        pause = min(pause * 2, _LONGEST_PAUSE)
