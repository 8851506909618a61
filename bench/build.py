"""`rolecast build` of the example team beside the CDK library synthesising one persona; a thousand roles; start-up."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.processes import ROLECAST, measure, peer, row
from rolecast.catalogue.activity import Activity, ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.rendering.formats import Format

TEAM = "examples/team.yaml"


def main() -> None:
    _team()
    _many_roles()
    _formats()
    _start()


def _team() -> None:
    (ours,) = measure([ROLECAST, "build", TEAM])
    row("rolecast build, the example team", f"{ours.seconds:.3f} s", "at most 0.15 s")
    row("  memory", f"{ours.megabytes:.0f} MB", "at most 60 MB")
    cdk = peer("cdk", "cdklabs.cdk-aws-sagemaker-role-manager==0.0.30")
    with tempfile.TemporaryDirectory() as folder:
        script = str(Path(__file__).parent / "peers" / "cdk_persona.py")
        ours, theirs = measure([ROLECAST, "build", TEAM], [cdk, script, folder], runs=3)
    row("  the CDK library, one persona", f"{theirs.seconds:.2f} s, {theirs.megabytes:.0f} MB")
    row("  ratio", f"{theirs.seconds / ours.seconds:.0f} times faster", "at least 20")


def _many_roles() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for packing in ("per-activity", "fewest"):
            commands = []
            for count in (250, 500, 1000):
                path = Path(folder) / f"{packing}-{count}.yaml"
                path.write_text(role_file(count, packing), encoding="utf-8")
                commands.append([ROLECAST, "build", str(path)])
            for count, run in zip((250, 500, 1000), measure(*commands, runs=3), strict=True):
                aim = "at most 3 s, 200 MB" if (count, packing) == (1000, "per-activity") else ""
                row(f"{count} roles of all activities, {packing}", f"{run.seconds:.2f} s, {run.megabytes:.0f} MB", aim)


def _formats() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roles.yaml"
        path.write_text(role_file(1000, "per-activity"), encoding="utf-8")
        runs = measure(*([ROLECAST, "build", str(path), "-f", each] for each in Format), runs=3)
        for each, run in zip(Format, runs, strict=True):
            beside = f"{run.seconds / runs[0].seconds:.1f} times as long as {Format.JSON}"
            row(f"1000 roles of all activities, {each}", f"{run.seconds:.2f} s, {run.megabytes:.0f} MB", beside)


def _start() -> None:
    python, ours = measure([sys.executable, "-c", "pass"], [ROLECAST, "--help"], runs=21)
    row("rolecast --help", f"{ours.seconds * 1000:.0f} ms")
    row("  beside `python -c pass`", f"{ours.seconds / python.seconds:.1f} times", "at most 7 times")


def _console_activities() -> list[Activity]:
    """The 18 of the console: with the newer ones a role has more policies than its quota."""
    return [activity for activity in CATALOGUE.activities() if activity.source is ActivitySource.CONSOLE]


def role_file(count: int, packing: str) -> str:
    lines = [
        "version: 1",
        'account: "123456789012"',
        "region: us-east-1",
        "network: {subnets: [subnet-0a1b2c3d4e5f67890], security_groups: [sg-0a1b2c3d4e5f67890]}",
        f"packing: {packing}",
        "roles:",
    ]
    for number in range(count):
        lines.append(f"  role-{number}:\n    activities:")
        for activity in _console_activities():
            lines.append(f"      {activity.id}:")
            for name, parameter in activity.parameters.items():
                if name != "pass_roles":
                    lines.append(f"        {name}: [{parameter.type.example}]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
