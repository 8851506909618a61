"""Register a model with the SDK, list its versions and approve one."""

import boto3
from sagemaker.model import Model
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, arn, make_bucket

VERSION = arn("model-package", "fraud/1")
ANSWERS = {
    "CreateModelPackage": {"ModelPackageArn": VERSION},
    "DescribeModelPackage": {"ModelPackageStatus": "Completed", "ModelPackageArn": VERSION},
}
prepare = make_bucket


def run() -> None:
    model = Model(
        image_uri=IMAGE,
        model_data=f"s3://{BUCKET}/fraud/model.tar.gz",
        role=ROLE,
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    model.register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        inference_instances=["ml.m5.large"],
        transform_instances=["ml.m5.large"],
        model_package_group_name="fraud",
        approval_status="PendingManualApproval",
    )
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_model_package_groups()
    sagemaker.list_model_packages(ModelPackageGroupName="fraud")
    sagemaker.update_model_package(ModelPackageArn=VERSION, ModelApprovalStatus="Approved")
    sagemaker.describe_model_package_group(ModelPackageGroupName="fraud")
