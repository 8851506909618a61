"""Compares statements: does one match every request that another matches, and can both match one request?

`comparison` answers exactly, at the cost of a search. The answers here are cheap, and only one of the two is certain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

from rolecast.iam import algebra, conditions, patterns, principals
from rolecast.iam.algebra import Text
from rolecast.iam.conditions import ConditionValues, PatternValues, Test, TextValues, ValueTest
from rolecast.iam.patterns import EVERYTHING, Glob, Pattern, WholeService
from rolecast.iam.policies import Layer
from rolecast.iam.principals import EVERYONE, Principal
from rolecast.iam.statements import Statement
from rolecast.iam.variables import TextTemplate


class Listed(NamedTuple):
    """The matches of an element: of any of its texts or, if `is_exception`, everything that none of them matches.

    `literals` are the texts without wildcards and variables, which are fast to look up; `wild` are the others.
    """

    literals: frozenset[str]
    wild: tuple[Text, ...]
    is_exception: bool = False

    def covers(self, other: Listed) -> bool:
        """Whether this matches everything that `other` matches. Sound, not complete."""
        return self._covers_texts(other) and self._covers_services(other)

    def _covers_texts(self, other: Listed) -> bool:
        if self.is_exception and other.is_exception:
            return all(map(other.has, self.texts))
        if self.is_exception:
            return not any(map(other.touches, self.texts))
        if other.is_exception:
            return EVERYTHING in self.wild
        return all(map(self.has, other.texts))

    def meets(self, other: Listed) -> bool:
        """Whether both match some text. Complete, not sound: may return True in error."""
        return self._meets_texts(other) or self._meets_services(other)

    def _meets_texts(self, other: Listed) -> bool:
        if self.is_exception and other.is_exception:
            return EVERYTHING not in self.wild and EVERYTHING not in other.wild
        if self.is_exception:
            return not all(map(self.has, other.texts))
        if other.is_exception:
            return not all(map(other.has, self.texts))
        return any(map(self.touches, other.texts))

    @property
    def services(self) -> frozenset[WholeService]:
        """The services whose requests for the resource `*` it matches, apart from a text that covers everything."""
        return frozenset(service for text in self.wild if (service := _whole_service(text)))

    def _covers_services(self, other: Listed) -> bool:
        if EVERYTHING in self.wild:
            return True  # otherwise it matches nothing, which the texts decide
        if self.is_exception and other.is_exception:
            return self.services <= other.services or EVERYTHING in other.wild
        if self.is_exception:
            return _prefixes(self.services).isdisjoint(_prefixes(other.services))
        return not other.is_exception and other.services <= self.services

    def _meets_services(self, other: Listed) -> bool:
        if self.is_exception and other.is_exception:
            return False  # the texts decide
        if self.is_exception:
            return EVERYTHING not in self.wild and not other.services <= self.services
        if other.is_exception:
            return EVERYTHING not in other.wild and not self.services <= other.services
        return not _prefixes(self.services).isdisjoint(_prefixes(other.services))

    @property
    def texts(self) -> Iterator[str | Text]:
        return chain(self.literals, self.wild)

    def has(self, text: str | Text) -> bool:
        """Whether one of the texts covers another."""
        if isinstance(text, str):
            return text in self.literals or any(_covers_literal(each, text) for each in self.wild)
        return any(algebra.covers(each, text) for each in self.wild)

    def touches(self, text: str | Text) -> bool:
        """Whether one of the texts meets another."""
        if isinstance(text, str):
            return text in self.literals or any(_meets_literal(each, text) for each in self.wild)
        return any(_meets_literal(text, each) for each in self.literals) or any(
            algebra.meets(each, text) for each in self.wild
        )


def _covers_literal(text: Text, literal: str) -> bool:
    """The same as `algebra.covers`, for a text without wildcards."""
    return algebra.covers(text, Glob(literal)) if isinstance(text, TextTemplate) else patterns.matches(text, literal)


def _meets_literal(text: Text, literal: str) -> bool:
    """The same as `algebra.meets`, for a text without wildcards."""
    return algebra.meets(text, Glob(literal)) if isinstance(text, TextTemplate) else patterns.matches(text, literal)


@lru_cache(maxsize=8192)
def _whole_service(text: Text) -> WholeService | None:
    """The service that a Resource covers as a whole. None with a variable, which is in the last part."""
    if isinstance(text, TextTemplate):
        return None
    return patterns.whole_service(algebra.symbols(text).replace(algebra.ANY, "*").replace(algebra.ONE, "?"))


def _prefixes(services: Iterable[WholeService]) -> frozenset[str]:
    return frozenset(each.service for each in services)


EVERY = Listed(frozenset(), (EVERYTHING,))


def listed(texts: Iterable[Text], *, is_exception: bool = False) -> Listed:
    """The matches of these texts or, if `is_exception`, of everything else."""
    literals: set[str] = set()
    wild: dict[Text, None] = {}
    for text in texts:
        if isinstance(text, Glob) and text.last is None:
            literals.add(text.first)
        else:
            wild[text] = None
    return Listed(frozenset(literals), tuple(wild), is_exception)


class Reach(NamedTuple):
    """The requests that a statement is about: its actions, resources, principals and conditions.

    `principals` is None if the statement has none: it applies to the principals that it is attached to.
    """

    actions: Listed
    resources: Listed
    principals: frozenset[Principal] | None
    except_principals: bool
    tests: frozenset[Test]

    def split(self) -> Iterator[Reach]:
        """Its parts: one per listed action and resource."""
        for actions, resources in product(_split(self.actions), _split(self.resources)):
            yield self._replace(actions=actions, resources=resources)


@lru_cache(maxsize=4_096)
def reach(statement: Statement, layer: Layer, *, has_variables: bool) -> Reach:
    """The reach of a statement in a document with or without variables."""
    actions = statement.actions if statement.actions is not None else statement.not_actions or ()
    resources = statement.resources if statement.resources is not None else statement.not_resources
    named = statement.principals or statement.not_principals

    def resource(text: str) -> Text:
        return algebra.resource(text, has_variables=has_variables, is_completed=layer.is_completed)

    return Reach(
        listed(map(algebra.action, actions), is_exception=statement.actions is None),
        EVERY if resources is None else listed(map(resource, resources), is_exception=statement.resources is None),
        None if named is None else frozenset(principals.named(named)),
        statement.not_principals is not None,
        frozenset(conditions.test(condition, has_variables=has_variables) for condition in statement.conditions),
    )


def covers(wide: Reach, narrow: Reach) -> bool:
    """Whether `wide` is about every request that `narrow` is about. Sound, not complete.

    A Deny that covers an Allow cancels it.
    """
    return (
        wide.tests <= narrow.tests
        and _covers_principals(wide, narrow)
        and wide.actions.covers(narrow.actions)
        and wide.resources.covers(narrow.resources)
    )


def meets(one: Reach, other: Reach) -> bool:
    """Whether a request can match both. Complete, not sound: conditions are not compared."""
    return one.actions.meets(other.actions) and one.resources.meets(other.resources)


def exclude(some: Iterable[Test], others: Collection[Test]) -> bool:
    """Whether no request meets the tests of both. Sound, not complete: only compares texts without variables."""
    return any(_exclude(one, other) for one in some for other in others if one.key == other.key)


def _exclude(one: Test, other: Test) -> bool:
    if not (isinstance(one, ValueTest) and isinstance(other, ValueTest)):
        return False
    if one.negated or other.negated or one.if_missing or other.if_missing:
        return False
    first, second = _patterns(one.values), _patterns(other.values)
    if first is None or second is None:
        return False
    return not any(algebra.meets(each, opposite) for each in first for opposite in second)


def _patterns(values: ConditionValues) -> Sequence[Pattern] | None:
    """The patterns that a value must match; None if unknown."""
    if values.templates:
        return None
    if isinstance(values, PatternValues):
        return values.patterns
    return list(map(Glob, values.texts)) if isinstance(values, TextValues) and not values.folded else None


def is_covered(narrow: Reach, wide: Collection[Reach]) -> bool:
    """Whether the others together are about every request that `narrow` is about. Sound, not complete.

    Looks for each action on each resource separately. Does not detect a text that only several others together cover.
    """
    if any(covers(each, narrow) for each in wide):
        return True
    actions, resources = narrow.actions, narrow.resources
    if actions.is_exception and resources.is_exception:
        return False
    near = [each for each in wide if each.tests <= narrow.tests and _covers_principals(each, narrow)]
    return bool(near) and all(
        any(each.actions.covers(action) and each.resources.covers(resource) for each in near)
        for action, resource in product(_split(actions), _split(resources))
    )


def _split(whole: Listed) -> Iterable[Listed]:
    if whole.is_exception:
        return [whole]
    return [*(listed([Glob(text)]) for text in whole.literals), *(Listed(frozenset(), (text,)) for text in whole.wild)]


def _covers_principals(wide: Reach, narrow: Reach) -> bool:
    if wide.principals is None or (EVERYONE in wide.principals and not wide.except_principals):
        return True
    if narrow.principals is None or wide.except_principals != narrow.except_principals:
        return False
    return wide.principals == narrow.principals or (not wide.except_principals and narrow.principals <= wide.principals)
