"""Run the steps of a pipeline: process data, train, create and register a model, run batch inference."""

import boto3
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE

_INSTANCE = {"InstanceCount": 1, "InstanceType": "ml.m5.large"}
# A pipeline tags what its steps make.
# https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html
_TAGS = [{"Key": "sagemaker:pipeline-execution-arn", "Value": "fraud"}]


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_processing_job(
        ProcessingJobName="fraud-prepare",
        ProcessingResources={"ClusterConfig": {**_INSTANCE, "VolumeSizeInGB": 30}},
        AppSpecification={"ImageUri": IMAGE},
        RoleArn=ROLE,
        Tags=_TAGS,
    )
    sagemaker.describe_processing_job(ProcessingJobName="fraud-prepare")
    sagemaker.create_training_job(
        TrainingJobName="fraud",
        AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/output"},
        ResourceConfig={**_INSTANCE, "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        RoleArn=ROLE,
        Tags=_TAGS,
    )
    sagemaker.describe_training_job(TrainingJobName="fraud")
    container = {"Image": IMAGE, "ModelDataUrl": f"s3://{BUCKET}/output/model.tar.gz"}
    sagemaker.create_model(ModelName="fraud", PrimaryContainer=container, ExecutionRoleArn=ROLE, Tags=_TAGS)
    sagemaker.create_model_package(
        ModelPackageGroupName="fraud",
        InferenceSpecification={"Containers": [container], "SupportedContentTypes": ["text/csv"]},
    )
    sagemaker.create_transform_job(
        TransformJobName="fraud-score",
        ModelName="fraud",
        TransformInput={"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/raw"}}},
        TransformOutput={"S3OutputPath": f"s3://{BUCKET}/scored"},
        TransformResources=_INSTANCE,
        Tags=_TAGS,
    )
    sagemaker.describe_transform_job(TransformJobName="fraud-score")
    sagemaker.stop_transform_job(TransformJobName="fraud-score")
    sagemaker.stop_training_job(TrainingJobName="fraud")
    sagemaker.stop_processing_job(ProcessingJobName="fraud-prepare")
