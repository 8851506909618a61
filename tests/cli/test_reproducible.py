"""The same input gives the same output, byte for byte: Python orders sets anew in each process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import batch
from tests.runs import IS_LONG, mostly_long

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


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, batch.Outcome]]:
    """What each command comes to, by name, in processes that order sets in different ways."""
    names = CASES if IS_LONG else USUAL
    folder = tmp_path_factory.mktemp("reproducible")
    commands = [CASES[name] for name in names]
    made = [batch.outcomes(commands, folder, given=WRONG, PYTHONHASHSEED=seed) for seed in SEEDS]
    return [dict(zip(names, each, strict=True)) for each in made]


@pytest.mark.parametrize("name", mostly_long(CASES, USUAL))
def test_output_does_not_hang_on_the_hash_seed(name: str, outcomes: list[dict[str, batch.Outcome]]) -> None:
    """Messages included."""
    assert len({each[name] for each in outcomes}) == 1
