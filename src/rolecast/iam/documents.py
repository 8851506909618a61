"""Policy documents, as values that all other modules share.

Imports the grammar, normal form and writer on first use: most builds need none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from rolecast.iam import templates
from rolecast.iam.kept import Kept
from rolecast.iam.quotas import document_text
from rolecast.iam.statements import VERSION, Content, PolicyType, Statement
from rolecast.reading import nodes
from rolecast.reading.faults import Fault, InputError, Place
from rolecast.reading.nodes import Node

MOST_KEPT = 2_048
"""Maximum number of parsed documents that are kept for others with the same text."""

_NOTHING: Mapping[str, str] = {}
_KEPT: Kept[tuple[str, PolicyType] | None, Content] = Kept(MOST_KEPT)


class DocumentText(Protocol):
    """The text of a document, which is parsed again when a position in it is needed."""

    def node(self) -> Node: ...

    def place(self, path: tuple[str | int, ...], *, of_key: bool = False) -> Place: ...


class Document:
    """A policy document.

    `json` is the JSON value as given, valid or not; do not change it in place. The statements, normal form, digest and
    size are computed on first use and kept. `type` decides which elements are allowed, `source` is the document's name
    in messages, and `node` is the text that it was read from, for positions.

    `open` maps the `{{names}}` in the document whose values are unknown, such as parameters of a template, to
    expressions in the source. `openings` determines what is certain nevertheless.
    """

    def __init__(
        self,
        json: Any,
        type: PolicyType = PolicyType.IDENTITY,
        source: str = "policy",
        node: Node | DocumentText | None = None,
        open: Mapping[str, str] = _NOTHING,
    ) -> None:
        self.json = json
        self.type = type
        self.source = source
        self.open = open
        self._node = node
        self._typed: Any = json
        """`json`, except that numbers are kept as written in the text."""

    @classmethod
    def of_node(
        cls,
        node: Node,
        type: PolicyType = PolicyType.IDENTITY,
        source: str = "policy",
        open: Mapping[str, str] = _NOTHING,
    ) -> Document:
        """The document in a parsed text. Its errors have positions."""
        from rolecast.iam import grammar

        document = cls(nodes.plain_value(node), type, source, node, open)
        typed = nodes.plain_value(node, grammar.bare)
        if typed != document.json:  # without numbers, another document may already have been parsed with the same text
            document._typed = typed
        return document

    @classmethod
    def of_statements(
        cls, statements: Iterable[Statement], version: str | None = VERSION, type: PolicyType = PolicyType.IDENTITY
    ) -> Document:
        """The document with these statements, in this order."""
        from rolecast.iam import writing

        content = Content(tuple(statements), version)
        document = cls(writing.to_json(content), type)
        document.__dict__["_read"] = content  # already parsed
        return document

    def varied(self, statements: Iterable[Statement]) -> Document:
        """The document with its statements replaced one for one, and without open texts."""
        from rolecast.iam import writing

        content = self.content._replace(statements=tuple(statements))
        document = Document(writing.to_json(content), self.type, self.source, self._node)
        document.__dict__["_read"] = content
        return document

    @cached_property
    def node(self) -> Node | None:
        """The parsed text of the document; None if there is none."""
        return self._node if isinstance(self._node, Node | None) else self._node.node()

    @cached_property
    def content(self) -> Content:
        """The parsed document. Raises InputError with all errors of the grammar."""
        if isinstance(self._read, Content):
            return self._read
        raise self._read

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The document's grammar errors; empty if it is valid."""
        return () if isinstance(self._read, Content) else self._read.faults

    @property
    def more_faults(self) -> int:
        """Number of errors that are not in `faults`."""
        return 0 if isinstance(self._read, Content) else self._read.more

    @cached_property
    def _read(self) -> Content | InputError:
        key = (self.text, self.type) if self._typed is self.json and not self.open else None
        if key in _KEPT:
            return _KEPT[key]
        try:
            content = self._parsed()
        except InputError as error:
            return error
        if key is not None:
            _KEPT[key] = content
        return content

    def _parsed(self) -> Content:
        from rolecast.iam import grammar

        if isinstance(self._node, Node | None):
            return grammar.read(self._typed, self.type, self.source, self._node, self.open)
        try:
            return grammar.read(self._typed, self.type, self.source, open=self.open)
        except InputError:  # positions are only needed now
            return grammar.read(self._typed, self.type, self.source, self.node, self.open)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in order. Raises InputError like `content`."""
        return self.content.statements

    @property
    def parts(self) -> list[Any]:
        """The JSON of each statement as given, for display; also for an invalid document."""
        given = self.json.get("Statement", []) if isinstance(self.json, dict) else []
        return given if isinstance(given, list) else [given]

    @property
    def version(self) -> str | None:
        return self.content.version

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` is a variable rather than plain text."""
        return self.content.has_variables

    @cached_property
    def text(self) -> str:
        """The JSON without insignificant white space."""
        try:
            return document_text(self.json)
        except TypeError:  # a number that is too large, or half of a surrogate pair
            return json.dumps(self.json, separators=(",", ":"))

    @property
    def size(self) -> int:
        """Number of characters as IAM counts them.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        """
        return len(self.text)

    @cached_property
    def normal_text(self) -> str:
        """A text that is equal for documents that differ only in ways that IAM ignores. Sids count as differences.

        For an invalid document, its JSON with sorted keys.
        """
        from rolecast.iam import normal

        return normal.canonical(self.json) if self.faults else normal.text(self.content)

    @cached_property
    def digest(self) -> bytes:
        """The SHA-256 hash of the normal form."""
        import hashlib

        return hashlib.sha256(self.normal_text.encode(errors="surrogatepass")).digest()

    def means_same(self, other: Document) -> bool:
        """Whether both have the same normal form."""
        return self is other or self.json == other.json or self.normal_text == other.normal_text

    @cached_property
    def names(self) -> frozenset[str]:
        """The `{{names}}` that are not filled in."""
        return frozenset(templates.names_in(self.json)) if "{{" in self.text else frozenset()

    def opened(self, open: Mapping[str, str]) -> Document:
        """The document with those of these texts open that occur in it."""
        there = {name: text for name, text in open.items() if name in self.names} if open else {}
        if not there or there == self.open:
            return self
        document = Document(self.json, self.type, self.source, self._node, there)
        document._typed = self._typed
        return document

    def fill(self, values: templates.Fillings) -> Document:
        """The document with its `{{names}}` replaced by `values`; the document itself if nothing changes."""
        if "{{" not in self.text:
            return self
        return _filled(_Itself(self), tuple((name, tuple(texts)) for name, texts in values.items()))

    def _fill(self, values: templates.Fillings) -> Document:
        if (filled := templates.fill(self.json, values)) is self.json:
            return self
        still_open = {name: text for name, text in self.open.items() if name not in values}
        document = Document(filled, self.type, self.source, self._node, still_open)
        if self._typed is not self.json:
            document._typed = templates.fill(self._typed, values)
        return document

    @property
    def start(self) -> Place | None:
        """The position of the document in its text."""
        if self._node is None:
            return None
        return self._node.place if isinstance(self._node, Node) else self._node.place(())

    def place(self, statement: int, *path: str | int) -> Place | None:
        """The position of a statement, counted from 0, or of an element of it, in the document's text.

        For an element it is the position of the key, or of the value at the index that ends the path.
        """
        if self._node is None:
            return None
        whole: tuple[str | int, ...] = ("Statement", *(() if self.content.single else (statement,)), *path)
        of_key = bool(path) and isinstance(path[-1], str)
        if isinstance(self._node, Node):
            return nodes.place(self._node, whole, of_key=of_key)
        return self._node.place(whole, of_key=of_key)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return self.type is other.type and self.json == other.json

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Document({self.text})"


class _Itself(NamedTuple):
    """A cache key that is only equal to itself: documents with the same JSON may have different positions."""

    document: Document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.document is other.document


@lru_cache(maxsize=512)
def _filled(itself: _Itself, values: tuple[tuple[str, tuple[str, ...]], ...]) -> Document:
    """Cached because many roles of a file share a document."""
    return itself.document._fill(dict(values))


EVERYTHING = Document({"Version": VERSION, "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
"""Allows all actions on all resources."""
