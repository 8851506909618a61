"""Conditions as tests of a request's context.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import operator as comparing
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from rolecast.iam import operators, patterns, scalars, variables
from rolecast.iam.operators import Operator, Quantifier, Relation, ValueComparison
from rolecast.iam.patterns import ArnPattern, Pattern
from rolecast.iam.statements import Condition
from rolecast.iam.variables import Context, TextTemplate

if TYPE_CHECKING:
    from fractions import Fraction


class TextValues(NamedTuple):
    """Texts to compare for equality. `folded`: ignores case, and `texts` are in lower case."""

    templates: tuple[TextTemplate, ...]
    texts: frozenset[str]
    folded: bool = False

    def match(self, value: str, context: Context) -> bool:
        if self.folded:
            value = value.lower()
        if value in self.texts:
            return True
        return bool(self.templates) and any(self._equals(template, value, context) for template in self.templates)

    def _equals(self, template: TextTemplate, value: str, context: Context) -> bool:
        filled = variables.fill(template, context)
        if filled is None:
            return False
        text = "".join(map(str, filled))
        return (text.lower() if self.folded else text) == value


class PatternValues(NamedTuple):
    templates: tuple[TextTemplate, ...]
    patterns: tuple[Pattern, ...]

    def match(self, value: str, context: Context) -> bool:
        for pattern in self.patterns:
            if patterns.matches(pattern, value):
                return True
        return bool(self.templates) and any(
            patterns.matches(patterns.from_tokens(filled), value)
            for template in self.templates
            if (filled := variables.fill(template, context)) is not None
        )


class ArnValues(NamedTuple):
    templates: tuple[TextTemplate, ...]
    arns: tuple[ArnPattern, ...]
    comparison: ValueComparison = ValueComparison.ARN
    """Distinguishes them from equal PatternValues, since tuples compare by content."""

    def match(self, value: str, context: Context) -> bool:
        return any(patterns.matches_arn(arn, value) for arn in self.arns) or any(
            patterns.matches_arn(patterns.arn_from_tokens(filled), value)
            for template in self.templates
            if (filled := variables.fill(template, context)) is not None
        )


class OrderedValues(NamedTuple):
    """Numbers, or dates in seconds since 1970."""

    templates: tuple[TextTemplate, ...]
    comparison: ValueComparison
    relation: Relation
    values: tuple[Fraction, ...]

    def match(self, value: str, context: Context) -> bool:  # noqa: ARG002
        given = scalars.date(value) if self.comparison is ValueComparison.DATE else scalars.number(value)
        return given is not None and any(_RELATIONS[self.relation](given, each) for each in self.values)


class BinaryValues(NamedTuple):
    templates: tuple[TextTemplate, ...]
    values: frozenset[bytes]

    def match(self, value: str, context: Context) -> bool:  # noqa: ARG002
        return scalars.binary(value) in self.values


class AddressValues(NamedTuple):
    templates: tuple[TextTemplate, ...]
    networks: tuple[scalars.Network, ...]

    def match(self, value: str, context: Context) -> bool:  # noqa: ARG002
        address = scalars.address(value)
        return address is not None and any(address in network for network in self.networks)


ConditionValues = TextValues | PatternValues | ArnValues | OrderedValues | BinaryValues | AddressValues
"""The values of a condition, parsed for its operator. Those with variables are `templates`.

`match` returns whether a value of the request matches any of them, without negation.
"""


class WrittenTest(NamedTuple):
    """A test as written. Equal to all others, so that tests with the same effect are equal."""

    operator: Operator
    key: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WrittenTest)

    def __hash__(self) -> int:
        return 0


class ValueTest(NamedTuple):
    """An operator on a single-valued key."""

    written: WrittenTest
    key: str
    """In lower case, as in contexts."""
    if_missing: bool
    """The result if the request does not have the key."""
    values: ConditionValues
    negated: bool

    def holds(self, context: Context) -> bool:
        value = context.get(self.key)
        if isinstance(value, tuple):
            # AWS requires a set operator for several values and does not document the result without one:
            # here nothing matches, whether the operator is negated or not.
            if len(value) > 1:
                return False
            value = value[0] if value else None
        if value is None:
            return self.if_missing
        return self.values.match(value, context) is not self.negated


class SetTest(NamedTuple):
    """An operator on each value of a key."""

    written: WrittenTest
    key: str
    """In lower case, as in contexts."""
    if_missing: bool
    """The result if the request does not have the key."""
    values: ConditionValues
    negated: bool
    of_all: bool
    """True for ForAllValues, False for ForAnyValue."""

    def holds(self, context: Context) -> bool:
        values = context.get(self.key)
        if values is None or values == ():
            return self.if_missing
        if isinstance(values, str):
            values = (values,)
        if not any(values):  # an empty text counts as an empty set
            return self.of_all
        for value in values:
            if (self.values.match(value, context) is self.negated) is self.of_all:
                return not self.of_all
        return self.of_all


class AbsenceTest(NamedTuple):
    """Null: whether a key is absent. Always holds with ForAllValues, never with ForAnyValue."""

    written: WrittenTest
    key: str
    """In lower case, as in contexts."""
    if_missing: bool
    """The result if the request does not have the key."""
    if_present: bool

    def holds(self, context: Context) -> bool:
        value = context.get(self.key)
        return self.if_present if value and any(value) else self.if_missing


Test = ValueTest | SetTest | AbsenceTest
"""One operator on one key. All tests of a statement must hold."""


def test(condition: Condition, *, has_variables: bool) -> Test:
    """The test of `condition`, in a document with or without variables."""
    operator = operators.operator(condition.operator)
    assert operator is not None
    key = condition.key.lower()
    written = WrittenTest(operator, condition.key)
    of_all = operator.quantifier is Quantifier.ALL
    if operator.comparison is ValueComparison.ABSENCE:
        expected = {text.lower() for text in condition.values}
        if operator.quantifier is None:
            return AbsenceTest(written, key, "true" in expected, "false" in expected)
        return AbsenceTest(written, key, of_all, of_all)
    values = _values(operator, condition.values, has_variables)
    if operator.quantifier is None:
        if_missing = operator.if_exists or operator.negated
        return ValueTest(written, key, if_missing, values, operator.negated)
    if_missing = operator.if_exists or of_all
    return SetTest(written, key, if_missing, values, operator.negated, of_all)


def keys(asked: Test) -> tuple[str, ...]:
    """The context keys that a test reads, as written."""
    if isinstance(asked, AbsenceTest):
        return (asked.written.key,)
    return (asked.written.key, *(name.key for template in asked.values.templates for name in template.variables))


_RELATIONS: dict[Relation, Callable[[Fraction, Fraction], bool]] = {
    Relation.EQUAL: comparing.eq,
    Relation.LESS: comparing.lt,
    Relation.AT_MOST: comparing.le,
    Relation.GREATER: comparing.gt,
    Relation.AT_LEAST: comparing.ge,
}


def _values(operator: Operator, texts: tuple[str, ...], has_variables: bool) -> ConditionValues:
    """The parsed values for any operator except Null. Omits invalid values, which match nothing."""
    match operator.comparison:
        case ValueComparison.NUMBER:
            numbers = {number for text in texts if (number := scalars.number(text)) is not None}
            return OrderedValues((), operator.comparison, operator.relation, tuple(sorted(numbers)))
        case ValueComparison.DATE:
            dates = {date for text in texts if (date := scalars.date(text)) is not None}
            return OrderedValues((), operator.comparison, operator.relation, tuple(sorted(dates)))
        case ValueComparison.FLAG:
            return TextValues((), frozenset(text.lower() for text in texts) & {"true", "false"}, folded=True)
        case ValueComparison.BINARY:
            return BinaryValues((), frozenset(data for text in texts if (data := scalars.binary(text)) is not None))
        case ValueComparison.ADDRESS:
            networks = {network for text in texts if (network := scalars.network(text)) is not None}
            return AddressValues((), tuple(sorted(networks, key=str)))
        case _:
            return _text_values(operator.comparison, texts, has_variables)


def _text_values(comparison: ValueComparison, texts: tuple[str, ...], has_variables: bool) -> ConditionValues:
    wildcards = comparison in (ValueComparison.TEXT_PATTERN, ValueComparison.ARN)
    templated = {text for text in texts if has_variables and "${" in text}
    templates = tuple(variables.template(text, wildcards=wildcards) for text in sorted(templated))
    plain = sorted({text for text in texts if text not in templated})
    if comparison is ValueComparison.TEXT_PATTERN:
        return PatternValues(templates, tuple(map(patterns.pattern, plain)))
    if comparison is ValueComparison.ARN:
        return ArnValues(templates, tuple(map(patterns.arn_pattern, plain)))
    if comparison is ValueComparison.TEXT_IGNORING_CASE:
        return TextValues(templates, frozenset(map(str.lower, plain)), folded=True)
    return TextValues(templates, frozenset(plain))
