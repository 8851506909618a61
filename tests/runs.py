"""How large a run is: few generated cases by default, or as many as `ROLECAST_EXAMPLES` says."""

import os

IS_LONG = "ROLECAST_EXAMPLES" in os.environ


def case_count(usual: int) -> int:
    """How many cases a test tries."""
    return int(os.environ.get("ROLECAST_EXAMPLES", usual))
