"""A statement that allows what a setting of the role forbids.

## What it does
Tries to prove, for each role of a role file, that its `network`, `encryption` and `narrowing` hold for every request.
Reports each statement, including those of attached policies, that allows a request against these settings, with all
such actions.

## Why is this bad
Readers take the setting as a promise for the whole role. Another activity, a custom policy or an attached policy that
allows an action without the condition breaks the promise, and nothing in the role file shows it.

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
from rolecast.guardrails.breaches import broken, remedy, statements
from rolecast.guardrails.escapes import Escape
from rolecast.role import Role

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{setting}` does not hold for {actions}": "{actions} には `{setting}` の制限が及びません",
    "`{setting}` does not hold for {action} and others: statement {number}": (
        "{action} などには `{setting}` の制限が及びません: ステートメント {number}"
    ),
    "`{setting}` does not hold for {action} and others: statements {numbers}": (
        "{action} などには `{setting}` の制限が及びません: ステートメント {numbers}"
    ),
    "remove the policy, or set `guardrails: enforce` to deny it": (
        "ポリシーを削除するか、`guardrails: enforce` を設定して拒否してください"
    ),
    "narrow it there, or set `guardrails: enforce` to deny it": (
        "そこで絞り込むか、`guardrails: enforce` を設定して拒否してください"
    ),
    "add the conditions there, or set `guardrails: enforce` to deny it": (
        "そのステートメントに条件を追加するか、`guardrails: enforce` を設定して拒否してください"
    ),
    "remove the activity, or set `guardrails: enforce` to deny it": (
        "アクティビティの選択を解除するか、`guardrails: enforce` を設定して拒否してください"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    if subject.role is None or not subject.proofs:
        return
    statements_of_role = (*subject.granting_or_attached, *subject.trusting)
    checked = {(each.policy.name, each.index): each for each in statements_of_role}
    for proof in subject.proofs:
        setting = proof.guardrail.setting
        if any(not requirement.actions for requirement in proof.guardrail.requirements):
            yield from _of_policies(setting, proof.escapes, checked, subject.role)
            continue
        for escape in proof.escapes:
            where = checked.get((escape.policy, escape.statement))
            yield Problem(
                broken(setting, "{actions}"),
                where,
                actions=escape.actions,
                help=remedy(subject.role, escape.policy),
                needs=(setting,),  # not actions, since corrections would grant more of these
            )


def _of_policies(
    setting: str, escapes: Iterable[Escape], checked: Mapping[tuple[str, int], CheckedStatement], role: Role
) -> Iterator[Problem]:
    """A problem for each policy. Requirements on every action apply to each of its statements."""
    by_policy: dict[str, list[Escape]] = {}
    for escape in escapes:
        by_policy.setdefault(escape.policy, []).append(escape)
    for policy, lacking in by_policy.items():
        lacking.sort(key=lambda escape: escape.statement)
        first = checked.get((policy, lacking[0].statement))
        yield Problem(
            f"{broken(setting, f'`{lacking[0].actions[0]}` and others')}: {statements(lacking)}",
            first.policy if first else None,
            help=remedy(role, policy),
            place=first.place_of(()) if first else None,
        )
