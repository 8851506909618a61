"""Roles as constructs of the AWS CDK, in whatever language.

Policies are resources beside their role, because a policy may name the ARN of its own role. They are the CDK's Cfn
classes, which take a document as it is, where the others merge and reorder its statements.
https://docs.aws.amazon.com/cdk/v2/guide/constructs.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Union

from rolecast.rendering.environment import Blanks, Several, home, rewrite
from rolecast.role import Deletion, OpenVariable, Policy, PolicyKind, Role, role_arn

CLASS = "SageMakerRoles"
PLACES = {
    "account": "Aws.ACCOUNT_ID",
    "region": "Aws.REGION",
    "partition": "Aws.PARTITION",
    "dns_suffix": "Aws.URL_SUFFIX",
}
"""The pseudo parameters, which every language of the CDK calls the same."""


class Joined(NamedTuple):
    """A text in turns: literal text, the name of a place or input, and so on."""

    parts: Sequence[str]


class Element(NamedTuple):
    """An item of a list that expands to one item for each value of an input; its text contains that input."""

    input: str
    text: Joined


class RoleArn(NamedTuple):
    """The ARN of the role with this key."""

    key: str


class RoleNameProperty(NamedTuple):
    """The name of the role with this key, whatever it turns out to be."""

    key: str


class PhysicalName(NamedTuple):
    """A name that a resource only has if asked for."""

    text: str


class JsonObject(NamedTuple):
    """A JSON object, whose keys are not those of properties."""

    json: Any


class Tag(NamedTuple):
    key: str
    value: str | Joined


Value = Union[str, int, Joined, Element, RoleArn, RoleNameProperty, PhysicalName, JsonObject, Tag, "Sequence[Value]"]


class StackResource(NamedTuple):
    """A resource of the module `aws_iam`: the role with this key, or a policy of it, whose scope is the role.

    Ids are names in AWS, so that they say what a resource is and no two are the same.
    """

    kind: str
    id: str
    properties: Mapping[str, Value]
    role: str
    is_retained: bool

    @property
    def is_policy(self) -> bool:
        return self.kind != "CfnRole"


class PlaceGuard(NamedTuple):
    """What refuses a deployment elsewhere: the pseudo parameter has to have this value."""

    id: str
    place: str
    value: str
    message: str


def inputs(roles: Sequence[Role]) -> list[OpenVariable]:
    """The variables, those without a default first."""
    variables = Blanks.of(roles).variables.values()
    return sorted(variables, key=lambda variable: variable.default is not None)


def guards(roles: Sequence[Role]) -> list[PlaceGuard]:
    """Raises InputError where roles belong in several accounts or regions."""
    belong = home(roles, "construct")
    return [
        PlaceGuard(noun.capitalize(), PLACES[noun], value, f"these roles belong in the {noun} {value}")
        for noun, value in (("account", belong.account), ("region", belong.region))
        if value
    ]


def resources(roles: Sequence[Role]) -> list[StackResource]:
    """All roles, then their policies, which may name any of them."""
    keys = {role_arn(role.path, role.name): role.key for role in roles}
    return [*map(_role, roles), *(each for role in roles for each in _policies(role, keys))]


def written(value: Any, spell: Callable[[Any], str], step: str, indent: str) -> str:
    """A value in a language with the braces and brackets of JSON, indented by `step`; `spell` writes what has none."""
    content = value.json if isinstance(value, JsonObject) else value
    inside = f"{indent}{step}"
    if isinstance(content, dict):
        items = [f"{quoted(key)}: {written(item, spell, step, inside)}" for key, item in content.items()]
        opening, closing = "{}"
    elif isinstance(content, list):
        items = [written(item, spell, step, inside) for item in content]
        opening, closing = "[]"
    else:
        return spell(content)
    lines = "".join(f"{inside}{item},\n" for item in items)
    return f"{opening}\n{lines}{indent}{closing}" if items else f"{opening}{closing}"


def quoted(text: str) -> str:
    """A text between quotes, as Python and TypeScript both read it."""
    return json.dumps(text, ensure_ascii=False)


def joined(text: Joined, quote: str, escape: Callable[[str], str], place: str, names: Mapping[str, str]) -> str:
    """A text with places in it; one that is a place alone is that. `place` is a pattern for `format`.

    `names` is what inputs are called, by variable.
    """
    known = {**PLACES, **names}
    if len(text.parts) == 3 and not text.parts[0] and not text.parts[2]:
        return known[text.parts[1]]
    parts = (
        place.format(known[part]) if index % 2 else escape(quoted(part)[1:-1]) for index, part in enumerate(text.parts)
    )
    return f"{quote}{''.join(parts)}{quote[-1]}"


def _role(role: Role) -> StackResource:
    boundary = role.permissions_boundary
    blanks = Blanks.of([role])
    optional: dict[str, Value] = {
        "description": _text(role.description, blanks),
        "managedPolicyArns": [_text(policy.arn, blanks) for policy in role.attached],
        "permissionsBoundary": _text(boundary.arn, blanks) if boundary else "",
        "tags": [Tag(key, _text(value, blanks)) for key, value in role.tags.items()],
    }
    properties: dict[str, Value] = {
        "roleName": PhysicalName(role.name),
        "path": role.path,
        "assumeRolePolicyDocument": JsonObject(_rewritten(role.trust_policy.json, lambda text: _text(text, blanks))),
        "maxSessionDuration": role.max_session_duration,
        **{name: value for name, value in optional.items() if value},
    }
    return StackResource("CfnRole", role.name, properties, role.key, role.deletion is Deletion.RETAIN)


def _policies(role: Role, keys: Mapping[str, str]) -> Iterator[StackResource]:
    blanks = Blanks.of([role])
    for policy in role.policies:
        document = JsonObject(_rewritten(policy.document.json, lambda text: _referring(text, keys, blanks)))
        kind, policy_id, properties = _policy(role, policy, document)
        yield StackResource(kind, policy_id, properties, role.key, role.deletion is Deletion.RETAIN)


def _policy(role: Role, policy: Policy, document: JsonObject) -> tuple[str, str, dict[str, Value]]:
    if policy.kind is PolicyKind.INLINE:
        properties: dict[str, Value] = {
            "policyName": policy.name,
            "roleName": RoleNameProperty(role.key),
            "policyDocument": document,
        }
        return "CfnRolePolicy", f"{policy.name} inline", properties
    properties = {
        "managedPolicyName": PhysicalName(policy.name),
        "path": role.path,
        "roles": [RoleNameProperty(role.key)],
        "policyDocument": document,
    }
    return "CfnManagedPolicy", policy.name, properties


def _rewritten(value: Any, text: Callable[[str], Any]) -> Any:
    return rewrite(
        value, text, gather=lambda items: [_element(item) if isinstance(item, Several) else item for item in items]
    )


def _element(several: Several) -> Element:
    return Element(several.variable, several.item)


def _referring(text: str, keys: Mapping[str, str], blanks: Blanks) -> Any:
    return RoleArn(keys[text]) if text in keys else _text(text, blanks)


def _text(text: str, blanks: Blanks) -> Any:
    parts = blanks.pieces(text)
    if len(parts) == 1:
        return text
    several = blanks.list_in(parts)
    return Several(several, Joined(parts)) if several else Joined(parts)
