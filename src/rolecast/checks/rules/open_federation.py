"""Everybody with an account at an identity provider is let in.

## What it does
Reports an Allow of a trust policy for an OpenID Connect provider, without a condition on any of the provider's own
keys, such as `token.actions.githubusercontent.com:sub`.

## Why is this bad
Public providers give tokens to everybody. Without a condition on the audience or the subject each of them can assume
the role.

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
      "Action": "sts:AssumeRoleWithWebIdentity"
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
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:example/models:ref:refs/heads/main"
        }
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import needs_any, principals, trusting

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
_BUILT_IN = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")


def find(subject: Subject) -> Iterator[Problem]:
    for checked in trusting(subject):
        for text in principals(checked, "Federated"):
            provider = text.partition(":oidc-provider/")[2] or (text if text in _BUILT_IN else "")
            if provider and not needs_any(checked, f"{provider.lower()}:"):
                message = f"everybody with a token of `{provider}` may assume the role"
                remedy = f"add conditions on `{provider}:aud` and `{provider}:sub`"
                yield Problem(message, checked, ("Principal",), help=remedy)
