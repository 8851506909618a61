"""Find a model in JumpStart's hub, read its files, and deploy it."""

import boto3
from tools.journeys.scripts._here import IMAGE, ROLE, make_bucket

CACHE = "jumpstart-cache-prod-us-east-1"


def prepare() -> None:
    make_bucket(CACHE)
    for key in ("models_manifest.json", "community_models/llm/specs.json"):
        boto3.client("s3").put_object(Bucket=CACHE, Key=key, Body=b"{}")


def run() -> None:
    s3, sagemaker = boto3.client("s3"), boto3.client("sagemaker")
    s3.head_object(Bucket=CACHE, Key="models_manifest.json")
    s3.get_object(Bucket=CACHE, Key="models_manifest.json")
    s3.get_object(Bucket=CACHE, Key="community_models/llm/specs.json")
    sagemaker.list_hubs()
    sagemaker.list_hub_contents(HubName="SageMakerPublicHub", HubContentType="Model")
    sagemaker.describe_hub_content(HubName="SageMakerPublicHub", HubContentType="Model", HubContentName="llm")
    container = {"Image": IMAGE, "ModelDataUrl": f"s3://{CACHE}/llm/model.tar.gz"}
    sagemaker.create_model(
        ModelName="llm", PrimaryContainer=container, ExecutionRoleArn=ROLE, EnableNetworkIsolation=True
    )
    variant = {"VariantName": "all", "ModelName": "llm", "InstanceType": "ml.g5.2xlarge", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName="llm", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="llm", EndpointConfigName="llm")
    sagemaker.describe_endpoint(EndpointName="llm")
    boto3.client("sagemaker-runtime").invoke_endpoint(EndpointName="llm", Body=b"{}")
