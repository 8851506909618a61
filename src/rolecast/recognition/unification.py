"""Finds the values that turn a template into a document: the inverse of filling in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.iam.statements import Effect, Statement, Texts
from rolecast.reading.shapes import Rule

FoundValues = dict[str, list[str]]

# The grammar accepts only `*` and ARNs as resources, so a placeholder that is a whole resource must look like an ARN.
_PLACE = re.compile(r"arn:\{\{([a-z][a-z0-9_]*)\}\}")


class StatementShape(NamedTuple):
    """The properties that statements share if they differ only in their values."""

    effect: Effect
    sid: str | None
    actions: frozenset[str] | None
    not_actions: frozenset[str] | None
    conditions: tuple[tuple[str, str], ...]


class Meaning(NamedTuple):
    """The meaning of a statement without principals: equal if the normal forms are equal.

    `values` are its resources, its excluded resources, and the values of each condition.
    """

    shape: StatementShape
    values: tuple[frozenset[str] | None, ...]


class MatchedDocument:
    """A document to match with templates."""

    def __init__(self, document: Document) -> None:
        self.version = document.version
        self.id = document.content.id
        self.texts: defaultdict[StatementShape, list[tuple[Texts | None, ...]]] = defaultdict(list)
        self.meanings: set[Meaning] = set()
        for meaning, texts in map(_parts, document.statements):
            self.texts[meaning.shape].append(texts)
            self.meanings.add(meaning)


class MatchedTemplate:
    """A document with placeholders, prepared for matching with many documents."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.names = frozenset(templates.names_in(document))
        marked = Document(templates.fill(document, {name: [f"arn:{{{{{name}}}}}"] for name in self.names}))
        self._version = marked.version
        statements = [_TemplateStatement(*_parts(statement)) for statement in marked.statements]
        self._open = [statement for statement in statements if statement.names]
        self._closed = {statement.meaning for statement in statements if not statement.names}

    def may_be_left_out(self, optional: Set[str]) -> bool:
        """Whether nothing remains of it without values for optional placeholders."""
        return not self._closed and all(not optional.isdisjoint(statement.names) for statement in self._open)

    def unify(
        self, subject: MatchedDocument | None, rules: Mapping[str, Rule], optional: Set[str] = frozenset()
    ) -> FoundValues | None:
        """The values of the placeholders for which the template means the same as the document; None if there are none.

        `rules` determine valid values. Values are in the order of the rules' names and of the document. Statements with
        an optional placeholder without values are omitted.
        """
        if (
            subject is None
            or not self.names <= rules.keys()
            or subject.version != self._version
            or subject.id is not None
        ):
            return None
        found = self._candidates(subject, rules)
        without = {name for name, values in found.items() if not values}
        if not without <= optional:
            return None
        statements = [each for each in self._open if without.isdisjoint(each.names)]
        values = {name: texts for name, texts in found.items() if texts}

        def make_it(values: FoundValues) -> bool:
            return self._closed.union(statement.fill(values) for statement in statements) == subject.meanings

        return _without_surplus(values, make_it) if make_it(values) else None

    def _candidates(self, subject: MatchedDocument, rules: Mapping[str, Rule]) -> FoundValues:
        """The possible values of each placeholder, from statements of the same shape."""
        found: FoundValues = {name: [] for name in rules if name in self.names}  # in the order that users know
        for template in self._open:
            for texts in subject.texts.get(template.meaning.shape, ()):
                for name, value in template.match(texts):
                    if value not in found[name] and rules[name](value) is None:
                        found[name].append(value)
        return found


class _TemplateStatement:
    """A statement with or without placeholders. Without, `meaning` is its meaning."""

    def __init__(self, meaning: Meaning, texts: tuple[Texts | None, ...]) -> None:
        self.meaning = meaning
        self._open = [[_Pattern(text) for text in each or () if _PLACE.search(text)] for each in texts]
        self._closed = [each and frozenset(text for text in each if not _PLACE.search(text)) for each in meaning.values]
        self.names = frozenset(name for patterns in self._open for pattern in patterns for name in pattern.names)

    def match(self, texts: tuple[Texts | None, ...]) -> Iterator[tuple[str, str]]:
        """The values of the placeholders in a statement of the same shape."""
        for patterns, others in zip(self._open, texts, strict=True):
            for pattern in patterns:
                for text in others or ():
                    yield from pattern.match(text)

    def fill(self, values: FoundValues) -> Meaning:
        """The statement's meaning with these values."""
        filled = (
            closed.union(text for pattern in patterns for text in pattern.fill(values)) if closed is not None else None
            for closed, patterns in zip(self._closed, self._open, strict=True)
        )
        return Meaning(self.meaning.shape, tuple(filled))


class _Pattern:
    """A text with placeholders."""

    def __init__(self, text: str) -> None:
        parts = _PLACE.split(text)
        self._literals, self.names = parts[::2], parts[1::2]
        self._expression = re.compile("(.+?)".join(map(re.escape, self._literals)))

    def match(self, text: str) -> Iterable[tuple[str, str]]:
        found = self._expression.fullmatch(text)
        return zip(self.names, found.groups(), strict=True) if found else ()

    def fill(self, values: FoundValues) -> Iterator[str]:
        """Every combination of the placeholders' values."""
        first, *rest = self._literals
        for chosen in product(*(values[name] for name in self.names)):
            yield first + "".join(value + literal for value, literal in zip(chosen, rest, strict=True))


@lru_cache(maxsize=1_024)  # the roles of an account share many statements
def _parts(statement: Statement) -> tuple[Meaning, tuple[Texts | None, ...]]:
    """The meaning of a statement, and its values as written."""
    conditions = sorted(statement.conditions, key=lambda each: (each.operator, each.key.lower()))
    shape = StatementShape(
        statement.effect,
        statement.sid or None,
        _folded(statement.actions),
        _folded(statement.not_actions),
        tuple((condition.operator, condition.key.lower()) for condition in conditions),
    )
    texts = statement.resources, statement.not_resources, *(condition.values for condition in conditions)
    return Meaning(shape, tuple(None if each is None else frozenset(each) for each in texts)), texts


def _folded(actions: Texts | None) -> frozenset[str] | None:
    return None if actions is None else frozenset(action.lower() for action in actions)


def _without_surplus(values: FoundValues, are_enough: Callable[[FoundValues], bool]) -> FoundValues:
    """The values without those that make no difference: a text of the template itself may look like a value."""
    for name in values:
        for value in list(values[name]) if len(values[name]) > 1 else ():
            fewer = {**values, name: [other for other in values[name] if other != value]}
            if fewer[name] and are_enough(fewer):
                values = fewer
    return values
