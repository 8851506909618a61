"""The roles and users that a denial may be about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rolecast.access.denials.denial import Denial, RoleName
from rolecast.access.holders import as_role
from rolecast.account.client import connect
from rolecast.account.live import read_principals
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.composition.compose import compose
from rolecast.iam.names import arn_region
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean
from rolecast.role import Group, Role, User
from rolecast.rolefile.load import RoleFile, read
from rolecast.sources import contents
from rolecast.sources.contents import FoundRole, FoundUser
from rolecast.workflows.given import path_of, text_of
from rolecast.workflows.inputs import Given, open_all


class Candidate(NamedTuple):
    """A role that may be meant. `text` is that of its role file, or None for other sources.

    For a user, `role` has its policies and those of its groups, and `user` is its ARN. `is_live` is whether it was read
    from AWS.
    """

    role: Role
    catalogue: Catalogue
    source: str
    text: str | None = None
    user: str | None = None
    is_live: bool = False

    @property
    def arn(self) -> str:
        return self.user or self.role.arn

    @property
    def kind(self) -> str:
        return "user" if self.user else "role"


def read_candidates(given: Given, kind: contents.SourceKind | None, faults: Faults) -> Iterator[Candidate]:
    """The roles and users of a role file or another source, as far as they can be read. Adds errors to `faults`."""
    for each in open_all(given, kind):
        if isinstance(each, RoleFile):
            written = _text_of(given, each)
            try:
                composed = compose(each)
            except InputError as error:
                faults.extend(error.faults, error.more)
                continue
            yield from (Candidate(role, each.catalogue, each.source, written) for role in composed.values())
            continue
        for item in each.items:
            if isinstance(item, FoundRole):
                yield _found(item.role, each.name)
            elif isinstance(item, FoundUser):
                yield _found(item.user, each.name)
            elif isinstance(item, Fault):
                faults.extend([item])


def live_candidates(profile: str) -> Iterator[Candidate]:
    """The roles and users of the account of an AWS profile. Raises AccountError."""
    connection = connect(profile)
    for each in read_principals(connection):
        if not isinstance(each, Group):
            yield _found(each, f"account {connection.account}")._replace(is_live=True)


def written_candidates(text: str, source: str) -> list[Candidate]:
    """The roles of a role file's text. Raises InputError with its errors."""
    rolefile = read(text, source)
    return [Candidate(each, rolefile.catalogue, source, text) for each in compose(rolefile).values()]


def choose(denial: Denial, candidates: list[Candidate], key: str | None) -> tuple[Candidate | None, list[str]]:
    """The role that was denied, and notes about the choice. Raises InputError if no role has the given key."""
    if not candidates:
        return None, []
    if key is not None:
        named = [each for each in candidates if key in (each.role.key, each.role.name, each.arn)]
        if not named:
            names = [each.role.key for each in candidates]
            raise InputError([Fault(None, f"there is no role `{key}`", did_you_mean(key, names))])
        return named[0], []
    if denial.principal is None:
        if len(candidates) == 1:
            only = candidates[0]
            return only, [f"the message does not say who was denied; assuming role `{only.role.key}`"]
        return None, ["the message does not say who was denied: name the role with `--role`"]
    asked = denial.role
    if asked is None:
        user = next((each for each in candidates if each.user and _is_user(each.user, denial.principal)), None)
        return user, [] if user else [f"{denial.principal} is neither a role nor a user of {sources(candidates)}"]
    found = of_name(asked, candidates)
    if found is None:
        return None, [f"no role named `{asked.name}` in {sources(candidates)}: name another with `--role`"]
    return found, []


def _is_user(arn: str, principal: str) -> bool:
    """Whether a user, whose account and partition may not be known, is the one that was denied."""
    _, partition, _, _, account, *_ = [*principal.split(":"), *[""] * 5]
    return arn.replace("{{partition}}", partition).replace("{{account}}", account) == principal


def of_name(asked: RoleName, candidates: Iterable[Candidate]) -> Candidate | None:
    """The role with this name and account, if any."""
    return next(
        (
            each
            for each in candidates
            if each.user is None
            and each.role.name.lower() == asked.name.lower()
            and each.role.environment.account in (None, asked.account)
        ),
        None,
    )


def placed(chosen: Candidate, denial: Denial) -> Candidate:
    """The role with account and region filled in: from its file, otherwise from the message."""
    if chosen.text is None and chosen.role.recipe is None:
        return chosen
    environment = chosen.role.environment
    account = environment.account or (denial.role.account if denial.role else None)
    region = environment.region or (arn_region(denial.resource) if denial.resource else None) or None
    role = replace(chosen.role, environment=environment._replace(account=account, region=region))
    return chosen._replace(role=role.resolve())


def _found(principal: Role | User, source: str) -> Candidate:
    user = principal.arn if isinstance(principal, User) else None
    return Candidate(principal if isinstance(principal, Role) else as_role(principal), CATALOGUE, source, user=user)


def _text_of(given: Given, rolefile: RoleFile) -> str | None:
    """The text that the role file was read from, if it can be edited."""
    path = path_of(given)
    if path is not None:
        return text_of(Path(rolefile.source))[0] if path != "-" else None
    return text_of(given)[0] if isinstance(given, str | Mapping) and not isinstance(given, RoleFile) else None


def sources(candidates: Iterable[Candidate]) -> str:
    """The names of the candidates' sources, for messages."""
    return ", ".join(dict.fromkeys(each.source for each in candidates))
