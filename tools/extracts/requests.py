"""What requests of API operations may carry, by botocore's models: IAM roles that are passed on, and tags.

botocore says of each member whether a request must have it. It does not say which permission a request needs: that
iam:PassRole goes with a role is AWS's general rule, and roles.json has what differs, each with AWS's page.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

LISTED: Json = json.loads((Path(__file__).parent / "roles.json").read_bytes())
"""`passing` and `not_passing` have operations whose models say too little or too much; `passed_to` the services."""

# A member that holds a role by its name: RoleArn, executionRoleARN, IamRoles, serviceRoleOverride.
_ARN_NAME = re.compile(r"roles?_?arns?(?:update|forlogging)?", re.IGNORECASE)
_NAME = re.compile(r"(?:[a-z].*|.*[a-z])?Roles?(?:Override|Update)?|roles?|(?:iam|IAM)Roles?")
# Roles of databases, of charts and of people; and those of other accounts, which cannot be passed.
_OTHER_ROLES = re.compile(r"snowflake|backend|geographic|accesscontrol|participant|^key|crossaccount", re.IGNORECASE)
# What only reads, or takes away, passes nothing on.
_NOT_PASSING = re.compile(r"(?:Assume|BatchGet|Cancel|Delete|Describe|Disassociate|Get|List|Remove|Search)[A-Z]")
_TAGS = re.compile(r"(?:resource|table|hub|job|user)?_?tags?(?:list|s|specifications?|set)?", re.IGNORECASE)
_DEEPEST = 10


class Carried(NamedTuple):
    """What requests of an operation may carry. `role` is None where they pass none, else whether all do."""

    role: bool | None
    tags: bool


def carried(models: Mapping[str, Json], prefixes: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Carried]]:
    """By service prefix and operation. `prefixes` has the names of each service's actions, in lower case."""
    found: dict[str, dict[str, Carried]] = {}
    for name, model in sorted(models.items()):
        prefix = _prefix(name, model, prefixes)
        if prefix is None:
            continue
        for operation in model["operations"]:
            role, tags = _role(model, operation, prefix), _takes_tags(model, operation)
            if role is not None or tags:
                found.setdefault(prefix, {})[operation] = Carried(role, tags)
    for prefix, listed in LISTED["passing"].items():
        for operation in listed:
            before = found.setdefault(prefix, {}).get(operation, Carried(None, tags=False))
            found[prefix][operation] = before._replace(role=bool(before.role))
    return found


def spellings(models: Mapping[str, Json], prefixes: Mapping[str, frozenset[str]]) -> dict[str, dict[str, str]]:
    """The names of operations by service prefix and by the name in lower case, as `carried` takes `prefixes`."""
    found: dict[str, dict[str, str]] = {}
    for name, model in sorted(models.items()):
        if (prefix := _prefix(name, model, prefixes)) is not None:
            found.setdefault(prefix, {}).update({operation.lower(): operation for operation in model["operations"]})
    return found


def passed_to(prefix: str, operation: str) -> list[str]:
    """The service principals that an operation passes roles to, as far as they are known."""
    listed = LISTED["passed_to"].get(prefix, {}).get("services", {})
    return [*listed.get(operation, listed.get("*", []))]


def _prefix(name: str, model: Json, prefixes: Mapping[str, frozenset[str]]) -> str | None:
    """The prefix of the actions that the operations are named after: that of its names, unless another fits better."""
    operations = {operation.lower() for operation in model["operations"]}
    metadata = model["metadata"]
    endpoint = metadata["endpointPrefix"]
    names = dict.fromkeys((name, metadata.get("signingName", name), endpoint, endpoint.rpartition(".")[2]))
    own = max(
        ((len(operations & prefixes[each]), each) for each in names if each in prefixes),
        key=lambda each: each[0],
        default=(0, ""),
    )
    if own[0] < len(operations) * 0.8:
        best = max((len(operations & actions), prefix) for prefix, actions in sorted(prefixes.items()))
        if best[0] > max(own[0], len(operations) * 0.8 - 1):
            return best[1]
    return own[1] if own[0] else None


def _role(model: Json, operation: str, prefix: str) -> bool | None:
    if _NOT_PASSING.match(operation) or operation in LISTED["not_passing"].get(prefix, {}):
        return None
    if "*" in LISTED["not_passing"].get(prefix, {}):
        return None
    members = [is_required for name, shape, is_required in _texts(model, operation) if _is_role(name, shape, model)]
    return any(members) if members else None


def _takes_tags(model: Json, operation: str) -> bool:
    if "input" not in model["operations"][operation] or _NOT_PASSING.match(operation):
        return False
    members = model["shapes"][model["operations"][operation]["input"]["shape"]].get("members", {})
    return any(
        _TAGS.fullmatch(name) and model["shapes"][member["shape"]]["type"] in ("list", "map", "structure")
        for name, member in members.items()
    )


def _is_role(name: str, shape: str, model: Json) -> bool:
    described = model["shapes"][shape]
    if "enum" in described or _OTHER_ROLES.search(name):
        return False
    if _ARN_NAME.search(name) and not name.lower().endswith("aliasarn"):
        return True
    pattern = described.get("pattern", "")
    if ":role" in pattern and not re.search("user|assumed|policy", pattern):
        return "role" in f"{name}{shape}".lower()
    return _NAME.fullmatch(name) is not None


def _texts(model: Json, operation: str) -> Iterator[tuple[str, str, bool]]:
    """Every text in a request: the member's name, its shape, and whether each request has it."""
    given = model["operations"][operation].get("input")
    if given:
        yield from _inside(model, "", given["shape"], is_required=True, above=())


def _inside(
    model: Json, name: str, shape: str, *, is_required: bool, above: tuple[str, ...]
) -> Iterator[tuple[str, str, bool]]:
    described = model["shapes"][shape]
    if described["type"] == "string":
        yield name, shape, is_required
        return
    if shape in above or len(above) > _DEEPEST:
        return
    within = (*above, shape)
    if described["type"] == "structure":
        required = set(described.get("required", ()))
        for member, value in described["members"].items():
            needed = is_required and member in required
            yield from _inside(model, member, value["shape"], is_required=needed, above=within)
    elif described["type"] in ("list", "map"):
        inner = described["member" if described["type"] == "list" else "value"]["shape"]
        yield from _inside(model, name, inner, is_required=False, above=within)
