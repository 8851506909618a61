"""Move an endpoint to another instance type with the SDK, as its operator."""

from sagemaker.predictor import Predictor
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET
from tools.journeys.scripts.deploy_endpoint import ANSWERS, prepare  # noqa: F401 - the recorder takes both


def run() -> None:
    predictor = Predictor("fraud", sagemaker_session=Session(default_bucket=BUCKET))
    predictor.update_endpoint(initial_instance_count=2, instance_type="ml.m5.xlarge")
