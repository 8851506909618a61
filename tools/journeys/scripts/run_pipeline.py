"""Create a pipeline with the SDK, change it, start it, and list its steps."""

from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, arn, make_bucket

EXECUTION = arn("pipeline", "fraud/execution/abcdef123456")
ANSWERS = {
    "StartPipelineExecution": {"PipelineExecutionArn": EXECUTION},
    "DescribePipelineExecution": {"PipelineExecutionStatus": "Succeeded", "PipelineExecutionArn": EXECUTION},
    "CreatePipeline": {"PipelineArn": arn("pipeline", "fraud")},
    "UpdatePipeline": {"PipelineArn": arn("pipeline", "fraud")},
}
prepare = make_bucket


def run() -> None:
    session = PipelineSession(default_bucket=BUCKET)
    estimator = Estimator(
        image_uri=IMAGE,
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/output",
        sagemaker_session=session,
    )
    source = ParameterString("Source", default_value=f"s3://{BUCKET}/train")
    step = TrainingStep("Train", step_args=estimator.fit({"train": TrainingInput(source)}))
    pipeline = Pipeline("fraud", parameters=[source], steps=[step], sagemaker_session=session)
    pipeline.upsert(role_arn=ROLE, tags=[{"Key": "team", "Value": "fraud"}])
    pipeline.upsert(role_arn=ROLE, tags=[{"Key": "team", "Value": "fraud"}])
    execution = pipeline.start()
    execution.describe()
    execution.list_steps()
    execution.wait()
    execution.stop()
    pipeline.list_executions()
    pipeline.delete()
