"""Files that are shipped with the package, possibly in a zip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(package: str, module_file: str) -> Traversable:
    """The folder of a package, by its name and the file of a module in it."""
    path = Path(module_file).parent
    if path.is_dir():  # nearly always; importlib.resources is slow
        return path
    from importlib import resources

    return resources.files(package)
