"""Finds requests that one side allows and the other does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from rolecast.iam import decision, fixed, known_actions, patterns
from rolecast.iam.comparison import callers, elements, groups, languages
from rolecast.iam.comparison.atoms import EVERY_SERVICE, Among, Atoms, Term
from rolecast.iam.comparison.budget import Budget, UndecidedError
from rolecast.iam.comparison.callers import ActionTraits, CallerCase
from rolecast.iam.comparison.elements import Changed
from rolecast.iam.comparison.groups import KnownActions, Latent
from rolecast.iam.comparison.languages import Arns, PatternTexts, TextSet
from rolecast.iam.comparison.models import Model, Scope, Solver
from rolecast.iam.comparison.readings import Filled, Relaxed
from rolecast.iam.comparison.search import Conjunction, Search, StatementSet, WantedRequest
from rolecast.iam.comparison.sides import Demands, Side
from rolecast.iam.decision import Answer, Protection
from rolecast.iam.policies import Layer, Policies
from rolecast.iam.principals import GATEWAY_SERVICES, Principal, PrincipalType
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect, PolicyType, Statement

_MOST_TRIES = 8
_STEPS_OF_STATEMENT, _STEPS_OF_ELEMENT = 60, 5
"""The cost of reading a statement, and of each of its actions, resources and condition values."""
_STEPS_OF_MEETING = 10
"""The cost of deciding whether two patterns share a text."""
_STEPS_OF_DEMANDING = 4
"""The cost of finding the requirements of one statement on a request."""
_UNGUARDED = (Protection.NONE,)
_COLONS = "it depends on whether a `*` in the first five parts of an ARN matches colons"
_FOREIGN = (PatternTexts(patterns.pattern("?*:?*")),)
_TREATED = fixed.actions() | decision.TRUST_ACTIONS
"""Actions that AWS decides differently from others, in lower case. Actions on KMS keys are also treated so."""
_TREATED_SERVICES = frozenset(name.partition(":")[0] for name in _TREATED) | {"kms"}
_USER = Principal(PrincipalType.USER, languages.HOME, "example")


class Question(NamedTuple):
    """Whether `giving` allows a caller something that `taking` does not, given the statements about an action.

    `demands` are the requirements of the two sides on a request; they are the same for all `principals`.
    """

    caller: CallerCase
    principals: tuple[str, ...]
    giving: Side
    taking: Side
    demands: tuple[Demands, Demands]
    scope: Scope


class Difference(NamedTuple):
    """A question, the actions that it is about, and a request of one of them that answers it."""

    actions: KnownActions | Latent
    question: Question
    request: Request


class Differences:
    """Compares two sides. `doubts` are the reasons why something is undecided.

    `resource` is the ARN of the resource, such as a role, whose own policy is compared, if known. `home` is the account
    of principals if policies name none.
    """

    def __init__(
        self,
        one: Policies,
        other: Policies,
        budget: Budget,
        resource: str | None = None,
        home: str = languages.HOME,
    ) -> None:
        self.resource = resource
        self._home = home
        self._budget = budget
        _spend_on_reading(one, other, budget)
        self.atoms = Atoms()
        self.one, self.other = Side(one, self.atoms), Side(other, self.atoms)
        self.doubts: dict[str, None] = {}
        self._differing: Changed | None = None
        self._unknown_principals = _unknown_principals(self.one, self.other)
        self._solver = Solver(self.atoms, budget)
        self._search = Search(self._solver)
        self._models: dict[tuple[tuple[Demands, Demands], Scope], Model | UndecidedError | None] = {}
        self._possible: dict[tuple[Conjunction, TextSet], bool] = {}
        found = [policies.resource for policies in (one, other) if policies.resource is not None]
        self._guarded = (Protection.GUARDED, *_UNGUARDED) if found else _UNGUARDED
        if found and all(each.document is not None and each.document.type is PolicyType.TRUST for each in found):
            self._guarded = (Protection.GUARDED,)
        has_endpoint = one.endpoint is not None or other.endpoint is not None
        self._names_principals = bool(found) or has_endpoint
        terms = (*self.one.terms, *self.other.terms)
        self._apart = frozenset(each for term in terms for each in term.whole_services)
        if has_endpoint:
            self._apart |= GATEWAY_SERVICES
        self._callers: dict[ActionTraits, tuple[CallerCase, ...]] = {}

    @property
    def are_equal(self) -> bool:
        """Whether both sides have the same statements in any order, which is more than allowing the same."""
        return not self._changed(self.one)

    @property
    def differ_in_identity_allows(self) -> bool:
        """Whether only Allows of identity policies differ."""
        terms = (*self.one.terms, *self.other.terms)
        changed = (terms[number] for number in self._changed(self.one))
        return self.one.levels == self.other.levels and all(
            term.effect is Effect.ALLOW and term.layer is Layer.IDENTITY for term in changed
        )

    def between(self, giving: Side, taking: Side) -> Iterator[Difference]:
        """What `giving` allows and `taking` does not: one request for each group of actions and caller.

        Adds the reasons for undecided ones to `doubts`. The request was checked with the engine for the first of the
        groups that the same statements are about.
        """
        self.doubts = dict.fromkeys(self._unknown_principals)
        terms = (*giving.terms, *taking.terms)
        changed = self._changed(giving)
        if not changed:
            return
        known: Iterator[tuple[KnownActions | Latent, ActionTraits | None]] = (
            pair for whole in groups.known(terms, changed, self._solver.budget) for pair in self._by_kind(whole)
        )
        latent: Iterator[tuple[KnownActions | Latent, ActionTraits | None]] = (
            (each, self._kind(each.prefix, each.name.lower()))
            for each in groups.latent(terms, self._wanted(giving, taking), changed, self._apart, self._solver)
        )
        answered: dict[object, list[tuple[Question, Request]]] = {}
        for actions, kind in chain(known, latent):
            if kind is None:
                continue
            place = actions if isinstance(actions, Latent) and actions.partly else (actions.about, kind)
            if place not in answered:
                questions = self._questions(actions, giving, taking, kind)
                answered[place] = list(self._answers(questions, actions.name))
            for question, request in answered[place]:
                is_own = isinstance(actions, Latent) and actions.partly
                yield Difference(actions, question, request if is_own else replace(request, action=actions.name))

    def _changed(self, giving: Side) -> Changed:
        """The differing statements of the two sides, numbered with those of `giving` first."""
        if self._differing is None:
            self._differing = elements.changed(self.one, self.other, self.atoms)
        if giving is self.one:
            return self._differing
        ones, others = len(self.one.terms), len(self.other.terms)
        return {
            number + others if number < ones else number - ones: actions for number, actions in self._differing.items()
        }

    def answer(self, question: Question, scope: Scope, name: str) -> Request | None:
        """A request of an action with a resource in the scope; None if there is none. Raises UndecidedError."""
        model, whole = self._model(question.demands, scope), replace(scope, is_wide=True)
        for _ in range(_MOST_TRIES):
            if model is None:
                return None
            request = self._request(question, model, name)
            if is_shown(question, request):
                return request
            crossing = self._crossing(model)
            if not crossing:
                break
            scope = replace(scope, outside=(*scope.outside, *crossing))
            model = self._model(question.demands, scope)
            if model is None:
                break
        if self._model(question.demands, whole) is None:
            return None  # any difference that the engine shows is the same for every request
        raise UndecidedError(_COLONS)

    def _request(self, question: Question, model: Model, name: str) -> Request:
        self._budget.spend(len(self.one.terms) + len(self.other.terms))  # the engine decides it for both sides
        account = question.caller.account_of(model.resource)
        return Request(model.action or name, model.resource, question.caller.principal, model.context, account)

    def may_be(self, question: Question, shape: TextSet) -> bool:
        """Whether the resource of a request that answers the question may have a shape. False is certain."""
        routes = question.demands[0].routes
        return any(
            all(any(self._may_be(statement, shape) for statement in group) for group in route) for route in routes
        )

    def _may_be(self, statement: Conjunction, shape: TextSet) -> bool:
        place = statement, shape
        if place not in self._possible:
            self._budget.spend(_STEPS_OF_MEETING)
            asked = [self.atoms[literal] for literal in statement if literal > 0]
            among = [atom for _, atom in asked if isinstance(atom, Among)]
            self._possible[place] = all(any(each.meets(shape) for each in _widest(atom)) for atom in among)
        return self._possible[place]

    def _questions(
        self, actions: KnownActions | Latent, giving: Side, taking: Side, kind: ActionTraits
    ) -> Iterator[Question]:
        """The questions about some actions, one for each group of callers with the same requirements."""
        terms, split = (*giving.terms, *taking.terms), len(giving.terms)
        about = [(number, terms[number].literals) for number in sorted(actions.about)]
        if isinstance(actions, Latent):
            about += [(number, terms[number].literals | {literal}) for number, literal in actions.partly]
        own = [(terms[number], literals) for number, literals in about if number < split]
        others = [(terms[number], literals) for number, literals in about if number >= split]
        alike: dict[tuple[tuple[Demands, Demands], Scope], list[CallerCase]] = {}
        for caller in self._callers_of(kind):
            self._budget.spend(_STEPS_OF_DEMANDING * len(about))
            demands = giving.demands(own, caller), taking.demands(others, caller)
            if demands[0].routes and demands[0] != demands[1]:
                alike.setdefault((demands, caller.scope), []).append(caller)
        for (demands, own_scope), found in alike.items():
            scope = own_scope
            principals = tuple(caller.principal for caller in found if caller.principal is not None)
            if isinstance(actions, Latent) and actions.partly:
                scope = replace(scope, actions=(PatternTexts(actions.pattern),), outside_actions=self._outside(actions))
            yield Question(found[0], principals, giving, taking, demands, scope)

    def _answers(self, questions: Iterable[Question], name: str) -> Iterator[tuple[Question, Request]]:
        for question in questions:
            is_known = question.giving.has_resource_policy is question.taking.has_resource_policy
            if question.caller.situation.is_guarded and not is_known:
                self.doubts["the policy of the key or role itself is given on one side only"] = None
                continue
            try:
                request = self.answer(question, question.scope, name)
            except UndecidedError as error:
                self.doubts[str(error)] = None
                continue
            if request is not None:
                yield question, request

    def _model(self, demands: tuple[Demands, Demands], scope: Scope) -> Model | None:
        """The parts of a request that the first side allows and the second does not. Kept, also if undecided."""
        place = (demands, scope)
        if place not in self._models:
            try:
                self._models[place] = self._find(*demands, scope)
            except UndecidedError as error:
                self._models[place] = error
        found = self._models[place]
        if isinstance(found, UndecidedError):
            raise UndecidedError(str(found))
        return found

    def _find(self, giving: Demands, taking: Demands, scope: Scope) -> Model | None:
        doubt: UndecidedError | None = None
        for wanted in _ways(giving, taking):
            try:
                model = self._search.find(wanted, scope)
            except UndecidedError as error:
                doubt = error
                continue
            if model is not None:
                return model
        if doubt is not None:
            raise doubt
        return None

    def _crossing(self, model: Model) -> tuple[TextSet, ...]:
        """The patterns that match the resource only if a `*` in the first five parts matches colons, over the whole
        text.
        """
        resource = model.resource
        near = (language for among in self.atoms.resources() for language in Filled(model.context).inside(among))
        strict = (each for each in near if isinstance(each, Arns) and not each.matches(resource))
        return tuple(whole for whole in (each.as_whole() for each in strict) if whole.matches(resource))

    def _by_kind(self, known: KnownActions) -> Iterator[tuple[KnownActions, ActionTraits]]:
        """The actions grouped by traits, without those that need no permission."""
        names = known_actions.names(known.prefix)
        assert names is not None
        kinds: dict[ActionTraits, int] = {}
        left = known.actions
        if known.prefix in _TREATED_SERVICES:
            for number in known_actions.numbers(known.actions):
                name = names.folded[number]
                if name not in _TREATED and not decision.may_be_guarded(name):
                    continue
                left &= ~(1 << number)
                if (kind := self._kind(known.prefix, name)) is not None:
                    kinds[kind] = kinds.get(kind, 0) | 1 << number
        if left:
            usual = ActionTraits(known.prefix if known.prefix in self._apart else "")
            kinds[usual] = kinds.get(usual, 0) | left
        for kind, actions in kinds.items():
            yield known._replace(actions=actions), kind

    def _kind(self, prefix: str, name: str) -> ActionTraits | None:
        """The traits of an action, given in lower case; None if it needs no permission."""
        if fixed.is_always_allowed(name, None):
            return None
        return ActionTraits(
            prefix if prefix in self._apart else "",
            self._guarded if decision.may_be_guarded(name) else _UNGUARDED,
            fixed.owned_by_aws(name),
            fixed.is_always_allowed(name, _USER),
        )

    def _outside(self, latent: Latent) -> tuple[TextSet, ...]:
        """The names to exclude from these actions: named ones, and those with their own traits."""
        is_any = latent.prefix == EVERY_SERVICE
        treated = (name for name in sorted(_TREATED) if is_any or name.startswith(f"{latent.prefix}:"))
        services = (f"{prefix}:*" for prefix in sorted(self._apart | _TREATED_SERVICES) if is_any)
        others = (PatternTexts(patterns.pattern(text)) for text in (*treated, *services))
        return (*latent.outside, *others)

    def _wanted(self, giving: Side, taking: Side) -> list[Term]:
        """The terms whose patterns may match more than known actions."""
        allowing = (Layer.IDENTITY, Layer.RESOURCE)
        found = [each for each in giving.terms if each.effect is Effect.ALLOW and each.layer in allowing]
        if self._names_principals:  # an account's root user needs no Allow
            found += [each for each in taking.terms if each.effect is Effect.DENY]
        return found

    @cached_property
    def principals(self) -> dict[str, str | None]:
        """The possible callers, with a description of those that no policy names."""
        named = {principal for term in (*self.one.terms, *self.other.terms) for principal in term.principals or ()}
        return callers.principals(named, self.resource, self._home)

    def _callers_of(self, kind: ActionTraits) -> tuple[CallerCase, ...]:
        """The possible callers of actions with these traits."""
        if kind not in self._callers:
            self._callers[kind] = self._all_callers(kind)
        return self._callers[kind]

    def _all_callers(self, kind: ActionTraits) -> tuple[CallerCase, ...]:
        is_foreign = any(
            isinstance(language, PatternTexts) for among in self.atoms.resources() for language in among.languages
        )
        foreign = _FOREIGN if is_foreign else ()
        if not self._names_principals:
            return (callers.anybody(foreign, kind),)
        return tuple(
            caller
            for principal in self.principals
            for caller in callers.callers(principal, foreign, kind, self.resource)
        )


def _spend_on_reading(one: Policies, other: Policies, budget: Budget) -> None:
    """Raises UndecidedError, before anything is read, if there are more statements than the budget allows."""
    statements = [entry.statement for policies in (one, other) for entry in policies.statements()]
    elements = sum(map(_elements, statements))
    try:
        budget.spend(_STEPS_OF_STATEMENT * len(statements) + _STEPS_OF_ELEMENT * elements)
    except UndecidedError as error:
        raise UndecidedError(f"too many cases: {len(statements):,} statements with {elements:,} elements") from error


def _elements(statement: Statement) -> int:
    """The number of actions, resources and condition values of a statement."""
    actions = statement.actions or statement.not_actions or ()
    resources = statement.resources or statement.not_resources or ()
    return len(actions) + len(resources) + sum(len(condition.values) for condition in statement.conditions)


def _unknown_principals(one: Side, other: Side) -> list[str]:
    """The reasons why unique IDs, which only AWS can resolve, leave a comparison undecided: statements with them
    differ.
    """
    changed = {*one.terms} ^ {*other.terms}
    named = {principal for term in changed for principal in term.principals or ()}
    return [
        f"only AWS knows who the principal `{each.name}` is"
        for each in sorted(named, key=repr)
        if each.type is PrincipalType.OTHER
    ]


def _ways(giving: Demands, taking: Demands) -> Iterator[WantedRequest]:
    """The ways in which one side allows and the other does not: none of its routes is open, or it denies."""
    for route in giving.routes:
        groups_ = [StatementSet(group) for group in sorted(route, key=len)]
        for failure in taking.failures():
            yield WantedRequest(frozenset(), groups_, StatementSet(giving.denies | failure))
        own = StatementSet(giving.denies)
        for deny in taking.denies:
            if not own.has_within(deny):
                yield WantedRequest(deny, groups_, own)


@lru_cache(maxsize=1_024)
def _widest(among: Among) -> Sequence[TextSet]:
    """Languages that contain every matched resource, for all values of the variables."""
    found = [variable for template in among.templates for variable in template.variables]
    if any(variable.default == "" for variable in found):
        return [languages.EVERYTHING]
    return Relaxed({variable.key: () for variable in found}).inside(among)


def is_shown(question: Question, request: Request) -> bool:
    """Whether the engine decides the request differently for the two sides.

    Without the own policy of a key or role, the engine's answer is unknown: that counts as allowed.
    """
    given, taken = question.giving.engine.decide(request), question.taking.engine.decide(request)
    is_given = given.answer is Answer.ALLOW or (
        given.answer is Answer.UNKNOWN
        and given.blocked_by == (Layer.RESOURCE,)
        and not question.giving.has_resource_policy
    )
    return is_given and taken.answer in (Answer.EXPLICIT_DENY, Answer.IMPLICIT_DENY)
