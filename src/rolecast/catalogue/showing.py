"""An activity's policy as people are shown it, and how one form of it differs from another, line by line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.overlays import Statement, Statements
from rolecast.iam import managed, templates

# Without a region, the partition that most readers have.
_USUAL = {"partition": ["aws"], "dns_suffix": ["amazonaws.com"]}
_NEARBY = 2


class Line(NamedTuple):
    """A line of a document: `+` is new, `-` is gone, a space is in both, `…` marks omitted lines of both."""

    symbol: str
    text: str


def shown_statements(
    activity: Activity,
    wanted: Collection[str],
    corrections: Collection[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
) -> Statements:
    """The statements with what `values` has filled in; the rest stays as `{{name}}`. None of what AWS manages."""
    filled: Statements = shown(activity.varied_statements(wanted, corrections), values)
    return filled


def shown_document(
    activity: Activity,
    wanted: Collection[str],
    corrections: Collection[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
) -> Any:
    """The same as one document, or AWS's own of what AWS manages; None where that is not known."""
    if activity.managed:
        document = managed.document(activity.managed)
        return None if document is None else document.json
    return shown(activity.document(wanted, corrections), values)


def shown(template: Any, values: Mapping[str, Sequence[str]] | None = None) -> Any:
    """A text or a value with `{{name}}` in it, filled in as far as it is shown so."""
    return templates.fill(template, {**_USUAL, **(values or {})})


def merge(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """The names of both, in the order of `others`; one that is only in `names` follows the one before it."""
    merged, position = list(others), 0
    for name in names:
        if name not in merged:
            merged.insert(position, name)
        position = merged.index(name) + 1
    return merged


def differences(before: Statements, after: Statements) -> dict[str, tuple[Line, ...]]:
    """The lines of each statement of either, in the order of `after`. What is not `-` makes up the whole statement."""
    return {name: tuple(_lines(before.get(name), after.get(name))) for name in merge(before, after)}


def folded(lines: Sequence[Line]) -> tuple[Line, ...]:
    """What has changed, with the lines near to it."""
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
    from difflib import SequenceMatcher  # `rolecast show` has no differences to show

    old, new = ([] if statement is None else json_lines(statement) for statement in (before, after))
    # A comma tells where a line stands, not what it says.
    told, telling = ([line.rstrip(",") for line in lines] for lines in (old, new))
    matcher = SequenceMatcher(None, told, telling, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from (Line(" ", text) for text in new[new_start:new_end])
            continue
        yield from (Line("-", text) for text in old[old_start:old_end])
        yield from (Line("+", text) for text in new[new_start:new_end])
