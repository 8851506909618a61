"""What goes out: data to standard output or whole files, tables to people, notices to standard error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from rolecast.reading.faults import Fault, InputError
from rolecast.role import Notice


def can_ask() -> bool:
    """Whether there is a terminal to ask on, and to be answered from."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def write_json(value: Any) -> None:
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def write_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], on_terminal: Sequence[str] | None = None
) -> None:
    """A table on a terminal; lines with tabs between their values elsewhere.

    `on_terminal` are the headers of the columns that a terminal has room for, where these are not all.
    """
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in on_terminal or headers:
        is_first = header == headers[0]  # what a person copies, and so whole
        table.add_column(header, no_wrap=is_first, overflow="fold")
    for row in rows:
        values = dict(zip(headers, row, strict=True))
        table.add_row(*(values[header] for header in on_terminal or headers))
    Console(highlight=False).print(table)


def write_notices(notices: Iterable[Notice], about: str) -> None:
    for notice in notices:
        click.echo(f"notice: {about}: {notice.message}", err=True)


def write_file(path: Path, text: str, *, executable: bool = False) -> None:
    """Writes the file whole or not at all. Raises OSError where it cannot."""
    if path.exists() and not path.is_file():  # a pipe or a device: there is nothing to replace
        path.write_text(text, encoding="utf-8")
    else:
        _write_all({path.resolve(): text}, executable)  # a link stays one


def write_folder(folder: Path, files: Mapping[str, str], *, executable: bool = False) -> None:
    """Writes all files into the folder, or none. Raises OSError where it cannot."""
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        _write_all({(folder / name).resolve(): text for name, text in files.items()}, executable)
    except BaseException:
        if made:
            folder.rmdir()
        raise


def _write_all(files: Mapping[Path, str], executable: bool) -> None:
    """Writes each file beside its place; once all are there, puts them in place."""
    waiting: dict[Path, Path] = {}
    try:
        for path, text in files.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            try:
                waiting[path] = _write_beside(path, text, executable)
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(path)) from None
        for path, temporary in waiting.items():
            temporary.replace(path)
    except BaseException:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
        raise


def refuse_to_overwrite(path: Path) -> None:
    """Raises InputError where the file is there already."""
    if path.exists():
        raise InputError([Fault(None, f"`{path}` is there already", "remove it, or name another file with `-o`")])


def _write_beside(path: Path, text: str, executable: bool) -> Path:
    import tempfile  # most builds go to standard output

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod((0o777 if executable else 0o666) & ~mask)
    except BaseException:
        temporary.unlink()
        raise
    return temporary
