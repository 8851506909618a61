"""How large a run is: `ROLECAST_EXAMPLES` says how many cases a usual test tries, and others try a share of that."""

from tests.runs import case_count

EXAMPLES = case_count(100)


def size(share: float) -> int:
    """How many cases a test tries, which takes longer or shorter than a usual one."""
    return max(10, round(share * EXAMPLES))
