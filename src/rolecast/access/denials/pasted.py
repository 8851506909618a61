"""Reads pasted text: messages, log lines, tracebacks and JSON in any mixture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rolecast.access.denials import messages, records
from rolecast.access.denials.denial import Blame, Denial, without_secrets
from rolecast.reading.faults import Fault, InputError

_DECODER = json.JSONDecoder()
_JSON = re.compile(r"^[ \t]*([{\[])", re.MULTILINE)
MOST = 200
"""Maximum number of denials to list; further ones are ignored."""

_NOTHING = "no denied request found in the message"
_LOOKED_FOR = (
    "looked for `... is not authorized to perform: ACTION`, `An error occurred (AccessDenied) when calling the ... "
    "operation`, what SageMaker says of a role that it cannot use, and CloudTrail records with an `errorCode`"
)


def read(text: str) -> tuple[Denial, ...]:
    """The distinct denials in a text, in order, without secrets. Raises InputError if there are none."""
    found: dict[Denial, None] = {}
    for denial in map(_clean, _read(text)):
        found[denial] = None
        if len(found) == MOST:
            break
    if not found:
        raise InputError([Fault(None, _NOTHING, _LOOKED_FOR)])
    return tuple(_without_echoes([*found]))


def _read(text: str) -> Iterator[Denial]:
    rest = begin = 0
    while found := _JSON.search(text, begin):
        value, end = _json(text, found.start(1))
        begin = max(found.end(), end)
        if value is not None:
            yield from messages.read(text[rest : found.start(1)])
            yield from records.read(value)
            rest = end
    yield from messages.read(text[rest:])
    if rest == 0:
        yield from records.torn(text)


def _json(text: str, begin: int) -> tuple[Any, int]:
    """The JSON value at `begin`, and its end; None, and where to continue, if there is none."""
    try:
        return _DECODER.raw_decode(text, begin)
    except ValueError:
        return None, begin
    except RecursionError:  # nested values are as deep
        return None, len(text)


def _clean(denial: Denial) -> Denial:
    def hidden(text: str | None) -> str | None:
        return without_secrets(text) if text else None

    context = tuple((key, tuple(map(without_secrets, values))) for key, values in denial.context)
    principal, resource, policy = map(hidden, (denial.principal, denial.resource, denial.policy))
    return denial._replace(principal=principal, resource=resource, policy=policy, context=context)


def _without_echoes(found: list[Denial]) -> Iterator[Denial]:
    """The denials, except those whose facts another denial of the same request includes."""
    for number, denial in enumerate(found):
        if not any(_says_more(other, denial) for place, other in enumerate(found) if place != number):
            yield denial


def _says_more(other: Denial, denial: Denial) -> bool:
    if denial.action is None and denial.operation not in (None, other.operation):
        return False  # denials of different calls
    pairs = [*zip(_parts(other), _parts(denial), strict=True)]
    return all(less is None or more == less for more, less in pairs) and any(more != less for more, less in pairs)


def _parts(denial: Denial) -> tuple[object, ...]:
    """The facts that distinguish denials; None for those that the message omits."""
    blame = None if denial.blame is Blame.UNKNOWN else denial.blame
    return denial.principal, denial.action, denial.resource, denial.is_explicit, blame, denial.policy, denial.elsewhere
