"""AWS managed policies, as of the date in `rolecast.iam.data.sources`.

AWS's list: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rolecast.iam.data import FOLDER
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account, arn_partition

_POLICIES = FOLDER / "managed" / "policies.tsv"
_DOCUMENTS = FOLDER / "managed" / "documents.txt"


class ManagedPolicy(NamedTuple):
    """An AWS managed policy: `path` such as `/service-role/`, `version` such as `v3`, dates as YYYY-MM-DD.

    The list is that of the partition aws; which of the policies other partitions have is unknown.
    """

    name: str
    path: str
    version: str
    created: str
    updated: str

    def arn(self, partition: str) -> str:
        return f"arn:{partition}:iam::aws:policy{self.path}{self.name}"


def find(name: str) -> ManagedPolicy | None:
    """The policy with exactly this name; None if AWS had none."""
    row = _rows().get(name)
    return ManagedPolicy(*row.split("\t")) if row else None


def names() -> tuple[str, ...]:
    """The names of all policies, sorted."""
    return tuple(_rows())


def document_of(arn: str) -> Document | None:
    """The default version's document of the policy with this ARN, including its path; None if unknown."""
    if arn_account(arn) != "aws":
        return None
    known = find(arn.rpartition("/")[2])
    return document(known.name) if known and known.arn(arn_partition(arn)) == arn else None


@lru_cache(maxsize=256)
def document(name: str) -> Document | None:
    """The default version's document of the policy with exactly this name; None if AWS had none."""
    if name not in _rows():
        return None
    with _text() as text:
        title = f"\n{name}\n".encode()
        start = text.find(title) + len(title)
        end = text.find(b"\n\n", start)  # -1 for the last one, whose text is followed by the final line break
        return _document(name, text[start:end])


def documents() -> Iterator[tuple[str, Document]]:
    """The names and documents of all policies, in one pass."""
    for part in _DOCUMENTS.read_bytes().strip().split(b"\n\n"):
        name, _, text = part.partition(b"\n")
        yield name.decode(), _document(name.decode(), text)


@contextmanager
def _text() -> Iterator[mmap.mmap | bytes]:
    """The file of documents, mapped because a look-up reads little of it; read as a whole from a zip."""
    if not isinstance(_DOCUMENTS, Path):
        yield _DOCUMENTS.read_bytes()
        return
    with _DOCUMENTS.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        yield text


def _document(name: str, text: bytes) -> Document:
    return Document(json.loads(text), source=name)


@cache
def _rows() -> dict[str, str]:
    rows = _POLICIES.read_text(encoding="ascii").splitlines()
    return {row[: row.index("\t")]: row for row in rows}
