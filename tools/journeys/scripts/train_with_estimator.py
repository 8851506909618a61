"""Train a model on uploaded data with the SDK's Estimator, and follow its log."""

from sagemaker.estimator import Estimator
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket, make_file

ANSWERS = {
    "DescribeLogStreams": {"logStreams": [{"logStreamName": "fraud/algo-1-1735689600"}]},
    "GetLogEvents": {"events": [], "nextForwardToken": "f"},
    "DescribeTrainingJob": {
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "ModelArtifacts": {"S3ModelArtifacts": f"s3://{BUCKET}/fraud/output/model.tar.gz"},
    },
}
prepare = make_bucket


def run() -> None:
    session = Session(default_bucket=BUCKET)
    data = session.upload_data(make_file("train.csv"), key_prefix="train")
    estimator = Estimator(
        image_uri=IMAGE,
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.large",
        output_path=f"s3://{BUCKET}/output",
        sagemaker_session=session,
        tags=[{"Key": "team", "Value": "fraud"}],
    )
    estimator.fit({"train": data}, job_name="fraud")
