"""Statements in the form that decisions use: texts as patterns, conditions as tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rolecast.iam import algebra, conditions, patterns, principals, variables
from rolecast.iam.conditions import Test
from rolecast.iam.patterns import GappedGlob, Glob, Pattern, WholeService, matches
from rolecast.iam.policies import Layer, LayeredStatement, StatementRef
from rolecast.iam.principals import Caller, GrantReach, Principal, PrincipalType
from rolecast.iam.statements import Effect, Texts
from rolecast.iam.variables import Context, TextTemplate

_DIRECT = GrantReach.DIRECT  # a global, as it is looked up for every statement that matches


class Resources(NamedTuple):
    """The patterns of a Resource or NotResource. Simple ones are separate because they compare faster."""

    everything: bool
    texts: frozenset[str]
    prefixes: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    templates: tuple[TextTemplate, ...]
    services: tuple[WholeService, ...]
    """Those of the patterns that cover a whole service."""

    def match(self, resource: str, context: Context, scope: Scope) -> bool:
        """Whether any pattern matches `resource`, an ARN or `*`. Those that cover the service of `scope` match `*`."""
        if self.everything:
            return True
        if resource == "*":
            return any(service.covers(*scope) for service in self.services)
        if resource in self.texts or (self.prefixes and resource.startswith(self.prefixes)):
            return True
        for pattern in self.patterns:
            if matches(pattern, resource):
                return True
        return bool(self.templates) and any(
            matches(patterns.from_tokens(filled), resource)
            for template in self.templates
            if (filled := variables.fill(template, context)) is not None
        )


Scope = tuple[str, str]
"""The caller's partition, empty if unknown, and the service of the action, both in lower case."""

Key = tuple[str, str]
"""The name of a context key: in lower case, as in contexts, and as written in the policy."""


class Clause(NamedTuple):
    """The requirements of a statement, apart from its actions."""

    number: int
    """The position among all statements of the engine, in the order of the layers."""
    ref: StatementRef
    level: int
    resources: Resources | None
    """None if the statement has neither Resource nor NotResource: it applies to the resource that it is attached to."""
    except_resources: bool
    principals: tuple[Principal, ...] | None
    except_principals: bool
    tests: tuple[Test, ...]
    asked_by_resources: tuple[Key, ...]
    asked_by_tests: tuple[Key, ...]

    @property
    def is_grant(self) -> bool:
        """Whether this is an Allow of a resource policy, whose principals determine its reach."""
        return self.ref.layer is Layer.RESOURCE and self.ref.effect is Effect.ALLOW

    def covers(self, resource: str, context: Context, scope: Scope) -> bool:
        """Whether the statement is about `resource`."""
        return self.resources is None or self.resources.match(resource, context, scope) is not self.except_resources

    def grant(self, caller: Caller) -> GrantReach | None:
        """The statement's reach for the caller; None if it is not about the caller."""
        if self.principals is None:
            return _DIRECT
        if self.except_principals:
            return None if principals.is_exempt(self.principals, caller) else _DIRECT
        found = principals.grant(self.principals, caller.principal)
        if (
            found is GrantReach.ACCOUNT
            and caller.is_at_gateway
            and self._is_of_endpoint
            and not _is_root(caller.principal)
        ):
            return None
        return found

    @property
    def _is_of_endpoint(self) -> bool:
        """Whether this is an Allow of an endpoint policy. For a Deny, AWS documents no exception to the account's
        reach.
        """
        return self.ref.layer is Layer.ENDPOINT and self.ref.effect is Effect.ALLOW

    def holds(self, context: Context) -> bool:
        """Whether all conditions hold."""
        for test in self.tests:  # noqa: SIM110  # noqa: SIM110  # faster than a generator
            if not test.holds(context):
                return False
        return True


def scope(action: str, caller: Caller) -> Scope:
    """The scope of a request for `action`, in any case."""
    return (caller.principal.partition if caller.principal else "", action.partition(":")[0].lower())


def clause(entry: LayeredStatement, number: int) -> Clause:
    """The clause of a statement. Its number must be unique in the decision."""
    ref, level, statement, has_variables = entry
    named = statement.principals or statement.not_principals
    texts = statement.resources if statement.resources is not None else statement.not_resources
    resources = None if texts is None else _resources(texts, has_variables, ref.layer.is_completed)
    tests = tuple(conditions.test(condition, has_variables=has_variables) for condition in statement.conditions)
    return Clause(
        number,
        ref,
        level,
        resources,
        statement.not_resources is not None,
        None if named is None else principals.named(named),
        statement.not_principals is not None,
        tests,
        _keys(
            variable.key for template in (resources.templates if resources else ()) for variable in template.variables
        ),
        _keys(key for test in tests for key in conditions.keys(test)),
    )


def _is_root(principal: Principal | None) -> bool:
    return principal is not None and principal.type is PrincipalType.ACCOUNT


def _keys(written: Iterable[str]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys((key.lower(), key) for key in written))


def _resources(texts: Texts, has_variables: bool, is_completed: bool) -> Resources:
    literal: set[str] = set()
    prefixes: list[str] = []
    others: list[Pattern] = []
    templates: list[TextTemplate] = []
    services: list[WholeService] = []
    for text in texts:
        pattern = algebra.resource(text, has_variables=has_variables, is_completed=is_completed)
        whole = patterns.whole_service(patterns.completed(text) if is_completed else text)
        if whole is not None:
            services.append(whole)
        match pattern:
            case TextTemplate():
                templates.append(pattern)
            case Glob(first, _, None):
                literal.add(first)
            case Glob(first, (), ""):
                prefixes.append(first)
            case Glob() | GappedGlob():
                others.append(pattern)
    return Resources(
        "" in prefixes, frozenset(literal), tuple(prefixes), tuple(others), tuple(templates), tuple(services)
    )
