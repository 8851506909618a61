"""Describes roles of an account in a role file, and proves that by composing them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rolecast.reading.faults import Fault, InputError
from rolecast.recognition.proof import differences
from rolecast.recognition.settings import Recognized, attempts
from rolecast.recognition.writing import role_file
from rolecast.role import Role


def recognize(roles: Sequence[Role]) -> tuple[list[Recognized], list[Fault]]:
    """The roles for a role file, and the errors for those that it cannot describe.

    Composing them again changes nothing except ownership tags.
    """
    invalid = [list(_invalid(role)) for role in roles]
    refused = [fault for faults in invalid for fault in faults]
    valid = [role for role, faults in zip(roles, invalid, strict=True) if not faults]
    recognized: list[Recognized] = []
    for role, attempt, is_proved in zip(valid, *_attempted(valid), strict=True):
        try:
            recognized.append(attempt if is_proved else recognize_one(role))
        except InputError as error:
            refused += error.faults
    return recognized, refused


def recognize_one(role: Role) -> Recognized:
    """The role for a role file. Raises InputError with the reasons if it cannot describe the role."""
    reasons: list[str] = []
    for attempt in attempts(role):
        try:
            (nouns,) = differences([role], role_file([attempt], _account(role)))
        except InputError as error:
            reasons = [fault.message for fault in error.faults]
        else:
            if not nouns:
                return attempt
            reasons = [f"a role file cannot hold its {noun}" for noun in nouns]
    raise InputError([_refusal(role, reason) for reason in reasons])


def _attempted(roles: Sequence[Role]) -> tuple[list[Recognized], list[bool]]:
    """The best attempt for each role, and whether it describes the role. All are proved together, which is faster."""
    best = [next(attempts(role)) for role in roles]
    if not best:
        return best, []
    try:
        return best, [not nouns for nouns in differences(roles, role_file(best, _account(roles[0])))]
    except InputError:  # caused by one of them
        return best, [False] * len(best)


def _invalid(role: Role) -> Iterator[Fault]:
    """The errors in a role's policies: a role file with an invalid policy cannot be read."""
    documents = {"its trust policy": role.trust_policy, **role.inline, **role.managed}
    for name, document in documents.items():
        for fault in document.faults:
            # Without a position, the message itself names the policy and element.
            reason = f"{name.rpartition('/')[2]}: {fault.message}" if fault.place else fault.message
            yield _refusal(role, reason)._replace(place=fault.place)


def _refusal(role: Role, reason: str) -> Fault:
    message = f"role `{role.name}` cannot be written as a role file: {reason}"
    return Fault(None, message, "leave it as it is, or change it to what a role file can hold")


def _account(role: Role) -> str:
    account = role.environment.account
    assert account is not None  # it was read from one
    return account
