"""`rolecast import` of two hundred roles beside the same by the first design of it, in turns.

That design read each document anew for every template and every comparison. Its commit is taken from the repository's
history; without one there is nothing to compare with.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from bench.processes import ROOT, Run, measure, row
from rolecast.composition.compose import compose
from rolecast.role import PolicyKind
from rolecast.rolefile.load import parse

BEFORE = "206ae11"
ACCOUNT = "123456789012"
IMPORTED = 200
ACTIVITIES = (
    *("manage-ml-jobs", "manage-models", "manage-endpoints", "manage-pipelines"),
    *("manage-experiments", "search-and-visualize-experiments"),
)


def main() -> None:
    before = _source_of(BEFORE)
    with tempfile.TemporaryDirectory() as folder:
        for count in (IMPORTED, 5 * IMPORTED):
            file = Path(folder) / f"{count}.json"
            names = _write_details(file, count)[:IMPORTED]
            now, then = _measured(file, names, before)
            row(
                f"import of {IMPORTED} roles of an account of {count:,}", f"{now.seconds:.2f} s, {now.megabytes:.0f} MB"
            )
            row(f"  {BEFORE}", f"{then.seconds:.2f} s, {then.megabytes:.0f} MB")
            row("  ratio", f"{then.seconds / now.seconds:.1f} times faster", "at least 5")


def _measured(file: Path, names: list[str], before: Path) -> tuple[Run, Run]:
    commands = [
        ["env", f"PYTHONPATH={source}", sys.executable, "-m", "rolecast", "import", "--details", str(file), *names]
        for source in (ROOT / "src", before)
    ]
    now, then = measure(*commands, runs=5)
    return now, then


def _source_of(commit: str) -> Path:
    """The package as it was in a commit, unpacked on first use under build/."""
    folder = ROOT / "build" / "peers" / commit
    if not folder.exists():
        done = subprocess.run(["git", "archive", commit, "src"], check=True, capture_output=True, cwd=ROOT)
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
    return folder / "src"


def _write_details(file: Path, count: int) -> list[str]:
    """Account details with so many roles, as Role Manager makes them; returns their names."""
    roles = {f"role-{number:04}": _settings(number) for number in range(count)}
    value = {"version": 1, "account": ACCOUNT, "region": "eu-west-1", "roles": roles}
    details: list[dict[str, Any]] = []
    policies: list[dict[str, Any]] = []
    for role in compose(parse(json.dumps(value)), timestamp="20240501T123456").values():
        made = role.resolve()
        details.append(
            {
                "Path": made.path,
                "RoleName": made.name,
                "Arn": made.arn,
                "AssumeRolePolicyDocument": made.trust_policy.json,
                "RolePolicyList": [],
                "AttachedManagedPolicies": [{"PolicyArn": arn} for arn in made.managed],
            }
        )
        assert all(policy.kind is PolicyKind.MANAGED for policy in made.policies)
        policies += [
            {
                "Arn": arn,
                "AttachmentCount": 1,
                "PolicyVersionList": [{"Document": document.json, "VersionId": "v1", "IsDefaultVersion": True}],
            }
            for arn, document in made.managed.items()
        ]
    file.write_text(json.dumps({"RoleDetailList": details, "Policies": policies}), encoding="utf-8")
    return [role["RoleName"] for role in details]


def _settings(number: int) -> dict[str, Any]:
    activities: dict[str, Any] = dict.fromkeys(ACTIVITIES[: 2 + number % 5], True)
    if number % 3 == 0:
        activities["s3-bucket-access"] = {"s3_buckets": [f"bucket-{number}"]}
    network = {"subnets": ["subnet-0a1b2c3d4e5f67890"], "security_groups": ["sg-0a1b2c3d4e5f67890"]}
    return {"activities": activities, **({"network": network} if number % 4 == 0 else {})}


if __name__ == "__main__":
    main()
