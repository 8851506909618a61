"""AWS managed policies, as of the date in `rolecast.iam.data.sources`.

What AWS calls them: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
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
    """A policy that AWS manages: `path` such as `/service-role/`, `version` such as `v3`, dates as YYYY-MM-DD.

    Known are those of the partition aws; which of them another partition has is not known.
    """

    name: str
    path: str
    version: str
    created: str
    updated: str

    def arn(self, partition: str) -> str:
        return f"arn:{partition}:iam::aws:policy{self.path}{self.name}"


def find(name: str) -> ManagedPolicy | None:
    """The policy of exactly this name, or None where AWS had none."""
    row = _rows().get(name)
    return ManagedPolicy(*row.split("\t")) if row else None


def names() -> tuple[str, ...]:
    """The names of all policies, sorted."""
    return tuple(_rows())


def document_of(arn: str) -> Document | None:
    """The default version's document of the policy of this ARN, its path included, or None where it is not known."""
    if arn_account(arn) != "aws":
        return None
    known = find(arn.rpartition("/")[2])
    return document(known.name) if known and known.arn(arn_partition(arn)) == arn else None


@lru_cache(maxsize=256)
def document(name: str) -> Document | None:
    """The default version's document of the policy of exactly this name, or None where AWS had none."""
    if name not in _rows():
        return None
    with _text() as text:
        title = f"\n{name}\n".encode()
        start = text.find(title) + len(title)
        end = text.find(b"\n\n", start)  # -1 for the last one, whose text the final line break ends
        return _document(name, text[start:end])


def documents() -> Iterator[tuple[str, Document]]:
    """All policies' names and documents, in one pass."""
    for part in _DOCUMENTS.read_bytes().strip().split(b"\n\n"):
        name, _, text = part.partition(b"\n")
        yield name.decode(), _document(name.decode(), text)


@contextmanager
def _text() -> Iterator[mmap.mmap | bytes]:
    """The file of documents, of which a look-up reads little; a file in a zip has to be read whole."""
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
