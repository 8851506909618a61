"""The targets of `-o`: standard output, a file or a folder. Inputs and foreign files are not overwritten."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from rolecast.reading.faults import Fault, InputError
from rolecast.reading.files import write_file, write_folder
from rolecast.reading.texts import STANDARD_INPUT
from rolecast.rendering import marks
from rolecast.rendering.formats import Format
from rolecast.rendering.marks import Mark
from rolecast.rolefile.load import RoleFile

force_option = click.option("--force", is_flag=True, help="Overwrite files that this command did not write.")


class Output(NamedTuple):
    """The texts of a build by file. `folder` is None for a single file. `stale` are the files that it removes."""

    format: Format
    folder: Path | None
    files: Mapping[Path, str]
    stale: tuple[Path, ...] = ()

    def outdated(self) -> list[str]:
        """The differences between this output and the files, in words. Raises OSError."""
        missing = [f"`{path}` does not exist" for path in self.files if not path.exists()]
        differing = [
            f"`{path}` is not up to date" for path, text in self.files.items() if path.exists() and _text(path) != text
        ]
        return [*missing, *differing, *(f"`{path}` is no longer built from the role file" for path in self.stale)]

    def write(self, inputs: Iterable[Path], *, force: bool) -> None:
        """Writes everything or nothing. Raises InputError for files that must not be overwritten, and OSError."""
        refuse_inputs(self.files, inputs)
        if not force:
            changing = [path for path, text in self.files.items() if not (path.is_file() and _text(path) == text)]
            refuse_foreign(changing, f"rolecast build -f {self.format}", self._is_own)
        executable = self.format is Format.AWS_CLI
        if self.folder is None:
            for path, text in self.files.items():
                write_file(path, text, executable=executable)
        else:
            write_folder(self.folder, {path.name: text for path, text in self.files.items()}, executable=executable)
        for path in self.stale:
            path.unlink()

    def _is_own(self, text: str) -> bool:
        mark = marks.read(text)
        return mark is not None and mark.format == self.format


def inputs_of(rolefile: RoleFile) -> list[Path]:
    """The files that the role file was read from: itself, and those of the team's catalogue."""
    of_file = [] if rolefile.source == STANDARD_INPUT else [Path(rolefile.source)]
    return [*of_file, *rolefile.catalogue.own_files()]


def refuse_inputs(targets: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raises InputError for every target that is one of the inputs, even by another name."""
    known = {identity: path for path in inputs if (identity := _identity(path))}
    faults = [
        Fault(None, f"`{target}` is the input `{known[identity]}`", "name another file with `-o`")
        for target in targets
        if (identity := _identity(target)) in known
    ]
    if faults:
        raise InputError(faults)


def refuse_foreign(targets: Iterable[Path], maker: str, is_own: Callable[[str], bool]) -> None:
    """Raises InputError for existing files that `maker` did not write, according to `is_own`, which takes their text.

    Empty files, pipes and devices can be written: there is nothing to lose.
    """
    faults = [
        Fault(
            None, f"`{target}` was not made by `{maker}`", "name another file with `-o`, or replace it with `--force`"
        )
        for target in targets
        if target.is_file() and (text := _text(target)) and not is_own(text)
    ]
    if faults:
        raise InputError(faults)


def left_behind(folder: Path, files: Iterable[Path], marks_of_builds: Container[Mark]) -> tuple[Path, ...]:
    """Files in the folder that earlier builds with these marks wrote and that are not in `files`."""
    if not folder.is_dir():
        return ()
    others = set(folder.iterdir()) - set(files)
    return tuple(sorted(path for path in others if _is_plain_file(path) and marks.read(_text(path)) in marks_of_builds))


def source_from(folder: Path, rolefile: RoleFile) -> str:
    """The name of the role file for files in `folder`: its relative path."""
    if rolefile.source == STANDARD_INPUT:
        return STANDARD_INPUT
    try:
        path = os.path.relpath(Path(rolefile.source).resolve(), folder.resolve())
    except (OSError, RuntimeError, ValueError):  # circular links, or another drive
        path = Path(rolefile.source).name
    return marks.plain(Path(path).as_posix())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
