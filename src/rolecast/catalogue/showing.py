"""An activity's policy for display, and the differences between its variants, line by line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.overlays import Statement, Statements
from rolecast.iam import managed, templates

# The most common partition, if the region is unknown.
_USUAL = {"partition": ["aws"], "dns_suffix": ["amazonaws.com"]}
_NEARBY = 2


class Line(NamedTuple):
    """A line of a document. Symbols: `+` added, `-` removed, space unchanged, `…` unchanged lines that are omitted."""

    symbol: str
    text: str


def shown_statements(
    activity: Activity,
    wanted: Collection[str],
    corrections: Collection[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
) -> Statements:
    """The statements with `values` filled in; other `{{names}}` stay. Empty for an AWS managed policy."""
    filled: Statements = shown(activity.varied_statements(wanted, corrections), values)
    return filled


def shown_document(
    activity: Activity,
    wanted: Collection[str],
    corrections: Collection[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
) -> Any:
    """The same as one document, or the AWS managed policy's document; None if that is unknown."""
    if activity.managed:
        document = managed.document(activity.managed)
        return None if document is None else document.json
    return shown(activity.document(wanted, corrections), values)


def shown(template: Any, values: Mapping[str, Sequence[str]] | None = None) -> Any:
    """A text or value for display, with `values` and the usual partition filled in."""
    return templates.fill(template, {**_USUAL, **(values or {})})


def merge(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """All names, in the order of `others`. A name only in `names` follows the one before it there."""
    merged, position = list(others), 0
    for name in names:
        if name not in merged:
            merged.insert(position, name)
        position = merged.index(name) + 1
    return merged


def differences(before: Statements, after: Statements) -> dict[str, tuple[Line, ...]]:
    """The lines of each statement of either side, in the order of `after`.

    Without the `-` lines, they are the statement.
    """
    return {name: tuple(_lines(before.get(name), after.get(name))) for name in merge(before, after)}


def folded(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The changed lines, with a few lines around them."""
    changed = [number for number, line in enumerate(lines) if line.symbol != " "]
    near = [any(abs(number - other) <= _NEARBY for other in changed) for number in range(len(lines))]
    left: list[Line] = []
    for line, is_near in zip(lines, near, strict=True):
        if is_near:
            left.append(line)
        elif not left or left[-1].symbol != "…":
            left.append(Line("…", ""))
    return tuple(left)


def json_lines(value: Any) -> list[str]:
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def _lines(before: Statement | None, after: Statement | None) -> Iterator[Line]:
    from difflib import SequenceMatcher  # rarely needed

    old, new = ([] if statement is None else json_lines(statement) for statement in (before, after))
    # Ignores commas, which depend on a line's position.
    old_texts, new_texts = ([line.rstrip(",") for line in lines] for lines in (old, new))
    matcher = SequenceMatcher(None, old_texts, new_texts, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from (Line(" ", text) for text in new[new_start:new_end])
            continue
        yield from (Line("-", text) for text in old[old_start:old_end])
        yield from (Line("+", text) for text in new[new_start:new_end])
