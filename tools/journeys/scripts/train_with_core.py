"""Train with sagemaker-core, follow the log, create a model and deploy it."""

from sagemaker_core.resources import Endpoint, EndpointConfig, Model, TrainingJob
from sagemaker_core.shapes import (
    AlgorithmSpecification,
    ContainerDefinition,
    OutputDataConfig,
    ProductionVariant,
    ResourceConfig,
    StoppingCondition,
)
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE

ANSWERS = {
    "DescribeTrainingJob": {"TrainingJobStatus": "Completed", "SecondaryStatus": "Completed"},
    "DescribeEndpoint": {"EndpointStatus": "InService"},
    "DescribeLogStreams": {"logStreams": [{"logStreamName": "fraud/algo-1-1735689600"}]},
    "GetLogEvents": {"events": [], "nextForwardToken": "f"},
}


def run() -> None:
    job = TrainingJob.create(
        training_job_name="fraud",
        algorithm_specification=AlgorithmSpecification(training_image=IMAGE, training_input_mode="File"),
        output_data_config=OutputDataConfig(s3_output_path=f"s3://{BUCKET}/output"),
        resource_config=ResourceConfig(instance_count=1, instance_type="ml.m5.large", volume_size_in_gb=30),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        role_arn=ROLE,
    )
    job.wait(poll=1, logs=True)
    container = ContainerDefinition(image=IMAGE, model_data_url=f"s3://{BUCKET}/output/model.tar.gz")
    Model.create(model_name="fraud", primary_container=container, execution_role_arn=ROLE)
    variant = ProductionVariant(
        variant_name="all", model_name="fraud", instance_type="ml.m5.large", initial_instance_count=1
    )
    EndpointConfig.create(endpoint_config_name="fraud", production_variants=[variant])
    endpoint = Endpoint.create(endpoint_name="fraud", endpoint_config_name="fraud")
    endpoint.wait_for_status("InService", poll=1)
    endpoint.invoke(body="1,2,3", content_type="text/csv")
    endpoint.delete()
