"""Exact comparison of policies: proves that one set allows nothing that another does not, or finds requests.

Considers all well-formed requests, whether or not AWS's service reference has their actions and resources. A resource
is `*` or an ARN of six parts, and no wildcard matches across its first five parts. A condition key has values of its
type, and several only if it is a list. See docs/explanation/comparison.md.
"""

from __future__ import annotations

from rolecast.iam.comparison.budget import Budget
from rolecast.iam.comparison.compare import (
    Comparison,
    Verdict,
    allows_more,
    any_of,
    combined,
    compare,
    granted,
    verdict,
)
from rolecast.iam.comparison.languages import Home
from rolecast.iam.comparison.report import to_json
from rolecast.iam.comparison.summary import Gain, Heading

__all__ = [
    "Budget",
    "Comparison",
    "Gain",
    "Heading",
    "Home",
    "Verdict",
    "allows_more",
    "any_of",
    "combined",
    "compare",
    "granted",
    "to_json",
    "verdict",
]
