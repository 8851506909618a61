"""A managed policy whose version is not 2012-10-17.

## What it does
Reports a customer managed policy in a role file, a template or a Terraform plan whose `Version` is 2008-10-17 or
missing. An inline policy may have either version.

## Why is this bad
A managed policy must have version 2012-10-17. IAM refuses to create another one.

## Example
`Version: "2008-10-17"` in an `AWS::IAM::ManagedPolicy` of a CloudFormation template, or in the `policy` of Terraform's
`aws_iam_policy`.

## Use instead
`Version: "2012-10-17"`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.statements import VERSION
from rolecast.role import PolicyKind

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ()
JAPANESE = {
    "a managed policy cannot have version `{version}`": "マネージドポリシーのバージョンを `{version}` にはできません",
    "a managed policy must have a `Version`": "マネージドポリシーには `Version` が必要です",
    'write `"Version": "{version}"`': '`"Version": "{version}"` と書いてください',
    'add `"Version": "{version}"`': '`"Version": "{version}"` を追加してください',
}


# IAM says so when it rejects one; its page on Version does not:
# https://github.com/Meteor-Community-Packages/Meteor-CollectionFS/issues/630 (2008-10-17),
# https://github.com/wercker/step-s3sync/pull/25 (none)
def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.policies:
        version = policy.document.version
        if policy.kind is not PolicyKind.MANAGED or version == VERSION:
            continue
        if version is None:
            message, remedy = "a managed policy must have a `Version`", f'add `"Version": "{VERSION}"`'
            yield Problem(message, policy, help=remedy, access_analyzer="MISSING_VERSION")
        else:
            message = f"a managed policy cannot have version `{version}`"
            yield Problem(message, policy, help=f'write `"Version": "{VERSION}"`')
