"""Checks of a role's settings beyond the shape of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rolecast.composition import limits
from rolecast.composition.narrowing import Selected, refused
from rolecast.composition.references import References
from rolecast.iam.statements import VERSION
from rolecast.reading.faults import Faults
from rolecast.rolefile.request import RoleRequest


def check_regions(request: RoleRequest, narrowing: Mapping[str, Any], references: References, faults: Faults) -> None:
    """Adds an error for each unknown region, and for a role's region that its own narrowing excludes."""
    own, narrowed = references.environment.region, narrowing.get("regions", ())
    if own:
        references.check_region(own, request.place("region"))
    for index, region in enumerate(narrowed):
        references.check_region(region, request.place("narrowing", "regions", index))
    if narrowed and own and own not in narrowed:
        place = request.place("narrowing", "regions")
        faults.add(place, f"the role's own region `{own}` is not among these", "add it")


def check_versions(request: RoleRequest, faults: Faults) -> None:
    """Adds an error for each policy that IAM would reject as a managed policy because of its version.

    CreatePolicy rejects any other version, and none, with MalformedPolicyDocument. AWS's page on Version does not say
    so: https://github.com/Meteor-Community-Packages/Meteor-CollectionFS/issues/630
    """
    if request.get("packing") == "inline":
        return
    for name, document in request.get("extra_policies", {}).items():
        if not document.faults and document.version != VERSION:
            place = request.place("extra_policies", name)
            message = f"role `{request.key}`: the policy `{name}` must have version {VERSION}"
            remedy = f'write `Version: "{VERSION}"`: a managed policy must have it; `${{...}}` is then a variable'
            faults.add(place, message, remedy)


def check_narrowing(
    request: RoleRequest, narrowing: Mapping[str, Any], selected: Sequence[Selected], faults: Faults
) -> None:
    """Adds an error for each narrowing that cannot be applied, and for tag keys that differ only in case."""
    for one, other in limits.alike(narrowing.get("tags", {})):
        message = f"the tag keys `{one}` and `{other}` differ only in case, which conditions ignore"
        faults.add(request.place("narrowing", "tags"), message, "remove one")
    for each in refused(narrowing, selected):
        faults.add(request.place("narrowing", each.narrowing), each.message, each.help)
