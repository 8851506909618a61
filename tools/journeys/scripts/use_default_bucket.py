"""Upload a file to the SDK's default bucket, which the SDK creates, find a role by name, and read the tags of a job."""

import os

import sagemaker
from tools.journeys.scripts._here import ROLE, arn, make_file, make_role

prepare = make_role


def run() -> None:
    # The SDK names AWS's own address of STS here, whatever the environment says.
    sagemaker.session.sts_regional_endpoint = lambda _: os.environ["AWS_ENDPOINT_URL"]
    session = sagemaker.Session()
    session.upload_data(make_file("data/train.csv"), bucket=session.default_bucket(), key_prefix="fraud")
    session.expand_role(ROLE.rpartition("/")[2])
    session.sagemaker_client.list_tags(ResourceArn=arn("training-job", "fraud"))
    session.download_data("copy", session.default_bucket(), key_prefix="fraud/train.csv")
