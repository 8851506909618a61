"""The order in which a role's policies and boundary change.

Between any two calls, the role has at least the permissions that both the old and the new policies grant: additions
come before removals. A policy that both adds and removes permissions first gets the statements of both versions if
another policy takes over some of its grants. Nor does the role ever have a permission that neither the old nor the new
policies allow: a Deny or boundary is set before what it limits, and removed after it. `moments` verifies each order.

If quotas leave no room for old and new policies together, a temporary inline policy holds the new grants in the
meantime; if no order is safe, it also holds the Deny statements of both sides. What remains is a `Window` in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from operator import itemgetter
from typing import NamedTuple

from rolecast.account.state import Account
from rolecast.deployment import meaning
from rolecast.deployment.changes import RoleDifference
from rolecast.deployment.grant_work import GrantWork, Window
from rolecast.deployment.moments import excesses
from rolecast.deployment.ownership import PartKind, RolePart
from rolecast.deployment.steps import IamCall, Step
from rolecast.deployment.updates import Update, Versions
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_name
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS
from rolecast.iam.statements import Effect

BRIDGE = "rolecast-bridge"
"""The name of the temporary inline policy."""


class GrantSteps(NamedTuple):
    """The steps that add permissions, and those that remove them.

    If `bridged`, they also add and remove the temporary policy. `returning` are parts that are removed and added again.
    """

    adding: tuple[Step, ...]
    withdrawing: tuple[Step, ...]
    bridged: bool
    windows: tuple[Window, ...]
    returning: tuple[RolePart, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return (*self.adding, *self.withdrawing)


class _BoundaryTurn(Enum):
    """When the boundary changes."""

    FIRST = "first"
    LAST = "last"
    BETWEEN = "between"
    """After all removals and before all additions."""


class _Strategy(NamedTuple):
    """One way to order the steps.

    `unites` is whether policies whose Deny statements change first get the statements of both versions, `guards`
    whether the temporary policy contains all Deny statements that change.
    """

    turn: _BoundaryTurn
    unites: bool = False
    guards: bool = False


_STRATEGIES = (
    *(_Strategy(turn, unites) for unites in (False, True) for turn in (_BoundaryTurn.FIRST, _BoundaryTurn.LAST)),
    *(_Strategy(turn, guards=True) for turn in _BoundaryTurn),
    _Strategy(_BoundaryTurn.BETWEEN),
)
"""By number of calls, fewest first; those that briefly lack permissions are last."""


def order_grants(difference: RoleDifference, account: Account) -> GrantSteps:
    """The steps for one role, without creating its managed policies: those exist, unattached, before these steps."""
    work = GrantWork(difference, account)
    found = [grants for strategy in _STRATEGIES if (grants := _Order(work, strategy).grants())]
    whole = [grants for grants in found if not grants.windows]
    # An expensive proof is better than a moment with missing permissions.
    for exact, candidates in ((False, whole), (True, whole), (False, found), (True, found)):
        for grants in candidates:
            if not any(excesses(work.before, grants.steps, exact=exact)):
                return grants
    grants = found[0]
    return grants._replace(
        windows=(*grants.windows, work.excess(list(excesses(work.before, grants.steps, exact=True))))
    )


class _Order:
    """The steps of one strategy."""

    def __init__(self, work: GrantWork, strategy: _Strategy) -> None:
        self._work = work
        self._strategy = strategy
        self._versions = {
            update.name: Versions(work.account.policies[update.name]) for update in work.updates if not update.is_inline
        }
        self._only_adding = [update for update in work.updates if update.only_adds]
        self._others = [update for update in work.updates if not update.only_adds]
        self._mixed = [update for update in self._others if not update.only_withdraws]

    def grants(self) -> GrantSteps | None:
        """None if the strategy is not applicable to this role."""
        if self._strategy.turn is not _BoundaryTurn.FIRST and not self._work.boundary:
            return None
        guard = meaning.denying(self._changing()) if self._strategy.guards else None
        if self._strategy.guards and guard is None:
            return None
        return (
            self._withdrawn_first(guard) if self._strategy.turn is _BoundaryTurn.BETWEEN else self._added_first(guard)
        )

    def _added_first(self, guard: Document | None) -> GrantSteps | None:
        work = self._work
        needed = [update for update in self._mixed if self._needs_both(update)]
        united = self._unions(needed)
        peak = self._peak(united)
        is_tight = peak > INLINE_POLICIES_CHARACTERS
        room = 0 if is_tight else INLINE_POLICIES_CHARACTERS - peak + _size(work.inline.get(BRIDGE))
        attached = len(work.actual.attachments) if work.actual else 0
        free = max(0, work.account.quotas.attached_policies - attached)
        now, later = work.attach[:free], work.attach[free:]
        apart = {update.name: update.new for update in needed if update.name not in united}
        missing = {**{arn: work.document(arn) for arn in later}, **apart}
        bridge = _bridge([*([guard] if guard else []), *missing.values()], room)
        if guard and bridge is None:
            bridge = _bridge([guard], room)
            if bridge is None:
                return None
        is_bridged = bridge is not None and (not missing or bridge != guard)
        adding = [
            *([self._put(BRIDGE, bridge)] if guard and bridge else []),
            *(work.boundary if self._strategy.turn is _BoundaryTurn.FIRST else []),
            *self._additions(united, now, is_tight=is_tight),
            *([self._put(BRIDGE, bridge)] if bridge and not guard else []),
        ]
        withdrawing = [
            *self._withdrawals(attached + len(now), later, is_tight=is_tight, bridged=bridge is not None),
            *(work.boundary if self._strategy.turn is _BoundaryTurn.LAST else []),
            *([self._removal(BRIDGE)] if bridge else []),
        ]
        windows = self._windows(missing, is_tight=is_tight, is_bridged=is_bridged)
        return GrantSteps(tuple(adding), tuple(withdrawing), bridge is not None, windows)

    def _needs_both(self, update: Update) -> bool:
        """Whether the policy needs the statements of both versions for a while, so that no permission is missing."""
        if not update.gains:
            return False
        if update.lifts_denials and (self._work.detach or self._work.inline_gone or len(self._others) > 1):
            return True  # it changes after others have
        return any(update.takes_over_from(other) for other in self._mixed if other is not update)

    def _unions(self, needed: Sequence[Update]) -> dict[str, Document]:
        """The documents of the policies that have the statements of both versions for a while, if they fit."""
        denying = [update for update in self._mixed if update.adds_denials or update.lifts_denials]
        chosen = [*needed, *(update for update in denying if self._strategy.unites and update not in needed)]
        united = {update.name: update.union for update in chosen if update.union is not None}
        if self._peak(united) <= INLINE_POLICIES_CHARACTERS:
            return united
        return {name: union for name, union in united.items() if name in self._versions}

    def _additions(self, united: Mapping[str, Document], now: Sequence[str], *, is_tight: bool) -> list[Step]:
        """Denials before grants."""
        work = self._work
        first = [*self._only_adding, *(update for update in self._mixed if update.name in united)]
        items = [
            (
                _level(grants=update.gains, denies=update.adds_denials),
                self._written(update, united.get(update.name, update.new), is_tight=is_tight),
            )
            for update in first
        ]
        if not is_tight:
            items += [(_level_of(document), [self._put(name, document)]) for name, document in work.inline_new.items()]
        items += [(_level_of(work.document(arn)), [self._attachment(IamCall.ATTACH, arn)]) for arn in now]
        return [step for _, steps in sorted(items, key=_first, reverse=True) for step in steps]

    def _withdrawals(self, attached: int, later: Sequence[str], *, is_tight: bool, bridged: bool) -> list[Step]:
        """Grants before denials. Updates that also add permissions come first."""
        work = self._work
        changing = sorted(self._others, key=lambda update: not update.gains)
        steps = [
            step
            for update in changing
            if not update.lifts_denials
            for step in self._written(update, update.new, is_tight=is_tight)
        ]
        detach = sorted(work.detach, key=lambda arn: _level_of(work.document(arn)))
        # Detaches only as many policies as needed, to keep the window as small as possible.
        for arn in later:
            while detach and attached >= work.account.quotas.attached_policies:
                steps.append(self._attachment(IamCall.DETACH, detach.pop(0)))
                attached -= 1
            steps.append(self._attachment(IamCall.ATTACH, arn))
            attached += 1
        items = [
            (_level(grants=update.loses, denies=True), self._written(update, update.new, is_tight=is_tight))
            for update in changing
            if update.lifts_denials
        ]
        items += [(_level_of(work.document(arn)), [self._attachment(IamCall.DETACH, arn)]) for arn in detach]
        if is_tight:
            steps += self._tight()
        else:
            gone = [name for name in work.inline_gone if not (bridged and name == BRIDGE)]
            items += [(_level_of(work.inline[name]), [self._removal(name)]) for name in gone]
        return [*steps, *(step for _, found in sorted(items, key=_first) for step in found)]

    def _withdrawn_first(self, guard: Document | None) -> GrantSteps | None:
        """Removes everything that differs, changes the boundary, then adds what is new."""
        work = self._work
        if guard and _bridge([guard], INLINE_POLICIES_CHARACTERS - self._peak({})) is None:
            return None
        returning = [update for update in self._mixed if update.is_inline or update.name in work.before.attached]
        going = [(_level_of(update.old), self._gone(update)) for update in returning]
        going += [
            (_level(grants=update.loses, denies=update.lifts_denials), self._written(update, update.new))
            for update in self._others
            if update not in returning
        ]
        going += [(_level_of(work.document(arn)), [self._attachment(IamCall.DETACH, arn)]) for arn in work.detach]
        gone = [name for name in work.inline_gone if not (guard and name == BRIDGE)]
        going += [(_level_of(work.inline[name]), [self._removal(name)]) for name in gone]
        coming = [
            (_level(grants=update.gains, denies=update.adds_denials), self._written(update, update.new))
            for update in self._only_adding
        ]
        coming += [(_level_of(update.new), self._returned(update)) for update in returning]
        coming += [(_level_of(document), [self._put(name, document)]) for name, document in work.inline_new.items()]
        coming += [(_level_of(work.document(arn)), [self._attachment(IamCall.ATTACH, arn)]) for arn in work.attach]
        withdrawing = [
            *(step for _, steps in sorted(going, key=_first) for step in steps),
            *work.boundary,
            *(step for _, steps in sorted(coming, key=_first, reverse=True) for step in steps),
            *([self._removal(BRIDGE)] if guard else []),
        ]
        lacks = [update.name for update in returning] + [*work.inline_new, *work.attach]
        windows = [Window(work.role, tuple(map(arn_name, lacks)), _BOUNDARIES)] if lacks and going else []
        parts = [
            RolePart(PartKind.INLINE_POLICY if each.is_inline else PartKind.ATTACHMENT, each.name) for each in returning
        ]
        adding = [self._put(BRIDGE, guard)] if guard else []
        return GrantSteps(tuple(adding), tuple(withdrawing), guard is not None, tuple(windows), tuple(parts))

    def _gone(self, update: Update) -> list[Step]:
        return [self._removal(update.name) if update.is_inline else self._attachment(IamCall.DETACH, update.name)]

    def _returned(self, update: Update) -> list[Step]:
        back = [] if update.is_inline else [self._attachment(IamCall.ATTACH, update.name)]
        return [*self._written(update, update.new), *back]

    def _written(self, update: Update, document: Document, *, is_tight: bool = False) -> list[Step]:
        """The steps that update a policy in place. Inline policies that do not fit together are left to `_tight`."""
        if not update.is_inline:
            return self._versions[update.name].add(document)
        return [] if is_tight else [self._put(update.name, document)]

    def _tight(self) -> list[Step]:
        """The steps for inline policies, shrinking ones first, so that their total never exceeds its start and end."""
        work = self._work
        after = {
            **work.inline_new,
            **{update.name: update.new for update in work.updates if update.is_inline},
        }
        growth = {name: _size(document) - _size(work.inline.get(name)) for name, document in after.items()}
        growth |= {name: -_size(work.inline[name]) for name in work.inline_gone}
        return [
            self._put(name, after[name]) if name in after else self._removal(name)
            for name in sorted(growth, key=lambda name: growth[name])
        ]

    def _peak(self, united: Mapping[str, Document]) -> int:
        """The largest total size of the inline policies while they change, in characters."""
        work = self._work
        sizes = {name: _size(document) for name, document in work.inline.items()}
        after = [
            *work.inline_new.items(),
            *((update.name, update.new) for update in work.updates if update.is_inline),
        ]
        for name, document in (*after, *(item for item in united.items() if item[0] not in self._versions)):
            sizes[name] = max(sizes.get(name, 0), _size(document))
        return sum(sizes.values())

    def _windows(
        self, missing: Mapping[str, Document | None], *, is_tight: bool, is_bridged: bool
    ) -> tuple[Window, ...]:
        work = self._work
        if is_tight:
            growing = [*work.inline_new, *(update.name for update in work.updates if update.is_inline)]
            why = f"its old and its new inline policies do not fit into {INLINE_POLICIES_CHARACTERS:,} characters"
            return (Window(work.role, tuple(dict.fromkeys((*growing, *map(arn_name, missing)))), why),)
        if missing and not is_bridged:
            why = "neither its quotas nor a temporary inline policy have room for the old and the new ones together"
            return (Window(work.role, tuple(map(arn_name, missing)), why),)
        return ()

    def _changing(self) -> list[Document]:
        """The known documents that are removed, added or changed."""
        work = self._work
        documents = [
            *(work.document(arn) for arn in (*work.detach, *work.attach)),
            *(work.inline[name] for name in work.inline_gone),
            *work.inline_new.values(),
            *(document for update in work.updates for document in (update.old, update.new)),
        ]
        return [document for document in documents if document is not None and not document.faults]

    def _attachment(self, operation: IamCall, arn: str) -> Step:
        return Step(operation, {"RoleName": self._work.role, "PolicyArn": arn})

    def _put(self, name: str, document: Document) -> Step:
        parameters = {"RoleName": self._work.role, "PolicyName": name, "PolicyDocument": document.text}
        return Step(IamCall.PUT_INLINE_POLICY, parameters)

    def _removal(self, name: str) -> Step:
        return Step(IamCall.DELETE_INLINE_POLICY, {"RoleName": self._work.role, "PolicyName": name})


_BOUNDARIES = "its old and its new boundary allow different requests"

_first = itemgetter(0)


def _bridge(documents: Sequence[Document | None], room: int) -> Document | None:
    """An inline policy with the statements of all documents; None if one is unknown, or there are none, or no room."""
    known = [document for document in documents if document is not None]
    bridge = meaning.united(known) if known and len(known) == len(documents) else None
    return bridge if bridge and bridge.size <= room else None


def _level(*, grants: bool, denies: bool) -> int:
    """0 if it only grants, 2 if it only denies, 1 if it does both or neither."""
    return 1 if grants == denies else 2 if denies else 0


def _level_of(document: Document | None) -> int:
    if document is None or document.faults:
        return 1
    effects = {statement.effect for statement in document.statements}
    return _level(grants=Effect.ALLOW in effects, denies=Effect.DENY in effects)


def _size(document: Document | None) -> int:
    return 0 if document is None else document.size
