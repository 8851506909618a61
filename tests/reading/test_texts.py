"""Texts of people: files and standard input, what of them is JSON, and that nothing but InputError ever comes out."""

import errno
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rolecast.reading import texts
from rolecast.reading.faults import InputError
from rolecast.reading.nodes import Node, plain_value
from rolecast.reading.texts import parse, read_text


def test_a_file_is_read_as_utf8(tmp_path: Path) -> None:
    """With a byte order mark or without; its name is what messages call it."""
    for content in ("売上".encode(), "売上".encode("utf-8-sig")):
        path = tmp_path / "roles.yaml"
        path.write_bytes(content)
        assert read_text(str(path)) == ("売上", str(path))


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [(b"\xff\xfea\x00", 1, 1), (b"a: 1\nb: \xe9t\xe9", 2, 4), ("売上".encode("shift_jis"), 1, 1)],
)
def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path, content: bytes, line: int, column: int) -> None:
    """At the first byte that is not."""
    path = tmp_path / "roles.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_text(str(path))
    assert str(raised.value) == f"{path}:{line}:{column}: this is not UTF-8 text\n  help: save the file as UTF-8"


def test_a_compressed_file_has_to_be_decompressed(tmp_path: Path) -> None:
    """The help for a file of gzip is not to save it as UTF-8."""
    path = tmp_path / "roles.yaml.gz"
    path.write_bytes(gzip.compress(b"version: 1\n"))
    with pytest.raises(InputError) as raised:
        read_text(str(path))
    assert str(raised.value) == f"{path}:1:2: this is not UTF-8 text\n  help: decompress the file"


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """Ten million bytes are read; of one more, or fifty million, not more than that either."""
    path = tmp_path / "roles.yaml"
    for size in (texts.MAX_BYTES, texts.MAX_BYTES + 1, 50_000_000):
        path.touch()
        os.truncate(path, size)
        if size == texts.MAX_BYTES:
            assert len(read_text(str(path))[0]) == size
        else:
            with pytest.raises(InputError, match=r"is larger than 10,000,000 bytes\n  help: split it"):
                read_text(str(path))


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, a name that no file can have, a path through a file."""
    with pytest.raises(InputError, match=r"there is no file `.*none\.yaml`\n  help: `rolecast new` writes one"):
        read_text(str(tmp_path / "none.yaml"))
    with pytest.raises(InputError, match=r"there is no file `.*none\.json`$"):
        read_text(str(tmp_path / "none.json"))
    with pytest.raises(InputError, match=r"there is no file `.*none\.json`$"):
        read_text(str(tmp_path / "missing" / "none.json"))
    with pytest.raises(InputError, match="is a folder\n  help: name a file in it"):
        read_text(str(tmp_path))
    with pytest.raises(InputError, match="cannot read"):
        read_text(str(tmp_path / "a\0b"))
    with pytest.raises(InputError, match=r"cannot read .*: File name too long"):
        read_text(str(tmp_path / ("a" * 300)))
    (tmp_path / "team.yaml").touch()
    (tmp_path / "teams.yam").mkdir()
    with pytest.raises(InputError, match=r"there is no file `.*\n  help: did you mean `.*/team\.yaml`\?"):
        read_text(str(tmp_path / "teams.yaml"))
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot read .*: Not a directory"):
        read_text(str(tmp_path / "file" / "roles.yaml"))


READ_STANDARD_INPUT = """
from rolecast.reading.faults import InputError
from rolecast.reading.texts import read_text
try:
    text, source = read_text("-")
    print(ascii(text), source)
except InputError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("redirection", "expected"),
    [
        ("printf 'a: \\303\\251'", "'a: \\xe9' standard input\n"),
        ("printf ''", "'' standard input\n"),
        ("printf '\\377'", "standard input:1:1: this is not UTF-8 text\n  help: save the file as UTF-8\n"),
        (
            "head -c 10000001 /dev/zero",
            "standard input is larger than 10,000,000 bytes\n  help: split it into several files\n",
        ),
    ],
)
def test_standard_input(redirection: str, expected: str) -> None:
    """A dash is standard input, under the same rules as a file."""
    assert run_shell(f'{redirection} | "$0" -c "$1"') == expected


def test_closed_standard_input_is_refused() -> None:
    """Closed by the shell, or by the program itself."""
    expected = "standard input is closed\n  help: name a file, or pipe one in\n"
    assert run_shell('"$0" -c "$1" <&-') == expected
    assert run_shell('"$0" -c "import sys; sys.stdin.close()$1"') == expected


def test_standard_input_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operating system's own word for it is told."""

    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: Any) -> int:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    with pytest.raises(InputError, match="cannot read standard input: Input/output error"):
        read_text("-")


def run_shell(command: str) -> str:
    arguments = ["sh", "-c", command, sys.executable, READ_STANDARD_INPUT]
    return subprocess.run(arguments, capture_output=True, check=True, text=True).stdout


@settings(deadline=None)
@given(st.binary(max_size=40))
@example(b"\xef\xbb\xbf")
@example(b"\xed\xa0\x80")
def test_no_bytes_make_it_fail_in_another_way(content: bytes) -> None:
    """A file of anything is a text and then a tree, or an InputError with a place."""
    try:
        text = texts._decode(content, "x")
    except InputError as refusal:
        outcome: Node | InputError = refusal
    else:
        outcome = parse_or_refuse(text)
    assert isinstance(outcome, Node) or all(fault.place for fault in outcome.faults)


def parse_or_refuse(text: str) -> Node | InputError:
    try:
        return parse(text, "x")
    except InputError as refusal:
        return refusal


@pytest.mark.parametrize("text", ["{a: 1}", "  [a]", "\n\n{'a': 1}", "{", "["])
def test_what_begins_like_json_is_json_and_nothing_else(text: str) -> None:
    """AWS would refuse what YAML makes of it, and nobody writes YAML so."""
    with pytest.raises(InputError, match="this is not JSON"):
        parse(text, "standard input")


@pytest.mark.parametrize("name", ["policy.json", "POLICY.JSON"])
def test_a_json_file_is_json_whatever_is_in_it(name: str) -> None:
    """Its name says so."""
    with pytest.raises(InputError, match="this is not JSON"):
        parse("Version: 1", name)
    assert plain_value(parse("1", name)) == 1


def test_everything_else_is_yaml() -> None:
    """Braces further in as well."""
    assert plain_value(parse("a: {b: [c]}", "x")) == {"a": {"b": ["c"]}}
    assert plain_value(parse("# {\n- {b: [c]}", "x")) == [{"b": ["c"]}]
