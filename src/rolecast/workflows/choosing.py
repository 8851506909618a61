"""Chooses the role of an input that a question is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rolecast.access.holders import NO_TRUST
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.composition.compose import compose
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.role import Policy, PolicyKind, Role
from rolecast.rolefile.load import RoleFile
from rolecast.sources.contents import FoundPolicy, FoundRole, SourceKind
from rolecast.workflows.inputs import Given, open_all
from rolecast.workflows.roles import only


class Chosen(NamedTuple):
    """A role, and the catalogue with its activities. A role from a role file is resolved."""

    role: Role
    catalogue: Catalogue = CATALOGUE


def choose(given: Given, key: str | None = None, kind: SourceKind | None = None) -> Chosen:
    """The role with this key, name or ARN, or the only one. For a lone policy, a role that has only this policy.

    Raises InputError if there is no such role or several are possible, and UnresolvedError.
    """
    roles: dict[str, Chosen] = {}
    composed: set[str] = set()
    policies: list[FoundPolicy] = []
    faults = Faults()
    for each in open_all(given, kind):
        if isinstance(each, RoleFile):
            made = compose(each)
            roles |= {name: Chosen(role, each.catalogue) for name, role in made.items()}
            composed |= made.keys()
            continue
        for item in each.items:
            if isinstance(item, FoundRole):
                roles[item.role.key] = Chosen(item.role)
                composed |= {item.role.key} if each.kind is SourceKind.ROLE_FILE else set()
            elif isinstance(item, FoundPolicy):
                policies.append(item)
            elif isinstance(item, Fault):
                faults.extend([item])
    if not roles and len(policies) == 1 and key is None:
        faults.raise_any()
        return Chosen(_holder(policies[0]))
    named = _named(roles, key)
    if named is None:
        faults.raise_any()
        named = only(roles, key).role.key
    chosen = roles[named]
    return chosen._replace(role=chosen.role.resolve_texts()) if named in composed else chosen


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
