"""The sdist and the wheel, and empty environments with one of them."""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Artifacts(NamedTuple):
    sdist: Path
    wheel: Path


class Environment(NamedTuple):
    """An environment with the package, and what installing it took."""

    folder: Path
    seconds: float
    megabytes: float

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def python(self) -> Path:
        return self.bin / "python"


def build(folder: Path) -> Artifacts:
    """Both, from the working tree."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return Artifacts(sdist, wheel)


def install(folder: Path, artifact: Path, extra: str, python: Path = Path(sys.executable)) -> Environment:
    """An environment of this Python with the artifact and what it declares, in the versions of the lock, alone."""
    started = time.monotonic()
    subprocess.run([str(python), "-m", "venv", "--without-pip", str(folder)], check=True)
    environment = Environment(folder, 0, 0)
    add(environment, f"{artifact}[{extra}]" if extra else str(artifact))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return Environment(folder, time.monotonic() - started, size / 1e6)


def add(environment: Environment, *requirements: str) -> None:
    """Installs more, in the versions of the lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    constraints = environment.folder / "constraints.txt"
    constraints.write_text("\n".join(re.findall(r"^[\w.-]+==[\w.!+]+", lock, re.MULTILINE)), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(environment.python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-qq", "--constraint", str(constraints), *requirements], check=True)
