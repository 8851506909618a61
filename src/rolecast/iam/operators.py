"""Condition operators by name: what they compare, and the effect of prefixes and suffixes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from rolecast.reading.faults import did_you_mean


class ValueComparison(Enum):
    """How a value of the request is compared with a value of the policy."""

    TEXT = "text"
    TEXT_IGNORING_CASE = "text ignoring case"
    TEXT_PATTERN = "text pattern"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    BINARY = "binary"
    ADDRESS = "address"
    ARN = "arn"
    ABSENCE = "absence"


class Relation(Enum):
    """The required relation between the value of the request (left) and the value of the policy (right)."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


class Quantifier(Enum):
    """The quantifier over the values that the request has for a key."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


class Operator(NamedTuple):
    """A condition operator. `negated` inverts the result for a key that is present."""

    name: str
    comparison: ValueComparison
    relation: Relation = Relation.EQUAL
    negated: bool = False
    quantifier: Quantifier | None = None
    if_exists: bool = False


def operator(name: str) -> Operator | None:
    """The operator with a name (case-sensitive); None if there is none."""
    found = _KNOWN.get(name)
    if found is None and (found := _read(name)) is not None:
        _KNOWN[name] = found
    return found


def similar(name: str) -> str | None:
    """A help text that suggests the most similar known operator; None if there is none."""
    prefix, colon, base = name.rpartition(":")
    if base.lower().endswith("ifexists"):
        base = base[: -len(_IF_EXISTS)]
        if base == "Null":
            return "`Null` already tests whether a key exists: remove `IfExists`"
    if colon and prefix not in _QUANTIFIERS:
        return did_you_mean(prefix, _QUANTIFIERS) or "a prefix is `ForAllValues:` or `ForAnyValue:`"
    return did_you_mean(base, _BASES)


_IF_EXISTS = "IfExists"
_QUANTIFIERS = {quantifier.value: quantifier for quantifier in Quantifier}
_ORDERED = {
    "Equals": (Relation.EQUAL, False),
    "NotEquals": (Relation.EQUAL, True),
    "LessThan": (Relation.LESS, False),
    "LessThanEquals": (Relation.AT_MOST, False),
    "GreaterThan": (Relation.GREATER, False),
    "GreaterThanEquals": (Relation.AT_LEAST, False),
}
_BASES: dict[str, tuple[ValueComparison, Relation, bool]] = {
    "StringEquals": (ValueComparison.TEXT, Relation.EQUAL, False),
    "StringNotEquals": (ValueComparison.TEXT, Relation.EQUAL, True),
    "StringEqualsIgnoreCase": (ValueComparison.TEXT_IGNORING_CASE, Relation.EQUAL, False),
    "StringNotEqualsIgnoreCase": (ValueComparison.TEXT_IGNORING_CASE, Relation.EQUAL, True),
    "StringLike": (ValueComparison.TEXT_PATTERN, Relation.EQUAL, False),
    "StringNotLike": (ValueComparison.TEXT_PATTERN, Relation.EQUAL, True),
    **{f"Numeric{suffix}": (ValueComparison.NUMBER, *how) for suffix, how in _ORDERED.items()},
    **{f"Date{suffix}": (ValueComparison.DATE, *how) for suffix, how in _ORDERED.items()},
    "Bool": (ValueComparison.FLAG, Relation.EQUAL, False),
    "BinaryEquals": (ValueComparison.BINARY, Relation.EQUAL, False),
    "IpAddress": (ValueComparison.ADDRESS, Relation.EQUAL, False),
    "NotIpAddress": (ValueComparison.ADDRESS, Relation.EQUAL, True),
    # ArnEquals also expands wildcards: AWS documents that the two behave identically.
    "ArnEquals": (ValueComparison.ARN, Relation.EQUAL, False),
    "ArnLike": (ValueComparison.ARN, Relation.EQUAL, False),
    "ArnNotEquals": (ValueComparison.ARN, Relation.EQUAL, True),
    "ArnNotLike": (ValueComparison.ARN, Relation.EQUAL, True),
    "Null": (ValueComparison.ABSENCE, Relation.EQUAL, False),
}
_KNOWN: dict[str, Operator] = {}  # bounded: every base with every prefix and suffix


def _read(name: str) -> Operator | None:
    prefix, colon, base = name.rpartition(":")
    quantifier = _QUANTIFIERS.get(prefix)
    if colon and quantifier is None:
        return None
    if_exists = base.endswith(_IF_EXISTS)
    if if_exists:
        base = base.removesuffix(_IF_EXISTS)
    if base not in _BASES or (if_exists and base == "Null"):
        return None
    return Operator(name, *_BASES[base], quantifier, if_exists)
