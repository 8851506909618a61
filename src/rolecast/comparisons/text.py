"""A comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rolecast.comparisons.titles import Titles
from rolecast.iam.comparison import Comparison, Gain, Verdict
from rolecast.reading.faults import visible
from rolecast.workflows.comparing import ComparedRole, ComparedSources, Membership

_MOST_NAMED = 3
"""The number of actions or principals of a group to name."""
_MOST_GROUPS = 10
"""The number of groups to show with statements and an example; more are shown as one line per service."""

PHRASES = {
    Verdict.SAME: "same access",
    Verdict.LESS: "allows less",
    Verdict.MORE: "allows more",
    Verdict.BOTH: "allows more, and less",
    Verdict.UNKNOWN: "not decided",
}


def render(compared: ComparedSources, titles: Titles) -> str:
    lines = [
        headline(compared, titles),
        "",
        *(line for role in compared.roles for line in _role(role, titles)),
        *(f"? may allow more: {reason}" for reason in compared.undecided),
        *(f"? may allow less: {reason}" for reason in compared.undecided if titles.asked is None),
    ]
    if compared.not_considered:
        lines += ["", f"not considered: {', '.join(compared.not_considered)}"]
    return "".join(f"{visible(line)}\n" for line in lines)


def headline(compared: ComparedSources, titles: Titles) -> str:
    old, new, asked = titles
    if asked is not None:
        return {
            Verdict.SAME: f"{new} does not grant {asked}",
            Verdict.UNKNOWN: f"not decided whether {new} grants {asked}",
        }.get(compared.verdict, f"{new} grants {asked}")
    match compared.verdict:
        case Verdict.SAME:
            return f"{new} allows the same as {old}"
        case Verdict.LESS:
            return f"{new} allows less than {old}, and nothing more"
        case Verdict.MORE:
            return f"{new} allows more than {old}"
        case Verdict.BOTH:
            return f"{new} allows both more and less than {old}"
        case Verdict.UNKNOWN if compared.allows_more is False:
            return f"{new} allows nothing that {old} does not; not decided whether it allows less"
        case Verdict.UNKNOWN:
            return f"not decided whether {new} allows more than {old}"


def change_of(role: ComparedRole) -> str:
    """What changed in a role, in a few words."""
    match role.change:
        case Membership.ADDED:
            return "added"
        case Membership.REMOVED:
            return "removed"
        case Membership.BOTH:
            return PHRASES[role.permissions.verdict]


def name_of(role: ComparedRole) -> str:
    return role.key if role.former == role.key else f"{role.former} -> {role.key}"


def _role(role: ComparedRole, titles: Titles) -> Iterator[str]:
    phrase = change_of(role)
    if titles.asked is not None:
        phrase = {Verdict.SAME: "not granted", Verdict.UNKNOWN: "not decided"}.get(role.permissions.verdict, "granted")
    yield f"{name_of(role)}: {phrase}"
    yield from (f"  {line}" for line in _changes(role.permissions))
    if role.trust is not None and (role.trust.verdict is not Verdict.SAME or role.trust.undecided_losses):
        if role.change is Membership.BOTH:
            yield f"  trust policy: {PHRASES[role.trust.verdict]}"
        yield from (f"  {line}" for line in _trust(role.trust))
    if role.open_texts and role.permissions.verdict is not Verdict.SAME:
        yield f"  not known: {named(role.open_texts)}"


def _changes(comparison: Comparison) -> Iterator[str]:
    for sign, gains, doubts in (
        ("+", comparison.gains, comparison.undecided_gains),
        ("-", comparison.losses, comparison.undecided_losses),
    ):
        listed = [gain for gain in gains if gain.heading.listed]
        if len(listed) > _MOST_GROUPS:
            yield from (f"{sign} {line}" for line in by_service(listed))
        else:
            for gain in listed:
                yield f"{sign} {group(gain)}"
                if gain.statements:  # a root user needs no statement
                    yield f"    {statements(gain)}"
                yield f"    e.g. {example(gain)}"
        yield from (f"{sign} {line}" for line in beyond(gains))
        direction = "allow more" if sign == "+" else "allow less"
        yield from (f"? may {direction}: {doubt}" for doubt in doubts)


def _trust(comparison: Comparison) -> Iterator[str]:
    for sign, gains, doubts in (
        ("+", comparison.gains, comparison.undecided_gains),
        ("-", comparison.losses, comparison.undecided_losses),
    ):
        for gain in gains:
            if not gain.heading.latent:
                yield f"{sign} trust: {trusted(gain)}"
        yield from (f"? trust: {doubt}" for doubt in doubts)


def trusted(gain: Gain) -> str:
    consent = ", if their own policies allow it" if gain.heading.needs_identity else ""
    return f"{', '.join(gain.actions)} by {named(_principals(gain))}{_context(gain)}{consent}"


def _principals(gain: Gain) -> list[str]:
    """The principals that gain access. Representatives of a group are replaced by the group's description."""
    return list(dict.fromkeys(gain.standing_for.get(each, each) for each in gain.principals))


def by_service(gains: Iterable[Gain]) -> Iterator[str]:
    """A line per service: the number of actions and their access levels."""
    services: dict[str, list[Gain]] = {}
    for gain in gains:
        services.setdefault(gain.heading.service, []).append(gain)
    for service, own in services.items():
        levels = dict.fromkeys(gain.heading.level.value for gain in own if gain.heading.level)
        count = len({action for gain in own for action in gain.actions})
        yield f"{service}: {_counted(count)} ({', '.join(levels) or 'access level not known'})"


def beyond(gains: Sequence[Gain]) -> Iterator[str]:
    """Lines for what the service reference does not list: other resources of actions, and actions that AWS may add."""
    unlisted = [gain for gain in gains if not gain.heading.listed and not gain.heading.latent]
    if unlisted:
        count = len({action for gain in unlisted for action in gain.actions})
        yield f"{_counted(count)} that AWS's reference does not list on such a resource, e.g. {example(unlisted[0])}"
    if latent := [action for gain in gains if gain.heading.latent for action in gain.actions]:
        yield f"actions that AWS may add: {named(latent)}"


def group(gain: Gain) -> str:
    level = gain.heading.level.value if gain.heading.level else "access level not known"
    names = [action.partition(":")[2] for action in gain.actions]
    return f"{gain.heading.service} ({level}): {named(names)}{by(gain)}"


def by(gain: Gain) -> str:
    """The principals, if a resource policy is compared."""
    if not gain.principals:
        return ""
    consent = ", if their own policies allow it" if gain.heading.needs_identity else ""
    return f" by {named(_principals(gain))}{consent}"


def statements(gain: Gain) -> str:
    """The statements that allow it, counted from 1."""
    places = [
        f"statement {ref.statement + 1}{f' ({ref.sid})' if ref.sid else ''} of {ref.policy}" for ref in gain.statements
    ]
    return named(places)


def example(gain: Gain) -> str:
    request = gain.request
    on = "" if request.resource == "*" else f" on {request.resource}"
    by = f" by {request.principal}" if request.principal else ""
    return f"{request.action}{on}{by}{_context(gain)}"


def _context(gain: Gain) -> str:
    shown = [f"{gain.keys.get(key, key)}={_value(value)}" for key, value in gain.request.context.items()]
    return f" with {', '.join(shown)}" if shown else ""


def _value(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def named(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """The first few names, and the number of others."""
    more = len(names) - most
    shown = names if more <= 1 else names[:most]
    return ", ".join(shown) + (f" and {more} more" if more > 1 else "")


def _counted(count: int) -> str:
    return f"{count:,} action{'' if count == 1 else 's'}"
