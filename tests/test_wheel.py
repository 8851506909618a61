"""The wheel that is built does the main job by itself: with what it declares, and nothing of this repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests import batch

ROOT = Path(__file__).parents[1]
UNREACHABLE = re.compile(r"connection|timed? ?out|temporary failure|no matching distribution", re.IGNORECASE)
NEEDED = {"click", "orjson", "pyyaml", "rich", "markdown-it-py", "mdurl", "pygments"}
"""What the package declares, and what that needs in turn."""


def declared() -> list[str]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    dependencies: list[str] = content["project"]["dependencies"]
    return dependencies


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    arguments = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel and what it needs, in the versions of the lock, alone."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(re.findall(r"^[\w.-]+==[\w.!+]+", lock, re.MULTILINE)), encoding="utf-8")
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "--retries", "1"]
    done = subprocess.run(
        [*pip, "install", "--quiet", "--no-compile", "--constraint", str(constraints), str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip(f"needs a package index: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return folder / "bin"


@pytest.fixture
def rolecast(installed: Path) -> Path:
    """The installed command."""
    return installed / "rolecast"


def run(script: str, program: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script in `folder` with hardly an environment, but the program on its path."""
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"],
        env={"PATH": f"{program.parent}:{os.defpath}", "LANG": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    """Code, catalogue, AWS data, licence and type marker; neither tests nor tools."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    tops = {name.partition("/")[0] for name in names}
    assert {top.partition("-")[0] for top in tops} == {"rolecast"}
    for part in (
        "rolecast/py.typed",
        "rolecast/catalogue/activities/manage-ml-jobs.yaml",
        "rolecast/catalogue/flows/role-manager.yaml",
        "rolecast/catalogue/personas/data-scientist.yaml",
        "rolecast/iam/data/managed/policies.tsv",
        "rolecast/iam/data/services/sagemaker.json",
        "rolecast/iam/data/NOTICE",
        "rolecast/web/static/page.js",
        "rolecast/web/static/style.css",
        "rolecast/web/templates/steps/information.html",
        "rolecast/web/texts/ja.yaml",
    ):
        assert part in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    unconditional = {
        line for line in re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE) if "extra" not in line
    }
    assert unconditional == set(declared())


def test_only_what_is_declared_is_installed(rolecast: Path, tmp_path: Path) -> None:
    """No library of tests or of development has slipped in."""
    code = "import importlib.metadata as m, json; print(json.dumps([d.name.lower() for d in m.distributions()]))"
    names = json.loads(run(f"python -c '{code}'", rolecast, tmp_path).stdout)
    assert set(names) == {"rolecast"} | NEEDED
    assert {re.split(r"[>=<]", name)[0] for name in declared()} <= NEEDED


@pytest.mark.parametrize("format", ["json", "cloudformation", "terraform", "aws-cli", "markdown"])
def test_the_main_job(format: str, rolecast: Path, tmp_path: Path) -> None:
    """A new file for a persona, built as it stands, in an empty folder."""
    done = run(f"rolecast new --persona data-scientist | rolecast build - -f {format} | tee made", rolecast, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "sagemaker-data-scientist" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize(
    "command",
    [
        *("--help", "--version", "activities", "personas", "schema", "show manage-ml-jobs --vpc"),
        *("show canvas-core-access --format json", "new --persona mlops-engineer-2026 -o roles.yaml", "build --help"),
    ],
)
def test_the_other_commands(command: str, rolecast: Path, tmp_path: Path) -> None:
    """Each finds its data."""
    done = run(f"rolecast {command}", rolecast, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout or "-o" in command


ZIPPED = [
    ["build", "roles.yaml"],
    *(["activities"], ["personas"], ["show", "manage-ml-jobs"], ["schema"], ["rule"]),
    ["check", "aws:AmazonSageMakerFullAccess"],
]


@pytest.fixture(scope="module")
def zipped(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[batch.Outcome]]:
    """A folder with a new role file, and what the commands come to there, with the wheel on the path as it is."""
    folder = tmp_path_factory.mktemp("zipped")
    new = ["new", "--persona", "data-scientist", "-o", "roles.yaml"]
    return folder, batch.outcomes([new, *ZIPPED, ["serve"]], folder, PYTHONPATH=str(wheel))


def test_the_package_works_from_a_zip(zipped: tuple[Path, list[batch.Outcome]]) -> None:
    """With every file of data in the wheel: what comes out is what an installation prints."""
    folder, (_, *outcomes, _) = zipped
    installed = batch.outcomes(ZIPPED, folder, PYTHONPATH=str(ROOT / "src"))
    for command, one, other in zip(ZIPPED, outcomes, installed, strict=True):
        assert one == other, command
        assert len(one[1]) > 1_000, command


def test_a_zip_is_what_runs(wheel: Path, tmp_path: Path) -> None:
    """The test above is about the wheel and not about what is installed here."""
    code = "import rolecast; print(rolecast.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(wheel))


def test_the_page_is_not_served_from_a_zip(zipped: tuple[Path, list[batch.Outcome]]) -> None:
    """It says what to do instead."""
    status, out, err = zipped[1][-1]
    assert (status, out) == (1, "")
    assert err.startswith("error: the page cannot be served from a zip\n  help: install the package")


def test_errors_are_the_same(rolecast: Path, tmp_path: Path) -> None:
    """Bad input ends with a clear word there too."""
    done = run("echo 'version: 1' | python -m rolecast build -", rolecast, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("standard input:1:1: the role file needs `roles`")


def test_the_page_asks_for_its_extra(rolecast: Path, tmp_path: Path) -> None:
    """What is missing, and how to get it."""
    done = run("rolecast serve", rolecast, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install '.[web]'" in done.stderr
