"""A service can assume the role on behalf of any account.

## What it does
Reports an Allow of a trust policy for a service that sends the account or resource on whose behalf it calls, without a
condition on `aws:SourceArn`, `aws:SourceAccount` or the organization of the source. Services known to send it: Bedrock,
DataSync, Fraud Detector, IoT, Personalize, EventBridge Scheduler and SageMaker.

## Why is this bad
A service works for many accounts. If another account can make it assume the role for a resource of that account, the
other account can use the role. The console's own trust policies do not guard against this, which is why it is a
suggestion.

For SageMaker, use the pattern `arn:aws:sagemaker:REGION:ACCOUNT:*`: narrower ones break inference and Studio.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
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
      "Principal": {"Service": "sagemaker.amazonaws.com"},
      "Action": "sts:AssumeRole",
      "Condition": {
        "ArnLike": {"aws:SourceArn": "arn:aws:sagemaker:us-east-1:123456789012:*"},
        "StringEquals": {"aws:SourceAccount": "123456789012"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
- https://docs.aws.amazon.com/bedrock/latest/userguide/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/datasync/latest/userguide/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/frauddetector/latest/ug/confused-deputy-prevention.html
- https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/personalize/latest/dg/cross-service-confused-deputy-prevention.html
- https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import limits_any, principals

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",)
JAPANESE = {
    "{services} can assume the role on behalf of any account": (
        "{services} は、どのアカウントのためにもこのロールを引き受けることができます"
    ),
    "add conditions on `aws:SourceArn` and `aws:SourceAccount`; in a role file, `trust: {confused_deputy: true}`": (
        "`aws:SourceArn` と `aws:SourceAccount` の条件を追加してください。ロールファイルでは `trust: "
        "{confused_deputy: true}` です"
    ),
}
_REMEDY = "add conditions on `aws:SourceArn` and `aws:SourceAccount`; in a role file, `trust: {confused_deputy: true}`"
_SOURCES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
_TELLING = frozenset(
    f"{service}.amazonaws.com"
    for service in ("bedrock", "datasync", "frauddetector", "iot", "personalize", "sagemaker", "scheduler")
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        services = tuple(text for text in principals(checked, "Service") if text in _TELLING)
        if services and not limits_any(checked, *_SOURCES):
            message = f"{listed(services)} can assume the role on behalf of any account"
            yield Problem(message, checked, ("Principal",), help=_REMEDY)
