"""A guardrail: what a setting of a role file asks of every request of a role, by the service reference.

It says which actions of SageMaker carry the condition keys of the setting, what is asked of each, and on which
resources AWS decides that.
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
    """What is asked of requests for some actions, named with their prefix; none means all but those of IAM.

    Where `resources` are given, AWS decides it on those: the others that such a request names need not say it again.
    Where `services` are given, it is asked of their requests alone, to the role itself: by its trust policy.
    """

    actions: tuple[str, ...]
    asked: Asked
    resources: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @cached_property
    def masks(self) -> Mapping[str, int]:
        """The actions by the prefix of their service, as `known_actions` numbers them."""
        prefixes = dict.fromkeys(action.partition(":")[0] for action in self.actions)
        return {prefix: mask(self.actions, None, prefix) for prefix in prefixes}


class Guardrail(NamedTuple):
    """`setting` is where the role file says, such as `narrowing.tags`."""

    setting: str
    demands: tuple[Requirement, ...]

    @property
    def is_of_trust(self) -> bool:
        """Whether it is about who assumes the role, and not about what the role is allowed."""
        return any(demand.services for demand in self.demands)


def guardrails_of(role: Role) -> list[Guardrail]:
    """Those of the settings that the role was made with."""
    settings = role.recipe.guarding if role.recipe else {}
    return _guardrails(json.dumps(settings)) if settings else []


@lru_cache(maxsize=256)
def _guardrails(settings: str) -> list[Guardrail]:
    return guardrails(json.loads(settings))


def guardrails(settings: Mapping[str, Any]) -> list[Guardrail]:
    """Those of `network`, `encryption`, `narrowing` and `trust`."""
    asking = []
    if network := settings.get("network"):
        asking.append(("network", _network(network)))
    if encryption := settings.get("encryption"):
        asking.append(("encryption", _encryption(encryption)))
    asking += [(f"narrowing.{each.id}", each) for each in narrowings(settings.get("narrowing") or {})]
    found = [Guardrail(setting, tuple(_demands(each))) for setting, each in asking]
    if settings.get("trust", {}).get("confused_deputy"):
        demand = Requirement(("sts:AssumeRole",), (FOR_THIS_ACCOUNT,), services=(SERVICE,))
        found.append(Guardrail("trust.confused_deputy", (demand,)))
    return found


def _demands(narrowing: Narrowing) -> Iterator[Requirement]:
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
    """Patterns of the resources that each request for the action names, if it may name others as well."""
    required = [each.name for each in action.resources if each.required]
    if not required or len(required) == len(action.resources):
        return ()
    arns = (arn for name in required for arn in service.resource_types[name.lower()].arns)
    return tuple(pattern_of(arn) for arn in arns)


def pattern_of(arn: str) -> str:
    """`arn:aws*:sagemaker:*:*:model/*` for the format of a model's ARN: all partitions begin so."""
    parts = arn.replace("${Partition}", "aws*").split("${")
    return parts[0] + "".join("*" + part.partition("}")[2] for part in parts[1:])


def _network(network: Mapping[str, list[str]]) -> Narrowing:
    subnets, groups = network["subnets"], network["security_groups"]
    listed = {"ForAllValues:StringEquals": {_SUBNETS: subnets, _GROUPS: groups}}
    named = {**listed, "Null": {_SUBNETS: "false", _GROUPS: "false"}}
    return Narrowing(
        "network",
        (
            # An endpoint runs in the network of its models; its configuration names one for inference components alone.
            # Updates name a network where they change it.
            KeyGuard((listed,), _SUBNETS, names=("CreateEndpointConfig", "UpdateCluster", "UpdateDomain")),
            KeyGuard(({"ForAllValues:StringEquals": {_GROUPS: groups}},), _GROUPS, names=("*UserProfile",)),
            KeyGuard((named,), _SUBNETS),
        ),
    )


def _encryption(encryption: Mapping[str, list[str]]) -> Narrowing:
    volume, output = encryption["volume_keys"], encryption["data_keys"]

    def asked(**keys: list[str]) -> Asked:
        """By the keys' present names, or by those that AWS's console still writes."""
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
