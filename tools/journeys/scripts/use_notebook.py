"""Start a notebook instance, open it and stop it."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_notebook_instances()
    sagemaker.start_notebook_instance(NotebookInstanceName="fraud")
    sagemaker.describe_notebook_instance(NotebookInstanceName="fraud")
    sagemaker.create_presigned_notebook_instance_url(NotebookInstanceName="fraud")
    sagemaker.stop_notebook_instance(NotebookInstanceName="fraud")
