"""Each command parses each distinct document at most once, however many roles have it and whatever is asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import parses
from tests.cli.conftest import Call, call, here

import rolecast

__all__ = ["call", "here"]  # fixtures

ACCOUNT = "123456789012"
SHARED = f"arn:aws:iam::{ACCOUNT}:policy/shared"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0"
ROLES = """
version: 1
account: "123456789012"
region: eu-west-1
roles:
  reader:
    activities: {manage-ml-jobs: , manage-models: }
    additional_policies: [AmazonSageMakerReadOnly]
  writer:
    activities: {manage-ml-jobs: , manage-endpoints: }
    additional_policies: [AmazonSageMakerReadOnly]
"""
COMMANDS: dict[str, Callable[[str], object]] = {
    "check": rolecast.check,
    "can": lambda source: rolecast.can(source, "s3:GetObject", "arn:aws:s3:::data-0/x", role="reader"),
    "explain": lambda source: rolecast.explain(source, role="reader"),
    "audit": rolecast.audit,
    "compare": lambda source: rolecast.compare(source, source),
    "who": lambda source: rolecast.who("kms:Decrypt", source, resource=KEY),
}


def allow(action: str, resource: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def detail(name: str, number: int) -> dict[str, Any]:
    trusted = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "Path": "/",
        "RoleName": name,
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusted]},
        "RolePolicyList": [
            {"PolicyName": "own", "PolicyDocument": allow("s3:GetObject", f"arn:aws:s3:::data-{number}/*")},
            {"PolicyName": "same", "PolicyDocument": allow("kms:Decrypt", "*")},
        ],
        "AttachedManagedPolicies": [
            {"PolicyName": "shared", "PolicyArn": SHARED},
            {"PolicyName": "AmazonSageMakerReadOnly", "PolicyArn": "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"},
        ],
        "Tags": [],
    }


@pytest.fixture
def details(tmp_path: Path) -> str:
    """Account details of three roles that share a policy, with equal inline policies."""
    version = {"Document": allow("iam:PassRole", "*"), "VersionId": "v1", "IsDefaultVersion": True}
    shared = {"PolicyName": "shared", "Arn": SHARED, "Path": "/", "AttachmentCount": 3, "PolicyVersionList": [version]}
    roles = [detail(name, number) for number, name in enumerate(("reader", "writer", "other"))]
    file = tmp_path / "details.json"
    file.write_text(json.dumps({"RoleDetailList": roles, "Policies": [shared]}), encoding="utf-8")
    return str(file)


@pytest.fixture
def role_file(tmp_path: Path) -> str:
    file = tmp_path / "roles.yaml"
    file.write_text(ROLES, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("source", ["details", "role_file"])
@pytest.mark.parametrize("name", COMMANDS)
def test_each_document_is_parsed_at_most_once(
    name: str, source: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of account details and of a role file, by whatever command reads policies."""
    path = request.getfixturevalue(source)
    parsed = parses.count(monkeypatch)
    COMMANDS[name](path)
    assert parsed
    assert {text: count for text, count in parsed.items() if count > 1} == {}


def test_import_parses_each_document_at_most_once(details: str, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though each role is matched with many templates, and made again."""
    parsed = parses.count(monkeypatch)
    assert call("import", "--details", details, "reader", "writer", "other").status == 0
    assert parsed
    assert {text: count for text, count in parsed.items() if count > 1} == {}
