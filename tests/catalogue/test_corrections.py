"""Corrections: each mends what it says, in every variant that it is about, and nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import pytest

from rolecast.catalogue.activity import Activity, Correction, ExampleRequest, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.trials import decide, examples_for
from rolecast.iam import templates
from rolecast.iam.decision import Answer
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS, document_size

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
    "manage-glue-tables": "bucket-acl create-table",
    "use-mlflow": "own-servers find-and-open",
    "manage-mlflow-tracking-servers": "describe-servers pass-role own-servers tag-on-create",
    "access-required-aws-services-for-mlflow": "own-models lineage",
    "run-studio-emr-serverless-applications": "create-and-list update-spaces bucket",
    "run-model-customization-jobs": "actions-without-resources",
}


SHARED = ("shared", "own-network-interfaces")
"""How statements are called that leave the account open: a shared VPC's subnets are another account's."""
WITHOUT_ACCOUNT = {f"arn:{{{{partition}}}}:ec2:{{{{region}}}}::{kind}/*" for kind in ("image", "snapshot")}


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
            assert document_size(templates.fill(document, examples_for(activity))) < MANAGED_POLICY_CHARACTERS
