"""Policy documents, as values that all other modules share.

Grammar, normal form and writing are imported on first use: most builds need none of them.
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
"""Parsed contents that are kept for other documents with the same text."""

_NOTHING: Mapping[str, str] = {}
_KEPT: Kept[tuple[str, PolicyType] | None, Content] = Kept(MOST_KEPT)


class DocumentText(Protocol):
    """The text of a document, which is read again when a place in it is needed."""

    def node(self) -> Node: ...

    def place(self, path: tuple[str | int, ...], *, of_key: bool = False) -> Place: ...


class Document:
    """A policy document.

    `json` is the JSON value as it was given, valid or not; do not change it in place. The statements, the normal form,
    the digest and the size are computed from it on first use and kept. `type` decides which elements are allowed,
    `source` is the document's name in messages, and `node` is the text that it was read from, for places.

    `open` maps those of the document's `{{names}}` whose values are not known, such as a parameter of a template, to
    the expressions of the source. `openings` says what is certain nevertheless.
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
        """`json` with numbers as they are written in the text."""

    @classmethod
    def of_node(
        cls,
        node: Node,
        type: PolicyType = PolicyType.IDENTITY,
        source: str = "policy",
        open: Mapping[str, str] = _NOTHING,
    ) -> Document:
        """The document in a parsed text; its errors have places."""
        from rolecast.iam import grammar

        document = cls(nodes.plain_value(node), type, source, node, open)
        typed = nodes.plain_value(node, grammar.bare)
        if typed != document.json:  # without numbers it is what another document may have said already
            document._typed = typed
        return document

    @classmethod
    def of_statements(
        cls, statements: Iterable[Statement], version: str | None = VERSION, type: PolicyType = PolicyType.IDENTITY
    ) -> Document:
        """The document that has these statements, in this order."""
        from rolecast.iam import writing

        content = Content(tuple(statements), version)
        document = cls(writing.to_json(content), type)
        document.__dict__["_read"] = content  # there is no need to read what was written
        return document

    def varied(self, statements: Iterable[Statement]) -> Document:
        """The document with as many other statements in the place of its own, and without open texts."""
        from rolecast.iam import writing

        content = self.content._replace(statements=tuple(statements))
        document = Document(writing.to_json(content), self.type, self.source, self._node)
        document.__dict__["_read"] = content
        return document

    @cached_property
    def node(self) -> Node | None:
        """The parsed text that the document was read from; None if there is none."""
        return self._node if isinstance(self._node, Node | None) else self._node.node()

    @cached_property
    def content(self) -> Content:
        """The parsed document. Raises InputError with every error in its grammar."""
        if isinstance(self._read, Content):
            return self._read
        raise self._read

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The errors in the document's grammar; empty if it is valid."""
        return () if isinstance(self._read, Content) else self._read.faults

    @property
    def more_faults(self) -> int:
        """The number of errors beyond those in `faults`."""
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
        except InputError:  # only now are places needed
            return grammar.read(self._typed, self.type, self.source, self.node, self.open)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in order. Raises InputError like `content`."""
        return self.content.statements

    @property
    def parts(self) -> list[Any]:
        """The JSON of each statement as it was given, for display; also of an invalid document."""
        given = self.json.get("Statement", []) if isinstance(self.json, dict) else []
        return given if isinstance(given, list) else [given]

    @property
    def version(self) -> str | None:
        return self.content.version

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` is a variable and not plain text."""
        return self.content.has_variables

    @cached_property
    def text(self) -> str:
        """The JSON without white space around its parts."""
        try:
            return document_text(self.json)
        except TypeError:  # a number that is too large, or half of a surrogate pair
            return json.dumps(self.json, separators=(",", ":"))

    @property
    def size(self) -> int:
        """Characters as IAM counts them: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
        return len(self.text)

    @cached_property
    def normal_text(self) -> str:
        """A text that is the same for all documents that differ only in ways that IAM ignores; Sids count as different.

        An invalid document has its JSON with sorted keys.
        """
        from rolecast.iam import normal

        return normal.canonical(self.json) if self.faults else normal.text(self.content)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the normal form."""
        import hashlib

        return hashlib.sha256(self.normal_text.encode(errors="surrogatepass")).digest()

    def means_same(self, other: Document) -> bool:
        """Whether the two have the same normal form."""
        return self is other or self.json == other.json or self.normal_text == other.normal_text

    @cached_property
    def names(self) -> frozenset[str]:
        """The `{{names}}` that are still to be filled in."""
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
        """The document with `values` in the place of its `{{names}}`; the document itself if nothing changes."""
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
        """The place where the document begins in its text."""
        if self._node is None:
            return None
        return self._node.place if isinstance(self._node, Node) else self._node.place(())

    def place(self, statement: int, *path: str | int) -> Place | None:
        """The place of a statement, counted from 0, or of an element of it in the document's text.

        For an element it is the place of the key, or of the value at the number that ends the path.
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
    """A cache key that is equal only to itself: other documents with the same JSON may have other places."""

    document: Document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.document is other.document


@lru_cache(maxsize=512)
def _filled(itself: _Itself, values: tuple[tuple[str, tuple[str, ...]], ...]) -> Document:
    """Kept for the many roles of a file that share a document."""
    return itself.document._fill(dict(values))


EVERYTHING = Document({"Version": VERSION, "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
"""Allows every action on every resource."""
