"""What `can` and `test` answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from rolecast.access import validity
from rolecast.access.inquiry import Response, context_of, inquire
from rolecast.access.questions import Asker, Context, Reply
from rolecast.composition.compose import compose
from rolecast.iam.decision import Answer
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import Fault, Faults, InputError, Place
from rolecast.role import Environment, Role
from rolecast.rolefile.load import RoleFile
from rolecast.sources.contents import Kind
from rolecast.workflows.building import load
from rolecast.workflows.choosing import choose
from rolecast.workflows.given import Text
from rolecast.workflows.inputs import Given


class Outcome(NamedTuple):
    """An expectation of a role file and what came of it. `allowed` is what is expected."""

    role: Role
    place: Place
    allowed: bool
    reply: Reply

    @property
    def is_met(self) -> bool:
        """An unknown answer meets nothing: the expectation has to say what it hangs on."""
        denied = (Answer.EXPLICIT_DENY, Answer.IMPLICIT_DENY)
        return self.reply.answer is Answer.ALLOW if self.allowed else self.reply.answer in denied


def can(
    given: Given,
    action: str,
    resource: str | None = None,
    *,
    role: str | None = None,
    context: Mapping[str, str | Sequence[str]] | None = None,
    absent: Iterable[str] = (),
    source: Kind | str | None = None,
) -> Response:
    """Whether a role may do an action, and why; what `rolecast can` tells.

    `role` is its key, name or ARN, if there are several. `context` has the values of condition keys, `absent` the keys
    that the request lacks. Raises InputError for a question that cannot be asked, and UnresolvedError.
    """
    chosen = choose(given, role, Kind(source) if source else None)
    return inquire(chosen.role, action, resource, _context(context or {}, absent))


def test(given: Text | RoleFile) -> list[Outcome]:
    """What came of each expectation of a role file; what `rolecast test` tells.

    Raises InputError where it has none, where one is about what cannot exist, and where the file cannot be composed,
    and UnresolvedError.
    """
    rolefile = load(given)
    roles = compose(rolefile)
    _check(rolefile, roles)
    outcomes = list(_outcomes(rolefile, roles))
    if not outcomes:
        raise InputError([Fault(None, f"{rolefile.source} expects nothing", "add `expect:` to a role")])
    return outcomes


def _outcomes(rolefile: RoleFile, roles: Mapping[str, Role]) -> Iterator[Outcome]:
    for key, request in rolefile.roles.items():
        expected = request.get("expect", {})
        if not expected:
            continue
        role = roles[key].resolve()
        asker = Asker(role)
        for name in ("allow", "deny"):
            for index, case in enumerate(expected.get(name, ())):
                place = request.place("expect", name, index)
                reply = asker.ask(case["action"], case.get("resource", "*"), _expected_context(case.get("context", {})))
                yield Outcome(role, place, name == "allow", reply)


def _check(rolefile: RoleFile, roles: Mapping[str, Role]) -> None:
    """Raises InputError for expectations of what cannot exist, which would be met or not for nothing."""
    faults = Faults()
    for key, request in rolefile.roles.items():
        for name, cases in request.get("expect", {}).items():
            for index, case in enumerate(cases):
                for path, check in _checks(case, roles[key].environment):
                    faults.extend(_placed(check, request.place("expect", name, index, *path)))
    faults.raise_any()


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


def _expected_context(given: Mapping[str, list[str] | None]) -> Context:
    """The context of an expectation; null gives a key as absent."""
    return {
        key: ABSENT if values is None else values[0] if len(values) == 1 else tuple(values)
        for key, values in given.items()
    }


def _context(given: Mapping[str, str | Sequence[str]], absent: Iterable[str]) -> Context:
    pairs = [
        (key, value) for key, values in given.items() for value in ((values,) if isinstance(values, str) else values)
    ]
    return context_of(pairs, absent)
