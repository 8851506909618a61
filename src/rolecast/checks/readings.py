"""Subjects with open texts: the findings that are right for every value of them.

The rules look at several readings of such a subject, in which nothing is open: texts as they are written, which match
nothing that there is, and as wide as they may be, if the conditions of the template hold and if they do not. A finding
counts if every reading that has its statement has the finding too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from rolecast.checks.findings import Finding
from rolecast.checks.statements import CheckedPolicy
from rolecast.checks.subjects import Subject
from rolecast.iam import openings
from rolecast.iam.documents import Document


class SubjectReading(NamedTuple):
    """A subject without open texts. `absent` are the statements that are not there, by policy and number.

    `written` are the texts that it has in the place of others, in backticks, with these.
    """

    subject: Subject
    absent: frozenset[tuple[str | None, int]]
    written: dict[str, str]


def is_open(subject: Subject) -> bool:
    """Whether any policy of the subject has open texts."""
    return any(openings.is_open(policy.document) for policy in _policies(subject))


def certain(subject: Subject, find: Callable[[Subject], Iterable[Finding]]) -> list[Finding]:
    """What `find` finds whatever the open texts are. Of the actions of a finding those that every reading has."""
    given = list(_readings(subject))
    found = [_by_key(find(reading.subject), reading.written) for reading in given]
    merged: list[Finding] = []
    for key in dict.fromkeys(key for each in found for key in each):
        finding = next(each[key] for each in found if key in each)
        where = finding.target.policy, finding.target.statement
        showing = [each for reading, each in zip(given, found, strict=True) if where not in reading.absent]
        if all(key in each for each in showing):
            merged += _merge([each[key] for each in showing])
    return merged


def _readings(subject: Subject) -> Iterator[SubjectReading]:
    has_flags = any(openings.has_flags(policy.document) for policy in _policies(subject))
    for flags in (True, False) if has_flags else (True,):
        absent = frozenset(
            (policy.target.policy, number)
            for policy in _policies(subject)
            for number in openings.absent(policy.document, flags=flags)
        )
        for read in (openings.narrowest, openings.widest):
            read_policy = partial(_read_policy, read=read, flags=flags)
            closed = replace(
                subject,
                policies=tuple(map(read_policy, subject.policies)),
                attached=tuple(map(read_policy, subject.attached)),
                boundary=subject.boundary and read_policy(subject.boundary),
            )
            yield SubjectReading(closed, absent, _written(subject, closed))


def _written(subject: Subject, closed: Subject) -> dict[str, str]:
    """The texts of a reading that messages may quote, each with its expression in the subject."""
    return {
        f"`{read}`": f"`{written}`"
        for before, after in zip(_policies(subject), _policies(closed), strict=True)
        for statement, wide in zip(before.document.statements, after.document.statements, strict=True)
        for given, texts in ((statement.actions, wide.actions), (statement.resources, wide.resources))
        for written, read in zip(given or (), texts or (), strict=False)
        if read not in (written, "*")
    }


def _read_policy(policy: CheckedPolicy, read: Callable[..., Document], flags: bool) -> CheckedPolicy:
    return replace(policy, document=read(policy.document, flags=flags))


def _policies(subject: Subject) -> Iterator[CheckedPolicy]:
    yield from subject.policies
    yield from subject.attached
    if subject.boundary:
        yield subject.boundary


def _by_key(found: Iterable[Finding], written: dict[str, str]) -> dict[Finding, Finding]:
    """The findings by what is the same in all readings. Those that differ in their actions alone are one."""
    by_key: dict[Finding, Finding] = {}
    for each in found:
        finding = each._replace(wording=_replaced(each.wording, written)) if written else each
        key = finding._replace(actions=(), resources=(), help=None)
        known = by_key.get(key, key)
        actions = dict.fromkeys((*known.actions, *finding.actions))
        resources = dict.fromkeys((*known.resources, *finding.resources))
        by_key[key] = finding._replace(actions=tuple(actions), resources=tuple(resources))
    return by_key


def _replaced(text: str, written: dict[str, str]) -> str:
    for read, before in written.items():
        text = text.replace(read, before)
    return text


def _merge(found: list[Finding]) -> Iterator[Finding]:
    """The finding with the actions, the resources and the help that all have."""
    first = found[0] if found else None
    if first is None:
        return
    actions = tuple(action for action in first.actions if all(action in each.actions for each in found))
    if actions or not first.actions:
        resources = first.resources if len({each.resources for each in found}) == 1 else ()
        advice = first.help if len({each.help for each in found}) == 1 else None
        yield first._replace(actions=actions, resources=resources, help=advice)
