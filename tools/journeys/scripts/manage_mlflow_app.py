"""Create an MLflow App, describe it and delete it."""

import boto3
from tools.journeys.scripts._here import BUCKET, ROLE, arn

APP = arn("mlflow-app", "app-abcdef123456")


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_mlflow_app(Name="fraud", ArtifactStoreUri=f"s3://{BUCKET}/mlflow", RoleArn=ROLE)
    sagemaker.describe_mlflow_app(Arn=APP)
    sagemaker.list_mlflow_apps()
    sagemaker.delete_mlflow_app(Arn=APP)
