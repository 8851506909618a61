"""A question as a person puts it: what of it cannot be asked, and everything that can be said in answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from rolecast.access import unknowns, validity
from rolecast.access.extent import Extent, example, extents
from rolecast.access.questions import Context, Reply
from rolecast.access.reasons import further_needs, reasons
from rolecast.iam.decision import Answer
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role


class Response(NamedTuple):
    """What can be said. `reply` is None where no resource was named and the role may on some, perhaps: `extents`.

    `reasons` are why, and `needs` what else a request needs, a sentence a line.
    """

    role: Role
    reply: Reply | None
    extents: tuple[Extent, ...]
    reasons: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def answer(self) -> Answer:
        """Of several patterns the best answer."""
        if self.reply is not None:
            return self.reply.answer
        return Answer.ALLOW if any(each.is_certain for each in self.extents) else Answer.UNKNOWN

    @property
    def unavailable(self) -> tuple[str, ...]:
        """The policies that the answer depends on and whose text is not known."""
        return tuple(dict.fromkeys(name for reply in self._open for name in reply.decision.unavailable))

    @property
    def open_texts(self) -> tuple[str, ...]:
        """What stands in the policies for texts that are not known, if the answer depends on it."""
        return () if self.reply is None else self.reply.open_texts

    @property
    def missing(self) -> tuple[str, ...]:
        """The condition keys that the answer depends on and that were not given."""
        return tuple(dict.fromkeys(key for each in self._open for key in each.needed or each.decision.missing))

    @property
    def _open(self) -> list[Reply]:
        return [each.reply for each in self.extents if not each.is_certain] if self.reply is None else [self.reply]


def inquire(role: Role, action: str, resource: str | None, context: Context) -> Response:
    """Asks a role whether it may. It must be resolved, or its documents must say what is open in them.

    `resource` is an ARN or `*`. Without one, an action that has resource types is asked of the patterns that the
    role's policies name, and another one of `*`. Raises InputError for what cannot exist, as `validity` does.
    """
    known = validity.find_action(action)
    if resource is not None:
        validity.check_resource(action, resource, role.environment)
    validity.check_keys(context)
    asker = unknowns.asker_of(role)
    if resource is None and (known is None or known.resources):
        tried = extents(asker, action, context)
        if found := tuple(each for each in tried if each.is_possible):
            return Response(role, None, found, (), tuple(further_needs(asker, found[0].reply)))
        # Nothing is allowed: why, a resource of a made-up name shows.
        reply = tried[0].reply if tried else asker.ask(action, example(asker, action) or "*", context)
    else:
        reply = asker.ask(action, resource or "*", context)
    because = tuple(reasons(reply, role, is_named=resource is not None))
    needs = tuple(further_needs(asker, reply))
    return Response(role, reply if resource else _unnamed(reply), (), because, needs)


def _unnamed(reply: Reply) -> Reply:
    """The answer without the resource, which nobody named."""
    return reply._replace(request=replace(reply.request, resource="*"))


def context_of(pairs: Iterable[tuple[str, str]], absent: Iterable[str] = ()) -> Context:
    """The context of keys and values, and of keys that are known to be absent. A key that comes twice has both values.

    Raises InputError for a key that is given both ways.
    """
    values: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        values[key] = (*values.get(key, ()), value)
    given = {key.lower() for key in values}
    if both := [key for key in absent if key.lower() in given]:
        raise InputError([Fault(None, f"`{key}` is given both as absent and with a value") for key in both])
    present = {key: given[0] if len(given) == 1 else given for key, given in values.items()}
    return {**present, **dict.fromkeys(absent, ABSENT)}


def complete(beginning: str, most: int) -> list[str]:
    """The actions, and before the colon the services, whose names begin so, in any case; at most `most`."""
    prefix, colon, _ = beginning.partition(":")
    known = validity.action_names(prefix) if colon else validity.prefixes()
    return [name for name in known if name.lower().startswith(beginning.lower())][:most]
