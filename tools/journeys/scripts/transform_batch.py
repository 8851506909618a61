"""Create a model from a training job with the SDK, run a batch transform job and stop it."""

from sagemaker.model import Model
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket

prepare = make_bucket


def run() -> None:
    session = Session(default_bucket=BUCKET)
    model = Model(
        image_uri=IMAGE,
        model_data=f"s3://{BUCKET}/fraud/model.tar.gz",
        role=ROLE,
        name="fraud",
        sagemaker_session=session,
    )
    model.create(instance_type="ml.m5.large")
    transformer = model.transformer(
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/scored",
    )
    transformer.transform(f"s3://{BUCKET}/raw", job_name="fraud-score", wait=False)
    session.describe_transform_job("fraud-score")
    transformer.stop_transform_job(wait=False)
    transformer.delete_model()
