"""Checks whether resources that a role file names exist, by calls to their services."""

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
    """We may not look, or the call failed."""


class Found(NamedTuple):
    """The result of a lookup. `reason` is why it is unknown; `vpc` is the VPC of a subnet or security group."""

    presence: Presence
    reason: str = ""
    vpc: str | None = None


class _Lookup(NamedTuple):
    """The call that looks up one resource, and the error codes that mean that it does not exist."""

    noun: str
    service: str
    operation: str
    parameters: Callable[[str], dict[str, Any]]
    missing: tuple[str, ...]
    in_arn: bool = False
    """Whether the value is an ARN, which contains the region."""


def noun(type_id: str) -> str:
    """The noun for a resource of this type of parameter."""
    return _LOOKUPS[type_id].noun


def can_look_for(type_id: str) -> bool:
    return type_id in _LOOKUPS


def look_for(connection: Connection, type_id: str, value: str, region: str) -> Found:
    """Looks up the resource that a value of this parameter type names."""
    lookup = _LOOKUPS[type_id]
    region = arn_region(value) or region if lookup.in_arn else region
    service = connection if lookup.service == "iam" else connection.service(lookup.service, region)
    try:
        answer = service.call(lookup.operation, **lookup.parameters(value))
    except RefusedError as error:
        if error.code in lookup.missing and _is_about_absence(error):
            return Found(Presence.MISSING)
        if type_id in ("s3-bucket", "studio-id") and error.code in _ELSEWHERE:
            return Found(Presence.THERE)
        return Found(Presence.UNKNOWN, error.faults[0].message)
    except AccountError as error:
        return Found(Presence.UNKNOWN, error.faults[0].message)
    is_another = "Role" in answer and answer["Role"].get("Arn") != value  # a role with the same name, but another path
    is_empty = not answer.keys() - {"ResponseMetadata"} and lookup.operation != "HeadBucket"
    return Found(Presence.MISSING if is_another or is_empty else Presence.THERE, vpc=_vpc(answer))


# S3 responds without a body: a redirect means that the bucket exists in another region, 403 that we may not see it.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
_ELSEWHERE = ("301", "PermanentRedirect")


def _is_about_absence(error: RefusedError) -> bool:
    """Athena uses one code for everything that is wrong with a request."""
    return error.code != "InvalidRequestException" or "not found" in error.reason.lower()


def _vpc(answer: dict[str, Any]) -> str | None:
    listed: Iterable[dict[str, Any]] = (*answer.get("Subnets", ()), *answer.get("SecurityGroups", ()))
    return next((found.get("VpcId") for found in listed), None)


def _repository(arn: str) -> dict[str, Any]:
    return {"registryId": arn_account(arn), "repositoryNames": [arn.partition(":repository/")[2]]}


def _role(arn: str) -> dict[str, Any]:
    return {"RoleName": arn.rpartition("/")[2]}


_ROLE = _Lookup("role", "iam", "GetRole", _role, ("NoSuchEntity",))
_LOOKUPS = {
    "s3-bucket": _Lookup(
        "bucket", "s3", "HeadBucket", lambda name: {"Bucket": name}, ("404", "NoSuchBucket", "NotFound")
    ),
    "studio-id": _Lookup(
        "Studio bucket",
        "s3",
        "HeadBucket",
        lambda name: {"Bucket": f"sagemaker-studio-{name}"},
        ("404", "NoSuchBucket", "NotFound"),
    ),
    "ecr-repository-arn": _Lookup(
        "repository", "ecr", "DescribeRepositories", _repository, ("RepositoryNotFoundException",), in_arn=True
    ),
    "athena-workgroup": _Lookup(
        "workgroup", "athena", "GetWorkGroup", lambda name: {"WorkGroup": name}, ("InvalidRequestException",)
    ),
    "glue-database": _Lookup(
        "database", "glue", "GetDatabase", lambda name: {"Name": name}, ("EntityNotFoundException",)
    ),
    "kendra-index-id": _Lookup(
        "index", "kendra", "DescribeIndex", lambda name: {"Id": name}, ("ResourceNotFoundException",)
    ),
    "kms-key-arn": _Lookup(
        "key", "kms", "DescribeKey", lambda arn: {"KeyId": arn}, ("NotFoundException",), in_arn=True
    ),
    "subnet-id": _Lookup(
        "subnet", "ec2", "DescribeSubnets", lambda name: {"SubnetIds": [name]}, ("InvalidSubnetID.NotFound",)
    ),
    "security-group-id": _Lookup(
        "security group",
        "ec2",
        "DescribeSecurityGroups",
        lambda name: {"GroupIds": [name]},
        ("InvalidGroup.NotFound",),
    ),
    "role": _ROLE,
    "role-arn": _ROLE,
}
