"""The output of `aws iam` and `aws organizations` commands that show one policy or one of its versions.

https://docs.aws.amazon.com/cli/latest/reference/iam/
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.role import PolicyKind
from rolecast.sources.contents import FoundPolicy, Item
from rolecast.sources.embedding import unfold

_OF_ORGANIZATION = {"SERVICE_CONTROL_POLICY": PolicyType.SCP, "RESOURCE_CONTROL_POLICY": PolicyType.RCP}
_OWNERS = ("RoleName", "UserName", "GroupName")


def is_answer(root: MappingNode) -> bool:
    """Whether it is the output of a command that shows policies, even if this one has no document."""
    is_inline = "PolicyDocument" in root.entries and any(name in root.entries for name in _OWNERS)
    has_part = any(isinstance(value, MappingNode | SequenceNode) and key.text in _READERS for key, value in root)
    return is_inline or (has_part and "Statement" not in root.entries)


def read(root: MappingNode, source: str, type: PolicyType | None = None) -> Iterator[Item]:
    """The policies in the output. `type` replaces the type that the output implies."""
    for item in _read(root, source):
        if type and isinstance(item, FoundPolicy) and item.document.node:
            yield item._replace(document=Document.of_node(item.document.node, type, source))
        else:
            yield item


def _read(root: MappingNode, source: str) -> Iterator[Item]:
    if "PolicyDocument" in root.entries:
        found = _policy(root, "PolicyDocument", source, nodes.text(root, "PolicyName"))
        yield found if isinstance(found, Fault) else found._replace(kind=PolicyKind.INLINE)
        return
    for key, value in root:
        if key.text in _READERS:
            yield from _READERS[key.text](value, source)


def _version(node: Node, source: str) -> Iterator[Item]:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html"""
    yield _policy(node, "Document", source, None)


def _versions(node: Node, source: str) -> Iterator[Item]:
    """The default version in a list. IAM's own list commands omit the documents."""
    versions = [each for each in (node if isinstance(node, SequenceNode) else ()) if isinstance(each, MappingNode)]
    default = [each for each in versions if _flag(each, "IsDefaultVersion")]
    if len(default) != 1:
        message = f"{len(default)} of these {len(versions)} versions are the default; there has to be one"
        yield Fault(node.place, message, "show the one you mean: `aws iam get-policy-version --version-id`")
        return
    yield _policy(default[0], "Document", source, None)


def _listed_policy(node: Node, source: str) -> Iterator[Item]:
    """A policy of `get-policy`, which has no document, or of `describe-policy`.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html
    """
    if isinstance(node, MappingNode) and "Content" in node.entries:
        kind = nodes.text(node, "PolicySummary", "Type") or ""
        yield _policy(node, "Content", source, nodes.text(node, "PolicySummary", "Name"), _OF_ORGANIZATION.get(kind))
        return
    if isinstance(node, MappingNode) and "PolicyVersionList" in node.entries:
        yield from _versions(node.entries["PolicyVersionList"][1], source)
        return
    version, arn = nodes.text(node, "DefaultVersionId") or "v1", nodes.text(node, "Arn") or "ARN"
    remedy = f"`aws iam get-policy-version --policy-arn {arn} --version-id {version}` shows it"
    yield Fault(node.place, "this is about a policy, without its document", remedy)


def _role(node: Node, source: str) -> Iterator[Item]:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html"""
    yield _policy(node, "AssumeRolePolicyDocument", source, None, PolicyType.TRUST)


def _roles(node: Node, source: str) -> Iterator[Item]:
    for each in node if isinstance(node, SequenceNode) else ():
        yield _policy(each, "AssumeRolePolicyDocument", source, nodes.text(each, "RoleName"), PolicyType.TRUST)


def _policy(
    owner: Node, key: str, source: str, name: str | None, type: PolicyType | None = None
) -> FoundPolicy | Fault:
    if not isinstance(owner, MappingNode) or key not in owner.entries:
        return Fault(owner.place, f"this has no `{key}`", "it is cut off, or not what the AWS CLI prints")
    try:
        node = unfold(owner.entries[key][1])
    except InputError as error:
        return error.faults[0]
    return FoundPolicy(name, Document.of_node(node, type or PolicyType.IDENTITY, source))


def _flag(node: MappingNode, key: str) -> bool:
    value = node.entries[key][1] if key in node.entries else None
    return isinstance(value, ScalarNode) and value.flag is True


_READERS = {
    "PolicyVersion": _version,
    "Versions": _versions,
    "Policy": _listed_policy,
    "Role": _role,
    "Roles": _roles,
}
"""Readers by the key that the command's output has."""
