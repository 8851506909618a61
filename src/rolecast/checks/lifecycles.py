"""The life of a thing by the names of its actions: `CreateModel`, `DescribeModel`, `DeleteModel` are about models."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.actions import WrittenAction, full_name, written_action
from rolecast.checks.statements import CheckedStatement
from rolecast.checks.subjects import Subject
from rolecast.iam.services import Service

READ = ("Describe", "Get")
STOP = ("Stop", "Cancel")
DELETE = ("Delete", "Remove", "Deregister")
_NAME = re.compile(r"(Create|Start|Update)([A-Z]\w*)")


class Step(NamedTuple):
    """An action that begins or changes a thing: `verb` and `noun` of its name."""

    written: WrittenAction
    number: int
    service: Service
    verb: str
    noun: str

    def actions(self, verbs: tuple[str, ...]) -> tuple[str, ...]:
        """The service's actions of these verbs on the same noun, by full name."""
        found = (self.service.actions.get(f"{verb}{self.noun}".lower()) for verb in verbs)
        return tuple(full_name(self.service, action) for action in found if action)


def steps(checked: CheckedStatement, *verbs: str) -> list[Step]:
    """The actions of an Allow, written without wildcards, that begin with one of `verbs`."""
    return [step for step in _steps(checked) if step.verb in verbs] if checked.is_allow else []


@lru_cache(maxsize=256)  # several rules ask for the same statements
def _steps(checked: CheckedStatement) -> tuple[Step, ...]:
    return tuple(
        Step(written, number, written.service, *name)
        for number, written in enumerate(checked.actions)
        if written.service and (name := _name(written.folded))
    )


@lru_cache(maxsize=65_536)
def _name(action: str) -> tuple[str, str] | None:
    known = written_action(action).single
    matched = _NAME.fullmatch(known.name) if known else None
    return (matched[1], matched[2]) if matched else None


def missing(step: Step, verbs: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    """The actions of these verbs on the same noun, where the service has some and the subject is allowed none.

    What a Deny or the boundary forbids is meant to be missing.
    """
    known = step.actions(verbs)
    grants = subject.grants
    if any(grants.allows(action) or grants.is_denied(action) or grants.is_out_of_bounds(action) for action in known):
        return ()
    return known


def is_in_effect(step: Step, checked: CheckedStatement, subject: Subject) -> bool:
    return not subject.grants.is_forbidden(step.written.folded, checked)
