"""Splits statements into single actions and resources, so that equal elements are no difference, however listed.

A statement is about each of its actions on each of its resources. If the two sides have the same elements for an
action, they decide it equally.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from rolecast.iam.comparison.atoms import RESOURCE, Among, Atoms, Term
from rolecast.iam.comparison.sides import Side
from rolecast.iam.patterns import Pattern

_MOST_ELEMENTS = 20_000
"""Maximum number per statement. A statement with more is treated as a whole."""

Changed = Mapping[int, Collection[Pattern] | None]
"""The numbers of differing statements, with the actions in which they differ; None for all actions."""


def changed(giving: Side, taking: Side, atoms: Atoms) -> Changed:
    """The differences between the statements of two sides, numbered consecutively. Empty if they are equal."""
    terms, split = (*giving.terms, *taking.terms), len(giving.terms)
    if giving.levels != taking.levels:
        return dict.fromkeys(range(len(terms)))
    own, others = set(giving.terms), set(taking.terms)
    found: dict[int, Collection[Pattern] | None] = {
        number: None for number, term in enumerate(terms) if term not in (others if number < split else own)
    }
    # Only worth splitting: statements whose other requirements equal those of a differing statement.
    cutter = _Cutter(atoms)
    cuttable = [number for number in found if cutter.can_cut(terms[number])]
    rests = {cutter.rest(terms[number]) for number in cuttable}
    known = [cutter.elements(side.terms, rests) for side in (taking, giving)] if rests else []
    for number in cuttable:
        there = known[0 if number < split else 1]
        missing = {action for element, action in cutter.cut(terms[number]) if element not in there}
        if missing:
            found[number] = missing
        else:
            del found[number]
    return found


class _Cutter:
    def __init__(self, atoms: Atoms) -> None:
        self._atoms = atoms
        self._rests: dict[object, int] = {}
        self._numbers: dict[Term, tuple[int, Collection[object]]] = {}

    def can_cut(self, term: Term) -> bool:
        return not term.except_actions and len(term.actions) * len(self._parts(term)[1]) <= _MOST_ELEMENTS

    def rest(self, term: Term) -> int:
        """A number for the statement's effect and its requirements other than action and resource."""
        return self._parts(term)[0]

    def elements(self, terms: Iterable[Term], rests: Collection[int]) -> set[object]:
        return {
            element
            for term in terms
            if self.can_cut(term) and self.rest(term) in rests
            for element, _ in self.cut(term)
        }

    def cut(self, term: Term) -> Iterator[tuple[object, Pattern]]:
        """The elements of a statement, each with its action."""
        rest, resources = self._parts(term)
        for action in term.actions:
            for resource in resources:
                yield (rest, action, resource), action

    def _parts(self, term: Term) -> tuple[int, Collection[object]]:
        """The number of the rest, and the alternatives for the resource: None if there is none, or an exception."""
        if term not in self._numbers:
            among = next((each for each in term.literals if each > 0 and self._atoms[each][0] == RESOURCE), None)
            rest = (
                term.layer,
                term.level,
                term.effect,
                term.principals,
                term.except_principals,
                term.literals - {among},
            )
            resources: Collection[object] = (None,)
            if among is not None:
                found = self._atoms[among][1]
                assert isinstance(found, Among)
                resources = (*found.languages, *found.templates, *found.services)
            self._numbers[term] = self._rests.setdefault(rest, len(self._rests)), resources
        return self._numbers[term]
