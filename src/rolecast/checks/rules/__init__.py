"""One rule a file; `rolecast.checks.rulebook` tells what is in it."""
