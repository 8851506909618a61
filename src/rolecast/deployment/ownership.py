"""What belongs to a deployment, recorded in tags of the account's roles and policies. There is no state file.

Roles and policies have a tag with the deployment's name. The parts of a role cannot have tags, so a second tag of the
role, the record, has ten characters per part: six of the digest of its name, and four of the digest of its content as
we last wrote it, or dots while the part is being created. The record therefore shows what is ours, what was changed
outside, and what an interrupted apply left undone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.names import arn_name
from rolecast.role import Role

TAG_PREFIX = "rolecast:"
DEPLOYMENT_TAG = "rolecast:deployment"
RECORD_TAG = "rolecast:made"
"""A record that is too long for one tag continues in tags with the suffixes `-2`, `-3` and so on."""
PENDING = "...."

_FORMAT = "1:"
_MARKS_PER_TAG = 25
_NAME, _CONTENT = 6, 4
_DEPLOYMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class PartKind(StrEnum):
    """The kinds of parts that can differ, in display order."""

    ROLE = "role"
    TRUST_POLICY = "trust policy"
    DESCRIPTION = "description"
    SESSION = "session length"
    BOUNDARY = "boundary"
    POLICY = "policy"
    POLICY_TAG = "policy tag"
    ATTACHMENT = "attachment"
    INLINE_POLICY = "inline policy"
    TAG = "tag"
    RECORD = "record"


class RolePart(NamedTuple):
    """One part of a role. `name` is an ARN for managed policies, the name of an inline policy or tag, or empty."""

    kind: PartKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class OwnershipRecord:
    """The parts of a role that we created: `marks` maps digests of names to digests of contents, or to PENDING."""

    marks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, tags: Mapping[str, str]) -> OwnershipRecord:
        """The record in a role's tags. Ignores invalid ones, so that they make us own nothing."""
        marks: dict[str, str] = {}
        for name in _record_tags(tags):
            text = tags[name]
            if text.startswith(_FORMAT):
                marks.update(_marks(text.removeprefix(_FORMAT)))
        return cls(marks)

    def tags(self) -> dict[str, str]:
        """The tags that hold this record."""
        whole = "".join(f"{name}{content}" for name, content in sorted(self.marks.items()))
        width = _MARKS_PER_TAG * (_NAME + _CONTENT)
        texts = [whole[start : start + width] for start in range(0, len(whole), width)] or [""]
        return {
            RECORD_TAG if number == 1 else f"{RECORD_TAG}-{number}": f"{_FORMAT}{text}"
            for number, text in enumerate(texts, 1)
        }

    def mark(self, part: RolePart) -> str | None:
        """The digest of the part's content as we last wrote it, or PENDING; None if the part is not ours."""
        return self.marks.get(name_digest(part))

    def marking(self, parts: Mapping[RolePart, str]) -> OwnershipRecord:
        """This record with marks for these parts."""
        return OwnershipRecord({**self.marks, **{name_digest(part): mark for part, mark in parts.items()}})

    def only(self, parts: Iterable[RolePart]) -> OwnershipRecord:
        """This record without all other parts."""
        kept = set(map(name_digest, parts))
        return OwnershipRecord({name: mark for name, mark in self.marks.items() if name in kept})


def short_name(name: str) -> str:
    """The last part of an ARN; any other name unchanged."""
    return arn_name(name) if name.startswith("arn:") else name


def name_digest(part: RolePart) -> str:
    """The digest of the part's name in a record."""
    return _digest(f"{part.kind}\0{part.name}".encode(), _NAME)


def content_mark(content: object) -> str:
    """The digest of a part's content: a policy document, a text or a number."""
    if isinstance(content, Document):
        return _shortened(content.digest, _CONTENT)
    return _digest(str(content).encode(), _CONTENT)


def deployment_name(text: str) -> str | None:
    """The error in a deployment's name, as text that follows the name; None if it is valid."""
    if _DEPLOYMENT.fullmatch(text):
        return None
    return "is not a valid deployment name: at most 64 letters, digits and `._-`, the first a letter or digit"


def owner(tags: Mapping[str, str]) -> str | None:
    return tags.get(DEPLOYMENT_TAG)


def user_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that users have set: without ours and AWS's."""
    return {name: value for name, value in tags.items() if not name.startswith((TAG_PREFIX, "aws:"))}


def marks_of(role: Role) -> dict[RolePart, str]:
    """The content marks of all parts of a role."""
    contents: dict[RolePart, object] = {
        RolePart(PartKind.TRUST_POLICY): role.trust_policy,
        RolePart(PartKind.DESCRIPTION): role.description,
        RolePart(PartKind.SESSION): role.max_session_duration,
        **({RolePart(PartKind.BOUNDARY, arn): arn} if (arn := role.boundary_arn) else {}),
        **{RolePart(PartKind.ATTACHMENT, arn): arn for arn in role.attachments},
        **{RolePart(PartKind.ATTACHMENT, arn): document for arn, document in role.managed.items()},
        **{RolePart(PartKind.INLINE_POLICY, name): document for name, document in role.inline.items()},
        **{RolePart(PartKind.TAG, name): value for name, value in role.tags.items()},
    }
    return {part: content_mark(content) for part, content in contents.items()}


def surplus_record_tags(role: Role, record: OwnershipRecord) -> list[str]:
    """The names of the role's record tags that `record` does not need."""
    return sorted(_record_tags(role.tags).keys() - record.tags().keys())


def _record_tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in tags.items() if re.fullmatch(rf"{RECORD_TAG}(-\d+)?", name)}


def _marks(text: str) -> Iterator[tuple[str, str]]:
    width = _NAME + _CONTENT
    for start in range(0, len(text) - width + 1, width):
        yield text[start : start + _NAME], text[start + _NAME : start + width]


def _digest(content: bytes, length: int) -> str:
    import hashlib  # only who writes or compares a record needs it

    return _shortened(hashlib.sha256(content).digest(), length)


def _shortened(digest: bytes, length: int) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(digest)[:length].decode()
