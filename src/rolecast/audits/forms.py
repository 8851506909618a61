"""The catalogue's activities as statements to compare with those of principals.

An activity has several forms: both editions, with and without VPC and KMS conditions. Each form is made for an account
and region; parameters remain open and are bound to the names in a principal's statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from rolecast.audits.statements import Asked, HeldStatement, held
from rolecast.catalogue.activity import Activity, Edition, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import action_sets, algebra, known_actions, managed, services, templates
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer
from rolecast.iam.reach import EVERY, Listed, listed
from rolecast.iam.statements import Effect, Statement
from rolecast.iam.variables import PLACE

Home = tuple[tuple[str, str], ...]
"""The values of `{{account}}` and similar placeholders, without the region."""

Place = tuple[str, str, str]
"""The partition, region and account of a form."""

_HOME = frozenset({"account", "partition", "region", "dns_suffix"})
_OPEN = "{{"
_PROBE = "rolecast-probe"


@dataclass(frozen=True, eq=False)
class FormTarget:
    """The resources of clauses in a place. Compared by identity: `_target` makes one for equal resources."""

    texts: tuple[str, ...]
    place: Place

    @cached_property
    def resources(self) -> Listed:
        return resources(self.texts)

    @cached_property
    def parts(self) -> tuple[Listed, ...]:
        """Its resources, one by one."""
        return tuple(resources((text,)) for text in self.texts)


_target = lru_cache(maxsize=16_384)(FormTarget)


@dataclass(frozen=True, eq=False)
class FormClause:
    """An Allow of a form. `parameter` is the parameter that its resources name, if any.

    Compared by identity: `_clause` makes one for equal clauses.
    """

    actions: int
    target: FormTarget
    tests: frozenset[Any]
    open_tests: frozenset[Asked]
    """Conditions whose values are a parameter."""
    parameter: str | None

    @property
    def texts(self) -> tuple[str, ...]:
        return self.target.texts

    @property
    def resources(self) -> Listed:
        return self.target.resources

    @cached_property
    def by_kind(self) -> tuple[int, ...]:
        """Its actions that it allows on resources of at least one type, of at least two, and so on."""
        found: list[int] = [0]
        for action in numbers(self.actions):
            for place, _ in enumerate(kinds_of(action, self.target)):
                if place == len(found):
                    found.append(0)
                found[place] |= 1 << action
        return tuple(found)

    def values(self, text: str) -> Iterator[str]:
        """The values of the parameter for which a resource is one of the clause's."""
        for expression in self._expressions:
            if found := expression.fullmatch(text):
                yield found[1]

    @cached_property
    def _expressions(self) -> tuple[re.Pattern[str], ...]:
        token = f"{{{{{self.parameter}}}}}"
        return tuple(
            re.compile("(.+)" if text == token else re.escape(text).replace(re.escape(token), "([^/:]+)", 1))
            for text in self.texts
            if text.count(token) == 1
        )


_clause = lru_cache(maxsize=16_384)(FormClause)


@lru_cache(maxsize=16_384)
def bound(clause: FormClause, value: str) -> FormClause:
    """The clause with a value of its parameter."""
    assert clause.parameter is not None
    texts = tuple(templates.fill(list(clause.texts), {clause.parameter: [value]}))
    return _clause(clause.actions, _target(texts, clause.target.place), clause.tests, clause.open_tests, None)


@dataclass(frozen=True, eq=False)
class ActivityForm:
    """One form of an activity. `optional` are the parameters that may be omitted."""

    activity: Activity
    edition: Edition
    variant: Variant
    clauses: tuple[FormClause, ...]
    denies: frozenset[object]
    """The content of its Denies, as `said` returns it."""

    @cached_property
    def optional(self) -> frozenset[str]:
        return _optional(self.activity)

    @cached_property
    def fixed(self) -> tuple[FormClause, ...]:
        """Its clauses that name no parameter."""
        return tuple(clause for clause in self.clauses if clause.parameter is None)

    @cached_property
    def by_parameter(self) -> Mapping[str, tuple[FormClause, ...]]:
        """The other clauses, by the parameter that they name."""
        found: dict[str, tuple[FormClause, ...]] = {}
        for clause in self.clauses:
            if clause.parameter is not None:
                found[clause.parameter] = (*found.get(clause.parameter, ()), clause)
        return found

    @cached_property
    def required(self) -> tuple[FormClause, ...]:
        return tuple(clause for clause in self.clauses if clause.parameter not in self.optional)

    @cached_property
    def actions(self) -> int:
        """The actions that it requires."""
        return union(clause.actions for clause in self.required)

    @cached_property
    def open_tests(self) -> frozenset[Asked]:
        """Its VPC and KMS conditions, if any."""
        return frozenset().union(*(clause.open_tests for clause in self.clauses))

    @cached_property
    def all_actions(self) -> int:
        return union(clause.actions for clause in self.clauses)


@cache
def activities() -> tuple[Activity, ...]:
    return tuple(each for each in CATALOGUE.activities() if each.managed is None or managed.document(each.managed))


@cache
def actions_of(activity: Activity) -> tuple[int, ...]:
    """The actions that each form of the activity requires."""
    optional = _optional(activity)
    return tuple(_allowed(document, optional) for _, _, document in _documents(activity))


@cache
def all_actions_of(activity: Activity) -> int:
    """The actions of all forms of the activity."""
    return union(_allowed(document, frozenset()) for _, _, document in _documents(activity))


@cache
def known() -> int:
    """The actions of all activities."""
    return union(map(all_actions_of, activities()))


def _allowed(document: Document, optional: frozenset[str]) -> int:
    """The actions that a document allows on resources that do not depend on optional parameters."""
    return union(
        action_sets.of_statement(each)
        for each in document.statements
        if each.effect is Effect.ALLOW and any(_parameter(text) not in optional for text in each.resources or ())
    )


@lru_cache(maxsize=16_384)
def forms(activity: Activity, home: Home, region: str) -> tuple[ActivityForm, ...]:
    """The distinct forms in an account and region, first the console's own."""
    return tuple(form(activity, edition, variant, home, region) for variant, edition, _ in _documents(activity))


@lru_cache(maxsize=16_384)
def form(activity: Activity, edition: Edition, variant: Variant, home: Home, region: str) -> ActivityForm:
    """One form in an account and region."""
    document = _document(activity, variant, edition)
    return _form(activity, edition, variant, document, {**dict(home), "region": region})


@cache
def depends_on_region(activity: Activity) -> bool:
    return any("{{region}}" in document.text for _, _, document in _documents(activity))


@cache
def _documents(activity: Activity) -> tuple[tuple[Variant, Edition, Document], ...]:
    """The distinct documents of the forms."""
    found: dict[str, tuple[Variant, Edition, Document]] = {}
    for variant in activity.variants:
        for edition in Edition:
            document = _document(activity, variant, edition)
            found.setdefault(document.text, (variant, edition, document))
    return tuple(found.values())


@cache
def _document(activity: Activity, variant: Variant, edition: Edition) -> Document:
    if activity.managed is not None:
        document = managed.document(activity.managed)
        assert document is not None
        return document
    corrections = activity.correction_names if edition is Edition.CORRECTED else ()
    value = activity.document(variant, corrections)
    return Document(value, open=dict.fromkeys(templates.names_in(value), "a parameter"))


def _form(
    activity: Activity, edition: Edition, variant: Variant, document: Document, values: Mapping[str, str]
) -> ActivityForm:
    filled = document.fill({name: [text] for name, text in values.items()})
    statements = [held(each, Layer.IDENTITY, has_variables=filled.has_variables) for each in filled.statements]
    place = values.get("partition", "*"), values["region"], values.get("account", "*")
    clauses = [clause for each in statements if each.is_allow for clause in _clauses(each, place)]
    return ActivityForm(
        activity,
        edition,
        variant,
        tuple(clauses),
        frozenset(said(each.statement) for each in statements if each.statement.effect is Effect.DENY),
    )


def _clauses(statement: HeldStatement, place: Place) -> Iterator[FormClause]:
    """A clause for each parameter that the resources name, and one for other resources."""
    by_parameter: dict[str | None, list[str]] = {}
    for text in statement.texts:
        by_parameter.setdefault(_parameter(text), []).append(text)
    open_tests = frozenset(
        asked
        for asked, condition in zip(
            (asked for asked, _ in statement.tests), statement.statement.conditions, strict=True
        )
        if any(_OPEN in value for value in condition.values)
    )
    tests = frozenset(test for asked, test in statement.tests if asked not in open_tests)
    for parameter, texts in by_parameter.items():
        yield _clause(statement.actions, _target(tuple(texts), place), tests, open_tests, parameter)


def _parameter(text: str) -> str | None:
    """The parameter that a resource names, if any."""
    return min(templates.names_in(text) - _HOME, default=None)


def _optional(activity: Activity) -> frozenset[str]:
    """The parameters that may be omitted."""
    return frozenset(name for name, each in activity.parameters.items() if each.default == ())


def said(statement: Statement) -> object:
    """The content of a statement, regardless of its Sid and the order of its lists."""
    lists = (statement.actions, statement.not_actions, statement.resources, statement.not_resources)
    return (
        statement.effect,
        *(None if texts is None else frozenset(texts) for texts in lists),
        frozenset((each.operator, each.key, frozenset(each.values)) for each in statement.conditions),
    )


@lru_cache(maxsize=16_384)
def resources(texts: Sequence[str]) -> Listed:
    if "*" in texts:
        return EVERY
    return listed(algebra.resource(text, has_variables=True, is_completed=True) for text in texts)


class ProbedType(NamedTuple):
    """A resource type of an action. `probe` is a resource with a name that nobody uses: a match for it matches any
    name.
    """

    service: str
    type: str
    probe: Listed


@lru_cache(maxsize=32_768)
def kinds(action: int, place: Place) -> tuple[ProbedType, ...]:
    """The resource types of an action (by number) in a place; empty for an action that only applies to `*`."""
    (name,) = action_sets.names(1 << action)
    prefix, _, short = name.partition(":")
    service = services.service(prefix)
    known = service.actions.get(short.lower()) if service else None
    if service is None or known is None:
        return ()
    types = (service.resource_types[each.name.lower()] for each in known.resources)
    return tuple(
        ProbedType(prefix, each.name.lower(), resources((_probe(arn, place),))) for each in types for arn in each.arns
    )


@lru_cache(maxsize=32_768)
def kinds_of(action: int, target: FormTarget) -> tuple[int, ...]:
    """The indices, among an action's resource types, of those in the target; 0 for an action only on `*`."""
    probes = kinds(action, target.place)
    return tuple(place for place, kind in enumerate(probes) if kind.probe.meets(target.resources)) if probes else (0,)


def _probe(arn: str, place: Place) -> str:
    for name, text in zip(("${Partition}", "${Region}", "${Account}"), place, strict=True):
        arn = arn.replace(name, _PROBE if text == "*" else text)
    return PLACE.sub(_PROBE, arn)


@lru_cache(maxsize=16_384)
def actions_in(clauses: tuple[FormClause, ...]) -> int:
    """The actions of all clauses."""
    return union(clause.actions for clause in clauses)


def union(sets: Iterable[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


@lru_cache(maxsize=4_096)
def numbers(actions: int) -> tuple[int, ...]:
    """The numbers of the actions in a set."""
    return tuple(known_actions.numbers(actions))
