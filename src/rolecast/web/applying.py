"""Planning and applying from the page: what `rolecast plan` and `rolecast apply PLAN` do, one at a time.

What is planned is the draft, saved or not. The plan that is shown is the one that is applied. Each runs in a thread of
its own, and pages are notified of every step.
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
from rolecast.deployment.before import before_and_after
from rolecast.deployment.drawing import draw
from rolecast.deployment.execute import StoppedError
from rolecast.deployment.plan import Plan
from rolecast.deployment.steps import Step
from rolecast.draft.draft import Draft
from rolecast.draft.workspace import Workspace
from rolecast.reading.faults import Fault, InputError, RolecastError
from rolecast.web.failures import report
from rolecast.workflows.comparing import compare_roles
from rolecast.workflows.deploying import DeploymentTarget, open_deployment

_UNFORESEEN = Fault(None, "an unexpected error occurred", "the terminal of `rolecast serve` has more")


class DrawnPlan(NamedTuple):
    """A plan, as it is drawn, with what roles gain and lose by it, and the text of the draft that it was made of."""

    plan: Plan
    drawing: tuple[str, ...]
    access: tuple[str, ...]
    account: str
    has_steps: bool
    notices: tuple[str, ...]
    draft: str


@dataclass
class Run:
    """An apply, under way or ended. `lines` are the steps that were begun.

    `faults` are why it stopped: before anything was done, or with `done` done and `undone` not, of which the first
    was tried.
    """

    lines: list[str] = field(default_factory=list)
    is_over: bool = False
    faults: tuple[Fault, ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


class Applying:
    """What is planned and applied, for all pages. It is begun from one thread alone, that of the pages."""

    def __init__(self, workspace: Workspace, *, is_allowed: bool) -> None:
        self.is_allowed = is_allowed
        self.is_planning = False
        self.plan: DrawnPlan | None = None
        self.faults: tuple[Fault, ...] = ()
        """Why there is no plan."""
        self.run: Run | None = None
        """The last apply since the last plan was made."""
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
        """What plans and applies on the command line."""
        name = f"{self._workspace.path.stem}.plan.json"
        plan = ["rolecast", "plan", self._workspace.argument, "-o", name]
        return shlex.join(plan), shlex.join(["rolecast", "apply", name])

    def begin_plan(self) -> None:
        """Begins to read the account. Raises HTTPException where that is not allowed, and InputError while busy."""
        self._refuse_unless_allowed_and_free()
        self.is_planning, self.plan, self.run, self.faults = True, None, None, ()
        _start(self._make_plan, self._workspace.draft)

    def begin_apply(self, word: str) -> None:
        """Begins to apply the plan that is kept. Raises like `begin_plan`, and InputError where it must not be."""
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
        except RolecastError as error:  # before anything was done: it can be tried again
            faults, is_done_with = error.faults, False
        except Exception as error:
            report(error, "apply")
        finally:
            self.plan = None if is_done_with else plan
            run.faults, run.is_over = faults, True
            self._workspace.notify()


def _plan(draft: Draft) -> DrawnPlan:
    """Reads the account. Raises InputError, for conflicts too, and AccountError."""
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
    # No daemon: an apply that has begun is carried through when the server is stopped.
    Thread(target=work, args=arguments, name="rolecast account").start()


def _words(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(map(str, steps))
