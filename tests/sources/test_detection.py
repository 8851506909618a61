"""What a text is told to be, and what is said of one that is no source."""

from __future__ import annotations

import pytest

from rolecast.reading.faults import InputError
from rolecast.sources import texts
from rolecast.sources.contents import SourceKind

POLICY = '{"Version": "2012-10-17", "Statement": []}'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("version: 1\nroles: {}", SourceKind.ROLE_FILE),
        ("version: 1", SourceKind.ROLE_FILE),
        ("roles: {}", SourceKind.ROLE_FILE),
        (POLICY, SourceKind.POLICY),
        ("Version: '2012-10-17'", SourceKind.POLICY),
        ("Statement: []", SourceKind.POLICY),
        ('{"RoleDetailList": []}', SourceKind.DETAILS),
        ('{"UserDetailList": [], "Policies": []}', SourceKind.DETAILS),
        ('{"Resources": {"a": {"Type": "AWS::S3::Bucket"}}}', SourceKind.CLOUDFORMATION),
        ('{"format_version": "1.0", "values": {}}', SourceKind.TERRAFORM),
        ('{"Role": {"RoleName": "r"}}', SourceKind.ANSWER),
    ],
)
def test_kinds_are_told_by_the_content(text: str, kind: SourceKind) -> None:
    """Whatever the file is called."""
    assert texts.parse(text, "file").kind is kind


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("", "f.yaml", "f.yaml:1:1: this is neither a role file nor a policy"),
        ("[]", "f.json", "f.json:1:1: this is neither a role file nor a policy"),
        ("a: b", "f.yaml", "f.yaml:1:1: this is neither a role file nor a policy"),
        ('{"Resources": {"a": 1}}', "f.json", "f.json:1:1: this is neither a role file nor a policy"),
        ('resource "aws_iam_role" "r" {}', "f", "`f` is Terraform configuration\n  help: `terraform plan -out plan"),
        ("anything", "main.tf", "`main.tf` is Terraform configuration"),
        (
            '{"version": 4, "terraform_version": "1.9", "resources": []}',
            "f.json",
            "f.json:1:1: this is a Terraform state as it is stored\n  help: `terraform show -json`",
        ),
        ('{"resource": {"aws_iam_role": {}}}', "f.json", "f.json:1:1: this is Terraform configuration"),
        (
            '{"format_version": "1.0", "terraform_version": "1"}',
            "f.json",
            "f.json:1:1: this Terraform plan or state has no",
        ),
        ('{"User": {"UserName": "ada"}}', "f.json", "f.json:1:1: this is about a user or a group, without policies"),
        ("apiVersion: v1", "f.yaml", "f.yaml:1:1: this is a Kubernetes manifest"),
        (
            '{"Effect": "Allow"}',
            "f.json",
            "f.json:1:1: this is a single statement\n  help: put it under `Statement`",
        ),
        ("RoleDetailList: []", "f.yaml", "f.yaml:1:1: account details are only read as JSON\n  help: write"),
    ],
)
def test_what_is_no_source_is_answered_with_what_it_looks_like(text: str, name: str, expected: str) -> None:
    """And with what to do."""
    with pytest.raises(InputError) as raised:
        texts.parse(text, name)
    assert str(raised.value).startswith(expected)


def test_a_kind_that_is_named_has_to_fit() -> None:
    """A policy is whatever policy somebody says; something else stays what it is."""
    assert texts.parse(POLICY, "f.json", SourceKind.SCP).kind is SourceKind.SCP
    assert texts.parse("[]", "f.json", SourceKind.TRUST_POLICY).kind is SourceKind.TRUST_POLICY
    with pytest.raises(InputError, match="this is not a `terraform`, but a `identity-policy`\n  help: give it as"):
        texts.parse(POLICY, "f.json", SourceKind.TERRAFORM)
    with pytest.raises(InputError, match="this is neither"):
        texts.parse("[]", "f.json", SourceKind.CLOUDFORMATION)
