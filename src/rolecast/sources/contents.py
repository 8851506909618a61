"""The contents of a source: roles, policies without a role, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.reading.faults import Fault, Place
from rolecast.role import Group, PolicyKind, Role, User


class SourceKind(StrEnum):
    """The kinds of sources, as `--source` names them."""

    ROLE_FILE = "role-file"
    """Read by `rolefile`; only detected here."""
    POLICY = "identity-policy"
    TRUST_POLICY = "trust-policy"
    RESOURCE_POLICY = "resource-policy"
    SCP = "scp"
    RCP = "rcp"
    ANSWER = "aws-answer"
    """The output of `aws iam get-role` and other commands that show one policy."""
    DETAILS = "account-details"
    """The output of `aws iam get-account-authorization-details`."""
    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    """The output of `terraform show -json` for a plan or a state."""
    MANAGED_POLICY = "managed-policy"
    """The name or ARN of an AWS managed policy."""


class FoundRole(NamedTuple):
    """A role and its position in the source.

    `condition` is the name of the template's condition under which it is created; None if it always is.
    """

    role: Role
    place: Place | None
    condition: str | None = None


class FoundUser(NamedTuple):
    """A user with its groups, and its position in the source. Their policies in the source are also separate items."""

    user: User
    place: Place | None
    condition: str | None = None


class FoundGroup(NamedTuple):
    """A group and its position in the source. Its policies in the source are also separate items."""

    group: Group
    place: Place | None
    condition: str | None = None


class FoundPolicy(NamedTuple):
    """A policy that belongs to no role of the source, or to several. `name` is None for a single document.

    `kind` is None if the source does not say whether it is a managed policy. `condition` is as in `FoundRole`.
    """

    name: str | None
    document: Document
    kind: PolicyKind | None = None
    condition: str | None = None


class Unread(NamedTuple):
    """A part of a source that is skipped although it is not an error."""

    place: Place | None
    message: str
    content: str | None = None
    """Its text if it can grant permissions; None otherwise."""


Item = FoundRole | FoundUser | FoundGroup | FoundPolicy | Unread | Fault
"""A part of a source. An error affects only that part; the other parts are still read."""


class Contents(NamedTuple):
    """A source: its name in messages, and its parts, which can be iterated once.

    `definitions` returns the meaning of names, such as parameters, in expressions whose values are unknown. Only a
    comparison needs it.
    """

    name: str
    kind: SourceKind
    items: Iterator[Item]
    definitions: Callable[[], Mapping[str, str]] = dict
