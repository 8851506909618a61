"""`rolecast test`"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import click

from rolecast.access import validity
from rolecast.access.questions import Asker, Context, Reply
from rolecast.access.reasons import reasons
from rolecast.cli.output import write_json
from rolecast.cli.status import Status
from rolecast.composition.compose import compose
from rolecast.iam.decision import Answer
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import Fault, Faults, InputError, Place
from rolecast.role import Environment, Role
from rolecast.rolefile.load import RoleFile, load


class Outcome(NamedTuple):
    """An expectation of the role file and what came of it."""

    role: Role
    place: Place
    allowed: bool
    """What is expected."""
    reply: Reply

    @property
    def is_met(self) -> bool:
        """An unknown answer meets nothing: the expectation has to say what it hangs on."""
        denied = (Answer.EXPLICIT_DENY, Answer.IMPLICIT_DENY)
        return self.reply.answer is Answer.ALLOW if self.allowed else self.reply.answer in denied


@click.command(
    "test",
    epilog="""\b
Examples:
  rolecast test
  rolecast test team.yaml --format json
\b
In the role file:
  expect:
    allow:
      - {action: s3:GetObject, resource: "arn:aws:s3:::fraud-training/train.csv"}
    deny:
      - {action: s3:DeleteBucket, resource: "arn:aws:s3:::fraud-training"}
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(allow_dash=True))
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or machines."
)
def command(file: str, format: str) -> Status:
    """Check a role file's own expectations of its roles.

    Each role may say under `expect` what it must be allowed and what not. The exit status is 10 if one is
    not met. An expectation about an action, resource or condition key that cannot exist is an error, and so
    is a file without any.
    """
    rolefile = load(file)
    roles = compose(rolefile)
    _check(rolefile, roles)
    outcomes = list(_outcomes(rolefile, roles))
    if not outcomes:
        raise InputError([Fault(None, f"{rolefile.source} expects nothing", "add `expect:` to a role")])
    failed = [outcome for outcome in outcomes if not outcome.is_met]
    if format == "json":
        write_json({"format_version": "1", "expectations": [_describe(outcome) for outcome in outcomes]})
    else:
        for outcome in failed:
            _tell(outcome)
        click.echo(f"{len(outcomes)} expectation{'s' if len(outcomes) > 1 else ''}, {len(failed)} not met")
    return Status.FINDINGS if failed else Status.DONE


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
                reply = asker.ask(case["action"], case.get("resource", "*"), _context(case.get("context", {})))
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


def _context(given: Mapping[str, list[str] | None]) -> Context:
    """The context of an expectation; null gives a key as absent."""
    return {
        key: ABSENT if values is None else values[0] if len(values) == 1 else tuple(values)
        for key, values in given.items()
    }


def _tell(outcome: Outcome) -> None:
    request = outcome.reply.request
    on = "" if request.resource == "*" else f" on {request.resource}"
    expected = "allowed" if outcome.allowed else "denied"
    click.echo(f"{outcome.place}: {request.action}{on} is not {expected}: {outcome.reply.answer.value}")
    for line in reasons(outcome.reply, outcome.role):
        click.echo(f"  {line}")


def _describe(outcome: Outcome) -> dict[str, Any]:
    request = outcome.reply.request
    return {
        "role": outcome.role.key,
        "line": outcome.place.line,
        "expected": "allow" if outcome.allowed else "deny",
        "action": request.action,
        "resource": request.resource,
        "decision": outcome.reply.answer.value,
        "met": outcome.is_met,
        "reasons": list(reasons(outcome.reply, outcome.role)),
    }
