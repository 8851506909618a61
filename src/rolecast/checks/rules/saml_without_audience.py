"""A SAML provider without a condition on the audience.

## What it does
Reports an Allow of a trust policy for a SAML provider without a condition on `SAML:aud` or `SAML:iss`, or on another
key of the assertion.

## Why is this bad
The audience says for which endpoint an assertion was issued. AWS's own trust policies for SAML have the condition, and
IAM's console adds it.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"},
      "Action": "sts:AssumeRoleWithSAML"
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
      "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"},
      "Action": "sts:AssumeRoleWithSAML",
      "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import ProviderKind, limits_any, principals, provider_kind

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{provider}`: assertions for any audience are accepted": (
        "`{provider}`: どの対象者のアサーションでも受け入れられます"
    ),
    'add `"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}`': (
        '`"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}` を追加してください'
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        providers = [text for text in principals(checked, "Federated") if provider_kind(text) is ProviderKind.SAML]
        if providers and checked.is_about("sts:assumerolewithsaml") and not limits_any(checked, "saml:"):
            message = f"`{providers[0]}`: assertions for any audience are accepted"
            remedy = 'add `"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}`'
            yield Problem(message, checked, ("Principal",), help=remedy)
