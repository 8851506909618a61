"""What an installed package has to do. Each raises where it does not."""

import os
import subprocess
import urllib.request
from pathlib import Path

from tools.release.artifacts import ROOT, Environment, add

QUICK_TESTS = ("tests/reading", "tests/rolefile", "tests/iam/test_documents.py", "tests/composition/test_compose.py")
_NEEDED_BY_TESTS = ("pytest", "pytest-xdist", "hypothesis", "syrupy", "jsonschema", "boto3")
_MAIN_JOB = "rolecast new --persona data-scientist | tee roles.yaml | rolecast build - -f cloudformation"


def try_main_job(environment: Environment) -> None:
    """A new role file, built and checked in an empty folder, with warnings as errors."""
    made = _run(environment, f"set -o pipefail; {_MAIN_JOB} && rolecast check roles.yaml --fail-on error")
    assert "AWS::IAM::Role" in made, made


def try_extra(environment: Environment, extra: str) -> None:
    if extra == "web":
        _try_page(environment)
    else:
        _try_deployment(environment)


def try_tests(environment: Environment) -> str:
    """The last line of the quick tests, against the package that is installed."""
    add(environment, *_NEEDED_BY_TESTS)
    command = [str(environment.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", *QUICK_TESTS]
    done = subprocess.run(command, cwd=ROOT, env=_variables(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()[-1]


def _try_page(environment: Environment) -> None:
    """The page is served on loopback and answers."""
    command = [str(environment.bin / "rolecast"), "serve", "--no-open", "--port", "0"]
    folder = _empty_folder(environment)
    with subprocess.Popen(
        command, cwd=folder, env=_variables(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            assert server.stdout is not None
            printed = server.stdout.readline()
            address = next((word for word in printed.split() if word.startswith("http://127.0.0.1:")), None)
            assert address, printed
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - loopback
                assert answer.status == 200
        finally:
            server.terminate()


def _try_deployment(environment: Environment) -> None:
    """boto3 is there: what is missing is credentials alone."""
    told = _run(environment, f"{_MAIN_JOB} >template && rolecast plan roles.yaml 2>&1 || true")
    assert "credentials" in told, told
    assert "pip install" not in told, told


def _run(environment: Environment, script: str) -> str:
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=_empty_folder(environment),
        env=_variables(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _empty_folder(environment: Environment) -> Path:
    folder = environment.folder / "work"
    folder.mkdir(exist_ok=True)
    return folder


def _variables(environment: Environment) -> dict[str, str]:
    """Next to nothing but the installed programs and no credentials."""
    return {
        "PATH": f"{environment.bin}{os.pathsep}{os.defpath}",
        "HOME": str(environment.folder),
        "LANG": "C.UTF-8",
        "PYTHONWARNINGS": "error",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
