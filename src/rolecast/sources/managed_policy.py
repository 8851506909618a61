"""The AWS managed policies that Rolecast ships, by name or ARN."""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.iam import managed
from rolecast.reading.faults import Fault, InputError, did_you_mean
from rolecast.sources.contents import FoundPolicy

_PREFIX = "aws:"


def is_name(given: str) -> bool:
    """Whether the source is `aws:NAME` or an ARN."""
    return given.startswith((_PREFIX, "arn:"))


def read(given: str) -> Iterator[FoundPolicy]:
    """The policy. Raises InputError if there is no such AWS managed policy."""
    name = given.removeprefix(_PREFIX) if given.startswith(_PREFIX) else given.rpartition("/")[2]
    is_arn = not given.startswith(_PREFIX)
    document = (
        managed.document_of(given) if is_arn and given.count(":") >= 5 else None if is_arn else managed.document(name)
    )
    if document is None:
        raise InputError([_missing(given, name)])
    yield FoundPolicy(name, document)


def _missing(given: str, name: str) -> Fault:
    if given.startswith("arn:") and given.split(":")[4:5] != ["aws"]:
        remedy = "save the policy in a file, and name that: only AWS managed policies are known by their ARN"
        return Fault(None, f"the text of `{given}` is not known", remedy)
    return Fault(None, f"there is no AWS managed policy `{given}`", did_you_mean(name, managed.names()))
