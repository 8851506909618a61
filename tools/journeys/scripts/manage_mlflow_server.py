"""Create an MLflow tracking server, stop, start and change it, and delete it."""

import boto3
from tools.journeys.scripts._here import BUCKET, ROLE


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_mlflow_tracking_server(
        TrackingServerName="fraud", ArtifactStoreUri=f"s3://{BUCKET}/mlflow", RoleArn=ROLE
    )
    sagemaker.describe_mlflow_tracking_server(TrackingServerName="fraud")
    sagemaker.list_mlflow_tracking_servers()
    sagemaker.stop_mlflow_tracking_server(TrackingServerName="fraud")
    sagemaker.start_mlflow_tracking_server(TrackingServerName="fraud")
    sagemaker.update_mlflow_tracking_server(TrackingServerName="fraud", TrackingServerSize="Medium")
    sagemaker.delete_mlflow_tracking_server(TrackingServerName="fraud")
