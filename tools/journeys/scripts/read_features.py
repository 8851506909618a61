"""Read the records of a feature group."""

import boto3


def run() -> None:
    records, sagemaker = boto3.client("sagemaker-featurestore-runtime"), boto3.client("sagemaker")
    sagemaker.describe_feature_group(FeatureGroupName="fraud")
    records.get_record(FeatureGroupName="fraud", RecordIdentifierValueAsString="1")
    records.batch_get_record(Identifiers=[{"FeatureGroupName": "fraud", "RecordIdentifiersValueAsString": ["1"]}])
