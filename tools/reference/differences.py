"""How many lines of what is built a change of the role file changes."""

from collections.abc import Iterator
from difflib import unified_diff

from tools.reference.tables import code, table

from rolecast.composition.compose import compose
from rolecast.rendering.formats import BESIDE_ROLES, Format, render
from rolecast.rolefile.load import parse

_BEFORE = """\
version: 1
account: "123456789012"
region: eu-west-1
tags: {team: fraud}
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:eu-west-1:123456789012:repository/fraud]
  people:
    persona: data-scientist
    pass_roles: [compute]
    activities:
      s3-bucket-access: {s3_buckets: [fraud-training]}
"""
_COMPUTE = _BEFORE[_BEFORE.index("  compute:") : _BEFORE.index("  people:")]
_CHANGES = {
    "one bucket more": ("access: {s3_buckets: [fraud-training]", "access: {s3_buckets: [fraud-training, fraud-models]"),
    "a description": ("    persona: data", "    description: people\n    persona: data"),
    "a tag": ("{team: fraud}", "{team: fraud, cost: a}"),
    "session length": ("    persona: data", "    max_session_duration: 7200\n    persona: data"),
    "one activity more": ("activities:\n      s3", "activities:\n      manage-pipelines:\n      s3"),
    "one activity less": ("activities:\n      s3", "activities:\n      manage-experiments: false\n      s3"),
    "another key, with `was`": ("  people:\n", "  scientists:\n    was: people\n"),
    "another order of the roles": (_BEFORE, _BEFORE.replace(_COMPUTE, "") + _COMPUTE),
    "`edition: corrected`": ("version: 1\n", "version: 1\nedition: corrected\n"),
}

_OF_ROLES = [each for each in Format if each not in BESIDE_ROLES]


def differences() -> str:
    """A row for each kind of change, a column for each format: lines added and removed."""
    return table(["Change", *(code(each) for each in _OF_ROLES)], _rows())


def _rows() -> Iterator[list[str]]:
    before = _built(_BEFORE)
    for name, (old, new) in _CHANGES.items():
        after = _built(_BEFORE.replace(old, new, 1))
        yield [name, *(str(_changed_lines(before[each], after[each])) for each in _OF_ROLES)]


def _built(text: str) -> dict[Format, list[str]]:
    roles = compose(parse(text, "roles.yaml"))
    return {each: render(roles, each, "roles.yaml").splitlines() for each in _OF_ROLES}


def _changed_lines(before: list[str], after: list[str]) -> int:
    lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
    return sum(line.startswith(("+", "-")) for line in lines)
