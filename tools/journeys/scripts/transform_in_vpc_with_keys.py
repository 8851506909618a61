"""Create a model in a VPC and run batch inference, with customer managed keys, with the SDK."""

from sagemaker.model import Model
from sagemaker.session import Session
from tools.journeys.scripts._here import (
    BUCKET,
    DATA_KEY,
    IMAGE,
    ROLE,
    SECURITY_GROUPS,
    SUBNETS,
    VOLUME_KEY,
    make_bucket,
)

prepare = make_bucket


def run() -> None:
    model = Model(
        image_uri=IMAGE,
        model_data=f"s3://{BUCKET}/fraud/model.tar.gz",
        role=ROLE,
        name="fraud",
        vpc_config={"Subnets": SUBNETS, "SecurityGroupIds": SECURITY_GROUPS},
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    transformer = model.transformer(
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/scored",
        output_kms_key=DATA_KEY,
        volume_kms_key=VOLUME_KEY,
    )
    transformer.transform(f"s3://{BUCKET}/raw", job_name="fraud-score", wait=False)
