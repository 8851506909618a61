"""Policies and statements as rules see them: typed, and with where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rolecast.checks import arns
from rolecast.checks.actions import WrittenAction, written_action
from rolecast.checks.findings import Target
from rolecast.iam import patterns
from rolecast.iam.documents import Document, Effect, PolicyType, Statement
from rolecast.iam.patterns import Pattern
from rolecast.reading import nodes
from rolecast.reading.faults import Place
from rolecast.reading.nodes import MappingNode, Node

Path = tuple[str | int, ...]
"""The way to an element in a statement, such as `("Action", 2)`."""


@dataclass(frozen=True, eq=False)
class CheckedPolicy:
    """A policy by name. `node` is its text, where there is one; `place` is where it is named, or begins."""

    name: str
    type: PolicyType
    document: Document
    source: str
    role: str | None = None
    is_inline: bool = False
    size: int = 0
    """Characters as IAM counts them."""
    node: Node | None = None
    place: Place | None = None

    @property
    def is_identity(self) -> bool:
        return self.type is PolicyType.IDENTITY

    @property
    def target(self) -> Target:
        return Target(self.source, self.role, self.name if self.role else None)


@dataclass(frozen=True, eq=False)
class CheckedStatement:
    policy: CheckedPolicy
    index: int
    statement: Statement
    activities: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def is_allow(self) -> bool:
        return self.statement.effect is Effect.ALLOW

    @cached_property
    def actions(self) -> tuple[WrittenAction, ...]:
        """What stands in its Action; empty where it has NotAction."""
        return tuple(map(written_action, self.statement.actions or ()))

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """The prefixes, in lower case, of the services in its Action; `*` for all."""
        return frozenset([written.prefix for written in self.actions])

    @cached_property
    def _literals(self) -> frozenset[str]:
        return frozenset([written.folded for written in self._named if not written.is_pattern])

    @cached_property
    def _patterns(self) -> Mapping[str, list[Pattern]]:
        """What stands with wildcards in its Action or NotAction, by prefix."""
        found: dict[str, list[Pattern]] = {}
        for written in self._named:
            if written.is_pattern:
                found.setdefault(written.prefix, []).append(patterns.pattern(written.folded))
        return found

    @property
    def _named(self) -> tuple[WrittenAction, ...]:
        return self.actions or tuple(map(written_action, self.statement.not_actions or ()))

    def is_about(self, action: str) -> bool:
        """Whether its Action names `action`, given in lower case, or its NotAction does not."""
        is_named = action in self._literals or "*" in self._patterns or self._matches(action)
        return is_named is (self.statement.not_actions is None)

    def _matches(self, action: str) -> bool:
        near = self._patterns.get(action.partition(":")[0], ())
        return any(patterns.matches(glob, action) for glob in near)

    @cached_property
    def is_scoped(self) -> bool:
        """Whether it names actions, and resources other than `*`."""
        return bool(self.actions) and bool(self.statement.resources) and not self.is_everywhere

    @cached_property
    def is_everywhere(self) -> bool:
        """Whether its Resource holds `*`."""
        return any(map(arns.is_everything, self.statement.resources or ()))

    @property
    def target(self) -> Target:
        policy = self.policy
        name = policy.name if policy.role else None
        return Target(policy.source, policy.role, name, self.index, self.statement.sid, self.activities)

    def place_of(self, path: Path) -> Place | None:
        """Where an element stands: its key, or the value at the number that ends the path."""
        root = self.policy.node
        if root is None:
            return self.place
        whole: Path = ("Statement", *(() if self.policy.document.single else (self.index,)), *path)
        if path and isinstance(path[-1], str):
            parent = nodes.find(root, *whole[:-1])
            if isinstance(parent, MappingNode) and path[-1] in parent.entries:
                return parent.entries[path[-1]][0].place
        return nodes.find(root, *whole).place


class Problem(NamedTuple):
    """What a rule says: what is wrong, and with what. `where` is None for the subject as a whole.

    `message` may say `{actions}`, which stands for the list of `actions`: it must read well whatever their number.
    """

    message: str
    where: CheckedStatement | CheckedPolicy | None = None
    path: Path = ()
    actions: tuple[str, ...] = ()
    help: str | None = None
    access_analyzer: str | None = None
    place: Place | None = None
    """Where to point to, if not to `where` and `path`."""
