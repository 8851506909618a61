"""A resource type that its service does not have.

## What it does
Compares each ARN of a `Resource` or `NotResource` with the ARN formats of the service that it names, and reports one
that matches none. A `NotResource` is compared too, because a misspelled one exempts nothing.

## Why is this bad
IAM accepts any text after the fifth colon. The statement then matches no resource.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sagemaker:DescribeTrainingJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:trainingjob/*"
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
      "Action": "sagemaker:DescribeTrainingJob",
      "Resource": "arn:aws:sagemaker:us-east-1:123456789012:training-job/*"
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import formats, services
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ("INVALID_ARN_RESOURCE",)
JAPANESE = {
    "`{arn}` matches no resource type of `{service}`": "`{arn}` は `{service}` のどのリソースタイプにも一致しません",
    "such ARNs end in `{form}`": "この ARN の末尾の形式は `{form}` です",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        statement = checked.statement
        element = "NotResource" if statement.resources is None else "Resource"
        for number, text in enumerate(statement.resources or statement.not_resources or ()):
            if not formats.is_everything(text) and is_unknown(text, checked):
                owner = formats.parts(text)[2]
                message = f"`{text}` matches no resource type of `{owner}`"
                yield Problem(message, checked, (element, number), help=_remedy(owner, text))


def is_unknown(resource: str, checked: CheckedStatement) -> bool:
    """Whether neither the ARN's service nor the statement's actions have such a resource."""
    owner = formats.parts(resource)[2]
    if owner not in services.prefixes() or not formats.known(owner) or formats.types(owner, resource):
        return False
    others = {written.prefix for written in checked.actions if written.service} - {owner}
    return not any(formats.types(other, resource) for other in others)


def _remedy(owner: str, resource: str) -> str | None:
    """The most similar ARN formats of the service, if any."""
    words = {re.split(r"[/:$]", known.resource)[0]: known for known in reversed(formats.known(owner))}
    word = re.split(r"[/:*?]", formats.parts(resource)[5])[0]
    if word in words:
        known = words[word]
        return f"such ARNs end in `{known.region}:{known.account}:{known.resource}`"
    return did_you_mean(word, filter(None, words)) if word else None
