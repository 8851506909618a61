"""Process data with the ScriptProcessor of the SDK, version 3, and follow its log."""

from sagemaker.core.helper.session_helper import Session
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket_and_role, make_file

ANSWERS = {
    "DescribeProcessingJob": {
        "ProcessingJobStatus": "Completed",
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30}
        },
    },
    "DescribeLogStreams": {"logStreams": [{"logStreamName": "fraud/algo-1-1735689600"}]},
    "GetLogEvents": {"events": [], "nextForwardToken": "f"},
}
prepare = make_bucket_and_role


def run() -> None:
    processor = ScriptProcessor(
        image_uri=IMAGE,
        command=["python3"],
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        base_job_name="fraud",
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    source = ProcessingS3Input(
        s3_uri=f"s3://{BUCKET}/raw",
        local_path="/opt/ml/processing/input",
        s3_data_type="S3Prefix",
        s3_input_mode="File",
    )
    target = ProcessingS3Output(
        s3_uri=f"s3://{BUCKET}/clean", local_path="/opt/ml/processing/output", s3_upload_mode="EndOfJob"
    )
    processor.run(
        code=make_file("clean.py", "print()\n"),
        inputs=[ProcessingInput(input_name="raw", s3_input=source)],
        outputs=[ProcessingOutput(output_name="clean", s3_output=target)],
    )
