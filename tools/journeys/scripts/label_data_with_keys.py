"""Label data by people and a model, with customer managed keys for the labels and the model's volumes."""

import boto3
from tools.journeys.scripts._here import ACCOUNT, BUCKET, DATA_KEY, REGION, ROLE, VOLUME_KEY, arn

_LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:label-step"
_ALGORITHM = f"arn:aws:sagemaker:{REGION}:027400017018:labeling-job-algorithm-specification/image-classification"


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_labeling_job(
        LabelingJobName="fraud",
        LabelAttributeName="fraud",
        InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://{BUCKET}/manifest.json"}}},
        OutputConfig={"S3OutputPath": f"s3://{BUCKET}/labels", "KmsKeyId": DATA_KEY},
        RoleArn=ROLE,
        LabelingJobAlgorithmsConfig={
            "LabelingJobAlgorithmSpecificationArn": _ALGORITHM,
            "LabelingJobResourceConfig": {"VolumeKmsKeyId": VOLUME_KEY},
        },
        HumanTaskConfig={
            "WorkteamArn": arn("workteam", "private-crowd/reviewers"),
            "UiConfig": {"UiTemplateS3Uri": f"s3://{BUCKET}/template.html"},
            "PreHumanTaskLambdaArn": _LAMBDA,
            "TaskTitle": "Fraud?",
            "TaskDescription": "Is it fraud?",
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": _LAMBDA},
        },
    )
    sagemaker.describe_labeling_job(LabelingJobName="fraud")
