"""Chooses the role of an input that a question is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rolecast.access.holders import NO_TRUST, as_role
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.composition.compose import compose
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.role import Group, Policy, PolicyKind, Role, User
from rolecast.rolefile.load import RoleFile
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, SourceKind
from rolecast.workflows.inputs import Given, Input, open_all
from rolecast.workflows.roles import only


class Chosen(NamedTuple):
    """A role, and the catalogue with its activities. A role from a role file is resolved."""

    role: Role
    catalogue: Catalogue = CATALOGUE


def choose(given: Given, key: str | None = None, kind: SourceKind | None = None) -> Chosen:
    """The role with this key, name or ARN, or the only one. For a lone policy, a role that has only this policy.

    If no role matches, the user or group that does, or the only one, as a role. Raises InputError if there is no such
    principal or several are possible, and UnresolvedError.
    """
    found = _Found()
    for each in open_all(given, kind):
        found.add(each)
    if not found.roles and not found.others and len(found.policies) == 1 and key is None:
        found.faults.raise_any()
        return Chosen(_holder(found.policies[0]))
    named = _named(found.roles, key)
    if named is None:
        return _other(found, key)
    chosen = found.roles[named]
    return chosen._replace(role=chosen.role.resolve_texts()) if named in found.composed else chosen


class _Found:
    """The content of an input. `composed` are the keys of roles that are not resolved yet."""

    def __init__(self) -> None:
        self.roles: dict[str, Chosen] = {}
        self.composed: set[str] = set()
        self.others: list[User | Group] = []
        self.policies: list[FoundPolicy] = []
        self.faults = Faults()

    def add(self, given: Input) -> None:
        if isinstance(given, RoleFile):
            made = compose(given)
            self.roles |= {name: Chosen(role, given.catalogue) for name, role in made.items()}
            self.composed |= made.keys()
            return
        for item in given.items:
            if isinstance(item, FoundRole):
                self.roles[item.role.key] = Chosen(item.role)
                self.composed |= {item.role.key} if given.kind is SourceKind.ROLE_FILE else set()
            elif isinstance(item, FoundUser):
                self.others.append(item.user)
            elif isinstance(item, FoundGroup):
                self.others.append(item.group)
            elif isinstance(item, FoundPolicy):
                self.policies.append(item)
            elif isinstance(item, Fault):
                self.faults.extend([item])


def _other(found: _Found, key: str | None) -> Chosen:
    """The user or group with this name or ARN, otherwise the only role or principal.

    Raises InputError like `choose`.
    """
    called = [each for each in found.others if key is not None and key in (each.key, each.name, each.arn)]
    if len(called) == 1:
        return Chosen(as_role(called[0]))
    found.faults.raise_any()
    chosen = only(found.roles or {each.arn: Chosen(as_role(each)) for each in found.others}, key)
    return chosen._replace(role=chosen.role.resolve_texts()) if chosen.role.key in found.composed else chosen


def _named(roles: Mapping[str, Chosen], key: str | None) -> str | None:
    """The key of the role with this key, name or ARN; None if there is none, or several."""
    found = [each for each, chosen in roles.items() if key in (each, chosen.role.name, chosen.role.arn)]
    return key if key in found else found[0] if len(found) == 1 else None


def _holder(policy: FoundPolicy) -> Role:
    """A role that consists of a policy only."""
    document = policy.document
    if document.type is not PolicyType.IDENTITY:
        message = f"a policy of type `{document.type.value}` does not say what a role may do"
        raise InputError([Fault(document.start, message, "name the role's own policy")])
    name = policy.name or Path(document.source).stem
    held = Policy(name, PolicyKind.MANAGED, document, ())
    return Role(key=name, name="{{name}}", trust_policy=NO_TRUST, policies=(held,))
