"""Comparisons of what roles and policies allow: the functions `compare` and `granted`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from rolecast.access.holders import is_role
from rolecast.iam import comparison
from rolecast.iam.comparison import Comparison, Home, Verdict
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION, PolicyType
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.role import Role
from rolecast.sources.contents import SourceKind, Unread
from rolecast.workflows import coincidences, subjects
from rolecast.workflows.inputs import Given
from rolecast.workflows.sides import RESOURCE_TYPES, CommonSetting, ComparedSide, Held
from rolecast.workflows.subjects import NamedSubject, Subjects, definitions_of

_NOBODY = Document(
    {"Version": VERSION, "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}},
    PolicyType.TRUST,
    "no trust policy",
)


class Membership(StrEnum):
    """On which sides a role or policy is."""

    BOTH = "both"
    ADDED = "added"
    REMOVED = "removed"


class ComparedRole(NamedTuple):
    """The comparison of one role or one policy: what it allows, and who may assume it.

    `key` names it on the new side and `former` on the old side; they are equal if it is on one side only. `trust` is
    None for a policy, and if a side's trust policy is not known.
    """

    key: str
    former: str
    change: Membership
    permissions: Comparison
    trust: Comparison | None
    open_texts: tuple[str, ...] = ()
    """Expressions in the policies whose values are not known; requests have a `{{name}}` in their place."""

    @property
    def verdict(self) -> Verdict:
        return comparison.combined(filter(None, (self.permissions, self.trust)))


@dataclass(frozen=True)
class ComparedSources:
    """The comparison of two sources, role by role.

    `unread` lists what was skipped. `assumed` is a sentence about the account or region that was assumed because
    neither side names one, or None. `undecided` says what was skipped of one side that is not the same on the other.
    """

    roles: tuple[ComparedRole, ...]
    unread: tuple[Unread, ...] = ()
    assumed: str | None = None
    undecided: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return comparison.combined(self._parts)

    @property
    def allows_more(self) -> bool | None:
        """Whether the new side allows anything that the old one does not; None if that is not decided. It can be known
        although it is not decided whether it allows less.
        """
        return comparison.any_of([each.allows_more for each in self._parts])

    @property
    def _parts(self) -> list[Comparison]:
        parts = [each for role in self.roles for each in (role.permissions, role.trust) if each is not None]
        return [*parts, Comparison((), (), self.undecided, self.undecided, ())]

    @property
    def not_considered(self) -> tuple[str, ...]:
        """The kinds of policies that may apply and that were not given."""
        return tuple(dict.fromkeys(kind for role in self.roles for kind in role.permissions.not_considered))


def compare(
    old: Given, new: Given, *, role: str | None = None, source: SourceKind | str | None = None
) -> ComparedSources:
    """What `new` allows that `old` does not, and the reverse. The library form of `rolecast compare`.

    Each side is any source of roles or policies, or `REVISION:PATH`, a file in a git revision. Roles are matched by
    key or name; `role` restricts the comparison to one role, by key, name or ARN.

    Raises InputError with everything that cannot be read, if a side has no such role, and for two policies of
    different kinds.
    """
    (one, left_out), (other, left_out_too) = _read([old, new], SourceKind(source) if source else None, role)
    pairs = list(_pairs(one, other))
    settings = (CommonSetting.of(filter(None, pair)) for pair in pairs)
    roles = tuple(_compared(*pair) for pair in pairs)
    return ComparedSources(roles, (*left_out, *left_out_too), _assumed(settings), _unlike(left_out, left_out_too))


def granted(
    given: Given,
    action: str,
    resource: str = "*",
    *,
    role: str | None = None,
    source: SourceKind | str | None = None,
) -> ComparedSources:
    """Everything that a source grants of an action on a resource. The library form of `rolecast compare --not-granted`.

    `action` and `resource` may have wildcards. What is granted is reported as gains over a role that is granted none
    of it: the verdict is `SAME` if nothing is granted.

    Raises InputError like `compare`, and for an action or a resource that no statement can name.
    """
    [(found, unread)] = _read([given], SourceKind(source) if source else None, role)
    settings = {key: CommonSetting.of([subject]) for key, subject in found.items()}
    roles = [
        ComparedRole(key, key, Membership.BOTH, *_granted(subject, action, resource, settings[key]))
        for key, subject in found.items()
    ]
    return ComparedSources(tuple(roles), unread, _assumed(settings.values()), _unlike(unread, ()))


def compare_roles(pairs: Iterable[tuple[Role | None, Role | None]]) -> ComparedSources:
    """Compares pairs of roles, the old and the new; None for a role that is on one side only."""
    subjects_of = [tuple(None if each is None else NamedSubject(each.name, each) for each in pair) for pair in pairs]
    return ComparedSources(tuple(_compared(old, new) for old, new in subjects_of))


def _granted(
    subject: NamedSubject, action: str, resource: str, setting: CommonSetting
) -> tuple[Comparison, None, tuple[str, ...]]:
    side = ComparedSide(subject.held.fill(setting.values))
    found = comparison.granted(side.written, action, resource, home=setting.home)
    if side.doubts and not found.gains:
        most = comparison.granted(side.most, action, resource, home=setting.home)
        if most.allows_more is not False:
            found = replace(found, undecided_gains=(*found.undecided_gains, *side.doubts))
    return found, None, side.open_texts


def _unlike(one: Iterable[Unread], other: Iterable[Unread]) -> tuple[str, ...]:
    """What was skipped and may allow something, and is not the same on both sides."""
    skipped, skipped_too = (
        Counter((each.message, each.content) for each in parts if each.content is not None) for parts in (one, other)
    )
    unlike = (skipped - skipped_too) + (skipped_too - skipped)
    return tuple(dict.fromkeys(message for message, _ in unlike))


def _assumed(settings: Iterable[CommonSetting]) -> str | None:
    return next((each.assumed for each in settings if each.assumed), None)


def _read(
    given: Iterable[Given], kind: SourceKind | None, role: str | None
) -> list[tuple[Mapping[str, NamedSubject], tuple[Unread, ...]]]:
    """The subjects of each side. Raises InputError with all errors."""
    faults = Faults()
    read: list[Subjects] = []
    for each in given:
        try:
            read.append(subjects.read(each, kind))
        except InputError as error:
            faults.extend(error.faults, error.more)
    if faults:
        for side in read:
            faults.extend(side.faults, side.faults.more)
    faults.raise_any()
    found = [side.found for side in read] if role is None else list(subjects.named(read, role))
    for side, chosen in zip(read, found, strict=True):
        if role is None or not chosen:  # otherwise, errors are about other roles
            faults.extend(side.faults, side.faults.more)
    faults.raise_any()
    if not any(found):
        raise InputError([Fault(None, "there is no role and no policy to compare", "name a file that has one")])
    return [(chosen, side.unread) for side, chosen in zip(read, found, strict=True)]


def _pairs(
    old: Mapping[str, NamedSubject], new: Mapping[str, NamedSubject]
) -> Iterator[tuple[NamedSubject | None, NamedSubject | None]]:
    """The pairs in the order of the new side, then what is on the old side only."""
    if len(old) == len(new) == 1:
        [one], [other] = old.values(), new.values()
        if isinstance(one.held, Document) or isinstance(other.held, Document):
            yield one, other
            return
    left = dict(old)
    for key, subject in new.items():
        former = key if key in left else next((each for each in left if left[each].names & subject.names), None)
        yield (left.pop(former) if former is not None else None), subject
    yield from ((subject, None) for subject in left.values())


def _compared(old: NamedSubject | None, new: NamedSubject | None) -> ComparedRole:
    named = new or old
    assert named is not None
    setting = CommonSetting.of(filter(None, (old, new)))
    one, other = (None if each is None else each.held.fill(setting.values) for each in (old, new))
    _refuse_unlike(one, other)
    defined = tuple({} if each is None else each.definitions for each in (old, new))
    sides = ComparedSide(one, defined[0]), ComparedSide(other, defined[1])
    absences = _absence(old, new), _absence(new, old)
    trust = _trust(*sides, setting.home)
    return ComparedRole(
        named.key,
        (old or named).key,
        Membership.ADDED if old is None else Membership.REMOVED if new is None else Membership.BOTH,
        _doubted(_decided(*sides, setting.home), *absences),
        trust and _doubted(trust, *absences),
        tuple(dict.fromkeys(text for side in sides for text in side.open_texts)),
    )


def _trust(old: ComparedSide, new: ComparedSide, home: Home) -> Comparison | None:
    """The comparison of who may assume a role; None for policies, users and groups, or if a trust policy is unknown."""
    roles = [each.held for each in (new, old) if isinstance(each.held, Role) and is_role(each.held)]
    if not roles or any(isinstance(each.held, Document) for each in (old, new)):
        return None
    arn = roles[0].arn.replace("{{account}}", home.account).replace("{{partition}}", home.partition)
    one, other = (
        replace(each, held=each.held.trust_policy if isinstance(each.held, Role) else _NOBODY) for each in (old, new)
    )
    return _decided(one, other, home, arn)


def _decided(old: ComparedSide, new: ComparedSide, home: Home, resource: str | None = None) -> Comparison:
    """The comparison of two sides, first with open texts as they are written.

    If that shows no difference, a side with open texts is decided only if there is no difference whatever their values
    are. A difference counts only if it remains whatever the values that one side alone has: two parameters may have
    the same value.
    """
    found = comparison.compare(old.written, new.written, resource=resource, home=home)
    found = coincidences.taken_out(found, old, new, home, resource)
    doubts = tuple(dict.fromkeys((*old.doubts, *new.doubts)))
    if not doubts or old.says_same(new):
        return found
    if not found.gains and not found.undecided_gains and not _is_less(new, old):
        found = replace(found, undecided_gains=doubts)
    if not found.losses and not found.undecided_losses and not _is_less(old, new):
        found = replace(found, undecided_losses=doubts)
    return found


def _absence(one: NamedSubject | None, other: NamedSubject | None) -> tuple[str, ...]:
    """Why `one` may not exist although `other` does."""
    if one is None or other is None or one.condition is None:
        return ()
    meant, meant_too = (definitions_of([one.condition], each.definitions) for each in (one, other))
    if one.condition == other.condition and meant == meant_too:
        return ()
    return (f"it is only created if the condition `{one.condition}` is true",)


def _doubted(found: Comparison, old_absence: tuple[str, ...], new_absence: tuple[str, ...]) -> Comparison:
    """The comparison of two resources that exist, with differences undecided if one of them may not."""
    if not found.gains:
        found = replace(found, undecided_gains=(*found.undecided_gains, *old_absence))
    if not found.losses:
        found = replace(found, undecided_losses=(*found.undecided_losses, *new_absence))
    return found


def _is_less(one: ComparedSide, other: ComparedSide) -> bool:
    """Whether `one` allows no more than `other`, whatever their open texts are."""
    return one.lacks_same(other) and comparison.verdict(other.least, one.most) in (Verdict.SAME, Verdict.LESS)


def _refuse_unlike(old: Held | None, new: Held | None) -> None:
    """Raises InputError for a resource-based policy that is compared with an identity policy or a role."""
    kinds = [_kind(each) for each in (old, new) if each is not None]
    if len(set(kinds)) > 1:
        message = f"cannot compare {kinds[0]} with {kinds[1]}"
        raise InputError([Fault(None, message, "compare policies of one kind; `--source KIND` says what a file is")])


def _kind(held: Held) -> str:
    if isinstance(held, Document) and held.type in RESOURCE_TYPES:
        return f"a {held.type.value} policy"
    return "a role or identity policy"
