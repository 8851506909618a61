"""Plan and apply on the page, as `rolecast plan` and `rolecast apply PLAN` do them. Only one runs at a time.

The plan is made from the draft, saved or not, and the plan on display is the one that is applied. Each runs in its own
thread, and pages are notified of every step.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Thread
from typing import NamedTuple

from starlette.exceptions import HTTPException

from rolecast.account.client import connect
from rolecast.comparisons import summary
from rolecast.deployment import execute
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.drawing import draw
from rolecast.deployment.execute import StoppedError
from rolecast.deployment.plan import Plan
from rolecast.deployment.plan_roles import before_and_after
from rolecast.deployment.steps import Step
from rolecast.draft.draft import Draft
from rolecast.draft.workspace import Workspace
from rolecast.reading.faults import Fault, InputError, RolecastError
from rolecast.web.failures import report
from rolecast.workflows.comparing import compare_roles
from rolecast.workflows.deploying import DeploymentTarget, open_deployment

_UNFORESEEN = Fault(None, "an unexpected error occurred", "the terminal of `rolecast serve` has more")


class DrawnPlan(NamedTuple):
    """A plan with its text, what roles gain and lose by it, and the text of the draft that it was made from."""

    plan: Plan
    drawing: tuple[str, ...]
    access: tuple[str, ...]
    account: str
    has_steps: bool
    notices: tuple[str, ...]
    draft: str


@dataclass
class Run:
    """An apply, running or finished. `lines` are the steps that have begun.

    `faults` are why it stopped. `done` and `undone` are its steps then; both are empty if nothing was changed. The
    first undone step was tried.
    """

    lines: list[str] = field(default_factory=list)
    is_over: bool = False
    faults: tuple[Fault, ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


class Applying:
    """The current plan and apply, shared by all pages. Only the thread of the pages may start them."""

    def __init__(self, workspace: Workspace, *, is_allowed: bool) -> None:
        self.is_allowed = is_allowed
        self.is_planning = False
        self.plan: DrawnPlan | None = None
        self.faults: tuple[Fault, ...] = ()
        """The errors of the last attempt to make a plan."""
        self.run: Run | None = None
        """The latest apply since the current plan was made."""
        self._workspace = workspace

    @property
    def is_applying(self) -> bool:
        return self.run is not None and not self.run.is_over

    @property
    def is_outdated(self) -> bool:
        """Whether the draft has changed since the plan was made."""
        return self.plan is not None and self.plan.draft != self._workspace.draft.text

    @property
    def commands(self) -> tuple[str, str]:
        """The commands that do the same, to plan and to apply."""
        name = f"{self._workspace.path.stem}.plan.json"
        plan = ["rolecast", "plan", self._workspace.argument, "-o", name]
        return shlex.join(plan), shlex.join(["rolecast", "apply", name])

    def begin_plan(self) -> None:
        """Starts to make a plan. Raises HTTPException if applying is not allowed, and InputError if one is running."""
        self._refuse_unless_allowed_and_free()
        self.is_planning, self.plan, self.run, self.faults = True, None, None, ()
        _start(self._make_plan, self._workspace.draft)

    def begin_apply(self, word: str) -> None:
        """Starts to apply the current plan.

        Raises like `begin_plan`, and InputError if there is none or it is outdated.
        """
        self._refuse_unless_allowed_and_free()
        if self.plan is None:
            raise InputError([Fault(None, "there is no plan", "make it first")])
        if self.is_outdated:
            raise InputError([Fault(None, "the role file has changed since the plan was made", "make the plan again")])
        if word != "yes":
            raise InputError([Fault(None, "only `yes` will be accepted")])
        self.run = Run()
        _start(self._apply, self.plan, self.run)

    def _refuse_unless_allowed_and_free(self) -> None:
        if not self.is_allowed:
            raise HTTPException(403)
        if self.is_planning or self.is_applying:
            raise InputError([Fault(None, "a plan is being made or applied already", "wait for it to finish")])

    def _make_plan(self, draft: Draft) -> None:
        faults: tuple[Fault, ...] = (_UNFORESEEN,)
        try:
            self.plan = _plan(draft)
            faults = ()
        except RolecastError as error:
            faults = error.faults
        except Exception as error:
            report(error, "plan")
        finally:
            self.faults, self.is_planning = faults, False
            self._workspace.notify()

    def _apply(self, plan: DrawnPlan, run: Run) -> None:
        def show(number: int, count: int, step: Step) -> None:
            run.lines.append(f"[{number:>{len(str(count))}}/{count}] {step}")
            self._workspace.notify()

        faults: tuple[Fault, ...] = (_UNFORESEEN,)
        is_done_with = True
        try:
            execute.apply(plan.plan, connect(), show)
            faults = ()
        except StoppedError as stop:
            faults = stop.faults
            run.done, run.undone = _words(step for step in stop.done if step.writes), _words(stop.undone)
        except RolecastError as error:  # nothing was changed, so the plan can be applied again
            faults, is_done_with = error.faults, False
        except Exception as error:
            report(error, "apply")
        finally:
            self.plan = None if is_done_with else plan
            run.faults, run.is_over = faults, True
            self._workspace.notify()


def _plan(draft: Draft) -> DrawnPlan:
    """Makes the plan. Raises InputError, also for conflicts, and AccountError."""
    roles = draft.compose()
    opened = open_deployment(draft.rolefile, roles.values(), DeploymentTarget())
    plan = opened.deployment.plan(opened.connection, Adoption())
    if plan.conflicts:
        raise InputError(plan.conflicts)
    notices = [f"role `{role.key}`: {notice.message}" for role in roles.values() for notice in role.notices]
    notices += [opened.notice] if opened.notice else []
    drawing = tuple(draw(plan).splitlines())
    return DrawnPlan(plan, drawing, _access(plan), plan.account, bool(plan.steps), tuple(notices), draft.text)


def _access(plan: Plan) -> tuple[str, ...]:
    pairs = list(before_and_after(plan))
    return tuple(summary.lines(compare_roles(pairs[: summary.MOST_SHOWN]), pairs))


def _start(work: Callable[..., None], *arguments: object) -> None:
    # Not a daemon thread: an apply that has begun is finished even if the server is stopped.
    Thread(target=work, args=arguments, name="rolecast account").start()


def _words(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(map(str, steps))
