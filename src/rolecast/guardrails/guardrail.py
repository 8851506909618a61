"""What a setting of a role file requires of every request of a role, according to the service reference.

That is: which actions of SageMaker have the setting's condition keys, what is required of each, and for which resources
AWS evaluates it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from rolecast.catalogue.confused_deputy import FOR_THIS_ACCOUNT, SERVICE
from rolecast.catalogue.narrowings import SAGEMAKER, KeyGuard, Narrowing, narrowings
from rolecast.catalogue.portions import Asked
from rolecast.guardrails.reach import mask
from rolecast.iam import services
from rolecast.iam.services import Action, Service
from rolecast.role import Role

_SUBNETS, _GROUPS = "sagemaker:VpcSubnets", "sagemaker:VpcSecurityGroupIds"
_VOLUME, _OUTPUT = "sagemaker:VolumeKmsKeyArn", "sagemaker:OutputKmsKeyArn"


@dataclass(frozen=True, eq=False)
class Requirement:
    """What is required of requests for `actions`, which have prefixes; empty means all actions except those of IAM.

    `asked` are alternative conditions. `resources`, if any, are the ones for which AWS evaluates the condition; a
    request may name others too. `services`, if any, restrict the requirement to their requests to assume the role, by
    its trust policy.
    """

    actions: tuple[str, ...]
    asked: Asked
    resources: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @cached_property
    def masks(self) -> Mapping[str, int]:
        """The actions as bit sets, by the prefix of their service; see `known_actions`."""
        prefixes = dict.fromkeys(action.partition(":")[0] for action in self.actions)
        return {prefix: mask(self.actions, None, prefix) for prefix in prefixes}


class Guardrail(NamedTuple):
    """The requirements of a setting. `setting` is its path in the role file, such as `narrowing.tags`."""

    setting: str
    requirements: tuple[Requirement, ...]

    @property
    def is_of_trust(self) -> bool:
        """Whether it limits who assumes the role, rather than what the role is allowed."""
        return any(requirement.services for requirement in self.requirements)


def guardrails_of(role: Role) -> list[Guardrail]:
    """The guardrails of the settings that the role was composed with."""
    settings = role.recipe.guarding if role.recipe else {}
    return _guardrails(json.dumps(settings)) if settings else []


@lru_cache(maxsize=256)
def _guardrails(settings: str) -> list[Guardrail]:
    return guardrails(json.loads(settings))


def guardrails(settings: Mapping[str, Any]) -> list[Guardrail]:
    """The guardrails of `network`, `encryption`, `narrowing` and `trust`."""
    asking = []
    if network := settings.get("network"):
        asking.append(("network", _network(network)))
    if encryption := settings.get("encryption"):
        asking.append(("encryption", _encryption(encryption)))
    asking += [(f"narrowing.{each.id}", each) for each in narrowings(settings.get("narrowing") or {})]
    found = [Guardrail(setting, tuple(_requirements(each))) for setting, each in asking]
    if settings.get("trust", {}).get("confused_deputy"):
        requirement = Requirement(("sts:AssumeRole",), (FOR_THIS_ACCOUNT,), services=(SERVICE,))
        found.append(Guardrail("trust.confused_deputy", (requirement,)))
    return found


def _requirements(narrowing: Narrowing) -> Iterator[Requirement]:
    if narrowing.everywhere:
        yield Requirement((), narrowing.everywhere)
        return
    scope = narrowing.scope
    groups: dict[tuple[str, tuple[str, ...]], tuple[Asked, tuple[str, ...], list[str]]] = {}
    texts: dict[int, str] = {}
    for prefix in SAGEMAKER:
        service = services.service(prefix)
        assert service
        carrying = narrowing.carrying(service)
        for action in service.actions.values():
            if action.name in carrying and (asked := scope.of(service, action)):
                resources = _deciding(service, action)
                text = texts.get(id(asked)) or texts.setdefault(id(asked), repr(asked))
                group = groups.setdefault((text, resources), (asked, resources, []))
                group[2].append(f"{prefix}:{action.name}")
    for asked, resources, actions in groups.values():
        yield Requirement(tuple(actions), asked, resources)


def _deciding(service: Service, action: Action) -> tuple[str, ...]:
    """Patterns of the resources that every request for the action names, if it may also name others."""
    required = [each.name for each in action.resources if each.required]
    if not required or len(required) == len(action.resources):
        return ()
    arns = (arn for name in required for arn in service.resource_types[name.lower()].arns)
    return tuple(pattern_of(arn) for arn in arns)


def pattern_of(arn: str) -> str:
    """A pattern for a format of ARNs, such as `arn:aws*:sagemaker:*:*:model/*`. It matches all partitions."""
    parts = arn.replace("${Partition}", "aws*").split("${")
    return parts[0] + "".join("*" + part.partition("}")[2] for part in parts[1:])


def _network(network: Mapping[str, list[str]]) -> Narrowing:
    subnets, groups = network["subnets"], network["security_groups"]
    listed = {"ForAllValues:StringEquals": {_SUBNETS: subnets, _GROUPS: groups}}
    named = {**listed, "Null": {_SUBNETS: "false", _GROUPS: "false"}}
    return Narrowing(
        "network",
        (
            # An endpoint uses the network of its models; its configuration names one only for inference components.
            # Updates name a network only if they change it.
            KeyGuard((listed,), _SUBNETS, names=("CreateEndpointConfig", "UpdateCluster", "UpdateDomain")),
            KeyGuard(({"ForAllValues:StringEquals": {_GROUPS: groups}},), _GROUPS, names=("*UserProfile",)),
            KeyGuard((named,), _SUBNETS),
        ),
    )


def _encryption(encryption: Mapping[str, list[str]]) -> Narrowing:
    volume, output = encryption["volume_keys"], encryption["data_keys"]

    def asked(**keys: list[str]) -> Asked:
        """By the keys' current names, or by the old ones that AWS's console still writes."""
        now = {f"sagemaker:{name}Arn": values for name, values in keys.items()}
        before = {f"sagemaker:{name}": values for name, values in keys.items()}
        return {"ArnEquals": now}, {"StringEquals": before}

    by_both = asked(VolumeKmsKey=volume, OutputKmsKey=output)
    only_volume = ("CreateDomain", "CreateEndpointConfig", "CreateNotebookInstance")
    return Narrowing(
        "encryption",
        (
            KeyGuard(asked(VolumeKmsKey=volume), _VOLUME, names=only_volume),
            KeyGuard(by_both, _VOLUME),
            KeyGuard(asked(OutputKmsKey=output), _OUTPUT),
        ),
    )
