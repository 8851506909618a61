"""What keeps a role file's roles from being made in a format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rolecast.reading.faults import Fault
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile


def unresolved(roles: Mapping[str, Role], rolefile: RoleFile, format: str) -> Iterator[Fault]:
    """A fault for each of the roles whose account or region is not known, where the format needs them."""
    for key, role in roles.items():
        if missing := role.environment.missing:
            yield Fault(
                rolefile.roles[key].key_place,
                f"role `{key}`: the format {format} needs {' and '.join(f'`{name}`' for name in missing)}",
                f"add `{missing[0]}:` to the file, or build cloudformation or terraform, which find out",
            )
