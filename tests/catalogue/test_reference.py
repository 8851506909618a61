"""Every activity in every variant and edition, held against the service reference.

What the console's policies get wrong, and what AWS's newer documents do, stands in two lists here, to be reviewed. All
of it must still be there in the console edition. In the corrected edition only that is left whose mending nothing
states.

Shares nothing with `rolecast.checks`, which looks for the same in any policy.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from rolecast.catalogue.activity import Activity, Edition, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import Statement, as_list
from rolecast.catalogue.trials import examples_for
from rolecast.iam import services, templates
from rolecast.iam.services import Action, Service

ACTIVITIES = [activity for activity in CATALOGUE.activities() if activity.statements]


class Dead(NamedTuple):
    """Something in a statement that no request meets: an action, a resource, or a condition key."""

    activity: str
    statement: str
    what: str


VPC_KEYS = "sagemaker:VpcSubnets", "sagemaker:VpcSecurityGroupIds"
KMS_KEYS = "sagemaker:VolumeKmsKey", "sagemaker:OutputKmsKey"
JOBS = (
    "CreateTrainingJob",
    "CreateTransformJob",
    "CreateProcessingJob",
    "CreateAutoMLJob",
    "CreateHyperParameterTuningJob",
)
SCHEDULES = "CreateMonitoringSchedule", "UpdateMonitoringSchedule", "CreateProcessingJob"

OF_THE_CONSOLE: dict[Dead, set[str]] = {
    # The path of an object, while listing is of buckets.
    Dead("access-required-aws-services", "buckets", "resource arn:aws:s3:::sagemaker-studio-0a1b2c3d4e5f/sharing"): {
        "domain-setup"
    },
    # A transform job has no network of its own.
    **{
        Dead("manage-ml-jobs", "create-jobs", f"sagemaker:CreateTransformJob for {key}"): {"vpc", "vpc+kms"}
        for key in VPC_KEYS
    },
    # Deprecated keys, which the reference lists for no action any more.
    **{
        Dead(activity, statement, f"sagemaker:{action} for {key}"): variants
        for activity, statement, actions, keys, variants in (
            ("manage-ml-jobs", "create-jobs", JOBS, KMS_KEYS, {"kms", "vpc+kms"}),
            ("manage-model-monitoring", "create-monitoring", SCHEDULES, KMS_KEYS, {"kms", "vpc+kms"}),
            ("manage-endpoints", "create-config", ("CreateEndpointConfig",), KMS_KEYS[:1], {"kms"}),
        )
        for action in actions
        for key in keys
    },
    # Without a resource type, under a resource.
    Dead("search-and-visualize-experiments", "describe", "sagemaker:DescribeLineageGroup"): {"plain"},
    # Of buckets, under objects.
    Dead("manage-glue-tables", "objects", "s3:GetBucketAcl"): {"plain", "kms"},
    Dead("manage-glue-tables", "bucket-acl", "s3:PutBucketAcl"): {"plain", "kms"},
    Dead("manage-glue-tables", "bucket-acl", "resource arn:aws:s3:::fraud-training/*"): {"plain", "kms"},
}
ROOT = "arn:aws:emr-serverless:us-east-1:123456789012:/*"
OF_NEWER_DOCUMENTS: dict[Dead, set[str]] = {
    Dead(activity, statement, what): {"plain"}
    for activity, statement, *found in (
        # Without a resource type, under a resource.
        ("run-studio-emr-serverless-applications", "list", "emr-serverless:ListApplications", f"resource {ROOT}"),
        ("run-studio-emr-serverless-applications", "create", "emr-serverless:CreateApplication"),
        ("run-model-customization-jobs", "hubs", "sagemaker:ListHubs"),
        ("run-model-customization-jobs", "training-jobs", "sagemaker:ListTrainingJobs"),
        ("run-model-customization-jobs", "models", "sagemaker:ListModelPackageGroups"),
        ("run-model-customization-jobs", "lineage", "sagemaker:QueryLineage"),
        ("run-model-customization-jobs", "mlflow", "sagemaker-mlflow:AccessUI"),
        (
            "run-model-customization-jobs",
            "autoscaling",
            "application-autoscaling:DescribeScalableTargets",
            "resource arn:aws:application-autoscaling:*:*:scalable-target/*",
        ),
        ("run-model-customization-jobs", "read-logs", "logs:DescribeLogGroups"),
        ("run-model-customization-jobs", "bedrock-models", "bedrock:CreateCustomModel"),
        # A space is not among the resources.
        ("run-studio-emr-serverless-applications", "update-resources", "sagemaker:UpdateSpace"),
    )
    for what in found
}
IN_BOTH_EDITIONS: dict[Dead, set[str]] = {
    # No action of the statement is about these. To take them away would change nothing.
    **{
        Dead("run-model-customization-jobs", "lineage", f"resource arn:aws:sagemaker:*:*:{kind}/*"): {"plain"}
        for kind in ("endpoint", "model-package", "pipeline")
    },
}
MISSPELT = {"sagemaker:UpdateUserprofile"}
"""As AWS's documentation for EMR Serverless has it. IAM does not mind."""


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_the_console_edition_has_the_known_faults_and_no_others(activity: Activity) -> None:
    """In each variant exactly those that are listed for it."""
    known = {**OF_THE_CONSOLE, **OF_NEWER_DOCUMENTS, **IN_BOTH_EDITIONS}
    assert found(activity, Edition.CONSOLE) == {one: at for one, at in known.items() if one.activity == activity.id}


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_the_corrected_edition_has_none(activity: Activity) -> None:
    """But for what nothing states how to mend."""
    left = {one: at for one, at in IN_BOTH_EDITIONS.items() if one.activity == activity.id}
    assert found(activity, Edition.CORRECTED) == left


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_actions_and_keys_are_known(activity: Activity, edition: Edition) -> None:
    """Every action is in the reference as it is spelled, every key too; deprecated ones are in no corrected policy."""
    for _, _, statement in statements(activity, edition):
        for action in as_list(statement["Action"]):
            known = actions_of(action)
            assert known, action
            assert "*" in action or action in MISSPELT or action.partition(":")[2] == known[0][1].name
        for _, key, _ in conditions(statement):
            condition_key = services.find_condition_key(key)
            assert condition_key, key
            assert edition is Edition.CONSOLE or not condition_key.deprecated


def test_the_lists_are_about_what_there_is() -> None:
    """No activity or statement of the lists has gone."""
    for dead in (*OF_THE_CONSOLE, *OF_NEWER_DOCUMENTS, *IN_BOTH_EDITIONS):
        activity = CATALOGUE.activity(dead.activity)
        assert any(dead.statement in activity.varied_statements(variant) for variant in activity.variants)


def found(activity: Activity, edition: Edition) -> dict[Dead, set[str]]:
    """Everything dead in the activity, and the variants that have it."""
    dead: dict[Dead, set[str]] = {}
    for variant, name, statement in statements(activity, edition):
        for what in dead_in(statement):
            dead.setdefault(Dead(activity.id, name, what), set()).add("+".join(variant) or "plain")
    return dead


def statements(activity: Activity, edition: Edition) -> Iterator[tuple[Variant, str, Statement]]:
    corrections = activity.corrections if edition is Edition.CORRECTED else ()
    for variant in activity.variants:
        for name, statement in activity.varied_statements(variant, corrections).items():
            yield variant, name, templates.fill(statement, examples_for(activity))


def dead_in(statement: Statement) -> Iterator[str]:
    resources: list[str] = as_list(statement["Resource"])
    met: set[str] = set()
    for text in as_list(statement["Action"]):
        matching: set[str] = set()
        for service, action in actions_of(text):
            matching |= {resource for resource in resources if may_match(service, action, resource)}
        met |= matching
        if not matching:
            yield text
    yield from (f"resource {resource}" for resource in resources if resource not in met)
    for text in as_list(statement["Action"]):
        for operator, key, values in conditions(statement):
            if needs_key(operator, values) and not any(carries(*known, key) for known in actions_of(text)):
                yield f"{text} for {key}"


@cache
def actions_of(text: str) -> tuple[tuple[Service, Action], ...]:
    """The known actions that `text`, which may end in `*`, stands for."""
    prefix, _, name = text.lower().partition(":")
    service = services.service(prefix)
    assert service, text
    pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
    return tuple((service, action) for known, action in service.actions.items() if pattern.fullmatch(known))


def may_match(service: Service, action: Action, resource: str) -> bool:
    """Whether a request for the action can have a resource that the pattern `resource` matches."""
    if resource == "*" or not action.resources:
        return resource == "*"
    formats = (arn for one in action.resources for arn in service.resource_types[one.name.lower()].arns)
    return any(
        all(map(overlap, symbols(resource, frozenset()), symbols(arn, service.slashless)))
        for arn in formats
        if arn.startswith("arn:")
    )


Symbols = tuple[str, ...]


def symbols(arn: str, slashless: frozenset[str]) -> list[Symbols]:
    """The six parts of an ARN as characters, `**` for any text, and `*/` for any text without a slash.

    A variable, of IAM in a resource or of AWS's in an ARN format, is one of these two.
    """
    plain = re.sub(r"\$\{([^}]*)\}", lambda one: "\0" if one[1] in slashless else "*", arn)
    special = {"*": "**", "\0": "*/"}
    return [tuple(special.get(character, character) for character in part) for part in plain.split(":", 5)]


@cache
def overlap(one: Symbols, other: Symbols) -> bool:
    """Whether some text is of both patterns."""
    if not one or not other:
        return all(len(symbol) > 1 for symbol in one + other)
    if len(other[0]) > 1:
        one, other = other, one
    if len(one[0]) == 1:
        return one[0] == other[0] and overlap(one[1:], other[1:])
    taken = other[0] != "/" or one[0] == "**"
    return overlap(one[1:], other) or (taken and overlap(one, other[1:]))


def conditions(statement: Statement) -> Iterator[tuple[str, str, list[Any]]]:
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield operator, key, as_list(values)


def needs_key(operator: str, values: list[Any]) -> bool:
    """Whether the condition fails where the key is absent."""
    if operator == "Null":
        return values == ["false"]
    return not operator.startswith("ForAllValues:") and not operator.endswith("IfExists")


def carries(service: Service, action: Action, key: str) -> bool:
    """Whether a request for the action can have the key. Global keys but tags can be anywhere."""
    known = services.find_condition_key(key)
    assert known, key
    if known.name.lower() in services.global_condition_keys() and "Tag" not in known.name:
        return True
    return known.name in service.condition_keys_of(action)
