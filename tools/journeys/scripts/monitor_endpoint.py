"""Monitor an endpoint with all four kinds of monitoring schedules."""

import boto3
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE

_RESOURCES = {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 20}}
_INPUT = {"EndpointInput": {"EndpointName": "fraud", "LocalPath": "/opt/ml/processing/input"}}
_TRUTH = {**_INPUT, "GroundTruthS3Input": {"S3Uri": f"s3://{BUCKET}/truth"}}
_OUTPUT = {
    "MonitoringOutputs": [
        {"S3Output": {"S3Uri": f"s3://{BUCKET}/monitoring", "LocalPath": "/opt/ml/processing/output"}}
    ]
}


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    config = {"ConfigUri": f"s3://{BUCKET}/analysis.json", "ImageUri": IMAGE}
    common = {"JobResources": _RESOURCES, "RoleArn": ROLE}
    sagemaker.create_data_quality_job_definition(
        JobDefinitionName="fraud-data",
        DataQualityAppSpecification={"ImageUri": IMAGE},
        DataQualityJobInput=_INPUT,
        DataQualityJobOutputConfig=_OUTPUT,
        **common,
    )
    sagemaker.create_model_quality_job_definition(
        JobDefinitionName="fraud-quality",
        ModelQualityAppSpecification={"ImageUri": IMAGE, "ProblemType": "BinaryClassification"},
        ModelQualityJobInput=_TRUTH,
        ModelQualityJobOutputConfig=_OUTPUT,
        **common,
    )
    sagemaker.create_model_bias_job_definition(
        JobDefinitionName="fraud-bias",
        ModelBiasAppSpecification=config,
        ModelBiasJobInput=_TRUTH,
        ModelBiasJobOutputConfig=_OUTPUT,
        **common,
    )
    sagemaker.create_model_explainability_job_definition(
        JobDefinitionName="fraud-reasons",
        ModelExplainabilityAppSpecification=config,
        ModelExplainabilityJobInput=_INPUT,
        ModelExplainabilityJobOutputConfig=_OUTPUT,
        **common,
    )
    kinds = {
        "fraud-data": "DataQuality",
        "fraud-quality": "ModelQuality",
        "fraud-bias": "ModelBias",
        "fraud-reasons": "ModelExplainability",
    }
    for name, kind in kinds.items():
        sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=name,
            MonitoringScheduleConfig={
                "MonitoringJobDefinitionName": name,
                "MonitoringType": kind,
                "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            },
        )
    sagemaker.describe_monitoring_schedule(MonitoringScheduleName="fraud-data")
    sagemaker.list_monitoring_executions(MonitoringScheduleName="fraud-data")
    sagemaker.stop_monitoring_schedule(MonitoringScheduleName="fraud-data")
    sagemaker.start_monitoring_schedule(MonitoringScheduleName="fraud-data")
    sagemaker.delete_monitoring_schedule(MonitoringScheduleName="fraud-data")
    sagemaker.delete_data_quality_job_definition(JobDefinitionName="fraud-data")
    sagemaker.delete_model_quality_job_definition(JobDefinitionName="fraud-quality")
    sagemaker.delete_model_bias_job_definition(JobDefinitionName="fraud-bias")
    sagemaker.delete_model_explainability_job_definition(JobDefinitionName="fraud-reasons")
