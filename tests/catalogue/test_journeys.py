"""The recorded journeys: what people do with the SDK and boto3 is allowed to the role that is made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tools.journeys.journeys import SCRIPTS, Journey, answer, denied, journeys
from tools.journeys.requests import Call, UnclearError, requests_of

from rolecast.catalogue.activity import Edition
from rolecast.iam import services
from rolecast.iam.decision import Answer

COMPUTE = "arn:aws:iam::123456789012:role/sagemaker-compute"


def ids(journey: Journey) -> str:
    return journey.id


def asked(service: str, operation: str, **parameters: Any) -> set[tuple[str, str]]:
    return {(each.action, each.resource) for each in requests_of(Call(service, operation, parameters))}


@pytest.mark.parametrize("journey", journeys(), ids=ids)
def test_every_call_is_allowed(journey: Journey) -> None:
    """In the corrected edition the role can do the whole job, requests that AWS makes for it included."""
    assert journey.calls
    assert [(each.action, each.resource) for each in denied(journey, Edition.CORRECTED)] == []


@pytest.mark.parametrize("journey", journeys(), ids=ids)
def test_what_comes_next_is_not_allowed(journey: Journey) -> None:
    """In neither edition the role can do what its job does not need."""
    assert journey.never
    for request in journey.never:
        prefix, _, name = request.action.partition(":")
        service = services.service(prefix)
        assert service is not None
        assert name.lower() in service.actions
        for edition in Edition:
            assert answer(journey.role, edition, request) in (Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY)


def test_every_script_is_a_journey() -> None:
    """And has a recording and a title."""
    scripts = {path.stem for path in SCRIPTS.glob("[!_]*.py")}
    assert scripts == {journey.id for journey in journeys()}
    assert scripts == {path.stem for path in (SCRIPTS.parent / "recordings").glob("*.jsonl")}
    assert all(journey.title.endswith((".", ":")) for journey in journeys())


def test_recordings_tell_nothing_of_a_machine() -> None:
    """No paths of files, no loopback addresses, no times."""
    for path in sorted((SCRIPTS.parent / "recordings").glob("*.jsonl")):
        text = Path(path).read_text(encoding="utf-8")
        homes = (f"/{folder}/" for folder in ("home", "root"))
        assert not any(each in text for each in (*homes, "127.0.0.1", "2025-", "2026-")), path.name


def test_console_edition_fails_where_its_faults_are() -> None:
    """Each known fault that a journey meets denies that call and no other."""
    found = {
        journey.id: {each.action for each in denied(journey, Edition.CONSOLE)}
        for journey in journeys()
        if journey.id in {"train_with_automl", "transform_batch", "run_pipeline"}
    }
    assert found == {
        "train_with_automl": {"sagemaker:CreateAutoMLJobV2", "sagemaker:DescribeAutoMLJobV2"},
        "transform_batch": {"sagemaker:StopTransformJob"},
        "run_pipeline": {"sagemaker:UpdatePipeline", "sagemaker:AddTags", "sagemaker:ListTags"},
    }


def test_a_role_is_passed_and_tags_are_set() -> None:
    """A call that hands over a role and sets tags needs iam:PassRole and sagemaker:AddTags beside its own action."""
    job = "arn:aws:sagemaker:us-east-1:123456789012:training-job/fraud"
    tags = [{"Key": "team", "Value": "fraud"}]
    found = requests_of(
        Call("sagemaker", "CreateTrainingJob", {"TrainingJobName": "fraud", "RoleArn": COMPUTE, "Tags": tags})
    )
    contexts = {each.action: each.context for each in found}
    assert {(each.action, each.resource) for each in found} == {
        ("sagemaker:CreateTrainingJob", job),
        ("iam:PassRole", COMPUTE),
        ("sagemaker:AddTags", job),
    }
    assert contexts["iam:PassRole"]["iam:passedtoservice"] == "sagemaker.amazonaws.com"
    assert contexts["sagemaker:AddTags"]["sagemaker:taggingaction"] == "CreateTrainingJob"
    assert contexts["sagemaker:AddTags"]["aws:requesttag/team"] == "fraud"


def test_conditions_have_the_values_of_the_call() -> None:
    """Subnets, security groups, keys and instance types are where each operation has them."""
    vpc = {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}
    resources = {"InstanceType": "ml.m5.large", "VolumeKmsKeyId": "volume"}
    [request] = requests_of(
        Call(
            "sagemaker",
            "CreateTrainingJob",
            {
                "TrainingJobName": "fraud",
                "VpcConfig": vpc,
                "ResourceConfig": resources,
                "OutputDataConfig": {"KmsKeyId": "data", "S3OutputPath": "s3://fraud-data"},
            },
        )
    )
    assert request.context["sagemaker:vpcsubnets"] == ("subnet-1", "subnet-2")
    assert request.context["sagemaker:vpcsecuritygroupids"] == ("sg-1",)
    assert request.context["sagemaker:instancetypes"] == ("ml.m5.large",)
    assert request.context["sagemaker:volumekmskeyarn"] == "volume"
    assert request.context["sagemaker:outputkmskeyarn"] == "data"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"),
    [
        ("s3", "HeadObject", {"Bucket": "data", "Key": "a/b"}, {("s3:GetObject", "arn:aws:s3:::data/a/b")}),
        ("s3", "ListObjectsV2", {"Bucket": "data"}, {("s3:ListBucket", "arn:aws:s3:::data")}),
        (
            "sagemaker-runtime",
            "InvokeEndpointWithResponseStream",
            {"EndpointName": "fraud"},
            {("sagemaker:InvokeEndpoint", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/fraud")},
        ),
        (
            "sagemaker",
            "CreateEndpoint",
            {"EndpointName": "fraud", "EndpointConfigName": "first"},
            {
                ("sagemaker:CreateEndpoint", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/fraud"),
                ("sagemaker:CreateEndpoint", "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/first"),
            },
        ),
        ("sts", "GetCallerIdentity", {}, set()),
    ],
)
def test_operations_ask_for_their_actions(
    service: str, operation: str, parameters: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    """Also where the action has another name, where a call is about two resources, and where it needs nothing."""
    assert asked(service, operation, **parameters) == expected


@pytest.mark.parametrize(("service", "operation"), [("sagemaker", "CreateMagic"), ("sagemaker", "DescribeModel")])
def test_what_cannot_be_told_is_an_error(service: str, operation: str) -> None:
    """An operation that no action is known for, and one whose resource the call does not name."""
    with pytest.raises(UnclearError):
        asked(service, operation)
