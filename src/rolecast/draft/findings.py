"""What `check` finds on the roles of a file, with the suppressions that the file has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rolecast.checks import suppressions
from rolecast.checks.check import check
from rolecast.checks.findings import Finding, Suppression
from rolecast.checks.subjects import Places, Subject, of_role
from rolecast.draft.suppressing import suppressions_in
from rolecast.iam import templates
from rolecast.iam.quotas import Quotas
from rolecast.reading.nodes import MappingNode, Node, ScalarNode
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile, RoleRequest


def check_roles(rolefile: RoleFile, roles: Mapping[str, Role], outside: Iterable[Suppression] = ()) -> list[Finding]:
    """The findings in the order of the file. `outside` are suppressions that the file does not have itself.

    Raises InputError for suppressions of rules that there are not.
    """
    of_file: list[Suppression] = []
    found: list[Finding] = []
    for key, subject in _subjects(rolefile, roles).items():
        request = rolefile.roles[key]
        of_file = suppressions_in(request.defaults)
        of_role_itself = suppressions_in(request.node)
        findings = check(subject, [*of_role_itself, *of_file, *outside])
        found += findings
        found += suppressions.unused(of_role_itself, findings, rolefile.source)
    found += suppressions.unused(of_file, found, rolefile.source)
    return sorted(found, key=lambda finding: finding.place[1:] if finding.place else (0, 0))


def _subjects(rolefile: RoleFile, roles: Mapping[str, Role]) -> dict[str, Subject]:
    """What is checked, by the role's key: each with its activities and with the others of the file."""
    by_arn: dict[str, Subject] = {}
    found: dict[str, Subject] = {}
    for key, role in roles.items():
        request = rolefile.roles[key]
        subject = of_role(role, rolefile.source, _places(request), Quotas(**request.get("quotas", {})))
        made_of = role.recipe.activities if role.recipe else ()
        activities = tuple(rolefile.catalogue.activity(name) for name in made_of)
        found[key] = replace(subject, activities=activities, others=by_arn)
        by_arn[str(templates.fill(role.arn, role.environment.values))] = found[key]
    return found


def _places(request: RoleRequest) -> Places:
    return Places(
        request.key_place,
        {key.text: key.place for key, _ in _entries(request.node, "activities")},
    )


def _entries(role: Node, name: str) -> list[tuple[ScalarNode, Node]]:
    """The entries of the mapping that is a role's key of this name."""
    value = role.entries[name][1] if isinstance(role, MappingNode) and name in role.entries else None
    return list(value) if isinstance(value, MappingNode) else []
