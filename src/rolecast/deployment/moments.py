"""Finds the moments of an apply in which a role may have permissions that it has neither before nor after.

Statements are compared one by one, which is cheap; if that is not enough, an exact comparison may be. Sound, not
complete: a moment that is not reported is proved safe, one that is reported may be safe too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from rolecast.deployment import meaning
from rolecast.deployment.steps import IamCall, Step
from rolecast.iam import comparison, reach
from rolecast.iam.comparison import Budget, Verdict
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies
from rolecast.iam.reach import Reach
from rolecast.iam.statements import Effect

Documents = Mapping[str, Document | None]
"""Documents by the policy's ARN or name; None if the document is unknown."""


class Unknown(NamedTuple):
    """What a policy with an unknown document allows or denies: possibly anything, but the same at every moment."""

    policy: str


class Rulings(NamedTuple):
    """The reaches of Allow statements (`grants`) and Deny statements (`denials`)."""

    grants: frozenset[Reach | Unknown]
    denials: frozenset[Reach | Unknown]


@dataclass(frozen=True)
class Holdings:
    """A role's attached policies (ARNs), inline policies (by name) and boundary (ARN) at one moment.

    `managed` has the documents of managed policies, attached or not.
    """

    attached: frozenset[str] = frozenset()
    inline: Mapping[str, Document] = field(default_factory=dict)
    boundary: str | None = None
    managed: Documents = field(default_factory=dict)

    def after(self, step: Step) -> Holdings:
        """The holdings after a step."""
        parameters = step.parameters
        match step.operation:
            case IamCall.ATTACH:
                return replace(self, attached=self.attached | {parameters["PolicyArn"]})
            case IamCall.DETACH:
                return replace(self, attached=self.attached - {parameters["PolicyArn"]})
            case IamCall.CREATE_POLICY_VERSION:
                return replace(self, managed={**self.managed, parameters["PolicyArn"]: step.document})
            case IamCall.PUT_INLINE_POLICY:
                return replace(self, inline={**self.inline, parameters["PolicyName"]: step.document})
            case IamCall.DELETE_INLINE_POLICY:
                gone = parameters["PolicyName"]
                return replace(self, inline={name: text for name, text in self.inline.items() if name != gone})
            case IamCall.PUT_BOUNDARY:
                return replace(self, boundary=parameters["PermissionsBoundary"])
            case IamCall.DELETE_BOUNDARY:
                return replace(self, boundary=None)
            case _:
                return self

    @property
    def policies(self) -> Policies | None:
        """The policies for a decision; None if one document is unknown or invalid."""
        identity = [*((arn, self.managed.get(arn)) for arn in sorted(self.attached)), *sorted(self.inline.items())]
        boundary = [(self.boundary, self.managed.get(self.boundary))] if self.boundary else []
        if any(document is None or document.faults for _, document in (*identity, *boundary)):
            return None
        return Policies(
            identity=tuple(map(NamedPolicy._make, identity)), boundary=tuple(map(NamedPolicy._make, boundary))
        )

    @property
    def rulings(self) -> Rulings:
        """The reaches of all identity policies, without the boundary."""
        documents = [*((arn, self.managed.get(arn)) for arn in self.attached), *self.inline.items()]
        return Rulings(*(_of_effect(documents, effect) for effect in (Effect.ALLOW, Effect.DENY)))


_STEPS = 50_000
"""Limit for one exact comparison: a fraction of a second."""


def excesses(before: Holdings, steps: Iterable[Step], *, exact: bool = False) -> Iterator[Step]:
    """The steps after which the role may have permissions that it has neither before nor after all steps.

    If `exact`, moments that a comparison of statements does not prove safe are also compared exactly, which is slower.
    """
    moments = [before]
    done = list(steps)
    for step in done:
        moments.append(moments[-1].after(step))
    ends = [_End(before), _End(moments[-1])]
    for step, moment, earlier in zip(done, moments[1:], moments, strict=False):
        is_within = moment is earlier or _is_within(moment, ends)
        if not is_within and not (exact and any(end.allows_all(moment) for end in ends)):
            yield step


class _End:
    """The state before or after all steps."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._rulings = holdings.rulings

    def allows(self, grant: Reach | Unknown, moment: Holdings, denials: Collection[Reach | Unknown]) -> bool:
        """Whether everything that `grant` allows at the moment is allowed here. Sound, not complete."""
        if not _is_covered(grant, self._rulings.grants) or not _lies_within(moment, self._holdings):
            return False
        return all(_is_covered(denial, denials) or not _meets(denial, grant) for denial in self._rulings.denials)

    def allows_all(self, moment: Holdings) -> bool:
        """Whether an exact comparison proves that everything allowed at the moment is allowed here."""
        old, new = self._holdings.policies, moment.policies
        if old is None or new is None:
            return False
        return _verdict(old, new) in (Verdict.SAME, Verdict.LESS)


@lru_cache(maxsize=256)
def _verdict(old: Policies, new: Policies) -> Verdict:
    return comparison.verdict(old, new, Budget(_STEPS))


def _is_within(moment: Holdings, ends: Iterable[_End]) -> bool:
    grants, denials = moment.rulings
    return all(any(end.allows(grant, moment, denials) for end in ends) for grant in grants)


def _lies_within(moment: Holdings, end: Holdings) -> bool:
    """Whether the boundary at the moment allows no more than that of `end`. Sound, not complete."""
    if end.boundary is None or moment.boundary == end.boundary:
        return True
    if moment.boundary is None:
        return False
    narrow, wide = moment.managed.get(moment.boundary), end.managed.get(end.boundary)
    return narrow is not None and wide is not None and contains(wide, narrow)


def contains(wide: Document, narrow: Document) -> bool:
    """Whether the boundary `wide` allows everything that `narrow` allows. Sound, not complete."""
    allowed, denied = (meaning.reaches(wide, effect, Layer.BOUNDARY) for effect in (Effect.ALLOW, Effect.DENY))
    fewer, more = (meaning.reaches(narrow, effect, Layer.BOUNDARY) for effect in (Effect.ALLOW, Effect.DENY))
    if allowed is None or denied is None or fewer is None or more is None:
        return False
    return all(reach.is_covered(each, allowed) for each in fewer) and all(
        reach.is_covered(each, more) or not meaning.may_meet([each], fewer) for each in denied
    )


def _of_effect(documents: Iterable[tuple[str, Document | None]], effect: Effect) -> frozenset[Reach | Unknown]:
    found: set[Reach | Unknown] = set()
    for name, document in documents:
        known = None if document is None else meaning.reaches(document, effect)
        found.update([Unknown(name)] if known is None else known)
    return frozenset(found)


def _is_covered(one: Reach | Unknown, others: Collection[Reach | Unknown]) -> bool:
    if one in others or isinstance(one, Unknown):
        return one in others
    return reach.is_covered(one, [each for each in others if not isinstance(each, Unknown)])


def _meets(one: Reach | Unknown, other: Reach | Unknown) -> bool:
    return isinstance(one, Unknown) or isinstance(other, Unknown) or reach.meets(one, other)
