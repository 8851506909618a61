"""What the SDK and Studio call in the jobs that activities are for: the corrected edition allows it.

https://docs.aws.amazon.com/sagemaker/latest/dg/api-and-sdk-reference-overview.html
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from rolecast.access.questions import Asker
from rolecast.composition.compose import compose
from rolecast.iam.decision import Answer
from rolecast.rolefile.load import parse

HEAD = 'version: 1\naccount: "123456789012"\nregion: eu-west-1\nedition: corrected\nroles:\n  one:\n    activities:\n'


class Job(NamedTuple):
    """What somebody does with an activity, and the calls that it takes: action, service and resource."""

    title: str
    activity: str
    calls: tuple[str, ...]


LOGS = "logs log-group:/aws/sagemaker/TrainingJobs:log-stream:churn/algo-1"
JOBS = (
    Job(
        "train a model and watch its log",
        "manage-ml-jobs:",
        (
            "sagemaker:CreateTrainingJob sagemaker training-job/churn",
            "sagemaker:DescribeTrainingJob sagemaker training-job/churn",
            "logs:DescribeLogStreams logs log-group:/aws/sagemaker/TrainingJobs",
            f"logs:GetLogEvents {LOGS}",
        ),
    ),
    Job(
        "attach to a job that runs already",
        "manage-ml-jobs:",
        (
            "sagemaker:DescribeTrainingJob sagemaker training-job/churn",
            "sagemaker:ListTags sagemaker training-job/churn",
        ),
    ),
    Job("start AutoML", "manage-ml-jobs:", ("sagemaker:CreateAutoMLJobV2 sagemaker automl-job/churn",)),
    Job(
        "change a pipeline that exists and tag it",
        "manage-pipelines:",
        (
            "sagemaker:UpdatePipeline sagemaker pipeline/churn",
            "sagemaker:ListTags sagemaker pipeline/churn",
            "sagemaker:AddTags sagemaker pipeline/churn",
            "sagemaker:StartPipelineExecution sagemaker pipeline/churn",
        ),
    ),
    Job(
        "deploy a model, call it and deploy the next",
        "manage-endpoints:",
        (
            "sagemaker:CreateEndpointConfig sagemaker endpoint-config/churn",
            "sagemaker:CreateEndpoint sagemaker endpoint/churn",
            "sagemaker:InvokeEndpoint sagemaker endpoint/churn",
            "sagemaker:ListTags sagemaker endpoint-config/churn",
            "sagemaker:UpdateEndpoint sagemaker endpoint/churn",
        ),
    ),
    Job(
        "deploy an inference component and scale it",
        "manage-endpoints:",
        (
            "sagemaker:CreateInferenceComponent sagemaker inference-component/churn",
            "sagemaker:CreateInferenceComponent sagemaker endpoint/churn",
            "sagemaker:UpdateInferenceComponentRuntimeConfig sagemaker inference-component/churn",
        ),
    ),
    Job(
        "watch the data of an endpoint",
        "manage-model-monitoring:",
        (
            "sagemaker:CreateDataQualityJobDefinition sagemaker data-quality-job-definition/churn",
            "sagemaker:CreateMonitoringSchedule sagemaker monitoring-schedule/churn",
            "sagemaker:ListMonitoringExecutions * *",
        ),
    ),
    Job(
        "record an experiment and read it back",
        "manage-experiments:",
        (
            "sagemaker:CreateExperiment sagemaker experiment/churn",
            "sagemaker:DescribeExperiment sagemaker experiment/churn",
            "sagemaker:BatchPutMetrics sagemaker experiment-trial-component/churn",
        ),
    ),
    Job(
        "open an MLflow App and log a run",
        "use-mlflow:",
        (
            "sagemaker:DescribeMlflowApp sagemaker mlflow-app/app-abcdefghijkl",
            "sagemaker:CreatePresignedMlflowAppUrl sagemaker mlflow-app/app-abcdefghijkl",
            "sagemaker-mlflow:CreateRun sagemaker mlflow-app/app-abcdefghijkl",
        ),
    ),
    Job(
        "write features for which the bucket's owner has full control",
        "manage-glue-tables: {s3_buckets: [features], glue_database_names: [sagemaker_featurestore]}",
        ("s3:PutObjectAcl s3 features/part-0001.parquet", "glue:CreateTable glue table/sagemaker_featurestore/churn"),
    ),
    # https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
    Job(
        "query the offline store with Athena",
        """query-athena-workgroups: {workgroup_names: [primary]}
      manage-glue-tables: {s3_buckets: [features], glue_database_names: [sagemaker_featurestore]}
      s3-bucket-access: {s3_buckets: [features]}""",
        (
            "athena:StartQueryExecution athena workgroup/primary",
            "athena:GetQueryExecution athena workgroup/primary",
            "glue:GetDatabase glue catalog",
            "glue:GetDatabase glue database/sagemaker_featurestore",
            "glue:GetTable glue database/sagemaker_featurestore",
            "glue:GetTable glue table/sagemaker_featurestore/churn",
            "s3:GetBucketLocation s3 features",
            "s3:ListBucket s3 features",
            "s3:GetObject s3 features/part-0001.parquet",
            "s3:PutObject s3 features/results/0001.csv",
        ),
    ),
)


def resource(service: str, rest: str) -> str:
    if service == "*":
        return "*"
    place = ":" if service == "s3" else "eu-west-1:123456789012"
    return f"arn:aws:{service}:{place}:{rest}"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.title)
def test_a_job_can_be_done(job: Job) -> None:
    """Every call of it is allowed."""
    role = compose(parse(f"{HEAD}      {job.activity}\n"))["one"].resolve()
    asker = Asker(role)
    context = {"s3:x-amz-acl": "bucket-owner-full-control"}
    for call in job.calls:
        action, service, rest = call.split(" ", 2)
        assert asker.ask(action, resource(service, rest), context).answer is Answer.ALLOW, call


def test_buckets_keep_their_acl() -> None:
    """What writes features changes the ACL of no bucket."""
    activity = "manage-glue-tables: {s3_buckets: [features], glue_database_names: [sagemaker_featurestore]}"
    role = compose(parse(f"{HEAD}      {activity}\n"))["one"].resolve()
    assert Asker(role).ask("s3:PutBucketAcl", "arn:aws:s3:::features", {}).answer is Answer.IMPLICIT_DENY


class Left(NamedTuple):
    """A call that belongs to another job: who is not given it, and the activity to select for it."""

    has: str
    select: str
    call: str


SCIENTIST = "persona: data-scientist\n    activities:\n      s3-bucket-access: {s3_buckets: [features]}"
ENGINEER = "persona: mlops-engineer\n    activities:\n      manage-pipelines:"
TABLES = (
    "activities:\n      manage-glue-tables: {s3_buckets: [features], glue_database_names: [sagemaker_featurestore]}"
)
COMPUTE = "{s3_buckets: [features], ecr_repository_arns: ['arn:aws:ecr:eu-west-1:123456789012:repository/x']}"
LEFT = (
    Left(SCIENTIST, "invoke-endpoints: {endpoint_names: [churn]}", "sagemaker:InvokeEndpoint sagemaker endpoint/churn"),
    Left(SCIENTIST, f"access-required-aws-services: {COMPUTE}", "ecr:BatchGetImage ecr repository/x"),
    Left(
        ENGINEER,
        "manage-model-monitoring:",
        "sagemaker:CreateModelQualityJobDefinition sagemaker model-quality-job-definition/churn",
    ),
    Left(ENGINEER, "manage-model-monitoring:", "sagemaker:ListMonitoringExecutions * *"),
    Left(ENGINEER, "read-logs-and-metrics:", f"logs:GetLogEvents {LOGS}"),
    Left(TABLES, "engineer-features:", "sagemaker:CreateFeatureGroup sagemaker feature-group/churn"),
)


@pytest.mark.parametrize("left", LEFT, ids=lambda left: left.call)
def test_calls_of_another_job_take_its_activity(left: Left) -> None:
    """What docs/known-faults.md says is left to other activities is denied without them and allowed with them."""
    action, service, rest = left.call.split()
    head = HEAD.removesuffix("    activities:\n")
    for selected, answer in (("", Answer.IMPLICIT_DENY), (f"\n      {left.select}", Answer.ALLOW)):
        text = f"{head}    pass_roles: [arn:aws:iam::123456789012:role/compute]\n    {left.has}{selected}\n"
        role = compose(parse(text))["one"].resolve()
        assert Asker(role).ask(action, resource(service, rest), {}).answer is answer
