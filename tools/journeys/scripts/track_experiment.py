"""Record parameters, metrics and an artifact of an experiment's run with the SDK."""

from sagemaker.experiments.run import Run
from sagemaker.session import Session
from tools.journeys.scripts._here import BUCKET, arn, make_bucket, make_file

ANSWERS = {
    "CreateArtifact": {"ArtifactArn": arn("artifact", "abcdef")},
    "DescribeTrialComponent": {
        "TrialComponentName": "fraud-first",
        "Parameters": {},
        "InputArtifacts": {},
        "OutputArtifacts": {},
    },
    "BatchPutMetrics": {"Errors": []},
}
prepare = make_bucket


def run() -> None:
    session = Session(default_bucket=BUCKET)
    with Run(experiment_name="fraud", run_name="first", sagemaker_session=session) as tracked:
        tracked.log_parameter("eta", 0.1)
        tracked.log_metric("auc", 0.9, step=1)
        tracked.log_file(make_file("notes.txt"), name="notes")
        tracked.log_artifact("data", f"s3://{BUCKET}/train", is_output=False)
