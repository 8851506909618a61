"""A plan as text. Everything comes from the plan; nothing is compared again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rolecast.deployment.changes import Cause, Change, Verb
from rolecast.deployment.document_drawing import INDENT, counted, document_lines, summary
from rolecast.deployment.ownership import PartKind, short_name
from rolecast.deployment.plan import Plan
from rolecast.iam.documents import Document

_SYMBOLS = {
    Verb.CREATE: "+",
    Verb.UPDATE: "~",
    Verb.DELETE: "-",
    Verb.ADOPT: "=",
    Verb.LEAVE: "!",
}
_LEGEND = {"+": "create", "~": "change", "-": "remove", "=": "take ownership", "!": "leave"}
_OF_THE_FILE = (Cause.FILE, Cause.LEFT)
_REASON_OF_THE_FILE = "the role file has changed since the last apply"
_ID = re.compile(r"(?:AROA|AIDA)[A-Z0-9]+")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"""
_SETTINGS = (PartKind.TRUST_POLICY, PartKind.DESCRIPTION, PartKind.SESSION, PartKind.BOUNDARY, PartKind.TAG)


def draw(plan: Plan) -> str:
    """The text of `rolecast plan`: first what was changed outside, then every planned change with its reason."""
    return "\n".join(_lines(plan)) + "\n"


def draw_drift(plan: Plan) -> str:
    """The text of `rolecast drift`: what was changed outside since the last apply."""
    return "\n".join(_drift_report(plan)) + "\n"


def missing_roles(plan: Plan) -> list[Change]:
    """The creations of roles that are not in the account; whether they ever were is unknown."""
    return [change for change in plan.changes if change.kind is PartKind.ROLE and change.cause is Cause.NEW]


def _lines(plan: Plan) -> Iterator[str]:
    drift = plan.drift
    if drift:
        yield "Changed outside since the last apply:"
        yield from _drift_lines(drift, detailed=False)
        yield ""
    if plan.to_change:
        symbols = [_SYMBOLS[change.action] for change in plan.to_change]
        legend = ", ".join(f"{symbol} {word}" for symbol, word in _LEGEND.items() if symbol in symbols)
        yield f"In the account {plan.account}, deployment `{plan.deployment}`:  {legend}"
        yield ""
        for role, changes in groupby(plan.to_change, key=lambda change: change.role):
            yield from _role_lines(role, list(changes))
            yield ""
    for window in plan.windows:
        if window.lacks:
            yield f"For a moment the role {window.role} lacks {', '.join(window.lacks)}: {window.why}."
        if window.exceeds:
            names = ", ".join(window.exceeds)
            yield (
                f"For a moment the role {window.role} may be allowed more than its old and its new policies allow, "
                f"after {names} has changed: {window.why}."
            )
    for left in plan.left:
        yield f"Left: {left.what}, because {left.why}."
    yield from _totals(plan)


def _totals(plan: Plan) -> Iterator[str]:
    if not plan.to_change:
        yield from _no_changes(plan)
        return
    new = {change.name for change in plan.to_change if change.kind is PartKind.ROLE and change.action is not Verb.ADOPT}
    changes = [change for change in _shown(plan.to_change) if change.role not in new or change.kind not in _SETTINGS]
    parts = []
    for action, words in (
        (Verb.CREATE, "to create"),
        (Verb.UPDATE, "to change"),
        (Verb.DELETE, "to remove"),
        (Verb.ADOPT, "to take ownership of"),
    ):
        counts = Counter(change.kind for change in changes if change.action is action)
        if counts:
            parts.append(f"{', '.join(_parts(counts[kind], kind) for kind in PartKind if counts[kind])} {words}")
    yield f"{'; '.join(parts)}. It takes {counted(len(plan.steps), 'call')}."


def _no_changes(plan: Plan) -> Iterator[str]:
    compared = plan.compared
    if plan.destroys and plan.left:
        yield "Nothing to remove: what remains does not belong to the deployment."
        return
    if plan.destroys:
        yield f"Nothing to remove: account {plan.account} has nothing from deployment `{plan.deployment}`."
        return
    yield (
        f"No changes. In the account {plan.account}, {counted(compared.roles, 'role')} and "
        f"{counted(compared.policies, 'policy')} were compared with {plan.source}:"
    )
    yield "trust policies, descriptions, session lengths, boundaries, tags, attachments, documents, inline policies."
    if unread := compared.policies - compared.policy_tags:
        of = "its policy" if unread == 1 else f"{unread} policies"
        yield f"Not read: the tags of {of}, which only others can have changed; `rolecast drift` reads them."


def _role_lines(role: str, changes: list[Change]) -> Iterator[str]:
    whole = next((change for change in changes if change.kind is PartKind.ROLE), None)
    reason = _common_reason(changes, whole)
    yield f"{_SYMBOLS[whole.action] if whole else '~'} role {role}" if role else "- policies that no role has any more"
    if reason:
        yield f"{INDENT}  because {reason}"
    for change in _shown(changes):
        if change.kind is not PartKind.ROLE:
            title, *details = _change_lines(change)
            yield INDENT + title
            if not reason or not _is_said(change, reason):
                yield f"{INDENT * 2}  because {change.because}"
            yield from (INDENT + line for line in details)


def _common_reason(changes: list[Change], whole: Change | None) -> str | None:
    """The reason to show once below the role, for the changes that do not show their own."""
    if whole:
        return whole.because
    if any(change.cause in _OF_THE_FILE for change in changes):
        return _REASON_OF_THE_FILE
    reasons = {change.because for change in changes}
    return reasons.pop() if len(reasons) == 1 else None


def _is_said(change: Change, reason: str) -> bool:
    return change.because == reason or (reason == _REASON_OF_THE_FILE and change.cause in _OF_THE_FILE)


def _shown(changes: Sequence[Change]) -> list[Change]:
    """The changes without attachments of policies that are created or removed: those are implied."""
    said = {(change.role, change.name) for change in changes if change.kind is PartKind.POLICY}
    return [
        change for change in changes if not (change.kind is PartKind.ATTACHMENT and (change.role, change.name) in said)
    ]


def _change_lines(change: Change) -> Iterator[str]:
    symbol, noun = _SYMBOLS[change.action], _title(change)
    before, after = change.before, change.after
    if change.kind in (PartKind.POLICY, PartKind.INLINE_POLICY, PartKind.TRUST_POLICY):
        yield f"{symbol} {noun}" + (f": {summary(after)}" if before is None and after is not None else "")
        if before is not None and after is not None and change.action is Verb.UPDATE:
            yield from _indented(document_lines(before, after))
            yield from _indented(_deleted_principals(change))
    elif change.kind is PartKind.POLICY_TAG:
        yield f"{symbol} {noun}"
        yield from _indented(_tag_lines(before or {}, after or {}))
    elif change.kind is PartKind.ATTACHMENT or change.kind is PartKind.RECORD:
        yield f"{symbol} {noun}"
    elif change.action is Verb.UPDATE:
        yield f"{symbol} {noun}: {_value(change.kind, before)} -> {_value(change.kind, after)}"
    else:
        yield f"{symbol} {noun}: {_value(change.kind, before if after is None else after)}"


def _tag_lines(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for name, value in after.items():
        yield f"~ {name}: {before[name]} -> {value}" if name in before else f"+ {name}: {value}"
    for name, value in before.items():
        if name not in after:
            yield f"- {name}: {value}"


def _drift_report(plan: Plan) -> Iterator[str]:
    missing, drift = missing_roles(plan), plan.drift
    for change in missing:
        yield f"- role {change.name} is not in the account: it was removed outside, or never applied"
    for fault in plan.conflicts:
        yield f"! {fault.message}"
    yield from _drift_lines(drift, detailed=True)
    compared = plan.compared
    if drift or missing or plan.conflicts:
        yield ""
        count = len(drift) + len(missing) + len(plan.conflicts)
        yield f"{counted(count, 'difference')} from what the last apply left."
        yield "`rolecast apply` puts back what is in the role file; what was created outside Rolecast stays."
    else:
        yield (
            f"No drift. In the account {plan.account}, {counted(compared.roles, 'role')} and "
            f"{counted(compared.policies, 'policy')} with their tags are as the last apply left them."
        )
    waiting = [change for change in plan.to_change if not change.is_drift and change.cause is not Cause.NEW]
    if waiting:
        yield f"{counted(len(waiting), 'change')} of {plan.source} not applied yet: `rolecast plan` shows what."


def _drift_lines(drift: Iterable[Change], *, detailed: bool) -> Iterator[str]:
    for role, changes in groupby(drift, key=lambda change: change.role):
        yield f"  role {role}" if role else "  policies"
        for change in changes:
            yield f"{INDENT}{_what_happened(change)}"
            if detailed:
                yield from _indented(_indented(_seen_from_outside(change)))


def _what_happened(change: Change) -> str:
    noun = _title(change)
    if change.kind is PartKind.POLICY_TAG:
        return f"+ {noun} were added and stay" if change.action is Verb.LEAVE else f"~ {noun} were changed"
    if change.action is Verb.LEAVE:
        taking = f"{change.role}/{short_name(change.name)}"
        value = f": {change.before}" if change.kind is PartKind.TAG else ""
        return f"+ {noun}{value} was created outside Rolecast and stays; `--adopt {taking}` takes ownership"
    if change.action is Verb.CREATE:
        return f"- {noun} was removed"
    also = ", and the role file has changed too" if change.cause is Cause.BOTH else ""
    return f"~ {noun} was changed{also}"


def _seen_from_outside(change: Change) -> Iterator[str]:
    """What was changed outside: from the role file's value to the account's."""
    if change.action is Verb.CREATE:
        return
    before, after = change.after, change.before
    if change.kind in (PartKind.POLICY, PartKind.INLINE_POLICY, PartKind.TRUST_POLICY):
        if before is None:
            yield summary(after)
        else:
            yield from document_lines(before, after)
            yield from _deleted_principals(change)
    elif change.kind is PartKind.POLICY_TAG:
        yield from _tag_lines(before or {}, after or {})
    elif change.kind is not PartKind.ATTACHMENT and not (change.kind is PartKind.TAG and before is None):
        known = "" if before is None else f"{_value(change.kind, before)} -> "
        yield f"{known}{_value(change.kind, after)}"


def _deleted_principals(change: Change) -> Iterator[str]:
    """Explains unique IDs in the account's trust policy that the role file does not have.

    IAM replaces the ARN of a deleted principal by its unique ID, even if a new principal gets the same name:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    if change.kind is PartKind.TRUST_POLICY:
        for name in sorted(_ids(change.before) - _ids(change.after)):
            noun = "role" if name.startswith("AROA") else "user"
            yield f"{name} is the id of a {noun} that was deleted; IAM shows it in place of the ARN"


def _ids(trust_policy: Document) -> set[str]:
    statements = () if trust_policy.faults else trust_policy.statements
    named = [each for statement in statements for each in (statement.principals, statement.not_principals) if each]
    return {text for each in named for _, texts in each.entries for text in texts if _ID.fullmatch(text)}


def _title(change: Change) -> str:
    name = short_name(change.name)
    match change.kind:
        case PartKind.POLICY_TAG:
            return f"tags of policy {name}"
        case PartKind.TRUST_POLICY | PartKind.DESCRIPTION | PartKind.SESSION | PartKind.BOUNDARY | PartKind.RECORD:
            return str(change.kind)
        case PartKind.ROLE | PartKind.POLICY | PartKind.ATTACHMENT | PartKind.INLINE_POLICY | PartKind.TAG:
            return f"{change.kind} {name}"


def _value(kind: PartKind, value: object) -> str:
    if kind is PartKind.SESSION:
        return f"{value} s"
    if kind is PartKind.DESCRIPTION:
        return f'"{value}"'
    return str(value)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (INDENT + line for line in lines)


def _parts(count: int, kind: PartKind) -> str:
    return f"the tags of {counted(count, 'policy')}" if kind is PartKind.POLICY_TAG else counted(count, str(kind))
