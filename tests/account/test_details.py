"""Roles from a file that lists an account's authorization details."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from rolecast.account.details import load
from rolecast.account.state import PolicyVersion
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import InputError

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
POLICY = "arn:aws:iam::123456789012:policy/ml/reading"
ROLE: dict[str, Any] = {
    "Path": "/ml/",
    "RoleName": "Sagemaker-People",
    "RoleId": "AROAEXAMPLE",
    "Arn": "arn:aws:iam::123456789012:role/ml/Sagemaker-People",
    "AssumeRolePolicyDocument": TRUST,
    "InstanceProfileList": [{"InstanceProfileName": "machines"}],
    "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": DOCUMENT}],
    "AttachedManagedPolicies": [{"PolicyName": "reading", "PolicyArn": POLICY}],
    "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": POLICY},
    "Tags": [{"Key": "team", "Value": "a"}],
}
DETAILS: dict[str, Any] = {
    "UserDetailList": [],
    "GroupDetailList": [],
    "RoleDetailList": [ROLE],
    "Policies": [
        {
            "PolicyName": "reading",
            "Arn": POLICY,
            "Path": "/ml/",
            "DefaultVersionId": "v10",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 1,
            "PolicyVersionList": [
                {"Document": DOCUMENT, "VersionId": "v10", "IsDefaultVersion": True},
                {"Document": TRUST, "VersionId": "v9", "IsDefaultVersion": False},
            ],
        },
        {"PolicyName": "PowerUserAccess", "Arn": "arn:aws:iam::aws:policy/PowerUserAccess", "PolicyVersionList": []},
    ],
}


def write(folder: Path, value: object) -> str:
    path = folder / "details.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return str(path)


def test_a_file_of_the_cli(tmp_path: Path) -> None:
    """As `aws iam get-account-authorization-details` writes it."""
    account = load(write(tmp_path, DETAILS))
    role = account.role("sagemaker-people")
    assert account.id == "123456789012"
    assert role is not None
    assert role is account.role("SAGEMAKER-PEOPLE")
    assert (role.name, role.path, role.attached) == ("Sagemaker-People", "/ml/", (POLICY,))
    assert role.inline == {"own": Document(DOCUMENT)}
    assert role.permissions_boundary == POLICY
    assert role.tags == {"team": "a"}
    assert role.instance_profiles == ("machines",)
    assert list(account.policies) == [POLICY]
    policy = account.policies[POLICY]
    assert policy.document == Document(DOCUMENT)
    assert policy.versions == (
        PolicyVersion("v9", Document(TRUST), False),
        PolicyVersion("v10", Document(DOCUMENT), True),
    )
    assert policy.uses == 2
    assert account.policies_named("Reading") == [policy]
    assert account.roles_with(POLICY) == [role]


def test_what_such_a_file_does_not_have_is_not_known(tmp_path: Path) -> None:
    """It is None and not a usual value: nobody may take it for the truth."""
    account = load(write(tmp_path, DETAILS))
    role = account.role("sagemaker-people")
    assert role is not None
    assert (role.description, role.max_session_duration) == (None, None)
    assert account.policies[POLICY].tags is None


def test_documents_as_the_api_itself_has_them(tmp_path: Path) -> None:
    """Percent-encoded text, where the file was not written by the CLI."""
    encoded = {**ROLE, "AssumeRolePolicyDocument": quote(json.dumps(TRUST))}
    role = load(write(tmp_path, {"RoleDetailList": [encoded]})).role("sagemaker-people")
    assert role is not None
    assert role.trust_policy == Document(TRUST, PolicyType.TRUST)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{", "it is not JSON"),
        ([], "it has no `RoleDetailList`"),
        ({"Roles": []}, "it has no `RoleDetailList`"),
        ({"RoleDetailList": [{}]}, "a role or a policy in it cannot be read: KeyError('RoleName')"),
        ({"RoleDetailList": []}, "it has roles of 0 accounts"),
        (
            {"RoleDetailList": [ROLE, {**ROLE, "RoleName": "x", "Arn": "arn:aws:iam::111122223333:role/x"}]},
            "it has roles of 2 accounts",
        ),
    ],
)
def test_another_file_is_refused(tmp_path: Path, value: object, problem: str) -> None:
    """The message says what is missing, and the command that writes such a file."""
    path = write(tmp_path, value)
    with pytest.raises(InputError) as error:
        load(path)
    assert f"`{path}` does not hold an account's authorization details: {problem}" in str(error.value)
    assert f"\n  help: write one with `aws iam get-account-authorization-details > {path}`" in str(error.value)
