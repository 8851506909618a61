"""Names that no S3 bucket has.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ARN = re.compile(r"arn:[^:]*:s3:::([^/]*)")
_FOREIGN = re.compile(r"[^A-Za-z0-9._*?-]")
_LEAST, _MOST = 3, 255  # names of us-east-1 had up to 255 characters until 2018


class Impossible(NamedTuple):
    """Why there is no such bucket, after "no bucket", and what to write instead, if that is known."""

    reason: str
    remedy: str | None


def name(arn: str) -> str | None:
    """The bucket in the ARN or pattern of a bucket or an object, or None for another resource."""
    found = _ARN.match(arn)
    return found[1] if found else None


def impossible(name: str) -> Impossible | None:
    """Why no bucket has the name, or matches the pattern; None where one may."""
    if found := foreign(name):
        return found
    if "*" not in name and not _LEAST <= len(name) <= _MOST:
        return Impossible(f"has a name of {len(name)} character{'s' if len(name) != 1 else ''}", None)
    return None


def foreign(name: str) -> Impossible | None:
    """That a character of the name or pattern is in the name of no bucket; None where each may be."""
    found = _FOREIGN.search(name)
    if not found:
        return None
    before, _, after = name.partition(":")
    remedy = f"write `{before}/{after}`" if before and after else None
    return Impossible(f"has `{found[0]}` in its name", "remove `s3://`" if name == "s3:" else remedy)
