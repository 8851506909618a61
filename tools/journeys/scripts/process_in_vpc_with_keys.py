"""Process data in a VPC, with customer managed keys, with the SDK's Processor."""

from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingOutput, Processor
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
    processor = Processor(
        image_uri=IMAGE,
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        volume_kms_key=VOLUME_KEY,
        output_kms_key=DATA_KEY,
        network_config=NetworkConfig(subnets=SUBNETS, security_group_ids=SECURITY_GROUPS),
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    output = ProcessingOutput(source="/opt/ml/processing/output", destination=f"s3://{BUCKET}/prepared")
    processor.run(outputs=[output], job_name="fraud-prepare", wait=False, logs=False)
