"""Run the steps of a pipeline in a VPC, with customer managed keys: process, train, create a model, batch, deploy."""

import boto3
from tools.journeys.scripts._here import BUCKET, DATA_KEY, IMAGE, ROLE, SECURITY_GROUPS, SUBNETS, VOLUME_KEY

_INSTANCE = {"InstanceCount": 1, "InstanceType": "ml.m5.large"}
_RESOURCES = {**_INSTANCE, "VolumeSizeInGB": 30, "VolumeKmsKeyId": VOLUME_KEY}
_VPC = {"Subnets": SUBNETS, "SecurityGroupIds": SECURITY_GROUPS}


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    output = {"S3Uri": f"s3://{BUCKET}/prepared", "LocalPath": "/opt/ml/processing/out", "S3UploadMode": "EndOfJob"}
    sagemaker.create_processing_job(
        ProcessingJobName="fraud-prepare",
        ProcessingResources={"ClusterConfig": _RESOURCES},
        ProcessingOutputConfig={"Outputs": [{"OutputName": "out", "S3Output": output}], "KmsKeyId": DATA_KEY},
        AppSpecification={"ImageUri": IMAGE},
        NetworkConfig={"VpcConfig": _VPC},
        RoleArn=ROLE,
    )
    sagemaker.create_training_job(
        TrainingJobName="fraud",
        AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/output", "KmsKeyId": DATA_KEY},
        ResourceConfig=_RESOURCES,
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        VpcConfig=_VPC,
        RoleArn=ROLE,
    )
    container = {"Image": IMAGE, "ModelDataUrl": f"s3://{BUCKET}/output/model.tar.gz"}
    sagemaker.create_model(ModelName="fraud", PrimaryContainer=container, VpcConfig=_VPC, ExecutionRoleArn=ROLE)
    sagemaker.create_transform_job(
        TransformJobName="fraud-score",
        ModelName="fraud",
        TransformInput={"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/raw"}}},
        TransformOutput={"S3OutputPath": f"s3://{BUCKET}/scored", "KmsKeyId": DATA_KEY},
        TransformResources={**_INSTANCE, "VolumeKmsKeyId": VOLUME_KEY},
    )
    variant = {"VariantName": "all", "ModelName": "fraud", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName="fraud", ProductionVariants=[variant], KmsKeyId=VOLUME_KEY)
    sagemaker.create_endpoint(EndpointName="fraud", EndpointConfigName="fraud")
