"""Search for a training plan, buy it and describe it."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.search_training_plan_offerings(
        InstanceType="ml.p4d.24xlarge", InstanceCount=1, DurationHours=24, TargetResources=["training-job"]
    )
    sagemaker.create_training_plan(TrainingPlanName="fraud", TrainingPlanOfferingId="tpo-abcdef")
    sagemaker.describe_training_plan(TrainingPlanName="fraud")
    sagemaker.list_training_plans()
