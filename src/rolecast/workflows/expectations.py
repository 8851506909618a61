"""The expectations (`expect:`) of a role file and their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from rolecast.access import validity
from rolecast.access.questions import Asker, Context, Reply
from rolecast.iam.decision import Answer
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import Fault, InputError, Place
from rolecast.role import Environment, Role
from rolecast.rolefile.request import RoleRequest


class Outcome(NamedTuple):
    """The outcome of one expectation: the role, the expectation's place in the file, and the decision in `reply`."""

    role: Role
    place: Place
    allowed: bool
    """Whether the role is expected to be allowed the request."""
    reply: Reply

    @property
    def is_met(self) -> bool:
        """Whether the decision is as expected. An unknown decision is not: give the condition keys it depends on."""
        denied = (Answer.EXPLICIT_DENY, Answer.IMPLICIT_DENY)
        return self.reply.answer is Answer.ALLOW if self.allowed else self.reply.answer in denied


def outcomes(request: RoleRequest, role: Role) -> Iterator[Outcome]:
    """The outcomes for one role. Raises UnresolvedError if there are any and its account or region is not known."""
    expected = request.get("expect", {})
    if not expected:
        return
    role = role.resolve_texts()
    asker = Asker(role)
    for name in ("allow", "deny"):
        for index, case in enumerate(expected.get(name, ())):
            place = request.place("expect", name, index)
            reply = asker.ask(case["action"], case.get("resource", "*"), _context(case.get("context", {})))
            yield Outcome(role, place, name == "allow", reply)


def impossible(request: RoleRequest, environment: Environment) -> Iterator[Fault]:
    """Errors for expectations about actions, resources and keys that do not exist: their outcome would mean nothing."""
    for name, cases in request.get("expect", {}).items():
        for index, case in enumerate(cases):
            for path, check in _checks(case, environment):
                yield from _placed(check, request.place("expect", name, index, *path))


def _checks(
    case: Mapping[str, Any], environment: Environment
) -> Iterator[tuple[tuple[str, ...], Callable[[], object]]]:
    """The checks of one expectation, each with the path of the checked value."""
    action = case["action"]
    yield ("action",), lambda: validity.find_action(action)
    if "resource" in case:
        yield ("resource",), lambda: validity.check_resource(action, case["resource"], environment)
    for key in case.get("context", {}):
        yield ("context", key), partial(validity.check_keys, [key])


def _placed(check: Callable[[], object], place: Place) -> list[Fault]:
    try:
        check()
    except InputError as error:
        return [fault._replace(place=place) for fault in error.faults]
    return []


def _context(given: Mapping[str, list[str] | None]) -> Context:
    """The context of an expectation; null means that the key is absent."""
    return {
        key: ABSENT if values is None else values[0] if len(values) == 1 else tuple(values)
        for key, values in given.items()
    }
