"""Values of condition keys that tests want, held against trying all values of a small world."""

from __future__ import annotations

import itertools
import random

import pytest
from tests.iam.comparison.runs import size

from rolecast.iam import conditions
from rolecast.iam.comparison import keys
from rolecast.iam.comparison.budget import Budget, UndecidedError
from rolecast.iam.comparison.keys import Domain, WantedTest
from rolecast.iam.comparison.readings import Filled
from rolecast.iam.operators import ValueComparison
from rolecast.iam.statements import Condition

STRINGS = tuple(f"String{each}" for each in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase"))
STRINGS = (*STRINGS, "StringLike", "StringNotLike")
ORDERED = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
TEXTS = ("a", "A", "a*", "*b", "?", "ab", "")
VALUES = ("a", "A", "b", "B", "ab", "aB", "Ab", "AB", "c", "cd", "abc", "cdb", "a*", "A*", "*b", "*B", "?")
SORTS = {
    "aws:TagKeys": (STRINGS, TEXTS, VALUES),
    "aws:RequestTag/x": (STRINGS, TEXTS, VALUES),
    "s3:max-keys": (tuple(f"Numeric{e}" for e in ORDERED), ("1", "2", "4"), ("0", "1", "1.5", "2", "3", "4", "5")),
    "aws:CurrentTime": (
        tuple(f"Date{e}" for e in ORDERED),
        ("2026-01-01", "2026-01-02"),
        ("2025-12-31", "2026-01-01", "2026-01-01T12:00:00Z", "2026-01-02", "2026-01-03"),
    ),
    "aws:SourceIp": (
        ("IpAddress", "NotIpAddress"),
        ("10.0.0.0/30", "10.0.0.1", "2001:db8::/32"),
        ("10.0.0.0", "10.0.0.1", "10.0.0.4", "9.9.9.9", "2001:db8::1", "2001:db9::1"),
    ),
    "aws:SecureTransport": (("Bool", "StringEquals"), ("true", "false"), ("true", "false")),
    "x:Binary": (("BinaryEquals",), ("AA==", "AQ=="), ("AA==", "AQ==", "Ag==")),
}
"""By key: operators, values of policies, and values of requests of which each stretch that decides alike has one."""


def asked(chance: random.Random, key: str) -> list[WantedTest]:
    operators, values, _ = SORTS[key]
    found = []
    for _ in range(chance.randint(1, 3)):
        operator = "Null" if chance.random() < 0.15 else chance.choice(operators)
        if operator != "Null" and chance.random() < 0.2:
            operator += "IfExists"
        if chance.random() < 0.4:
            operator = f"{chance.choice(('ForAllValues', 'ForAnyValue'))}:{operator}"
        texts = (
            ("true",) if "Null" in operator else tuple(chance.sample(values, chance.randint(1, min(2, len(values)))))
        )
        test = conditions.test(Condition(operator, key, texts), has_variables=True)
        found.append(WantedTest(test, chance.random() < 0.6))
    return found


def possible(key: str, *, is_list: bool, is_text: bool) -> list[keys.Value]:
    """All that a key can have in the small world."""
    ones = SORTS[key][2]
    several = itertools.chain(itertools.combinations(ones, 2), itertools.combinations(ones, 3)) if is_list else ()
    return [None, *([""] if is_text else []), *ones, *several]


@pytest.mark.parametrize("key", list(SORTS))
def test_a_value_is_found_where_there_is_one(key: str) -> None:
    """Absent, empty, one and several values, for all operators and quantifiers, together and negated."""
    chance = random.Random(key)  # noqa: S311
    for _ in range(size(1)):
        wanted = asked(chance, key)
        kind = keys.domain(key, [test for test, _ in wanted])
        values = possible(key, is_list=kind.is_list, is_text=kind.comparison is ValueComparison.TEXT)

        def does(value: keys.Value, wanted: list[WantedTest] = wanted) -> bool:
            context = {} if value is None else {key.lower(): value}
            return all(test.holds(context) is holds for test, holds in wanted)

        found = list(keys.solutions(wanted, kind, Filled({}), Budget()))
        assert all(map(does, found)), (wanted, found)
        assert bool(found) is any(map(does, values)), (wanted, found)


@pytest.mark.parametrize(
    ("key", "operator", "domain"),
    [
        ("aws:TagKeys", "StringEquals", Domain(ValueComparison.TEXT, True)),
        ("aws:RequestTag/team", "ForAllValues:StringEquals", Domain(ValueComparison.TEXT, False)),
        ("cloudformation:ImportResourceTypes", "StringEquals", Domain(ValueComparison.TEXT, False)),
        ("cloudformation:ImportResourceTypes", "ForAllValues:StringEquals", Domain(ValueComparison.TEXT, True)),
        ("ecs:container-instances", "ForAnyValue:ArnLike", Domain(ValueComparison.ARN, True)),
        ("aws:SecureTransport", "StringEquals", Domain(ValueComparison.FLAG, False)),
        ("s3:max-keys", "ForAllValues:NumericEquals", Domain(ValueComparison.NUMBER, False)),
        ("aws:SourceArn", "StringLike", Domain(ValueComparison.ARN, False)),
        ("s3:max-keys", "NumericEquals", Domain(ValueComparison.NUMBER, False)),
        ("s3:max-keys", "StringEquals", Domain(ValueComparison.TEXT, False)),
        ("aws:RequestTag/size", "NumericLessThan", Domain(ValueComparison.NUMBER, False, is_open=True)),
        ("new:Flag", "Bool", Domain(ValueComparison.FLAG, False)),
        ("new:Text", "StringEquals", Domain(ValueComparison.TEXT, False)),
        ("new:Texts", "ForAnyValue:StringEquals", Domain(ValueComparison.TEXT, True)),
        ("new:Address", "IpAddress", Domain(ValueComparison.ADDRESS, False)),
    ],
)
def test_what_a_key_can_have(key: str, operator: str, domain: Domain) -> None:
    """The service reference knows types and lists; of other keys the operators tell."""
    test = conditions.test(Condition(operator, key, ("1",)), has_variables=True)
    assert keys.domain(key.lower(), [test]) == domain


def test_a_key_that_is_compared_in_two_ways_is_not_decided() -> None:
    """As a number and as a text."""
    tests = [
        conditions.test(Condition(operator, "new:Key", ("1",)), has_variables=True)
        for operator in ("NumericEquals", "StringLike")
    ]
    wanted = [WantedTest(test, holds=True) for test in tests]
    with pytest.raises(UndecidedError, match="compared both as a string and as another type"):
        list(keys.solutions(wanted, keys.domain("new:key", tests), Filled({}), Budget()))
