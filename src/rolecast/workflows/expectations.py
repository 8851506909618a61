"""What a role file expects of its roles, and what came of it."""

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
    """An expectation of the role file and what came of it."""

    role: Role
    place: Place
    allowed: bool
    """What is expected."""
    reply: Reply

    @property
    def is_met(self) -> bool:
        """An unknown answer meets nothing: the expectation has to say what it depends on."""
        denied = (Answer.EXPLICIT_DENY, Answer.IMPLICIT_DENY)
        return self.reply.answer is Answer.ALLOW if self.allowed else self.reply.answer in denied


def outcomes(request: RoleRequest, role: Role) -> Iterator[Outcome]:
    """Those of one role. Raises UnresolvedError if there are any and its account or region is not known."""
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
    """The faults of expectations of what cannot exist, which would be met or not for nothing."""
    for name, cases in request.get("expect", {}).items():
        for index, case in enumerate(cases):
            for path, check in _checks(case, environment):
                yield from _placed(check, request.place("expect", name, index, *path))


def _checks(
    case: Mapping[str, Any], environment: Environment
) -> Iterator[tuple[tuple[str, ...], Callable[[], object]]]:
    """What of an expectation is to be checked, by where it stands."""
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
    """The context of an expectation; null gives a key as absent."""
    return {
        key: ABSENT if values is None else values[0] if len(values) == 1 else tuple(values)
        for key, values in given.items()
    }
