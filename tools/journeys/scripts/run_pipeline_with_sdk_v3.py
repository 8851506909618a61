"""Create a pipeline with version 3 of the SDK, change it, start it and wait for it."""

from sagemaker.core.shapes import OutputDataConfig
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, arn, make_bucket_and_role

EXECUTION = arn("pipeline", "fraud/execution/abcdef123456")
ANSWERS = {
    "StartPipelineExecution": {"PipelineExecutionArn": EXECUTION},
    "DescribePipelineExecution": {"PipelineExecutionStatus": "Succeeded", "PipelineExecutionArn": EXECUTION},
    "CreatePipeline": {"PipelineArn": arn("pipeline", "fraud")},
    "UpdatePipeline": {"PipelineArn": arn("pipeline", "fraud")},
}
prepare = make_bucket_and_role


def run() -> None:
    session = PipelineSession(default_bucket=BUCKET)
    trainer = ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        base_job_name="fraud",
        compute=Compute(instance_type="ml.m5.large", instance_count=1),
        output_data_config=OutputDataConfig(s3_output_path=f"s3://{BUCKET}/output"),
        sagemaker_session=session,
    )
    data = [InputData(channel_name="train", data_source=f"s3://{BUCKET}/train")]
    pipeline = Pipeline(
        name="fraud",
        steps=[TrainingStep(name="Train", step_args=trainer.train(input_data_config=data))],
        sagemaker_session=session,
    )
    for _ in range(2):  # the second time it is there already
        pipeline.upsert(role_arn=ROLE, tags=[{"Key": "team", "Value": "fraud"}])
    execution = pipeline.start()
    execution.describe()
    execution.list_steps()
    execution.wait()
    pipeline.delete()
