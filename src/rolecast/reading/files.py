"""Writes files atomically, and keeps their permissions."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

_PRIVATE = 0o600


def write_file(path: Path, text: str, *, executable: bool = False, private: bool = False) -> None:
    """Writes the file completely or not at all. Raises OSError if that fails.

    An existing file keeps its permissions. A `private` one is accessible only to its owner.
    """
    if path.exists() and not path.is_file():  # a pipe or device cannot be replaced
        path.write_text(text, encoding="utf-8")
        return
    _write_all({_target(path): text}, _PRIVATE if private else None, executable)


def write_folder(folder: Path, files: Mapping[str, str], *, executable: bool = False) -> None:
    """Writes all files into the folder, or none. Raises OSError if that fails."""
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        _write_all({_target(folder / name): text for name, text in files.items()}, None, executable)
    except BaseException:
        if made:
            folder.rmdir()
        raise


def make_private_folder(folder: Path) -> None:
    """Creates the folder, or removes others' permissions from an existing one. Raises OSError if that fails."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        folder.chmod(0o700)


def _target(path: Path) -> Path:
    """The target of a link, so that the link itself is kept. Raises OSError for circular links."""
    try:
        return path.resolve()
    except RuntimeError:  # OSError from Python 3.13 on
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


def _write_all(files: Mapping[Path, str], mode: int | None, executable: bool) -> None:
    """Writes temporary files next to their targets; once all are written, renames them."""
    waiting: dict[Path, Path] = {}
    try:
        for path, text in files.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            try:
                waiting[path] = _write_beside(path, text, mode or _mode(path, executable))
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(path)) from None
        for path, temporary in waiting.items():
            temporary.replace(path)
    except BaseException:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path, executable: bool) -> int:
    """The permissions of the existing file, or the default ones of a new file."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return (0o777 if executable else 0o666) & ~mask


def _write_beside(path: Path, text: str, mode: int) -> Path:
    import tempfile  # rarely needed: most builds go to standard output

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.chmod(mode)
    except BaseException:
        temporary.unlink()
        raise
    return temporary
