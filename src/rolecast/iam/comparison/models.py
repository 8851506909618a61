"""Finds a request for which a set of literals holds, or proves that there is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rolecast.iam import clauses, conditions
from rolecast.iam.comparison import keys, texts
from rolecast.iam.comparison.atoms import ACTION, RESOURCE, Among, Atoms, Literal
from rolecast.iam.comparison.budget import Budget, UndecidedError
from rolecast.iam.comparison.keys import Domain, Limits, Value, WantedTest
from rolecast.iam.comparison.languages import STAR, Arns, TextSet
from rolecast.iam.comparison.readings import Filled, Reading
from rolecast.iam.comparison.texts import Choice
from rolecast.iam.variables import Context

Parts = Mapping[str, frozenset[Literal]]
"""Literals by the part of a request that they are about."""


class Model(NamedTuple):
    """The parts of a request. `action` is None if there are no requirements on it."""

    resource: str
    action: str | None
    context: Context


@dataclass(frozen=True, eq=False)
class Scope:
    """The possible requests: a resource of one of several kinds, most likely first, and an action."""

    resources: tuple[tuple[TextSet, ...], ...]
    outside: tuple[TextSet, ...] = ()
    """Languages that must not contain the resource."""
    shapes: tuple[TextSet, ...] = ()
    """Languages; one of them must also contain the resource, if there are any."""
    actions: tuple[TextSet, ...] = ()
    """Empty if there are no requirements on the action."""
    outside_actions: tuple[TextSet, ...] = ()
    asked: clauses.Scope = ("", "")
    """The scope that determines which resources match `*`."""
    is_wide: bool = False
    """Whether a `*` in the first five parts of an ARN matches colons, as in the engine."""


class Solver:
    """Finds the parts of requests and caches the results."""

    def __init__(self, atoms: Atoms, budget: Budget) -> None:
        self.atoms = atoms
        self.budget = budget
        self.knots: dict[tuple[frozenset[Literal], Scope], Model | UndecidedError | None] = {}
        """Results for literals with variables."""
        self._domains: dict[str, Domain] = {}
        self._values: dict[tuple[str, frozenset[Literal]], tuple[Value] | None] = {}
        self._texts: dict[tuple[Scope, str, frozenset[Literal]], str | None] = {}

    def parts(self, literals: frozenset[Literal], scope: Scope) -> Parts:
        found: dict[str, set[Literal]] = {RESOURCE: set()}
        if scope.actions:
            found[ACTION] = set()
        for literal in literals:
            found.setdefault(self.atoms[literal][0], set()).add(literal)
        return {subject: frozenset(own) for subject, own in found.items()}

    def untied(self, parts: Parts, scope: Scope) -> Model | None:
        """A request for literals without variables; None if there is none."""
        context: dict[str, str | tuple[str, ...]] = {}
        found: dict[str, str] = {}
        for subject, own in parts.items():
            if subject in (RESOURCE, ACTION):
                text = self._kept_text(scope, subject, own)
                if text is None:
                    return None
                found[subject] = text
            else:
                value = self._kept_value(subject, own)
                if value is None:
                    return None
                if value[0] is not None:
                    context[subject] = value[0]
        return Model(found[RESOURCE], found.get(ACTION), context)

    def text(self, scope: Scope, subject: str, literals: Collection[Literal], reading: Reading) -> str | None:
        """The resource or action for which the literals hold; None if there is none."""
        choices: list[Choice] = []
        outside: list[TextSet] = list(scope.outside if subject == RESOURCE else scope.outside_actions)
        for literal in literals:
            among = self.atoms[literal][1]
            assert isinstance(among, Among)
            if literal > 0:
                choices.append(tuple(_read(reading.inside(among), scope)))
            else:
                outside.extend(_read(reading.outside(among), scope))
        if subject == RESOURCE and scope.shapes:
            choices.append(scope.shapes)
        for sort in scope.resources if subject == RESOURCE else (scope.actions,):
            if sort == (STAR,):
                if not scope.shapes and self._holds_for_star(literals, scope):
                    return "*"
                continue
            found = texts.find([*choices, sort], outside, self.budget)
            if found is not None:
                return found
        return None

    def values(
        self,
        key: str,
        literals: Collection[Literal],
        reading: Reading,
        limits: Limits = keys.ANY_VALUE,
    ) -> Iterator[Value]:
        """Values of a key for which the literals hold, one of each possible kind."""
        return keys.solutions(self.wanted(literals), self.domain(key), reading, self.budget, limits)

    def wanted(self, literals: Collection[Literal]) -> list[WantedTest]:
        found = []
        for literal in sorted(literals):
            test = self.atoms[literal][1]
            assert not isinstance(test, Among)
            found.append(WantedTest(test, literal > 0))
        return found

    def domain(self, key: str) -> Domain:
        if key not in self._domains:
            self._domains[key] = keys.domain(key, self.atoms.tests(key))
        return self._domains[key]

    def holds(self, literal: Literal, model: Model, scope: Scope) -> bool:
        subject, atom = self.atoms[literal]
        if not isinstance(atom, Among):
            return atom.holds(model.context) is (literal > 0)
        text = model.resource if subject == RESOURCE else model.action or ""
        if subject == RESOURCE and text == "*":
            return atom.has_star(scope.asked) is (literal > 0)
        languages = atom.languages if not atom.templates else Filled(model.context).inside(atom)
        return any(each.matches(text) for each in _read(languages, scope)) is (literal > 0)

    def tied_keys(self, literals: Collection[Literal]) -> frozenset[str]:
        """The keys of variables in the literals, in lower case."""
        return frozenset(key for literal in literals for key in _keys(self.atoms[literal][1]))

    def _holds_for_star(self, literals: Collection[Literal], scope: Scope) -> bool:
        """Whether literals about resources hold for `*`."""
        asked = ((self.atoms[literal][1], literal > 0) for literal in literals)
        return all(isinstance(among, Among) and among.has_star(scope.asked) is wanted for among, wanted in asked)

    def _kept_text(self, scope: Scope, subject: str, literals: frozenset[Literal]) -> str | None:
        place = (scope, subject, literals)
        if place not in self._texts:
            self._texts[place] = self.text(scope, subject, literals, Filled({}))
        return self._texts[place]

    def _kept_value(self, key: str, literals: frozenset[Literal]) -> tuple[Value] | None:
        place = (key, literals)
        if place not in self._values:
            self._values[place] = next(((value,) for value in self.values(key, literals, Filled({}))), None)
        return self._values[place]


def _read(found: Iterable[TextSet], scope: Scope) -> Iterable[TextSet]:
    """The languages of resources in the form that the scope uses."""
    return (each.as_whole() if isinstance(each, Arns) else each for each in found) if scope.is_wide else found


def _keys(atom: Among | conditions.Test) -> list[str]:
    if isinstance(atom, conditions.AbsenceTest):
        return []
    templates = atom.templates if isinstance(atom, Among) else atom.values.templates
    return [variable.key for template in templates for variable in template.variables]
