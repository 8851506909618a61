"""The same input gives the same output, byte for byte: Python orders sets anew in each process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.runs import mostly_long

EXAMPLES = Path(__file__).parents[2] / "examples"
SEEDS = ("1", "2")
WRONG = """\
version: 1
rols: {}
roles:
  one: {persona: data-scintist, activities: {s3-bucket-acces: }, tags: {a: [1]}, netwrk: 1, pass_roles: [two, three]}
"""
CASES = {
    **{
        f"build {example.name}": ["build", str(example), "-f", "cloudformation"]
        for example in sorted(EXAMPLES.glob("*.yaml"))
    },
    **{f"check {example.name}": ["check", str(example)] for example in sorted(EXAMPLES.glob("*.yaml"))},
    "build terraform": ["build", str(EXAMPLES / "team.yaml"), "-f", "terraform"],
    "compare": ["compare", str(EXAMPLES / "team.yaml"), "aws:AmazonSageMakerFullAccess"],
    "explain": ["explain", str(EXAMPLES / "team.yaml"), "--role", "data-scientist"],
    "can": ["can", str(EXAMPLES / "team.yaml"), "--role", "data-scientist", "iam:PassRole"],
    "schema": ["schema"],
    "permissions": ["permissions", str(EXAMPLES / "team.yaml")],
    "faults": ["build", "-"],
}


USUAL = [name for name in CASES if name.endswith((" everything.yaml", " team.yaml")) or ".yaml" not in name]
"""Those of every run: a long one tries each example."""


@pytest.mark.parametrize("name", mostly_long(CASES, USUAL))
def test_output_does_not_hang_on_the_hash_seed(name: str, tmp_path: Path) -> None:
    """Messages included."""
    program = Path(sys.executable).parent / "rolecast"
    outcomes = set()
    for seed in SEEDS:
        done = subprocess.run(
            [program, *CASES[name]],
            input=WRONG,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        )
        outcomes.add((done.returncode, done.stdout, done.stderr))
    assert len(outcomes) == 1
