"""The role files under examples/, and a role in which everything is hostile."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from rolecast.composition.compose import compose
from rolecast.role import Environment, Role
from rolecast.rolefile.load import load

FOLDER = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".yaml", ".json"))
HOMELESS = "portable.yaml"
"""The one example without account and region."""
AT_HOME = [name for name in NAMES if name != HOMELESS]


@cache
def roles(name: str) -> dict[str, Role]:
    return compose(load(str(FOLDER / name)))


def at_home(name: str) -> dict[str, Role]:
    """The example's roles; the homeless ones as a template finds them once it is deployed."""
    return {key: put_in(role, "123456789012", "eu-west-1") for key, role in roles(name).items()}


def put_in(role: Role, account: str, region: str) -> Role:
    known = role.environment
    return replace(role, environment=Environment(known.account or account, known.region or region))


def region(name: str) -> str:
    return next(role.environment.region or "" for role in at_home(name).values())
