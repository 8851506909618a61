"""Detects the kind of a source from its content, and recognizes files of other kinds."""

from __future__ import annotations

import re

from rolecast.reading import nodes
from rolecast.reading.faults import Fault
from rolecast.reading.nodes import MappingNode, Node
from rolecast.sources import aws_answers, policy
from rolecast.sources.contents import SourceKind

_DETAILS = ("UserDetailList", "GroupDetailList", "RoleDetailList")
_BLOCK = r'^\s*(?:(?:resource|data|module|provider|variable|output)\s+"|(?:terraform|locals)\s*{)'
_SHOW = "`terraform plan -out plan && terraform show -json plan` prints what can be read"


def kind_of(root: Node) -> SourceKind | None:
    """The kind of a source; None if it is not one."""
    if not isinstance(root, MappingNode):
        return None
    keys = root.entries
    if is_template(root):
        return SourceKind.CLOUDFORMATION
    if any(key in keys for key in _DETAILS):
        return SourceKind.DETAILS
    if "format_version" in keys and any(key in keys for key in ("planned_values", "values", "resource_changes")):
        return SourceKind.TERRAFORM
    if aws_answers.is_answer(root):
        return SourceKind.ANSWER
    if "Statement" in keys or ("Version" in keys and "version" not in keys):
        return policy.kind_of(nodes.plain_value(root))
    return SourceKind.ROLE_FILE if ("roles" in keys or "version" in keys) and "resources" not in keys else None


def is_template(root: MappingNode) -> bool:
    """Whether it is a CloudFormation template, whose format version is optional."""
    if "AWSTemplateFormatVersion" in root.entries:
        return True
    resources = nodes.child(root, "Resources")
    kinds = [nodes.text(value, "Type") for _, value in resources] if isinstance(resources, MappingNode) else []
    return any(kind is not None and "::" in kind for kind in kinds)


def foreign_text(text: str, name: str) -> Fault | None:
    """The error for a text in another language, with what to do instead; None for any other text."""
    if name.endswith((".tf", ".tofu", ".hcl")) or re.search(_BLOCK, text, re.MULTILINE):
        return Fault(None, f"`{name}` is Terraform configuration", _SHOW)
    return None


def foreign(root: Node) -> Fault:
    """The error for a JSON or YAML text that is not a source."""
    keys = root.entries if isinstance(root, MappingNode) else {}
    place = root.place
    if "terraform_version" in keys and "resources" in keys:
        return Fault(place, "this is a Terraform state as it is stored", "`terraform show -json` prints it to be read")
    if "terraform_version" in keys:
        return Fault(place, "this Terraform plan or state has no resources", _SHOW)
    if "resource" in keys or "module" in keys:
        return Fault(place, "this is Terraform configuration", _SHOW)
    if "User" in keys or "Group" in keys:
        remedy = "`aws iam get-account-authorization-details` shows users and groups with their policies"
        return Fault(place, "this is about a user or a group, without policies", remedy)
    if "apiVersion" in keys:
        return Fault(place, "this is a Kubernetes manifest", _REMEDY)
    if "Effect" in keys:
        return Fault(place, "this is a single statement", "put it under `Statement` of a policy")
    return Fault(place, "this is neither a role file nor a policy", _REMEDY)


_REMEDY = "a role file has `roles`, a policy `Statement`; `rolecast check --help` lists what else can be read"
