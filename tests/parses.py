"""Counts how often policy documents are parsed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from rolecast.composition import compose
from rolecast.iam import documents, grammar
from rolecast.iam.statements import PolicyType


def count(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, PolicyType]]:
    """How often each text is parsed from now on, as which type of policy. No text is known from before."""
    parsed: Counter[tuple[str, PolicyType]] = Counter()
    read = grammar.read

    def counting(value: Any, type: PolicyType = PolicyType.IDENTITY, *more: Any, **options: Any) -> Any:
        parsed[json.dumps(value, sort_keys=True), type] += 1
        return read(value, type, *more, **options)

    monkeypatch.setattr(grammar, "read", counting)
    documents._KEPT.clear()
    for kept in (documents._filled, compose._filled):
        kept.cache_clear()
    return parsed
