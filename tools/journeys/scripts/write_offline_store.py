"""Write a feature group's offline store, as its execution role."""

import boto3
from tools.journeys.scripts._here import BUCKET, make_bucket

prepare = make_bucket


def run() -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket=BUCKET, Key="features/1.parquet", Body=b"1")
    s3.put_object_acl(Bucket=BUCKET, Key="features/1.parquet", ACL="bucket-owner-full-control")
    s3.get_bucket_acl(Bucket=BUCKET)
