"""Bounds of documents with open texts: what holds for all of their values.

An open text is a `{{name}}` with an unknown value, such as a parameter of a template or an attribute that is known
after deployment. Whatever its value, the document allows at least what one reading allows and at most what another
does, and both are documents without open texts. A statement under a condition of a template has it as a condition whose
key is `{{name}}` and whose value is `true` or `false`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator
from enum import Enum

from rolecast.iam import operators, templates, writing
from rolecast.iam.documents import Document
from rolecast.iam.statements import Condition, Effect, PolicyType, Principals, Single, Statement, Texts

_NOBODY = Principals(everyone=False, entries=(("AWS", ("arn:aws:iam::000000000000:role/nobody",)),))
_EVERYBODY = Principals(everyone=True)

_OTHER_CONDITION = Condition("StringEquals", "aws:PrincipalTag/nothing", Single(("nothing",)))

Widen = Callable[[str, frozenset[str]], str]


class OpeningBound(Enum):
    """The extent of the statements of one effect, among all that are possible."""

    LEAST = "least"
    MOST = "most"


def names(document: Document) -> frozenset[str]:
    """The names of the open texts in the document."""
    return frozenset(templates.names_in(document.text) & document.open.keys()) if document.open else frozenset()


def names_in(statement: Statement, known: Container[str]) -> frozenset[str]:
    """Those of the known names that occur in a statement."""
    return frozenset(
        name for name in templates.names_in(json.dumps(writing.statement_json(statement))) if name in known
    )


def is_open(document: Document) -> bool:
    """Whether the document has open texts."""
    return bool(names(document))


def is_unknown(document: Document) -> bool:
    """Whether the document as a whole is an open text."""
    return isinstance(document.json, str) and is_open(document)


def bounded(document: Document, *, allows: OpeningBound, denies: OpeningBound) -> Document:
    """The document without open texts, with its Allows and Denies of these extents. Keeps the number of statements.

    Whatever the open texts are, `document` allows at least what least Allows with most Denies allow, and at most what
    the opposite allows. Raises InputError if the document is invalid, or unknown as a whole.
    """
    if not is_open(document):
        return document
    known = names(document)

    def bound() -> Iterator[Statement]:
        for statement in document.statements:
            extent = allows if statement.effect is Effect.ALLOW else denies
            yield _most(statement, known) if extent is OpeningBound.MOST else _least(statement, known, document.type)

    return document.varied(bound())


def narrowest(document: Document, *, flags: bool) -> Document:
    """The document with its open texts as written, as if each condition of the template was `flags`.

    Open texts match no existing resource, and as exceptions exclude everything. Statements that are then absent match
    nothing; `absent` has their numbers.
    """
    if not is_open(document):
        return document
    known = names(document)
    flagged = _flagged(document, flags)
    return flagged.varied(_narrow(statement, known) for statement in flagged.statements)


def widest(document: Document, *, flags: bool) -> Document:
    """As `narrowest`, but Allows extend as far as they may, and Denies have other texts, which are no wider."""
    if not is_open(document):
        return document
    known = names(document)
    flagged = _flagged(document, flags)
    return flagged.varied(
        _most(statement, known) if statement.effect is Effect.ALLOW else _other(statement, known)
        for statement in flagged.statements
    )


def widened(document: Document, chosen: frozenset[str]) -> Document:
    """As `narrowest` with true flags, but Allows extend as far as they may for any value of the `chosen` open texts,
    and Denies only apply if they hold whatever these are.
    """
    return _chosen(document, chosen, Effect.ALLOW)


def narrowed(document: Document, chosen: frozenset[str]) -> Document:
    """The opposite of `widened`: Denies extend as far as they may."""
    return _chosen(document, chosen, Effect.DENY)


def _chosen(document: Document, chosen: frozenset[str], widest: Effect) -> Document:
    if not is_open(document):
        return document
    known = names(document)
    flagged = _flagged(document, True)
    return flagged.varied(
        _narrow(
            _most(statement, chosen) if statement.effect is widest else _positive(statement, chosen, document.type),
            known,
        )
        for statement in flagged.statements
    )


def absent(document: Document, *, flags: bool) -> frozenset[int]:
    """The numbers of the statements that are absent if each condition of the template is `flags`."""
    if not is_open(document):
        return frozenset()
    return frozenset(
        number for number, statement in enumerate(document.statements) if not _is_there(statement, document, flags)
    )


def has_flags(document: Document) -> bool:
    """Whether statements are under conditions of the template."""
    if not is_open(document):
        return False
    conditions = (condition for statement in document.statements for condition in statement.conditions)
    return any(_flag(condition, document) is not None for condition in conditions)


def _flagged(document: Document, flags: bool) -> Document:
    return document.varied(
        _without_flags(statement, document) if _is_there(statement, document, flags) else _nothing(document.type)
        for statement in document.statements
    )


def _is_there(statement: Statement, document: Document, flags: bool) -> bool:
    return all(_flag(condition, document) in (None, flags) for condition in statement.conditions)


def _without_flags(statement: Statement, document: Document) -> Statement:
    kept = tuple(condition for condition in statement.conditions if _flag(condition, document) is None)
    return statement if len(kept) == len(statement.conditions) else statement._replace(conditions=kept)


def _flag(condition: Condition, document: Document) -> bool | None:
    """The value that a condition of the template must have for the statement to exist; None for other conditions."""
    found = templates.TOKEN.fullmatch(condition.key)
    if found is None or found[1] not in document.open or condition.values not in (("true",), ("false",)):
        return None
    return condition.values == ("true",)


def _most(statement: Statement, names: frozenset[str]) -> Statement:
    """The statement for everything that it may be about."""
    return statement._replace(
        actions=_wide(statement.actions, names, wide_action),
        not_actions=_wide(statement.not_actions, names, _other_action),
        resources=_wide(statement.resources, names, wide_resource),
        not_resources=_wide(statement.not_resources, names, _other_resource),
        principals=_EVERYBODY if _has_open(statement.principals, names) else statement.principals,
        conditions=tuple(each for each in statement.conditions if not _is_open_condition(each, names)),
    )


def _least(statement: Statement, names: frozenset[str], type: PolicyType) -> Statement:
    """The statement for what it is certainly about. An open text as written matches no existing resource."""
    if any(_is_open_condition(each, names) for each in statement.conditions):
        return _nothing(type)
    if _has_open(statement.not_principals, names):
        return _nothing(type)
    return _narrow(statement, names)


def _positive(statement: Statement, names: frozenset[str], type: PolicyType) -> Statement:
    """The statement; one that matches nothing if it could match because an open text differs from a request's value."""
    is_negative = _has_open(statement.not_principals, names) or any(
        _has_name(each.key, names) or (_is_negated(each) and _is_open_condition(each, names))
        for each in statement.conditions
    )
    return _nothing(type) if is_negative else statement


def _is_negated(condition: Condition) -> bool:
    found = operators.operator(condition.operator)
    return found is not None and found.negated


def _narrow(statement: Statement, names: frozenset[str]) -> Statement:
    """The statement with its open texts as written, or as wide as possible in exceptions."""
    return statement._replace(
        not_actions=_wide(statement.not_actions, names, wide_action),
        not_resources=_wide(statement.not_resources, names, wide_resource),
    )


def _other(statement: Statement, names: frozenset[str]) -> Statement:
    """The statement with other texts, which match nothing either, in place of open ones."""
    return statement._replace(
        actions=_wide(statement.actions, names, _other_action),
        not_actions=_wide(statement.not_actions, names, wide_action),
        resources=_wide(statement.resources, names, _other_resource),
        not_resources=_wide(statement.not_resources, names, wide_resource),
        conditions=tuple(
            _OTHER_CONDITION if _is_open_condition(each, names) else each for each in statement.conditions
        ),
    )


def _nothing(type: PolicyType) -> Statement:
    """A statement that matches nothing."""
    has_principals = type in (PolicyType.TRUST, PolicyType.RESOURCE, PolicyType.RCP)
    return Statement(
        Effect.DENY,
        actions=Single(("sts:Nothing",)),
        resources=None if type is PolicyType.TRUST else Single(("arn:aws:sts:::nothing",)),
        principals=_NOBODY if has_principals else None,
    )


def _wide(texts: Texts | None, names: frozenset[str], widen: Widen) -> Texts | None:
    if texts is None or not any(_has_name(text, names) for text in texts):
        return texts
    return tuple(widen(text, names) if _has_name(text, names) else text for text in texts)


def wide_action(text: str, names: frozenset[str]) -> str:
    """A pattern that matches at least what an Action matches, for all values of its open texts."""
    prefix, colon, _ = text.partition(":")
    # IAM accepts no wildcard before the colon.
    return "*" if not colon or _has_name(prefix, names) else _starred(text, names)


def wide_resource(text: str, names: frozenset[str]) -> str:
    """A pattern that matches at least what a Resource matches, for all values of its open texts."""
    # Other texts may be completed by IAM, and a replacement could cut a variable in two.
    return _starred(text, names) if text.startswith("arn:") and "${" not in text else "*"


def _other_action(_text: str, _names: frozenset[str]) -> str:
    return "sts:Nothing"


def _other_resource(_text: str, _names: frozenset[str]) -> str:
    return "arn:aws:s3:::nothing/nothing"


def _starred(text: str, names: frozenset[str]) -> str:
    return templates.TOKEN.sub(lambda token: "*" if token[1] in names else token[0], text)


def _has_open(principals: Principals | None, names: frozenset[str]) -> bool:
    return principals is not None and any(_has_name(text, names) for _, texts in principals.entries for text in texts)


def _is_open_condition(condition: Condition, names: frozenset[str]) -> bool:
    return _has_name(condition.key, names) or any(_has_name(value, names) for value in condition.values)


def _has_name(text: str, names: frozenset[str]) -> bool:
    return "{{" in text and not names.isdisjoint(templates.names_in(text))
