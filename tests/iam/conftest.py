"""A profile of hypothesis for a full run: `pytest tests/iam --hypothesis-profile full`."""

from hypothesis import settings

settings.register_profile("full", settings.get_profile("default"), max_examples=100_000)
