"""The IAM actions of API operations, event names and error codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.access import validity
from rolecast.iam import known_actions, services

# CloudTrail event sources whose name is not the service's action prefix.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html
_SOURCES = {
    "monitoring": "cloudwatch",
    "email": "ses",
    "tagging": "tag",
    "servicecatalog-appregistry": "servicecatalog",
    "metrics-sagemaker": "sagemaker",
    "runtime-sagemaker": "sagemaker",
    "sagemaker-runtime": "sagemaker",
}

# SDK clients whose name is not the service's action prefix.
# https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints.html
_CLIENTS = {
    "cloudwatchlogs": "logs",
    "eventbridge": "events",
    "sagemakerruntime": "sagemaker",
    "sagemakerfeaturestoreruntime": "sagemaker",
    "sagemakermetrics": "sagemaker",
    "sfn": "states",
    "efs": "elasticfilesystem",
    "opensearch": "es",
    "bedrockruntime": "bedrock",
}


def spelt(action: str) -> str:
    """The action as spelled in the service reference; unchanged if it is not there."""
    known = known_actions.find(action)
    return known.name if known else action


def prefix_of(event_source: str) -> str:
    """The action prefix for an event source such as `sagemaker.amazonaws.com`."""
    name = event_source.partition(".")[0]
    return _SOURCES.get(name, name)


def prefix_of_client(name: str) -> str | None:
    """The action prefix for an SDK client such as `CloudWatch Logs`; None if unknown."""
    folded = name.replace(" ", "").lower()
    prefix = _CLIENTS.get(folded, folded)
    return prefix if known_actions.names(prefix) else None


def service_of(code: str, said: str) -> str | None:
    """The service that uses this wording, if only one does.

    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    """
    if code == "UnauthorizedOperation" or code.startswith("Client."):
        return "ec2"
    return "s3" if (code == "AccessDenied" and said.lower().startswith("access denied")) or code == "403" else None


@lru_cache(maxsize=1_024)
def action_of(operation: str, prefix: str | None) -> str | None:
    """The first action that an operation requires; None if unknown.

    Without a prefix, it is known only if exactly one service has such an action.
    """
    found = [*_actions(operation, [prefix] if prefix else known_actions.prefixes())]
    return found[0] if len(found) == 1 else None


def _actions(operation: str, prefixes: list[str] | tuple[str, ...]) -> Iterator[str]:
    for prefix in prefixes:
        if len(prefixes) == 1 and (service := services.service(prefix)):
            described = service.operations.get(operation.lower())
            if described and described.required:
                yield spelt(described.required[0])
                continue
        if known := known_actions.find(f"{prefix}:{operation}"):
            yield known.name


@lru_cache(maxsize=1_024)
def s3_resource(action: str, bucket: str, key: str, partition: str = "aws") -> str:
    """The ARN of an object, or of its bucket if the action applies to buckets."""
    arn = f"arn:{partition}:s3:::{bucket}"
    of_object = f"{arn}/{key}"
    return of_object if key and validity.fits(action, of_object) else arn
