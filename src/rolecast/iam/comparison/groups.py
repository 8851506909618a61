"""Actions in groups that the same statements are about: what is found for one is found for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeGuard

from rolecast.iam import algebra, known_actions
from rolecast.iam.comparison.atoms import ACTION, EVERY_SERVICE, Among, Literal, Term
from rolecast.iam.comparison.budget import Budget
from rolecast.iam.comparison.elements import Changed
from rolecast.iam.comparison.languages import PatternTexts, TextSet
from rolecast.iam.comparison.models import Solver
from rolecast.iam.patterns import EVERYTHING, Glob, Pattern

_NO_SERVICE = "service-without-a-name"
_STEPS_OF_MEETING = 3
"""What it costs to tell whether two patterns of actions have one in common."""


class KnownActions(NamedTuple):
    """Known actions of one service, as `known_actions` numbers them, and the numbers of the terms about them."""

    prefix: str
    actions: int
    about: frozenset[int]

    @property
    def name(self) -> str:
        """The first of them."""
        names = known_actions.names(self.prefix)
        assert names is not None
        return names.name(next(known_actions.numbers(self.actions)))


class Latent(NamedTuple):
    """Actions that a pattern matches and that no term names and nobody knows: AWS may add them, or has already.

    A name that is not known is a pattern of one. `about` are the terms about all of them, `partly` those about some,
    by the numbers of both, and the literal that an action has to be one of these.
    """

    prefix: str
    pattern: Pattern
    about: frozenset[int]
    partly: tuple[tuple[int, Literal], ...]
    outside: tuple[TextSet, ...]
    """Names that such an action is none of."""
    name: str
    """One that no term names."""


def known(terms: Sequence[Term], changed: Changed, budget: Budget) -> Iterator[KnownActions]:
    """The known actions in which terms differ, service by service."""
    asked = dict.fromkeys((*_wanted(terms, wanted, apart), *_unknown(terms, changed)))
    for prefix, pattern in asked:
        solver.budget.spend(_STEPS_OF_MEETING * len(changed))
        if any(_is_about(terms[number], prefix, pattern) for number in changed):
            found = _latent(prefix, pattern, terms, solver)
            if not found.about.isdisjoint(changed) or any(number in changed for number, _ in found.partly):
                yield found


def _wanted(terms: Sequence[Term], wanted: Iterable[Term], apart: Collection[str]) -> Iterator[tuple[str, Pattern]]:
    """The patterns of the `wanted` terms, by service."""
    named = {prefix for term in terms for prefix in term.by_service if prefix != EVERY_SERVICE}.union(apart)
    for term in wanted:
        if term.except_actions or EVERY_SERVICE in term.by_service:
            yield from ((prefix, algebra.action(f"{prefix}:*")) for prefix in sorted(named))
            yield EVERY_SERVICE, EVERYTHING
        for prefix, own in {} if term.except_actions else term.by_service.items():
            if prefix != EVERY_SERVICE:
                yield from ((prefix, each) for each in own if not _is_name(each))


def _unknown(terms: Sequence[Term], changed: Collection[int]) -> Iterator[tuple[str, Pattern]]:
    """The names that terms have and nobody knows, of the services that a term of `changed` is about."""
    touched = {prefix for number in changed for prefix in terms[number].by_service}
    is_any = EVERY_SERVICE in touched or any(terms[number].except_actions for number in changed)
    for term in terms:
        for prefix, own in term.by_service.items():
            if is_any or prefix in touched:
                yield from (
                    (prefix, each) for each in own if _is_name(each) and not known_actions.is_known(each.pieces[0])
                )


def _is_about(term: Term, prefix: str, pattern: Pattern) -> bool:
    """Whether a term is about an action that the pattern matches."""
    own = term.patterns(prefix)
    if term.except_actions:
        return not any(algebra.covers(each, pattern) for each in own)
    return any(algebra.meets(each, pattern) for each in own)


def _latent(prefix: str, pattern: Pattern, terms: Sequence[Term], solver: Solver) -> Latent:
    about: set[int] = set()
    partly: list[tuple[int, Literal]] = []
    outside: set[TextSet] = set()
    for number, term in enumerate(terms):
        own = term.patterns(prefix)
        solver.budget.spend(1 + _STEPS_OF_MEETING * len(own))
        if any(algebra.covers(each, pattern) for each in own):
            if not term.except_actions:
                about.add(number)
            continue
        meeting = [each for each in own if algebra.meets(each, pattern)]
        outside.update(PatternTexts(each) for each in meeting if _is_name(each))  # asked about by itself
        meeting = [each for each in meeting if not _is_name(each)]
        if meeting:
            literal = solver.atoms.number(ACTION, Among(frozenset(map(PatternTexts, meeting))))
            partly.append((number, -literal if term.except_actions else literal))
        elif term.except_actions:
            about.add(number)
    name = _unknown_name(prefix, pattern, outside)
    return Latent(prefix, pattern, frozenset(about), tuple(partly), tuple(outside), name)


def _unknown_name(prefix: str, pattern: Pattern, outside: Collection[TextSet]) -> str:
    """An action that the pattern matches and that nobody knows."""
    if prefix == EVERY_SERVICE:
        prefix, pattern = _NO_SERVICE, algebra.action(f"{_NO_SERVICE}:*")
    language = PatternTexts(pattern)
    for word in ("Example", "Other", "Zzz"):
        name = language.example(word)
        if not known_actions.is_known(name) and not any(each.matches(name.lower()) for each in outside):
            return name
    return language.example("Zzz9")


def _is_name(pattern: Pattern) -> TypeGuard[Glob]:
    """Whether it has no wildcards."""
    return isinstance(pattern, Glob) and pattern.last is None
