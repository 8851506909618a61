"""One rule per file. `rolecast.checks.rulebook` describes their format."""
