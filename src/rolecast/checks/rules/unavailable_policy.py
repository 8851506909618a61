"""A policy whose text is not known.

## What it does
Lists the managed policies of a role whose text Rolecast does not have: those of the account, and AWS's own that are
newer than its data.

## Why is this bad
What such a policy allows or denies is not known. Rules about missing permissions then report nothing for the role, and
other rules may report something that the policy denies.

## Example
A role with `additional_policies: [arn:aws:iam::123456789012:policy/team-access]`.

## Use instead
Add the document to `known_policies`, by the policy's ARN, or to the role's `extra_policies`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.SUGGESTION
ACCESS_ANALYZER = ()
_REMEDY = "in a role file, add it to `known_policies`"
JAPANESE = {
    _REMEDY: "ロールファイルでは `known_policies` に追加してください",
    "the text of `{arn}` is not known: what it allows or denies is not checked": (
        "`{arn}` の内容が不明なため、何を許可または拒否するかわかりません"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for arn in subject.unavailable:
        yield Problem(f"the text of `{arn}` is not known: what it allows or denies is not checked", help=_REMEDY)
