"""Start a pipeline and a training job from a state machine."""

import boto3
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, arn


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.start_pipeline_execution(PipelineName="fraud")
    sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn("pipeline", "fraud/execution/abcdef123456"))
    sagemaker.create_training_job(
        TrainingJobName="fraud",
        AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/output"},
        ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        RoleArn=ROLE,
        Tags=[{"Key": "MANAGED_BY_AWS", "Value": "STARTED_BY_STEP_FUNCTIONS"}],
    )
    sagemaker.describe_training_job(TrainingJobName="fraud")
    sagemaker.stop_training_job(TrainingJobName="fraud")
