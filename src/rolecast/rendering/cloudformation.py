"""Roles as a CloudFormation template in YAML.

Account, region and partition are CloudFormation's own pseudo parameters. Where the roles belong in one account or
region, rules refuse a deployment anywhere else, before a resource is made.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import yaml

from rolecast.iam.documents import Document
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import STANDARD_INPUT
from rolecast.rendering import identifiers, marks
from rolecast.rendering.environment import Blanks, CommonHome, Several, home, rewrite
from rolecast.role import Deletion, Environment, Notice, OpenVariable, Policy, PolicyKind, Role

SUFFIX = ".template.yaml"
IMPORTS_SUFFIX = ".resources-to-import.json"

QUOTAS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
MOST_RESOURCES = 500
MOST_OUTPUTS = 200
MOST_BYTES_INLINE = 51_200
MOST_BYTES_FROM_S3 = 1_048_576

_PSEUDO_PARAMETERS = {
    "account": "AWS::AccountId",
    "region": "AWS::Region",
    "partition": "AWS::Partition",
    "dns_suffix": "AWS::URLSuffix",
}
_PLAIN_VARIABLE = re.compile(r"\$\{(?=[A-Za-z][A-Za-z0-9:/._-]*\})")
_DYNAMIC_REFERENCE = re.compile(r"\{\{resolve:")

_OUTPUTS_OF_ROLE = 2
_PLACEHOLDER = "STACK"
_GIVE = "give its value with `--set`, or build another format"
_CONTINUED = " \\\n#   "
_COMMON_NAMES = ("roles", "role", "rolecast", "sagemaker", "iam", "main", STANDARD_INPUT)

Template = dict[str, Any]


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One template for all roles.

    Raises InputError where roles belong in several accounts or regions, or where a text of theirs would be
    taken for a dynamic reference, which CloudFormation has no way to write as text.
    """
    return _text(_template(roles), _heading(roles, source))


def render_adoption(roles: Sequence[Role], source: str, stem: str | None) -> dict[str, str]:
    """A template that imports what is in the account, and the list of that: for all roles or, without stem, for each.

    Every resource has a deletion policy, and there are no outputs. Raises like `render`, and UnresolvedError.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
    """
    files = {}
    for name, group in {stem: roles}.items() if stem else {role.key: [role] for role in roles}.items():
        template = _template([replace(role, deletion=Deletion.RETAIN) for role in group])
        del template["Outputs"]
        listed = f"{name}{IMPORTS_SUFFIX}"
        heading = _adoption_heading(group, source, f"{name}{SUFFIX}", listed)
        files[f"{name}{SUFFIX}"] = _text(template, heading)
        files[listed] = json.dumps([*_existing(group)], indent=2, ensure_ascii=False) + "\n"
    return files


def _existing(roles: Sequence[Role]) -> Iterator[dict[str, Any]]:
    """What each resource of the template is in the account, by what its schema calls the primary identifier."""
    taken: set[str] = set()
    for role in (role.resolve() for role in roles):
        yield _identified("Role", f"{identifiers.camel_case(role.name)}Role", {"RoleName": role.name})
        policies = _policies_by_id(role, taken)
        taken |= policies.keys()
        for policy_id, policy in policies.items():
            yield _identified("ManagedPolicy", policy_id, {"PolicyArn": role.policy_arn(policy.name)})


def _identified(kind: str, logical_id: str, identifier: dict[str, str]) -> dict[str, Any]:
    return {
        "ResourceType": f"AWS::IAM::{kind}",
        "LogicalResourceId": logical_id,
        "ResourceIdentifier": identifier,
    }


def notices(roles: Sequence[Role], text: str) -> list[Notice]:
    """Where the template for these roles, which is `text`, is near or over a quota of CloudFormation."""
    size = len(text.encode())
    managed = sum(policy.kind is PolicyKind.MANAGED for role in roles for policy in role.policies)
    counts = (
        ("resources", len(roles) + managed, MOST_RESOURCES),
        ("outputs", _OUTPUTS_OF_ROLE * len(roles), MOST_OUTPUTS),
    )
    found = [
        Notice(f"cloudformation-{noun}", f"the template has {count:,} {noun}; a stack takes {most}, see {QUOTAS}")
        for noun, count, most in counts
        if count > most
    ]
    if forced := [role.key for role in roles if role.deletion is Deletion.FORCE]:
        text = f"CloudFormation has no `deletion: force`: it keeps roles that others attached to ({', '.join(forced)})"
        found.append(Notice("cloudformation-force", text))
    if size > MOST_BYTES_FROM_S3:
        text = f"the template has {size:,} bytes; CloudFormation takes {MOST_BYTES_FROM_S3:,}, see {QUOTAS}"
        found.append(Notice("cloudformation-size", text))
    elif size > MOST_BYTES_INLINE:
        text = f"the template has {size:,} bytes; above {MOST_BYTES_INLINE:,} it is deployed from S3, see {QUOTAS}"
        found.append(Notice("cloudformation-needs-s3", f"{text}: add `--s3-bucket` to the command"))
    return found


class _Call(NamedTuple):
    """An intrinsic function in its short form."""

    tag: str
    argument: str | list[Any]


def _template(roles: Sequence[Role]) -> Template:
    belong = home(roles, "template")
    rules = _rules(belong)
    texts = _Texts(Blanks.of(roles), belong)
    resources: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    for role in roles:
        role_id = f"{identifiers.camel_case(role.name)}Role"
        policies = _policies_by_id(role, resources)
        resources[role_id] = _resource(role, "AWS::IAM::Role", _role_properties(role, list(policies), texts))
        for policy_id, policy in policies.items():
            resources[policy_id] = _resource(role, "AWS::IAM::ManagedPolicy", _policy_properties(role, policy, texts))
        outputs |= _outputs(role, role_id)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "IAM roles for SageMaker",
        **({"Parameters": parameters} if (parameters := _parameters(texts)) else {}),
        **({"Rules": rules} if rules else {}),
        "Resources": resources,
        "Outputs": outputs,
    }


def _outputs(role: Role, role_id: str) -> dict[str, Any]:
    values = {f"{role_id}Arn": _Call("!GetAtt", f"{role_id}.Arn"), f"{role_id}Name": _Call("!Ref", role_id)}
    if not role.is_exported:
        return {name: {"Value": value} for name, value in values.items()}
    # Names of exports are unique in an account and region, as the stack's is.
    return {
        name: {"Value": value, "Export": {"Name": _Call("!Sub", f"${{AWS::StackName}}-{name}")}}
        for name, value in values.items()
    }


def _policies_by_id(role: Role, taken: Container[str]) -> dict[str, Policy]:
    """The role's managed policies by their logical ids, which begin like the role's. None of them is `taken`."""
    ids: dict[str, Policy] = {}
    for policy in (policy for policy in role.policies if policy.kind is PolicyKind.MANAGED):
        head = policy.name.removesuffix(f"_{role.name}")
        words = identifiers.joined_words(head) if policy.activities else identifiers.camel_case(head)
        logical_id = f"{identifiers.camel_case(role.name)}{words}Policy"
        if logical_id in ids or logical_id in taken:
            logical_id = f"{logical_id}{identifiers.digest(policy.name.lower())}"
        ids[logical_id] = policy
    return ids


def _resource(role: Role, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    retained = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {"Type": kind, **(retained if role.deletion is Deletion.RETAIN else {}), "Properties": properties}


def _rules(belong: CommonHome) -> dict[str, Any]:
    wanted = {
        "Account": ("AWS::AccountId", "account", belong.account),
        "Region": ("AWS::Region", "region", belong.region),
    }
    return {
        name: {
            "Assertions": [
                {
                    "Assert": _Call("!Equals", [_Call("!Ref", parameter), value]),
                    "AssertDescription": f"these roles belong in the {noun} {value}",
                }
            ]
        }
        for name, (parameter, noun, value) in wanted.items()
        if value
    }


def _parameters(texts: _Texts) -> dict[str, Any]:
    return {texts.ids[name]: _parameter(variable) for name, variable in texts.blanks.variables.items()}


def _parameter(variable: OpenVariable) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"""
    *others, last = variable.patterns or ("",)
    # Every pattern has to hold, and there is room for one.
    pattern = "".join(f"(?=(?:{other})$)" for other in others) + (f"(?:{last})" if others else last)
    asked = " and ".join(variable.patterns)
    if variable.is_list and any("," in text for text in variable.default or ()):
        message = f"CloudFormation separates the values of the list `{variable.name}` by commas, and a default has one"
        raise InputError([Fault(None, message, "change it, or build another format")])
    optional = {
        "Description": variable.description,
        "Default": ",".join(variable.default or ()),
        "AllowedPattern": pattern,
        "ConstraintDescription": asked and f"{'each value' if variable.is_list else 'the value'} must match {asked}",
    }
    kind = "CommaDelimitedList" if variable.is_list else "String"
    return {"Type": kind, **{name: value for name, value in optional.items() if value}}


def _role_properties(role: Role, managed: list[str], texts: _Texts) -> dict[str, Any]:
    inline = [policy for policy in role.policies if policy.kind is PolicyKind.INLINE]
    attached = [
        *(_Call("!Ref", policy_id) for policy_id in managed),
        *(texts.text(policy.arn) for policy in role.attached),
    ]
    boundary = role.permissions_boundary
    optional: dict[str, Any] = {
        "Description": texts.text(_verbatim(role.description)),
        "PermissionsBoundary": texts.text(boundary.arn) if boundary else None,
        "ManagedPolicyArns": attached,
        "Policies": [
            {"PolicyName": policy.name, "PolicyDocument": texts.document(policy.document)} for policy in inline
        ],
        "Tags": [{"Key": key, "Value": texts.text(value)} for key, value in role.tags.items()],
    }
    return {
        "RoleName": role.name,
        "Path": _verbatim(role.path),
        "AssumeRolePolicyDocument": texts.document(role.trust_policy),
        "MaxSessionDuration": role.max_session_duration,
        **{name: value for name, value in optional.items() if value},
    }


def _policy_properties(role: Role, policy: Policy, texts: _Texts) -> dict[str, Any]:
    # Not the role's tags: CloudFormation has none for managed policies.
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
    return {
        "ManagedPolicyName": policy.name,
        "Path": _verbatim(role.path),
        "PolicyDocument": texts.document(policy.document),
    }


@dataclass(frozen=True)
class _Texts:
    """Writes texts with places and variables in them."""

    blanks: Blanks
    belong: CommonHome

    @cached_property
    def ids(self) -> dict[str, str]:
        """The logical ids of the parameters, by variable. They end like no resource's."""
        return {name: _parameter_id(name) for name in self.blanks.variables}

    @cached_property
    def _references(self) -> dict[str, str]:
        return {**_PSEUDO_PARAMETERS, **self.ids}

    def document(self, document: Document) -> Any:
        return rewrite(document.json, self.text, gather=self._gathered)

    def text(self, text: str) -> Any:
        """The text with references in its places; a plain text if it has none."""
        if "{{" not in text:
            return text
        parts = self.blanks.pieces(_verbatim(text))
        if len(parts) == 1:
            return text
        if several := self.blanks.list_in(parts):
            return Several(several, parts)
        if len(parts) == 3 and not parts[0] and not parts[2]:
            return _Call("!Ref", self._references[parts[1]])
        if any("$" in _PLAIN_VARIABLE.sub("", part) for part in parts[::2]):
            # Sub would read more out of this text than is meant; Join reads nothing.
            joined = [_Call("!Ref", self._references[part]) if index % 2 else part for index, part in enumerate(parts)]
            return _Call("!Join", ["", [part for part in joined if part]])
        literals = [_PLAIN_VARIABLE.sub("${!", part) for part in parts[::2]]
        parameters = [f"${{{self._references[name]}}}" for name in parts[1::2]]
        return _Call("!Sub", "".join(a + b for a, b in zip(literals, [*parameters, ""], strict=True)))

    def _gathered(self, items: Sequence[Any]) -> _Call:
        """A list some of whose items stand for as many as a parameter has, as one text that is split at its commas."""
        if len(items) == 1 and not items[0].item[0] and not items[0].item[-1]:
            return _Call("!Ref", self.ids[items[0].variable])
        texts = [self._joined(item) if isinstance(item, Several) else item for item in items]
        for text in texts:
            if isinstance(text, str) and "," in text:
                raise InputError([Fault(None, f"CloudFormation cannot add the values of a list to `{text}`", _GIVE)])
        whole = texts[0] if len(texts) == 1 else _Call("!Join", [",", texts])
        return _Call("!Split", [",", whole])

    def _joined(self, several: Several) -> _Call:
        """The items as one text, with commas between them."""
        at = several.item.index(several.variable)
        before, after = (self._known(several, part) for part in (several.item[:at], several.item[at + 1 :]))
        values = _Call("!Join", [f"{after},{before}", _Call("!Ref", self.ids[several.variable])])
        return _Call("!Join", ["", [part for part in (before, values, after) if part]]) if before or after else values

    def _known(self, several: Several, parts: Sequence[str]) -> str:
        """The text of what is beside a list's value. It has to be known: what Join puts between texts is no function.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html
        """
        known = Environment(self.belong.account, self.belong.region).values
        names = {*self._references} - known.keys()
        if missing := [part for part in parts if part in names]:
            name = missing[0]
            message = f"CloudFormation cannot put the list `{several.variable}` beside `{{{{{name}}}}}`"
            needed = "account" if name == "account" else "region"
            is_place = name in _PSEUDO_PARAMETERS
            raise InputError([Fault(None, message, f"give the role file its `{needed}:`" if is_place else _GIVE)])
        text = "".join(known[part][0] if part in known else part for part in parts)
        if "," in text:
            raise InputError([Fault(None, f"CloudFormation cannot put a list into `{text}`", _GIVE)])
        return text


def _parameter_id(name: str) -> str:
    words = identifiers.joined_words(name)
    # `a_1` and `a1`, or what ends like the id of a role: told apart by a digest.
    is_plain = re.fullmatch(r"[a-z]+[0-9]*(_[a-z]+[0-9]*)*", name) and not words.endswith(("Role", "Policy"))
    return words if is_plain else f"{words}{identifiers.digest(name)}"


def _verbatim(text: str) -> str:
    if _DYNAMIC_REFERENCE.search(text):
        message = f"CloudFormation would take a part of `{text}` for a dynamic reference"
        raise InputError([Fault(None, message, "write it without `{{resolve:`, or build another format")])
    return text


def _text(template: Template, heading: str) -> str:
    sections = []
    for name, content in template.items():
        if name == "Resources":
            resources = (_indented(_dump({resource_id: body})) for resource_id, body in content.items())
            sections.append(f"{name}:\n" + "\n".join(resources))
        else:
            sections.append(_dump({name: content}))
    first, second, *others = sections
    return "\n".join([heading + first + second, *others])


def _heading(roles: Sequence[Role], source: str) -> str:
    file = f"{roles[0].key if len(roles) == 1 else PurePosixPath(source).stem}{SUFFIX}"
    command = (
        f"aws cloudformation deploy{_region(roles)} --stack-name {_stack_name(source) or _PLACEHOLDER}",
        f"  --template-file {file} --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset",
    )
    needed = [_parameter_id(each.name) for each in Blanks.of(roles).variables.values() if not each.default]
    given = (f"  --parameter-overrides {' '.join(f'{name}=VALUE' for name in needed)}",) if needed else ()
    return _commented(source, (*command, *given))


def _adoption_heading(roles: Sequence[Role], source: str, file: str, listed: str) -> str:
    where = f"{_region(roles)} --stack-name {_stack_name(source) or _PLACEHOLDER} --change-set-name adopt"
    create = (
        f"aws cloudformation create-change-set{where} --change-set-type IMPORT",
        f"  --template-body file://{file} --resources-to-import file://{listed}",
        "  --capabilities CAPABILITY_NAMED_IAM",
    )
    return _commented(source, create, (f"aws cloudformation execute-change-set{where}",))


def _region(roles: Sequence[Role]) -> str:
    region = home(roles, "template").region
    return f" --region {region}" if region else ""


def _commented(source: str, *commands: Sequence[str]) -> str:
    choose = f"# {_PLACEHOLDER}: a name of your own. Role files that share a stack delete each other's roles.\n"
    lines = "".join(f"#   {_CONTINUED.join(command)}\n" for command in commands)
    mark = marks.line("cloudformation", source)
    return f"# {mark}\n#\n{lines}{'' if _stack_name(source) else choose}\n"


def _stack_name(source: str) -> str | None:
    """The role file's own name; None where it has the name that many have.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    stem = PurePosixPath(source).stem
    name = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:128]
    return name if name[:1].isalpha() and source != marks.UNNAMED and stem.lower() not in _COMMON_NAMES else None


def _indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """YAML as CloudFormation reads it: no anchors, and no text that another reader could take for a number."""

    def ignore_aliases(self, *_: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    plain = len(text) > 1 and text[0].isalpha() and text[0].isascii()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


def _represent_call(dumper: yaml.SafeDumper, call: _Call) -> yaml.Node:
    if isinstance(call.argument, str):
        return dumper.represent_scalar(call.tag, call.argument, style="'" if call.tag == "!Sub" else None)
    return dumper.represent_sequence(call.tag, call.argument, flow_style=True)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_Call, _represent_call)


def _dump(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=-1, default_flow_style=False
    )
    return text
