"""`python -m tools.extracts [FOLDER]` makes the extracts, in src/rolecast/iam/data unless another is named."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tools.extracts import managed, packages

TARGET = Path(__file__).parents[2] / "src" / "rolecast" / "iam" / "data"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    with tempfile.TemporaryDirectory() as work:
        try:
            made = make(Path(work))
        except packages.PackageError as error:
            sys.exit(f"error: {error}")
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            replace(target / path.name, path)


def make(work: Path) -> Path:
    """Makes everything in a new folder, so that a fault leaves the old extracts whole."""
    made = work / "made"
    date = managed.write(packages.read_moto(), made / "managed")
    source = ("managed policies", "moto", packages.MOTO.version, "Apache-2.0", date, "https://github.com/getmoto/moto")
    (made / "sources.tsv").write_text("\t".join(source) + "\n", encoding="ascii", newline="\n")
    return made


def replace(old: Path, new: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    shutil.move(new, old)


main()
