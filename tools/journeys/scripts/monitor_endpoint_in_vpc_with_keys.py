"""Monitor an endpoint in a VPC, with customer managed keys: job definitions of all four kinds, and a whole schedule."""

import boto3
from tools.journeys.scripts._here import BUCKET, DATA_KEY, IMAGE, ROLE, SECURITY_GROUPS, SUBNETS, VOLUME_KEY

_CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30, "VolumeKmsKeyId": VOLUME_KEY}
_RESULTS = {"S3Output": {"S3Uri": f"s3://{BUCKET}/monitoring", "LocalPath": "/opt/ml/processing/out"}}
_INPUT = {"EndpointName": "fraud", "LocalPath": "/opt/ml/processing/in"}
_TRUTH = {"GroundTruthS3Input": {"S3Uri": f"s3://{BUCKET}/truth"}}
_EXPLAINED = {"ImageUri": IMAGE, "ConfigUri": f"s3://{BUCKET}/clarify.json"}
_KINDS = {
    "DataQuality": ({"ImageUri": IMAGE}, {"EndpointInput": _INPUT}),
    "ModelQuality": ({"ImageUri": IMAGE}, {"EndpointInput": _INPUT, **_TRUTH}),
    "ModelBias": (_EXPLAINED, {"EndpointInput": _INPUT, **_TRUTH}),
    "ModelExplainability": (_EXPLAINED, {"EndpointInput": _INPUT}),
}


_NETWORK = {"VpcConfig": {"Subnets": SUBNETS, "SecurityGroupIds": SECURITY_GROUPS}}


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    definers = (
        sagemaker.create_data_quality_job_definition,
        sagemaker.create_model_quality_job_definition,
        sagemaker.create_model_bias_job_definition,
        sagemaker.create_model_explainability_job_definition,
    )
    output = {"MonitoringOutputs": [_RESULTS], "KmsKeyId": DATA_KEY}
    for define, (kind, (application, given)) in zip(definers, _KINDS.items(), strict=True):
        define(
            JobDefinitionName=f"fraud-{kind.lower()}",
            JobResources={"ClusterConfig": _CLUSTER},
            NetworkConfig=_NETWORK,
            RoleArn=ROLE,
            **{f"{kind}AppSpecification": application, f"{kind}JobInput": given, f"{kind}JobOutputConfig": output},
        )
    # A schedule that names its definition names no network, and a role with `network` may not make it.
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="fraud",
        MonitoringScheduleConfig={
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            "MonitoringJobDefinition": {
                "MonitoringInputs": [{"EndpointInput": _INPUT}],
                "MonitoringOutputConfig": output,
                "MonitoringResources": {"ClusterConfig": _CLUSTER},
                "MonitoringAppSpecification": {"ImageUri": IMAGE},
                "NetworkConfig": _NETWORK,
                "RoleArn": ROLE,
            },
        },
    )
    sagemaker.describe_monitoring_schedule(MonitoringScheduleName="fraud")
