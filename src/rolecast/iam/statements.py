"""Statements and other contents of policy documents as plain values, which `grammar` reads and `writing` writes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

VERSION = "2012-10-17"
"""The version of the policy language with variables. A document without a version uses the previous one."""
VERSIONS = ("2008-10-17", VERSION)


class PolicyType(Enum):
    """The use of a document, which determines the elements that it may have."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    RESOURCE = "resource"
    TRUST = "trust"

    __hash__ = object.__hash__  # the inherited one is written in Python, and documents are looked up by the thousand


class Effect(Enum):
    ALLOW = "Allow"
    DENY = "Deny"

    __hash__ = object.__hash__  # see above


Texts = tuple[str, ...]


class Single(tuple[str]):
    """A single text without brackets. Equal to a list of it, and written back without brackets."""

    __slots__ = ()


class Bare(str):
    """A JSON number or boolean in a condition. Equal to its text, and written back without quotes."""

    __slots__ = ()


class Principals(NamedTuple):
    """A Principal or NotPrincipal: `everyone` if it is `"*"`, otherwise the texts by type, such as AWS."""

    everyone: bool
    entries: tuple[tuple[str, Texts], ...] = ()


class Condition(NamedTuple):
    """One operator on one key. All conditions of a statement must hold."""

    operator: str
    key: str
    values: Texts


class Statement(NamedTuple):
    """A statement as written. Exactly one of actions and not_actions is set, likewise for resources."""

    effect: Effect
    sid: str | None = None
    actions: Texts | None = None
    not_actions: Texts | None = None
    resources: Texts | None = None
    """Like not_resources, None in trust policies and in resource policies without this element."""
    not_resources: Texts | None = None
    principals: Principals | None = None
    not_principals: Principals | None = None
    conditions: tuple[Condition, ...] = ()
    has_empty_condition: bool = False
    """Whether its Condition, or an operator in it, has no keys. It has no effect and is not written back."""


class Content(NamedTuple):
    """The content of a document. `single`: its only statement is not in a list."""

    statements: tuple[Statement, ...]
    version: str | None = None
    id: str | None = None
    single: bool = False

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` is a variable rather than plain text.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
        """
        return self.version == VERSION
