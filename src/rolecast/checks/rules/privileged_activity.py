"""An activity that few people should have.

## What it does
Lists the activities of a role that can open data to other accounts, spend money or grant permissions to others, with
what each can do. `rolecast activities` lists them in its column `privileged`.

## Why is this bad
It is not, if the person needs the activity. But anyone with such a role can do more than work with SageMaker, so
granting it should be a deliberate decision.

## Example
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  data-scientist:
    persona: data-scientist
    activities:
      s3-bucket-access: {s3_buckets: [fraud-training]}
      share-across-accounts:
```

## Use instead
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
roles:
  data-scientist:
    persona: data-scientist
    activities:
      s3-bucket-access: {s3_buckets: [fraud-training]}
  publisher:
    activities:
      share-across-accounts:
    suppress:
      - rule: privileged-activity
        reason: two people of the platform team share models with the other accounts
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.catalogue.activity import Privilege
from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{activity}` can open data to others: {why}": "`{activity}` はデータを他者に公開できます: {why}",
    "`{activity}` can spend money: {why}": "`{activity}` は費用を発生させることができます: {why}",
    "`{activity}` can give permissions to others: {why}": "`{activity}` は権限を他者に与えることができます: {why}",
    "keep it in a separate role for few people, and suppress this finding with their names as the reason": (
        "少数の担当者のための別のロールに分け、担当者を理由に記載してこの検出結果を抑制してください"
    ),
}

_CAN = {
    Privilege.OPENS_DATA: "can open data to others",
    Privilege.SPENDS_MONEY: "can spend money",
    Privilege.PASSES_RIGHTS: "can give permissions to others",
}


def find(subject: Subject) -> Iterator[Problem]:
    for activity in subject.activities:
        for privilege, text in activity.privileges.items():
            message = f"`{activity.id}` {_CAN[privilege]}: {text['en'].removesuffix('.')}"
            remedy = (
                "keep it in a separate role for few people, and suppress this finding with their names as the reason"
            )
            place = subject.activity_places.get(activity.id) or subject.place
            yield Problem(message, place=place, help=remedy)
