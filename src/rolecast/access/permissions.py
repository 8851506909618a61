"""The statements of a role that allow an action of a way, if the user meets all conditions that a request can choose.

The result depends only on the statements about the action, so it is computed once for all roles that share them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rolecast.access import holders
from rolecast.access.ways import WAYS
from rolecast.iam import patterns, templates
from rolecast.iam.documents import Document
from rolecast.iam.kept import Kept
from rolecast.iam.policies import Layer, NamedPolicy, Policies, StatementRef
from rolecast.iam.statements import VERSION, Condition, Effect, Statement, Texts
from rolecast.iam.variables import template
from rolecast.role import Role

if TYPE_CHECKING:
    from rolecast.iam.decision import Engine

USER = "rolecast-user"
"""The name of a user whose name does not matter."""
_REQUEST = (("aws:viaawsservice", "false"), ("aws:principalisawsservice", "false"))

# Keys that identify a role, resource or policy of the call, or the caller. Requests cannot choose their values freely.
_MEANT = frozenset(
    {
        *("aws:viaawsservice", "aws:principalisawsservice", "cloudformation:rolearn", "cloudformation:templateurl"),
        *("codebuild:servicerole", "ec2:instanceprofile", "ecs:cluster", "ecs:container-name", "ecs:task"),
        *("elasticmapreduce:executionrolearn", "glue:rolearn", "lambda:functionarn", "ssm:accessrequestid"),
        *("sagemaker:notebookinstancelifecycleconfigarns", "sagemaker:owneruserprofilearn"),
        "sagemaker:studiolifecycleconfigarns",
    }
)
_MEANT_PREFIXES = ("iam:", "aws:calledvia")
_MOST_KEPT = 256
"""Number of answers to keep per set of statements: each role asks about its own names."""


Choices = tuple[tuple[tuple[str, str], ...], ...]
"""Contexts of a request, each as pairs of key and value. One that is allowed is enough."""


class _AssumedStatement(NamedTuple):
    """A statement as it applies if the conditions that a request can choose are met."""

    layer: Layer
    statement: Statement
    has_variables: bool


class Permissions:
    """The statements of a role's readable policies about the actions that ways use."""

    def __init__(self, role: Role, policies: Policies) -> None:
        known = _known(role)
        asked = _asked(policies)
        user = () if holders.is_principal(role) or "aws:username" not in asked else (("aws:username", USER),)
        # Only the known keys that the policies use, so that more roles share answers.
        self._context = (*_REQUEST, *user, *((key, value) for key, value in known.items() if value and key in asked))
        self._has_boundary = any(policy.document is not None for policy in policies.boundary)
        self._about: dict[str, list[tuple[StatementRef, _AssumedStatement]]] = {}
        self._answers: dict[str, _Answers] = {}
        for ref, _, statement, has_variables in policies.statements():
            needed = needed_by(statement.actions, statement.not_actions)
            if needed and (assumed := _as_met(statement, known)):
                entry = ref, _AssumedStatement(ref.layer, assumed, has_variables)
                for action in needed:
                    self._about.setdefault(action, []).append(entry)

    def allowing(self, action: str, resource: str, choices: Choices) -> tuple[StatementRef, ...]:
        """The statements of identity policies that allow the action under the first choice that is allowed, if any."""
        about = self._about.get(action, [])
        if action not in self._answers:
            statements = tuple(assumed for _, assumed in about)
            self._answers[action] = _answers(action, statements, self._has_boundary, self._context)
        return tuple(about[number][0] for number in self._answers[action].allowing(resource, choices))


class _Answers:
    """The engine's answers for a set of statements, by resource and choices."""

    def __init__(
        self,
        action: str,
        statements: tuple[_AssumedStatement, ...],
        has_boundary: bool,
        context: tuple[tuple[str, str], ...],
    ) -> None:
        def policies(layer: Layer) -> Iterator[NamedPolicy]:
            for number, each in enumerate(statements):
                if each.layer is layer:
                    version = VERSION if each.has_variables else None
                    yield NamedPolicy(str(number), Document.of_statements([each.statement], version))

        boundary = (*policies(Layer.BOUNDARY), *([_NO_POLICY] if has_boundary else []))
        self._policies = Policies(identity=(*policies(Layer.IDENTITY), _NO_POLICY), boundary=boundary)
        self._action = action
        self._context = dict(context)
        self._known: Kept[tuple[str, Choices], tuple[int, ...]] = Kept(_MOST_KEPT)

    @cached_property
    def _engine(self) -> Engine:
        from rolecast.iam.decision import Engine  # imported here: few roles have the actions of any way

        return Engine(self._policies)

    def allowing(self, resource: str, choices: Choices) -> tuple[int, ...]:
        key = resource, choices
        if key not in self._known:
            self._known[key] = self._decide(resource, choices)
        return self._known[key]

    def _decide(self, resource: str, choices: Choices) -> tuple[int, ...]:
        from rolecast.iam.decision import Answer
        from rolecast.iam.requests import Request

        for chosen in choices:
            request = Request(self._action, resource, context={**self._context, **dict(chosen)})
            decision = self._engine.decide(request)
            if decision.answer is Answer.ALLOW:
                return tuple(int(ref.policy) for ref in decision.statements if ref.layer is Layer.IDENTITY)
        return ()


_answers = lru_cache(maxsize=1_024)(_Answers)
_NO_POLICY = NamedPolicy("", Document.of_statements([]))
"""Allows and denies nothing."""

_NEEDED = frozenset(action for way in WAYS for action in way.needed)
_FOLDED = {action.lower(): frozenset((action,)) for action in _NEEDED}
_BY_SERVICE: dict[str, list[str]] = {}
for _folded in _FOLDED:
    _BY_SERVICE.setdefault(_folded.partition(":")[0], []).append(_folded)
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=8_192)
def needed_by(actions: Texts | None, not_actions: Texts | None) -> frozenset[str]:
    """The actions used by ways that a statement with this Action or NotAction is about."""
    named = frozenset().union(*map(_needed_in, (not_actions if actions is None else actions) or ()))
    return _NEEDED - named if actions is None else named


@lru_cache(maxsize=8_192)
def _needed_in(text: str) -> frozenset[str]:
    """The actions used by ways that match an Action."""
    written = text.lower()
    if "*" not in written and "?" not in written:
        return _FOLDED.get(written, _NONE)
    glob = patterns.pattern(written)
    near = _FOLDED if written.startswith("*") else _BY_SERVICE.get(written.partition(":")[0], ())
    return _NONE.union(*(_FOLDED[folded] for folded in near if patterns.matches(glob, folded)))


def _known(role: Role) -> dict[str, str | None]:
    """The known values of condition keys about the principal and the resource; None for absent keys.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    known: dict[str, str | None] = {f"aws:principaltag/{key.lower()}": value for key, value in role.tags.items()}
    account = role.environment.account
    if account:  # access to other accounts is not considered
        known |= {"aws:principalaccount": account, "aws:resourceaccount": account}
    if isinstance(role, holders.UserAsRole):
        known |= {"aws:principaltype": "User", "aws:username": role.name}
        if role.id:
            known["aws:userid"] = role.id
    elif holders.is_role(role):
        known |= {"aws:principaltype": "AssumedRole", "aws:username": None}
    if holders.is_principal(role):
        arn = templates.fill(role.arn, role.environment.values)
        if not templates.names_in([arn]):
            known["aws:principalarn"] = arn
    return known


def _asked(policies: Policies) -> frozenset[str]:
    """The keys used in conditions and variables, in lower case."""
    statements = [statement for _, _, statement, _ in policies.statements()]
    keys = {condition.key.lower() for statement in statements for condition in statement.conditions}
    texts = [text for each in statements for text in (*(each.resources or ()), *(each.not_resources or ()))]
    texts += [text for each in statements for condition in each.conditions for text in condition.values]
    variables = (each for text in texts if "${" in text for each in template(text, wildcards=False).variables)
    return frozenset(keys).union(each.key.lower() for each in variables)


def _as_met(statement: Statement, known: Mapping[str, str | None]) -> Statement | None:
    """The statement if requests choose their keys: an Allow without such conditions, None for a Deny with any."""
    kept = tuple(each for each in statement.conditions if not _is_choice(each, known))
    if len(kept) == len(statement.conditions):
        return statement
    return statement._replace(conditions=kept) if statement.effect is Effect.ALLOW else None


def _is_choice(condition: Condition, known: Mapping[str, str | None]) -> bool:
    """Whether the role's user can meet a condition by the choice of the request."""
    key = condition.key.lower()
    return not (key in _MEANT or key in known or key.startswith(_MEANT_PREFIXES) or "resourcetag/" in key)
