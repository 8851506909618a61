"""What each edition gets right of the requests of the catalogue, as docs/reference/corrections.md says."""

from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.skipif(
    not (Path(__file__).parents[2] / "tools" / "reference").is_dir(),
    reason="needs tools/reference, which the repository has and the source distribution has not",
)
@pytest.mark.parametrize("kind", ["must_allow", "must_not_allow"])
def test_the_corrected_edition_gets_all_right_and_the_consoles_does_not(kind: str) -> None:
    """Of the requests that must be allowed, and of those that must not be."""
    total, console, corrected = import_module("tools.reference.measured").score(kind)
    assert console < corrected == total
