"""Roles, users, groups and policies of CloudFormation templates, with open texts for values known only on deployment.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.iam import openings
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes
from rolecast.reading.faults import Fault
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.role import AttachedPolicy, Group, Policy, PolicyKind, Role, User
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, Item, Unread
from rolecast.sources.holders import NO_TRUST, group_attached, group_of, unknown_group, user_of
from rolecast.sources.intrinsics import Branch, Intrinsics, function_of, is_nothing, one_entry, short
from rolecast.sources.openings import Openings, attached, session_seconds

_ROLE, _USER, _GROUP = "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"
_NAMES = {_ROLE: "RoleName", _USER: "UserName", _GROUP: "GroupName"}
_ID = re.compile("[A-Za-z0-9]+")
_MEMBERSHIP = "AWS::IAM::UserToGroupAddition"
_MANAGED_POLICY = "AWS::IAM::ManagedPolicy"
_HOLDERS = {"Roles": _ROLE, "Users": _USER, "Groups": _GROUP}
_INLINE_POLICIES = {
    "AWS::IAM::Policy": _HOLDERS,
    "AWS::IAM::RolePolicy": {"RoleName": _ROLE},
    "AWS::IAM::UserPolicy": {"UserName": _USER},
    "AWS::IAM::GroupPolicy": {"GroupName": _GROUP},
}
"""By type, the properties that name the policy's principals, with the types of these."""
_READ = (*_NAMES, _MEMBERSHIP, _MANAGED_POLICY, *_INLINE_POLICIES)
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
_TEMPLATES = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet", "AWS::Serverless::Application")
_MODULE = "::MODULE"
"""The suffix of a module's type: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html"""
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
_SERVERLESS = "AWS::Serverless::"
_WITHOUT_ROLE = tuple(f"{_SERVERLESS}{name}" for name in ("Api", "HttpApi", "LayerVersion", "SimpleTable"))
_WITH_ROLE = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
_OF_CODE = ("Architectures", "CodeUri", "Description", "Environment", "Handler", "ImageUri", "InlineCode", "MemorySize")
"""Properties of functions that change often and do not affect the permissions that SAM generates."""
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html
_TRANSFORMS = ("AWS::CodeDeployBlueGreen", "AWS::LanguageExtensions", "AWS::Serverless-2016-10-31")
_INCLUDE = "AWS::Include"


Conditions = tuple[tuple[str, bool], ...]


class TemplateResource(NamedTuple):
    """A resource of the template. `id` is its logical ID, and `key` the node with it.

    `condition` is the name of the condition under which it is created, or None.
    """

    id: str
    key: ScalarNode
    type: str
    properties: MappingNode
    condition: str | None

    @property
    def conditions(self) -> Conditions:
        return ((self.condition, True),) if self.condition else ()

    @property
    def expansions(self) -> list[MappingNode]:
        """Functions in place of properties; each may return any property."""
        return [one_entry(value, key.text, value) for key, value in self.properties if key.text.startswith("Fn::")]

    def get(self, name: str) -> Node | None:
        node = self.properties.entries[name][1] if name in self.properties.entries else None
        return None if node is None or is_nothing(node) else node


def read(root: MappingNode, source: str) -> Iterator[Item]:
    """The roles, users, groups and policies of a template whose short tags are expanded."""
    return _Template(root, source).items()


def definitions(root: MappingNode) -> Mapping[str, str]:
    """The definitions behind names in a template's functions: defaults of parameters, mappings, conditions, and the
    names of resources. `root` is as for `read`.
    """
    found: dict[str, list[str]] = {}
    for section in ("Parameters", "Mappings", "Conditions", "Resources"):
        entries = nodes.child(root, section)
        for key, node in entries if isinstance(entries, MappingNode) else ():
            if section == "Parameters":
                parts = [nodes.child(node, "Type"), nodes.child(node, "Default")]
            elif section == "Resources":
                properties = nodes.child(node, "Properties")
                named = properties if isinstance(properties, MappingNode) else ()
                parts = [nodes.child(node, "Type"), *(value for name, value in named if name.text.endswith("Name"))]
            else:
                parts = [node]
            found.setdefault(key.text, []).extend(short(part) for part in parts if part is not None)
    return {name: "\n".join(texts) for name, texts in found.items()}


class _Template:
    def __init__(self, root: MappingNode, source: str) -> None:
        self._source = source
        self._openings = Openings()
        self._intrinsics = Intrinsics(self._openings)
        self._unread: list[Unread] = []
        self._resources = {resource.id: resource for resource in self._read_resources(root)}

    def items(self) -> Iterator[Item]:
        holders = [self._holder(each) for each in self._resources.values() if each.type in _NAMES]
        found = {each.role.key: each for each in holders if isinstance(each, FoundRole)}
        policies: list[Item] = []
        for resource in self._resources.values():
            if resource.type == _MANAGED_POLICY:
                policies += self._managed(resource, found)
            elif resource.type in _INLINE_POLICIES:
                policies += self._inline(resource, found)
        for each in holders:
            if isinstance(each, Fault):
                yield each
            elif self._resources[each.role.key].type == _ROLE:
                yield found[each.role.key]
        yield from policies
        yield from self._users_and_groups(found)
        yield from self._unread

    def _users_and_groups(self, found: Mapping[str, FoundRole]) -> Iterator[Item]:
        """The users and groups, which are held as roles until here; their policies are also separate items."""
        groups = {key: group_of(each.role) for key, each in found.items() if self._resources[key].type == _GROUP}
        for key, (role, place, condition) in found.items():
            if self._resources[key].type == _ROLE:
                continue
            if key in groups:
                yield FoundGroup(groups[key], place, condition)
            else:
                yield FoundUser(self._user(role, groups), place, condition)
            for policy in role.policies:
                if policy.name in self._resources:
                    yield _found(policy, self._resources[policy.name], policy.name)
                else:
                    yield _found(policy, self._resources[key], f"{key}/{policy.name}")

    def _user(self, role: Role, groups: Mapping[str, Group]) -> User:
        node = self._resources[role.key].get("Groups")
        joined = [*self._intrinsics.choices(node)] if node else []
        for resource in self._resources.values():
            if resource.type != _MEMBERSHIP:
                continue
            group, users = resource.get("GroupName"), resource.get("Users")
            for user, conditions in self._intrinsics.choices(users) if group and users else ():
                if group and self._is_meant(user, role.key, role.name):
                    joined.append(Branch(group, (*resource.conditions, *conditions)))
        found = [self._group_of(each, groups) for each in joined]
        known = (each for each in found if isinstance(each, Group))
        return user_of(role, known, (each for each in found if isinstance(each, AttachedPolicy)))

    def _group_of(self, choice: Branch, groups: Mapping[str, Group]) -> Group | AttachedPolicy:
        """A group of the template, its policies under the conditions. The policies of one from outside are unknown."""
        node, conditions = choice
        for key, group in groups.items():
            if self._is_meant(node, key, group.name):
                return self._under(group, node, conditions) if conditions else group
        text = self._intrinsics.text(node)
        name = short(node) if text is None or "{{" in text else text
        if name == text and not conditions:
            return unknown_group(name)
        return group_attached(name, self._unknown(node, PolicyType.IDENTITY, short(node), *_texts(conditions)))

    def _under(self, group: Group, place: Node, conditions: Conditions) -> Group:
        """The group with policies that are there under conditions."""

        def changed(document: Document) -> Document:
            node = document.node
            assert node is not None
            if openings.is_unknown(document):
                (name,) = openings.names(document)
                return self._unknown(node, document.type, document.open[name], *_texts(conditions))
            known, _ = self._intrinsics.document(Branch(node, conditions))
            assert known is not None
            return self._openings.document(known, document.type, self._source)

        def changed_too(policy: AttachedPolicy) -> AttachedPolicy:
            if policy.text:
                return policy._replace(text=changed(policy.text))
            return policy._replace(text=self._unknown(place, PolicyType.IDENTITY, *_texts(conditions)))

        return group._replace(
            policies=tuple(each._replace(document=changed(each.document)) for each in group.policies),
            attached=tuple(map(changed_too, group.attached)),
        )

    def _is_meant(self, node: Node, key: str, name: str) -> bool:
        """Whether a node refers to the resource or is its name."""
        referred = self._referred(node)
        return key == (referred.id if referred else None) or name == self._intrinsics.text(node)

    def _read_resources(self, root: MappingNode) -> Iterator[TemplateResource]:
        resources = root.entries["Resources"][1] if "Resources" in root.entries else root
        self._unread += _transformed(root)
        for key, node in resources if isinstance(resources, MappingNode) else ():
            if key.text.startswith("Fn::"):
                self._unread.append(Unread(key.place, f"the resources of `{key.text}` are not read", short(node)))
                continue
            kind, properties = nodes.child(node, "Type"), nodes.child(node, "Properties")
            name = nodes.text(kind) or ""
            if name in _READ:
                known = properties if isinstance(properties, MappingNode) else MappingNode(*key.place)
                resource = TemplateResource(key.text, key, name, known, nodes.text(node, "Condition"))
                if (properties is not None and properties is not known) or resource.expansions:
                    content = None if name in _NAMES else short(known)  # of these, they may be policies
                    self._unread.append(Unread(key.place, f"not all properties of `{key.text}` are known", content))
                yield resource
            elif name in _TEMPLATES or name.endswith(_MODULE):
                message = f"the resources of `{key.text}` (`{name}`) are not read"
                self._unread.append(Unread(key.place, message, short(node)))
            elif _makes_policies(name, node):
                message = f"the policies of `{key.text}` (`{name}`) are not read"
                self._unread.append(Unread(key.place, message, _of_policies(node, nodes.child(root, "Globals"))))

    def _holder(self, resource: TemplateResource) -> FoundRole | Fault:
        """A role, or a user or group in the shape of a role that nobody can assume."""
        trust = resource.get("AssumeRolePolicyDocument") or next(iter(resource.expansions), None)
        if trust is None and resource.type == _ROLE:
            message = f"the role `{resource.id}` has no `AssumeRolePolicyDocument`"
            return Fault(resource.key.place, message, "say who may assume it")
        boundary = resource.get("PermissionsBoundary")
        role = Role(
            key=resource.id,
            name=self._text(resource, _NAMES[resource.type])
            or self._openings.token(f"the name of {resource.id}", resource.id),
            trust_policy=self._trust(resource, trust) if trust else NO_TRUST,
            path=self._text(resource, "Path") or "/",
            description=self._text(resource, "Description") or "",
            max_session_duration=session_seconds(resource.get("MaxSessionDuration")),
            policies=tuple(self._own(resource)),
            attached=tuple(self._attached(resource)),
            permissions_boundary=self._attachment(Branch(boundary)) if boundary else None,
            tags=self._tags(resource),
        )
        return FoundRole(role, resource.key.place, resource.condition)

    def _trust(self, resource: TemplateResource, node: Node) -> Document:
        known, unknown = self._intrinsics.document(Branch(node))
        if known is None:
            return self._unknown(node, PolicyType.TRUST)
        for part in unknown:
            message = f"role `{resource.id}`: a part of its trust policy is not known: {short(part)}"
            self._unread.append(Unread(part.place, message, short(part)))
        return self._openings.document(known, PolicyType.TRUST, self._source)

    def _own(self, resource: TemplateResource) -> Iterator[Policy]:
        """The inline policies of a role, user or group."""
        node = resource.get("Policies")
        for choice in self._intrinsics.choices(node) if node else ():
            document = nodes.child(choice.node, "PolicyDocument")
            if document is None:
                yield from self._policies(short(choice.node), Branch(choice.node), PolicyKind.INLINE)
                continue
            name = nodes.child(choice.node, "PolicyName")
            called = (self._intrinsics.text(name) if name else None) or "policy"
            yield from self._policies(called, Branch(document, choice.conditions), PolicyKind.INLINE)
        for expansion in resource.expansions:
            yield from self._policies(short(expansion), Branch(expansion), PolicyKind.INLINE)

    def _policies(self, name: str, choice: Branch, kind: PolicyKind) -> Iterator[Policy]:
        """The policy, and a separate one for each part of it that is unknown."""
        known, unknown = self._intrinsics.document(choice)
        if known is not None:
            yield Policy(name, kind, self._openings.document(known, PolicyType.IDENTITY, self._source), ())
        for part in unknown:
            called = name if known is None else f"{name}: {short(part)}"
            yield Policy(called, kind, self._unknown(part, PolicyType.IDENTITY), ())

    def _unknown(self, node: Node, type: PolicyType, *depends_on: str) -> Document:
        """An unknown document that depends on these expressions; without any, on the node."""
        expression = " and ".join(depends_on) or short(node)
        return self._openings.unknown(expression, node, type, self._source)

    def _attached(self, resource: TemplateResource) -> Iterator[AttachedPolicy]:
        node = resource.get("ManagedPolicyArns")
        for choice in self._intrinsics.choices(node) if node else ():
            yield self._attachment(choice)

    def _attachment(self, choice: Branch) -> AttachedPolicy:
        """The managed policy with an ARN. If it is in the template and fully known, with its text.

        Under a condition of the template, a policy from outside may not be attached, so its text counts as unknown, as
        it does if its ARN is unknown.
        """
        node, conditions = choice
        resource = self._referred(node)
        if resource is not None and resource.type == _MANAGED_POLICY:
            return self._attached_policy(resource, conditions)
        text = self._intrinsics.text(node) or short(node)
        depends_on = [*_texts(conditions), *([short(node)] if self._openings.has_open(text) else [])]
        return attached(text, self._unknown(node, PolicyType.IDENTITY, *depends_on) if depends_on else None)

    def _attached_policy(self, resource: TemplateResource, conditions: Conditions) -> AttachedPolicy:
        policies = self._managed_policies(resource, (*resource.conditions, *conditions))
        return attached(resource.id, policies[0].document if len(policies) == 1 else None)

    def _managed(self, resource: TemplateResource, roles: dict[str, FoundRole]) -> Iterator[Item]:
        policies = self._managed_policies(resource)
        if not policies:
            yield _no_document(resource)
            return
        for held, conditions in self._holders(resource, _HOLDERS, roles):
            added = self._attached_policy(resource, conditions)
            roles[held.role.key] = held._replace(role=replace(held.role, attached=(*held.role.attached, added)))
        for policy in policies:
            yield _found(policy, resource, policy.name)

    def _managed_policies(self, resource: TemplateResource, conditions: Conditions = ()) -> list[Policy]:
        node = resource.get("PolicyDocument")
        return list(self._policies(resource.id, Branch(node, conditions), PolicyKind.MANAGED)) if node else []

    def _inline(self, resource: TemplateResource, roles: dict[str, FoundRole]) -> Iterator[Item]:
        document = resource.get("PolicyDocument")
        if document is None:
            yield _no_document(resource)
            return
        holders = self._holders(resource, _INLINE_POLICIES[resource.type], roles)
        for held, conditions in holders:
            choice = Branch(document, (*resource.conditions, *conditions))
            policies = (*held.role.policies, *self._policies(resource.id, choice, PolicyKind.INLINE))
            roles[held.role.key] = held._replace(role=replace(held.role, policies=policies))
        if not holders:
            for policy in self._policies(resource.id, Branch(document), PolicyKind.INLINE):
                yield _found(policy, resource, policy.name)

    def _holders(
        self, resource: TemplateResource, properties: Mapping[str, str], roles: dict[str, FoundRole]
    ) -> list[tuple[FoundRole, Conditions]]:
        """The template's principals that a policy names in these properties, each with the conditions under which it
        does.

        If a function such as `!Select` refers to them, there is also the condition that they are the selected ones.
        """
        found: dict[str, tuple[FoundRole, Conditions]] = {}
        for name, kind in properties.items():
            node = resource.get(name)
            for each, conditions in self._intrinsics.choices(node) if node else ():
                of_kind = {key: held for key, held in roles.items() if self._resources[key].type == kind}
                meant = [key for key, held in of_kind.items() if self._is_meant(each, key, held.role.name)]
                found |= {key: (of_kind[key], conditions) for key in meant}
                if not meant and function_of(each):
                    for key in dict.fromkeys(_ID.findall(short(each))):
                        if key in of_kind:
                            found.setdefault(key, (of_kind[key], (*conditions, (f"{short(each)} has {key}", True))))
        return list(found.values())

    def _referred(self, node: Node) -> TemplateResource | None:
        """The resource of the template that `!Ref` or `!GetAtt` names."""
        function, argument = function_of(node) or ("", node)
        if function not in ("Ref", "Fn::GetAtt"):
            return None
        first = argument.items[0] if isinstance(argument, SequenceNode) and argument.items else argument
        return self._resources.get(first.text.partition(".")[0]) if isinstance(first, ScalarNode) else None

    def _text(self, resource: TemplateResource, name: str) -> str | None:
        node = resource.get(name)
        return self._intrinsics.text(node) if node else None

    def _tags(self, resource: TemplateResource) -> dict[str, str]:
        node = resource.get("Tags")
        tags = {}
        for choice in self._intrinsics.choices(node) if node else ():
            key, value = nodes.child(choice.node, "Key"), nodes.child(choice.node, "Value")
            if key and value and (name := self._intrinsics.text(key)):
                tags[name] = self._intrinsics.text(value) or short(value)
        return tags


def _transformed(root: MappingNode) -> Iterator[Unread]:
    """The parts of a template that macros may change and that are not read.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html
    """
    sections = nodes.child(root, "Transform"), nodes.child(root, "Fn::Transform")
    for section in filter(None, sections):
        for each in section.items if isinstance(section, SequenceNode) else [section]:
            name = nodes.text(each) or nodes.text(each, "Name") or short(each)
            if name == _INCLUDE:
                yield Unread(each.place, f"the resources of `{name}` are not read", short(each))
            elif name not in _TRANSFORMS:
                yield Unread(each.place, f"the macro `{name}` may change the template", short(root))


def _makes_policies(type: str, node: Node) -> bool:
    """Whether a resource of a type that is not read has policies or gets a generated role."""
    if type in _WITH_ROLE:
        properties = nodes.child(node, "Properties")
        return nodes.child(properties, "Role") is None or nodes.child(node, "Connectors") is not None
    return type == "AWS::SSO::PermissionSet" or (type.startswith(_SERVERLESS) and type not in _WITHOUT_ROLE)


def _of_policies(node: Node, shared: Node | None) -> str:
    """The parts of a resource that its policies may depend on, as text. `shared` is the template's `Globals`."""
    parts = []
    for name, part in node if isinstance(node, MappingNode) else ():
        kept = [each for each in part if each[0].text not in _OF_CODE] if isinstance(part, MappingNode) else []
        parts += [short(value) for _, value in kept] if name.text == "Properties" else [short(part)]
    return "\n".join([*parts, *([short(shared)] if shared is not None else [])])


def _texts(conditions: Conditions) -> list[str]:
    return [f"the condition {name if wanted else f'!Not {name}'}" for name, wanted in conditions]


def _found(policy: Policy, resource: TemplateResource, name: str) -> FoundPolicy:
    return FoundPolicy(name, policy.document, policy.kind, resource.condition)


def _no_document(resource: TemplateResource) -> Fault:
    return Fault(resource.key.place, f"the policy `{resource.id}` has no `PolicyDocument`")
