"""A value that is known only after deployment.

## What it does
Lists the parameters, references and conditions of a template, and the unknown values of a Terraform plan, that a policy
contains.

## Why is this bad
Nothing is assumed about such a value. Statements that contain it are reported only for problems that they have whatever
the value is, and they may contain what seems to be missing elsewhere.

## Example
`"Resource": {"Ref": "BucketArn"}` in a CloudFormation template.

## Use instead
The value itself, if it is the same in every deployment. Or check what was deployed: the output of `aws iam
get-account-authorization-details` has all values.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "checked only in part: {texts} can be any text": (
        "わかっている範囲で確認しました。{texts} は任意の文字列になる可能性があります"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for policy, expressions in subject.open_texts:
        yield Problem(f"checked only in part: {listed(expressions)} can be any text", policy)
