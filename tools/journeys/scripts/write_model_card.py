"""Write a model card, approve it and export it."""

import boto3
from tools.journeys.scripts._here import BUCKET, arn


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_model_card(ModelCardName="fraud", Content="{}", ModelCardStatus="Draft")
    sagemaker.describe_model_card(ModelCardName="fraud")
    sagemaker.update_model_card(ModelCardName="fraud", ModelCardStatus="Approved")
    sagemaker.list_model_cards()
    sagemaker.list_model_card_versions(ModelCardName="fraud")
    sagemaker.create_model_card_export_job(
        ModelCardName="fraud",
        ModelCardExportJobName="export",
        OutputConfig={"S3OutputPath": f"s3://{BUCKET}/cards"},
    )
    sagemaker.describe_model_card_export_job(ModelCardExportJobArn=arn("model-card", "fraud/export-job/abcdef123456"))
