"""Train models on a table with the SDK's AutoMLV2, and list the candidates."""

from sagemaker.automl.automlv2 import AutoMLDataChannel, AutoMLTabularConfig, AutoMLV2
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, ROLE, make_bucket

prepare = make_bucket


def run() -> None:
    automl = AutoMLV2(
        problem_config=AutoMLTabularConfig(target_attribute_name="fraud"),
        role=ROLE,
        output_path=f"s3://{BUCKET}/automl",
        base_job_name="fraud",
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    channel = AutoMLDataChannel(s3_data_type="S3Prefix", s3_uri=f"s3://{BUCKET}/train", channel_type="training")
    automl.fit([channel], wait=False, job_name="fraud-automl")
    automl.describe_auto_ml_job(job_name="fraud-automl")
    automl.list_candidates(job_name="fraud-automl")
