"""`python -m tools.journeys [ID...]` runs the scripts in environments of their own and writes their recordings."""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
OF_VERSION_3 = "_v3"
"""How the names of scripts end that need version 3 of the SDK."""


def main() -> int:
    ids = sys.argv[1:] or sorted(path.stem for path in (FOLDER / "scripts").glob("[!_]*.py"))
    newer = [each for each in ids if each.endswith(OF_VERSION_3)]
    older = [each for each in ids if each not in newer]
    return max(_record("journeys", "requirements.txt", older), _record("journeys-v3", "requirements-v3.txt", newer))


def _record(environment: str, requirements: str, ids: list[str]) -> int:
    if not ids:
        return 0
    python = _python(ROOT / "build" / environment, FOLDER / requirements)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAGEMAKER_"))}
    command = [str(python), "-m", "tools.journeys.recorder", *ids]
    return subprocess.run(command, cwd=ROOT, env=kept, check=False).returncode


def _python(folder: Path, requirements: Path) -> Path:
    """The Python of the environment, which is made where it is not there as required."""
    python, installed = folder / "bin" / "python", folder / "installed.txt"
    wanted = requirements.read_text(encoding="utf-8")
    if not installed.exists() or installed.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True)
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([python, "-m", "pip", "install", *quiet, "-r", requirements], check=True)
        installed.write_text(wanted, encoding="utf-8")
    return python


sys.exit(main())
