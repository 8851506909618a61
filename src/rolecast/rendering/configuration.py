"""Roles as Terraform blocks for the provider hashicorp/aws, independent of the syntax.

Account, region and partition come from the provider's data sources. If the roles belong in one account or region, a
plan for any other fails.

Replacements are created before what they replace is destroyed. Attachments, policies and roles use
`create_before_destroy`. The exclusive resources depend on the new ones and are updated before the old ones are
destroyed: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from rolecast.iam.documents import Document
from rolecast.rendering.blocks import (
    Block,
    Expression,
    Flattened,
    ForEach,
    Interpolation,
    PlainName,
    Value,
    Verbatim,
    literal,
)
from rolecast.rendering.environment import Blanks, Several, common_environment, rewrite
from rolecast.rendering.identifiers import snake_case
from rolecast.role import Deletion, OpenVariable, PolicyKind, Role

_SOURCES = {
    "account": "data.aws_caller_identity.current.account_id",
    "region": "data.aws_region.current.id",
    "partition": "data.aws_partition.current.partition",
    "dns_suffix": "data.aws_partition.current.dns_suffix",
}
_ELEMENT = "item"
_SHARED_FILES = ("imports", "main", "outputs", "variables", "versions")


def whole(roles: Sequence[Role], *, adopts: bool = False) -> list[Block]:
    """All blocks for a single file, outputs last. If `adopts`, with blocks that import existing roles.

    Raises InputError if the roles belong in several accounts or regions, and UnresolvedError if `adopts` and the
    account is unknown.
    """
    files = module(roles, adopts=adopts)
    outputs = files.pop("outputs")
    return [*(block for blocks in files.values() for block in blocks), *outputs]


def module(roles: Sequence[Role], *, adopts: bool = False) -> dict[str, list[Block]]:
    """All blocks for a folder, by file name without suffix. Raises like `whole`."""
    files = {
        "versions": [_versions("1.5.0" if adopts else "1.2.0")],  # import blocks; postconditions
        "variables": [_variable(each) for each in Blanks.of(roles).variables.values()],
        "main": _data(roles),
        "outputs": list(_outputs(roles)),
        **{file_stem(role.key): list(_Resources(role).blocks()) for role in roles},
        **({"imports": [block for role in roles for block in _Resources(role).imports()]} if adopts else {}),
    }
    return files if files["variables"] else {name: blocks for name, blocks in files.items() if name != "variables"}


def file_stem(key: str) -> str:
    """The name of a role's file, without suffix, such that Terraform reads it as an ordinary file."""
    # Terraform ignores hidden files and treats `..._override` as changes to other files.
    # https://developer.hashicorp.com/terraform/language/files/override
    special = key in _SHARED_FILES or key.startswith(".") or key.endswith("override")
    return f"role.{key}.role" if special else key


def _versions(oldest: str) -> Block:
    aws: Value = {"source": Verbatim("hashicorp/aws"), "version": Verbatim(">= 5.72.0")}  # the exclusive resources
    required = Verbatim(f">= {oldest}")
    return Block(
        "terraform", (), ({"required_version": required},), (Block("required_providers", (), ({"aws": aws},)),)
    )


def _variable(variable: OpenVariable) -> Block:
    """https://developer.hashicorp.com/terraform/language/block/variable"""
    given: dict[str, Value] = {}
    if variable.description:
        given["description"] = Verbatim(variable.description)
    given["type"] = PlainName("list(string)" if variable.is_list else "string")
    if variable.default:
        defaults = [Verbatim(text) for text in variable.default]
        given["default"] = defaults if variable.is_list else defaults[0]
    given["nullable"] = False
    checks = [Block("validation", (), (_validation(variable, pattern),)) for pattern in variable.patterns]
    if variable.is_list:
        empty = {
            "condition": Expression(f"length(var.{variable.name}) > 0"),
            "error_message": "At least one is needed.",
        }
        checks.insert(0, Block("validation", (), (empty,)))
    return Block("variable", (variable.name,), (given,), tuple(checks))


def _validation(variable: OpenVariable, pattern: str) -> Mapping[str, Value]:
    value = _ELEMENT if variable.is_list else f"var.{variable.name}"
    test = f"can(regex({json.dumps(literal(f'^(?:{pattern})$'))}, {value}))"
    condition = f"alltrue([for {_ELEMENT} in var.{variable.name} : {test}])" if variable.is_list else test
    return {"condition": Expression(condition), "error_message": f"The value must match {pattern} as a whole."}


def _data(roles: Sequence[Role]) -> list[Block]:
    environment = common_environment(roles, "Terraform configuration")
    named = set().union(*(role.names for role in roles))
    guards = {
        "aws_caller_identity": _guard("account", "account_id", environment.account),
        "aws_partition": (),
        "aws_region": _guard("region", "id", environment.region),
    }
    used = {_SOURCES[name].split(".")[1] for name in named & _SOURCES.keys()}
    return [_source(kind, guard) for kind, guard in guards.items() if guard or kind in used]


def _source(kind: str, blocks: tuple[Block, ...] = ()) -> Block:
    return Block("data", (kind, "current"), (), blocks)


def _guard(noun: str, attribute: str, wanted: str | None) -> tuple[Block, ...]:
    if wanted is None:
        return ()
    arguments: Mapping[str, Value] = {
        "condition": Expression(f'self.{attribute} == "{wanted}"'),
        "error_message": f"These roles belong in the {noun} {wanted}.",
    }
    return (Block("lifecycle", (), (), (Block("postcondition", (), (arguments,)),)),)


def _outputs(roles: Sequence[Role]) -> Iterator[Block]:
    ids = {role.key: snake_case(role.name) for role in roles}
    arns = {key: Expression(f"aws_iam_role.{each}.arn") for key, each in ids.items()}
    names = {key: Expression(f"aws_iam_role.{each}.name") for key, each in ids.items()}
    policies = {
        role.key: Expression(f"{{ for name, policy in aws_iam_policy.{ids[role.key]} : name => policy.arn }}")
        for role in roles
        if _has(role, PolicyKind.MANAGED)
    }
    yield _output("role_arns", "ARNs of the roles, by their keys in the role file.", arns)
    yield _output("role_names", "Names of the roles, by their keys in the role file.", names)
    yield _output("policy_arns", "ARNs of the roles' own managed policies, by role and name.", policies)


def _output(name: str, description: str, value: Value) -> Block:
    return Block("output", (name,), ({"description": Verbatim(description), "value": value},))


def _has(role: Role, kind: PolicyKind) -> bool:
    return any(policy.kind is kind for policy in role.policies)


class _Resources(NamedTuple):
    """Creates the blocks of one role. All of them have its identifier."""

    role: Role

    @property
    def id(self) -> str:
        return snake_case(self.role.name)

    def blocks(self) -> Iterator[Block]:
        managed, inline = _has(self.role, PolicyKind.MANAGED), _has(self.role, PolicyKind.INLINE)
        attached = managed or bool(self.role.attached)
        yield Block("locals", (), ({self.id: texts(self.role)},))
        yield self._role()
        if managed:
            yield self._policies()
        if inline:
            yield self._inline_policies()
        if attached:
            yield self._attachments(managed)
        yield from self._moved(managed=managed, inline=inline, attached=attached)
        made = {"aws_iam_role_policy": inline, "aws_iam_role_policy_attachment": attached}
        waits_for = [PlainName(f"{kind}.{self.id}") for kind, there in made.items() if there]
        yield self._exclusive(
            "aws_iam_role_policy_attachments_exclusive",
            {
                "policy_arns": self._all("attachment", "aws_iam_role_policy_attachment", "policy_arn")
                if attached
                else []
            },
            waits_for,
        )
        yield self._exclusive(
            "aws_iam_role_policies_exclusive",
            {"policy_names": self._all("policy", "aws_iam_role_policy", "name") if inline else []},
            waits_for,
        )

    def _role(self) -> Block:
        role = self.role
        boundary = role.permissions_boundary
        optional: dict[str, Value] = {
            "description": self._text(role.description),
            "permissions_boundary": self._text(boundary.arn) if boundary else "",
            "tags": self._tags,
        }
        arguments: dict[str, Value] = {
            "name": role.name,
            "path": role.path,
            "assume_role_policy": Expression(f"jsonencode(local.{self.id}.trust_policy)"),
            "max_session_duration": role.max_session_duration,
            **({"force_detach_policies": True} if role.deletion is Deletion.FORCE else {}),
            **{name: value for name, value in optional.items() if value},
        }
        return self._resource("aws_iam_role", arguments)

    def _policies(self) -> Block:
        tags: dict[str, Value] = {"tags": self._tags} if self.role.tags else {}
        each = {"for_each": Expression(f"local.{self.id}.policies")}
        arguments: dict[str, Value] = {
            "name": Expression("each.key"),
            "path": self.role.path,
            "policy": Expression("jsonencode(each.value)"),
            **tags,
        }
        return self._resource("aws_iam_policy", each, arguments)

    def _inline_policies(self) -> Block:
        each = {"for_each": Expression(f"local.{self.id}.inline_policies")}
        arguments = {
            "name": Expression("each.key"),
            "role": self._role_id,
            "policy": Expression("jsonencode(each.value)"),
        }
        return self._resource("aws_iam_role_policy", each, arguments)

    def _attachments(self, managed: bool) -> Block:
        own = f"{{ for name, policy in aws_iam_policy.{self.id} : name => policy.arn }}" if managed else None
        others = f"local.{self.id}.attached" if self.role.attached else None
        arns = f"merge({own}, {others})" if own and others else own or others or ""
        arguments = {"role": self._role_id, "policy_arn": Expression("each.value")}
        return self._resource("aws_iam_role_policy_attachment", {"for_each": Expression(arns)}, arguments)

    def _resource(self, kind: str, *arguments: Mapping[str, Value]) -> Block:
        life: dict[str, Value] = {"create_before_destroy": True}
        if self.role.deletion is Deletion.RETAIN and kind in ("aws_iam_role", "aws_iam_policy"):
            life["prevent_destroy"] = True
        return Block("resource", (kind, self.id), arguments, (Block("lifecycle", (), (life,)),))

    def _exclusive(self, kind: str, listed: Mapping[str, Value], waits_for: Sequence[PlainName]) -> Block:
        arguments: tuple[Mapping[str, Value], ...] = ({"role_name": self._role_id, **listed},)
        if waits_for:
            arguments = (*arguments, {"depends_on": waits_for})
        return Block("resource", (kind, self.id), arguments)

    def _moved(self, *, managed: bool, inline: bool, attached: bool) -> Iterator[Block]:
        """Blocks that map the role's former addresses to the current ones, so that Terraform moves it."""
        kinds = {
            "aws_iam_role": True,
            "aws_iam_policy": managed,
            "aws_iam_role_policy": inline,
            "aws_iam_role_policy_attachment": attached,
            "aws_iam_role_policy_attachments_exclusive": True,
            "aws_iam_role_policies_exclusive": True,
        }
        ids = [*map(snake_case, self.role.former_names), self.id]
        for before, after in pairwise(ids):
            for kind in (kind for kind, there in kinds.items() if there):
                yield Block("moved", (), ({"from": PlainName(f"{kind}.{before}"), "to": PlainName(f"{kind}.{after}")},))

    def imports(self) -> Iterator[Block]:
        """Import blocks for the role's resources. Raises UnresolvedError if the account is unknown.

        The provider's page of each resource says what its import id is, such as
        https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachment#import
        """
        role = self.role.resolve()
        yield self._import("aws_iam_role", role.name)
        for policy in role.policies:
            arn = role.policy_arn(policy.name)
            if policy.kind is PolicyKind.INLINE:
                yield self._import("aws_iam_role_policy", f"{role.name}:{policy.name}", policy.name)
            else:
                yield self._import("aws_iam_policy", arn, policy.name)
                yield self._import("aws_iam_role_policy_attachment", f"{role.name}/{arn}", policy.name)
        for attached, resolved in zip(self.role.attached, role.attached, strict=True):
            there = f"{role.name}/{resolved.arn}"
            yield self._import("aws_iam_role_policy_attachment", there, _attached_key(attached.arn))
        yield self._import("aws_iam_role_policy_attachments_exclusive", role.name)
        yield self._import("aws_iam_role_policies_exclusive", role.name)

    def _import(self, kind: str, there: str, key: str | None = None) -> Block:
        instance = "" if key is None else f"[{json.dumps(literal(key))}]"
        return Block("import", (), ({"to": PlainName(f"{kind}.{self.id}{instance}"), "id": there},))

    @property
    def _tags(self) -> Mapping[str, Value]:
        return {key: self._text(value) for key, value in self.role.tags.items()}

    def _text(self, text: str) -> Value:
        made: Value = _template(text, Blanks.of([self.role]))
        return made

    @property
    def _role_id(self) -> Expression:
        # Not the name: if the role is replaced under the same name, its policies must be replaced too.
        return Expression(f"aws_iam_role.{self.id}.id")

    def _all(self, noun: str, kind: str, attribute: str) -> Expression:
        return Expression(f"[for {noun} in {kind}.{self.id} : {noun}.{attribute}]")


def texts(role: Role) -> dict[str, Value]:
    """The documents, as values so that diffs of them are readable, and the attached policies."""
    blanks = Blanks.of([role])
    values: dict[str, Value] = {
        "trust_policy": _document(role.trust_policy, blanks),
        "policies": _documents(role, PolicyKind.MANAGED, blanks),
        "inline_policies": _documents(role, PolicyKind.INLINE, blanks),
        "attached": {_attached_key(each.arn): _template(each.arn, blanks) for each in role.attached},
    }
    return {name: value for name, value in values.items() if value}


def _attached_key(arn: str) -> str:
    return arn.partition(":iam::")[2] or arn


def _documents(role: Role, kind: PolicyKind, blanks: Blanks) -> dict[str, Value]:
    return {policy.name: _document(policy.document, blanks) for policy in role.policies if policy.kind is kind}


def _document(document: Document, blanks: Blanks) -> Value:
    return _expression(document, blanks) if blanks.variables else _without_variables(document)


@lru_cache(maxsize=512)
def _without_variables(document: Document) -> Value:
    """Cached, because many roles of a file share a document."""
    return _expression(document, Blanks({}))


def _expression(document: Document, blanks: Blanks) -> Value:
    made: Value = rewrite(document.json, lambda text: _template(text, blanks), gather=_list)
    return made


def _list(items: Sequence[Any]) -> Value:
    """A list in which some items expand to one item for each value of a variable."""
    made: list[Value] = [_for_each(item) if isinstance(item, Several) else item for item in items]
    return made[0] if len(made) == 1 else Flattened(made)


def _for_each(several: Several) -> Value:
    named = f"var.{several.variable}"
    alone = several.item.parts == (Expression(_ELEMENT),)
    return Expression(named) if alone else ForEach(_ELEMENT, named, several.item)


def _template(text: str, blanks: Blanks) -> Any:
    parts = blanks.pieces(text)
    if len(parts) == 1:
        return text
    several = blanks.list_in(parts)
    sources = _SOURCES
    if blanks.variables:
        sources = {**_SOURCES, **{name: _ELEMENT if name == several else f"var.{name}" for name in blanks.variables}}
    made = Interpolation(
        tuple(Expression(sources[part]) if index % 2 else part for index, part in enumerate(parts) if part)
    )
    return Several(several, made) if several else made
