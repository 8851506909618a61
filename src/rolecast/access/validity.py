"""Whether the action, resource and condition keys of a question can exist.

A question about a resource that cannot exist has no answer: "no" would pass as a guarantee, "yes" as a permission.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rolecast.iam import buckets, formats, placeholders, services
from rolecast.iam.partitions import PARTITIONS, Partition
from rolecast.iam.services import Action, Service
from rolecast.iam.variables import PLACE
from rolecast.reading.faults import Fault, InputError, did_you_mean, nearest
from rolecast.role import Environment

_ACCOUNT = re.compile(r"[0-9]{12}|aws|", re.ASCII)  # resources of AWS have the account `aws` or none
_NAME = re.compile(rf"{PLACE.pattern}|\*")
_MOST_EXAMPLES = 3


def find_action(action: str) -> Action | None:
    """The action in the service reference; None if it is missing there and may be newer.

    Raises InputError for a text that is not an action.
    """
    prefix, colon, name = action.partition(":")
    if not colon or not name or "*" in action or "?" in action:
        remedy = "an action is `service:Name`, such as `s3:GetObject`"
        raise InputError([Fault(None, f"`{action}` is not a single action", remedy)])
    service = services.service(prefix)
    if service and name.lower() in service.actions:
        return service.actions[name.lower()]
    near = did_you_mean(action, action_names(prefix))
    if near or service is None:
        raise InputError([Fault(None, f"there is no action `{action}`", near)])
    return None


def check_resource(action: str, resource: str, environment: Environment) -> None:
    """Raises InputError if `resource` is not a resource, or if `action` does not apply to it.

    If the service reference lacks the action, only the form of the ARN is checked. `environment` is the role's: its
    region counts as existing.
    """
    if resource == "*":
        return
    faults = list(_arn_faults(resource, environment)) or list(_type_faults(action, resource, environment))
    faults = faults or list(_name_faults(resource))
    if faults:
        raise InputError(faults)


def fits(action: str, resource: str) -> bool:
    """Whether the action applies to an ARN of this type. True if unknown."""
    service, known = _known(action)
    if service is None or known is None or (not known.resources and known.access_level is None):
        return True
    return not formats.types(service.prefix, resource).isdisjoint(each.name.lower() for each in known.resources)


def examples(action: str, environment: Environment, name: str) -> list[str]:
    """A resource of each type that the action has, in the role's account and region, with `name` as its name."""
    service, known = _known(action)
    if service is None or known is None:
        return []
    types = sorted(known.resources, key=lambda each: not each.required)  # required types first
    arns = (arn for each in types for arn in service.resource_types[each.name.lower()].arns)
    return [_example(arn, environment, name) for arn in arns]


def check_keys(keys: Iterable[str]) -> None:
    """Raises InputError for condition keys that do not exist."""
    faults = [Fault(None, f"there is no condition key `{key}`", _near_key(key)) for key in keys if not _is_key(key)]
    if faults:
        raise InputError(faults)


def action_names(prefix: str) -> list[str]:
    """The service's actions; all services, each with a colon, if there is no such service."""
    service = services.service(prefix)
    if service is None:
        return prefixes()
    return [f"{service.prefix}:{action.name}" for action in service.actions.values()]


def prefixes() -> list[str]:
    """All services, each with a colon."""
    return [f"{prefix}:" for prefix in sorted(services.prefixes())]


def _arn_faults(resource: str, environment: Environment) -> Iterator[Fault]:
    if not resource.startswith("arn:"):
        yield Fault(None, f"`{resource}` is not a resource", "it is an ARN, or `*`")
        return
    parts = resource.split(":", 5)
    if len(parts) < 6 or not all((parts[1], parts[2], parts[5])):
        yield Fault(None, f"`{resource}` is not an ARN", "an ARN is `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`")
        return
    _, name, _, region, account, _ = parts
    partition = next((each for each in PARTITIONS if each.id == name), None)
    if partition is None:
        known = [each.id for each in PARTITIONS]
        remedy = did_you_mean(name, known) or f"the partitions are {', '.join(known)}"
        yield Fault(None, f"`{resource}`: there is no partition `{name}`", remedy)
    else:
        yield from _partition_faults(resource, partition, environment)
        if region not in ("", "*", environment.region, *partition.regions):
            yield Fault(None, f"`{resource}`: there is no region `{region}`", did_you_mean(region, partition.regions))
        if region == "*":
            yield Fault(None, f"`{resource}`: `*` is not one region", "ask about the resource of one region")
    if account == "*":
        yield Fault(None, f"`{resource}`: `*` is not one account", "ask about the resource of one account")
    elif not _ACCOUNT.fullmatch(account):
        yield Fault(None, f"`{resource}`: `{account}` is not an account", "an account has 12 digits")


def _name_faults(resource: str) -> Iterator[Fault]:
    """Errors in the name of a resource whose ARN is well-formed."""
    _, _, service, _, account, rest = resource.split(":", 5)
    bucket = buckets.name(resource)
    found = placeholders.find(resource if bucket is None else bucket)  # object keys may contain `$x` and `<x>`
    variable = PLACE.search(resource)
    if found:
        yield Fault(None, f"`{resource}`: `{found.text}` is {found.kind}", "write what it stands for")
    elif variable:
        yield Fault(None, f"`{resource}`: `{variable[0]}` is a policy variable", "write what it stands for")
    elif bucket is not None and (foreign := buckets.foreign(bucket)):
        yield Fault(None, f"`{resource}`: no bucket {foreign.reason}", foreign.remedy)
    elif account == "" and service in services.prefixes():
        forms = [form for form in formats.met(service, rest) if form.service == service]
        if forms and formats.has_account(forms):
            yield Fault(None, f"`{resource}` has no account", "name the account of the resource, of 12 digits")


def _partition_faults(resource: str, partition: Partition, environment: Environment) -> Iterator[Fault]:
    own = environment.partition
    if own is not None and own.id != partition.id:
        yield Fault(None, f"`{resource}` is in the partition `{partition.id}`, the role is in `{own.id}`")


def _known(action: str) -> tuple[Service | None, Action | None]:
    prefix, _, name = action.partition(":")
    service = services.service(prefix)
    return service, service.actions.get(name.lower()) if service else None


def _type_faults(action: str, resource: str, environment: Environment) -> Iterator[Fault]:
    """An error if the action applies to no resource of this type."""
    service, known = _known(action)
    if service is None or known is None or fits(action, resource):
        return
    if not known.resources and resource.startswith("arn:") and resource.endswith(f":{service.prefix}:::*"):
        return  # the usual pattern for everything of a service
    arns = [arn for each in known.resources for arn in service.resource_types[each.name.lower()].arns]
    if arns:
        remedy = _near_resource(resource, arns, environment)
        yield Fault(None, f"`{action}` does not apply to `{resource}`", remedy)
    else:
        yield Fault(
            None, f"`{action}` does not apply to a resource, such as `{resource}`", "leave it out, or write `*`"
        )


def _near_resource(resource: str, arns: list[str], environment: Environment) -> str:
    """The resource with its type corrected to that of a format, or else examples of the formats."""
    *head, rest = resource.split(":", 5)
    kind, slash, name = rest.partition("/")
    tails = [arn.split(":", 5)[-1] for arn in arns]
    meant = nearest(kind, (tail.partition("/")[0] for tail in tails if "/" in tail and not tail.startswith("${")))
    if slash and meant and meant != kind:
        return f"did you mean `{':'.join((*head, f'{meant}/{name}'))}`?"
    alike = sorted(arns, key=lambda arn: bool(arn.split(":", 5)[3]) is not bool(head[3]))
    listed = ", ".join(f"`{_example(arn, environment)}`" for arn in alike[:_MOST_EXAMPLES])
    return f"its resources are {listed}{' and others' if len(arns) > _MOST_EXAMPLES else ''}"


def _example(arn: str, environment: Environment, name: str | None = None) -> str:
    """A format with the role's known values filled in, and `name` for names: `arn:aws:s3:::BucketName/ObjectName`."""
    partition = environment.partition
    known = {
        "Partition": partition.id if partition else "aws",
        "Region": environment.region or "REGION",
        "Account": environment.account or "ACCOUNT",
    }
    return _NAME.sub(lambda found: known.get(found[1] or "", name or found[1] or "*"), arn)


def _is_key(key: str) -> bool:
    prefix = key.partition(":")[0]
    # Keys of OIDC providers begin with the provider's host: `token.actions.githubusercontent.com:sub`.
    return "." in prefix or services.find_condition_key(key) is not None


def _near_key(key: str) -> str:
    near = did_you_mean(key, (name for each in _keys_of(key.partition(":")[0]) for name in each))
    return near or "a condition key is `aws:Name` or `service:Name`, such as `aws:PrincipalArn`"


def _keys_of(prefix: str) -> Iterator[Iterable[str]]:
    service: Service | None = services.service(prefix)
    yield (key.name for key in services.global_condition_keys().values())
    if service is None:
        yield prefixes()
    else:
        yield (key.name for key in service.condition_keys.values())
