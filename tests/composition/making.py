"""Roles of texts, for the tests of composition."""

from __future__ import annotations

import json
from typing import Any

from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role
from rolecast.rolefile.load import parse, read

HEAD = 'version: 1\naccount: "123456789012"\nregion: us-east-1\n'
VPC = "{subnets: [subnet-0a1b2c3d4e5f67890], security_groups: [sg-0a1b2c3d4e5f67890]}"
EXAMPLES = {
    activity.id: {
        name: [parameter.type.example] for name, parameter in activity.parameters.items() if name != "pass_roles"
    }
    for activity in CATALOGUE.activities()
}
"""Every activity with an example for each parameter that it must have."""


def given(*ids: str) -> str:
    """The setting that selects these activities, with their examples."""
    return "activities: " + json.dumps({name: EXAMPLES[name] for name in ids})


def with_required(*ids: str) -> list[str]:
    """These activities, and the first that meets each requirement that they leave open."""
    names = list(ids)
    for name in names:
        names += [alternatives[0] for alternatives in CATALOGUE.activity(name).unmet(names)]
    return names


def make(text: str, head: str = HEAD) -> dict[str, Role]:
    """The roles of a text that stands behind `head`."""
    return compose(parse(head + text))


def make_one(settings: str, head: str = HEAD) -> Role:
    """The one role with these settings, in YAML's flow style or a line each."""
    (role,) = make(one(settings), head).values()
    return role


def codes_of(role: Role) -> list[str]:
    """The codes of its notices, without those on what its settings promise, which test_guarding.py is about."""
    return [notice.code for notice in role.notices if not notice.code.startswith("guardrail")]


def one(settings: str) -> str:
    return "roles:\n  a:\n" + "".join(f"    {line}\n" for line in settings.splitlines())


def refuse(text: str, head: str = HEAD) -> list[str]:
    """The faults of a text that stands behind `head`, without the name of the file. There must be some."""
    found = faults(head + text)
    assert found
    return [str(fault).removeprefix("roles.yaml:") for fault in found]


def faults(text: str) -> tuple[Fault, ...]:
    """The faults of a whole text, if it has any."""
    try:
        compose(read(text, "roles.yaml"))
    except InputError as error:
        return error.faults
    return ()


def refuse_one(settings: str, head: str = HEAD) -> list[str]:
    return refuse(one(settings), head)


def refuse_once(settings: str, head: str = HEAD) -> str:
    """The only fault of the one role with these settings."""
    (fault,) = refuse_one(settings, head)
    return fault


def activities(role: Role) -> list[str]:
    """The activities that the role's own policies are of."""
    return [activity for policy in role.policies for activity in policy.activities]


def statements(role: Role) -> list[dict[str, Any]]:
    return [statement for policy in role.policies for statement in policy.document.json["Statement"]]
