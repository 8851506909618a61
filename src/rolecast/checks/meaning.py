"""Compares the access of a role's identity statements, as long as that is cheap."""

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
"""Maximum number for a role, including attached policies. Each candidate is compared with all others."""
_MOST_STEPS = 20_000
"""For one comparison: some hundredths of a second."""
_EVERYTHING = NamedPolicy("everything", EVERYTHING)
_Said = tuple[Statement, str | None]
"""A statement, and the version of its document."""


def redundant(
    subject: Subject, likely: Iterable[CheckedStatement], kept: Sequence[CheckedStatement]
) -> Iterator[CheckedStatement]:
    """The subject's own statements in `likely` whose access others in `kept` have. All can be removed together."""
    if len(kept) > MOST_STATEMENTS:
        return
    left = list(filter(_is_plain, kept))
    if all(subject.is_shipped(each.activities) for each in left if subject.is_own(each)):
        return  # the authors of the statements would need the advice
    for checked in filter(_is_plain, likely):
        others = [each for each in left if each is not checked and each.is_allow is checked.is_allow]
        meeting = _meeting(checked, others)
        if _may_reach(_asking_no_more(meeting, checked), checked) and _adds_nothing(checked, meeting):
            left.remove(checked)
            yield checked


def ineffective(subject: Subject) -> Iterator[CheckedStatement]:
    """The subject's own Allow statements that its Deny statements and boundary cancel completely."""
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
    """The other statements that may match a request of this one."""
    return [each for each in others if _may_share_actions(checked, each) and _meet(checked.reach, each.reach)]


def _meet(one: Reach, other: Reach) -> bool:
    return reach.meets(one, other) and not reach.exclude(one.tests, other.tests)


def _may_share_actions(one: CheckedStatement, other: CheckedStatement) -> bool:
    """Whether both may be about the same action. Fast; False is certain."""
    if not (one.prefixes and other.prefixes):  # NotAction may be about any action
        return True
    if not (one.has_patterns or other.has_patterns):
        return not one.literals.isdisjoint(other.literals)
    return "*" in one.prefixes or "*" in other.prefixes or not one.prefixes.isdisjoint(other.prefixes)


def _may_reach(others: Sequence[CheckedStatement], checked: CheckedStatement) -> bool:
    """Whether each action on each resource of the statement may be in one of the others, regardless of conditions.

    A pattern that several others cover only together counts as uncovered, unless by NotAction or NotResource.
    """
    return all(
        any(
            _may_have(each.reach.actions, part.actions) and _may_have(each.reach.resources, part.resources)
            for each in others
        )
        for part in checked.reach.split()
    )


def _asking_no_more(others: Iterable[CheckedStatement], checked: CheckedStatement) -> list[CheckedStatement]:
    """The others that may match a request of the statement whose context only has the keys that the statement uses.

    Unless these cover such requests, the others together do not cover all requests of the statement.
    """
    keys = _keys(checked)
    return [each for each in others if all(test.if_missing or test.key in keys for test in each.reach.tests)]


def _keys(checked: CheckedStatement) -> set[str]:
    """The context keys that the statement uses, in conditions and variables, in lower case."""
    templates = (text for text in checked.resources.wild if isinstance(text, TextTemplate))
    asked = chain.from_iterable(conditions.keys(test) for test in checked.reach.tests)
    return {key.lower() for key in (*asked, *(name.key for each in templates for name in each.variables))}


def _may_have(wide: Listed, narrow: Listed) -> bool:
    return wide.is_exception or wide.covers(narrow)


def _adds_nothing(checked: CheckedStatement, others: Sequence[CheckedStatement]) -> bool:
    return _is_in(_said(checked), tuple(map(_said, others)), is_allow=checked.is_allow)


@lru_cache(maxsize=1_024)  # a page asks again at each key press
def _is_in(one: _Said, others: tuple[_Said, ...], *, is_allow: bool) -> bool:
    if is_allow:
        alone = Policies(_grouped([one]))
        return _allows_more(Policies(_grouped(others)), alone) is False and bool(_allows_more(Policies(), alone))
    without, whole = (Policies((_EVERYTHING, *_grouped(each))) for each in (others, [*others, one]))
    return _allows_more(whole, without) is False and bool(_allows_more(whole, Policies((_EVERYTHING,))))


def _allows_more(old: Policies, new: Policies) -> bool | None:
    from rolecast.iam import comparison  # imported here: few roles have statements to compare

    return comparison.allows_more(old, new, comparison.Budget(_MOST_STEPS))


def _bounding(boundary: CheckedPolicy | None) -> tuple[NamedPolicy, ...]:
    """The boundary, if it is completely known."""
    if boundary is None or not all(map(_is_known, boundary.document.statements)):
        return ()
    return (NamedPolicy(boundary.name, boundary.document),)


def _is_plain(checked: CheckedStatement) -> bool:
    return checked.policy.is_filled_in or _is_known(checked.statement)


@lru_cache(maxsize=4_096)
def _is_known(statement: Statement) -> bool:
    """Whether the statement has no placeholders, so that its meaning is known."""
    return "{{" not in normal.statement_text(statement)


def _said(checked: CheckedStatement) -> _Said:
    return checked.statement, checked.policy.document.version


def _grouped(statements: Iterable[_Said]) -> tuple[NamedPolicy, ...]:
    """The statements as policies, one per version."""
    by_version: dict[str | None, list[Statement]] = {}
    for statement, version in statements:
        by_version.setdefault(version, []).append(statement)
    return tuple(
        NamedPolicy(version or "no version", Document.of_statements(found, version))
        for version, found in by_version.items()
    )
