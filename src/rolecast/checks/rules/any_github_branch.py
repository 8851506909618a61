"""Any branch of a GitHub repository can assume the role.

## What it does
Reports an Allow of a trust policy for GitHub Actions whose condition on `sub` has a wildcard: in the repository, or in
what follows it, the branch, tag or environment.

## Why is this bad
Anyone who can push a branch or open a pull request from within the repository can assume the role, without a review.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/models:*"}
      }
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
      "Principal": {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example/models:ref:refs/heads/main"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import claims, oidc_provider, principals
from rolecast.iam.operators import ValueComparison

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",)
JAPANESE = {
    "`{value}` matches more than one repository or branch": "`{value}` は複数のリポジトリやブランチに一致します",
    "name one repository and branch, such as `repo:OWNER/REPOSITORY:ref:refs/heads/main`": (
        "`repo:OWNER/REPOSITORY:ref:refs/heads/main` のように両方を指定してください"
    ),
}
_HOST = "token.actions.githubusercontent.com"
_OWNER = r"repo:[^*?/:]+/"  # without an owner, `open-federation` reports it


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        for text in principals(checked, "Federated"):
            provider = oidc_provider(text)
            if provider is None or not provider.startswith(_HOST):
                continue
            for condition in claims(checked, provider).get("sub", ()):
                if condition.operator.comparison is not ValueComparison.TEXT_PATTERN:
                    continue
                for number, value in enumerate(condition.written.values):
                    if re.match(_OWNER, value) and ("*" in value or "?" in value):
                        message = f"`{value}` matches more than one repository or branch"
                        remedy = "name one repository and branch, such as `repo:OWNER/REPOSITORY:ref:refs/heads/main`"
                        yield Problem(message, checked, (*condition.path, number), help=remedy)
