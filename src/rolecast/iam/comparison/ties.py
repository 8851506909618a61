"""Finds requests whose parts depend on each other through policy variables.

Tries values of the keys, with which every text is plain. If none succeeds, checks each part separately with all
possible values of the variables: if even so one part has no text, there is no request.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from rolecast.iam.comparison import keys, languages
from rolecast.iam.comparison.atoms import ACTION, RESOURCE, Among, Literal
from rolecast.iam.comparison.budget import UndecidedError
from rolecast.iam.comparison.keys import Limits, State, Value
from rolecast.iam.comparison.languages import TextSet
from rolecast.iam.comparison.models import Model, Parts, Scope, Solver
from rolecast.iam.comparison.readings import Filled, Relaxed
from rolecast.iam.conditions import AbsenceTest
from rolecast.iam.patterns import Wildcard
from rolecast.iam.variables import Context, TextTemplate, Variable

MOST_TIED = 6
"""Maximum number of keys, since all combinations of present and absent ones are checked."""
MOST_TRIED = 400
"""Maximum number of values to try for all keys together."""
_MOST_VALUES = 24
_ONE_VALUE = Limits((State.ONE,))
_NO_VALUE = Limits((State.ABSENT, State.EMPTY, State.SEVERAL))

Assigned = Mapping[str, Value]


def model(literals: frozenset[Literal], scope: Scope, solver: Solver) -> Model | None:
    """A request in the scope for which the literals hold. Raises UndecidedError if that cannot be determined."""
    tied = solver.tied_keys(literals)
    if not tied:
        return solver.untied(solver.parts(literals, scope), scope)
    place = literals, scope
    if place not in solver.knots:
        try:
            solver.knots[place] = _tied_model(tied, literals, scope, solver)
        except UndecidedError as error:
            solver.knots[place] = error
    found = solver.knots[place]
    if isinstance(found, UndecidedError):
        raise UndecidedError(str(found))
    return found


def _tied_model(tied: Collection[str], literals: frozenset[Literal], scope: Scope, solver: Solver) -> Model | None:
    if len(tied) > MOST_TIED:
        raise UndecidedError(f"policy variables of {len(tied)} keys depend on each other")
    knot = _Knot(tied, solver.parts(literals, scope), scope, solver)
    found = knot.model()
    if found is None and not knot.is_impossible():
        written = (solver.atoms.written_keys.get(key, key) for key in sorted(tied))
        raise UndecidedError(f"it depends on what {', '.join(written)} can be together")
    return found


class _Knot:
    def __init__(self, tied: Collection[str], parts: Parts, scope: Scope, solver: Solver) -> None:
        self._parts = parts
        self._scope = scope
        self._solver = solver
        self._others = [subject for subject in parts if subject not in tied]
        # Keys whose own tests have no variables come before those whose tests refer to them.
        self._order = sorted(tied, key=lambda key: (len(solver.tied_keys(parts.get(key, frozenset()))), key))

    def model(self) -> Model | None:
        """A request with some combination of the candidate values; None if none succeeds."""
        for tried, assigned in enumerate(self._assignments(0, {})):
            self._solver.budget.spend(100)
            if tried == MOST_TRIED:
                return None
            context = {key: value for key, value in assigned.items() if value is not None}
            found = self._completed(context)
            if found is not None:
                return found
        return None

    def is_impossible(self) -> bool:
        """Whether there is certainly no request, whichever of the keys have a value."""
        return all(
            self._is_impossible(frozenset(present))
            for count in range(len(self._order) + 1)
            for present in combinations(self._order, count)
        )

    def _assignments(self, position: int, assigned: dict[str, Value]) -> Iterator[Assigned]:
        if position == len(self._order):
            yield assigned
            return
        key = self._order[position]
        for value in self._values(key, assigned):
            yield from self._assignments(position + 1, {**assigned, key: value})

    def _values(self, key: str, assigned: Assigned) -> Sequence[Value]:
        """Candidate values: one of each kind that the key's own tests accept, and values that other parts suggest."""
        own = self._parts.get(key, frozenset())
        others = {each: bounds for each, bounds in self._known(assigned).items() if each != key}
        reading = Relaxed({**others, key: ()}, key)
        found: dict[Value, None] = dict.fromkeys(self._suggested(key, assigned))
        found.update(dict.fromkeys(self._solver.values(key, own, reading, _ONE_VALUE)))
        found.update(dict.fromkeys(self._solver.values(key, own, Relaxed(others), _NO_VALUE)))
        for test, holds in self._solver.wanted(own):  # try all of a few texts, since each may be needed
            if not isinstance(test, AbsenceTest) and holds is not test.negated:
                texts = [each.literal for each in reading.inside(test.values)]
                if len(texts) <= _MOST_VALUES:
                    found.update(dict.fromkeys(text for text in texts if text))
        for _ in range(2):  # more of the same kind, for keys that must differ
            known = [value for value in found if isinstance(value, str)]
            found.update(dict.fromkeys(self._solver.values(key, own, reading, Limits((State.ONE,), known))))
        return list(found)[:_MOST_VALUES]

    def _suggested(self, key: str, assigned: Assigned) -> Iterator[str]:
        """The values of the variable in texts that are possible for its part, for any values of the other variables."""
        reading = Relaxed(self._known(assigned))
        words: dict[str, None] = {}
        for subject, literals in self._parts.items():
            for literal in literals:
                atom = self._solver.atoms[literal][1]
                if literal < 0 or isinstance(atom, AbsenceTest):
                    continue
                matched = atom if isinstance(atom, Among) else atom.values
                for template in sorted(matched.templates, key=repr):
                    if any(variable.key == key for variable in template.variables):
                        yield from self._read_back(subject, template, key, assigned, reading)
                    texts = (part for part in template.parts if isinstance(part, str))
                    words.update((word, None) for text in texts for word in re.split("[/:]", text) if word)
        yield from words  # where texts with different variables meet, one may have to equal text next to another

    def _known(self, assigned: Assigned) -> dict[str, Sequence[TextSet]]:
        """The alternatives for each of the tied keys that may have a value; empty for any value."""
        values: dict[str, Sequence[TextSet]] = {key: () for key in self._order if key not in assigned}
        for key, value in assigned.items():
            if isinstance(value, str) and value:
                values[key] = (languages.literal(value),)
        return values

    def _read_back(
        self, subject: str, template: TextTemplate, key: str, assigned: Assigned, reading: Relaxed
    ) -> Iterator[str]:
        literals = self._parts[subject]
        if subject in (RESOURCE, ACTION):
            texts = [self._solver.text(self._scope, subject, literals, reading)]
        else:
            texts = [each for each in self._solver.values(subject, literals, reading) if isinstance(each, str)]
        for text in texts:
            for spelled in _expressions(template, key, assigned) if text else ():
                found = re.fullmatch(spelled, text or "", re.DOTALL)
                if found:
                    yield found["value"]

    def _completed(self, context: Context) -> Model | None:
        """The request with these values of the tied keys; None if there is none."""
        solver, reading = self._solver, Filled(context)
        for key in self._order:
            for test, holds in solver.wanted(self._parts.get(key, frozenset())):
                if test.holds(context) is not holds:
                    return None
        whole = dict(context)
        found: dict[str, str] = {}
        for subject in self._others:
            literals = self._parts[subject]
            if subject in (RESOURCE, ACTION):
                text = solver.text(self._scope, subject, literals, reading)
                if text is None:
                    return None
                found[subject] = text
            else:
                values = next(((value,) for value in solver.values(subject, literals, reading)), None)
                if values is None:
                    return None
                if values[0] is not None:
                    whole[subject] = values[0]
        return Model(found[RESOURCE], found.get(ACTION), whole)

    def _is_impossible(self, present: frozenset[str]) -> bool:
        """Whether some part has no text or value if exactly these of the tied keys have one."""
        solver = self._solver
        values = {key: self._bounds(key) for key in present}
        for subject, literals in self._parts.items():
            reading = Relaxed(values, subject if subject in present else None)
            if subject in (RESOURCE, ACTION):
                if solver.text(self._scope, subject, literals, reading) is None:
                    return True
                continue
            limits = keys.ANY_VALUE
            if subject in self._order:
                limits = _ONE_VALUE if subject in present else _NO_VALUE
            if next(((value,) for value in solver.values(subject, literals, reading, limits)), None) is None:
                return True
        return False

    def _bounds(self, key: str) -> Sequence[TextSet]:
        """Languages that contain every value of the key, from one of its tests; empty if it may have any value."""
        bounds: Sequence[TextSet] = ()
        for test, holds in self._solver.wanted(self._parts.get(key, frozenset())):
            if isinstance(test, AbsenceTest) or holds is test.negated or test.values.templates:
                continue
            found = Filled({}).inside(test.values)
            if found and (not bounds or len(found) < len(bounds)):
                bounds = found
        return bounds


def _expressions(template: TextTemplate, key: str, assigned: Assigned) -> Iterator[str]:
    """Regular expressions that extract a variable from a text: its longest and its shortest value."""
    if sum(1 for part in template.parts if not isinstance(part, str)) > 6:  # matching takes long with many wildcards
        return
    for quantifier in ("+", "+?"):
        spelled, is_named = [], False
        for part in template.parts:
            if isinstance(part, Variable) and part.key == key:
                spelled.append("(?P=value)" if is_named else f"(?P<value>.{quantifier})")
                is_named = True
            elif isinstance(part, Variable):
                value = assigned.get(part.key)
                spelled.append(re.escape(value) if isinstance(value, str) and value else ".+?")
            elif isinstance(part, str):
                spelled.append(re.escape(part))
            else:
                spelled.append(".*?" if part is Wildcard.ANY else ".")
        yield "".join(spelled)
