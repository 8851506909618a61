"""Corrections: each mends what it says, in every variant that it is about, and nothing else."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial, reduce
from operator import or_
from typing import NamedTuple

import pytest

from rolecast.catalogue.activity import Activity, Correction, ExampleRequest, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.trials import decide, examples_for
from rolecast.iam import action_sets, managed, patterns, services, templates
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.iam.statements import Effect

ACTIVITIES = [activity for activity in CATALOGUE.activities() if activity.statements]
CORRECTIONS = {
    "access-required-aws-services": "named-images own-metrics own-logs own-network-interfaces shared-notebooks",
    "run-studio-applications": "own-domain own-shared-space-apps",
    "manage-ml-jobs": (
        "stop-transform-job current-kms-keys transform-jobs-with-vpc own-jobs tag-on-create automl-v2 "
        "automl-v2-with-conditions read-tags job-logs"
    ),
    "manage-models": "own-models tag-on-create",
    "manage-endpoints": "pass-role current-kms-keys own-endpoints tag-on-create read-tags invoke inference-components",
    "manage-pipelines": "update-pipeline own-pipelines tag-on-create pipeline-versions tags-of-pipelines",
    "manage-experiments": "own-experiments tag-on-create read-and-measure",
    "search-and-visualize-experiments": "lineage-groups own-experiments",
    "manage-model-monitoring": (
        "schedules-with-vpc current-kms-keys own-schedules tag-on-create job-definitions job-definitions-with-vpc "
        "job-definitions-with-keys list-executions"
    ),
    "s3-full-access": "delete-objects",
    "query-athena-workgroups": "own-workgroups",
    "manage-glue-tables": "bucket-acl create-table athena-queries",
    "use-mlflow": "own-servers find-and-open",
    "manage-mlflow-tracking-servers": "describe-servers pass-role own-servers tag-on-create",
    "access-required-aws-services-for-mlflow": "own-models lineage",
    "run-studio-emr-serverless-applications": "create-and-list update-spaces bucket",
    "run-model-customization-jobs": "actions-without-resources",
}


SHARED = ("shared", "own-network-interfaces")
"""How statements are called that leave the account open: a shared VPC's subnets are another account's."""
WITHOUT_ACCOUNT = {f"arn:{{{{partition}}}}:ec2:{{{{region}}}}::{kind}/*" for kind in ("image", "snapshot")}


TAKEN = {
    # Images of other repositories than those that the role names.
    ("access-required-aws-services/named-images", "ecr:ListImages"),
    # The tags of whatever else SageMaker has.
    ("access-required-aws-services-for-mlflow/own-models", "sagemaker:AddTags"),
}
"""What a correction takes of the own account and region, as it says itself."""


class Case(NamedTuple):
    activity: Activity
    correction: Correction
    request: ExampleRequest
    variant: Variant
    right: Answer

    def __str__(self) -> str:
        variant = f"+{'+'.join(self.variant)}" if self.variant else ""
        return f"{self.activity.id}/{self.correction.name}{variant}: {self.request.action} {self.request.resource}"


def cases() -> Iterator[Case]:
    for activity in ACTIVITIES:
        for correction in activity.corrections.values():
            for requests, right in (
                (correction.must_allow, Answer.ALLOW),
                (correction.must_not_allow, Answer.IMPLICIT_DENY),
            ):
                yield from (
                    Case(activity, correction, request, variant, right)
                    for request in requests
                    for variant in request.variants
                )


every_correction = pytest.mark.parametrize(
    ("activity", "correction"),
    [
        pytest.param(activity, correction, id=f"{activity.id}/{correction.name}")
        for activity in ACTIVITIES
        for correction in activity.corrections.values()
    ],
)


def test_the_known_faults_are_mended() -> None:
    """These corrections there are, by activity; those that are about account and region begin with `own` or `named`."""
    found = {activity.id: " ".join(activity.corrections) for activity in ACTIVITIES if activity.corrections}
    assert found == CORRECTIONS


@pytest.mark.parametrize("case", [*cases()], ids=str)
def test_a_correction_makes_wrong_right(case: Case) -> None:
    """The console edition decides the request wrongly; with the one correction, and with all, it is decided rightly."""
    activity, correction, request, variant, right = case
    wrong = {Answer.ALLOW, Answer.IMPLICIT_DENY} - {right}
    assert decide(activity, request, variant).answer in wrong
    assert decide(activity, request, variant, [correction.name]).answer is right
    assert decide(activity, request, variant, activity.corrections).answer is right


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_corrections_leave_what_was_right(activity: Activity) -> None:
    """What the activity must allow and must not allow stays so with each correction alone and with all together."""
    editions: list[Iterable[str]] = [[name] for name in activity.corrections] + [activity.corrections]
    for corrections in editions:
        for requests, is_allowed in ((activity.must_allow, True), (activity.must_not_allow, False)):
            wrong = [
                (request.action, request.resource, variant)
                for request in requests
                for variant in request.variants
                if (decide(activity, request, variant, list(corrections)).answer is Answer.ALLOW) is not is_allowed
            ]
            assert wrong == [], corrections


@every_correction
def test_each_variant_that_changes_has_a_request(activity: Activity, correction: Correction) -> None:
    """So that a correction is tried wherever it applies, and is not said to apply where it changes nothing."""
    changed = {
        variant
        for variant in activity.variants
        if activity.document(variant, [correction.name]) != activity.document(variant)
    }
    requests = (*correction.must_allow, *correction.must_not_allow)
    assert {variant for request in requests for variant in request.variants} == changed
    assert not correction.variants or set(correction.variants) == changed


@every_correction
def test_no_operation_is_in_vain(activity: Activity, correction: Correction) -> None:
    """Without any one of its operations a correction would be another, or could not be made."""
    for left_out in correction.operations:
        rest = tuple(operation for operation in correction.operations if operation is not left_out)
        changed = {**activity.corrections, correction.name: correction._replace(operations=rest)}
        body = activity.read()._replace(corrections=changed)
        shortened = replace(activity, read=partial(lambda body: body, body))
        for variant in activity.variants:
            try:
                if shortened.document(variant, [correction.name]) != activity.document(variant, [correction.name]):
                    break
            except KeyError:
                break
        else:
            pytest.fail(f"{left_out}")


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_every_corrected_statement_decides_a_request(activity: Activity) -> None:
    """Each that the console edition has not is the reason for some answer, in its plain form and where it varies."""
    plain = list(activity.varied_statements([], activity.corrections).values())
    for variant in activity.variants:
        known = list(activity.varied_statements(variant).values()) + (plain if variant else [])
        corrected = list(activity.varied_statements(variant, activity.corrections).values())
        requests = [
            request
            for request in (
                *activity.must_allow,
                *(request for correction in activity.corrections.values() for request in correction.must_allow),
            )
            if variant in request.variants
        ]
        deciding = {
            ref.statement
            for request in requests
            for ref in decide(activity, request, variant, activity.corrections).statements
            if ref.policy == activity.id
        }
        assert {number for number, statement in enumerate(corrected) if statement not in known} <= deciding


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_account_and_region_are_open_only_where_others_share(activity: Activity) -> None:
    """No resource of the corrected edition leaves the region open, and the account only in statements named for it.

    One activity keeps AWS's own way to tell the account, a condition on aws:ResourceAccount.
    """
    if activity.id == "run-model-customization-jobs":
        return
    for variant in activity.variants:
        for name, statement in activity.varied_statements(variant, activity.corrections).items():
            resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            for resource in resources:
                parts = resource.split(":", 5)
                if len(parts) == 6 and parts[2] != "s3":
                    is_awss = parts[4] == "aws" or resource in WITHOUT_ACCOUNT
                    assert parts[3] == "{{region}}" or parts[2] == "iam" or is_awss
                    assert parts[4] == "{{account}}" or is_awss or name.startswith(SHARED)


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_corrected_policies_fit(activity: Activity) -> None:
    """With an example for each parameter no corrected policy comes near the limit of a managed policy."""
    for variant in activity.variants:
        for document in activity.documents(variant, activity.corrections).values():
            filled = Document(templates.fill(document, examples_for(activity)))
            assert filled.size < MANAGED_POLICY_CHARACTERS


@every_correction
def test_a_correction_adds_nothing_that_aws_does_not_grant(activity: Activity, correction: Correction) -> None:
    """Each action that it adds is in the policy that AWS attaches to execution roles, AmazonSageMakerFullAccess."""
    document = managed.document("AmazonSageMakerFullAccess")
    assert document is not None
    granted = _actions(document)
    for variant in activity.variants:
        console, corrected = _filled(activity, variant), _filled(activity, variant, correction.name)
        assert action_sets.names(_actions(corrected) & ~_actions(console) & ~granted) == ()


@every_correction
def test_a_correction_takes_nothing_of_the_own_account(activity: Activity, correction: Correction) -> None:
    """But what it says. Anything else that AWS's policy allows there, in the own region, stays allowed."""
    taken = set()
    for variant in activity.variants:
        console, corrected = (_resources(_filled(activity, variant, *names)) for names in ((), (correction.name,)))
        for action, texts in console.items():
            if not texts <= corrected.get(action, set()):
                kept = corrected.get(action, set())
                examples = _examples(action)
                taken |= {action for arn in examples if _matches(texts, arn) and not _matches(kept, arn)}
    name = f"{activity.id}/{correction.name}"
    assert {(name, action) for action in taken} == {each for each in TAKEN if each[0] == name}


def _filled(activity: Activity, variant: Variant, *corrections: str) -> Document:
    return Document(templates.fill(activity.document(variant, corrections), examples_for(activity)))


def _actions(document: Document) -> int:
    allows = (each for each in document.statements if each.effect is Effect.ALLOW)
    return reduce(or_, map(action_sets.of_statement, allows))


def _resources(document: Document) -> dict[str, set[str]]:
    """The texts of Resource for each action that the document allows."""
    found: dict[str, set[str]] = {}
    for statement in document.statements:
        if statement.effect is Effect.ALLOW:
            for action in action_sets.names(action_sets.of_statement(statement)):
                found.setdefault(action, set()).update(statement.resources or ())
    return found


def _examples(action: str) -> list[str]:
    """A resource of the own account and region for each resource type of an action; `*` where it has none."""
    prefix, _, name = action.partition(":")
    service = services.service(prefix)
    assert service is not None
    types = [service.resource_types[each.name.lower()] for each in service.actions[name.lower()].resources]
    own = {"${Partition}": "aws", "${Region}": "us-east-1", "${Account}": "123456789012"}
    arns = [arn for each in types for arn in each.arns]
    return [re.sub(r"\$\{\w+\}", lambda found: own.get(found[0], "fraud-training"), arn) for arn in arns] or ["*"]


def _matches(texts: set[str], arn: str) -> bool:
    return "*" in texts or any(patterns.matches_arn(patterns.arn_pattern(text), arn) for text in texts)
