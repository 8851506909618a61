"""A suppression of something that is not found.

## What it does
Reports each entry of `suppress:`, or of the file of `--suppressions`, that no finding is for.

## Why is this bad
Whatever it was for is mended, or it never was for what its writer meant. Left there, it will one day hide something
new.

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


def find(subject: Subject) -> Iterable[Problem]:  # noqa: ARG001
    """Nothing: which suppressions are unused is known only after all rules; `suppressions.unused` tells."""
    return ()
