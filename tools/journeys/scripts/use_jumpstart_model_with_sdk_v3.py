"""Deploy a JumpStart model with the ModelBuilder of the SDK, version 3, invoke the endpoint and delete it."""

import json

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.jumpstart.configs import JumpStartConfig
from sagemaker.core.training.configs import Compute
from sagemaker.serve import ModelBuilder
from tools.journeys.scripts._here import ROLE, make_bucket, make_role

CACHE = "jumpstart-cache-prod-us-east-1"
ANSWERS = {"DescribeEndpoint": {"EndpointStatus": "InService"}}
_MODEL, _SPECS = "llm", "community_models/llm/specs_v1.0.0.json"
_HEADER = {"model_id": _MODEL, "version": "1.0.0", "min_version": "2.0.0", "spec_key": _SPECS}
_INSTANCE = "ml.g5.2xlarge"
# As JumpStart describes a model, as far as it is needed to deploy one.
_SPECIFICATION = {
    "model_id": _MODEL,
    "version": "1.0.0",
    "min_sdk_version": "2.0.0",
    "hosting_ecr_specs": {"framework": "huggingface-llm", "framework_version": "2.0.0", "py_version": "py310"},
    "hosting_artifact_key": "llm/model.tar.gz",
    "hosting_prepacked_artifact_key": "llm/model.tar.gz",
    "hosting_use_script_uri": False,
    "hosting_instance_type_variants": {
        "regional_aliases": {
            "us-east-1": {"image": "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-llm:2.0.0"}
        },
        "variants": {"g5": {"regional_properties": {"image_uri": "$image"}}},
    },
    "default_inference_instance_type": _INSTANCE,
    "supported_inference_instance_types": [_INSTANCE],
    "inference_enable_network_isolation": True,
}


def prepare() -> None:
    make_role()
    make_bucket(CACHE)
    objects = {
        "models_manifest.json": [_HEADER],
        "proprietary-sdk-manifest.json": [],
        _SPECS: _SPECIFICATION,
    }
    for key, content in objects.items():
        boto3.client("s3").put_object(Bucket=CACHE, Key=key, Body=json.dumps(content).encode())


def run() -> None:
    builder = ModelBuilder.from_jumpstart_config(
        JumpStartConfig(model_id=_MODEL),
        role_arn=ROLE,
        compute=Compute(instance_type=_INSTANCE),
        sagemaker_session=Session(),
    )
    builder.build(model_name=_MODEL)
    endpoint = builder.deploy(endpoint_name=_MODEL, initial_instance_count=1, instance_type=_INSTANCE)
    endpoint.invoke(body="{}", content_type="application/json")
    endpoint.delete()
