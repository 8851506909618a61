"""Changes single values in a role file's text; every other character stays as it is.

ruamel.yaml writes the whole file anew: it loses comments where a key goes, and lays out what nobody has touched. So
libyaml tells the places, and the new text is put there. JSON has no comments to lose, and is written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from rolecast.draft.draft import Path
from rolecast.draft.layout import Entry, Node, read_layout
from rolecast.draft.writing import beside_and_under, entry_lines, inline
from rolecast.reading.faults import Fault, InputError


def put(text: str, path: Path, value: Any) -> str:
    """The text with `value` at `path`: a text, flag, number, list or mapping of such. Mappings on the way are made.

    Raises InputError where the place is shared through an anchor: a change would be one elsewhere too.
    """
    if (document := _json(text)) is not None:
        return _dump(text, _put(document, path, value))
    mapping = read_layout(text)
    if mapping is None or not mapping.entries:
        return _appended(text, mapping, _nested(path, value))
    for number, step in enumerate(path, 1):
        entry = mapping.entry(step)
        new = _nested(path[number:], value)
        if entry is None:
            return _inserted(text, mapping, step, new)
        if number == len(path):
            return _replaced(text, mapping, entry, new)
        _refuse_shared(entry)
        if not entry.value.entries:
            return _replaced(text, mapping, entry, new)
        mapping = entry.value
    return text


def remove(text: str, path: Path) -> str:
    """The text without what stands at `path`; the same text where nothing does. Raises like `put`."""
    if (document := _json(text)) is not None:
        return _dump(text, _without(document, path))
    parent: tuple[Node, Entry] | None = None
    mapping = read_layout(text)
    for step in path[:-1]:
        entry = mapping.entry(step) if mapping else None
        if mapping is None or entry is None:
            return text
        _refuse_shared(entry)
        parent, mapping = (mapping, entry), entry.value
    entry = mapping.entry(path[-1]) if mapping else None
    if mapping is None or mapping.entries is None or entry is None:
        return text
    if len(mapping.entries) == 1 and parent is not None:
        return _replaced(text, *parent, {})
    if not mapping.is_flow:
        return text[: _line_start(text, entry.key.start)] + text[_line_end(text, entry.end) :]
    place = mapping.entries.index(entry)
    if place + 1 < len(mapping.entries):
        return text[: entry.key.start] + text[mapping.entries[place + 1].key.start :]
    start = mapping.entries[place - 1].end if place else entry.key.start
    return text[:start] + text[entry.end :]


def rename(text: str, path: Path, key: str) -> str:
    """The text in which the last key of `path` is called `key`, in its place. Raises like `put`."""
    if (document := _json(text)) is not None:
        mapping = document
        for step in path[:-1]:
            mapping = mapping[step]
        renamed = {key if name == path[-1] else name: value for name, value in mapping.items()}
        return _dump(text, _put(document, path[:-1], renamed) if path[:-1] else renamed)
    node = read_layout(text)
    entry: Entry | None = None
    for step in path:
        if entry is not None:
            _refuse_shared(entry)
        entry = node.entry(step) if node else None
        node = entry.value if entry else None
    return text if entry is None else text[: entry.key.start] + inline(key) + text[entry.key.end :]


def _appended(text: str, root: Node | None, document: dict[str, Any]) -> str:
    """The text, which holds nothing but comments and perhaps `{}`, with a document."""
    if root is not None:
        text = text[: root.start] + text[root.end :]
    lines = [line for key, value in document.items() for line in entry_lines(key, value, 0)]
    return _closed(text) + _joined(text, lines)


def _inserted(text: str, mapping: Node, key: str, value: Any) -> str:
    """The text with a new key at the end of a mapping that has others."""
    assert mapping.entries  # it has others
    end = mapping.entries[-1].end
    if mapping.is_flow:
        return f"{text[:end]}, {inline({key: value})[1:-1]}{text[end:]}"
    place = _line_end(text, end)
    column = _column(text, mapping.entries[0])
    return _closed(text[:place]) + _joined(text, entry_lines(key, value, column)) + text[place:]


def _replaced(text: str, mapping: Node, entry: Entry, value: Any) -> str:
    """The text with another value for a key. Comments inside the old one stay under the key."""
    old = entry.value
    if isinstance(value, str) and old.text == value:
        return text
    if isinstance(value, list) and old.items and all(item.text is not None for item in old.items):
        texts = [str(item.text) for item in old.items]
        if texts == value:
            return text
        if value and not old.is_flow:
            _refuse_shared(entry)
            return _with_items(text, old.items, texts, value)
    if not old.is_alias:
        _refuse_shared(entry)
    if mapping.is_flow:
        return _beside(text, entry, inline(value))
    column = _column(text, entry)
    beside, under = beside_and_under(value, column)
    colon, end = text.index(":", entry.key.end) + 1, entry.end
    key_line_end, end_line_end = _line_end(text, colon), _line_end(text, end)
    is_beside = end <= key_line_end
    if is_beside and beside:
        return _beside(text, entry, beside)
    comments = list(_comments(text, colon, end, old))
    behind = text[end:end_line_end].strip()
    at_key = [comment for place, comment in comments if place < key_line_end]
    others = [comment for place, comment in comments if place >= key_line_end]
    if behind:
        (at_key if is_beside else others).append(behind)
    pad = " " * (column + 2)
    key_line = " ".join(filter(None, (text[_line_start(text, colon) : colon], beside, *at_key)))
    lines = [key_line, *under, *(f"{pad}{comment}" for comment in others)]
    return text[: _line_start(text, colon)] + _joined(text, lines) + text[end_line_end:]


def _beside(text: str, entry: Entry, written: str) -> str:
    """The text with a value that stands where the old one stood, beside its key."""
    start, end = entry.value.start, entry.end
    between = text[entry.key.end : start]
    if ":" not in between:  # there is no value: `{a, b}`, or a key at the end of its line
        colon = text.find(":", entry.key.end, end + 1)
        start = end = colon + 1 if colon >= 0 else entry.key.end
        between = ":" if colon >= 0 else ""
    gap = "" if between.endswith((" ", "\n", "\t")) else " " if ":" in between else ": "
    return f"{text[:start]}{gap}{written}{text[end:]}"


def _with_items(text: str, items: list[Node], old: list[str], new: list[str]) -> str:
    """The text with another list of texts, one on each line; the lines of those that stay are not touched."""
    dash = text.rindex("-", 0, items[0].start)
    lead = text[_line_start(text, dash) : dash]
    pieces = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, first, last, new_first, new_last in reversed(pieces):
        if kind == "equal":
            continue
        if kind == "replace" and last - first == new_last - new_first:
            for item, value in reversed(list(zip(items[first:last], new[new_first:new_last], strict=True))):
                text = text[: item.start] + inline(value) + text[item.end :]
            continue
        lines = [f"{lead}- {inline(value)}" for value in new[new_first:new_last]]
        is_last = first == len(items)
        place = _line_end(text, items[-1].end) if is_last else _line_start(text, items[first].start)
        kept = place if kind == "insert" else _line_end(text, items[last - 1].end)
        text = _closed(text[:place]) + _joined(text, lines) + text[kept:] if lines else text[:place] + text[kept:]
    return text


def _comments(text: str, start: int, end: int, node: Node) -> Iterable[tuple[int, str]]:
    """The comments between two places, which scalars of `node` stand between too, and where each begins."""
    place = start
    for scalar_start, scalar_end in [*((each.start, each.end) for each in node.scalars()), (end, end)]:
        for found in re.finditer(r"(?:^|(?<=\s))#.*", text[place:scalar_start]):
            yield place + found.start(), found.group().rstrip()
        place = max(place, scalar_end)


def _refuse_shared(entry: Entry) -> None:
    if entry.value.is_alias or entry.value.is_shared:
        message = f"`{entry.key.text}` is shared with another place of the file through an anchor"
        raise InputError([Fault(None, message, "change it in the file, or write the value out in both places")])


def _column(text: str, entry: Entry) -> int:
    return entry.key.start - _line_start(text, entry.key.start)


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    """Where the next line begins."""
    return (text.find("\n", place) + 1) or len(text)


def _closed(text: str) -> str:
    """The text with an end to its last line."""
    return text if not text or text.endswith("\n") else text + _newline(text)


def _joined(text: str, lines: list[str]) -> str:
    newline = _newline(text)
    return "".join(f"{line}{newline}" for line in lines)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _nested(path: Path, value: Any) -> Any:
    for step in reversed(path):
        value = {step: value}
    return value


def _json(text: str) -> dict[str, Any] | None:
    """The mapping that the text is, if it is JSON."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        document: dict[str, Any] = json.loads(text)
    except ValueError:
        return None  # YAML in braces
    return document


def _dump(text: str, document: dict[str, Any]) -> str:
    if document == json.loads(text):
        return text
    indent = re.match(r"\s*\{\s*?\n([ \t]+)", text)
    written = json.dumps(document, indent=indent.group(1) if indent else 2, ensure_ascii=False)
    return written + ("\n" if text.endswith("\n") else "")


def _put(mapping: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    step, rest = path[0], path[1:]
    inner = mapping.get(step)
    new = _put(inner if isinstance(inner, dict) else {}, rest, value) if rest else value
    return {**mapping, step: new}


def _without(mapping: dict[str, Any], path: Path) -> dict[str, Any]:
    step, rest = path[0], path[1:]
    if rest:
        inner = mapping.get(step)
        return {**mapping, step: _without(inner, rest)} if isinstance(inner, dict) else mapping
    return {name: value for name, value in mapping.items() if name != step}
