"""Start a pipeline every night."""

import boto3
from tools.journeys.scripts._here import ACCOUNT, arn

STARTER = f"arn:aws:iam::{ACCOUNT}:role/sagemaker-starter"


def run() -> None:
    scheduler = boto3.client("scheduler")
    settings = {
        "Name": "fraud",
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": arn("pipeline", "fraud"), "RoleArn": STARTER},
    }
    scheduler.create_schedule(**settings)
    scheduler.get_schedule(Name="fraud")
    scheduler.update_schedule(**settings, State="DISABLED")
    scheduler.delete_schedule(Name="fraud")
