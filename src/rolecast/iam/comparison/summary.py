"""Summarizes differences by service and access level, with a request that AWS could send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import known_actions, services
from rolecast.iam.algebra import ANY, ONE, symbols
from rolecast.iam.comparison.atoms import EVERY_SERVICE
from rolecast.iam.comparison.budget import UndecidedError
from rolecast.iam.comparison.differences import Difference, Differences, Question, is_shown
from rolecast.iam.comparison.groups import Latent
from rolecast.iam.comparison.languages import FormatTexts, Home
from rolecast.iam.known_actions import KnownAction
from rolecast.iam.policies import Layer, StatementRef
from rolecast.iam.requests import Request
from rolecast.iam.services import AccessLevel


class Heading(NamedTuple):
    """The common properties of a gain's actions.

    `listed`: AWS's service reference has such an action on such a resource. `latent`: the actions are patterns, for
    their matches beyond the reference. `needs_identity`: the principal's own policies must allow it too.
    """

    service: str
    level: AccessLevel | None
    listed: bool
    latent: bool
    needs_identity: bool


@dataclass(frozen=True)
class Gain:
    """Actions that one side allows and the other does not.

    `request` is an example, by one of `principals` if a resource policy is compared; `keys` is the spelling of its
    context keys. `statements` are those that allow it. `standing_for` describes whom principals represent that no
    policy names.
    """

    heading: Heading
    actions: tuple[str, ...]
    statements: tuple[StatementRef, ...]
    principals: tuple[str, ...]
    request: Request
    keys: Mapping[str, str] = field(compare=False)
    standing_for: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass
class _List:
    request: Request
    keys: Mapping[str, str]
    standing_for: Mapping[str, str | None]
    actions: dict[str, None] = field(default_factory=dict)
    statements: dict[StatementRef, None] = field(default_factory=dict)
    principals: dict[str, None] = field(default_factory=dict)


class _Shown(NamedTuple):
    """A request, whether the reference has its resource for its action, and the statements that allow it."""

    request: Request
    is_listed: bool
    statements: tuple[StatementRef, ...]


class Summary:
    """Collects the differences of one direction."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lists: dict[Heading, _List] = {}
        self._seen: set[tuple[str | None, str | None, str]] = set()
        self._shown: dict[tuple[Question, tuple[str, ...]], _Shown] = {}

    def add(self, differences: Differences, difference: Difference, *, needs_identity: bool) -> None:
        """Adds a difference. Raises UndecidedError if the engine's decision differs from the comparison's."""
        actions = difference.actions
        if isinstance(actions, Latent):
            text, is_pattern = _written(actions, differences)
            heading = Heading(actions.prefix, None, listed=False, latent=is_pattern, needs_identity=needs_identity)
            statements = difference.question.giving.allowing(difference.request)
            shown = _Shown(difference.request, False, statements)
            self._put(heading, text, shown, difference, differences)
            return
        names = known_actions.names(actions.prefix)
        assert names is not None
        for number in known_actions.numbers(actions.actions):
            action = names.action(number)
            shown = self._show(differences, difference, action)
            heading = Heading(actions.prefix, action.level, shown.is_listed, False, needs_identity)
            self._put(heading, action.name, shown, difference, differences)

    def gains(self) -> tuple[Gain, ...]:
        return tuple(
            Gain(
                heading,
                tuple(sorted(found.actions)),
                tuple(sorted(found.statements, key=_place)),
                tuple(found.principals),
                found.request,
                found.keys,
                {each: meant for each in found.principals if (meant := found.standing_for[each]) is not None},
            )
            for heading, found in sorted(self._lists.items(), key=_order)
        )

    def _put(
        self, heading: Heading, name: str, shown: _Shown, difference: Difference, differences: Differences
    ) -> None:
        """Adds an action, unless it was added without the need for an identity policy."""
        question = difference.question
        principals = [each for each in question.principals or (None,) if self._is_new(question, each, name)]
        if not principals:
            return
        if heading not in self._lists:
            request = shown.request if heading.latent else replace(shown.request, action=name)
            if not is_shown(question, request):
                raise UndecidedError(f"the engine decides {name} differently")
            self._lists[heading] = _List(request, differences.atoms.written_keys, differences.principals)
        found = self._lists[heading]
        found.actions[name] = None
        assumed = heading.needs_identity  # then the identity policies are not those of one side
        own = (each for each in shown.statements if not assumed or each.layer is Layer.RESOURCE)
        found.statements.update(dict.fromkeys(own))
        found.principals.update((each, None) for each in principals if each is not None)

    def _is_new(self, question: Question, principal: str | None, name: str) -> bool:
        seen = principal, question.caller.resource_account, name
        is_new = seen not in self._seen
        self._seen.add(seen)
        return is_new

    def _show(self, differences: Differences, difference: Difference, action: KnownAction) -> _Shown:
        """A request with a resource that the reference has for the action, or otherwise the difference's own."""
        question = difference.question
        if (question, action.formats) not in self._shown:
            if differences.resource is not None:
                shapes = map(_shape, action.formats)
                found = difference.request if any(each.matches(differences.resource) for each in shapes) else None
            else:
                found = _listed_request(differences, difference, action, self._home)
            request = _at_home(found or difference.request, question, self._home)
            shown = _Shown(request, found is not None, question.giving.allowing(request))
            self._shown[question, action.formats] = shown
        return self._shown[question, action.formats]


def _at_home(request: Request, question: Question, home: Home) -> Request:
    """The request in the home account and region, if policies do not name others."""
    usual, parts = Home(), request.resource.split(":", 5)
    if len(parts) < 6 or request.principal is not None or (parts[3] or usual.region, parts[4]) != usual[1::-1]:
        return request
    parts[3:5] = [home.region if parts[3] else "", home.account]
    resource = ":".join(parts)
    moved = replace(request, resource=resource, resource_account=question.caller.account_of(resource))
    return moved if is_shown(question, moved) else request


def _listed_request(
    differences: Differences, difference: Difference, action: KnownAction, home: Home
) -> Request | None:
    question, request = difference.question, difference.request
    # Simplest first: an object of a bucket before one of an access point.
    forms = sorted(action.formats, key=lambda form: form.count("${"))
    try:
        shapes = tuple(shape for shape in map(_shape, forms) if differences.may_be(question, shape))
    except UndecidedError:
        return None
    home = home._replace(account=question.caller.resource_account or home.account)
    for resource in [each.at(home, "example") for each in shapes] if forms else ["*"]:
        other = replace(request, resource=resource, resource_account=question.caller.account_of(resource))
        if is_shown(question, other):
            return other
    found = _shaped_request(differences, question, shapes, request.action) if shapes else None
    if found is None:
        return None
    # Reads which names have no slash only now, since that is expensive.
    service = services.service(action.name.partition(":")[0])
    assert service is not None
    shapes = tuple(FormatTexts(each.form, service.slashless) for each in shapes)
    if any(each.matches(found.resource) for each in shapes):
        return found
    return _shaped_request(differences, question, shapes, request.action)


@lru_cache(maxsize=8_192)
def _shape(form: str) -> FormatTexts:
    return FormatTexts(form)


def _shaped_request(
    differences: Differences, question: Question, shapes: tuple[FormatTexts, ...], name: str
) -> Request | None:
    try:
        return differences.answer(question, replace(question.scope, shapes=shapes), name)
    except UndecidedError:
        return None


def _written(latent: Latent, differences: Differences) -> tuple[str, bool]:
    """The spelling of unknown actions in a policy, and whether that is a pattern."""
    if latent.prefix == EVERY_SERVICE:
        return EVERY_SERVICE, True
    shown = symbols(latent.pattern)
    is_pattern = ANY in shown or ONE in shown
    text = shown.replace(ANY, "*").replace(ONE, "?")
    return differences.atoms.written_actions.get(text, text), is_pattern


def _place(ref: StatementRef) -> tuple[str, str, int]:
    return ref.layer.value, ref.policy, ref.statement


def _order(item: tuple[Heading, _List]) -> tuple[object, ...]:
    heading = item[0]
    return heading.service, heading.latent, not heading.listed, heading.level or "", heading.needs_identity
