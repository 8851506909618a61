"""Placeholders of Terraform, CloudFormation, shells and hand-written templates, left in a text where IAM reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

# A policy variable has one colon; `${*}`, `${?}` and `${$}` are characters. `{{...}}` is Rolecast's own. AWS calls
# versions, topics of IoT, routes and stages of API Gateway and the marks of folders in S3 by names with a dollar sign.
_PLACEHOLDERS = (
    ("a placeholder", re.compile(r"\$\{(?![*?$]\})[\w.-]+\}|\$\{\s*\w+::[\w.:]+\s*\}")),
    (
        "a shell variable",
        re.compile(r"\$(?!(?:DEFAULT|LATEST|aws|default|connect|disconnect|folder)\b)\w+|\$\([^)]*\)"),
    ),
    ("a placeholder", re.compile(r"<[\w .-]+>")),
)


class Placeholder(NamedTuple):
    """What it is, with its article, and as it is written."""

    kind: str
    text: str


def find(text: str) -> Placeholder | None:
    """The first placeholder in a text."""
    for kind, pattern in _PLACEHOLDERS if "$" in text or "<" in text else ():
        if found := pattern.search(text):
            return Placeholder(kind, found[0])
    return None
