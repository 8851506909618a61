"""Writes JSON and tables to standard output, and notices and errors to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rolecast.cli.languages import say, say_fault
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.json_writing import indented

if TYPE_CHECKING:
    from rich.table import Table

    from rolecast.role import Notice
    from rolecast.sources.contents import Unread


STANDARD_OUTPUT = "-"
"""As a file to write."""

format_option = click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)


def can_ask() -> bool:
    """Whether the user can be asked: standard input and standard error are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def write_json(value: Any) -> None:
    click.echo(indented(value), nl=False)


def write_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    on_terminal: Sequence[str] | None = None,
    sections: tuple[str, Iterable[str]] | None = None,
) -> None:
    """Writes a table on a terminal, otherwise tab-separated lines.

    `on_terminal` are the headers of the columns to show on a terminal, by default all. `sections` are the header of a
    column and its values; the terminal shows each value in this order above its rows.
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
        is_first = header == headers[0]  # users copy it, so never wrap it
        table.add_column(header, no_wrap=is_first, overflow="fold")
    left = [dict(zip(headers, row, strict=True)) for row in rows]
    header, titles = sections or (headers[0], ())
    for title in titles:
        members = [values for values in left if values[header] == title]
        left = [values for values in left if values[header] != title]
        if members:
            table.add_section()
            table.add_row(title, style="bold")
            _add_rows(table, members, on_terminal or headers)
    _add_rows(table, left, on_terminal or headers)
    Console(highlight=False).print(table)


def _add_rows(table: Table, rows: Iterable[Mapping[str, str]], headers: Sequence[str]) -> None:
    for values in rows:
        table.add_row(*(values[header] for header in headers))


def write_notices(notices: Iterable[Notice], about: str) -> None:
    text = "".join(say(f"notice: {about}: {notice.message}") + "\n" for notice in notices)
    click.echo(text, nl=False, err=True)


def write_unread(parts: Iterable[Unread]) -> None:
    for part in parts:
        click.echo(say(f"notice: {Fault(part.place, part.message)}"), err=True)


def write_faults(faults: Faults) -> None:
    """Writes the errors, and the number of errors beyond those listed."""
    for fault in faults:
        click.echo(say_fault(fault), err=True)
    if faults.more:
        click.echo(say(f"{faults.more:,} more"), err=True)


def refuse_to_overwrite(path: Path) -> None:
    """Raises InputError if the file exists."""
    if path.exists() or path.is_symlink():
        raise InputError([Fault(None, f"`{path}` already exists", "remove it, or name another file with `-o`")])
