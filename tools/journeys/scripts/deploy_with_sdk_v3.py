"""Create and deploy a model with the ModelBuilder of the SDK, version 3, invoke the endpoint and delete it."""

from sagemaker.core.helper.session_helper import Session
from sagemaker.serve import ModelBuilder
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket_and_role

ANSWERS = {"DescribeEndpoint": {"EndpointStatus": "InService"}}
prepare = make_bucket_and_role


def run() -> None:
    builder = ModelBuilder(
        image_uri=IMAGE,
        s3_model_data_url=f"s3://{BUCKET}/output/model.tar.gz",
        role_arn=ROLE,
        sagemaker_session=Session(default_bucket=BUCKET),
        instance_type="ml.m5.large",
    )
    builder.build(model_name="fraud")
    endpoint = builder.deploy(endpoint_name="fraud", initial_instance_count=1, instance_type="ml.m5.large")
    endpoint.invoke(body="1,2,3", content_type="text/csv")
    endpoint.delete()
