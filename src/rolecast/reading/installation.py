"""How an optional part of Rolecast is installed: the one place to change when the package is published."""

from __future__ import annotations


def command(extra: str) -> str:
    """The command that adds an extra, such as `aws`, in a checkout of Rolecast."""
    return f"pip install '.[{extra}]'"
