"""Deploy a model to an endpoint as an inference component, and add copies later."""

import boto3
from tools.journeys.scripts._here import ROLE


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_endpoint_config(
        EndpointConfigName="shared",
        ExecutionRoleArn=ROLE,
        ProductionVariants=[{"VariantName": "all", "InstanceType": "ml.g5.2xlarge", "InitialInstanceCount": 1}],
    )
    sagemaker.create_endpoint(EndpointName="shared", EndpointConfigName="shared")
    sagemaker.create_inference_component(
        InferenceComponentName="fraud",
        EndpointName="shared",
        VariantName="all",
        Specification={
            "ModelName": "fraud",
            "ComputeResourceRequirements": {"NumberOfCpuCoresRequired": 1, "MinMemoryRequiredInMb": 1024},
        },
        RuntimeConfig={"CopyCount": 1},
    )
    sagemaker.describe_inference_component(InferenceComponentName="fraud")
    sagemaker.list_inference_components(EndpointNameEquals="shared")
    sagemaker.update_inference_component_runtime_config(
        InferenceComponentName="fraud", DesiredRuntimeConfig={"CopyCount": 2}
    )
    boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName="shared", InferenceComponentName="fraud", Body=b"1,2,3"
    )
    sagemaker.delete_inference_component(InferenceComponentName="fraud")
