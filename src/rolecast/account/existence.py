"""Whether what a role file names is there, asked of the service that has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, NamedTuple

from rolecast.account.client import Connection
from rolecast.account.errors import AccountError, RefusedError
from rolecast.iam.names import arn_account, arn_region


class Presence(Enum):
    THERE = "there"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """We may not look, or could not."""


class Found(NamedTuple):
    """`reason` is why it could not be looked for; `vpc` is what a subnet or a security group lies in."""

    presence: Presence
    reason: str = ""
    vpc: str | None = None


class _Question(NamedTuple):
    """The call that looks up one resource, and the error codes that mean that it does not exist."""

    noun: str
    service: str
    operation: str
    parameters: Callable[[str], dict[str, Any]]
    missing: tuple[str, ...]
    in_arn: bool = False
    """Whether the value is an ARN, which has the region."""


def noun(type_id: str) -> str:
    """The noun for a resource of this type of parameter."""
    return _QUESTIONS[type_id].noun


def can_look_for(type_id: str) -> bool:
    return type_id in _QUESTIONS


def look_for(connection: Connection, type_id: str, value: str, region: str) -> Found:
    """Looks up the resource that a value of this type of parameter names."""
    question = _QUESTIONS[type_id]
    region = arn_region(value) or region if question.in_arn else region
    service = connection if question.service == "iam" else connection.service(question.service, region)
    try:
        answer = service.call(question.operation, **question.parameters(value))
    except RefusedError as error:
        if error.code in question.missing and _is_about_absence(error):
            return Found(Presence.MISSING)
        if type_id in ("s3-bucket", "studio-id") and error.code in _ELSEWHERE:
            return Found(Presence.THERE)
        return Found(Presence.UNKNOWN, error.faults[0].message)
    except AccountError as error:
        return Found(Presence.UNKNOWN, error.faults[0].message)
    is_another = "Role" in answer and answer["Role"].get("Arn") != value  # of the same name, under another path
    is_empty = not answer.keys() - {"ResponseMetadata"} and question.operation != "HeadBucket"
    return Found(Presence.MISSING if is_another or is_empty else Presence.THERE, vpc=_vpc(answer))


# S3 answers without a body: a bucket in another region is there, and one that is not ours to see is not known.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
_ELSEWHERE = ("301", "PermanentRedirect")


def _is_about_absence(error: RefusedError) -> bool:
    """Athena has one code for everything that is wrong with a request."""
    return error.code != "InvalidRequestException" or "not found" in error.reason.lower()


def _vpc(answer: dict[str, Any]) -> str | None:
    listed: Iterable[dict[str, Any]] = (*answer.get("Subnets", ()), *answer.get("SecurityGroups", ()))
    return next((found.get("VpcId") for found in listed), None)


def _repository(arn: str) -> dict[str, Any]:
    return {"registryId": arn_account(arn), "repositoryNames": [arn.partition(":repository/")[2]]}


def _role(arn: str) -> dict[str, Any]:
    return {"RoleName": arn.rpartition("/")[2]}


_ROLE = _Question("role", "iam", "GetRole", _role, ("NoSuchEntity",))
_QUESTIONS = {
    "s3-bucket": _Question(
        "bucket", "s3", "HeadBucket", lambda name: {"Bucket": name}, ("404", "NoSuchBucket", "NotFound")
    ),
    "studio-id": _Question(
        "Studio bucket",
        "s3",
        "HeadBucket",
        lambda name: {"Bucket": f"sagemaker-studio-{name}"},
        ("404", "NoSuchBucket", "NotFound"),
    ),
    "ecr-repository-arn": _Question(
        "repository", "ecr", "DescribeRepositories", _repository, ("RepositoryNotFoundException",), in_arn=True
    ),
    "athena-workgroup": _Question(
        "workgroup", "athena", "GetWorkGroup", lambda name: {"WorkGroup": name}, ("InvalidRequestException",)
    ),
    "glue-database": _Question(
        "database", "glue", "GetDatabase", lambda name: {"Name": name}, ("EntityNotFoundException",)
    ),
    "kendra-index-id": _Question(
        "index", "kendra", "DescribeIndex", lambda name: {"Id": name}, ("ResourceNotFoundException",)
    ),
    "kms-key-arn": _Question(
        "key", "kms", "DescribeKey", lambda arn: {"KeyId": arn}, ("NotFoundException",), in_arn=True
    ),
    "subnet-id": _Question(
        "subnet", "ec2", "DescribeSubnets", lambda name: {"SubnetIds": [name]}, ("InvalidSubnetID.NotFound",)
    ),
    "security-group-id": _Question(
        "security group",
        "ec2",
        "DescribeSecurityGroups",
        lambda name: {"GroupIds": [name]},
        ("InvalidGroup.NotFound",),
    ),
    "role": _ROLE,
    "role-arn": _ROLE,
}
