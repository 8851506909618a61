"""Answers a user's question about a role: validates it and returns the full response."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from rolecast.access import unknowns, validity
from rolecast.access.extent import Extent, example, extents
from rolecast.access.questions import Context, Reply
from rolecast.access.reasons import further_needs, reasons
from rolecast.iam.decision import Answer
from rolecast.iam.names import arn_partition
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role, placed


class Response(NamedTuple):
    """The response to a question.

    `reply` is the decision on one resource. It is None if the question names no resource and the role may, or perhaps
    may, do the action on some: then `extents` has their patterns. `reasons` and `needs` are sentences: why the answer
    is so, and which other permissions the request needs.
    """

    role: Role
    reply: Reply | None
    extents: tuple[Extent, ...]
    reasons: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def answer(self) -> Answer:
        """The answer; for several patterns, the best one."""
        if self.reply is not None:
            return self.reply.answer
        return Answer.ALLOW if any(each.is_certain for each in self.extents) else Answer.UNKNOWN

    @property
    def unavailable(self) -> tuple[str, ...]:
        """The names of policies that the answer depends on and whose text is unknown."""
        return tuple(dict.fromkeys(name for reply in self._open for name in reply.decision.unavailable))

    @property
    def open_texts(self) -> tuple[str, ...]:
        """The expressions in the policies that the answer depends on and whose values are unknown."""
        return () if self.reply is None else self.reply.open_texts

    @property
    def missing(self) -> tuple[str, ...]:
        """The condition keys that the answer depends on and that the question does not specify."""
        return tuple(dict.fromkeys(key for each in self._open for key in each.needed or each.decision.missing))

    @property
    def _open(self) -> list[Reply]:
        return [each.reply for each in self.extents if not each.is_certain] if self.reply is None else [self.reply]


def inquire(role: Role, action: str, resource: str | None, context: Context) -> Response:
    """The response to whether a role may do an action.

    The role must be resolved, or its documents must list their open texts. `resource` is an ARN or `*`. Without one, an
    action that has resource types is evaluated on the patterns in the role's policies, any other action on `*`. Raises
    InputError, as `validity` does, for actions, resources and keys that do not exist.
    """
    known = validity.find_action(action)
    if resource is not None:
        validity.check_resource(action, resource, role.environment)
        role = _in_partition_of(role, resource)
    validity.check_keys(context)
    asker = unknowns.asker_of(role)
    if resource is None and (known is None or known.resources):
        tried = extents(asker, action, context)
        if found := tuple(each for each in tried if each.is_possible):
            return Response(role, None, found, (), tuple(further_needs(asker, found[0].reply)))
        # Nothing is allowed: a resource with a made-up name shows why.
        reply = tried[0].reply if tried else asker.ask(action, example(asker, action) or "*", context)
    else:
        reply = asker.ask(action, resource or "*", context)
    because = tuple(reasons(reply, role, is_named=resource is not None))
    needs = tuple(further_needs(asker, reply))
    return Response(role, reply if resource else _unnamed(reply), (), because, needs)


def _in_partition_of(role: Role, resource: str) -> Role:
    """The role, placed in the partition of the resource if its own is unknown: roles cannot be used across partitions.

    https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    if role.environment.partition or resource == "*":
        return role
    return placed(role, role.environment._replace(partition_id=arn_partition(resource)))


def _unnamed(reply: Reply) -> Reply:
    """The reply with `*` for the resource, which the question does not name."""
    return reply._replace(request=replace(reply.request, resource="*"))


def context_of(pairs: Iterable[tuple[str, str]], absent: Iterable[str] = ()) -> Context:
    """The context with the given values and absent keys. A key that occurs twice has both values.

    Raises InputError for a key that is both absent and given.
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
    """At most `most` actions whose names begin with a text, ignoring case; services if it has no colon."""
    prefix, colon, _ = beginning.partition(":")
    known = validity.action_names(prefix) if colon else validity.prefixes()
    return [name for name in known if name.lower().startswith(beginning.lower())][:most]
