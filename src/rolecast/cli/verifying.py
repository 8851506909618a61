"""`--verify`: checks that the resources in a role file's parameters exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import click

from rolecast.account.client import Connection
from rolecast.account.existence import Found, Presence, can_look_for, look_for, noun
from rolecast.cli.languages import say
from rolecast.deployment.planning import Deployment
from rolecast.reading.faults import Fault, Faults, Place
from rolecast.rolefile.load import RoleFile
from rolecast.rolefile.request import RoleRequest


class NamedThing(NamedTuple):
    """A resource that a role names: the type of the parameter, the value and its place."""

    type_id: str
    value: str
    place: Place
    region: str


def check_presence(rolefile: RoleFile, connection: Connection, deployment: Deployment) -> None:
    """Looks up every resource that the account's roles name, once each, except the file's own roles.

    Reports on standard error what could not be looked up. Raises InputError for missing resources, and for subnets and
    security groups in different VPCs.
    """
    own = {role.arn for role in deployment.roles}
    names = [
        name
        for request in rolefile.roles.values()
        if request.get("account") in (None, connection.account)
        for name in _names(request, rolefile, request.get("region") or connection.region or "us-east-1")
        if name.value not in own
    ]
    found: dict[tuple[str, str, str], Found] = {}
    faults = Faults()
    for name in names:
        key = name.type_id, name.value, name.region
        if key not in found:
            found[key] = look_for(connection, *key)
            if found[key].presence is Presence.UNKNOWN:
                message = f"could not check the {noun(name.type_id)} `{name.value}`: {found[key].reason}"
                click.echo(say(f"notice: {Fault(name.place, message)}"), err=True)
        if found[key].presence is Presence.MISSING:
            where = f"{connection.account} in {name.region}"
            faults.add(name.place, f"there is no {noun(name.type_id)} `{name.value}` in the account {where}")
    for request in rolefile.roles.values():
        _check_vpcs(request, {value: answer for (_, value, _), answer in found.items()}, faults)
    faults.raise_any()
    there = sum(answer.presence is Presence.THERE for answer in found.values())
    click.echo(say(f"verified: {there} of {len(found)} names of the role file exist in the account"), err=True)


def _names(request: RoleRequest, rolefile: RoleFile, region: str) -> Iterator[NamedThing]:
    settings = request.settings
    for activity_id, given in settings.get("activities", {}).items():
        if isinstance(given, dict):
            parameters = rolefile.catalogue.activity(activity_id).parameters
            for name, values in given.items():
                path = ("activities", activity_id, name)
                yield from _values(request, parameters[name].type.id, path, values, region)
    for group, members in _GROUPS.items():
        for name, type_id in members.items():
            values = (settings.get(group) or {}).get(name, ())
            yield from _values(request, type_id, (group, name), values, region)
    yield from _values(request, "role", ("pass_roles",), settings.get("pass_roles", ()), region)
    if "studio_id" in settings:
        yield NamedThing("studio-id", settings["studio_id"], request.place("studio_id"), region)


def _values(
    request: RoleRequest, type_id: str, path: tuple[str, ...], values: list[str], region: str
) -> Iterator[NamedThing]:
    for index, value in enumerate(values):
        is_of_this_file = type_id == "role" and not value.startswith("arn:")
        if can_look_for(type_id) and not is_of_this_file:
            yield NamedThing(type_id, value, request.place(*path, index), region)


def _check_vpcs(request: RoleRequest, found: dict[str, Found], faults: Faults) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html"""
    network = request.get("network") or {}
    named = [*network.get("subnets", ()), *network.get("security_groups", ())]
    vpcs = {name: vpc for name in named if name in found and (vpc := found[name].vpc)}
    if len(set(vpcs.values())) > 1:
        listing = ", ".join(f"{name} in {vpc}" for name, vpc in vpcs.items())
        faults.add(request.place("network"), f"subnets and security groups are in several VPCs: {listing}")


_GROUPS = {
    "network": {"subnets": "subnet-id", "security_groups": "security-group-id"},
    "encryption": {"data_keys": "kms-key-arn", "volume_keys": "kms-key-arn"},
}
