"""`python -m tools.reference` fills the pages; with `--check` it names those that are not up to date."""

import argparse
import sys
from pathlib import Path

from tools.reference.pages import ROOT, filled_pages, stale_pages


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a page is stale")
    check = parser.parse_args().check
    changed = {path: text for path, text in filled_pages().items() if _text(path) != text}
    gone = stale_pages()
    for path, done in (*((path, "written") for path in changed), *((path, "removed") for path in gone)):
        print(f"{path.relative_to(ROOT)}: {'not up to date, run `make docs`' if check else done}")
    if not check:
        for path, text in changed.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for path in gone:
            path.unlink()
    return 1 if check and (changed or gone) else 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


sys.exit(main())
