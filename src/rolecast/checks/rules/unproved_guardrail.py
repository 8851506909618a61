"""A setting of the role that is not proved to hold.

## What it does
Tries to prove, for each role of a role file, that its `network`, `encryption` and `narrowing` hold for every request.
Reports a setting that can be neither proved nor refuted, because the text of an attached policy is not known or because
the statements have too many cases to compare.

## Why is this bad
Readers take the setting as a promise, but it is not known whether a policy breaks it.

## Example
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
narrowing: {network_isolation: true}
roles:
  engineer:
    activities: {manage-models: }
    additional_policies: ["arn:aws:iam::123456789012:policy/team"]
```

## Use instead
Add the document of the policy to `known_policies`, by its ARN, or set `guardrails: enforce`, which denies what the
settings forbid, whatever the policy allows.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.guardrails.breaches import REMEDY_OF_DOUBT, doubted

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{setting}` is not known to hold: the text of {policy} is not known": (
        "`{setting}` の制限が守られているかは不明です: {policy} の内容が不明です"
    ),
    "`{setting}` is not known to hold: {doubt}": "`{setting}` の制限が守られているかは不明です: {doubt}",
    "add it to `known_policies`, or set `guardrails: enforce` to deny what the setting forbids": (
        "`known_policies` に追加するか、`guardrails: enforce` を設定して、禁止するものを拒否してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for proof in subject.proofs:
        for doubt in proof.doubts:
            yield Problem(doubted(proof.guardrail.setting, doubt), help=REMEDY_OF_DOUBT)
