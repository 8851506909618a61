"""Get a recommendation of the instance type for a model."""

import boto3
from tools.journeys.scripts._here import ROLE, arn


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_inference_recommendations_job(
        JobName="fraud",
        JobType="Default",
        RoleArn=ROLE,
        InputConfig={"ModelPackageVersionArn": arn("model-package", "fraud/1")},
    )
    sagemaker.describe_inference_recommendations_job(JobName="fraud")
    sagemaker.list_inference_recommendations_jobs()
    sagemaker.stop_inference_recommendations_job(JobName="fraud")
