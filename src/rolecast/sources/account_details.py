"""An account's authorization details: every role, user and group with its policies, from a file of any size.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from rolecast.iam.names import arn_account
from rolecast.role import PolicyKind, Role, User
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, Item

if TYPE_CHECKING:
    from rolecast.account.details import Details

_BEGINNING = re.compile(rb'\s*\{\s*"(?:UserDetailList|GroupDetailList|RoleDetailList|Policies|IsTruncated)"\s*:')
_BEGINNING_BYTES = 1_024


def is_in(path: str) -> bool:
    """Whether a file, or standard input, begins like an account's details, which may be too large to load as a whole.

    Always False for named pipes, such as `<(aws iam ...)`: reading the beginning would consume it.
    """
    try:
        if path == "-":
            return sys.stdin is not None and not sys.stdin.closed and _BEGINNING.match(_peek()) is not None
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return _BEGINNING.match(file.read(_BEGINNING_BYTES).removeprefix(b"\xef\xbb\xbf")) is not None
    except (OSError, ValueError):
        return False  # the reader reports the error


def read(path: str) -> Iterator[Item]:
    """The principals of the account one by one, then managed policies that none of them lists, then errors."""
    from rolecast.account.details import open_details  # imported here: `is_in` runs for every file

    with open_details(path) as details:
        yield from _items(details)


def read_text(text: str, name: str) -> Iterator[Item]:
    """The same as `read`, for a text."""
    from rolecast.account.details import Details

    return _items(Details(BytesIO(text.encode(errors="surrogatepass")), name))


def _items(details: Details) -> Iterator[Item]:
    listed: set[str] = set()
    for principal, place in details.located():
        home = principal.arn.rpartition(f":{type(principal).__name__.lower()}/")[0]
        listed.update(
            f"{home}:policy{principal.path}{each.name}"
            for each in principal.policies
            if each.kind is PolicyKind.MANAGED
        )
        if isinstance(principal, Role):
            yield FoundRole(principal, place)
            continue
        if isinstance(principal, User):
            yield FoundUser(principal, place)
        else:
            yield FoundGroup(principal, place)
        yield from (
            FoundPolicy(f"{principal.name}/{each.name}", each.document, each.kind) for each in principal.policies
        )
    for arn, managed in details.policies.items():
        if arn not in listed and arn_account(arn) != "aws":
            yield FoundPolicy(managed.name, managed.document, PolicyKind.MANAGED)
    yield from details.faults


def _peek() -> bytes:
    """The beginning of standard input, without consuming it."""
    buffer = sys.stdin.buffer
    if hasattr(buffer, "peek"):
        return bytes(buffer.peek(_BEGINNING_BYTES)[:_BEGINNING_BYTES])
    start = buffer.tell()
    beginning = buffer.read(_BEGINNING_BYTES)
    buffer.seek(start)
    return beginning
