"""Tune hyperparameters with the SDK's HyperparameterTuner, and stop it."""

from sagemaker.estimator import Estimator
from sagemaker.session import Session
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket

prepare = make_bucket


def run() -> None:
    estimator = Estimator(
        image_uri=IMAGE,
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/output",
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
    tuner.describe()
    tuner.analytics().training_job_summaries()
    tuner.stop_tuning_job()
