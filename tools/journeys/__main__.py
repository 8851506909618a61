"""`python -m tools.journeys [ID...]` runs the scripts in an environment of their own and writes their recordings."""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "build" / "journeys"
REQUIREMENTS = Path(__file__).parent / "requirements.txt"
_INSTALLED = ENVIRONMENT / "installed.txt"


def main() -> int:
    python = ENVIRONMENT / "bin" / "python"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not _INSTALLED.exists() or _INSTALLED.read_text(encoding="utf-8") != wanted:
        venv.create(ENVIRONMENT, with_pip=True)
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([python, "-m", "pip", "install", *quiet, "-r", REQUIREMENTS], check=True)
        _INSTALLED.write_text(wanted, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAGEMAKER_"))}
    command = [python, "-m", "tools.journeys.recorder", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=kept, check=False).returncode


sys.exit(main())
