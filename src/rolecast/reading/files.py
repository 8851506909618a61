"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path


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
