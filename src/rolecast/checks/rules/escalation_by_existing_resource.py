"""Existing notebooks, functions, instances and similar resources let the role act with other roles' permissions.

## What it does
Looks, in all policies of a role together, for actions that put code or a session into something that already runs with
a role: opening a notebook instance or a Studio profile, changing their lifecycle configuration, replacing a function's
code, starting a build with other commands, running a command on an instance or in a task, updating a stack and so on.
Only complete combinations are reported, and only where they are allowed on resources of any name. No `iam:PassRole` is
needed for them.

Deny statements, the permissions boundary and conditions on the resource, such as `aws:ResourceTag`, are taken into
account. Resources that are named, or whose names match a pattern, are not reported, because it is not known what their
roles can do. Changing any pipeline is not reported for the activities Manage Pipelines and Schedule Pipelines, whose
purpose that is; `narrowing` limits them to pipelines with certain tags.

## Why is this bad
A role that can open every notebook of the account has the permissions of the most powerful notebook role.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:CreatePresignedNotebookInstanceUrl",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:notebook-instance/*"
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
      "Action": "sagemaker:CreatePresignedNotebookInstanceUrl",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:notebook-instance/*",
      "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/security-access-control.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
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
    "{actions}: a way to act with the role of an existing resource, whatever its name": (
        "{actions}: 名前を問わず、既存のリソースのロールのアクセス許可で操作できます"
    ),
    "deny it on all resources except the intended ones": "意図するリソース以外に対して拒否してください",
    "name the resources, or limit them by their tags": "リソースを指定するか、タグで制限してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for first, ways in by_statement(subject, WayKind.EXISTING_RESOURCE).items():
        message = "{actions}: a way to act with the role of an existing resource, whatever its name"
        is_own = subject.is_own(first)
        remedy = (
            "name the resources, or limit them by their tags"
            if is_own
            else "deny it on all resources except the intended ones"
        )
        yield Problem(message, first, actions=ways, help=remedy)
