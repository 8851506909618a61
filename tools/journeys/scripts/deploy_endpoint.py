"""Deploy a model to an endpoint with the SDK, invoke it, give it more instances and delete it."""

import boto3
from sagemaker.model import Model
from sagemaker.predictor import Predictor
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket

VARIANT = {"VariantName": "AllTraffic", "CurrentInstanceCount": 1}
ANSWERS = {
    "DescribeEndpoint": {"EndpointStatus": "InService", "EndpointConfigName": "fraud", "ProductionVariants": [VARIANT]},
    "DescribeEndpointConfig": {
        "EndpointConfigName": "fraud",
        "ProductionVariants": [
            {
                "VariantName": "AllTraffic",
                "ModelName": "fraud",
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
            }
        ],
    },
}
prepare = make_bucket


def run() -> None:
    model = Model(
        image_uri=IMAGE,
        model_data=f"s3://{BUCKET}/fraud/model.tar.gz",
        role=ROLE,
        name="fraud",
        predictor_cls=Predictor,
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    predictor = model.deploy(
        initial_instance_count=1,
        instance_type="ml.m5.large",
        endpoint_name="fraud",
        tags=[{"Key": "team", "Value": "fraud"}],
    )
    predictor.predict("1,2,3")
    weights = [{"VariantName": "AllTraffic", "DesiredInstanceCount": 2}]
    boto3.client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName="fraud", DesiredWeightsAndCapacities=weights
    )
    predictor.delete_model()
    predictor.delete_endpoint()
