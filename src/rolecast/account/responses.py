"""Validates AWS's responses, because a proxy may respond instead, and a file may be edited or truncated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from rolecast.account.errors import AccountError
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import pieces
from rolecast.reading.pieces import Piece, PiecePart
from rolecast.reading.shapes import Rule

_Kind = TypeVar("_Kind")
Path = tuple[str | int, ...]


class MalformedError(AccountError):
    """A response is not as AWS documents it. `path` leads to the invalid value."""

    def __init__(self, problem: str, path: Path, operation: str | None) -> None:
        super().__init__(
            f"invalid answer from AWS to {operation}: {problem}" if operation else problem,
            "check AWS_ENDPOINT_URL and any proxy, then run again" if operation else None,
        )
        self.path = path


class AwsResponse:
    """A JSON object from AWS. Its methods raise MalformedError if a value is missing or has the wrong type.

    `operation` is the call; None if the object comes from a file.
    """

    def __init__(
        self, value: object, operation: str | None = None, piece: Piece | None = None, path: Path = ()
    ) -> None:
        self._operation = operation
        self._piece = piece
        self._path = path
        self._value: dict[str, Any] = {}
        if not isinstance(value, dict):
            raise self.malformed(f"expected an object, found {_kind(value)}")
        self._value = value

    def __contains__(self, key: str) -> bool:
        return self._value.get(key) is not None

    def malformed(self, problem: str, *path: str | int) -> MalformedError:
        """The error for an invalid value at a path in this object."""
        return MalformedError(problem, (*self._path, *path), self._operation)

    def text(self, key: str, rule: Rule | None = None) -> str:
        """A text for which `rule` reports no problem."""
        text = self._needed(key, str, "a string")
        problem = "has half of a surrogate pair" if not _is_whole(text) else rule(text) if rule else None
        if problem:
            raise self.malformed(f"`{key}` is `{text}`, which {problem}", key)
        return text

    def text_or(self, key: str, usual: str) -> str:
        return self.text(key) if key in self else usual

    def number_or(self, key: str, usual: int) -> int:
        return self._needed(key, int, "a number") if key in self else usual

    def flag(self, key: str) -> bool:
        """A boolean; False if it is missing."""
        return self._needed(key, bool, "true or false") if key in self else False

    def time(self, key: str) -> datetime | None:
        """A time, which is a datetime from boto3 and ISO text in files; None if it is missing."""
        value = self._value.get(key)
        if value is None or isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(self.text(key))
        except ValueError:
            raise self.malformed(f"`{key}` is {_kind(value)}, which is not a time", key) from None

    def object(self, key: str) -> AwsResponse:
        return AwsResponse(self._needed(key, dict, "an object"), self._operation, self._piece, (*self._path, key))

    def objects(self, key: str) -> Iterator[AwsResponse]:
        """The objects in a list; none if it is missing, since AWS omits empty lists."""
        for number, item in enumerate(self._listed(key)):
            yield AwsResponse(item, self._operation, self._piece, (*self._path, key, number))

    def texts(self, key: str) -> tuple[str, ...]:
        listed = self._listed(key)
        for number, item in enumerate(listed):
            if not isinstance(item, str) or not _is_whole(item):
                raise self.malformed(f"`{key}` has {_kind(item)}, which is not a string", key, number)
        return tuple(listed)

    def document(self, key: str, source: str, type: PolicyType = PolicyType.IDENTITY) -> Document:
        """A policy document. The API returns percent-encoded text, which its clients decode."""
        value = self._value.get(key)
        if isinstance(value, str):
            try:
                value = pieces.decode(_decoded(value))
            except ValueError as error:
                raise self.malformed(f"the policy in `{key}` cannot be read: {error}", key) from None
        if not isinstance(value, dict):
            raise self.malformed(f"`{key}` has to be a policy, not {_kind(value)}", key)
        return Document(value, type, source, PiecePart(self._piece, (*self._path, key)) if self._piece else None)

    def _listed(self, key: str) -> list[Any]:
        return list(self._needed(key, list, "a list")) if key in self else []

    def _needed(self, key: str, kind: type[_Kind], noun: str) -> _Kind:
        value = self._value.get(key)
        if value is None:
            raise self.malformed(f"`{key}` is missing")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.malformed(f"`{key}` has to be {noun}, not {_kind(value)}", key)
        return value


def _decoded(text: str) -> str:
    """Decodes percent-encoded text. JSON, which begins with a brace, is returned unchanged."""
    from urllib.parse import unquote_to_bytes

    return text if text.lstrip().startswith("{") else unquote_to_bytes(text).decode()


def _is_whole(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"`{value if len(value) <= 60 else value[:57] + '...'}`"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case _:
            return "an object"
