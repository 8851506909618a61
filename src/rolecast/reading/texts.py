"""Reads texts from files and standard input, and parses YAML and JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rolecast.reading.faults import Fault, Faults, InputError, Place, nearest
from rolecast.reading.nodes import Node

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STANDARD_INPUT = "standard input"
"""Its name in messages."""
MAX_BYTES = 10_000_000
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How files of gzip, zip, bzip2, xz and zstd begin."""


def read_text(path: str) -> tuple[str, str]:
    """The text of a file, or of standard input for `-`, and its name in messages.

    Raises InputError if it cannot be read, is larger than 10 MB or is not UTF-8.
    """
    if path == "-":
        return _decode(_read_standard_input(), STANDARD_INPUT), STANDARD_INPUT
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError([missing_file(path)]) from None
    except IsADirectoryError:
        raise InputError([Fault(None, f"`{path}` is a folder", "name a file in it")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Fault(None, f"cannot read `{path}`: {reason}")]) from None
    return _decode(content, path), path


def missing_file(path: str) -> Fault:
    """The error for a missing file, which suggests a file with a similar name."""
    named = Path(path)
    try:
        by_stem = {file.stem: file for file in named.parent.iterdir() if file.is_file()}
    except OSError:
        by_stem = {}
    near = nearest(named.stem, by_stem)  # without suffixes, which are too similar
    remedy = "`rolecast new` writes one" if named.suffix in (".yaml", ".yml") else None
    return Fault(None, f"there is no file `{path}`", f"did you mean `{by_stem[near]}`?" if near else remedy)


def read_file(file: Traversable) -> tuple[str, str]:
    """Like `read_text`, for a file that may be in a zip."""
    return read_text(str(file)) if isinstance(file, Path) else (_decode(file.read_bytes(), str(file)), str(file))


def parse(text: str, source: str) -> Node:
    """The single document in a YAML or JSON text. Raises InputError with all errors."""
    faults = Faults()
    root = read(text, source, faults)
    faults.raise_any()
    return root


def read(text: str, source: str, faults: Faults) -> Node:
    """The document in a text. Adds errors that do not prevent reading to `faults`.

    Raises InputError with all of `faults` if there is no complete document.
    """
    # Each parser is imported only if it is needed.
    if is_json(text, source):
        from rolecast.reading import json_text

        return json_text.read(text, source, faults)
    from rolecast.reading import yaml_text

    return yaml_text.read(text, source, faults)


def is_json(text: str, source: str) -> bool:
    """Whether a text must be JSON, because of its file name or because it begins with a brace or bracket."""
    return source.lower().endswith(".json") or text.lstrip(" \t\r\n")[:1] in ("{", "[")


def _read_standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise InputError([Fault(None, "standard input is closed", "name a file, or pipe one in")])
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError([Fault(None, f"cannot read standard input: {error.strerror}")]) from None


def _decode(content: bytes, source: str) -> str:
    if len(content) > MAX_BYTES:
        raise InputError([Fault(None, f"{source} is larger than {MAX_BYTES:,} bytes", "split it into several files")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        raise InputError([not_utf8(Place(source, line, column), content)]) from None


def not_utf8(place: Place, content: bytes) -> Fault:
    """The error for a byte that is not UTF-8. `content` is the file, or its beginning."""
    remedy = "decompress the file" if content.startswith(_COMPRESSED) else "save the file as UTF-8"
    return Fault(place, "this is not UTF-8 text", remedy)
