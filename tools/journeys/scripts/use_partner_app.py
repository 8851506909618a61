"""Find a partner application and open it."""

import boto3
from tools.journeys.scripts._here import arn


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    app = arn("partner-app", "app-abcdefghijkl")
    sagemaker.list_partner_apps()
    sagemaker.describe_partner_app(Arn=app)
    sagemaker.create_partner_app_presigned_url(Arn=app)
