"""Narrowings: conditions that a role adds to those of AWS's templates.

Each is added to the actions that have its condition key according to the service reference. Without the key, an action
would never be allowed, or the condition would not mean what it says. A narrowing only ever removes permissions: a
statement keeps its own conditions, and Deny statements are not changed.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rolecast.catalogue.intersections import InexpressibleError, both
from rolecast.catalogue.overlays import Statement, Statements, as_list
from rolecast.catalogue.portions import Asked, Portion, PortionScope, UnreadableError, portions
from rolecast.iam import patterns

if TYPE_CHECKING:
    from rolecast.iam.services import Action, Service

SAGEMAKER = ("sagemaker", "sagemaker-mlflow")

# Studio's resources belong to their owners, and hubs may be AWS's own: neither have a team's tags.
_UNTAGGED_TYPES = frozenset({"app", "space", "domain", "user-profile", "hub", "hub-content"})


class KeyGuard(NamedTuple):
    """Alternative conditions for the actions that have `key` and match `names`, which are globs."""

    conditions: Asked
    key: str
    names: tuple[str, ...] = ("*",)
    except_names: tuple[str, ...] = ()
    except_types: frozenset[str] = frozenset()

    def covers(self, service: Service, action: Action) -> bool:
        if action.name not in _carrying(service.prefix, self.key):
            return False
        if self.except_types and any(resource.name in self.except_types for resource in action.resources):
            return False
        return _is_any_of(self.names, action) and not _is_any_of(self.except_names, action)


class Narrowing(NamedTuple):
    """For an action of SageMaker, the first guard that covers it applies.

    `everywhere` applies to all actions except IAM's, whose requests have no region.
    """

    id: str
    guards: tuple[KeyGuard, ...] = ()
    everywhere: Asked = ()

    @property
    def scope(self) -> PortionScope:
        if self.everywhere:
            return PortionScope(("iam",), lambda *_: (), self.everywhere)
        return PortionScope(SAGEMAKER, self._of)

    def carrying(self, service: Service) -> frozenset[str]:
        """The actions of a service that have the key of a guard. The narrowing does not concern others."""
        return frozenset().union(*(_carrying(service.prefix, guard.key) for guard in self.guards))

    def _of(self, service: Service, action: Action) -> Asked:
        return next((guard.conditions for guard in self.guards if guard.covers(service, action)), ())


class Lost(NamedTuple):
    """Actions that a narrowing removes from a statement, because the statement requires what the narrowing denies."""

    narrowing: str
    statement: str
    actions: tuple[str, ...]


class Refusal(NamedTuple):
    """A narrowing that cannot be added to a statement, and why."""

    narrowing: str
    statement: str
    reason: str


class Narrowed(NamedTuple):
    """Statements with all wanted conditions. If there are refusals, they must not be used."""

    statements: Statements
    lost: tuple[Lost, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def narrowings(settings: Mapping[str, Any]) -> list[Narrowing]:
    """The narrowings of a role file's `narrowing`."""
    return [_NARROWINGS[name](value) for name, value in settings.items() if value]


def narrow(statements: Statements, wanted: Iterable[Narrowing]) -> Narrowed:
    """The statements with all wanted conditions.

    A statement is split if conditions apply to only some of its actions.
    """
    lost: list[Lost] = []
    refusals: list[Refusal] = []
    for narrowing in wanted:
        narrowed: Statements = {}
        for name, statement in statements.items():
            try:
                parts, gone = _parts(name, statement, narrowing)
            except (InexpressibleError, UnreadableError) as error:
                refusals.append(Refusal(narrowing.id, name.partition("/")[0], str(error)))
                parts, gone = {name: statement}, []
            narrowed.update(parts)
            if gone:
                lost.append(Lost(narrowing.id, name.partition("/")[0], tuple(gone)))
        statements = narrowed
    return Narrowed(statements, tuple(lost), tuple(refusals))


def _parts(name: str, statement: Statement, narrowing: Narrowing) -> tuple[Statements, list[str]]:
    """The statements that replace one, and the actions that none of them has any more.

    The last of several has its name and Sid; the others' names contain a `/`, which names in files cannot.
    """
    if statement["Effect"] != "Allow":
        return {name: statement}, []
    parted = sorted(portions(statement, narrowing.scope), key=lambda portion: not portion.asked)
    if not any(portion.asked for portion in parted):
        return {name: statement}, []
    if len({repr(portion.asked) for portion in parted}) == 1:  # one condition for all: keep the text
        element = "NotAction" if "NotAction" in statement else "Action"
        parted = [Portion(element, as_list(statement[element]), parted[0].asked)]
    made: list[Statement] = []
    gone: list[str] = []
    for portion in parted:
        found = list(_restricted(statement, portion))
        made.extend(found)
        if not found:
            gone.extend(portion.texts)
    sid = {"Sid": statement["Sid"]} if "Sid" in statement else {}
    names = [*(f"{name}/{narrowing.id}-{number}" for number in range(1, len(made))), name]
    if made:
        made[-1] = {**sid, **made[-1]}
    return dict(zip(names, made, strict=False)), gone


def _restricted(statement: Statement, portion: Portion) -> Iterator[Statement]:
    """A portion of a statement, once for each alternative condition that a request can meet."""
    whole = {name: value for name, value in statement.items() if name != "Sid"}
    if portion.texts != as_list(whole.get(portion.element)):
        rest = {name: value for name, value in whole.items() if name not in ("Action", "NotAction")}
        whole = {"Effect": rest.pop("Effect"), portion.element: portion.texts, **rest}
    if not portion.asked:
        yield whole
    for condition in portion.asked:
        merged = both(whole.get("Condition", {}), condition)
        if merged is not None:
            yield {**{name: value for name, value in whole.items() if name != "Condition"}, "Condition": merged}


@cache
def _carrying(prefix: str, key: str) -> frozenset[str]:
    """The actions of a service whose requests have the key for any of the action's resource types."""
    from rolecast.iam import services  # rarely needed

    service = services.service(prefix)
    types = service.resource_types.values() if service else ()
    of_types = {each.name for each in types if key in each.condition_keys}

    def is_carried(action: Action) -> bool:
        if key in action.condition_keys:
            return True
        # A request may omit resource types that are not required.
        return any(resource.required is not False for resource in action.resources) and all(
            resource.name in of_types or key in resource.condition_keys for resource in action.resources
        )

    return (
        frozenset(action.name for action in service.actions.values() if is_carried(action)) if service else frozenset()
    )


def _is_any_of(names: tuple[str, ...], action: Action) -> bool:
    return names == ("*",) or any(patterns.matches(patterns.pattern(name), action.name) for name in names)


def _instance_types(types: list[str]) -> Narrowing:
    # Most jobs name a type. Without one, as for a serverless endpoint, the key is absent and ForAllValues holds.
    # Studio's own servers have the type `system`.
    key = "sagemaker:InstanceTypes"
    jobs = ("Create*Job", "CreateMonitoringSchedule")
    listed = {"ForAllValues:StringLike": {key: types}}
    passing = {"ForAllValues:StringLikeIfExists": {key: types}}  # the same, but shows the intent
    return Narrowing(
        "instance_types",
        (
            # A serverless model customization job is a training job without an instance type.
            # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ServerlessJobConfig.html
            KeyGuard((passing,), key, names=("CreateTrainingJob",)),
            KeyGuard(({**listed, "Null": {key: "false"}},), key, names=jobs),
            KeyGuard(({"ForAllValues:StringLikeIfExists": {key: [*types, "system"]}},), key),
        ),
    )


def _inter_container_encryption(_: bool) -> Narrowing:
    key = "sagemaker:InterContainerTrafficEncryption"
    return Narrowing("inter_container_encryption", (KeyGuard(({"Bool": {key: "true"}},), key),))


def _network_isolation(_: bool) -> Narrowing:
    # An endpoint has the isolation of its models. Its configuration sets it only for inference components.
    key = "sagemaker:NetworkIsolation"
    return Narrowing(
        "network_isolation",
        (
            KeyGuard(({"BoolIfExists": {key: "true"}},), key, names=("CreateEndpointConfig",)),
            KeyGuard(({"Bool": {key: "true"}},), key),
        ),
    )


def _tags(tags: Mapping[str, str]) -> Narrowing:
    request = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    resource = {f"aws:ResourceTag/{key}": value for key, value in tags.items()}
    # As in SageMakerStudioProjectUserRolePermissionsBoundary, an AWS managed policy. Shows results without the tag.
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VisibilityConditions.html
    shown = {f"sagemaker:SearchVisibilityCondition/Tags.{key}/EqualsIfExists": value for key, value in tags.items()}
    tagging, asked, carried = "sagemaker:TaggingAction", "aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}"
    return Narrowing(
        "tags",
        (
            KeyGuard(
                (
                    # A resource that is being created has no tags yet.
                    {"Null": {tagging: "false"}, "StringEquals": request, "StringEqualsIfExists": resource},
                    # An existing resource keeps its tags.
                    {"Null": {tagging: "true"}, "StringEquals": resource, "StringEqualsIfExists": request},
                ),
                asked,
                names=("AddTags",),
            ),
            KeyGuard(
                ({"StringEquals": resource, "ForAllValues:StringNotEquals": {"aws:TagKeys": list(tags)}},),
                "aws:TagKeys",
                names=("DeleteTags",),
            ),
            # A version in a group has the group's tags and accepts no others.
            # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
            KeyGuard(({"StringEqualsIfExists": {**request, **resource}},), asked, names=("CreateModelPackage",)),
            # These also refer to existing resources.
            KeyGuard(
                ({"StringEquals": request, "StringEqualsIfExists": resource},),
                asked,
                names=("CreateEndpoint", "CreateInferenceComponent"),
            ),
            KeyGuard(({"StringEquals": request},), asked, names=("Create*",), except_types=_UNTAGGED_TYPES),
            KeyGuard(({"StringEquals": shown},), "sagemaker:SearchVisibilityCondition/${FilterKey}", names=("Search",)),
            # Jobs write metrics to trial components that SageMaker creates for them.
            KeyGuard(
                ({"StringEquals": resource},), carried, except_names=("BatchPutMetrics",), except_types=_UNTAGGED_TYPES
            ),
        ),
    )


def _regions(regions: list[str]) -> Narrowing:
    return Narrowing("regions", everywhere=({"StringEquals": {"aws:RequestedRegion": regions}},))


_NARROWINGS: Mapping[str, Callable[[Any], Narrowing]] = {
    "instance_types": _instance_types,
    "inter_container_encryption": _inter_container_encryption,
    "network_isolation": _network_isolation,
    "tags": _tags,
    "regions": _regions,
}
