"""The findings on subjects with open texts that hold for all values of these.

The rules check several readings of such a subject in which nothing is open: with texts as written, which match no
existing resource, and as wide as possible; and with the template's conditions true and false. A finding counts if every
reading with its statement has it.
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
    """A subject without open texts. `absent` are the statements that this reading lacks, by policy and number.

    `written` maps replacement texts to the originals, both in backticks.
    """

    subject: Subject
    absent: frozenset[tuple[str | None, int]]
    written: dict[str, str]


def is_open(subject: Subject) -> bool:
    """Whether any policy of the subject has open texts."""
    return any(openings.is_open(policy.document) for policy in _policies(subject))


def certain(subject: Subject, find: Callable[[Subject], Iterable[Finding]]) -> list[Finding]:
    """The findings of `find` that hold for all values of the open texts, with the actions that all readings share."""
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
    """The replacement texts that messages may quote, with the original texts of the subject."""
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
    """The findings by the parts that all readings share. Merges those that differ only in their actions."""
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
    """The finding with the actions, resources and help that all share."""
    first = found[0] if found else None
    if first is None:
        return
    actions = tuple(action for action in first.actions if all(action in each.actions for each in found))
    if actions or not first.actions:
        resources = first.resources if len({each.resources for each in found}) == 1 else ()
        advice = first.help if len({each.help for each in found}) == 1 else None
        yield first._replace(actions=actions, resources=resources, help=advice)
