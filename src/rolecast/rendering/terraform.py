"""Roles as Terraform configuration in JSON, for the provider hashicorp/aws.

Account, region and partition come from the provider's data sources. Where the roles belong in one account or region,
a plan for any other fails.
https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rolecast.rendering import marks
from rolecast.rendering.environment import home, pieces, rewrite
from rolecast.rendering.identifiers import Identifiers
from rolecast.role import PolicyKind, Role

SUFFIX = ".tf.json"

_SOURCES = {
    "account": "data.aws_caller_identity.current.account_id",
    "region": "data.aws_region.current.id",
    "partition": "data.aws_partition.current.partition",
    "dns_suffix": "data.aws_partition.current.dns_suffix",
}
_SEQUENCE = re.compile(r"([$%]+)\{")
_NOT_IN_AN_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]")

Blocks = dict[str, Any]
"""Blocks of one file: by type, then by label or labels."""


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One file with all roles. Raises InputError where roles belong in several accounts or regions."""
    parts = [_shared(roles), *_of_roles(roles).values()]
    return _text({"//": marks.line("terraform", source), **_joined(parts)})


def render_folder(roles: Sequence[Role], source: str = marks.UNNAMED) -> dict[str, str]:
    """A module: a file for each role, and main.tf.json with what they share. Raises like `render`."""
    comment = {"//": marks.line("terraform", source)}
    files = {"main.tf.json": _text({**comment, **_shared(roles)})}
    for key, blocks in _of_roles(roles).items():
        files[file_name(key)] = _text({**comment, **blocks})
    return files


def file_name(key: str) -> str:
    """What to call the file of a role, so that Terraform takes it for one with resources."""
    # Terraform ignores hidden files and treats `..._override` as changes to other files.
    # https://developer.hashicorp.com/terraform/language/files/override
    special = key == "main" or key.startswith(".") or key.endswith("override")
    return f"role.{key}.role{SUFFIX}" if special else f"{key}{SUFFIX}"


def _shared(roles: Sequence[Role]) -> Blocks:
    belong = home(roles, "Terraform configuration")
    return {
        "terraform": {
            "required_version": ">= 1.2.0",  # postconditions
            "required_providers": {
                "aws": {"source": "hashicorp/aws", "version": ">= 5.72.0"},  # the exclusive resources
            },
        },
        "data": {
            "aws_caller_identity": {"current": _guard("account", "account_id", belong.account)},
            "aws_partition": {"current": {}},
            "aws_region": {"current": _guard("region", "id", belong.region)},
        },
    }


def _guard(noun: str, attribute: str, wanted: str | None) -> Blocks:
    if wanted is None:
        return {}
    postcondition = {
        "condition": f'${{self.{attribute} == "{wanted}"}}',
        "error_message": f"These roles belong in the {noun} {wanted}.",
    }
    return {"lifecycle": {"postcondition": postcondition}}


def _of_roles(roles: Sequence[Role]) -> dict[str, Blocks]:
    identifiers = Identifiers()
    return {role.key: _RoleBlocks(role, identifiers.take(_identifier(role.key), role.key)).blocks() for role in roles}


class _RoleBlocks(NamedTuple):
    """Makes the blocks of one role. All of them carry its identifier."""

    role: Role
    id: str

    def blocks(self) -> Blocks:
        return {
            "locals": {self.id: self._locals()},
            "resource": {kind: {self.id: body} for kind, body in self._resources().items()},
            "output": {
                f"{self.id}_arn": {"value": f"${{aws_iam_role.{self.id}.arn}}"},
                f"{self.id}_name": {"value": f"${{aws_iam_role.{self.id}.name}}"},
            },
        }

    def _locals(self) -> Blocks:
        """The documents as they are, so that a change in one can be read."""
        values = {
            "trust_policy": _expression(self.role.trust_policy.json),
            "policies": self._documents(PolicyKind.MANAGED),
            "inline_policies": self._documents(PolicyKind.INLINE),
            "attached": {each.arn.partition(":iam::")[2]: _template(each.arn) for each in self.role.attached},
        }
        return {name: value for name, value in values.items() if value}

    def _documents(self, kind: PolicyKind) -> Mapping[str, Any]:
        return {policy.name: _expression(policy.document.json) for policy in self.role.policies if policy.kind is kind}

    def _resources(self) -> Blocks:
        kinds = {policy.kind for policy in self.role.policies}
        managed, inline = PolicyKind.MANAGED in kinds, PolicyKind.INLINE in kinds
        attached = managed or bool(self.role.attached)
        resources = {
            "aws_iam_role": self._role(),
            "aws_iam_policy": self._policy() if managed else None,
            "aws_iam_role_policy": self._inline_policy() if inline else None,
            "aws_iam_role_policy_attachment": self._attachment(managed) if attached else None,
            "aws_iam_role_policy_attachments_exclusive": {
                "role_name": self._role_name,
                "policy_arns": self._each("aws_iam_role_policy_attachment", "policy_arn") if attached else [],
            },
            "aws_iam_role_policies_exclusive": {
                "role_name": self._role_name,
                "policy_names": self._each("aws_iam_role_policy", "name") if inline else [],
            },
        }
        return {kind: body for kind, body in resources.items() if body}

    def _role(self) -> Blocks:
        role = self.role
        optional = {
            "description": _literal(role.description),
            "permissions_boundary": _template(role.permissions_boundary.arn if role.permissions_boundary else ""),
            "tags": self._tags(),
        }
        return {
            "name": role.name,
            "path": _literal(role.path),
            "assume_role_policy": f"${{jsonencode(local.{self.id}.trust_policy)}}",
            "max_session_duration": role.max_session_duration,
            **{name: value for name, value in optional.items() if value},
        }

    def _policy(self) -> Blocks:
        return {
            "for_each": f"${{local.{self.id}.policies}}",
            "name": "${each.key}",
            "path": _literal(self.role.path),
            "policy": "${jsonencode(each.value)}",
            **({"tags": self._tags()} if self.role.tags else {}),
        }

    def _tags(self) -> dict[str, str]:
        return {_literal(key): _literal(value) for key, value in self.role.tags.items()}

    def _inline_policy(self) -> Blocks:
        return {
            "for_each": f"${{local.{self.id}.inline_policies}}",
            "name": "${each.key}",
            "role": self._role_name,
            "policy": "${jsonencode(each.value)}",
        }

    def _attachment(self, managed: bool) -> Blocks:
        own = f"{{ for name, policy in aws_iam_policy.{self.id} : name => policy.arn }}" if managed else None
        others = f"local.{self.id}.attached" if self.role.attached else None
        arns = f"merge({own}, {others})" if own and others else own or others
        return {
            "for_each": f"${{{arns}}}",
            "role": self._role_name,
            "policy_arn": "${each.value}",
        }

    @property
    def _role_name(self) -> str:
        return f"${{aws_iam_role.{self.id}.name}}"

    def _each(self, kind: str, attribute: str) -> str:
        return f"${{[for one in {kind}.{self.id} : one.{attribute}]}}"


def _identifier(key: str) -> str:
    name = _NOT_IN_AN_IDENTIFIER.sub("_", key)
    return f"_{name}" if name[0].isdigit() else name


def _expression(value: Any) -> Any:
    """A JSON value as an expression: keys of mappings are templates in Terraform, as texts are."""
    return rewrite(value, _template, _literal)


def _template(text: str) -> str:
    if "{" not in text:
        return text
    parts = pieces(text)
    literals = [*(_before_a_place(_literal(part)) for part in parts[:-1:2]), _literal(parts[-1])]
    sources = [f"${{{_SOURCES[name]}}}" for name in parts[1::2]]
    return "".join(a + b for a, b in zip(literals, [*sources, ""], strict=True))


def _literal(text: str) -> str:
    """`${` and `%{` begin something in a template; doubled, they are text."""
    return _SEQUENCE.sub(lambda match: _escaped(match[1]) + "{", text)


def _escaped(signs: str) -> str:
    return signs * 2 if len(signs) == 1 else _quoted(signs)


def _before_a_place(literal: str) -> str:
    bare = literal.rstrip("$%")
    return bare + _quoted(literal[len(bare) :])


def _quoted(signs: str) -> str:
    # A run of signs before a brace is read in pairs; quoted one by one, it is read as it is meant.
    return "".join(f'${{"{sign}"}}' for sign in signs)


def _joined(parts: Sequence[Blocks]) -> Blocks:
    """Blocks of several files in one: those of the same type and label beside each other."""
    joined: Blocks = {}
    for part in parts:
        _add(joined, part)
    return joined


def _add(joined: Blocks, part: Blocks) -> None:
    for name, value in part.items():
        if isinstance(value, dict) and name in joined:
            _add(joined[name], value)
        else:
            joined[name] = value


def _text(blocks: Blocks) -> str:
    return json.dumps(blocks, indent=2, ensure_ascii=False) + "\n"
