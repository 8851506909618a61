"""Service principals: their form, and the known names.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
"""

from __future__ import annotations

import re
from functools import cache

from rolecast.iam.data import FOLDER
from rolecast.iam.partitions import PARTITIONS, partition_of
from rolecast.reading.faults import nearest

_SUFFIXES = tuple(dict.fromkeys(f".{partition.dns_suffix}" for partition in PARTITIONS))
_NAME = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*"


def is_formed(text: str) -> bool:
    """Whether `text` has the form of a service principal: lower case, with the DNS suffix of a partition."""
    name = _name(text)
    return name is not None and re.fullmatch(_NAME, name) is not None


def is_known(text: str) -> bool:
    """Whether a service principal, or the service of a longer one, is known. Others may be newer than the data."""
    name = _name(text)
    while name:
        if name in _known():
            return True
        name = name.partition(".")[2]
    return False


def similar(text: str) -> str | None:
    """The known service principal most similar to `text`; None if none is similar."""
    base = text.lower().removeprefix("https://")
    for suffix in (*_SUFFIXES, ".amazon.com", ".aws.amazon.com", ".aws.com", ".amazonaws"):
        base = base.removesuffix(suffix)
    found = base if base in _known() else nearest(base, _known())
    return f"{found}.amazonaws.com" if found else None


def _name(text: str) -> str | None:
    """The part before the suffix, and before a Region that precedes the suffix."""
    suffix = next((each for each in _SUFFIXES if text.endswith(each)), None)
    if suffix is None:
        return None
    name = text.removesuffix(suffix)
    head, _, region = name.rpartition(".")
    return head if head and partition_of(region) else name


@cache
def _known() -> frozenset[str]:
    return frozenset((FOLDER / "service-principals.txt").read_text(encoding="ascii").split())
