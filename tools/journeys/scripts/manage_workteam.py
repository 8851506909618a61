"""Create a labeling team, and delete it."""

import boto3


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_workforces()
    sagemaker.create_workteam(
        WorkteamName="reviewers",
        Description="Reviewers",
        MemberDefinitions=[
            {
                "CognitoMemberDefinition": {
                    "UserPool": "us-east-1_Abcdef123",
                    "UserGroup": "reviewers",
                    "ClientId": "abc",
                }
            }
        ],
    )
    sagemaker.describe_workteam(WorkteamName="reviewers")
    sagemaker.delete_workteam(WorkteamName="reviewers")
