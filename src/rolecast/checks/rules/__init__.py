"""One rule per file; `rolecast.checks.rulebook` says what is in it."""
