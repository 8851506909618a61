"""A suppression that matches no finding.

## What it does
Reports each entry of `suppress:`, or of the file given with `--suppressions`, that matches no finding.

## Why is this bad
Either the problem is fixed, or the suppression never matched what its author meant. If it stays, it can hide a new
problem.

## Example
`suppress: [{rule: full-access, reason: legacy}]` in a role that does not allow everything.

## Use instead
The role without this entry.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html
"""

from __future__ import annotations

from collections.abc import Iterable

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "this suppression of `{rule}` matches no finding": "この `{rule}` の抑制に一致する検出結果はありません",
    "remove it": "削除してください",
}


def find(subject: Subject) -> Iterable[Problem]:  # noqa: ARG001
    """Nothing: unused suppressions are known only after all rules; see `suppressions.unused`."""
    return ()
