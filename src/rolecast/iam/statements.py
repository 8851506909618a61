"""What a policy document says, as plain values. `grammar` reads them, `writing` writes them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

VERSION = "2012-10-17"
"""The version of the language that has variables. A document without a version is of the one before."""
VERSIONS = ("2008-10-17", VERSION)


class PolicyType(Enum):
    """What a document is for, which decides the elements it may have."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    RESOURCE = "resource"
    TRUST = "trust"

    __hash__ = object.__hash__  # enum's own is written in Python, and documents are looked up by the thousand


class Effect(Enum):
    ALLOW = "Allow"
    DENY = "Deny"

    __hash__ = object.__hash__  # as above


Texts = tuple[str, ...]


class Single(tuple[str]):
    """One text without brackets. Equal to a list of it, and written as it was."""

    __slots__ = ()


class Bare(str):
    """A JSON number or boolean in a condition. Counts as its text, and is written as it was."""

    __slots__ = ()


class Principals(NamedTuple):
    """Of a Principal or NotPrincipal: `everyone` where it is `"*"`, else the texts by type, such as AWS."""

    everyone: bool
    entries: tuple[tuple[str, Texts], ...] = ()


class Condition(NamedTuple):
    """One key of one operator. All conditions of a statement must hold."""

    operator: str
    key: str
    values: Texts


class Statement(NamedTuple):
    """A statement as it was written. Of actions and not_actions exactly one is there, resources likewise."""

    effect: Effect
    sid: str | None = None
    actions: Texts | None = None
    not_actions: Texts | None = None
    resources: Texts | None = None
    """None, as not_resources, in trust policies and in those resource policies that go without."""
    not_resources: Texts | None = None
    principals: Principals | None = None
    not_principals: Principals | None = None
    conditions: tuple[Condition, ...] = ()
    has_empty_condition: bool = False
    """Whether its Condition, or an operator in that, has no keys. It asks for nothing, and is not written again."""


class Content(NamedTuple):
    """The content of a document. It is `single` if its only statement is not in a list."""

    statements: tuple[Statement, ...]
    version: str | None = None
    id: str | None = None
    single: bool = False

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` is a variable and not plain text.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
        """
        return self.version == VERSION
