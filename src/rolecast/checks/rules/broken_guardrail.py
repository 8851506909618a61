"""A statement that allows what a setting of the role forbids.

## What it does
Proves for each role of a role file what its `network`, `encryption` and `narrowing` promise, and reports each
statement, those of attached policies too, that lets requests past them, with all such actions.

## Why is this bad
The setting is read as a promise for the whole role. Another activity, a custom policy or an attached one that
allows an action without the condition takes the promise back, and nothing in the role file shows it.

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
    additional_policies: [AmazonSageMakerFullAccess]
```

## Use instead
```yaml
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
narrowing: {network_isolation: true}
guardrails: enforce
roles:
  engineer:
    activities: {manage-models: }
    additional_policies: [AmazonSageMakerFullAccess]
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.guardrails.breaches import remedy
from rolecast.guardrails.proof import Escape
from rolecast.role import Role

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{setting}` does not hold for {actions}": "{actions} には `{setting}` の制限が及びません",
    "`{setting}` does not hold: statement {number} allows {action} and the like without it": (
        "`{setting}` の制限が及びません: ステートメント {number} が {action} などをこの条件なしで許可しています"
    ),
    "`{setting}` does not hold: statements {numbers} allow {action} and the like without it": (
        "`{setting}` の制限が及びません: ステートメント {numbers} が {action} などをこの条件なしで許可しています"
    ),
    "remove the policy, or set `guardrails: enforce` to deny it": (
        "ポリシーを外すか、`guardrails: enforce` を設定して拒否してください"
    ),
    "narrow it there, or set `guardrails: enforce` to deny it": (
        "そのポリシーで制限するか、`guardrails: enforce` を設定して拒否してください"
    ),
    "untick the activity, or set `guardrails: enforce` to deny it": (
        "アクティビティの選択を外すか、`guardrails: enforce` を設定して拒否してください"
    ),
    "use `edition: corrected` or untick the activity, or set `guardrails: enforce` to deny it": (
        "`edition: corrected` を使うかアクティビティの選択を外すか、`guardrails: enforce` を設定して拒否してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    if subject.role is None or not subject.proofs:
        return
    statements = {(each.policy.name, each.index): each for each in subject.granting_or_attached}
    for guardrail, escapes, _ in subject.proofs:
        if any(not demand.actions for demand in guardrail.demands):
            yield from _of_policies(guardrail.setting, escapes, statements, subject.role)
            continue
        for escape in escapes:
            where = statements.get((escape.policy, escape.statement))
            message = f"`{guardrail.setting}` does not hold for {{actions}}"
            mended = remedy(subject.role, escape.policy, guardrail.setting)
            yield Problem(message, where, actions=escape.actions, help=mended)


def _of_policies(
    setting: str, escapes: Iterable[Escape], statements: Mapping[tuple[str, int], CheckedStatement], role: Role
) -> Iterator[Problem]:
    """A problem for each policy. What is asked of every action, each of its statements may lack."""
    by_policy: dict[str, list[Escape]] = {}
    for escape in escapes:
        by_policy.setdefault(escape.policy, []).append(escape)
    for policy, lacking in by_policy.items():
        lacking.sort(key=lambda escape: escape.statement)
        first = statements.get((policy, lacking[0].statement))
        numbers = ", ".join(str(each.statement + 1) for each in lacking)
        where = f"statements {numbers} allow" if len(lacking) > 1 else f"statement {numbers} allows"
        yield Problem(
            f"`{setting}` does not hold: {where} `{lacking[0].actions[0]}` and the like without it",
            first.policy if first else None,
            help=remedy(role, policy, setting),
            place=first.place_of(()) if first else None,
        )
