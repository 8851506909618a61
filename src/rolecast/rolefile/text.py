"""Changes single values in a role file's text and leaves every other character as it is.

ruamel.yaml and yamltrip reformat unchanged parts; they and yaml-edit lose comments next to a removed value. Therefore
libyaml provides the positions, and the new text is inserted there. JSON, which has no comments, is rewritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from rolecast.reading.faults import Fault, InputError
from rolecast.rolefile.layout import LayoutNode, MappingEntry, read_layout
from rolecast.rolefile.writing import Pairs, beside_and_under, entry_lines, inline

Path = tuple[str, ...]
"""The keys from the top of the file to a setting."""


def put(text: str, path: Path, value: Any) -> str:
    """The text with `value` at `path`: a text, flag, number, or list or mapping of these. Creates missing mappings.

    A value that is already there is not reformatted. Raises InputError if the place is shared through an anchor,
    because the edit would change another place too.
    """
    if (document := _json(text)) is not None:
        return _dump(text, _put(document, path, value))
    root = mapping = read_layout(text)
    if root is None or mapping is None or not mapping.entries:
        return _appended(text, root, _nested(path, value))
    for number, step in enumerate(path, 1):
        entry = mapping.entry(step)
        new = _nested(path[number:], value)
        if entry is None:
            return _inserted(text, mapping, step, new)
        if number == len(path) and entry.value.means(value):
            return text
        if number < len(path):
            _refuse_shared(entry)
        if number == len(path) or not entry.value.entries:
            _refuse_orphans(root, entry, [*entry.value.nodes()])
            return _replaced(text, mapping, entry, new)
        mapping = entry.value
    return text


def remove(text: str, path: Path) -> str:
    """The text without the value at `path`; the same text if there is none. Raises like `put`."""
    if (document := _json(text)) is not None:
        return _dump(text, _without(document, path))
    parent: tuple[LayoutNode, MappingEntry] | None = None
    root = mapping = read_layout(text)
    for step in path[:-1]:
        entry = mapping.entry(step) if mapping else None
        if mapping is None or entry is None:
            return text
        _refuse_shared(entry)
        parent, mapping = (mapping, entry), entry.value
    entry = mapping.entry(path[-1]) if mapping else None
    if root is None or mapping is None or mapping.entries is None or entry is None:
        return text
    _refuse_orphans(root, entry, [*entry.nodes()])
    if len(mapping.entries) == 1 and parent is not None:
        return _replaced(text, *parent, {})
    if mapping.is_flow:
        return _without_flow_entry(text, mapping.entries, mapping.entries.index(entry))
    start, end = _line_start(text, entry.key.start), _line_end(text, entry.end)
    lines = [" " * _column(text, entry) + comment for _, comment in _own_comments(text, start, end, entry)]
    if len(mapping.entries) == 1 and _document_end(text, end) < len(text):
        lines.append("{}")  # `...` may not follow an empty document
    return text[:start] + _joined(text, lines) + text[end:]


def rename(text: str, path: Path, key: str) -> str:
    """The text with the last key of `path` renamed to `key`. Raises like `put`."""
    if (document := _json(text)) is not None:
        mapping = document
        for step in path[:-1]:
            inner = mapping.get(step)
            if not isinstance(inner, dict):
                return text
            mapping = inner
        renamed = {key if name == path[-1] else name: value for name, value in mapping.items()}
        return _dump(text, _put(document, path[:-1], renamed) if path[:-1] else renamed)
    root = node = read_layout(text)
    entry: MappingEntry | None = None
    for step in path:
        if entry is not None:
            _refuse_shared(entry)
        entry = node.entry(step) if node else None
        node = entry.value if entry else None
    if root is None or entry is None or path[-1] == key:
        return text
    _refuse_orphans(root, entry, [entry.key])
    return text[: entry.key.start] + inline(key) + text[entry.key.end :]


def _appended(text: str, root: LayoutNode | None, document: dict[str, Any]) -> str:
    """The text, which has only comments and perhaps `{}`, with a document added."""
    if root is not None:
        text = text[: root.start] + text[root.end :]
    lines = [line for key, value in document.items() for line in entry_lines(key, value, 0)]
    place = _document_end(text, root.start if root else len(text))
    return _closed(text[:place]) + _joined(text, lines) + text[place:]


def _inserted(text: str, mapping: LayoutNode, key: str, value: Any) -> str:
    """The text with a new key at the end of a non-empty mapping."""
    assert mapping.entries  # it has others
    end = mapping.entries[-1].end
    if mapping.is_flow:
        return f"{text[:end]}, {inline({key: value})[1:-1]}{text[end:]}"
    place = _line_end(text, end)
    column = _block_column(text, mapping.entries[0])
    return _closed(text[:place]) + _joined(text, entry_lines(key, value, column)) + text[place:]


def _replaced(text: str, mapping: LayoutNode, entry: MappingEntry, value: Any) -> str:
    """The text with another value for a key. Comments inside the old value stay below the key."""
    old = entry.value
    if not old.is_flow and _is_texts(old.items) and _is_texts(value):
        return _with_items(text, old.items or [], value)
    if mapping.is_flow:
        inner = _in_lines(text, entry, _comments(text, old.start, entry.end, old.nodes()))
        return _beside(text, entry, " ".join(filter(None, (inline(value), inner))))
    column = _block_column(text, entry)
    beside, under = beside_and_under(value, column)
    colon, end = text.index(":", entry.key.end) + 1, entry.end
    key_line_end, end_line_end = _line_end(text, colon), _line_end(text, end)
    is_beside = end <= key_line_end
    if is_beside and beside:
        return _beside(text, entry, beside)
    comments = list(_comments(text, colon, end, old.nodes()))
    behind = text[end:end_line_end].strip()
    at_key = [comment for place, comment in comments if place < key_line_end]
    others = [comment for place, comment in comments if place >= key_line_end]
    if behind:
        (at_key if is_beside else others).append(behind)
    pad = " " * (column + 2)
    key_line = " ".join(filter(None, (text[_line_start(text, colon) : colon], beside, *at_key)))
    lines = [key_line, *under, *(f"{pad}{comment}" for comment in others)]
    return text[: _line_start(text, colon)] + _joined(text, lines) + text[end_line_end:]


def _beside(text: str, entry: MappingEntry, written: str) -> str:
    """The text with a new value on the line of its key."""
    start, end = entry.value.start, entry.end
    between = text[entry.key.end : start]
    if ":" not in between:  # no value: `{a, b}`, or a key at the end of its line
        colon = text.find(":", entry.key.end, end + 1)
        start = end = colon + 1 if colon >= 0 else entry.key.end
        between = ":" if colon >= 0 else ""
    gap = "" if between.endswith((" ", "\n", "\t")) else " " if ":" in between else ": "
    return f"{text[:start]}{gap}{written}{text[end:]}"


def _without_flow_entry(text: str, entries: list[MappingEntry], place: int) -> str:
    """The text without an entry in braces, and without a superfluous comma."""
    entry = entries[place]
    start, end = entry.key.start, entry.end
    if place + 1 < len(entries):
        end = entries[place + 1].key.start
    elif place:
        start = entries[place - 1].end
    else:
        comma = re.compile(r"\s*,").match(text, end)
        end = comma.end() if comma else end
    comments = _comments(text, start, end, entry.nodes())
    kept = _in_lines(text, entry, [each for each in comments if each[0] < entry.key.start or _is_own(text, each[0])])
    gap = "" if text[:start].endswith((" ", "\n")) else " "
    return text[:start] + (gap + kept if kept else "") + text[end:]


def _in_lines(text: str, entry: MappingEntry, comments: Iterable[tuple[int, str]]) -> str:
    """Comments to put in braces, each followed by a line break and indentation."""
    pad = _newline(text) + " " * _column(text, entry)
    return "".join(f"{comment}{pad}" for _, comment in comments)


def _with_items(text: str, items: list[LayoutNode], new: list[str]) -> str:
    """The text with another list of texts, one per line. Lines of items that stay are not changed."""
    old = [item.text if item.text is not None and item.means(item.text) else None for item in items]
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
        start, end = items[first].start if first < len(items) else 0, items[last - 1].end
        gone = _own_comments(text, start, end, *items[first:last]) if first < last else []
        lines = [f"{lead}{comment}" for _, comment in gone]
        lines += [f"{lead}- {inline(value)}" for value in new[new_first:new_last]]
        is_last = first == len(items)
        place = _line_end(text, items[-1].end) if is_last else _line_start(text, items[first].start)
        kept = place if kind == "insert" else _line_end(text, items[last - 1].end)
        text = _closed(text[:place]) + _joined(text, lines) + text[kept:] if lines else text[:place] + text[kept:]
    return text


def _comments(text: str, start: int, end: int, nodes: Iterable[LayoutNode]) -> Iterable[tuple[int, str]]:
    """The comments between two indexes, with their indexes. `nodes` must include all scalars in between."""
    place = start
    scalars = [(node.start, node.end) for node in nodes if node.items is None and node.entries is None]
    for scalar_start, scalar_end in [*scalars, (end, end)]:
        for found in re.finditer(r"(?:^|(?<=\s))#.*", text[place:scalar_start]):
            yield place + found.start(), found.group().rstrip()
        place = max(place, scalar_end)


def _own_comments(text: str, start: int, end: int, *parts: LayoutNode | MappingEntry) -> list[tuple[int, str]]:
    """The comments that are alone on their line."""
    nodes = (node for part in parts for node in part.nodes())
    return [found for found in _comments(text, start, end, nodes) if _is_own(text, found[0])]


def _is_own(text: str, place: int) -> bool:
    return not text[_line_start(text, place) : place].strip()


def _is_texts(items: Any) -> bool:
    """Whether it is a non-empty list of texts, or of nodes with texts."""
    texts = [item.text if isinstance(item, LayoutNode) else item for item in items] if isinstance(items, list) else []
    return bool(texts) and all(isinstance(text, str) for text in texts)


def _refuse_shared(entry: MappingEntry) -> None:
    if entry.value.target is not None or entry.value.is_shared:
        raise _shared(entry)


def _refuse_orphans(root: LayoutNode, entry: MappingEntry, gone: list[LayoutNode]) -> None:
    """Raises InputError if an alias would lose its anchor."""
    inside = set(map(id, gone))
    if any(id(node.target) in inside and id(node) not in inside for node in root.nodes()):
        raise _shared(entry)


def _shared(entry: MappingEntry) -> InputError:
    message = f"`{entry.key.text}` is shared with another place of the file through an anchor"
    return InputError([Fault(None, message, "change it in the file, or write the value out in both places")])


def _document_end(text: str, place: int) -> int:
    """The index of `...` after `place`, which is in no value; otherwise the end of the text."""
    found = re.compile(r"^\.\.\.(?=\s|$)", re.MULTILINE).search(text, place)
    return found.start() if found else len(text)


def _column(text: str, entry: MappingEntry) -> int:
    return entry.key.start - _line_start(text, entry.key.start)


def _block_column(text: str, entry: MappingEntry) -> int:
    """The column of a key in a block. Raises InputError if the key is not first on its line, as after `?`."""
    column = _column(text, entry)
    if text[entry.key.start - column : entry.key.start].strip():
        raise InputError([Fault(None, f"`{entry.key.text}` does not begin its line", "write it as `key: value`")])
    return column


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    """The index of the next line."""
    return (text.find("\n", place) + 1) or len(text)


def _closed(text: str) -> str:
    """The text, with a line break at its end."""
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
    """The mapping, if the text is JSON."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        return _loaded(text)
    except ValueError:
        return None  # YAML with braces


def _loaded(text: str) -> dict[str, Any]:
    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        known = dict(pairs)
        return known if len(known) == len(pairs) else Pairs(pairs)

    document: dict[str, Any] = json.loads(text, object_pairs_hook=mapping)
    return document


def _dump(text: str, document: dict[str, Any]) -> str:
    if json.dumps(document) == json.dumps(_loaded(text)):  # unlike `==`, distinguishes 1 and true
        return text
    indent = re.match(r"\s*\{\s*?\n([ \t]+)", text)
    written = json.dumps(document, indent=indent.group(1) if indent else 2, ensure_ascii=False)
    return written.replace("\n", _newline(text)) + (_newline(text) if text.endswith("\n") else "")


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
