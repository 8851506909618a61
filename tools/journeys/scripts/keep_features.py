"""Create a feature group with an online and an offline store with the SDK, write a record and read it."""

import boto3
import pandas
from sagemaker.feature_store.feature_group import FeatureGroup
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, ROLE, make_bucket

prepare = make_bucket


def run() -> None:
    frame = pandas.DataFrame({"card": [1], "amount": [2.5], "time": [1.0]})
    group = FeatureGroup("fraud", sagemaker_session=Session(default_bucket=BUCKET))
    group.load_feature_definitions(data_frame=frame)
    group.create(
        s3_uri=f"s3://{BUCKET}/features",
        record_identifier_name="card",
        event_time_feature_name="time",
        role_arn=ROLE,
        enable_online_store=True,
    )
    group.describe()
    records = boto3.client("sagemaker-featurestore-runtime")
    value = {"FeatureName": "card", "ValueAsString": "1"}
    records.put_record(FeatureGroupName="fraud", Record=[value])
    records.get_record(FeatureGroupName="fraud", RecordIdentifierValueAsString="1")
    records.batch_get_record(Identifiers=[{"FeatureGroupName": "fraud", "RecordIdentifiersValueAsString": ["1"]}])
    boto3.client("sagemaker").list_feature_groups()
    records.delete_record(FeatureGroupName="fraud", RecordIdentifierValueAsString="1", EventTime="1")
    group.delete()
