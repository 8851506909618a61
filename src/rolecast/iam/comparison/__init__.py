"""What does one set of policies allow that another does not: a proof that there is nothing, or requests that show it.

Compared are well-formed requests, whether or not AWS's service reference knows their actions and resources: a resource
is `*` or an ARN of six parts, whose first five parts no wildcard of a policy runs across; a condition key has values of
its type, and several only if it is a list. docs/explanation/comparison.md has more.
"""

from __future__ import annotations

from rolecast.iam.comparison.budget import Budget
from rolecast.iam.comparison.compare import Comparison, Verdict, allows_more, combined, compare, granted, verdict
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
    "combined",
    "compare",
    "granted",
    "to_json",
    "verdict",
]
