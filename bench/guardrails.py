"""`rolecast build` with every guardrail proved beside the same build without the proof: a team, and many roles."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.build import TEAM, role_file
from bench.processes import ROLECAST, measure, row

SETTINGS = """\
network: {subnets: [subnet-0123456789abcdef0], security_groups: [sg-0123456789abcdef0]}
encryption:
  data_keys: ["arn:aws:kms:ap-northeast-1:123456789012:key/11111111-12ab-34cd-56ef-1234567890ab"]
  volume_keys: ["arn:aws:kms:ap-northeast-1:123456789012:key/22222222-12ab-34cd-56ef-1234567890ab"]
narrowing:
  instance_types: [ml.m5.large]
  inter_container_encryption: true
  network_isolation: true
  tags: {team: fraud}
  regions: [ap-northeast-1]
"""
WITHOUT = """\
import sys
from rolecast.composition import compose
compose._Composer._guarded = lambda self, role: role
from rolecast.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        team = Path(folder) / "team.yaml"
        team.write_text(Path(TEAM).read_text(encoding="utf-8").replace("roles:\n", f"{SETTINGS}roles:\n"), "utf-8")
        _compare("the example team, all guardrails", team)
        for count in (250, 1000):
            many = Path(folder) / f"{count}.yaml"
            many.write_text(role_file(count, "per-activity"), encoding="utf-8")
            _compare(f"{count} roles of all activities with a network", many)


def _compare(noun: str, path: Path) -> None:
    without, proved = measure([sys.executable, "-c", WITHOUT, "build", str(path)], [ROLECAST, "build", str(path)])
    row(noun, f"{proved.seconds:.2f} s, {without.seconds:.2f} s without the proof")
    row("  ratio", f"{proved.seconds / without.seconds:.2f}", "at most 1.5")


if __name__ == "__main__":
    main()
