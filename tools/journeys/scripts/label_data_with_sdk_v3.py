"""Have people label data with version 3 of the SDK: create, follow and stop a job for a team."""

from sagemaker.core.resources import LabelingJob, Workteam
from sagemaker.core.shapes import (
    AnnotationConsolidationConfig,
    HumanTaskConfig,
    LabelingJobDataSource,
    LabelingJobInputConfig,
    LabelingJobOutputConfig,
    LabelingJobS3DataSource,
    UiConfig,
)
from tools.journeys.scripts._here import ACCOUNT, BUCKET, REGION, ROLE, arn

_LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:label-step"
ANSWERS = {"DescribeLabelingJob": {"LabelingJobStatus": "InProgress"}}


def run() -> None:
    list(Workteam.get_all())
    manifest = LabelingJobS3DataSource(manifest_s3_uri=f"s3://{BUCKET}/manifest.json")
    job = LabelingJob.create(
        labeling_job_name="fraud",
        label_attribute_name="fraud",
        input_config=LabelingJobInputConfig(data_source=LabelingJobDataSource(s3_data_source=manifest)),
        output_config=LabelingJobOutputConfig(s3_output_path=f"s3://{BUCKET}/labels"),
        role_arn=ROLE,
        human_task_config=HumanTaskConfig(
            workteam_arn=arn("workteam", "private-crowd/reviewers"),
            ui_config=UiConfig(ui_template_s3_uri=f"s3://{BUCKET}/template.html"),
            pre_human_task_lambda_arn=_LAMBDA,
            task_title="Fraud?",
            task_description="Is it fraud?",
            number_of_human_workers_per_data_object=1,
            task_time_limit_in_seconds=300,
            annotation_consolidation_config=AnnotationConsolidationConfig(annotation_consolidation_lambda_arn=_LAMBDA),
        ),
    )
    job.refresh()
    list(LabelingJob.get_all())
    job.stop()
