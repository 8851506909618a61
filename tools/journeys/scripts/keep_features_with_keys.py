"""Create a feature group whose stores have customer managed keys."""

import boto3
from tools.journeys.scripts._here import BUCKET, DATA_KEY, ROLE


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_feature_group(
        FeatureGroupName="fraud",
        RecordIdentifierFeatureName="card",
        EventTimeFeatureName="time",
        FeatureDefinitions=[
            {"FeatureName": "card", "FeatureType": "String"},
            {"FeatureName": "time", "FeatureType": "Fractional"},
        ],
        OnlineStoreConfig={"EnableOnlineStore": True, "SecurityConfig": {"KmsKeyId": DATA_KEY}},
        OfflineStoreConfig={"S3StorageConfig": {"S3Uri": f"s3://{BUCKET}/features", "KmsKeyId": DATA_KEY}},
        RoleArn=ROLE,
    )
    sagemaker.describe_feature_group(FeatureGroupName="fraud")
