"""A set operator on the audience of a token.

## What it does
Reports `ForAllValues` and `ForAnyValue` on the claim `aud` of an identity provider in a trust policy.

## Why is this bad
With most providers a token has one audience. `ForAllValues` then also holds for requests without an audience, and
`ForAnyValue` suggests that several are expected. Check what the provider sends; if it is one audience, leave out the
set operator.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/id.example.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {"ForAnyValue:StringEquals": {"id.example.com:aud": "sts.amazonaws.com"}}
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
      "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/id.example.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {"StringEquals": {"id.example.com:aud": "sts.amazonaws.com"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import oidc_provider, principals
from rolecast.iam.operators import Quantifier

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("CONFIRM_AUDIENCE_CLAIM_TYPE", "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE")
JAPANESE = {
    "`{operator}` is for keys with several values, but `{key}` has only one with most providers": (
        "`{operator}` は複数の値を持つキーのためのものですが、`{key}` の値は通常 1 つです"
    ),
    "use `{operator}`": "`{operator}` を使用してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        providers = [provider for text in principals(checked, "Federated") if (provider := oidc_provider(text))]
        for condition in checked.conditions:
            quantifier = condition.operator.quantifier
            if quantifier is None or condition.key not in [f"{provider}:aud" for provider in providers]:
                continue
            name, key = condition.operator.name, condition.written.key
            code = ACCESS_ANALYZER[quantifier is Quantifier.ANY]
            message = f"`{name}` is for keys with several values, but `{key}` has only one with most providers"
            remedy = f"use `{name.partition(':')[2]}`"
            yield Problem(message, checked, condition.path, help=remedy, access_analyzer=code)
