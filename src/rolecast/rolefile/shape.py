"""The shape of a role file: every key, for reading and for the JSON Schema."""

from __future__ import annotations

from typing import Any

from rolecast.catalogue.activity import Edition
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import names, quotas
from rolecast.iam.partitions import REGIONS, partition_of
from rolecast.reading.faults import did_you_mean
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
    Shape,
    Text,
)
from rolecast.role import Deletion
from rolecast.rolefile.activities import ActivitiesShape, CorrectionsShape, parameter_list, role_reference
from rolecast.rolefile.documents import PolicyDocument, TrustStatements
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
            "role": Field(Text("a role"), "only findings about this role; wildcards are allowed"),
            "policy": Field(Text("a policy"), "only findings about this policy; wildcards are allowed"),
            "action": Field(Text("an action"), "only this action of a finding; wildcards are allowed"),
            "resource": Field(
                Text("a resource"), "only findings about statements for this resource alone; wildcards are allowed"
            ),
        },
    ),
    least=1,
)
"""Entries of `suppress:`, and of the file that `rolecast check --suppressions` reads."""


def region(text: str) -> str | None:
    """The rule for a region that Rolecast knows."""
    return None if text in REGIONS else _is_no_region(text)


def region_form(text: str) -> str | None:
    """The rule for a text in the form of a region.

    Composition checks whether it exists, since the file may list newer ones.
    """
    return None if partition_of(text) else _is_no_region(text)


def _is_no_region(text: str) -> str:
    suggestion = did_you_mean(text, REGIONS)
    return f"is not a region{'; ' + suggestion if suggestion else ''}"


def policy_reference(text: str) -> str | None:
    """The rule for the name of an AWS managed policy or an ARN. Composition checks whether the name exists."""
    return names.policy_arn(text) if text.startswith("arn:") else names.policy_name(text)


def _or_none(shape: Shape) -> OrFlag:
    """A narrowing, or `false` to switch the file's off for one role."""
    return OrFlag(shape, flags=(False,))


def _inherited_fields() -> dict[str, Field]:
    network = Record(
        "the network",
        {
            "subnets": Field(parameter_list("subnet-id"), "the subnets that jobs may run in", required=True),
            "security_groups": Field(
                parameter_list("security-group-id"), "the security groups that jobs may use", required=True
            ),
        },
    )
    encryption = Record(
        "the encryption",
        {
            "data_keys": Field(parameter_list("kms-key-arn"), "the keys for data and output", required=True),
            "volume_keys": Field(parameter_list("kms-key-arn"), "the keys for storage volumes", required=True),
        },
    )
    narrowing = Record(
        "the narrowing",
        {
            "instance_types": Field(
                _or_none(ListOf(_INSTANCE_TYPE, least=1)),
                "the instance types that may be used; `ml.g5.*` means every size of ml.g5",
            ),
            "inter_container_encryption": Field(Flag(), "jobs must encrypt the traffic between their containers"),
            "network_isolation": Field(Flag(), "jobs and models must run with network isolation"),
            "tags": Field(
                _or_none(
                    MapOf(Text("a tag key", rule=names.tag_key), Text("a tag value", rule=names.tag_value), least=1)
                ),
                "tags that resources must have to be created, read, changed or deleted",
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
            "the AWS account that the roles are for: 12 digits",
        ),
        "region": Field(Text("a region", rule=region_form), "the region; the partition follows from it"),
        "unlisted_regions": Field(
            ListOf(Text("a region", rule=region_form), least=1), "existing regions that are newer than Rolecast's list"
        ),
        "unlisted_instance_types": Field(
            ListOf(_INSTANCE_TYPE, least=1), "existing instance types that are newer than Rolecast's list"
        ),
        "flow": Field(Choice("a flow", FLOWS), "which of the console's ways of creating a role it follows"),
        "edition": Field(
            Choice("an edition", tuple(Edition)),
            "console: exactly what AWS generates; corrected: with its known faults fixed",
        ),
        "packing": Field(Choice("a packing", PACKINGS), "how statements are laid out in policies"),
        "suppress": Field(
            SUPPRESSIONS,
            "findings of `rolecast check` to suppress, each with a reason; at the top of the file, for all roles",
        ),
        "network": Field(OrFlag(network, flags=(False,)), "VPC conditions; off by default"),
        "encryption": Field(OrFlag(encryption, flags=(False,)), "KMS conditions; off by default"),
        "narrowing": Field(
            OrFlag(narrowing, flags=(False,)),
            "conditions that the console does not offer; off by default. The file's and the role's are combined; set "
            "one to `false` to switch it off for a role",
        ),
        "guardrails": Field(
            Choice("a guardrail mode", GUARDRAILS),
            "what to do if a role's policies get around what `network`, `encryption`, `narrowing` or "
            "`trust: {confused_deputy: true}` promise. notice (default): report it; require: fail; enforce: add Deny "
            "statements that prevent it",
        ),
        "tags": Field(tags, "tags of the role and of its policies"),
        "name_prefix": Field(Text("a name prefix", names.NAME_PATTERN + "|"), "the part of role names before the key"),
        "permissions_boundary": Field(
            Text("a managed policy", rule=policy_reference),
            "the managed policy that is the roles' permissions boundary: the name of AWS's own, or an ARN",
        ),
        "deletion": Field(
            Choice("a deletion mode", tuple(Deletion)),
            "what to do with a role that is no longer in the file. delete (default), retain, or force: delete it even "
            "if policies were attached to it from outside",
        ),
        "exports": Field(Flag(), "CloudFormation: export the role's ARN and name, for other stacks to import"),
        "quotas": Field(adjustable, "the quotas of your account that differ from AWS's defaults"),
        "policy_suffix": Field(
            Text("a policy suffix", names.NAME_PATTERN), "the part of policy names after the activity's part"
        ),
    }


def _principal(text: str) -> str | None:
    """The rule for an AWS principal, which an identity provider is not."""
    if ":oidc-provider/" in text or ":saml-provider/" in text:
        return 'is an identity provider: write a statement with `"Federated"` under `trust.statements`'
    return names.principal(text)


def _role_fields(catalogue: Catalogue) -> dict[str, Field]:
    trust = Record(
        "the trust policy",
        {
            "confused_deputy": Field(Flag(), "allow SageMaker to assume the role only for this account and region"),
            "services": Field(
                ListOf(Text("a service principal", rule=names.service_principal)), "services that may assume the role"
            ),
            "principals": Field(
                ListOf(Text("a principal", rule=_principal)), "accounts, users and roles that may assume it"
            ),
            "statements": Field(
                TrustStatements(),
                "more statements of the trust policy, for identity providers, external IDs or session tags",
            ),
        },
    )
    roles = ListOf(Text("a role", rule=role_reference), least=1)
    policies = ListOf(Text("a managed policy", rule=policy_reference))
    return {
        "persona": Field(Choice("a persona", catalogue.persona_ids), "the persona whose activities are preselected"),
        "activities": Field(
            ActivitiesShape(catalogue), "activities with their parameters; `false` removes one of the persona's"
        ),
        "pass_roles": Field(roles, "the roles that this role may pass: keys of this file or ARNs"),
        "additional_policies": Field(policies, "managed policies to attach: names of AWS's own, or ARNs"),
        "extra_policies": Field(
            MapOf(Text("a policy name", rule=names.policy_name), PolicyDocument()),
            "policies that you write, each a name with its document",
        ),
        "inline_policies": Field(
            MapOf(Text("a policy name", rule=names.policy_name), PolicyDocument()),
            "policies that you write and that are always inline, each a name with its document",
        ),
        "description": Field(Text("a description", rule=names.description), "the role's description"),
        "name": Field(Text("a role name", rule=names.role_name), "the role's full name, instead of prefix and key"),
        "path": Field(Text("a path", rule=names.path), "the path of the role and of its policies"),
        "max_session_duration": Field(
            Integer("a session length in seconds", *quotas.SESSION_SECONDS), "the maximum session duration, in seconds"
        ),
        "trust": Field(trust, "who may assume the role; defaults to SageMaker"),
        "was": Field(
            OneOrMore(Text("a role's key", rule=names.role_name)),
            "the role's former key, or a list of them, oldest first",
        ),
        "studio_id": Field(
            Text("a Studio id", TYPES["studio-id"].pattern, TYPES["studio-id"].rule),
            "what follows `sagemaker-studio-` in the name of the domain's sharing bucket",
        ),
        "corrections": Field(CorrectionsShape(catalogue), "single corrections within the console edition"),
        "expect": Field(
            _expectations(), "requests that the role must be allowed or denied; `rolecast test` checks them"
        ),
    }


def _expectations() -> Record:
    value = OrNull(OneOrMore(Text("a value")))
    case = Record(
        "an expectation",
        {
            "action": Field(Text("an action", r"[A-Za-z0-9-]+:[A-Za-z0-9]+"), "one action", required=True),
            "resource": Field(Text("a resource", r"\*|arn:.+"), "the resource's ARN; defaults to `*`"),
            "context": Field(
                MapOf(Text("a condition key"), value),
                "condition keys and their values; null means that the key is absent",
            ),
        },
    )
    return Record(
        "the expectations",
        {
            "allow": Field(ListOf(case), "requests that the role must be allowed"),
            "deny": Field(ListOf(case), "requests that the role must be denied"),
        },
    )


def role_shape(catalogue: Catalogue) -> Record:
    """The shape of one role."""
    return Record("a role", {**_role_fields(catalogue), **_inherited_fields()})


def file_shape(catalogue: Catalogue) -> Record:
    """The shape of the whole file. Inherited keys at the top are defaults for every role."""
    key = Text("a role's key", rule=names.role_name)
    return Record(
        "the role file",
        {
            "$schema": Field(Text("an address"), "the JSON Schema, for editors"),
            "version": Field(Integer("the version of the role file", 1, 1), "write `version: 1`", required=True),
            "catalogue": Field(
                Text("a folder"), "a folder with your own activities and personas, relative to this file"
            ),
            "variables": Field(VARIABLES, "values that differ between accounts or stages; written as `{{name}}`"),
            **_inherited_fields(),
            "known_policies": Field(
                MapOf(Text("the ARN of a managed policy", rule=names.policy_arn), PolicyDocument()),
                "documents of managed policies that others maintain, by ARN: `check`, `can` and `explain` evaluate "
                "them; they are not deployed",
            ),
            "roles": Field(MapOf(key, role_shape(catalogue), least=1), "the roles, by key", required=True),
        },
        "`rolecast new` writes a role file",
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
    """The schema, extended to allow `{{name}}` in texts and instead of lists."""
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
