"""Fine-tune a foundation model in a customization job, and step by step in a training session."""

import boto3
from tools.journeys.scripts._here import BUCKET, arn

ROLE = "arn:aws:iam::123456789012:role/sagemaker-customization"
_MODEL = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llm/1.0.0"


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_job_schema_versions(JobCategory="AgentRFT")
    sagemaker.create_job(
        JobName="fraud", JobCategory="AgentRFT", JobConfigSchemaVersion="1.0.0", JobConfigDocument="{}", RoleArn=ROLE
    )
    sagemaker.describe_job(JobName="fraud", JobCategory="AgentRFT")
    sagemaker.stop_job(JobName="fraud", JobCategory="AgentRFT")
    sagemaker.create_training_session(
        TrainingSessionName="fraud",
        RoleArn=ROLE,
        LoraConfig={"Rank": 8, "Alpha": 16},
        ModelConfig={"BaseModelArn": _MODEL, "AcceptEula": True},
        ModelPackageGroupArn=arn("model-package-group", "fraud"),
        OutputConfig={"S3Location": {"Path": f"s3://{BUCKET}/sessions"}},
    )
    sagemaker.describe_training_session(TrainingSessionName="fraud")
    sagemaker.stop_training_session(TrainingSessionName="fraud")
