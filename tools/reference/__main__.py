"""`python -m tools.reference` fills the pages; with `--check` it names those that are not up to date."""

import argparse
import sys

from tools.reference.pages import ROOT, filled_pages


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a page is stale")
    check = parser.parse_args().check
    stale = {path: text for path, text in filled_pages().items() if path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        print(f"{path.relative_to(ROOT)}: {'not up to date, run `make docs`' if check else 'written'}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


sys.exit(main())
