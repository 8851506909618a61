"""What statements of a role's identity policies add to each other, by what they allow: found where that is cheap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from rolecast.checks.statements import CheckedPolicy, CheckedStatement
from rolecast.checks.subjects import Subject
from rolecast.iam import conditions, normal, reach
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.reach import Listed, Reach
from rolecast.iam.statements import Statement
from rolecast.iam.variables import TextTemplate

MOST_STATEMENTS = 100
"""Of the role, attached policies included. Each that may add nothing is compared with the others."""
_MOST_STEPS = 20_000
"""Of one comparison: some hundredths of a second."""
_EVERYTHING = NamedPolicy("everything", EVERYTHING)
_Said = tuple[Statement, str | None]
"""A statement, and the version of its document."""


def redundant(
    subject: Subject, likely: Iterable[CheckedStatement], kept: Sequence[CheckedStatement]
) -> Iterator[CheckedStatement]:
    """Statements of the subject's own among `likely` of which others of `kept` together have everything: all of them
    may go.
    """
    if len(kept) > MOST_STATEMENTS:
        return
    left = list(filter(_is_plain, kept))
    if all(subject.is_shipped(each.activities) for each in left if subject.is_own(each)):
        return  # it would be advice for who wrote them
    for checked in filter(_is_plain, likely):
        others = [each for each in left if each is not checked and each.is_allow is checked.is_allow]
        meeting = _meeting(checked, others)
        if _may_reach(_asking_no_more(meeting, checked), checked) and _adds_nothing(checked, meeting):
            left.remove(checked)
            yield checked


def ineffective(subject: Subject) -> Iterator[CheckedStatement]:
    """Allow statements of the subject's own of which its Deny statements and its boundary leave nothing."""
    if len(subject.granting_or_attached) > MOST_STATEMENTS:
        return
    denies = [each for each in subject.granting_or_attached if not each.is_allow and _is_plain(each)]
    bounding = _bounding(subject.boundary)
    if not denies and not bounding:
        return
    for checked in filter(_is_plain, subject.granting_or_attached):
        if checked.is_allow and subject.is_own(checked) and not subject.is_shipped(checked.activities):
            denying = _meeting(checked, denies)
            if bounding or _may_reach(denying, checked):
                alone = Policies(_grouped([_said(checked)]))
                held = Policies(_grouped(map(_said, [checked, *denying])), bounding)
                if _allows_more(Policies(), held) is False and _allows_more(Policies(), alone):
                    yield checked


def _meeting(checked: CheckedStatement, others: Iterable[CheckedStatement]) -> list[CheckedStatement]:
    """The others that a request of the statement may match."""
    return [each for each in others if _may_share_actions(checked, each) and _meet(checked.reach, each.reach)]


def _meet(one: Reach, other: Reach) -> bool:
    return reach.meets(one, other) and not reach.exclude(one.tests, other.tests)


def _may_share_actions(one: CheckedStatement, other: CheckedStatement) -> bool:
    """Whether both may be about an action: False is certain, and quick to tell."""
    if not (one.prefixes and other.prefixes):  # NotAction is about any
        return True
    if not (one.has_patterns or other.has_patterns):
        return not one.literals.isdisjoint(other.literals)
    return "*" in one.prefixes or "*" in other.prefixes or not one.prefixes.isdisjoint(other.prefixes)


def _may_reach(others: Sequence[CheckedStatement], checked: CheckedStatement) -> bool:
    """Whether each part of the statement, an action on a resource, may be in the others, whatever their conditions.

    A pattern that only several others have together, none of them by NotAction or NotResource, counts as in none.
    """
    return all(
        any(
            _may_have(each.reach.actions, part.actions) and _may_have(each.reach.resources, part.resources)
            for each in others
        )
        for part in checked.reach.split()
    )


def _asking_no_more(others: Iterable[CheckedStatement], checked: CheckedStatement) -> list[CheckedStatement]:
    """The others that may match a request of the statement whose context has only the keys that the statement asks for.

    Where they do not have all of those, the others together do not have all requests of the statement.
    """
    keys = _keys(checked)
    return [each for each in others if all(test.if_missing or test.key in keys for test in each.reach.tests)]


def _keys(checked: CheckedStatement) -> set[str]:
    """The context keys that the statement asks for, variables too, in lower case."""
    templates = (text for text in checked.resources.wild if isinstance(text, TextTemplate))
    asked = chain.from_iterable(conditions.keys(test) for test in checked.reach.tests)
    return {key.lower() for key in (*asked, *(name.key for each in templates for name in each.variables))}


def _may_have(wide: Listed, narrow: Listed) -> bool:
    return wide.is_exception or wide.covers(narrow)


def _adds_nothing(checked: CheckedStatement, others: Sequence[CheckedStatement]) -> bool:
    return _is_in(_said(checked), tuple(map(_said, others)), is_allow=checked.is_allow)


@lru_cache(maxsize=1_024)  # a page asks again at each key that is pressed
def _is_in(one: _Said, others: tuple[_Said, ...], *, is_allow: bool) -> bool:
    if is_allow:
        alone = Policies(_grouped([one]))
        return _allows_more(Policies(_grouped(others)), alone) is False and bool(_allows_more(Policies(), alone))
    without, whole = (Policies((_EVERYTHING, *_grouped(each))) for each in (others, [*others, one]))
    return _allows_more(whole, without) is False and bool(_allows_more(whole, Policies((_EVERYTHING,))))


def _allows_more(old: Policies, new: Policies) -> bool | None:
    from rolecast.iam import comparison  # few roles have statements that are to be compared

    return comparison.allows_more(old, new, comparison.Budget(_MOST_STEPS))


def _bounding(boundary: CheckedPolicy | None) -> tuple[NamedPolicy, ...]:
    """The boundary, where all of it is known."""
    if boundary is None or not all(map(_is_known, boundary.document.statements)):
        return ()
    return (NamedPolicy(boundary.name, boundary.document),)


def _is_plain(checked: CheckedStatement) -> bool:
    return checked.policy.is_filled_in or _is_known(checked.statement)


@lru_cache(maxsize=4_096)
def _is_known(statement: Statement) -> bool:
    """Whether the statement has no text that is filled in later: then it says what it means."""
    return "{{" not in normal.statement_text(statement)


def _said(checked: CheckedStatement) -> _Said:
    return checked.statement, checked.policy.document.version


def _grouped(statements: Iterable[_Said]) -> tuple[NamedPolicy, ...]:
    """The statements as policies of their own versions."""
    by_version: dict[str | None, list[Statement]] = {}
    for statement, version in statements:
        by_version.setdefault(version, []).append(statement)
    return tuple(
        NamedPolicy(version or "no version", Document.of_statements(found, version))
        for version, found in by_version.items()
    )
