"""Narrowings: conditions that a role asks for beyond those of AWS's templates.

Each is put on the actions that carry its condition key by the service reference; an action without the key would never
be allowed again, or the condition would not mean what it says. What a narrowing does to a statement only ever takes
away: its own conditions stay, and so do Deny statements.
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

# Studio tells its own apart by their owner, and hubs are AWS's as well: a team's tag is on neither.
_UNTAGGED_TYPES = frozenset({"app", "space", "domain", "user-profile", "hub", "hub-content"})


class KeyGuard(NamedTuple):
    """Conditions, one of which must hold, for the actions that carry `key`, as far as `names`, globs of them, say."""

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
    """Of its guards the first that covers an action of SageMaker counts.

    `everywhere` is asked of every action but IAM's, whose requests are of no region.
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
        """The actions of a service that carry a key of a guard: of the others nothing is asked."""
        return frozenset().union(*(_carrying(service.prefix, guard.key) for guard in self.guards))

    def _of(self, service: Service, action: Action) -> Asked:
        return next((guard.conditions for guard in self.guards if guard.covers(service, action)), ())


class Lost(NamedTuple):
    """Actions of a statement that a narrowing removes, because the statement requires what the narrowing denies."""

    narrowing: str
    statement: str
    actions: tuple[str, ...]


class Refusal(NamedTuple):
    """A narrowing that a statement cannot take, and why."""

    narrowing: str
    statement: str
    reason: str


class Narrowed(NamedTuple):
    """Statements with every wanted condition. Where there are refusals, they are not to be used."""

    statements: Statements
    lost: tuple[Lost, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def narrowings(settings: Mapping[str, Any]) -> list[Narrowing]:
    """Those that a role file's `narrowing` asks for."""
    return [_NARROWINGS[name](value) for name, value in settings.items() if value]


def narrow(statements: Statements, wanted: Iterable[Narrowing]) -> Narrowed:
    """The statements with every wanted condition; one is parted where conditions go on some of its actions alone."""
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
    """The statements in the place of one, and the actions that none of them has any more.

    Of several the last has its name and its Sid. No file has a `/` in a name, so those of the others are free.
    """
    if statement["Effect"] != "Allow":
        return {name: statement}, []
    parted = sorted(portions(statement, narrowing.scope), key=lambda portion: not portion.asked)
    if not any(portion.asked for portion in parted):
        return {name: statement}, []
    if len({repr(portion.asked) for portion in parted}) == 1:  # it is one for all, and its text can stay
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
    """A portion of a statement, once for each condition that is enough, if any request can meet that."""
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
    """The actions of a service whose requests have the key, whichever of the action's resource types they are on."""
    from rolecast.iam import services  # few roles are narrowed

    service = services.service(prefix)
    types = service.resource_types.values() if service else ()
    of_types = {each.name for each in types if key in each.condition_keys}

    def is_carried(action: Action) -> bool:
        if key in action.condition_keys:
            return True
        # A request may do without the resource types that are not required.
        return any(resource.required is not False for resource in action.resources) and all(
            resource.name in of_types or key in resource.condition_keys for resource in action.resources
        )

    return (
        frozenset(action.name for action in service.actions.values() if is_carried(action)) if service else frozenset()
    )


def _is_any_of(names: tuple[str, ...], action: Action) -> bool:
    return names == ("*",) or any(patterns.matches(patterns.pattern(name), action.name) for name in names)


def _instance_types(types: list[str]) -> Narrowing:
    # Most jobs name one. Where none is named, as for a serverless endpoint, there is no key, and ForAllValues holds.
    # Studio's own servers are of the type `system`.
    key = "sagemaker:InstanceTypes"
    jobs = ("Create*Job", "CreateMonitoringSchedule")
    listed = {"ForAllValues:StringLike": {key: types}}
    passing = {"ForAllValues:StringLikeIfExists": {key: types}}  # the same, and says that it is meant
    return Narrowing(
        "instance_types",
        (
            # A serverless job of model customization is a training job that names none.
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
    # An endpoint has the isolation of its models. Its configuration says it for inference components alone.
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
    # As in SageMakerStudioProjectUserRolePermissionsBoundary, an AWS managed policy. Results without the tag are shown.
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VisibilityConditions.html
    shown = {f"sagemaker:SearchVisibilityCondition/Tags.{key}/EqualsIfExists": value for key, value in tags.items()}
    tagging, asked, carried = "sagemaker:TaggingAction", "aws:RequestTag/${TagKey}", "aws:ResourceTag/${TagKey}"
    return Narrowing(
        "tags",
        (
            KeyGuard(
                (
                    # What is being created has no tags yet.
                    {"Null": {tagging: "false"}, "StringEquals": request, "StringEqualsIfExists": resource},
                    # What is there keeps them.
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
            # A version in a group has the tags of the group and takes none.
            # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
            KeyGuard(({"StringEqualsIfExists": {**request, **resource}},), asked, names=("CreateModelPackage",)),
            # These are about something that is there, too.
            KeyGuard(
                ({"StringEquals": request, "StringEqualsIfExists": resource},),
                asked,
                names=("CreateEndpoint", "CreateInferenceComponent"),
            ),
            KeyGuard(({"StringEquals": request},), asked, names=("Create*",), except_types=_UNTAGGED_TYPES),
            KeyGuard(({"StringEquals": shown},), "sagemaker:SearchVisibilityCondition/${FilterKey}", names=("Search",)),
            # Metrics are written by jobs, to trial components that SageMaker has made for them.
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
