"""Find a model in JumpStart's public hub with version 3 of the SDK."""

from sagemaker.core.resources import Hub, HubContent

ANSWERS = {"DescribeHub": {"HubStatus": "InService"}, "DescribeHubContent": {"HubContentStatus": "Available"}}


def run() -> None:
    hub = Hub.get(hub_name="SageMakerPublicHub")
    list(Hub.get_all())
    HubContent.get(hub_name=hub.hub_name, hub_content_type="Model", hub_content_name="llm")
