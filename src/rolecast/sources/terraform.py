"""Roles, users, groups and policies in the output of `terraform show -json` for a plan or state.

Values that a plan does not know before the apply are open texts.
https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode, plain_value
from rolecast.role import AttachedPolicy, Group, Policy, PolicyKind, Role, User
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, Item, Unread
from rolecast.sources.embedding import unfold
from rolecast.sources.holders import NO_TRUST, group_attached, group_of, unknown_group, user_of
from rolecast.sources.openings import Openings, attached, session_seconds

_ROLE, _USER, _GROUP = _PRINCIPALS = ("aws_iam_role", "aws_iam_user", "aws_iam_group")
_HOLDERS = {f"{each.removeprefix('aws_iam_')}{end}": each for each in _PRINCIPALS for end in ("", "s", "_name")}
"""The arguments that name the principals of a policy, with the types of these."""
_POLICY = "aws_iam_policy"
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachments_exclusive
_EXCLUSIVE = tuple(f"{each}_policy_attachments_exclusive" for each in _PRINCIPALS)
_ATTACHMENTS = (*(f"{each}_policy_attachment" for each in _PRINCIPALS), "aws_iam_policy_attachment", *_EXCLUSIVE)
_OF_ROLES = tuple(each for each in _ATTACHMENTS if each.startswith(f"{_ROLE}_"))
"""Attachments that only name roles."""
_INLINE_POLICIES = tuple(f"{each}_policy" for each in _PRINCIPALS)
_MEMBERSHIPS = ("aws_iam_user_group_membership", "aws_iam_group_membership")
_IN_GROUPS, _OF_USERS = ("group", "groups"), ("user", "users")
"""The arguments of memberships."""
_TYPES = (*_PRINCIPALS, _POLICY, *_INLINE_POLICIES, *_ATTACHMENTS, *_MEMBERSHIPS)
# Types that also have policies, or roles with policies, and are not read.
_OTHERS = (
    *("aws_cloudformation_stack", "aws_cloudformation_stack_set", "aws_ssoadmin_customer_managed_policy_attachment"),
    *("aws_ssoadmin_managed_policy_attachment", "aws_ssoadmin_permission_set_inline_policy"),
    "aws_ssoadmin_permissions_boundary_attachment",
)
_OTHER_PROVIDER = "awscc_iam_"
"""The prefix of IAM types in the AWS Cloud Control provider."""
_OF_INDEX = ("each.key", "count.index")
_INDEX = re.compile(r"\[(?:[^\]\"]|\"[^\"]*\")*\]")


References = Mapping[str, tuple[str, ...]]
"""By argument, the addresses that its expression refers to."""


class PlannedResource(NamedTuple):
    """A resource as planned or as it exists. Values that are true in `unknown` are not known before the apply."""

    address: str
    type: str
    values: MappingNode
    unknown: Node | None
    references: References | None
    """The references of its arguments; None if unknown."""

    @property
    def module(self) -> str:
        """The address of its module, with a trailing dot; empty for the root module."""
        return self.address[: self.address.rfind(f"{self.type}.")]

    @property
    def in_module(self) -> str:
        """The address in the form of references: modules have no index."""
        return _INDEX.sub("", self.module) + self.address.removeprefix(self.module)

    def is_set(self, name: str) -> bool:
        """Whether the configuration sets an argument; True if unknown."""
        return self.references is None or name in self.references

    def get(self, name: str) -> Node | None:
        node = self.values.entries[name][1] if name in self.values.entries else None
        return None if isinstance(node, ScalarNode) and node.is_null else node

    def is_unknown(self, name: str) -> bool:
        value = nodes.child(self.unknown, name)
        return isinstance(value, ScalarNode) and value.flag is True

    def is_unknown_in_part(self, name: str) -> bool:
        """Whether some items of a list are unknown."""
        return any(
            isinstance(item, ScalarNode) and item.flag is True for item in nodes.items(nodes.child(self.unknown, name))
        )

    @property
    def content(self) -> str:
        """The resource's content as text, to compare it. Names unknown arguments, which are equal only within the same
        plan.
        """
        given = self.unknown.entries if isinstance(self.unknown, MappingNode) else {}
        names = [
            name for name in given if self.is_set(name) and (self.is_unknown(name) or self.is_unknown_in_part(name))
        ]
        return f"{plain_value(self.values)}{f' {_ROLE} {names}' if names else ''}"

    def text(self, name: str) -> str | None:
        return nodes.text(self.get(name))

    def texts(self, name: str) -> list[str]:
        """The texts of a list, or the single text."""
        node = self.get(name)
        items = node.items if isinstance(node, SequenceNode) else [node]
        return [item.text for item in items if isinstance(item, ScalarNode) and not item.is_null]


def read(root: MappingNode, source: str) -> Iterator[Item]:
    """The roles, users, groups and policies of a plan or state."""
    references: dict[str, References] = {}
    _read_references(nodes.child(nodes.child(root, "configuration"), "root_module"), "", references)
    resources = list(_planned(root, references) if "resource_changes" in root.entries else _present(root, references))
    yield from _Reader(resources, source).items()
    yield from _deferred(root)


def definitions(text: str) -> Mapping[str, str]:
    """Definitions of unknown arguments of resources, by the type of the resource.

    A plan lists only the references of their expressions, so they are equal only in the same plan: the definition is
    the plan's SHA-256 hash.
    https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
    """
    return dict.fromkeys(_TYPES, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())


class _Reader:
    def __init__(self, resources: list[PlannedResource], source: str) -> None:
        self._resources = resources
        self._types = {resource.address: resource.type for resource in resources}
        self._source = source
        self._openings = Openings()

    def items(self) -> Iterator[Item]:
        roles: dict[str, FoundRole] = {}
        others: list[Item] = []
        for resource in self._of(*_PRINCIPALS):
            try:
                roles[resource.address] = FoundRole(self._role(resource), resource.values.place)
            except InputError as error:
                others += error.faults
        for resource in self._resources:
            if resource.type not in _TYPES:
                message = f"the policies of `{resource.address}` (`{resource.type}`) are not read"
                others.append(Unread(resource.values.place, message, resource.content))
        for resource in self._of(*_INLINE_POLICIES, _POLICY, *_ATTACHMENTS):
            try:
                others += self._add(resource, roles)
            except InputError as error:
                others += error.faults
        yield from (held for address, held in roles.items() if self._types[address] == _ROLE)
        yield from self._users_and_groups(roles)
        yield from others

    def _users_and_groups(self, found: dict[str, FoundRole]) -> Iterator[Item]:
        """The users and groups, which are held as roles until here."""
        groups = {address: group_of(role) for address, (role, _, _) in found.items() if self._types[address] == _GROUP}
        for address, (role, place, _) in found.items():
            if address in groups:
                yield FoundGroup(groups[address], place)
            elif self._types[address] == _USER:
                yield FoundUser(self._user(role, groups, found), place)
        if _USER in self._types.values():
            for resource in self._of(*_MEMBERSHIPS):
                if any(self._is_open(resource, argument) for argument in _OF_USERS):
                    yield self._unknown_holders(resource)

    def _user(self, role: Role, groups: dict[str, Group], found: dict[str, FoundRole]) -> User:
        joined: dict[str, Group] = {}
        unknown: list[AttachedPolicy] = []
        for resource in self._of(*_MEMBERSHIPS):
            holders = self._holders(resource, found)
            if role.key in holders:
                known = [groups[address] for address in holders if address in groups]
                named = [name for argument in _IN_GROUPS for name in resource.texts(argument)]
                joined |= {name: unknown_group(name) for name in named}
                joined |= {each.name: each for each in known}
                is_open = not (known or named) or any(map(resource.is_unknown_in_part, _IN_GROUPS))
            else:
                is_open = self._may_have(resource, role.key)
            if is_open:
                unknown.append(group_attached(resource.address, self._unknown_policy(resource, "groups").document))
        return user_of(role, joined.values(), unknown)

    def _may_have(self, resource: PlannedResource, address: str) -> bool:
        """Whether a membership may be of a user, for some of its users are not known."""
        return any(
            each.address == address
            for argument in _OF_USERS
            if self._is_open(resource, argument)
            for each in self._possible(resource, argument, _USER)
        )

    def _is_open(self, resource: PlannedResource, argument: str) -> bool:
        """Whether it is not known whom of the plan an argument names."""
        if resource.is_unknown(argument):
            return self._referred(resource, argument, _HOLDERS[argument]) is None
        return resource.is_unknown_in_part(argument)

    def _unknown_holders(self, resource: PlannedResource) -> Unread:
        message = f"the roles, users and groups of `{resource.address}` are not known"
        return Unread(resource.values.place, message, resource.content)

    def _add(self, resource: PlannedResource, roles: dict[str, FoundRole]) -> list[Item]:
        """Adds a policy or attachment to its principals. Returns the items that are also reported separately."""
        holders = self._holders(resource, roles)
        if resource.type == _POLICY:
            return [FoundPolicy(resource.address, self._policy(resource, "policy").document, PolicyKind.MANAGED)]
        if resource.type in _INLINE_POLICIES:
            policy = self._policy(resource, "policy")
            for address in holders:
                roles[address] = _with(roles[address], policy)
            if any(self._types[address] == _ROLE for address in holders):
                return []
            found = FoundPolicy(resource.address, policy.document, policy.kind)
            return [found, *(self._of_unknown(resource, roles) if any(map(resource.is_unknown, _HOLDERS)) else ())]
        policies_attached = self._attachments(resource)
        for address in holders:
            for policy_attached in policies_attached:
                roles[address] = _with(roles[address], policy_attached)
        known = {(self._types[address], roles[address].role.name) for address in holders}
        named = {(kind, text) for name, kind in _HOLDERS.items() for text in resource.texts(name)}
        is_of_others = not holders or not named <= known or any(map(resource.is_unknown_in_part, _HOLDERS))
        return self._of_unknown(resource, roles) if is_of_others else []

    def _of_unknown(self, resource: PlannedResource, roles: dict[str, FoundRole]) -> list[Item]:
        """Reports that the principals of a policy or attachment are unknown: any that its arguments refer to may have
        it.
        """
        if resource.type in _OF_ROLES and not roles:
            return []
        for name, kind in _HOLDERS.items():
            named = resource.texts(name)
            for each in self._possible(resource, name, kind):
                if each.address in roles and roles[each.address].role.name not in named:
                    roles[each.address] = _with(roles[each.address], self._unknown_policy(resource, name))
        return [self._unknown_holders(resource)]

    def _role(self, resource: PlannedResource) -> Role:
        policies = []
        for number, node in enumerate(nodes.items(resource.get("inline_policy"))):
            if name := nodes.text(node, "name"):
                policies.append(self._inline(resource, number, node, name))
        if resource.is_unknown("inline_policy") and resource.is_set("inline_policy"):
            policies.append(self._unknown_policy(resource, "inline_policy"))
        arn = resource.text("permissions_boundary")
        boundary = attached(arn) if arn else None
        if resource.is_unknown("permissions_boundary"):
            boundary = self._unknown_attachment(resource, "permissions_boundary")
        managed = list(map(attached, resource.texts("managed_policy_arns")))
        if resource.is_unknown("managed_policy_arns") and resource.is_set("managed_policy_arns"):
            managed = [self._unknown_attachment(resource, "managed_policy_arns")]
        is_role = resource.type == _ROLE  # users and groups have the shape of roles that nobody can assume
        trust = self._document(resource, "assume_role_policy", PolicyType.TRUST) if is_role else NO_TRUST
        tags = plain_value(resource.values).get("tags_all") or plain_value(resource.values).get("tags") or {}
        return Role(
            key=resource.address,
            name=resource.text("name") or self._openings.token(f"{resource.address}.name"),
            trust_policy=trust,
            path=resource.text("path") or "/",
            description=resource.text("description") or "",
            max_session_duration=session_seconds(resource.get("max_session_duration")),
            policies=tuple(policies),
            attached=tuple(managed),
            permissions_boundary=boundary,
            tags={key: str(value) for key, value in tags.items()} if isinstance(tags, dict) else {},
        )

    def _inline(self, resource: PlannedResource, number: int, node: Node, name: str) -> Policy:
        text = nodes.child(node, "policy")
        if text is None or nodes.text(text) is None:
            return self._unknown_policy(resource, f"inline_policy[{number}]", name)
        document = self._openings.document(unfold(text), PolicyType.IDENTITY, self._source)
        return Policy(name, PolicyKind.INLINE, document, ())

    def _policy(self, resource: PlannedResource, name: str) -> Policy:
        kind = PolicyKind.MANAGED if resource.type == _POLICY else PolicyKind.INLINE
        called = resource.text("name") or resource.address
        return Policy(called, kind, self._document(resource, name, PolicyType.IDENTITY), ())

    def _unknown_policy(self, resource: PlannedResource, argument: str, name: str | None = None) -> Policy:
        expression = f"{resource.address}.{argument}"
        document = self._openings.unknown(expression, resource.values, PolicyType.IDENTITY, self._source)
        return Policy(name or expression, PolicyKind.INLINE, document, ())

    def _unknown_attachment(self, resource: PlannedResource, argument: str) -> AttachedPolicy:
        expression = f"{resource.address}.{argument}"
        document = self._openings.unknown(expression, resource.values, PolicyType.IDENTITY, self._source)
        return attached(self._openings.token(expression), document)

    def _document(self, resource: PlannedResource, name: str, type: PolicyType) -> Document:
        node = resource.get(name)
        if node is None and resource.is_unknown(name):
            return self._openings.unknown(f"{resource.address}.{name}", resource.values, type, self._source)
        if node is None:
            message = f"`{resource.address}` has no `{name}`"
            raise InputError([Fault(resource.values.place, message, "write it again: `terraform show -json`")])
        return self._openings.document(unfold(node), type, self._source)

    def _attachments(self, resource: PlannedResource) -> list[AttachedPolicy]:
        if resource.type not in _EXCLUSIVE:
            return [self._attachment(resource)]
        if resource.is_unknown("policy_arns") or resource.is_unknown_in_part("policy_arns"):
            return [self._unknown_attachment(resource, "policy_arns")]
        own = {each.text("arn"): each for each in self._of(_POLICY)}
        return [
            attached(arn, self._policy(own[arn], "policy").document if arn in own else None)
            for arn in resource.texts("policy_arns")
        ]

    def _attachment(self, resource: PlannedResource) -> AttachedPolicy:
        arn = resource.text("policy_arn")
        own = self._referred(resource, "policy_arn", _POLICY)
        if arn is not None:
            own = next((each for each in self._of(_POLICY) if each.text("arn") == arn), None)
        if own is None:
            return attached(arn) if arn else self._unknown_attachment(resource, "policy_arn")
        return attached(arn or own.text("name") or own.address, self._policy(own, "policy").document)

    def _holders(self, resource: PlannedResource, roles: dict[str, FoundRole]) -> list[str]:
        """The addresses of the roles, users and groups that a policy, attachment or membership names."""
        found = []
        for name, kind in _HOLDERS.items():
            names = resource.texts(name)
            found += [
                address for address, held in roles.items() if self._types[address] == kind and held.role.name in names
            ]
            if resource.is_unknown(name) and (referred := self._referred(resource, name, kind)):
                found.append(referred.address)
        return [address for address in dict.fromkeys(found) if address in roles]

    def _referred(self, resource: PlannedResource, name: str, type: str) -> PlannedResource | None:
        """The resource of a type that an argument refers to.

        Of several instances, it is the one named, otherwise the one in the same module, or with the same index if
        the argument uses that. None if it cannot be determined.
        """
        found = self._possible(resource, name, type)
        if len({_INDEX.sub("", each.address) for each in found}) != 1:
            return None
        references = (resource.references or {}).get(name, ())
        if named := [each for each in found if "[" in each.in_module and each.in_module in references]:
            found = named
        if any(each.module == resource.module for each in found):
            found = [each for each in found if each.module == resource.module]
        if len(found) > 1 and any(each.endswith(_OF_INDEX) for each in references):
            index = _INDEX.findall(resource.address)
            found = [each for each in found if _INDEX.findall(each.address) == index]
        return found[0] if len(found) == 1 else None

    def _possible(self, resource: PlannedResource, name: str, type: str) -> list[PlannedResource]:
        """All instances of the resources of a type that an argument refers to."""
        references = (resource.references or {}).get(name, ())
        return [each for each in self._of(type) if _INDEX.sub("", each.address) in references]

    def _of(self, *types: str) -> Iterator[PlannedResource]:
        return (resource for resource in self._resources if resource.type in types)


def _planned(root: MappingNode, references: dict[str, References]) -> Iterator[PlannedResource]:
    for each in nodes.items(nodes.child(root, "resource_changes")):
        change = nodes.child(each, "change")
        # Forgotten resources remain unchanged: https://developer.hashicorp.com/terraform/language/block/removed
        forgotten = [nodes.text(action) for action in nodes.items(nodes.child(change, "actions"))] == ["forget"]
        values = nodes.child(change, "before" if forgotten else "after")
        yield from _resource(each, values, nodes.child(change, "after_unknown"), references)


def _deferred(root: MappingNode) -> Iterator[Unread]:
    """Changes that Terraform defers to a later plan, and which are partly unknown.

    https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
    """
    for each in nodes.items(nodes.child(root, "deferred_changes")):
        change = nodes.child(each, "resource_change")
        address, kind, mode = (nodes.text(change, name) for name in ("address", "type", "mode"))
        if address and kind and _is_about_policies(kind) and mode != "data":
            yield Unread(each.place, f"the policies of `{address}` (`{kind}`) are not read", f"{plain_value(each)}")


def _is_about_policies(type: str) -> bool:
    return type in (*_TYPES, *_OTHERS) or type.startswith(_OTHER_PROVIDER)


def _present(root: MappingNode, references: dict[str, References]) -> Iterator[PlannedResource]:
    modules = [nodes.child(nodes.child(root, name), "root_module") for name in ("values", "planned_values")]
    while modules:
        module = modules.pop(0)
        for each in nodes.items(nodes.child(module, "resources")):
            yield from _resource(each, nodes.child(each, "values"), None, references)
        modules += nodes.items(nodes.child(module, "child_modules"))


def _resource(
    node: Node, values: Node | None, unknown: Node | None, references: dict[str, References]
) -> Iterator[PlannedResource]:
    address, kind, mode = (nodes.text(node, name) for name in ("address", "type", "mode"))
    if address and kind and _is_about_policies(kind) and mode != "data" and isinstance(values, MappingNode):
        yield PlannedResource(address, kind, values, unknown, references.get(_INDEX.sub("", address)))


def _read_references(
    module: Node | None, prefix: str, found: dict[str, References], variables: References = MappingProxyType({})
) -> None:
    """Fills `found` with the references of each resource's arguments, by address.

    `variables` has the references of the module's own arguments.
    """

    def references(node: Node) -> References:
        expressions = nodes.child(node, "expressions")
        return {
            key.text: tuple(
                reference
                for text in map(nodes.text, nodes.items(nodes.child(value, "references")))
                for reference in variables.get(str(text), (f"{prefix}{text}",))
            )
            for key, value in (expressions if isinstance(expressions, MappingNode) else ())
        }

    for each in nodes.items(nodes.child(module, "resources")):
        found[f"{prefix}{nodes.text(nodes.child(each, 'address'))}"] = references(each)
    calls = nodes.child(module, "module_calls")
    for key, call in calls if isinstance(calls, MappingNode) else ():
        given = {f"var.{name}": texts for name, texts in references(call).items()}
        _read_references(nodes.child(call, "module"), f"{prefix}module.{key.text}.", found, given)


def _with(held: FoundRole, policy: Policy | AttachedPolicy) -> FoundRole:
    """The role with the policy, which replaces one with the same name or ARN."""
    role = held.role
    if isinstance(policy, Policy):
        policies = [each for each in role.policies if each.name != policy.name]
        return held._replace(role=replace(role, policies=(*policies, policy)))
    others = [each for each in role.attached if each.arn != policy.arn]
    return held._replace(role=replace(role, attached=(*others, policy)))
