"""Policies and statements in the form that rules use: parsed, and with their origin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rolecast.checks.actions import WrittenAction, is_wild, written_action
from rolecast.checks.conditions import checked_condition
from rolecast.checks.findings import Target
from rolecast.iam import formats, patterns, reach
from rolecast.iam.documents import Document
from rolecast.iam.patterns import Pattern
from rolecast.iam.policies import Layer
from rolecast.iam.reach import Listed, Reach
from rolecast.iam.statements import Effect, PolicyType, Statement
from rolecast.reading.faults import Place
from rolecast.role import PolicyKind

Path = tuple[str | int, ...]
"""The path to an element in a statement, such as `("Action", 2)`."""


@dataclass(frozen=True, eq=False)
class CheckedPolicy:
    """A policy with its name and valid document. `place` is where it begins or is named."""

    name: str
    document: Document
    source: str
    role: str | None = None
    kind: PolicyKind | None = None
    """None if unknown."""
    named: Place | None = None
    """Where it is named, if it does not begin in the same source."""

    @property
    def place(self) -> Place | None:
        return self.document.start or self.named

    @property
    def type(self) -> PolicyType:
        return self.document.type

    @property
    def is_identity(self) -> bool:
        return self.type is PolicyType.IDENTITY

    @property
    def layer(self) -> Layer:
        return Layer.RESOURCE if self.type is PolicyType.TRUST else Layer(self.type.value)

    @cached_property
    def is_filled_in(self) -> bool:
        """Whether it has no placeholders."""
        return "{{" not in self.document.text

    @property
    def target(self) -> Target:
        return Target(self.source, self.role, self.name if self.role or self.name != self.source else None)


class NamedActions:
    """The texts of an Action or NotAction. For the attributes see `CheckedStatement`.

    `all` loads services on first use: few rules need it for attached policies.
    """

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = texts
        literals: set[str] = set()
        self.patterns: dict[str, list[Pattern]] = {}
        for folded in map(str.lower, texts):
            if is_wild(folded):
                self.patterns.setdefault(folded.partition(":")[0], []).append(patterns.pattern(folded))
            else:
                literals.add(folded)
        self.literals = frozenset(literals)
        self.prefixes = frozenset([*self.patterns, *(literal.partition(":")[0] for literal in literals)])

    @cached_property
    def all(self) -> tuple[WrittenAction, ...]:
        return tuple(map(written_action, self._texts))

    @cached_property
    def unknown(self) -> tuple[tuple[int, WrittenAction], ...]:
        return tuple([(number, written) for number, written in enumerate(self.all) if not written.actions])

    @cached_property
    def wild(self) -> tuple[tuple[int, WrittenAction], ...]:
        return tuple([(number, written) for number, written in enumerate(self.all) if written.is_pattern])

    def has(self, action: str) -> bool:
        """Whether one of the texts matches `action`, given in lower case."""
        if action in self.literals or "*" in self.patterns:
            return True
        near = self.patterns.get(action.partition(":")[0], ())
        return any(patterns.matches(glob, action) for glob in near)


named_actions = lru_cache(maxsize=4_096)(NamedActions)  # the roles of an account share many lists
_NOTHING = NamedActions(())


class CheckedStatement:
    """A statement with properties that rules use repeatedly, computed once.

    `actions` are those of its Action, empty for NotAction. `unknown` are the entries, with positions, of its Action or
    NotAction that match no known action; `wild` are those with wildcards. `prefixes` are the services of `actions`, in
    lower case, or `*`. `is_everywhere`: its Resource contains `*`; `is_scoped`: it has an Action and a Resource without
    `*`.
    """

    __slots__ = (
        *("policy", "index", "statement", "activities", "_fallback"),
        *(
            "prefixes",
            "conditions",
            "is_allow",
            "is_everywhere",
            "is_scoped",
            "literals",
            "has_patterns",
            "listed_resources",
            "_named",
            "_in_action",
            "_reach",
        ),
    )

    def __init__(
        self,
        policy: CheckedPolicy,
        index: int,
        statement: Statement,
        activities: tuple[str, ...] = (),
        fallback: Place | None = None,
    ) -> None:
        self.policy = policy
        self.index = index
        self.statement = statement
        self.activities = activities
        self._fallback = fallback
        self.is_allow = statement.effect is Effect.ALLOW
        self._named = named = named_actions(statement.actions or statement.not_actions or ())
        self.has_patterns = bool(named.patterns)
        """Whether its Action or NotAction has wildcards."""
        self.literals = named.literals
        """The entries without wildcards in its Action or NotAction, in lower case."""
        self._reach: Reach | None = None
        self._in_action = named if statement.not_actions is None else _NOTHING
        self.prefixes = self._in_action.prefixes
        self.conditions = tuple(map(checked_condition, statement.conditions))
        resources = statement.resources
        texts = ("Resource", resources) if resources is not None else ("NotResource", statement.not_resources or ())
        self.listed_resources: tuple[tuple[Path, str], ...] = tuple(
            [((texts[0], number), text) for number, text in enumerate(texts[1])]
        )
        """The texts of its Resource or NotResource, each with its path."""
        self.is_everywhere = bool(resources) and any(map(formats.is_everything, resources or ()))
        self.is_scoped = bool(statement.actions) and bool(resources) and not self.is_everywhere

    @property
    def actions(self) -> tuple[WrittenAction, ...]:
        return self._in_action.all

    @property
    def unknown(self) -> tuple[tuple[int, WrittenAction], ...]:
        return self._named.unknown

    @property
    def wild(self) -> tuple[tuple[int, WrittenAction], ...]:
        return self._named.wild

    @property
    def element(self) -> str:
        """The name of the element that has its actions."""
        return "Action" if self.statement.not_actions is None else "NotAction"

    @property
    def reach(self) -> Reach:
        """The requests that it is about."""
        if self._reach is None:
            document = self.policy.document
            self._reach = reach.reach(self.statement, self.policy.layer, has_variables=document.has_variables)
        return self._reach

    @property
    def resources(self) -> Listed:
        """The matches of its Resource or NotResource."""
        return self.reach.resources

    def is_about(self, action: str) -> bool:
        """Whether its Action matches `action`, given in lower case, or its NotAction does not."""
        return self._named.has(action) is (self.statement.not_actions is None)

    @property
    def target(self) -> Target:
        return Target(*self.policy.target[:3], self.index, self.statement.sid, self.activities)

    def place_of(self, path: Path) -> Place | None:
        """The position of an element: of its key, or of the value at the index that ends the path."""
        return self.policy.document.place(self.index, *path) or self._fallback or self.policy.place


class Problem(NamedTuple):
    """A problem that a rule reports, and its location. `where` is None for the subject as a whole.

    `message` may contain `{actions}` for the list of `actions`; it must read well for any number of them.
    """

    message: str
    where: CheckedStatement | CheckedPolicy | None = None
    path: Path = ()
    actions: tuple[str, ...] = ()
    help: str | None = None
    access_analyzer: str | None = None
    place: Place | None = None
    """The position to report, if it is not that of `where` and `path`."""
    needs: tuple[str, ...] = ()
    """The fix, if it is not for `actions`: actions that should be allowed, condition keys to remove, or a setting."""

    @property
    def resources(self) -> tuple[str, ...]:
        """The values of a statement's Resource that it is about: one if the path leads to it, otherwise all."""
        if not isinstance(self.where, CheckedStatement):
            return ()
        listed = self.where.statement.resources or ()
        if self.path[:1] == ("Resource",) and len(self.path) > 1:
            return (listed[int(self.path[1])],)
        return listed
