"""Train a model with the ModelTrainer of the SDK, version 3, and follow its log."""

from sagemaker.core.helper.session_helper import Session
from sagemaker.core.shapes import OutputDataConfig
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.train import ModelTrainer
from tools.journeys.scripts._here import BUCKET, IMAGE, ROLE, make_bucket_and_role, make_file

ANSWERS = {
    "DescribeTrainingJob": {
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
    },
    "DescribeLogStreams": {"logStreams": [{"logStreamName": "fraud/algo-1-1735689600"}]},
    "GetLogEvents": {"events": [], "nextForwardToken": "f"},
}
prepare = make_bucket_and_role


def run() -> None:
    trainer = ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        base_job_name="fraud",
        compute=Compute(instance_type="ml.m5.large", instance_count=1),
        output_data_config=OutputDataConfig(s3_output_path=f"s3://{BUCKET}/output"),
        sagemaker_session=Session(default_bucket=BUCKET),
    )
    trainer.train(input_data_config=[InputData(channel_name="train", data_source=make_file("data/train.csv"))])
