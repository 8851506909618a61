"""The service reference: actions, resource types and condition keys of AWS services.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
describes the columns. `rolecast.iam.data.sources` has the date of the data; an action, key or service that is missing
may be newer. A service is loaded on first use and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, StrEnum
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

import orjson

from rolecast.iam.data import FOLDER
from rolecast.iam.variables import PLACE

_Value = TypeVar("_Value")

_SERVICES = FOLDER / "services"
_GLOBAL_KEYS = FOLDER / "global-keys.json"


class AccessLevel(StrEnum):
    """The effect of an action on a resource.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
    """

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS_MANAGEMENT = "Permissions management"


class ActionResource(NamedTuple):
    """A resource type that an action can be limited to.

    `required`: whether every request names a resource of this type, so that all required types must be allowed; a
    request names some of the others. None if unknown. `condition_keys` are those that the action has only for this
    type.
    """

    name: str
    required: bool | None
    condition_keys: tuple[str, ...]


class When(Enum):
    """The requests of an action that need another action too."""

    ALWAYS = "always"
    ROLE = "when a role is given"
    TAGS = "when tags are given"
    SOMETIMES = "in some requests"


class Need(NamedTuple):
    """Another action (`prefix:Name`) that requests need in addition.

    For iam:PassRole, `services` are those that receive the role; empty if unknown.
    """

    action: str
    when: When
    services: tuple[str, ...] = ()


class Action(NamedTuple):
    """An action of a service.

    `name` has no prefix; it is spelled as by AWS, or in lower case if that is unknown. `access_level` is None if
    unknown. Without `resources`, the action only matches the resource `*`. `needs` are the known further permissions.
    """

    name: str
    access_level: AccessLevel | None
    resources: tuple[ActionResource, ...]
    condition_keys: tuple[str, ...]
    needs: tuple[Need, ...]


class ResourceType(NamedTuple):
    """A type of resource. A `${Name}` in its ARNs matches any text; `${Rest}` is a remainder of unknown form."""

    name: str
    arns: tuple[str, ...]
    condition_keys: tuple[str, ...]


class ConditionKey(NamedTuple):
    """A condition key. A `${Name}` in its name matches any text.

    `type` is AWS's: String, ARN, Bool, Date, IPAddress or Numeric, prefixed with ArrayOf if a request has several
    values. `replaced_by` is the key that AWS names in place of a deprecated one, if any.
    """

    name: str
    type: str
    deprecated: bool
    replaced_by: str | None


class Operation(NamedTuple):
    """An API operation that needs other actions than the one with the same name.

    It needs all of `required`, and some of `conditional` if the request has certain parameters; both are `prefix:Name`.
    If `required` is empty, it needs at least one of `conditional`.
    """

    name: str
    required: tuple[str, ...]
    conditional: tuple[str, ...]


class Service(NamedTuple):
    """A service. The keys of its mappings are in lower case, since IAM ignores case there.

    `name` is None if only the prefix is known. `slashless` are the variables in its ARNs whose values are known to have
    no slash, such as BucketName, so that `arn:aws:s3:::bucket/*` is not a bucket.
    """

    prefix: str
    name: str | None
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    condition_keys: Mapping[str, ConditionKey]
    operations: Mapping[str, Operation]
    slashless: frozenset[str]

    def condition_keys_of(self, action: Action) -> frozenset[str]:
        """The names of all keys of the action or its resource types, without global keys."""
        names = set(action.condition_keys)
        for resource in action.resources:
            names.update(resource.condition_keys, self.resource_types[resource.name.lower()].condition_keys)
        return frozenset(names)

    def find_condition_key(self, name: str) -> ConditionKey | None:
        """The service's key that matches a name, as `aws:ResourceTag/${TagKey}` matches `aws:ResourceTag/team`."""
        return _find(self.condition_keys, name)


class _Entries(Mapping[str, _Value]):
    """Entries of one kind by name in lower case, each created on first use.

    A policy uses few of a service's actions, and most services have hundreds.
    """

    def __init__(self, raw: Mapping[str, Any], make: Callable[[str, Any], _Value]) -> None:
        self._names = {name.lower(): name for name in raw}
        self._raw = raw
        self._make = make
        self._made: dict[str, _Value] = {}

    def __getitem__(self, folded: str) -> _Value:
        if folded not in self._made:
            name = self._names[folded]
            self._made[folded] = self._make(name, self._raw[name])
        return self._made[folded]

    def get(self, folded: str, default: Any = None) -> Any:
        """The entry or the default. Overridden since the inherited method raises and catches an error for each missing
        name.
        """
        return self[folded] if folded in self._names else default

    def __contains__(self, folded: object) -> bool:
        return folded in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def prefixes() -> frozenset[str]:
    """The prefixes of all services."""
    return frozenset(file.name.removesuffix(".json") for file in _SERVICES.iterdir())


def service(prefix: str) -> Service | None:
    """The service with a prefix, in any case; None if unknown."""
    folded = prefix.lower()
    return _read(folded) if folded in prefixes() else None


@cache
def global_condition_keys() -> Mapping[str, ConditionKey]:
    """The keys that do not belong to one service, by name in lower case. Not every request has all of them.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    return _Entries(_load_global_keys()["condition_keys"], _condition_key)


def find_condition_key(name: str) -> ConditionKey | None:
    """The condition key with a name, in any case, global or of any service; None if unknown."""
    prefix = name.partition(":")[0]
    known = service(prefix)
    # Such as saml:aud, a key of sts.
    others = (prefix,) if known else _load_global_keys()["services_of_other_keys"]
    found = _find(global_condition_keys(), name)
    for other in others if found is None else ():
        found = found or _find(_read(other).condition_keys, name)
    return found


def _find(keys: Mapping[str, ConditionKey], name: str) -> ConditionKey | None:
    folded = name.lower()
    if folded in keys:
        return keys[folded]
    return next((keys[name] for name in keys if "${" in name and _template(name).fullmatch(folded)), None)


@cache
def _template(name: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, PLACE.split(name)[::2])), re.DOTALL)


@cache
def _read(prefix: str) -> Service:
    raw = orjson.loads((_SERVICES / f"{prefix}.json").read_bytes())
    return Service(
        prefix,
        raw["name"],
        _Entries(raw["actions"], partial(_action, prefix)),
        _Entries(raw["resource_types"], _resource_type),
        _Entries(raw["condition_keys"], _condition_key),
        _Entries(raw["operations"], _operation),
        frozenset(raw["slashless"]),
    )


@cache
def _load_global_keys() -> Any:
    return orjson.loads(_GLOBAL_KEYS.read_bytes())


def _action(prefix: str, name: str, raw: dict[str, Any]) -> Action:
    keys = raw.get("resource_keys", {})
    return Action(
        name,
        AccessLevel(raw["level"]) if "level" in raw else None,
        tuple(
            [
                ActionResource(resource, required, tuple(keys.get(resource, ())))
                for resource, required in raw.get("resources", {}).items()
            ]
        ),
        tuple(raw.get("keys", ())),
        tuple(_needs(prefix, raw)),
    )


def _needs(prefix: str, raw: dict[str, Any]) -> Iterator[Need]:
    if "role" in raw:
        when = When.ALWAYS if raw["role"] == "always" else When.ROLE
        yield Need("iam:PassRole", when, tuple(raw.get("passed_to", ())))
    if "tags" in raw:
        yield Need(f"{prefix}:{raw['tags']}", When.TAGS)
    for needed in raw.get("depends", ()):
        yield Need(needed, When.SOMETIMES)


def _resource_type(name: str, raw: dict[str, Any]) -> ResourceType:
    return ResourceType(name, tuple(raw["arns"]), tuple(raw.get("keys", ())))


def _condition_key(name: str, raw: dict[str, Any]) -> ConditionKey:
    return ConditionKey(name, raw["type"], raw.get("deprecated", False), raw.get("replaced_by"))


def _operation(name: str, raw: dict[str, Any]) -> Operation:
    return Operation(name, tuple(raw.get("required", ())), tuple(raw.get("conditional", ())))
