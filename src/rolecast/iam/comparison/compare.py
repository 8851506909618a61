"""The public functions of the comparison: what new policies allow that old ones do not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from rolecast.iam import fixed
from rolecast.iam.comparison.budget import Budget, UndecidedError
from rolecast.iam.comparison.differences import Difference, Differences
from rolecast.iam.comparison.languages import Home
from rolecast.iam.comparison.summary import Gain, Summary
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies
from rolecast.iam.statements import VERSION, PolicyType

_HOME = Home()


class Verdict(Enum):
    """The result of a comparison: whether the new policies allow more or less than the old ones."""

    SAME = "same"
    LESS = "less"
    MORE = "more"
    """More, and not less as far as that is decided."""
    BOTH = "both"
    """Both more and less."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Comparison:
    """The requests that the new policies allow and the old ones do not, and the reverse.

    `undecided_gains` and `undecided_losses` are the reasons why there may be more of them. `not_considered` are the
    kinds of policies that may apply and that neither side has.
    """

    gains: tuple[Gain, ...]
    losses: tuple[Gain, ...]
    undecided_gains: tuple[str, ...]
    undecided_losses: tuple[str, ...]
    not_considered: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        return _verdict(self.allows_more, self.allows_less)

    @property
    def allows_more(self) -> bool | None:
        """Whether the new policies allow anything that the old ones do not; None if undecided."""
        return True if self.gains else None if self.undecided_gains else False

    @property
    def allows_less(self) -> bool | None:
        """Whether the old policies allow anything that the new ones do not; None if undecided."""
        return True if self.losses else None if self.undecided_losses else False


def compare(
    old: Policies,
    new: Policies,
    budget: Budget | None = None,
    *,
    resource: str | None = None,
    home: Home | None = None,
) -> Comparison:
    """All differences between two sets of policies. Raises InputError if a document is invalid.

    `resource` is the ARN of the resource whose own policy is compared, if known. `home` is the account, region and
    partition of example requests if the policies do not specify them.
    """
    if old == new and _is_whole(old):  # the common case between two states of an account
        return Comparison((), (), (), (), not_considered(old, new))
    pairs = _Pairs(old, new, budget or Budget(), resource, home or _HOME)
    gains, undecided_gains = pairs.gains()
    losses, undecided_losses = pairs.losses()
    return Comparison(gains, losses, undecided_gains, undecided_losses, not_considered(old, new))


def verdict(old: Policies, new: Policies, budget: Budget | None = None) -> Verdict:
    """Only the verdict, which is faster: one request for each direction suffices. Raises InputError like `compare`."""
    pairs = _Pairs(old, new, budget or Budget())
    return _verdict(pairs.has_gains(), pairs.has_losses())


def granted(
    policies: Policies,
    action: str,
    resource: str = "*",
    budget: Budget | None = None,
    *,
    home: Home | None = None,
) -> Comparison:
    """Everything that the policies allow of an action on a resource, as gains. Both may have wildcards.

    The verdict is `SAME` if they grant nothing of it. Policies cannot grant an action that needs no permission: it is
    undecided, unless the pattern includes other actions. Raises InputError like `compare`, and if no statement can have
    such an action or resource.
    """
    pairs = _Pairs(_all_but(policies, action, resource), policies, budget or Budget(), home=home or _HOME)
    gains, undecided = pairs.gains(granted=True)
    if fixed.is_always_allowed(action.lower(), None):
        undecided = (*undecided, f"AWS allows `{action}` whatever policies say")
    return Comparison(gains, (), undecided, (), not_considered(policies, policies))


def allows_more(old: Policies, new: Policies, budget: Budget | None = None) -> bool | None:
    """Whether the new policies allow anything that the old ones do not; None if undecided. Raises InputError like
    `compare`.
    """
    return _Pairs(old, new, budget or Budget()).has_gains()


def not_considered(old: Policies, new: Policies) -> tuple[str, ...]:
    """The kinds of policies that may apply and that neither side has."""
    kinds: dict[str, object] = {
        "service control policies": old.scps or new.scps,
        "resource control policies": old.rcps or new.rcps,
        "resource policies": old.resource or new.resource,
        "session policies": old.session or new.session,
        "VPC endpoint policies": old.endpoint or new.endpoint,
    }
    return tuple(kind for kind, found in kinds.items() if not found)


def combined(parts: Iterable[Comparison]) -> Verdict:
    """The verdict for several comparisons together."""
    parts = list(parts)
    return _verdict(any_of([each.allows_more for each in parts]), any_of([each.allows_less for each in parts]))


def any_of(answers: Collection[bool | None]) -> bool | None:
    """True if any is True, otherwise None if any is None, otherwise False."""
    return True if True in answers else None if None in answers else False


def _verdict(more: bool | None, less: bool | None) -> Verdict:
    match more, less:
        case True, True:
            return Verdict.BOTH
        case True, _:
            return Verdict.MORE
        case False, True:
            return Verdict.LESS
        case False, False:
            return Verdict.SAME
        case _:
            return Verdict.UNKNOWN


class _Pairs:
    """The two sides as given; for resource policies without identity policies, also with ones that allow everything."""

    def __init__(
        self, old: Policies, new: Policies, budget: Budget, resource: str | None = None, home: Home = _HOME
    ) -> None:
        self._home = home
        self._budget = budget
        self._pairs: list[tuple[bool, Differences]] = []
        self._undecided: tuple[str, ...] = ()
        """The reasons why neither direction is decided."""
        self._may_be_less = False
        budget.renew()
        try:
            self._pairs.extend(
                (needs_identity, Differences(one, other, budget, resource, home.account))
                for needs_identity, one, other in _pairs(old, new)
            )
        except UndecidedError as error:
            if old != new or _unavailable(old):  # otherwise they allow the same, however long they are
                self._undecided = (str(error),)
            self._pairs.clear()
            return
        unavailable = _unavailable(old), _unavailable(new)
        if unavailable[0] != unavailable[1] or (any(unavailable) and not self._pairs[0][1].are_equal):
            names = sorted({name for _, name in unavailable[0] | unavailable[1]})
            self._undecided = tuple(f"the text of `{name}` is not available" for name in names)
        # A request that a common identity policy allows is allowed on both sides if only Allows next to it differ.
        self._may_be_less = (
            unavailable[0] == unavailable[1]
            and all(layer is Layer.IDENTITY for (layer, _), _ in unavailable[0])
            and self._pairs[0][1].differ_in_identity_allows
        )

    def gains(self, *, granted: bool = False) -> tuple[tuple[Gain, ...], tuple[str, ...]]:
        """What the new side allows and the old side does not, and the reasons why there may be more.

        `granted`: only what one of its given statements allows.
        """
        return self._summary(of_new=True, granted=granted)

    def losses(self) -> tuple[tuple[Gain, ...], tuple[str, ...]]:
        return self._summary(of_new=False)

    def has_gains(self) -> bool | None:
        return self._has_any(of_new=True)

    def has_losses(self) -> bool | None:
        return self._has_any(of_new=False)

    def _summary(self, *, of_new: bool, granted: bool = False) -> tuple[tuple[Gain, ...], tuple[str, ...]]:
        summary, doubts = Summary(self._home), dict[str, None]()
        found = list(self._found(doubts, of_new=of_new))
        self._budget.renew()  # the search for good examples must not affect the answer
        for needs_identity, differences, difference in found:
            if granted and not _is_given(difference, needs_identity=needs_identity):
                continue
            try:
                summary.add(differences, difference, needs_identity=needs_identity)
            except UndecidedError as error:
                doubts[str(error)] = None
        return summary.gains(), tuple(doubts)

    def _has_any(self, *, of_new: bool) -> bool | None:
        doubts: dict[str, None] = {}
        if next(self._found(doubts, of_new=of_new), None) is not None:
            return True
        return None if doubts else False

    def _found(self, doubts: dict[str, None], *, of_new: bool) -> Iterator[tuple[bool, Differences, Difference]]:
        """All differences in one direction. Adds the reasons for undecided ones to `doubts`."""
        if self._undecided:
            if not self._may_be_less or not self._is_proved(of_new=of_new):
                doubts.update(dict.fromkeys(self._undecided))
            return
        for needs_identity, differences in self._pairs:
            self._budget.renew()
            one, other = differences.one, differences.other
            found = differences.between(other, one) if of_new else differences.between(one, other)
            try:
                for difference in found:
                    yield needs_identity, differences, difference
            except UndecidedError as error:
                doubts[str(error)] = None
            doubts.update(differences.doubts)

    def _is_proved(self, *, of_new: bool) -> bool:
        """Whether there is provably no difference in one direction, apart from the unavailable policies."""
        for _, differences in self._pairs:
            self._budget.renew()
            one, other = differences.one, differences.other
            found = differences.between(other, one) if of_new else differences.between(one, other)
            try:
                if next(found, None) is not None or differences.doubts:
                    return False
            except UndecidedError:
                return False
        return True


def _is_given(difference: Difference, *, needs_identity: bool) -> bool:
    """Whether one of the given statements allows it, rather than an assumed identity policy or being the root user."""
    found = difference.question.giving.allowing(difference.request)
    return any(ref.layer is Layer.RESOURCE for ref in found) if needs_identity else bool(found)


def _pairs(old: Policies, new: Policies) -> Iterator[tuple[bool, Policies, Policies]]:
    yield False, old, new
    has_resource_policy = old.resource is not None or new.resource is not None
    if has_resource_policy and not any(each.identity or each.boundary or each.session for each in (old, new)):
        yield True, old._replace(identity=(_EVERYTHING,)), new._replace(identity=(_EVERYTHING,))


def _unavailable(policies: Policies) -> frozenset[tuple[tuple[Layer, int], str]]:
    """The policies without text, each with its layer and level."""
    return frozenset(
        ((layer, level), name)
        for layer, level, group in policies.levels()
        for name, document in group
        if document is None
    )


def _is_whole(policies: Policies) -> bool:
    """Whether the text of each policy is available and valid."""
    return all(document and not document.faults for _, _, group in policies.levels() for _, document in group)


def _all_but(policies: Policies, action: str, resource: str) -> Policies:
    """Policies that allow everything except an action on a resource."""
    statements: list[dict[str, str]] = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": action, "Resource": resource},
    ]
    if policies.resource is None:
        document = Document({"Version": VERSION, "Statement": statements}, source="the requested permission")
        return Policies(identity=(NamedPolicy("the requested permission", document),))
    named = [{"Principal": "*", **statement} for statement in statements]
    document = Document({"Version": VERSION, "Statement": named}, PolicyType.RESOURCE, "the requested permission")
    return Policies(resource=NamedPolicy("the requested permission", document))


_EVERYTHING = NamedPolicy("any", EVERYTHING)
