"""Process data with the SDK's ScriptProcessor, and follow its log."""

from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket, make_file

ANSWERS = {
    "DescribeLogStreams": {"logStreams": [{"logStreamName": "fraud/algo-1-1735689600"}]},
    "GetLogEvents": {"events": [], "nextForwardToken": "f"},
}
prepare = make_bucket


def run() -> None:
    processor = ScriptProcessor(
        image_uri=IMAGE,
        command=["python3"],
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    processor.run(
        code=make_file("prepare.py", "print(1)\n"),
        inputs=[ProcessingInput(source=make_file("raw.csv"), destination="/opt/ml/processing/input")],
        outputs=[ProcessingOutput(source="/opt/ml/processing/output", destination=f"s3://{BUCKET}/prepared")],
        job_name="fraud-prepare",
    )
