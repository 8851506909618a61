"""Tune hyperparameters in a VPC, with customer managed keys, with the SDK's HyperparameterTuner."""

from sagemaker.estimator import Estimator
from sagemaker.session import Session
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
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
    estimator = Estimator(
        image_uri=IMAGE,
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/output",
        volume_kms_key=VOLUME_KEY,
        output_kms_key=DATA_KEY,
        subnets=SUBNETS,
        security_group_ids=SECURITY_GROUPS,
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    tuner = HyperparameterTuner(
        estimator,
        objective_metric_name="auc",
        hyperparameter_ranges={"eta": ContinuousParameter(0.1, 0.5)},
        metric_definitions=[{"Name": "auc", "Regex": "auc=([0-9.]+)"}],
        max_jobs=2,
    )
    tuner.fit({"train": f"s3://{BUCKET}/train"}, job_name="fraud-tune", wait=False)
    tuner.stop_tuning_job()
