"""Finds a value of one condition key that satisfies a set of tests, or proves that there is none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from rolecast.iam import services
from rolecast.iam.comparison import languages, scalars, texts
from rolecast.iam.comparison.budget import Budget, UndecidedError
from rolecast.iam.comparison.readings import Reading
from rolecast.iam.conditions import (
    AbsenceTest,
    AddressValues,
    BinaryValues,
    ConditionValues,
    OrderedValues,
    SetTest,
    Test,
    ValueTest,
)
from rolecast.iam.operators import ValueComparison

Value = str | tuple[str, ...] | None
"""The value of a key in a context; None if the key is absent."""


class WantedTest(NamedTuple):
    """A test, and whether it must hold."""

    test: Test
    holds: bool


class State(Enum):
    """The kinds of value that a key can have."""

    ONE = auto()
    ABSENT = auto()
    SEVERAL = auto()
    EMPTY = auto()
    """A single value, which is an empty text."""


class Domain(NamedTuple):
    """The possible values of a key: one of a type, or several if `is_list`. `is_open`: also other texts."""

    comparison: ValueComparison
    is_list: bool
    is_open: bool = False


class _Asked(NamedTuple):
    """A requirement on one value: to match or not."""

    values: ConditionValues
    matches: bool


_TYPES = {
    "String": ValueComparison.TEXT,
    "ARN": ValueComparison.ARN,
    "Bool": ValueComparison.FLAG,
    "Date": ValueComparison.DATE,
    "IPAddress": ValueComparison.ADDRESS,
    "Numeric": ValueComparison.NUMBER,
}
_SCALARS = (ValueComparison.NUMBER, ValueComparison.DATE, ValueComparison.ADDRESS, ValueComparison.BINARY)
_FLAGS = (languages.literal("true"), languages.literal("false"))


def domain(key: str, tests: Sequence[Test]) -> Domain:
    """The values that AWS can send for a key. The service reference has the types of keys; `tests` determine others.

    The reference calls some lists of services single, such as cloudformation:ImportResourceTypes. If a test has a set
    operator, a key that is unknown, or a text or ARN that is not a global key, may therefore have several values.
    """
    compared = {_comparison(test.values) for test in tests if not isinstance(test, AbsenceTest)}
    flags = all(test.written.operator.comparison in (ValueComparison.FLAG, ValueComparison.ABSENCE) for test in tests)
    tested = next(iter(compared)) if len(compared) == 1 else ValueComparison.TEXT
    known = services.find_condition_key(key)
    is_asked_as_list = any(isinstance(test, SetTest) for test in tests)
    if known is None:
        return Domain(ValueComparison.FLAG if flags and compared else tested, is_asked_as_list)
    comparison = _TYPES.get(known.type.removeprefix("ArrayOf"), ValueComparison.TEXT)
    is_list = known.type.startswith("ArrayOf") or (
        is_asked_as_list and comparison in (ValueComparison.TEXT, ValueComparison.ARN) and not key.startswith("aws:")
    )
    if comparison in _SCALARS and compared and comparison not in compared:
        return Domain(tested, is_list)  # for example a number that policies compare as text
    if comparison not in _SCALARS and tested in _SCALARS:
        return Domain(tested, is_list, is_open=True)  # for example a tag that policies compare as a number
    return Domain(comparison, is_list)


class Limits(NamedTuple):
    """The allowed kinds of value, and texts that a single value must differ from."""

    states: Collection[State] = tuple(State)
    but: Sequence[str] = ()


ANY_VALUE = Limits()


def solutions(
    wanted: Sequence[WantedTest], kind: Domain, reading: Reading, budget: Budget, limits: Limits = ANY_VALUE
) -> Iterator[Value]:
    """One satisfying value of each kind that has any. If there are none, no value satisfies the tests.

    Raises UndecidedError if that cannot be determined.
    """
    key, states = _Key(wanted, kind, reading, budget), limits.states
    if State.ONE in states and (one := key.one(limits.but)) is not None:
        yield one
    if State.ABSENT in states and all(test.if_missing is holds for test, holds in wanted):
        yield None
    if State.SEVERAL in states and kind.is_list and (several := key.several()) is not None:
        yield several
    if State.EMPTY in states and kind.comparison is ValueComparison.TEXT and key.can_be_empty():
        yield ""


class _Key:
    def __init__(self, wanted: Sequence[WantedTest], kind: Domain, reading: Reading, budget: Budget) -> None:
        self._absences = [(test, holds) for test, holds in wanted if isinstance(test, AbsenceTest)]
        self._single = [(test, holds) for test, holds in wanted if isinstance(test, ValueTest)]
        self._sets = [(test, holds) for test, holds in wanted if isinstance(test, SetTest)]
        self._kind = kind
        self._reading = reading
        self._budget = budget

    def one(self, but: Sequence[str]) -> str | None:
        """A single value. Set operators treat it as a list with one item."""
        if any(test.if_present is not holds for test, holds in self._absences):
            return None
        asked = [_Asked(test.values, holds is not test.negated) for test, holds in self._single]
        asked += [_Asked(test.values, holds is not test.negated) for test, holds in self._sets]
        return self._element(asked, but)

    def several(self) -> tuple[str, ...] | None:
        """Several different values. An operator without ForAllValues or ForAnyValue never holds for them."""
        if any(test.if_present is not holds for test, holds in self._absences) or any(
            holds for _, holds in self._single
        ):
            return None
        # On all values, or on at least one: a ForAllValues that must not hold needs a value for which it fails.
        of_all: list[_Asked] = []
        of_some: list[_Asked] = []
        for test, holds in self._sets:
            asked = _Asked(test.values, holds is not test.negated)
            (of_all if test.of_all is holds else of_some).append(asked)
        found: list[str] = []
        for asked in of_some:
            element = self._element([asked, *of_all], ())
            if element is None:
                return None
            found.append(element)
        found = list(dict.fromkeys(found))
        while len(found) < 2:
            another = self._element(of_all, found)
            if another is None:
                return None
            found.append(another)
        return tuple(found)

    def can_be_empty(self) -> bool:
        return (
            all(test.if_missing is holds for test, holds in self._absences)
            and all(test.of_all is holds for test, holds in self._sets)
            and all(self._may_match_empty(test.values, holds is not test.negated) for test, holds in self._single)
        )

    def _may_match_empty(self, values: ConditionValues, matches: bool) -> bool:
        if matches:
            return any(each.matches("") for each in self._reading.inside(values))
        return not any(each.matches("") for each in self._reading.outside(values))

    def _element(self, asked: Sequence[_Asked], but: Sequence[str]) -> str | None:
        """A non-empty value that is not in `but` and meets the requirements; None if there is none."""
        comparison = self._kind.comparison
        if comparison in _SCALARS:
            if not all(_comparison(values) is comparison for values, _ in asked):
                raise UndecidedError(f"a key is compared both as {comparison.value} and otherwise")
            found = scalars.candidates(comparison, [values for values, _ in asked], but)
            if self._kind.is_open:
                found = (*found, "example")
            fitting = (text for text in found if all(values.match(text, {}) is wanted for values, wanted in asked))
            return next((text for text in fitting if text not in but), None)
        if any(_comparison(values) in _SCALARS for values, _ in asked):
            raise UndecidedError("a key is compared both as a string and as another type")
        choices = [self._reading.inside(values) for values, matches in asked if matches]
        outside = [each for values, matches in asked if not matches for each in self._reading.outside(values)]
        if comparison is ValueComparison.FLAG:
            choices.append(_FLAGS)
        elif comparison is ValueComparison.ARN:
            choices.append([languages.ANY_ARN])
        else:
            choices.append([languages.EVERYTHING])
            outside.append(languages.EMPTY)
        return texts.find(choices, [*outside, *map(languages.literal, but)], self._budget)


def _comparison(values: ConditionValues) -> ValueComparison:
    """How values are compared: scalars by their type, all others as text."""
    match values:
        case OrderedValues():
            return values.comparison
        case AddressValues():
            return ValueComparison.ADDRESS
        case BinaryValues():
            return ValueComparison.BINARY
        case _:
            return ValueComparison.TEXT
