"""Makes the data in src/rolecast/iam/data from pinned packages; docs/explanation/data.md describes it."""
