"""Roles as AWS CDK constructs, independent of the language.

Policies are separate resources rather than properties of the role, because a policy may contain the ARN of its role.
They use the CDK's Cfn classes, which keep a document as it is; the others merge and reorder its statements.
https://docs.aws.amazon.com/cdk/v2/guide/constructs.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Union

from rolecast.rendering.environment import Blanks, Several, common_environment, rewrite
from rolecast.role import Deletion, OpenVariable, Policy, PolicyKind, Role, role_arn

CLASS = "SageMakerRoles"
PLACES = {
    "account": "Aws.ACCOUNT_ID",
    "region": "Aws.REGION",
    "partition": "Aws.PARTITION",
    "dns_suffix": "Aws.URL_SUFFIX",
}
"""The pseudo parameters, which have the same names in every language of the CDK."""


class Joined(NamedTuple):
    """A text as alternating parts: literal text, the name of a place or input, literal text, and so on."""

    parts: Sequence[str]


class Element(NamedTuple):
    """An item of a list that expands to one item for each value of an input. `text` contains the input."""

    input: str
    text: Joined


class RoleArn(NamedTuple):
    """The ARN of the role with this key."""

    key: str


class RoleNameProperty(NamedTuple):
    """The name of the role with this key, known only at deployment."""

    key: str


class PhysicalName(NamedTuple):
    """A name that a resource has only if the user asks for physical names."""

    text: str


class JsonObject(NamedTuple):
    """A JSON object, whose keys are not properties of the CDK."""

    json: Any


class Tag(NamedTuple):
    key: str
    value: str | Joined


Value = Union[str, int, Joined, Element, RoleArn, RoleNameProperty, PhysicalName, JsonObject, Tag, "Sequence[Value]"]


class StackResource(NamedTuple):
    """A resource of the module `aws_iam`: the role with the key `role`, or one of its policies, in the role's scope.

    `id` is the name in AWS, so that ids are readable and unique.
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
    """A rule that refuses other places: the pseudo parameter `place` must have this value."""

    id: str
    place: str
    value: str
    message: str


def inputs(roles: Sequence[Role]) -> list[OpenVariable]:
    """The variables, those without a default first."""
    variables = Blanks.of(roles).variables.values()
    return sorted(variables, key=lambda variable: variable.default is not None)


def guards(roles: Sequence[Role]) -> list[PlaceGuard]:
    """The guards of the roles' account and region. Raises InputError if they belong in several."""
    environment = common_environment(roles, "construct")
    return [
        PlaceGuard(noun.capitalize(), PLACES[noun], value, f"these roles belong in the {noun} {value}")
        for noun, value in (("account", environment.account), ("region", environment.region))
        if value
    ]


def resources(roles: Sequence[Role]) -> list[StackResource]:
    """All roles, then their policies, since a policy may refer to any role."""
    keys = {role_arn(role.path, role.name): role.key for role in roles}
    return [*map(_role, roles), *(each for role in roles for each in _policies(role, keys))]


def written(value: Any, spell: Callable[[Any], str], step: str, indent: str) -> str:
    """The value in a language with JSON's braces and brackets, indented by `step`. `spell` writes scalars."""
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
    """The text in quotes that are valid in both Python and TypeScript."""
    return json.dumps(text, ensure_ascii=False)


def joined(text: Joined, quote: str, escape: Callable[[str], str], place: str, names: Mapping[str, str]) -> str:
    """The expression for a text with places; a place alone needs no quotes.

    `place` is a template for `str.format`, and `names` maps variables to the names of inputs.
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
