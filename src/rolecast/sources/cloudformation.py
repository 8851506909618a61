"""CloudFormation templates: the roles and policies in them, with open texts for what only a deployment knows.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes
from rolecast.reading.faults import Fault
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.role import AttachedPolicy, Policy, PolicyKind, Role
from rolecast.sources.contents import FoundPolicy, FoundRole, Item, Unread
from rolecast.sources.intrinsics import Branch, Intrinsics, function_of, short
from rolecast.sources.openings import Openings, attached, session_seconds

_ROLE = "AWS::IAM::Role"
_MANAGED_POLICY = "AWS::IAM::ManagedPolicy"
_INLINE_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy")
_HOLDERS = ("AWS::IAM::User", "AWS::IAM::Group")
_READ = (_ROLE, _MANAGED_POLICY, *_INLINE_POLICIES, *_HOLDERS)


Conditions = tuple[tuple[str, bool], ...]


class TemplateResource(NamedTuple):
    """A resource of the template. `id` is its logical ID, and `key` the node of that.

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

    def get(self, name: str) -> Node | None:
        return self.properties.entries[name][1] if name in self.properties.entries else None


def read(root: MappingNode, source: str) -> Iterator[Item]:
    """The roles and policies of a template, with long forms in the place of short tags."""
    return _Template(root, source).items()


def definitions(root: MappingNode) -> Mapping[str, str]:
    """What the names in a template's functions stand for: defaults of parameters, mappings, conditions, and the names
    that other resources are given. `root` is as for `read`.
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
        roles = [self._role(each) for each in self._resources.values() if each.type == _ROLE]
        found = {each.role.key: each for each in roles if isinstance(each, FoundRole)}
        policies: list[Item] = []
        for resource in self._resources.values():
            if resource.type == _MANAGED_POLICY:
                policies += self._managed(resource, found)
            elif resource.type in _INLINE_POLICIES:
                policies += self._inline(resource, found)
            elif resource.type in _HOLDERS:
                own = self._own(resource)
                policies += (_found(policy, resource, f"{resource.id}/{policy.name}") for policy in own)
        for each in roles:
            yield found[each.role.key] if isinstance(each, FoundRole) else each
        yield from policies
        yield from self._unread

    def _read_resources(self, root: MappingNode) -> Iterator[TemplateResource]:
        resources = root.entries["Resources"][1] if "Resources" in root.entries else root
        for key, node in resources if isinstance(resources, MappingNode) else ():
            if key.text.startswith("Fn::"):
                self._unread.append(Unread(key.place, f"the resources of `{key.text}` are not read"))
                continue
            kind, properties = nodes.child(node, "Type"), nodes.child(node, "Properties")
            name = nodes.text(kind) or ""
            if name.startswith("AWS::Serverless::") and properties and nodes.child(properties, "Policies"):
                self._unread.append(Unread(key.place, f"the policies of `{key.text}`, a `{name}`, are not read"))
            if name in _READ:
                is_known = isinstance(properties, MappingNode) and not any(
                    key.text.startswith("Fn::") for key, _ in properties
                )
                if not is_known:
                    self._unread.append(Unread(key.place, f"not all properties of `{key.text}` are known"))
                known = properties if isinstance(properties, MappingNode) else MappingNode(*key.place)
                yield TemplateResource(key.text, key, name, known, nodes.text(node, "Condition"))

    def _role(self, resource: TemplateResource) -> FoundRole | Fault:
        trust = resource.get("AssumeRolePolicyDocument")
        if trust is None:
            message = f"the role `{resource.id}` has no `AssumeRolePolicyDocument`"
            return Fault(resource.key.place, message, "say who may assume it")
        boundary = resource.get("PermissionsBoundary")
        role = Role(
            key=resource.id,
            name=self._text(resource, "RoleName") or self._openings.token(f"the name of {resource.id}", resource.id),
            trust_policy=self._trust(resource, trust),
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
            self._unread.append(Unread(part.place, message))
        return self._openings.document(known, PolicyType.TRUST, self._source)

    def _own(self, resource: TemplateResource) -> Iterator[Policy]:
        """The inline policies of a role, a user or a group."""
        node = resource.get("Policies")
        for choice in self._intrinsics.choices(node) if node else ():
            document = nodes.child(choice.node, "PolicyDocument")
            if document is None:
                yield from self._policies(short(choice.node), Branch(choice.node), PolicyKind.INLINE)
                continue
            name = nodes.child(choice.node, "PolicyName")
            called = (self._intrinsics.text(name) if name else None) or "policy"
            yield from self._policies(called, Branch(document, choice.conditions), PolicyKind.INLINE)

    def _policies(self, name: str, choice: Branch, kind: PolicyKind) -> Iterator[Policy]:
        """The policy, and one more for each part of it that is not known."""
        known, unknown = self._intrinsics.document(choice)
        if known is not None:
            yield Policy(name, kind, self._openings.document(known, PolicyType.IDENTITY, self._source), ())
        for part in unknown:
            called = name if known is None else f"{name}: {short(part)}"
            yield Policy(called, kind, self._unknown(part, PolicyType.IDENTITY), ())

    def _unknown(self, node: Node, type: PolicyType) -> Document:
        return self._openings.unknown(short(node), node, type, self._source)

    def _attached(self, resource: TemplateResource) -> Iterator[AttachedPolicy]:
        node = resource.get("ManagedPolicyArns")
        for choice in self._intrinsics.choices(node) if node else ():
            yield self._attachment(choice)

    def _attachment(self, choice: Branch) -> AttachedPolicy:
        """A managed policy by its ARN: one of the template with its text, if it is all known.

        What is attached under a condition of the template may not be: of one from outside the text is not known then.
        """
        node, conditions = choice
        resource = self._referred(node)
        if resource is not None and resource.type == _MANAGED_POLICY:
            return self._attached_policy(resource, conditions)
        text = self._intrinsics.text(node) or short(node)
        if not conditions:
            return attached(text)
        expression = f"the condition {conditions[0][0]}"
        return attached(text, self._openings.unknown(expression, node, PolicyType.IDENTITY, self._source))

    def _attached_policy(self, resource: TemplateResource, conditions: Conditions) -> AttachedPolicy:
        policies = self._managed_policies(resource, (*resource.conditions, *conditions))
        return attached(resource.id, policies[0].document if len(policies) == 1 else None)

    def _managed(self, resource: TemplateResource, roles: dict[str, FoundRole]) -> Iterator[Item]:
        policies = self._managed_policies(resource)
        if not policies:
            yield _no_document(resource)
            return
        for held, conditions in self._holders(resource, "Roles", roles):
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
        name = "RoleName" if resource.type == "AWS::IAM::RolePolicy" else "Roles"
        holders = self._holders(resource, name, roles)
        for held, conditions in holders:
            choice = Branch(document, (*resource.conditions, *conditions))
            policies = (*held.role.policies, *self._policies(resource.id, choice, PolicyKind.INLINE))
            roles[held.role.key] = held._replace(role=replace(held.role, policies=policies))
        if not holders:
            for policy in self._policies(resource.id, Branch(document), PolicyKind.INLINE):
                yield _found(policy, resource, policy.name)

    def _holders(
        self, resource: TemplateResource, name: str, roles: dict[str, FoundRole]
    ) -> list[tuple[FoundRole, Conditions]]:
        """The roles of the template that a policy names, and the conditions under which it does."""
        node = resource.get(name)
        found = {}
        for each, conditions in self._intrinsics.choices(node) if node else ():
            referred = self._referred(each)
            text = self._intrinsics.text(each)
            for held in roles.values():
                if held.role.key == (referred.id if referred else None) or held.role.name == text:
                    found[held.role.key] = held, conditions
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


def _found(policy: Policy, resource: TemplateResource, name: str) -> FoundPolicy:
    return FoundPolicy(name, policy.document, policy.kind, resource.condition)


def _no_document(resource: TemplateResource) -> Fault:
    return Fault(resource.key.place, f"the policy `{resource.id}` has no `PolicyDocument`")
