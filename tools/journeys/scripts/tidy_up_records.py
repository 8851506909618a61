"""Find the resources of a team, delete the records of its finished jobs, and change the tags of an endpoint."""

import boto3
from tools.journeys.scripts._here import arn


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    endpoint = arn("endpoint", "fraud")
    sagemaker.search(
        Resource="TrainingJob", SearchExpression={"Filters": [{"Name": "Tags.team", "Operator": "Exists"}]}
    )
    sagemaker.list_tags(ResourceArn=endpoint)
    sagemaker.add_tags(ResourceArn=endpoint, Tags=[{"Key": "team", "Value": "fraud"}])
    sagemaker.delete_tags(ResourceArn=endpoint, TagKeys=["team"])
    sagemaker.delete_training_job(TrainingJobName="fraud")
    sagemaker.delete_processing_job(ProcessingJobName="fraud")
    sagemaker.delete_hyper_parameter_tuning_job(HyperParameterTuningJobName="fraud")
