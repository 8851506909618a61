"""Open Studio, create a private space with an app, and delete both."""

import boto3

DOMAIN = "d-abcdefghij12"


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.list_domains()
    sagemaker.describe_domain(DomainId=DOMAIN)
    sagemaker.describe_user_profile(DomainId=DOMAIN, UserProfileName="analyst")
    sagemaker.create_presigned_domain_url(DomainId=DOMAIN, UserProfileName="analyst")
    sagemaker.create_space(
        DomainId=DOMAIN,
        SpaceName="fraud",
        OwnershipSettings={"OwnerUserProfileName": "analyst"},
        SpaceSharingSettings={"SharingType": "Private"},
    )
    sagemaker.list_spaces(DomainIdEquals=DOMAIN)
    app = {"DomainId": DOMAIN, "SpaceName": "fraud", "AppType": "JupyterLab", "AppName": "default"}
    sagemaker.create_app(**app, ResourceSpec={"InstanceType": "ml.t3.medium"})
    sagemaker.describe_app(**app)
    sagemaker.list_apps(DomainIdEquals=DOMAIN)
    sagemaker.delete_app(**app)
    sagemaker.delete_space(DomainId=DOMAIN, SpaceName="fraud")
