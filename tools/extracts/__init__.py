"""Makes the data that Rolecast ships in src/rolecast/iam/data from pinned packages; docs/data.md tells about it."""
