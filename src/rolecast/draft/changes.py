"""What an edit changed in a role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rolecast.deployment.document_drawing import document_lines
from rolecast.draft.draft import Draft
from rolecast.draft.edits import set_value
from rolecast.reading.faults import InputError
from rolecast.role import Policy, Role
from rolecast.workflows.comparing import ComparedRole, compare_roles


class DraftChange(NamedTuple):
    """One change. `symbol` is `+`, `-` or `~`; each of `lines` begins with one of these or a space."""

    symbol: str
    what: str
    lines: tuple[str, ...] = ()


def changes(before: Role | None, after: Role | None) -> tuple[DraftChange, ...]:
    """The changes from one version of a role to the next. None is a role that does not exist."""
    if before is None or after is None:
        roles = (("-", before), ("+", after))
        return tuple(DraftChange(symbol, f"role {role.name}") for symbol, role in roles if role is not None)
    filled = [role.fill(role.environment.values) for role in (before, after)]
    return tuple(_changes(filled[0], filled[1]))


def access(before: Role | None, after: Role | None) -> ComparedRole | None:
    """The permissions that the role gains and loses.

    None if there is no role, or if the policies of one still have variables without a value.
    """
    if before is None and after is None:
        return None
    try:
        return compare_roles([(before, after)]).roles[0]
    except InputError:
        return None


def editions(draft: Draft, key: str) -> ComparedRole | None:
    """The permissions that the role gains and loses by changing from the console edition to the corrected one.

    None if the role has errors in one of them.
    """
    drafts = [
        Draft(set_value(draft, ["roles", key, "edition"], each), draft.source) for each in ("console", "corrected")
    ]
    if any(each.faults_of(key) or key not in each.roles for each in drafts):
        return None
    console, corrected = (each.roles[key] for each in drafts)
    return access(console, corrected)


def _changes(before: Role, after: Role) -> Iterator[DraftChange]:
    for what, old, new in (
        ("name", before.name, after.name),
        ("path", before.path, after.path),
        ("description", before.description, after.description),
        ("longest session", f"{before.max_session_duration} s", f"{after.max_session_duration} s"),
        ("permissions boundary", _boundary(before), _boundary(after)),
    ):
        if old != new:
            yield DraftChange("~", f"{what}: {old or 'none'} -> {new or 'none'}")
    yield from _trust(before, after)
    yield from _policies(before, after)
    yield from _members("attached policy", _attached(before), _attached(after))
    yield from _members("tag", _tags(before), _tags(after))


def _trust(before: Role, after: Role) -> Iterator[DraftChange]:
    if before.trust_policy != after.trust_policy:
        lines = document_lines(before.trust_policy, after.trust_policy)
        yield DraftChange("~", "trust policy", tuple(lines))


def _policies(before: Role, after: Role) -> Iterator[DraftChange]:
    gone = {policy.name: policy for policy in before.policies}
    for policy in after.policies:
        old = gone.get(policy.name) or _predecessor(policy, before, after)
        if old is None:
            yield DraftChange("+", f"policy {policy.name}")
            continue
        gone.pop(old.name, None)
        if (old.name, old.document) != (policy.name, policy.document):
            name = policy.name if old.name == policy.name else f"{old.name} -> {policy.name}"
            lines = document_lines(old.document, policy.document)
            yield DraftChange("~", f"policy {name}", tuple(lines) if old.document != policy.document else ())
    for policy in gone.values():
        yield DraftChange("-", f"policy {policy.name}")


def _predecessor(policy: Policy, before: Role, after: Role) -> Policy | None:
    """The policy with the same activities under another name: VPC conditions and renaming the role change names."""
    names = {each.name for each in after.policies}
    others = (other for other in before.policies if other.name not in names)
    return next((other for other in others if policy.activities and other.activities == policy.activities), None)


def _members(noun: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[DraftChange]:
    yield from (DraftChange("+", f"{noun} {each}") for each in after if each not in before)
    yield from (DraftChange("-", f"{noun} {each}") for each in before if each not in after)


def _attached(role: Role) -> tuple[str, ...]:
    return tuple(policy.arn for policy in role.attached)


def _boundary(role: Role) -> str:
    return role.permissions_boundary.arn if role.permissions_boundary else "none"


def _tags(role: Role) -> tuple[str, ...]:
    return tuple(f"{key}={value}" for key, value in role.tags.items())
