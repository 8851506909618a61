"""Accounts of many roles, as `aws iam get-account-authorization-details` prints them: 3.4 kB a role."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rolecast.iam import managed

ACCOUNT = "123456789012"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


def write_details(path: Path, roles: int) -> None:
    """The details of an account with so many roles, each with inline policies and two managed ones."""
    details = {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": list(map(_role, range(roles))),
        "Policies": [*map(_shared, range(max(1, roles // 20))), _managed("AmazonSageMakerReadOnly")],
    }
    path.write_text(json.dumps(details, indent=4), encoding="utf-8")


def write_quick_setup(path: Path, roles: int) -> None:
    """The details of an account with so many roles of quick set-up, each with a bucket of its own."""
    details = {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": list(map(_execution_role, range(roles))),
        "Policies": [_managed("AmazonSageMakerFullAccess")],
    }
    path.write_text(json.dumps(details, indent=4), encoding="utf-8")


def _execution_role(number: int) -> dict[str, Any]:
    word = "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))  # no number: those count as alike
    name = f"exec-{word}"
    objects = {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": f"arn:aws:s3:::bucket-{word}/*",
    }
    arn = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
    return {
        "Path": "/service-role/",
        "RoleName": name,
        "RoleId": f"AROA{number:016}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/service-role/{name}",
        "CreateDate": "2026-01-15T10:00:00+00:00",
        "AssumeRolePolicyDocument": _TRUST,
        "InstanceProfileList": [],
        "RolePolicyList": [{"PolicyName": "data", "PolicyDocument": _document([objects])}],
        "AttachedManagedPolicies": [{"PolicyName": "AmazonSageMakerFullAccess", "PolicyArn": arn}],
        "Tags": [],
    }


def _role(number: int) -> dict[str, Any]:
    name = f"team-{number // 10:03}-role-{number:05}"
    return {
        "Path": "/",
        "RoleName": name,
        "RoleId": f"AROA{number:016}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "CreateDate": "2026-01-15T10:00:00+00:00",
        "AssumeRolePolicyDocument": _TRUST,
        "InstanceProfileList": [],
        "RolePolicyList": [
            {"PolicyName": "data", "PolicyDocument": _document(_data(number))},
            {"PolicyName": "jobs", "PolicyDocument": _document(_jobs(number))},
        ],
        "AttachedManagedPolicies": [
            {"PolicyName": "shared", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/shared-{number // 20:04}"},
            {"PolicyName": "AmazonSageMakerReadOnly", "PolicyArn": "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"},
        ],
        "Tags": [{"Key": "team", "Value": f"team-{number // 10:03}"}],
        "RoleLastUsed": {"LastUsedDate": "2026-05-01T08:00:00+00:00", "Region": "eu-west-1"},
    }


def _shared(number: int) -> dict[str, Any]:
    name = f"shared-{number:04}"
    statement = {"Effect": "Allow", "Action": ["logs:*", "cloudwatch:PutMetricData"], "Resource": "*"}
    return _policy(name, f"arn:aws:iam::{ACCOUNT}:policy/{name}", _document([statement]))


def _managed(name: str) -> dict[str, Any]:
    document = managed.document(name)
    assert document is not None
    return _policy(name, f"arn:aws:iam::aws:policy/{name}", document.json)


def _policy(name: str, arn: str, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "PolicyName": name,
        "PolicyId": f"ANPA{len(name):016}",
        "Arn": arn,
        "Path": "/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 20,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": "2026-01-15T10:00:00+00:00",
        "UpdateDate": "2026-01-15T10:00:00+00:00",
        "PolicyVersionList": [
            {
                "Document": document,
                "VersionId": "v1",
                "IsDefaultVersion": True,
                "CreateDate": "2026-01-15T10:00:00+00:00",
            }
        ],
    }


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def _data(number: int) -> list[dict[str, Any]]:
    bucket = f"arn:aws:s3:::team-{number // 10:03}-data-{number:05}"
    return [
        {"Sid": "List", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": bucket},
        {
            "Sid": "Objects",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            "Resource": f"{bucket}/*",
            "Condition": {"StringEquals": {"aws:ResourceAccount": ACCOUNT}},
        },
        {
            "Sid": "Key",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{number:08}-0000-0000-0000-000000000000",
        },
    ]


def _jobs(number: int) -> list[dict[str, Any]]:
    home = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"
    return [
        {
            "Effect": "Allow",
            "Action": ["sagemaker:CreateTrainingJob", "sagemaker:StopTrainingJob", "sagemaker:DescribeTrainingJob"],
            "Resource": [f"{home}:training-job/team-{number:05}-*", f"{home}:experiment/team-{number:05}-*"],
        },
        {"Effect": "Allow", "Action": ["sagemaker:List*", "sagemaker:Search"], "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": f"arn:aws:iam::{ACCOUNT}:role/team-*",
            "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        },
    ]
