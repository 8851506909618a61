"""A passed role lets someone work with more permissions than their own.

## What it does
Looks, in all policies of a role together, for `iam:PassRole` on any role next to actions that make a service run code
or calls with the role that it is passed: notebooks, training and processing jobs, Studio profiles, pipelines and
models of SageMaker, instances of EC2, functions of Lambda, jobs of Glue, stacks of CloudFormation and so on.

A condition on `iam:PassedToService` that excludes the service is taken into account. Passing roles that are named, or
whose names match a pattern, is not reported, because it is not known what those roles can do.

## Why is this bad
A user who opens a notebook that runs with the account's most powerful role for SageMaker can do everything that this
role can do.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*"
    },
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "*",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*"
    },
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::123456789012:role/compute",
      "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.access.ways import WayKind
from rolecast.checks.escalation import by_statement
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{actions}: a way to act with any role, because `iam:PassRole` is allowed on any role": (
        "{actions}: `iam:PassRole` が任意のロールに対して許可されているため、任意のロールのアクセス許可で操作できます"
    ),
    "deny `iam:PassRole` on all roles except the intended ones": (
        "意図するロール以外に対する `iam:PassRole` を拒否してください"
    ),
    "name the roles that can be passed": "渡すことができるロールを指定してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for first, ways in by_statement(subject, WayKind.PASSED_ROLE).items():
        message = "{actions}: a way to act with any role, because `iam:PassRole` is allowed on any role"
        is_own = subject.is_own(first)
        remedy = (
            "name the roles that can be passed"
            if is_own
            else "deny `iam:PassRole` on all roles except the intended ones"
        )
        yield Problem(message, first, actions=ways, help=remedy)
