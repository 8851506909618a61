"""Add an image of a registry to Studio, and list the images of the registry."""

import boto3
from tools.journeys.scripts._here import IMAGE, ROLE


def run() -> None:
    ecr, sagemaker = boto3.client("ecr"), boto3.client("sagemaker")
    ecr.describe_images(repositoryName="fraud")
    sagemaker.create_image(ImageName="fraud", RoleArn=ROLE)
    sagemaker.create_image_version(ImageName="fraud", BaseImage=IMAGE, ClientToken="made")
    sagemaker.describe_image_version(ImageName="fraud")
    sagemaker.create_app_image_config(AppImageConfigName="fraud")
