"""Find an MLflow tracking server and open it."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_mlflow_tracking_servers()
    sagemaker.describe_mlflow_tracking_server(TrackingServerName="fraud")
    sagemaker.create_presigned_mlflow_tracking_server_url(TrackingServerName="fraud")
