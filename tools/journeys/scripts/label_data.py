"""Have people label data: create, follow and stop a job for a team."""

import boto3
from tools.journeys.scripts._here import ACCOUNT, BUCKET, REGION, ROLE, arn

_LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:label-step"


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_workteams()
    sagemaker.describe_workteam(WorkteamName="reviewers")
    sagemaker.create_labeling_job(
        LabelingJobName="fraud",
        LabelAttributeName="fraud",
        InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://{BUCKET}/manifest.json"}}},
        OutputConfig={"S3OutputPath": f"s3://{BUCKET}/labels"},
        RoleArn=ROLE,
        HumanTaskConfig={
            "WorkteamArn": arn("workteam", "private-crowd/reviewers"),
            "UiConfig": {"UiTemplateS3Uri": f"s3://{BUCKET}/template.html"},
            "PreHumanTaskLambdaArn": _LAMBDA,
            "TaskTitle": "Fraud?",
            "TaskDescription": "Is it fraud?",
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": _LAMBDA},
        },
    )
    sagemaker.describe_labeling_job(LabelingJobName="fraud")
    sagemaker.list_labeling_jobs()
    sagemaker.stop_labeling_job(LabelingJobName="fraud")
