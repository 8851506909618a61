"""Narrowings: conditions that a role asks for beyond those of AWS's templates.

Each is put on the actions that carry its condition key by the service reference, by the operations that overlays are
made of; an action without the key would never be allowed again, or the condition would not mean what it says.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from rolecast.catalogue.overlays import Restrict, Split, Statement, Statements, as_list
from rolecast.iam import patterns

if TYPE_CHECKING:
    from rolecast.iam.services import Action, Service

SAGEMAKER = ("sagemaker", "sagemaker-mlflow")

# Studio tells its own apart by their owner, and hubs are AWS's as well: a team's tag is on neither.
_UNTAGGED_TYPES = frozenset({"app", "space", "domain", "user-profile", "hub", "hub-content"})


class Guard(NamedTuple):
    """A condition for the actions that carry `key`, as far as `names`, globs of them without prefix, say.

    `services` are prefixes; empty means all but IAM's, whose requests are of no region.
    """

    condition: Mapping[str, Any]
    key: str
    services: tuple[str, ...] = SAGEMAKER
    names: tuple[str, ...] = ("*",)
    except_names: tuple[str, ...] = ()
    except_types: frozenset[str] = frozenset()

    def covers(self, service: Service, action: Action) -> bool:
        if service.prefix not in self.services and (self.services or service.prefix == "iam"):
            return False
        if not _is_any_of(self.names, action) or _is_any_of(self.except_names, action):
            return False
        types = [resource.name for resource in action.resources]
        if any(name in self.except_types for name in types):
            return False
        return _carries(service, action, self.key)


class Narrowing(NamedTuple):
    """Of its guards the first that covers an action counts."""

    id: str
    guards: tuple[Guard, ...]

    def condition(self, text: str, statement: Statement) -> Mapping[str, Any] | None:
        """What it puts on an action, or on a pattern of actions that all get the same."""
        conditions = [self._of(*known) for known in _actions(text, as_list(statement["Resource"]))]
        return conditions[0] if conditions and all(one == conditions[0] for one in conditions) else None

    def _of(self, service: Service, action: Action) -> Mapping[str, Any] | None:
        return next((guard.condition for guard in self.guards if guard.covers(service, action)), None)


def narrowings(settings: Mapping[str, Any]) -> list[Narrowing]:
    """Those that a role file's `narrowing` asks for."""
    return [Narrowing(name, _GUARDS[name](value)) for name, value in settings.items() if value]


def narrow(statements: Statements, wanted: Iterable[Narrowing]) -> Statements:
    """The statements with every wanted condition; a statement is split where it goes on some actions alone."""
    for narrowing in wanted:
        for name, statement in list(statements.items()):
            if statement["Effect"] == "Allow":
                statements = _narrow_one(statements, name, narrowing)
    return statements


def _narrow_one(statements: Statements, name: str, narrowing: Narrowing) -> Statements:
    groups: list[tuple[Mapping[str, Any], list[str]]] = []
    actions = as_list(statements[name]["Action"])
    for text in actions:
        condition = narrowing.condition(text, statements[name])
        if condition is None:
            continue
        group = next((members for known, members in groups if known == condition), None)
        if group is None:
            groups.append((condition, [text]))
        else:
            group.append(text)
    left = len(actions)
    for number, (condition, members) in enumerate(groups, 1):
        left -= len(members)
        if left == 0:
            return Restrict(name, condition).apply(statements)
        statements = Split(name, f"{name}-{narrowing.id}-{number}", members, condition).apply(statements)
    return statements


def _actions(text: str, resources: list[str]) -> list[tuple[Service, Action]]:
    """The known actions that `text` stands for. Those without resource types need the resource `*`."""
    from rolecast.iam import services  # few roles are narrowed

    prefix, _, name = text.lower().partition(":")
    service = services.service(prefix)
    if service is None:
        return []
    glob = patterns.pattern(name)
    found = [(service, action) for known, action in service.actions.items() if patterns.matches(glob, known)]
    return found if "*" in resources else [known for known in found if known[1].resources]


def _carries(service: Service, action: Action, key: str) -> bool:
    """Whether a request for the action has the key, whichever of the action's resource types it is on."""
    from rolecast.iam import services

    if key.lower() in services.global_condition_keys() and "Tag" not in key:
        return True
    if key in action.condition_keys:
        return True
    # A request may do without the resource types that are not required.
    return any(resource.required is not False for resource in action.resources) and all(
        key in (*resource.condition_keys, *service.resource_types[resource.name.lower()].condition_keys)
        for resource in action.resources
    )


def _is_any_of(names: tuple[str, ...], action: Action) -> bool:
    return any(patterns.matches(patterns.pattern(name), action.name) for name in names)


def _instance_types(types: list[str]) -> tuple[Guard, ...]:
    # Jobs always name one. Where none is named, as for a serverless endpoint, there is no key, and ForAllValues holds.
    # Studio's own servers are of the type `system`.
    key = "sagemaker:InstanceTypes"
    jobs = ("Create*Job", "CreateMonitoringSchedule")
    return (
        Guard({"ForAllValues:StringLike": {key: types}, "Null": {key: "false"}}, key, names=jobs),
        Guard({"ForAllValues:StringLike": {key: [*types, "system"]}}, key),
    )


def _inter_container_encryption(_: bool) -> tuple[Guard, ...]:
    key = "sagemaker:InterContainerTrafficEncryption"
    return (Guard({"Bool": {key: "true"}}, key),)


def _network_isolation(_: bool) -> tuple[Guard, ...]:
    # An endpoint has the isolation of its models; its configuration may set it for inference components alone.
    key = "sagemaker:NetworkIsolation"
    return (Guard({"Bool": {key: "true"}}, key, except_names=("CreateEndpointConfig",)),)


def _tags(tags: Mapping[str, str]) -> tuple[Guard, ...]:
    request = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    resource = {f"aws:ResourceTag/{key}": value for key, value in tags.items()}
    asked, carried = "aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}"
    return (
        # What is being created has no tags yet.
        Guard({"StringEqualsIfExists": resource}, asked, names=("AddTags",)),
        # A version in a group has the tags of the group and takes none.
        # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
        Guard({"StringEqualsIfExists": request}, asked, names=("CreateModelPackage",)),
        Guard({"StringEquals": request}, asked, names=("Create*",), except_types=_UNTAGGED_TYPES),
        # Metrics are written by jobs, to trial components that SageMaker has made for them.
        Guard({"StringEquals": resource}, carried, except_names=("BatchPutMetrics",), except_types=_UNTAGGED_TYPES),
    )


def _regions(regions: list[str]) -> tuple[Guard, ...]:
    key = "aws:RequestedRegion"
    return (Guard({"StringEquals": {key: regions}}, key, services=()),)


_GUARDS: Mapping[str, Callable[[Any], tuple[Guard, ...]]] = {
    "instance_types": _instance_types,
    "inter_container_encryption": _inter_container_encryption,
    "network_isolation": _network_isolation,
    "tags": _tags,
    "regions": _regions,
}
