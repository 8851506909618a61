"""`was`: the keys that roles had before. Each may belong to only one role, and not be the key of another."""

from __future__ import annotations

from rolecast.reading.faults import Faults
from rolecast.rolefile.load import RoleFile


def check(rolefile: RoleFile, faults: Faults) -> None:
    """Adds an error for every key in a role's `was` that another role has or had."""
    taken = {key: f"`{key}` is the key of a role of this file" for key in rolefile.roles}
    for request in rolefile.roles.values():
        for index, key in enumerate(request.get("was", ())):
            if key in taken:
                faults.add(request.place("was", index), taken[key], "a former key belongs to one role only")
            taken[key] = f"`{key}` is the former key of the role `{request.key}`"
