"""Unfilled placeholders of Terraform, CloudFormation, shells and hand-written templates in texts that IAM reads."""

from __future__ import annotations

import re
from typing import NamedTuple

# A policy variable has one colon; `${*}`, `${?}` and `${$}` are characters. `{{...}}` are Rolecast's own. AWS uses
# names with a dollar sign for versions, IoT topics, routes and stages of API Gateway, and folder markers in S3.
_PLACEHOLDERS = (
    ("a placeholder", re.compile(r"\$\{(?![*?$]\})[\w.-]+\}|\$\{\s*\w+::[\w.:]+\s*\}")),
    (
        "a shell variable",
        re.compile(r"\$(?!(?:DEFAULT|LATEST|aws|default|connect|disconnect|folder)\b)\w+|\$\([^)]*\)"),
    ),
    ("a placeholder", re.compile(r"<[\w .-]+>")),
)


class Placeholder(NamedTuple):
    """The kind of placeholder, with its article, and its text."""

    kind: str
    text: str


def find(text: str) -> Placeholder | None:
    """The first placeholder in a text; None if there is none."""
    for kind, pattern in _PLACEHOLDERS if "$" in text or "<" in text else ():
        if found := pattern.search(text):
            return Placeholder(kind, found[0])
    return None
