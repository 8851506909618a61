"""Finds a request for which literals hold and that some statements do not match, or proves that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rolecast.iam.comparison import ties
from rolecast.iam.comparison.atoms import Literal
from rolecast.iam.comparison.budget import UndecidedError
from rolecast.iam.comparison.models import Model, Scope, Solver

_STEPS_OF_STATEMENT = 3
"""The cost of deciding whether a statement matches a request."""

Conjunction = frozenset[Literal]
"""Literals that hold together. A statement matches if all of its literals hold."""


class StatementSet:
    """Statements, with an index to find one whose literals are a subset of others."""

    def __init__(self, statements: Iterable[Conjunction]) -> None:
        self.all = tuple(statements)
        self._by_literal: dict[Literal, list[Conjunction]] = {}
        for each in self.all:
            self._by_literal.setdefault(min(each, default=0), []).append(each)

    def has_within(self, literals: Conjunction) -> bool:
        """Whether all literals of some statement are among these."""
        return 0 in self._by_literal or any(
            each <= literals for literal in literals for each in self._by_literal.get(literal, ())
        )


class WantedRequest(NamedTuple):
    """The requirements on a request: `must` holds, a statement of each group matches, and none of `avoid`."""

    must: Conjunction
    groups: Sequence[StatementSet]
    avoid: StatementSet


class Search:
    """Searches with candidate requests: a statement is only considered once a candidate violates it."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver

    def find(self, wanted: WantedRequest, scope: Scope) -> Model | None:
        """A request for which `must` holds, and that matches a statement of each group and none of `avoid`.

        Raises UndecidedError if a case was too hard and no other has a request.
        """
        doubt: UndecidedError | None = None
        waiting, seen = [wanted.must], {wanted.must}
        while waiting:
            literals = waiting.pop()
            self._solver.budget.spend(1)
            if any(-literal in literals for literal in literals) or wanted.avoid.has_within(literals):
                continue
            try:
                model = ties.model(literals, scope, self._solver)
            except UndecidedError as error:
                doubt = error
                continue
            if model is None:
                continue
            branches = self._branches(literals, model, wanted, scope)
            if branches is None:
                return model
            for branch in reversed(branches):
                if branch not in seen:
                    seen.add(branch)
                    waiting.append(branch)
        if doubt is not None:
            raise doubt
        return None

    def _branches(
        self, literals: Conjunction, model: Model, wanted: WantedRequest, scope: Scope
    ) -> list[Conjunction] | None:
        """All alternatives of literals that must hold in addition; None if the request meets the requirements."""
        known: dict[Literal, bool] = {}

        def matches(statement: Conjunction) -> bool:
            for literal in statement:
                if literal not in known:
                    known[literal] = self._solver.holds(literal, model, scope)
                if not known[literal]:
                    return False
            return True

        self._solver.budget.spend(20)
        for group in wanted.groups:
            if not group.has_within(literals):
                self._solver.budget.spend(_STEPS_OF_STATEMENT * len(group.all))
                if not any(map(matches, group.all)):
                    return [literals | each for each in group.all]
        self._solver.budget.spend(_STEPS_OF_STATEMENT * len(wanted.avoid.all))
        found = min(filter(matches, wanted.avoid.all), key=len, default=None)
        if found is None:
            return None
        return [literals | {-literal} for literal in sorted(found - literals)]
