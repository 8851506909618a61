"""Read data and write results from inside a job, as its execution role."""

import boto3
from tools.journeys.scripts._here import BUCKET, make_bucket


def prepare() -> None:
    make_bucket()
    boto3.client("s3").put_object(Bucket=BUCKET, Key="train/1.csv", Body=b"1")


def run() -> None:
    s3 = boto3.client("s3")
    s3.list_objects_v2(Bucket=BUCKET, Prefix="train/")
    s3.get_object(Bucket=BUCKET, Key="train/1.csv")
    s3.put_object(Bucket=BUCKET, Key="output/model.tar.gz", Body=b"1")
    boto3.client("cloudwatch").put_metric_data(
        Namespace="/aws/sagemaker/TrainingJobs", MetricData=[{"MetricName": "auc", "Value": 0.9}]
    )
