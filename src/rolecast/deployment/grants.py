"""In which order a role's grants change.

At every moment between two calls the role has at least what both its old and its new policies grant: what is new is
added before what is old is withdrawn, and a policy whose change both adds and withdraws first has the statements of
both where another policy takes over some of its grants. Statements that deny are added early and withdrawn last, so
that a moment never allows what neither the old nor the new policies do.

Where quotas leave no room for both, a temporary inline policy holds the new grants meanwhile; where even that has
no room, the moment in which something is missing is a `Window`, which the plan names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rolecast.account.state import Account, ManagedPolicy
from rolecast.deployment import meaning
from rolecast.deployment.changes import Action, Change, RoleDifference
from rolecast.deployment.ownership import Kind
from rolecast.deployment.steps import Operation, Step
from rolecast.iam import managed
from rolecast.iam.documents import Document
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS, MANAGED_POLICY_CHARACTERS

BRIDGE = "rolecast-bridge"
"""The temporary inline policy."""
VERSIONS_PER_POLICY = 5


class Window(NamedTuple):
    """A moment in which a role has less than both its old and its new policies grant. `lacks` are policies' names."""

    role: str
    lacks: tuple[str, ...]
    why: str


class Grants(NamedTuple):
    """The steps that add, and those that withdraw. With `bridged`, the temporary policy comes and goes in them."""

    adding: tuple[Step, ...]
    withdrawing: tuple[Step, ...]
    bridged: bool
    windows: tuple[Window, ...]


def order_grants(difference: RoleDifference, account: Account) -> Grants:
    """The order for one role. What it makes anew is in neither: it is there, unattached, before this begins."""
    return _Grants(difference, account).order()


class Versions:
    """A policy's versions while steps are planned: the oldest that is not the default makes room for a new one."""

    def __init__(self, policy: ManagedPolicy) -> None:
        self._arn = policy.arn
        self._kept = [version.id for version in policy.versions]
        self._default = next(version.id for version in policy.versions if version.is_default)

    def add(self, document: Document) -> list[Step]:
        steps = []
        if len(self._kept) >= VERSIONS_PER_POLICY:
            oldest = next(version for version in self._kept if version != self._default)
            self._kept.remove(oldest)
            steps.append(Step(Operation.DELETE_POLICY_VERSION, {"PolicyArn": self._arn, "VersionId": oldest}))
        self._default = f"new {len(self._kept)}"
        self._kept.append(self._default)
        parameters = {"PolicyArn": self._arn, "PolicyDocument": document.text, "SetAsDefault": True}
        return [*steps, Step(Operation.CREATE_POLICY_VERSION, parameters)]


class _Update:
    """A policy's document that changes in its place."""

    def __init__(self, change: Change) -> None:
        self.name = change.name
        self.is_inline = change.kind is Kind.INLINE_POLICY
        self.old: Document = change.before
        self.new: Document = change.after
        self._gains = meaning.lost_grants(self.new, self.old)
        self._losses = meaning.lost_grants(self.old, self.new)
        self.lifts_denials = not meaning.denials(self.old) <= meaning.denials(self.new)

    @property
    def only_adds(self) -> bool:
        return self._losses == [] and not self.lifts_denials

    @property
    def only_withdraws(self) -> bool:
        return self._gains == []

    @cached_property
    def union(self) -> Document | None:
        """The statements of both, or None where they do not fit in one policy."""
        document = meaning.united((self.old, self.new))
        fits = document is not None and (self.is_inline or document.size <= MANAGED_POLICY_CHARACTERS)
        return document if fits else None

    def takes_over_from(self, other: _Update) -> bool:
        """Whether it may come to grant what the other one ceases to."""
        return other._losses is None or self._gains is None or meaning.may_meet(other._losses, self._gains)


class _Grants:
    def __init__(self, difference: RoleDifference, account: Account) -> None:
        self._role = difference.name
        self._account = account
        self._actual = difference.actual
        self._inline = self._actual.inline if self._actual else {}
        self._changes = [change for change in difference.changes if change.is_change]
        self._attach = self._names(Kind.ATTACHMENT, Action.CREATE)
        self._detach = self._names(Kind.ATTACHMENT, Action.DELETE)
        self._inline_gone = self._names(Kind.INLINE_POLICY, Action.DELETE)
        self._inline_new = self._documents(Kind.INLINE_POLICY, Action.CREATE)
        self._policies = {
            **self._documents(Kind.POLICY, Action.CREATE),
            **self._documents(Kind.POLICY, Action.UPDATE),
        }
        updates = [
            _Update(change)
            for change in self._changes
            if change.kind in (Kind.POLICY, Kind.INLINE_POLICY) and change.action is Action.UPDATE
        ]
        self._only_adding = [update for update in updates if update.only_adds]
        self._only_withdrawing = [update for update in updates if update.only_withdraws and not update.only_adds]
        self._mixed = [update for update in updates if not update.only_adds and not update.only_withdraws]
        self._versions = {
            update.name: Versions(account.policies[update.name]) for update in updates if not update.is_inline
        }
        self._is_tight = False
        """Whether the old and the new inline policies do not fit together."""

    def order(self) -> Grants:
        needed = [
            update
            for update in self._mixed
            if any(update.takes_over_from(other) for other in self._mixed if other is not update)
        ]
        united = {update.name: update.union for update in needed if update.union is not None}
        if self._peak(united) > INLINE_POLICIES_CHARACTERS:
            united = {name: union for name, union in united.items() if name in self._versions}
        peak = self._peak(united)
        self._is_tight = peak > INLINE_POLICIES_CHARACTERS
        before = len(self._actual.attachments) if self._actual else 0
        free = max(0, self._account.quotas.attached_policies - before)
        now, later = self._attach[:free], self._attach[free:]
        apart = {update.name: update.new for update in needed if update.name not in united}
        missing = {**{arn: self._document(arn) for arn in later}, **apart}
        bridge = None if self._is_tight else _bridge(list(missing.values()), peak - _size(self._inline.get(BRIDGE)))
        adding = [
            *self._written({update.name: update.new for update in self._only_adding}),
            *self._written(united),
            *([] if self._is_tight else [self._put(*item) for item in self._inline_new.items()]),
            *(self._attachment(Operation.ATTACH, arn) for arn in now),
            *([self._put(BRIDGE, bridge)] if bridge else []),
        ]
        withdrawing = self._withdrawals(before + len(now), later, bridged=bridge is not None)
        return Grants(tuple(adding), tuple(withdrawing), bridge is not None, self._windows(missing, bridge))

    def _withdrawals(self, attached: int, later: Sequence[str], *, bridged: bool) -> list[Step]:
        changing = sorted((*self._mixed, *self._only_withdrawing), key=lambda update: update.lifts_denials)
        steps = self._written({update.name: update.new for update in changing})
        detach = sorted(self._detach, key=lambda arn: _denies(self._document(arn)))
        # A slot is freed only when it is needed, so that a window is no wider than it has to be.
        for arn in later:
            while detach and attached >= self._account.quotas.attached_policies:
                steps.append(self._attachment(Operation.DETACH, detach.pop(0)))
                attached -= 1
            steps.append(self._attachment(Operation.ATTACH, arn))
            attached += 1
        removals = [(_denies(self._document(arn)), self._attachment(Operation.DETACH, arn)) for arn in detach]
        if self._is_tight:
            steps += self._tight()
        else:
            gone = [name for name in self._inline_gone if not (bridged and name == BRIDGE)]
            removals += [(_denies(self._inline[name]), self._removal(name)) for name in gone]
        steps += [step for _, step in sorted(removals, key=lambda removal: removal[0])]
        return [*steps, *([self._removal(BRIDGE)] if bridged else [])]

    def _written(self, documents: Mapping[str, Document]) -> list[Step]:
        """The steps that change these policies in their places."""
        steps: list[Step] = []
        for name, document in documents.items():
            if name in self._versions:
                steps += self._versions[name].add(document)
            elif not self._is_tight:
                steps.append(self._put(name, document))
        return steps

    def _tight(self) -> list[Step]:
        """The inline policies, those first that become smaller: their sum then never exceeds both sides of it."""
        after = {
            **self._inline_new,
            **{update.name: update.new for update in self._updates if update.is_inline},
        }
        growth = {name: _size(document) - _size(self._inline.get(name)) for name, document in after.items()}
        growth |= {name: -_size(self._inline[name]) for name in self._inline_gone}
        return [
            self._put(name, after[name]) if name in after else self._removal(name)
            for name in sorted(growth, key=lambda name: growth[name])
        ]

    @property
    def _updates(self) -> list[_Update]:
        return [*self._only_adding, *self._mixed, *self._only_withdrawing]

    def _peak(self, united: Mapping[str, Document]) -> int:
        """The most characters that the inline policies have together while they change."""
        sizes = {name: _size(document) for name, document in self._inline.items()}
        after = [
            *self._inline_new.items(),
            *((update.name, update.new) for update in self._updates if update.is_inline),
        ]
        for name, document in (*after, *(item for item in united.items() if item[0] not in self._versions)):
            sizes[name] = max(sizes.get(name, 0), _size(document))
        return sum(sizes.values())

    def _windows(self, missing: Mapping[str, Document | None], bridge: Document | None) -> tuple[Window, ...]:
        if self._is_tight:
            growing = [*self._inline_new, *(update.name for update in self._updates if update.is_inline)]
            why = f"its old and its new inline policies do not fit into {INLINE_POLICIES_CHARACTERS:,} characters"
            return (Window(self._role, tuple(dict.fromkeys((*growing, *map(_short, missing)))), why),)
        if missing and not bridge:
            why = "neither its quotas nor a temporary inline policy have room for the old and the new ones together"
            return (Window(self._role, tuple(map(_short, missing)), why),)
        return ()

    def _names(self, kind: Kind, action: Action) -> list[str]:
        return [change.name for change in self._changes if change.kind is kind and change.action is action]

    def _documents(self, kind: Kind, action: Action) -> dict[str, Document]:
        return {
            change.name: change.after for change in self._changes if change.kind is kind and change.action is action
        }

    def _document(self, arn: str) -> Document | None:
        """What a managed policy grants, or is to grant, as far as it is known."""
        if arn in self._policies:
            return self._policies[arn]
        if arn in self._account.policies:
            return self._account.policies[arn].document
        # Those that we ship are of the partition aws.
        return managed.document(_short(arn)) if arn.startswith("arn:aws:iam::aws:") else None

    def _attachment(self, operation: Operation, arn: str) -> Step:
        return Step(operation, {"RoleName": self._role, "PolicyArn": arn})

    def _put(self, name: str, document: Document) -> Step:
        parameters = {"RoleName": self._role, "PolicyName": name, "PolicyDocument": document.text}
        return Step(Operation.PUT_INLINE_POLICY, parameters)

    def _removal(self, name: str) -> Step:
        return Step(Operation.DELETE_INLINE_POLICY, {"RoleName": self._role, "PolicyName": name})


def _bridge(documents: Sequence[Document | None], peak: int) -> Document | None:
    """One inline policy with the statements of all, or None where there is nothing to bridge or no room for it."""
    known = [document for document in documents if document is not None]
    bridge = meaning.united(known) if known and len(known) == len(documents) else None
    return bridge if bridge and bridge.size + peak <= INLINE_POLICIES_CHARACTERS else None


def _denies(document: Document | None) -> bool:
    return document is None or bool(meaning.denials(document))


def _size(document: Document | None) -> int:
    return 0 if document is None else document.size


def _short(arn: str) -> str:
    return arn.rpartition("/")[2]
