"""Create an MLflow App with version 3 of the SDK, wait for it, change it and delete it."""

from sagemaker.core.resources import MlflowApp
from tools.journeys.scripts._here import BUCKET, ROLE, arn

_APP = {"Arn": arn("mlflow-app", "app-abcdef123456")}
ANSWERS = {"CreateMlflowApp": _APP, "DescribeMlflowApp": {**_APP, "Status": "Created"}}


def run() -> None:
    app = MlflowApp.create(name="fraud", artifact_store_uri=f"s3://{BUCKET}/mlflow", role_arn=ROLE)
    app.wait_for_status("Created", poll=1)
    list(MlflowApp.get_all())
    app.update(weekly_maintenance_window_start="TUE:03:30")
    app.delete()
