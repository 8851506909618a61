"""Proves role files: composing their text must result in the original roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rolecast.composition.compose import compose
from rolecast.deployment.ownership import user_tags
from rolecast.iam.documents import Document
from rolecast.role import Role
from rolecast.rolefile.load import parse


def differences(roles: Sequence[Role], text: str) -> list[list[str]]:
    """For each role, the parts that a role file with these roles, in this order, does not reproduce.

    Raises InputError if the file is invalid.
    """
    made = compose(parse(text), home=roles[0].environment).values()
    return [list(_differences(*pair)) for pair in zip(roles, made, strict=True)]


def _differences(role: Role, made: Role) -> Iterator[str]:
    """The known parts of `role` that differ in the other role."""
    environment = role.environment._replace(region=made.environment.region)
    made = replace(made, environment=environment).fill(environment.values)
    if not made.trust_policy.means_same(role.trust_policy):
        yield "trust policy"
    for field in ("name", "path", "description", "max_session_duration"):
        if field not in role.unknown and getattr(made, field) != getattr(role, field):
            yield field.replace("max_session_duration", "session length")
    if made.boundary_arn != role.boundary_arn:
        yield "boundary"
    if set(made.attachments) != set(role.attachments):
        yield "attached policies"
    if not _mean_same(role.managed, made.managed):
        yield "managed policies"
    if not _mean_same(role.inline, made.inline):
        yield "inline policies"
    if made.tags != user_tags(role.tags):
        yield "tags"


def _mean_same(documents: Mapping[str, Document], others: Mapping[str, Document]) -> bool:
    names = documents.keys()
    return names == others.keys() and all(documents[name].means_same(others[name]) for name in names)
