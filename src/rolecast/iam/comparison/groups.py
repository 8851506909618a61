"""Groups of actions that the same statements are about: a result for one holds for all."""

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
"""The cost of deciding whether two patterns of actions share one."""


class KnownActions(NamedTuple):
    """Known actions of one service, as a set with the numbers of `known_actions`, and the numbers of the terms about
    them.
    """

    prefix: str
    actions: int
    about: frozenset[int]

    @property
    def name(self) -> str:
        """The name of the first action."""
        names = known_actions.names(self.prefix)
        assert names is not None
        return names.name(next(known_actions.numbers(self.actions)))


class Latent(NamedTuple):
    """Actions that match a pattern, but that no term names and the reference does not have. AWS may have added them.

    An unknown name is a pattern of a single action. `about` are the numbers of the terms about all of them; `partly`
    has those of terms about some of them, with the literal that the action is one of these.
    """

    prefix: str
    pattern: Pattern
    about: frozenset[int]
    partly: tuple[tuple[int, Literal], ...]
    outside: tuple[TextSet, ...]
    """Names that are excluded."""
    name: str
    """An example that no term names."""


def known(terms: Sequence[Term], changed: Changed, budget: Budget) -> Iterator[KnownActions]:
    """The known actions in which terms differ, service by service."""
    named = {prefix for term in terms for prefix in term.by_service}
    for prefix in sorted(named & set(known_actions.prefixes())):
        names = known_actions.names(prefix)
        assert names is not None
        budget.spend(len(terms))
        relevant = 0
        for number, differing in changed.items():
            if differing is None:
                relevant |= _mask(terms[number], prefix, names.everything)
            else:
                own = terms[number].patterns(prefix)
                relevant |= _mask_of((each for each in own if each in differing), prefix, names.everything)
        if not relevant:
            continue
        masks = [_mask(term, prefix, names.everything) for term in terms]
        for actions, about in _split(masks, relevant, budget):
            yield KnownActions(prefix, actions, about)
    # Terms about services that none of them names apply to all of these alike.
    others = frozenset(number for number, term in enumerate(terms) if _is_about_others(term))
    if not others.isdisjoint(changed):
        for prefix in known_actions.prefixes():
            names = known_actions.names(prefix)
            if prefix not in named and names is not None and names.everything:
                yield KnownActions(prefix, names.everything, others)


def _is_about_others(term: Term) -> bool:
    """Whether a term is about actions of services that it does not name."""
    return (EVERY_SERVICE in term.by_service) is not term.except_actions


def _split(masks: Sequence[int], relevant: int, budget: Budget) -> list[tuple[int, frozenset[int]]]:
    """The actions of `relevant` in groups, each with the numbers of the masks that contain it."""
    groups: list[tuple[int, list[int]]] = [(relevant, [])] if relevant else []
    for number, mask in enumerate(masks):
        if not mask & relevant:
            continue
        split = []
        budget.spend(len(groups))
        for actions, about in groups:
            inside = actions & mask
            if inside == actions:
                about.append(number)
            elif inside:
                split.append((inside, [*about, number]))
                split.append((actions & ~mask, about))
                continue
            split.append((actions, about))
        groups = split
    return [(actions, frozenset(about)) for actions, about in groups]


def _mask(term: Term, prefix: str, everything: int) -> int:
    """The known actions of a service that a term is about, as a set."""
    own = term.patterns(prefix)
    mask = _mask_of(own, prefix, everything) if own else 0
    return everything & ~mask if term.except_actions else mask


def _mask_of(patterns: Iterable[Pattern], prefix: str, everything: int) -> int:
    mask = 0
    for pattern in patterns:
        mask |= everything if pattern == EVERYTHING else known_actions.mask(prefix, pattern)
    return mask


def latent(
    terms: Sequence[Term], wanted: Iterable[Term], changed: Collection[int], apart: Collection[str], solver: Solver
) -> Iterator[Latent]:
    """Unknown actions that the `wanted` terms match, and unknown names in terms, if a term of `changed` is about them.

    Services in `apart` are treated separately.
    """
    for prefix, pattern in dict.fromkeys((*_wanted(terms, wanted, apart), *_unknown(terms, changed))):
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
    """The unknown names in terms, for services that a term of `changed` is about."""
    touched = {prefix for number in changed for prefix in terms[number].by_service}
    is_any = EVERY_SERVICE in touched or any(terms[number].except_actions for number in changed)
    for term in terms:
        for prefix, own in term.by_service.items():
            if is_any or prefix in touched:
                names = (each for each in own if _is_name(each))
                yield from ((prefix, each) for each in names if not known_actions.is_known(each.pieces[0]))


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
        outside.update(PatternTexts(each) for each in meeting if _is_name(each))  # in a separate group
        meeting = [each for each in meeting if not _is_name(each)]
        if meeting:
            literal = solver.atoms.number(ACTION, Among(frozenset(map(PatternTexts, meeting))))
            partly.append((number, -literal if term.except_actions else literal))
        elif term.except_actions:
            about.add(number)
    name = _unknown_name(prefix, pattern, outside)
    return Latent(prefix, pattern, frozenset(about), tuple(partly), tuple(outside), name)


def _unknown_name(prefix: str, pattern: Pattern, outside: Collection[TextSet]) -> str:
    """An unknown action that the pattern matches."""
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
