"""Invoke an endpoint: synchronously, as a stream, and asynchronously with input and output in a bucket."""

import boto3
from tools.journeys.scripts._here import BUCKET, make_bucket

ANSWERS: dict[str, dict[str, str]] = {"InvokeEndpointAsync": {}}


def prepare() -> None:
    make_bucket()
    boto3.client("s3").put_object(Bucket=BUCKET, Key="scored/1.csv", Body=b"1")


def run() -> None:
    runtime, s3 = boto3.client("sagemaker-runtime"), boto3.client("s3")
    runtime.invoke_endpoint(EndpointName="fraud", Body=b"1,2,3")
    runtime.invoke_endpoint_with_response_stream(EndpointName="fraud", Body=b"1,2,3")
    s3.put_object(Bucket=BUCKET, Key="raw/1.csv", Body=b"1,2,3")
    runtime.invoke_endpoint_async(EndpointName="fraud", InputLocation=f"s3://{BUCKET}/raw/1.csv")
    s3.get_object(Bucket=BUCKET, Key="scored/1.csv")
