"""`python -m tools.release` builds what a release is made of and tries it in empty environments; it publishes nothing.

The sdist, and the wheel with each extra, do the main job. With `--tag` the tag, the version and the newest heading of
the changelog have to agree, and the heading needs a date. With `--pythons` the wheel does the main job under each
supported Python that is installed too, and the quick tests run there.
"""

import argparse
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tools.release.artifacts import ROOT, Artifacts, build, install
from tools.release.pythons import SUPPORTED, find_python
from tools.release.trials import try_extra, try_main_job, try_tests

from rolecast import __version__

EXTRAS = ("", "aws", "web")
_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\] - (?P<date>\S+)$", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("--tag", help="the tag of the release, such as v0.1.0")
    parser.add_argument("--pythons", action="store_true", help="try each Python that is installed too")
    options = parser.parse_args()
    if wrong := disagreements(options.tag, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")):
        print("\n".join(wrong), file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        artifacts = build(Path(folder) / "dist")
        _try_extras(Path(folder), artifacts)
        if options.pythons:
            _try_pythons(Path(folder), artifacts)
    return 0


def disagreements(tag: str | None, changelog: str) -> list[str]:
    """What the tag, the version and the changelog do not agree on."""
    newest = _HEADING.search(changelog)
    if newest is None:
        return ["CHANGELOG.md has no heading `## [VERSION] - DATE`"]
    wrong = []
    if newest["version"] != __version__:
        wrong.append(f"CHANGELOG.md begins with {newest['version']}, the version is {__version__}")
    if tag and tag != f"v{__version__}":
        wrong.append(f"the tag is {tag}, the version is {__version__}")
    if tag and not _DATE.fullmatch(newest["date"]):
        wrong.append(f"CHANGELOG.md has `{newest['date']}` for the date of {newest['version']}")
    return wrong


def _try_extras(folder: Path, artifacts: Artifacts) -> None:
    """The wheel with each extra, and the sdist; two at a time, for installing waits and computes in turn."""
    tried = [*(("wheel", artifacts.wheel, extra) for extra in EXTRAS), ("sdist", artifacts.sdist, "")]
    with ThreadPoolExecutor(2) as pool:
        for told in pool.map(partial(_try_artifact, folder), *zip(*tried, strict=True)):
            print(told)


def _try_artifact(folder: Path, name: str, artifact: Path, extra: str) -> str:
    environment = install(folder / f"{name}-{extra or 'plain'}", artifact, extra)
    try_main_job(environment)
    if extra:
        try_extra(environment, extra)
    what = f"{name}[{extra}]" if extra else name
    return f"{what:16} {environment.seconds:5.1f} s  {environment.megabytes:5.1f} MB  does the main job"


def _try_pythons(folder: Path, artifacts: Artifacts) -> None:
    for version in SUPPORTED:
        if (python := find_python(version)) is None:
            print(f"Python {version}      is not installed here: not tried")
            continue
        environment = install(folder / version, artifacts.wheel, "", python)
        try_main_job(environment)
        print(f"Python {version}      does the main job; {try_tests(environment)}")


if __name__ == "__main__":
    sys.exit(main())
