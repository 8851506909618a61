"""Audits of all sources with principals: accounts, account details, role files and templates."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from rolecast.account.client import connect
from rolecast.account.details import open_details
from rolecast.account.live import read_principals
from rolecast.audits import changes
from rolecast.audits.audit import Located
from rolecast.audits.audit import audit as audit_principals
from rolecast.audits.changes import PrincipalNews
from rolecast.audits.results import Audit, Proposal
from rolecast.composition.compose import compose
from rolecast.iam import patterns
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean
from rolecast.reading.texts import read_text
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile
from rolecast.sources import account_details
from rolecast.sources.contents import FoundGroup, FoundRole, FoundUser, SourceKind, Unread
from rolecast.workflows.given import path_of
from rolecast.workflows.inputs import Given, Input, open_all
from rolecast.workflows.suppressing import Suppressed, suppressions_of

_MOST_LISTED = 20


class Reported(NamedTuple):
    """An audit, what could not be read, and what was skipped."""

    audit: Audit
    faults: Faults
    unread: tuple[Unread, ...] = ()


def audit(
    *given: Given,
    profile: str | None = None,
    role: str | None = None,
    source: SourceKind | str | None = None,
    suppress: Suppressed = (),
    proposals: bool = False,
) -> Audit:
    """Compares what principals may do with the catalogue's activities. The library form of `rolecast audit`.

    `profile` is an AWS profile, whose account is read as well. `role` selects principals by name or ARN and may have
    wildcards. With `proposals`, each role gets a role file that replaces its policies by activities, and what that
    would change.

    Raises InputError with everything that cannot be read, and if there are no principals, and AccountError if AWS
    cannot be reached or refuses a call.
    """
    outcome = audit_all(given, profile, role, SourceKind(source) if source else None, suppress, proposals=proposals)
    outcome.faults.raise_any()
    return outcome.audit


def audit_all(
    given: Sequence[Given],
    profile: str | None = None,
    role: str | None = None,
    kind: SourceKind | None = None,
    suppress: Suppressed = (),
    *,
    proposals: bool = False,
) -> Reported:
    """Like `audit`, but with as much as can be read. Raises InputError if there are no principals."""
    _, suppressed = suppressions_of(suppress)
    reader = _Reader(kind)
    names: list[str] = []
    found = audit_principals(
        _wanted(reader.read(given, profile), role, names), suppressed, _propose if proposals else None
    )
    if not found.principals:
        reader.faults.raise_any()
        raise InputError([_nothing(role, names)])
    return Reported(found, reader.faults, tuple(reader.unread))


def since(found: Audit, baseline: str | os.PathLike[str]) -> tuple[PrincipalNews, ...]:
    """What is new since the audit whose JSON is in a file. Raises InputError if it cannot be read."""
    text, name = read_text(os.fspath(baseline))
    value: Any = None
    with contextlib.suppress(orjson.JSONDecodeError):  # reported as not being an audit
        value = orjson.loads(text)
    return changes.changes(found, value, name)


class _Reader:
    def __init__(self, kind: SourceKind | None) -> None:
        self._kind = kind
        self.faults = Faults()
        self.unread: list[Unread] = []

    def read(self, given: Iterable[Given], profile: str | None) -> Iterator[Located]:
        if profile is not None:
            connection = connect(profile)
            yield from (Located(each, f"account {connection.account}") for each in read_principals(connection))
        for each in given:
            try:
                yield from self._one(each)
            except InputError as error:
                self.faults.extend(error.faults, error.more)

    def _one(self, given: Given) -> Iterator[Located]:
        path = path_of(given)
        if path is not None and self._kind in (None, SourceKind.DETAILS) and account_details.is_in(path):
            with open_details(path) as details:
                for principal, place in details.located():
                    yield Located(principal, place.source, place)
                self.faults.extend(details.faults)
            return
        for found in open_all(given, self._kind):
            try:
                yield from self._in(found)
            except InputError as error:  # in one file of a folder
                self.faults.extend(error.faults, error.more)

    def _in(self, found: Input) -> Iterator[Located]:
        if isinstance(found, RoleFile):
            yield from (Located(role, found.source) for role in compose(found).values())
            return
        for item in found.items:
            if isinstance(item, FoundRole):
                yield Located(item.role, found.name, item.place)
            elif isinstance(item, FoundUser):
                yield Located(item.user, found.name, item.place)
            elif isinstance(item, FoundGroup):
                yield Located(item.group, found.name, item.place)
            elif isinstance(item, Unread):
                self.unread.append(item)
            elif isinstance(item, Fault):
                self.faults.extend([item])


def _propose(role: Role) -> Proposal | None:
    from rolecast.recognition.proposals import propose  # expensive and rarely needed

    account = role.environment.account
    if account is None:
        return Proposal(reasons=("the account of the role is not known",))
    try:
        found = propose(role)
    except InputError as error:
        return Proposal(reasons=tuple(fault.message for fault in error.faults))
    return found and Proposal(found.text(account), found.activities, found.narrowing, found.kept, found.comparison)


def _wanted(located: Iterable[Located], role: str | None, names: list[str]) -> Iterator[Located]:
    wanted = None if role is None else patterns.pattern(role)
    for each in located:
        called = [name for name in (each.principal.key, each.principal.name) if name and "{{" not in name]
        names += called
        if wanted is None or any(patterns.matches(wanted, name) for name in (*called, each.principal.arn)):
            yield each


def _nothing(role: str | None, names: list[str]) -> Fault:
    if role is None or not names:
        return Fault(None, "there is no role, user or group in the sources", "give account details, or `--profile`")
    listed = f"the names are {', '.join(sorted(names)[:_MOST_LISTED])}"
    return Fault(None, f"no principal is named `{role}`", did_you_mean(role, names) or listed)
