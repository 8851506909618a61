"""The real tools that tests run: where they are on this machine, and a skip that says so where they are not.

CI counts a skip whose reason begins with "needs" as a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests import provider

ACCOUNT = "123456789012"
"""The account that a moto server plays where nobody says otherwise."""
_PROVIDER = "registry.terraform.io/hashicorp/aws"
_SETTINGS = {
    "TF_CLI_CONFIG_FILE": os.devnull,
    "CHECKPOINT_DISABLE": "1",
    # A third of the time goes to collecting what the provider's schema leaves, in processes that end soon.
    "GOGC": "off",
    "GOMEMLIMIT": "1500MiB",
}
_MODULE = "import gc, runpy, sys; gc.disable(); runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
_NOT_FILES = ("dev", "proc", "sys")


@dataclass(frozen=True)
class Server:
    """A moto server, emptied before each test."""

    endpoint: str

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - of nothing
        )

    def environment(self, region: str = "us-east-1", account: str = ACCOUNT) -> dict[str, str]:
        """The environment of a program that is to speak to this server, in `account`."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
        given = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return {**kept, **given, **self._credentials(account)}

    def _credentials(self, account: str) -> dict[str, str]:
        if account == ACCOUNT:
            return {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        role = f"arn:aws:iam::{account}:role/visitor"
        answer = self.client("sts").assume_role(RoleArn=role, RoleSessionName="visitor")["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
            "AWS_SESSION_TOKEN": answer["SessionToken"],
        }


@dataclass(frozen=True)
class Terraform:
    """The real Terraform, in a folder of its own and with the real provider."""

    program: str
    plugins: Path
    folder: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A run. One that is for an account uses the provider in a process that other runs use too."""
        if "AWS_ENDPOINT_URL" not in self.environment:
            return self._run(*arguments, environment=self.environment)
        *_, installed = sorted(self.plugins.glob(f"{_PROVIDER}/*/*/terraform-provider-aws*"))
        return self._run(*arguments, environment=provider.running(installed).environment(self.environment))

    def _run(self, *arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.program, arguments[0], "-no-color", *arguments[1:]],
            cwd=self.folder,
            env={**environment, **_SETTINGS},
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *arguments: str) -> str:
        """What a run prints that has to succeed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def init(self) -> None:
        """Gets ready for runs, in which the provider is there already."""
        self.must("init", "-input=false")

    def install(self) -> None:
        """Gets ready as people do: the provider is found by the versions that the configuration takes."""
        done = self._run("init", "-input=false", f"-plugin-dir={self.plugins}", environment=self.environment)
        assert done.returncode == 0, done.stderr


def terraform(folder: Path, environment: Mapping[str, str]) -> Terraform:
    return Terraform(_program("terraform"), _plugins(), folder, environment)


def aws_cli() -> str:
    return _program("aws")


def cfn_lint() -> str:
    return _program("cfn-lint")


def shellcheck() -> str:
    return _program("shellcheck")


def python(module: str, *arguments: str) -> list[str]:
    """A command that runs a module as `python -m` does, but never looks for garbage: a third of the time."""
    return [sys.executable, "-c", _MODULE, module, *arguments]


def _program(name: str) -> str:
    beside_python = Path(sys.executable).parent / name
    found = str(beside_python) if beside_python.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}: it is not on the path")
    return found


def _plugins() -> Path:
    found = _find_plugins()
    if found is None:
        pytest.skip("needs terraform-provider-aws: no folder has it; TF_PLUGIN_DIR can name one")
    return found


@cache
def _find_plugins() -> Path | None:
    """A folder that `terraform init -plugin-dir` takes, with the provider hashicorp/aws in it."""
    if named := os.environ.get("TF_PLUGIN_DIR"):
        return Path(named)
    homes = (Path.home() / ".terraform.d" / "plugins", Path.home() / ".terraform.d" / "plugin-cache")
    for folder in (*homes, *_folders(Path("/"), depth=3)):
        if any((folder / _PROVIDER).glob("*/*/terraform-provider-aws*")):
            return folder
    return None


def _folders(root: Path, depth: int) -> Iterator[Path]:
    """The folders below `root`, nearest first, `depth` levels down; without those that cannot be read."""
    level = [root]
    for _ in range(depth):
        level = [child for folder in level for child in _children(folder)]
        yield from level


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry) for entry in entries if _is_plain_folder(entry)]
    except OSError:
        return []


def _is_plain_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and entry.name not in _NOT_FILES
