"""The life cycle of resources by the names of actions, such as `CreateModel`, `DescribeModel`, `DeleteModel`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.actions import WrittenAction, full_name, written_action
from rolecast.checks.statements import CheckedStatement, Path
from rolecast.checks.subjects import TOGETHER, Subject
from rolecast.iam.services import Service

REMEDY = "add the missing actions"
READ = ("Describe", "Get")
STOP = ("Stop", "Cancel")
DELETE = ("Delete", "Remove", "Deregister")
_VERBS = ("Create", "Start", "Update")
_NAME = re.compile(r"(Create|Start|Update)([A-Z]\w*)")


class Stage(NamedTuple):
    """An action without wildcards that creates or changes a resource, with the `verb` and `noun` of its name."""

    checked: CheckedStatement
    number: int
    written: WrittenAction
    service: Service
    verb: str
    noun: str

    def actions(self, verbs: tuple[str, ...]) -> tuple[str, ...]:
        """The service's actions with these verbs and the same noun, by full name."""
        return _actions(self.service.prefix, self.noun, verbs)

    @property
    def path(self) -> Path:
        return ("Action", self.number)


def stages(subject: Subject, *verbs: str) -> list[Stage]:
    """The subject's allowed actions whose name begins with one of `verbs`."""
    return [stage for stage in _stages(subject) if stage.verb in verbs]


@lru_cache(maxsize=TOGETHER)
def _stages(subject: Subject) -> tuple[Stage, ...]:
    return tuple(
        Stage(checked, number, written, written.service, *name)
        for checked in subject.granting
        if checked.is_allow
        for number, written in enumerate(checked.actions)
        if (known := written.single)
        and known.name.startswith(_VERBS)
        and (name := _name(known.name))
        and written.service
    )


def _name(action: str) -> tuple[str, str] | None:
    """The verb and noun of an action's name without prefix; None for other names."""
    matched = _NAME.fullmatch(action)
    return (matched[1], matched[2]) if matched else None


@lru_cache(maxsize=16_384)
def _actions(prefix: str, noun: str, verbs: tuple[str, ...]) -> tuple[str, ...]:
    written = (written_action(f"{prefix}:{verb}{noun}") for verb in verbs)
    return tuple(full_name(each.service, each.single) for each in written if each.service and each.single)


def missing(stage: Stage, verbs: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    """The service's actions with these verbs and the same noun, if the subject is allowed none of them.

    Empty if a Deny or the boundary forbids one, which is intended.
    """
    known = stage.actions(verbs)
    grants = subject.grants
    if any(grants.allows(action) or grants.is_denied(action) or grants.is_out_of_bounds(action) for action in known):
        return ()
    return known


def is_in_effect(stage: Stage, subject: Subject) -> bool:
    return not subject.grants.is_forbidden(stage.written.folded, stage.checked)
