"""A question as a person puts it: what of it cannot be asked, and everything that can be said in answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rolecast.access.questions import Asker, Context, Reply
from rolecast.access.reasons import further_needs, reasons, resources_allowed
from rolecast.iam import services
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import Fault, InputError, did_you_mean
from rolecast.role import Role


class Response(NamedTuple):
    """What can be said. `reply` is None where no resource was named and the role may on some: those are `resources`.

    `reasons` are why, and `needs` what else a request needs, a sentence a line.
    """

    reply: Reply | None
    resources: tuple[str, ...]
    reasons: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def unavailable(self) -> tuple[str, ...]:
        """The policies that the answer depends on and whose text is not known."""
        return () if self.reply is None else self.reply.decision.unavailable

    @property
    def missing(self) -> tuple[str, ...]:
        """The condition keys that the answer hangs on and that were not given."""
        return () if self.reply is None else tuple(self.reply.needed or self.reply.decision.missing)


def inquire(role: Role, action: str, resource: str | None, context: Context) -> Response:
    """Asks a resolved role whether it may.

    `resource` is an ARN or `*`. Without one, an action that has resource types is asked of the patterns that the
    role's policies name, and another one of `*`. Raises InputError like `find_action` and `check_resource`.
    """
    known = find_action(action)
    if resource is not None:
        check_resource(resource)
    asker = Asker(role)
    has_types = known is None or bool(known.resources)
    if resource is None and has_types and (allowed := resources_allowed(asker, action)):
        return Response(None, tuple(allowed), (), ())
    reply = asker.ask(action, resource or "*", context)
    return Response(reply, (), tuple(reasons(reply, role)), tuple(further_needs(asker, reply)))


def find_action(action: str) -> services.Action | None:
    """The action in the service reference; None for one that it does not have and that may be newer.

    Raises InputError for a text that is no action.
    """
    prefix, colon, name = action.partition(":")
    if not colon or not name or "*" in action or "?" in action:
        remedy = "an action is `service:Name`, such as `s3:GetObject`"
        raise InputError([Fault(None, f"`{action}` is not one action", remedy)])
    service = services.service(prefix)
    if service and name.lower() in service.actions:
        return service.actions[name.lower()]
    nearest = did_you_mean(action, _names(prefix))
    if nearest or service is None:
        raise InputError([Fault(None, f"there is no action `{action}`", nearest)])
    return None


def check_resource(resource: str) -> None:
    """Raises InputError for a text that is no resource."""
    if resource != "*" and not resource.startswith("arn:"):
        raise InputError([Fault(None, f"`{resource}` is not a resource", "it is an ARN, or `*`")])


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
    known = _names(beginning.partition(":")[0]) if ":" in beginning else _prefixes()
    return [name for name in known if name.lower().startswith(beginning.lower())][:most]


def _names(prefix: str) -> list[str]:
    """The service's actions, or all services where there is none of this prefix."""
    service = services.service(prefix)
    if service is None:
        return _prefixes()
    return [f"{service.prefix}:{action.name}" for action in service.actions.values()]


def _prefixes() -> list[str]:
    return [f"{prefix}:" for prefix in sorted(services.prefixes())]
