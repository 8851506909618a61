"""The shape of a role file: every key, once, for reading it and for its JSON Schema."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity, Edition
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import names, quotas, templates
from rolecast.iam.documents import Document
from rolecast.iam.partitions import REGIONS, partition_of
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes
from rolecast.reading.faults import Faults, did_you_mean
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.reading.shapes import (
    Choice,
    Field,
    Flag,
    Integer,
    ListOf,
    MapOf,
    OneOrMore,
    OrFlag,
    OrNull,
    Record,
    Rule,
    Shape,
    Text,
)
from rolecast.role import LONGEST_ENVIRONMENT, Deletion
from rolecast.rolefile.variables import VARIABLES

_VARIABLE = r"\{\{[a-z][a-z0-9_]*\}\}"
FLOWS = ("role-manager", "domain-setup", "quick-setup", "quick-setup-2026")
GUARDRAILS = ("notice", "require", "enforce")
_INSTANCE_TYPE = Text("an instance type", r"ml\.[a-z0-9-]+\.(?:[a-z0-9-]+|\*)")
PACKINGS = ("per-activity", "fewest", "inline")
SUPPRESSIONS = ListOf(
    Record(
        "a suppression",
        {
            "rule": Field(Text("a rule", r"[a-z][a-z-]*"), "the rule whose findings are suppressed", required=True),
            "reason": Field(Text("a reason", r"(?s:.*\S.*)"), "why", required=True),
            "role": Field(Text("a role"), "only those about this role; wildcards are taken"),
            "policy": Field(Text("a policy"), "only those about this policy; wildcards are taken"),
            "action": Field(Text("an action"), "only this action of a finding; wildcards are taken"),
            "resource": Field(
                Text("a resource"), "only those about statements on nothing but this resource; wildcards are taken"
            ),
        },
    ),
    least=1,
)
"""Entries of `suppress:`, and of the file that `rolecast check --suppressions` reads."""


def region(text: str) -> str | None:
    """A region that Rolecast knows."""
    return None if text in REGIONS else _is_no_region(text)


def region_form(text: str) -> str | None:
    """A text that can be a region. Whether it exists is for composition to say: the file may list newer ones."""
    return None if partition_of(text) else _is_no_region(text)


def _is_no_region(text: str) -> str:
    suggestion = did_you_mean(text, REGIONS)
    return f"is not a region{'; ' + suggestion if suggestion else ''}"


def role_reference(text: str) -> str | None:
    """A key of the file, or an ARN. Whether the key is there is for composition to say."""
    return names.role_arn(text) if text.startswith("arn:") else names.role_name(text)


def policy_reference(text: str) -> str | None:
    """The name of an AWS managed policy, or an ARN. Whether the name is known is for composition to say."""
    return names.policy_arn(text) if text.startswith("arn:") else names.policy_name(text)


class PolicyDocument:
    """An identity policy. It may name `{{account}}`, `{{region}}`, `{{partition}}` and `{{dns_suffix}}`."""

    def read(self, node: Node, faults: Faults) -> Any:
        document = Document.of_node(node, open=_open_texts(node))
        faults.extend(document.faults, document.more_faults)
        return document

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "required": ["Version", "Statement"]}


class TrustStatements:
    """Statements of a trust policy, with the same names."""

    def read(self, node: Node, faults: Faults) -> Any:
        if not isinstance(node, SequenceNode):
            faults.add(node.place, "expected a list of statements", "write `- Effect: Allow` and the rest below it")
            return ()
        # The statements are read as those of a document, so that their errors have the places that they have here.
        whole = MappingNode(node.source, node.line, node.column)
        whole.add(ScalarNode(node.source, node.line, node.column, "Statement", plain=False), node, faults)
        document = Document.of_node(whole, PolicyType.TRUST, open=_open_texts(node))
        faults.extend(document.faults, document.more_faults)
        return () if document.faults else document.statements

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["Effect", "Action"]}}


def _open_texts(node: Node) -> dict[str, str]:
    """The variables of the file that are open in a document, as its open texts."""
    names = templates.names_in(nodes.plain_value(node)) - LONGEST_ENVIRONMENT.keys()
    return {name: f"{{{{{name}}}}}" for name in names}


class ActivitiesShape(NamedTuple):
    """The activities of a role: ticked with or without parameters, or unticked with `false`."""

    catalogue: Catalogue

    def read(self, node: Node, faults: Faults) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            remedy = "write one as `manage-ml-jobs:` or `manage-ml-jobs: false`"
            faults.add(node.place, "activities are needed here: a mapping from an activity to its parameters", remedy)
            return None
        return {key.text: self.read_one(key, value, faults) for key, value in node}

    def read_one(self, key: ScalarNode, value: Node, faults: Faults) -> Any:
        """An activity's parameters, or False where it is unticked."""
        if key.text in self.catalogue.activity_ids:
            if isinstance(value, ScalarNode) and value.flag is False:
                return False
            if isinstance(value, ScalarNode) and (value.flag or value.is_null):
                value = MappingNode(value.source, value.line, value.column)  # ticked, without parameters
            return _parameters(self.catalogue.activity(key.text)).read(value, faults)
        faults.add(key.place, f"there is no activity `{key.text}`", partial(self._remedy, key.text))
        return False

    def _remedy(self, word: str) -> str:
        return did_you_mean(word, self.catalogue.activity_ids) or "`rolecast activities` lists them"

    def schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for activity in self.catalogue.activities():
            parameters = _parameters(activity)
            flags = [False] if parameters.required else [True, False, None]
            choice = {"anyOf": [parameters.schema(), {"enum": flags}]}
            properties[activity.id] = {**choice, "description": activity.description["en"]}
        return {"type": "object", "properties": properties, "additionalProperties": False}


class CorrectionsShape(NamedTuple):
    """Corrections by name, each behind its activity: `manage-ml-jobs/stop-transform-job`."""

    catalogue: Catalogue

    def read(self, node: Node, faults: Faults) -> list[str] | None:
        texts = ListOf(Text("a correction")).read(node, faults)
        if texts is not None and isinstance(node, SequenceNode):
            for item in node:
                if isinstance(item, ScalarNode) and not self._is_known(item.text):
                    faults.add(item.place, f"there is no correction `{item.text}`", partial(self._remedy, item.text))
        return texts

    def _remedy(self, word: str) -> str:
        return did_you_mean(word, self._names()) or "`rolecast show ACTIVITY --edition corrected` lists them"

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"enum": self._names()}, "uniqueItems": True}

    def _is_known(self, text: str) -> bool:
        activity, _, name = text.partition("/")
        return activity in self.catalogue.activity_ids and name in self.catalogue.activity(activity).correction_names

    def _names(self) -> list[str]:
        activities = self.catalogue.activities()
        return [f"{activity.id}/{name}" for activity in activities for name in activity.correction_names]


def _parameters(activity: Activity) -> Record:
    fields = {
        name: Field(
            _parameter_list(parameter.type.id, parameter.most),
            parameter.description["en"],
            required=parameter.is_required,
        )
        for name, parameter in activity.parameters.items()
    }
    return Record(f"the activity `{activity.id}`", fields)


def _parameter_list(type_id: str, most: int | None = None) -> ListOf:
    parameter_type = TYPES[type_id]
    rule: Rule = role_reference if type_id == "role" else parameter_type.rule
    return ListOf(Text(parameter_type.noun, parameter_type.pattern, rule), least=1, most=most)


def _or_none(shape: Shape) -> OrFlag:
    """A narrowing, or `false` in a role that is to go without the file's."""
    return OrFlag(shape, flags=(False,))


def _inherited_fields() -> dict[str, Field]:
    network = Record(
        "the network",
        {
            "subnets": Field(_parameter_list("subnet-id"), "the subnets that jobs may run in", required=True),
            "security_groups": Field(_parameter_list("security-group-id"), "the groups they may use", required=True),
        },
    )
    encryption = Record(
        "the encryption",
        {
            "data_keys": Field(_parameter_list("kms-key-arn"), "the keys of data and of output", required=True),
            "volume_keys": Field(_parameter_list("kms-key-arn"), "the keys of storage volumes", required=True),
        },
    )
    narrowing = Record(
        "the narrowing",
        {
            "instance_types": Field(
                _or_none(ListOf(_INSTANCE_TYPE, least=1)),
                "the instance types that may be used; `ml.g5.*` is every size of one",
            ),
            "inter_container_encryption": Field(Flag(), "jobs must encrypt the traffic between their containers"),
            "network_isolation": Field(Flag(), "jobs and models must be cut off from the network"),
            "tags": Field(
                _or_none(
                    MapOf(Text("a tag key", rule=names.tag_key), Text("a tag value", rule=names.tag_value), least=1)
                ),
                "tags that what is created must have, and what is read, changed and deleted",
            ),
            "regions": Field(
                _or_none(ListOf(Text("a region", rule=region_form), least=1)), "the regions that may be used"
            ),
        },
    )
    adjustable = Record(
        "the quotas",
        {
            "attached_policies": Field(
                Integer("a quota", 1, quotas.MOST_ATTACHED_POLICIES), "managed policies attached to a role"
            ),
            "trust_policy": Field(
                Integer("a quota", 1, quotas.MOST_TRUST_POLICY_CHARACTERS), "characters of a trust policy"
            ),
            "roles": Field(Integer("a quota", 1, 1_000_000), "roles of the account"),
            "customer_managed_policies": Field(Integer("a quota", 1, 1_000_000), "managed policies of the account"),
        },
    )
    tags = MapOf(
        Text("a tag key", rule=names.tag_key),
        Text("a tag value", rule=names.tag_value),
    )
    return {
        "account": Field(
            Text("an account", names.ACCOUNT_PATTERN, names.account),
            "the AWS account that the roles are made in: 12 digits",
        ),
        "region": Field(Text("a region", rule=region_form), "the region; the partition follows from it"),
        "unlisted_regions": Field(
            ListOf(Text("a region", rule=region_form), least=1), "regions that exist and are newer than Rolecast's list"
        ),
        "unlisted_instance_types": Field(
            ListOf(_INSTANCE_TYPE, least=1), "instance types that exist and are newer than Rolecast's list"
        ),
        "flow": Field(Choice("a flow", FLOWS), "the way in which the console would make the role"),
        "edition": Field(
            Choice("an edition", tuple(Edition)),
            "console: exactly what AWS generates; corrected: with its known faults fixed",
        ),
        "packing": Field(Choice("a packing", PACKINGS), "how statements are laid out in policies"),
        "suppress": Field(
            SUPPRESSIONS, "findings of `rolecast check` to suppress, each with a reason; at the top, for every role"
        ),
        "network": Field(OrFlag(network, flags=(False,)), "VPC conditions; off when absent or false"),
        "encryption": Field(OrFlag(encryption, flags=(False,)), "KMS conditions; off when absent or false"),
        "narrowing": Field(
            OrFlag(narrowing, flags=(False,)),
            "conditions beyond AWS's own; off when absent or false. Those of the file and of the role add up; "
            "`false` in the place of one takes it off",
        ),
        "guardrails": Field(
            Choice("a way to hold to guardrails", GUARDRAILS),
            "what happens where a role does not keep what `network`, `encryption`, `narrowing` and "
            "`trust: {confused_deputy: true}` promise: notice (when absent), require: an error, enforce: Deny "
            "statements that make it hold",
        ),
        "tags": Field(tags, "tags of the role and of its policies"),
        "name_prefix": Field(
            Text("a name prefix", names.NAME_PATTERN + "|"), "what comes before a role's key in its name"
        ),
        "permissions_boundary": Field(
            Text("a managed policy", rule=policy_reference), "the ARN or the AWS name of the boundary"
        ),
        "deletion": Field(
            Choice("a way to go", tuple(Deletion)),
            "what a tool does with a role that has to go: delete it (when absent), retain it, or force its deletion "
            "though others attached policies to it",
        ),
        "exports": Field(Flag(), "CloudFormation: export ARN and name of the role, for other stacks to import"),
        "quotas": Field(adjustable, "the quotas of your account, where AWS has raised or lowered them"),
        "policy_suffix": Field(
            Text("a policy suffix", names.NAME_PATTERN), "what follows the activity's part of a policy's name"
        ),
    }


def _principal(text: str) -> str | None:
    """An AWS principal. An identity provider is none."""
    if ":oidc-provider/" in text or ":saml-provider/" in text:
        return 'is an identity provider: write a statement with `"Federated"` under `trust.statements`'
    return names.principal(text)


def _role_fields(catalogue: Catalogue) -> dict[str, Field]:
    trust = Record(
        "the trust policy",
        {
            "confused_deputy": Field(Flag(), "let SageMaker assume the role for this account and region only"),
            "services": Field(
                ListOf(Text("a service principal", rule=names.service_principal)), "services that may assume the role"
            ),
            "principals": Field(
                ListOf(Text("a principal", rule=_principal)), "accounts, users and roles that may assume it"
            ),
            "statements": Field(
                TrustStatements(), "more statements of the trust policy: identity providers, external ids, session tags"
            ),
        },
    )
    roles = ListOf(Text("a role", rule=role_reference), least=1)
    policies = ListOf(Text("a managed policy", rule=policy_reference))
    return {
        "persona": Field(Choice("a persona", catalogue.persona_ids), "the persona whose activities are preselected"),
        "activities": Field(ActivitiesShape(catalogue), "activities with their parameters; false unticks one"),
        "pass_roles": Field(roles, "the roles that this role may pass: keys of this file or ARNs"),
        "additional_policies": Field(policies, "managed policies to attach: names of AWS's own, or ARNs"),
        "extra_policies": Field(
            MapOf(Text("a policy name", rule=names.policy_name), PolicyDocument()),
            "policies of your own: a name and its document",
        ),
        "inline_policies": Field(
            MapOf(Text("a policy name", rule=names.policy_name), PolicyDocument()),
            "policies of your own that are inline, whatever the packing: a name and its document",
        ),
        "description": Field(Text("a description", rule=names.description), "the role's description"),
        "name": Field(Text("a role name", rule=names.role_name), "the whole name, instead of prefix and key"),
        "path": Field(Text("a path", rule=names.path), "the path of the role and of its policies"),
        "max_session_duration": Field(
            Integer("a session length in seconds", *quotas.SESSION_SECONDS), "the longest session, in seconds"
        ),
        "trust": Field(trust, "who may assume the role; SageMaker when absent"),
        "was": Field(
            OneOrMore(Text("a role's key", rule=names.role_name)),
            "the key that the role had before; several, the oldest first",
        ),
        "studio_id": Field(
            Text("a Studio id", TYPES["studio-id"].pattern, TYPES["studio-id"].rule),
            "what follows `sagemaker-studio-` in the name of the domain's sharing bucket",
        ),
        "corrections": Field(CorrectionsShape(catalogue), "single corrections within the console edition"),
        "expect": Field(_expectations(), "what the role must be allowed and what not; `rolecast test` checks it"),
    }


def _expectations() -> Record:
    value = OrNull(OneOrMore(Text("a value")))
    case = Record(
        "an expectation",
        {
            "action": Field(Text("an action", r"[A-Za-z0-9-]+:[A-Za-z0-9]+"), "one action", required=True),
            "resource": Field(Text("a resource", r"\*|arn:.+"), "the resource's ARN; * when absent"),
            "context": Field(
                MapOf(Text("a condition key"), value), "condition keys and their values; null for one that is absent"
            ),
        },
    )
    return Record(
        "the expectations",
        {
            "allow": Field(ListOf(case), "requests that the role must be allowed"),
            "deny": Field(ListOf(case), "requests that it must not be"),
        },
    )


def role_shape(catalogue: Catalogue) -> Record:
    """One role of the file."""
    return Record("a role", {**_role_fields(catalogue), **_inherited_fields()})


def file_shape(catalogue: Catalogue) -> Record:
    """The whole file. The inherited keys stand at the top as defaults for every role."""
    key = Text("a role's key", rule=names.role_name)
    return Record(
        "the role file",
        {
            "$schema": Field(Text("an address"), "the JSON Schema, for editors"),
            "version": Field(Integer("the version of the role file", 1, 1), "write `version: 1`", required=True),
            "catalogue": Field(
                Text("a folder"), "a folder of activities and personas of your own, from where this file is"
            ),
            "variables": Field(VARIABLES, "what is not the same in every account or stage; used as `{{name}}`"),
            **_inherited_fields(),
            "known_policies": Field(
                MapOf(Text("the ARN of a managed policy", rule=names.policy_arn), PolicyDocument()),
                "documents of managed policies that roles attach and others maintain: `check`, `can` and `explain` use "
                "them; they are not deployed",
            ),
            "roles": Field(MapOf(key, role_shape(catalogue), least=1), "the roles, by key", required=True),
        },
    )


def schema(catalogue: Catalogue) -> dict[str, Any]:
    """The JSON Schema of a role file."""
    whole = file_shape(catalogue).schema()
    variables = whole["properties"].pop("variables")
    filled = _with_variables(whole)
    filled["properties"] = {"variables": variables, **filled["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rolecast:schema:role-file:1",
        "title": "Rolecast role file",
        **filled,
    }


def _with_variables(schema: Any) -> Any:
    """The schema that also takes `{{name}}` in a text, and in the place of a list."""
    if isinstance(schema, list):
        return [_with_variables(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        name: value if name in ("propertyNames", "enum", "required") else _with_variables(value)
        for name, value in schema.items()
    }
    if isinstance(made.get("pattern"), str):
        made["pattern"] = f"{made['pattern']}|{_VARIABLE}"
    if made.get("type") != "array":
        return made
    description = {"description": made.pop("description")} if "description" in made else {}
    return {"anyOf": [made, {"type": "string", "pattern": f"^{_VARIABLE}$"}], **description}
