"""Deploy a model to an endpoint whose volumes have a customer managed key, with the SDK."""

from sagemaker.model import Model
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, VOLUME_KEY, make_bucket

ANSWERS = {"DescribeEndpoint": {"EndpointStatus": "InService"}}
prepare = make_bucket


def run() -> None:
    model = Model(
        image_uri=IMAGE,
        model_data=f"s3://{BUCKET}/fraud/model.tar.gz",
        role=ROLE,
        name="fraud",
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    model.deploy(
        initial_instance_count=1,
        instance_type="ml.m5.large",
        endpoint_name="fraud",
        kms_key=VOLUME_KEY,
    )
