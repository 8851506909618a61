"""List the SageMaker resources of an account, and read the log of a job."""

import boto3


def run() -> None:
    sagemaker, logs = boto3.client("sagemaker"), boto3.client("logs")
    sagemaker.list_domains()
    sagemaker.list_notebook_instances()
    sagemaker.list_endpoints()
    sagemaker.describe_endpoint(EndpointName="fraud")
    sagemaker.list_training_jobs()
    sagemaker.describe_training_job(TrainingJobName="fraud")
    sagemaker.list_pipelines()
    sagemaker.list_model_package_groups()
    logs.describe_log_groups(logGroupNamePrefix="/aws/sagemaker/")
    logs.describe_log_streams(logGroupName="/aws/sagemaker/TrainingJobs")
    logs.get_log_events(logGroupName="/aws/sagemaker/TrainingJobs", logStreamName="fraud/algo-1")
