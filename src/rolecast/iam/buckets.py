"""Names that no S3 bucket can have.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ARN = re.compile(r"arn:[^:]*:s3:::([^/]*)")
_FOREIGN = re.compile(r"[^A-Za-z0-9._*?-]")
_LEAST, _MOST = 3, 255  # until 2018, names in us-east-1 had up to 255 characters


class Impossible(NamedTuple):
    """The reason why no such bucket exists, to follow "no bucket", and a correction if there is one."""

    reason: str
    remedy: str | None


def name(arn: str) -> str | None:
    """The bucket in the ARN or pattern of a bucket or object; None for any other resource."""
    found = _ARN.match(arn)
    return found[1] if found else None


def impossible(name: str) -> Impossible | None:
    """The reason why no bucket has the name or matches the pattern; None if one may."""
    if found := foreign(name):
        return found
    if "*" not in name and not _LEAST <= len(name) <= _MOST:
        return Impossible(f"has a name of {len(name)} character{'s' if len(name) != 1 else ''}", None)
    return None


def foreign(name: str) -> Impossible | None:
    """The reason if the name or pattern has a character that bucket names cannot contain; None otherwise."""
    found = _FOREIGN.search(name)
    if not found:
        return None
    before, _, after = name.partition(":")
    remedy = f"write `{before}/{after}`" if before and after else None
    return Impossible(f"has `{found[0]}` in its name", "remove `s3://`" if name == "s3:" else remedy)
