"""A statement that adds nothing to others.

## What it does
Compares the statements of all policies of a role, attached AWS managed policies included, and reports one whose actions
and resources are already covered by another statement with the same effect and with the same conditions or none. In a
role of at most 100 statements, it also reports one that adds nothing to several others together, such as one for each
value of a condition; the proof is that of `rolecast compare`.

## Why is this bad
It has no effect and uses up the policy's quota of characters. Somebody who removes the other statement, to remove a
permission, does not remove it.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::raw-data/*"},
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/images/*"}
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks import meaning
from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import MOST_COMPARED, Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ("REDUNDANT_STATEMENT",)
FOR_AUTHORS = True
JAPANESE = {
    "statement {number} covers this one": "このステートメントはステートメント {number} に含まれています",
    "statement {number} of the policy `{policy}` covers this one": (
        "このステートメントはポリシー `{policy}` のステートメント {number} に含まれています"
    ),
    "other statements together allow everything that this one does": (
        "このステートメントが許可するものは、ほかのステートメントを合わせるとすべて許可されています"
    ),
    "other statements together deny everything that this one does": (
        "このステートメントが拒否するものは、ほかのステートメントを合わせるとすべて拒否されています"
    ),
    "remove it": "削除してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    if not 1 < len(subject.granting_or_attached) <= MOST_COMPARED:
        return
    overlapping = [checked for checked in subject.grants.overlapping if subject.is_own(checked)]
    if not overlapping:
        return
    dropped: set[int] = set()
    for checked in overlapping:
        cover = _cover(checked, subject, dropped)
        if cover is not None:
            dropped.add(id(checked))
            yield Problem(f"{_name(cover, checked)} covers this one", checked, help="remove it")
    kept = [checked for checked in subject.granting_or_attached if id(checked) not in dropped]
    likely = [checked for checked in overlapping if id(checked) not in dropped]
    for checked in meaning.redundant(subject, likely, kept):
        verb = "allow" if checked.is_allow else "deny"
        yield Problem(f"other statements together {verb} everything that this one does", checked, help="remove it")


def _cover(checked: CheckedStatement, subject: Subject, dropped: set[int]) -> CheckedStatement | None:
    """A kept statement that covers this one, preferably with the same conditions; None if there is none."""
    if not checked.statement.actions or not checked.statement.resources:
        return None
    near = [
        each
        for each in subject.grants.of_service(min(checked.prefixes), is_allow=checked.is_allow)
        if each is not checked and each.statement.actions and each.statement.resources and id(each) not in dropped
    ]
    own = frozenset(checked.statement.conditions)
    alike = [each for each in near if frozenset(each.statement.conditions) == own]
    plain = [each for each in near if own and not each.statement.conditions]
    return next((each for each in (*alike, *plain) if _covers(each, checked)), None)


def _covers(wide: CheckedStatement, narrow: CheckedStatement) -> bool:
    if not wide.has_patterns and (narrow.has_patterns or not narrow.literals <= wide.literals):
        return False  # the usual case
    if not wide.prefixes >= narrow.prefixes and "*" not in wide.prefixes:
        return False
    return wide.reach.actions.covers(narrow.reach.actions) and wide.resources.covers(narrow.resources)


def _name(cover: CheckedStatement, checked: CheckedStatement) -> str:
    sid = f" (`{cover.statement.sid}`)" if cover.statement.sid else ""
    policy = "" if cover.policy is checked.policy else f" of the policy `{cover.policy.name}`"
    return f"statement {cover.index + 1}{sid}{policy}"
