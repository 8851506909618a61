"""An account's authorization details in a file of any size, as `aws iam get-account-authorization-details` prints them.

The file is read twice and never loaded as a whole: first what principals share, which are groups, managed policies and
their holders; then the principals, each time they are needed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from rolecast.account.principals import PrincipalReader, held, read_policy
from rolecast.account.responses import AwsResponse, MalformedError
from rolecast.account.state import AccountPolicy
from rolecast.iam.names import arn_account
from rolecast.reading import pieces
from rolecast.reading.faults import Fault, Faults, InputError, Place
from rolecast.reading.pieces import Piece
from rolecast.role import Group, Principal, Role

_COMMAND = "aws iam get-account-authorization-details"
_NOUNS = {"UserDetailList": "user", "GroupDetailList": "group", "RoleDetailList": "role", "Policies": "policy"}
_NAMES = {"UserDetailList": "UserName", "GroupDetailList": "GroupName", "RoleDetailList": "RoleName", "Policies": "Arn"}


@contextmanager
def open_details(path: str) -> Iterator[Details]:
    """The details in a file; `-` is standard input. Raises InputError if there are none or the file cannot be read."""
    source = "standard input" if path == "-" else path
    try:
        with _opened(path) as file:
            yield Details(file, source)
    except OSError as error:
        raise InputError([Fault(None, f"cannot read `{source}`: {error.strerror or error}")]) from None


class Details:
    """The authorization details of an account, which lack descriptions, session lengths and tags of policies.

    Malformed entries are omitted and reported in `faults` with their places: shared ones at once, others when
    `principals` reaches them.
    """

    def __init__(self, file: BinaryIO, source: str) -> None:
        self._file = file
        self._source = source
        self._shared = Faults()
        self._own = Faults()
        self.policies: dict[str, AccountPolicy] = {}
        """All managed policies by ARN. AWS's own may be missing: the command that writes the file can filter them."""
        self.role_names: list[str] = []
        self._lengths: Counter[str] = Counter()
        """How many items each list has."""
        holders: Counter[str] = Counter()
        groups: list[Piece] = []
        self.account = self._read_shared(holders, groups)
        self._principals = PrincipalReader(self.policies, holders)
        self._groups = {group.name: (group, place) for group, place in self._read_groups(groups)}

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self._shared, *self._own)

    def principals(self) -> Iterator[Principal]:
        """The groups, then users and roles in the order of the file, one at a time."""
        return (principal for principal, _ in self.located())

    def located(self) -> Iterator[tuple[Principal, Place]]:
        """The principals with their places."""
        self._own = Faults()
        yield from self._groups.values()
        yield from self._converted(self._listed("UserDetailList", "RoleDetailList"))

    def roles(self, names: Collection[str]) -> Iterator[Role]:
        """The roles with these names, in lower case. Does not report errors of other roles."""
        self._own = Faults()
        listed = self._listed("RoleDetailList")
        for role, _ in self._converted(
            piece for piece in listed if (name := _name(piece)) is None or name.lower() in names
        ):
            assert isinstance(role, Role)
            yield role

    def _listed(self, *keys: str) -> Iterator[Piece]:
        """The items of these lists. What follows the last of them, such as the policies, is not read again."""
        pieces = self._pieces(Faults())  # errors of syntax are already reported
        items = (piece for piece in pieces if piece.key in keys and piece.number is not None)
        return islice(items, sum(self._lengths[key] for key in keys))

    def _converted(self, listed: Iterable[Piece]) -> Iterator[tuple[Principal, Place]]:
        seen: set[str] = set()
        for piece in listed:
            try:
                made = self._principal(piece)
                if made.arn.lower() in seen:
                    raise _answer(piece).malformed("it is listed twice")
            except MalformedError as error:
                self._own.extend([_fault(piece, error)])
            else:
                seen.add(made.arn.lower())
                yield made, piece.place

    def _principal(self, piece: Piece) -> Principal:
        detail = _answer(piece)
        if piece.key == "RoleDetailList":
            return self._principals.role(detail)
        return self._principals.user(detail, {name: group for name, (group, _) in self._groups.items()})

    def _read_groups(self, listed: list[Piece]) -> Iterator[tuple[Group, Place]]:
        for piece in listed:
            try:
                group = self._principals.group(_answer(piece))
            except MalformedError as error:
                self._shared.extend([_fault(piece, error)])
            else:
                yield group, piece.place

    def _read_shared(self, holders: Counter[str], groups: list[Piece]) -> str:
        """Reads what principals share, and returns the account."""
        accounts: set[str] = set()
        keys: set[str] = set()
        for piece in self._pieces(self._shared):
            keys.add(piece.key)
            if piece.key in ("IsTruncated", "NextToken") and piece.value:
                remedy = f"write it with `{_COMMAND}`, without `--max-items` and `--no-paginate`"
                self._shared.add(piece.place, "this is not the whole account: more pages follow", remedy)
            if piece.number is None or piece.key not in _NOUNS:
                continue
            self._lengths[piece.key] += 1
            if piece.key == "GroupDetailList":
                groups.append(piece)
            try:
                detail = _answer(piece)
                accounts.add(_account(detail))
                if piece.key == "RoleDetailList":
                    self.role_names.append(detail.text("RoleName"))
                if piece.key == "Policies":
                    policy = read_policy(detail)
                    self.policies[policy.arn] = policy
                else:
                    holders.update(held(detail))
            except MalformedError as error:
                if piece.key == "Policies":
                    self._shared.extend([_fault(piece, error)])
        return self._only_account(accounts - {"aws"}, keys)

    def _only_account(self, accounts: set[str], keys: set[str]) -> str:
        if len(accounts) == 1:
            return accounts.pop()
        if self._shared:
            raise InputError(self._shared)
        remedy = f"write one with `{_COMMAND} > {self._source}`"
        if len(accounts) > 1:
            problem = f"it is about {len(accounts)} accounts: {', '.join(sorted(accounts))}"
            remedy = "write a file for each account; `rolecast audit` and `who` take several"
        elif "RoleDetailList" in keys:
            problem = "no role, user, group or policy in it can be read"
        else:
            problem = "it has no `RoleDetailList`"
        message = f"`{self._source}` does not contain an account's authorization details: {problem}"
        raise InputError([Fault(None, message, remedy)])

    def _pieces(self, faults: Faults) -> Iterator[Piece]:
        self._file.seek(0)
        return pieces.read(self._file, self._source, _NOUNS, faults)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """A file that can be read twice: content from a pipe is copied to a temporary file."""
    if path == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise InputError([Fault(None, "standard input is closed", "name a file, or pipe one in")])
        with _copied(sys.stdin.buffer) as file:
            yield file
        return
    with Path(path).open("rb") as given:
        if given.seekable():
            yield given
            return
        with _copied(given) as file:
            yield file


@contextmanager
def _copied(pipe: BinaryIO) -> Iterator[BinaryIO]:
    import shutil
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        shutil.copyfileobj(pipe, file)
        yield file


def _answer(piece: Piece) -> AwsResponse:
    return AwsResponse(piece.value, piece=piece)


def _name(piece: Piece) -> str | None:
    """The name of the entry; None if it has no valid one."""
    name = piece.value.get(_NAMES[piece.key]) if isinstance(piece.value, dict) else None
    return name if isinstance(name, str) else None


def _account(detail: AwsResponse) -> str:
    arn = detail.text("Arn", lambda arn: None if arn.count(":") >= 5 else "is not an ARN")
    return arn_account(arn)


def _fault(piece: Piece, error: MalformedError) -> Fault:
    """The error with its place. It names the principal or policy, or says which entry it is."""
    name = _name(piece)
    which = f"number {(piece.number or 0) + 1}" if name is None else f"`{name}`"
    return Fault(
        piece.node(*error.path).place, f"{_NOUNS[piece.key]} {which} cannot be read: {error.faults[0].message}"
    )
