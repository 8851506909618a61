"""The intersection of two Condition elements: a Condition that holds for exactly the requests for which both hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rolecast.iam import algebra, patterns
from rolecast.iam.operators import Operator, Quantifier, ValueComparison, operator

Condition = Mapping[str, Mapping[str, Any]]

# Equivalent operators: if one already has a condition on a key, the other can hold the second one.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_SIBLINGS = {"StringEquals": "StringLike", "StringLike": "StringEquals", "ArnEquals": "ArnLike", "ArnLike": "ArnEquals"}


class InexpressibleError(Exception):
    """Two conditions on a key cannot be written in one Condition. The message says which."""


def both(one: Condition, other: Condition) -> Condition | None:
    """The condition that holds if both do; None if no request meets both.

    Raises InexpressibleError if it cannot be written.
    """
    merged = {name: dict(keys) for name, keys in one.items()}
    for name, keys in other.items():
        merged.setdefault(name, {})
        for key, value in keys.items():
            if not _add(merged, name, key, value):
                return None
    return merged


def texts(value: Any) -> list[str]:
    """The values of a condition as texts. JSON numbers and booleans are converted as IAM does."""
    values = value if isinstance(value, list) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]


def _add(merged: dict[str, dict[str, Any]], name: str, key: str, value: Any) -> bool:
    """Adds a test. Returns False if no request can pass it any more."""
    keys = merged.setdefault(name, {})
    known = next((there for there in keys if there.lower() == key.lower()), None)
    if known is None:
        keys[key] = value
        return True
    old, new = texts(keys[known]), texts(value)
    if set(old) == set(new):
        return True
    asked = operator(name)
    shared = _shared(asked, old, new) if asked else None
    if shared is None:
        sibling = _sibling(name, new)
        if sibling is None or any(there.lower() == key.lower() for there in merged.get(sibling, {})):
            raise InexpressibleError(f"its condition `{name}` on `{known}` and another one cannot both be written")
        merged.setdefault(sibling, {})[key] = value
        return True
    if shared:
        keys[known] = shared[0] if len(shared) == 1 and not isinstance(value, list) else shared
        return True
    if asked and (asked.if_exists or asked.quantifier is Quantifier.ALL):
        del keys[known]  # it holds only if the key is absent
        if not keys:
            del merged[name]
        return _add(merged, "Null", key, "true")
    return False


def _shared(asked: Operator, old: list[str], new: list[str]) -> list[str] | None:
    """The values of one test that is equivalent to both; None if they are unknown."""
    if asked.quantifier is Quantifier.ANY or any("{{" in text or "${" in text for text in (*old, *new)):
        return None
    if asked.negated:
        return list(dict.fromkeys((*old, *new)))
    match asked.comparison:
        case ValueComparison.ABSENCE | ValueComparison.FLAG:
            folded = {text.lower() for text in new}
            return [text for text in old if text.lower() in folded]
        case ValueComparison.TEXT:
            return [text for text in old if text in new]
        case ValueComparison.TEXT_PATTERN:
            return _common_patterns(old, new)
        case ValueComparison.ARN if not any("*" in text or "?" in text for text in (*old, *new)):
            return [text for text in old if text in new]
        case _:
            return None


def _common_patterns(old: list[str], new: list[str]) -> list[str] | None:
    """Patterns for what both match; None if two patterns overlap and neither covers the other."""
    common: dict[str, None] = {}
    for one in old:
        for other in new:
            wide, narrow = patterns.pattern(one), patterns.pattern(other)
            if algebra.covers(wide, narrow):
                common[other] = None
            elif algebra.covers(narrow, wide):
                common[one] = None
            elif algebra.meets(wide, narrow):
                return None
    return list(common)


def _sibling(name: str, values: Iterable[str]) -> str | None:
    """The other operator that means the same for these values."""
    prefix, colon, base = name.rpartition(":")
    suffix = "IfExists" if base.endswith("IfExists") else ""
    other = _SIBLINGS.get(base.removesuffix(suffix))
    is_wild = any("*" in text or "?" in text for text in values)
    return f"{prefix}{colon}{other}{suffix}" if other and not (base.startswith("String") and is_wild) else None
