"""The changes in what roles are allowed, in a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from rolecast.comparisons import text
from rolecast.iam import algebra, patterns
from rolecast.iam.comparison import Comparison, Gain
from rolecast.iam.statements import Effect, Statement
from rolecast.reading.faults import visible
from rolecast.role import Role
from rolecast.workflows.comparing import ComparedRole, ComparedSources, Membership

MOST_SHOWN = 20
"""The number of roles of a plan to compare for display; each takes some hundredths of a second."""


def render(compared: ComparedSources, pairs: Sequence[tuple[Role | None, Role]]) -> str:
    """The lines below a heading; empty if no role is compared."""
    found = lines(compared, pairs)
    return "".join(f"{line}\n" for line in ["Access:", *(f"  {line}" for line in found)]) if found else ""


def lines(compared: ComparedSources, pairs: Sequence[tuple[Role | None, Role]]) -> list[str]:
    """One or two lines per role, and the number of roles that are not shown.

    `pairs` are all roles of a plan, before and after. `compared` must include at least those that are shown.
    """
    wanted = {role.name: role for _, role in pairs}
    found = [line for role in compared.roles[:MOST_SHOWN] for line in _lines(role, wanted[role.key])]
    if len(pairs) > MOST_SHOWN:
        found.append(f"and {len(pairs) - MOST_SHOWN:,} more roles, which are not compared here")
    return [*map(visible, found)]


def _lines(role: ComparedRole, wanted: Role) -> Iterator[str]:
    changes = list(_changes(role.permissions, _access, "anything"))
    if role.change is Membership.ADDED:
        yield f"{role.key}: new, {', '.join(changes) or 'grants nothing'}"
        yield from (f"  {line}" for line in _by_activity(wanted, role.permissions.gains))
        return
    yield f"{role.key}: {'; '.join(changes) or 'same access, written differently'}"
    if role.trust is not None and (trusted := list(_changes(role.trust, _trusted, "any principal"))):
        yield f"{role.key}, who may assume it: {'; '.join(trusted)}"


def _by_activity(role: Role, gains: Sequence[Gain]) -> Iterator[str]:
    """A line per activity: how many of the gained actions it grants, by service."""
    gained = dict.fromkeys(action for gain in gains if not gain.heading.latent for action in gain.actions)
    granted: dict[str, dict[str, None]] = {}
    for policy in role.policies:
        for statement, activities in zip(policy.document.statements, policy.origins, strict=False):
            if statement.effect is Effect.ALLOW and activities:
                own = dict.fromkeys(action for action in gained if _is_about(statement, action.lower()))
                for activity in activities:
                    granted.setdefault(activity, {}).update(own)
    for activity, actions in granted.items():
        services = Counter(action.partition(":")[0] for action in actions)
        yield f"{activity}: {', '.join(f'{count} of {service}' for service, count in services.items()) or 'nothing'}"


def _is_about(statement: Statement, action: str) -> bool:
    texts = statement.actions if statement.actions is not None else statement.not_actions or ()
    is_named = any(patterns.matches(algebra.action(text), action) for text in texts)
    return is_named is (statement.actions is not None)


def _access(gains: Sequence[Gain]) -> str:
    return f"{_counted(gains)}, e.g. {text.example(gains[0])}"


def _trusted(gains: Sequence[Gain]) -> str:
    return text.trusted(gains[0])


def _changes(comparison: Comparison, worded: Callable[[Sequence[Gain]], str], unknown: str) -> Iterator[str]:
    for word, gains, doubts in (
        ("gains", comparison.gains, comparison.undecided_gains),
        ("loses", comparison.losses, comparison.undecided_losses),
    ):
        if gains:
            yield f"{word} {worded(gains)}"
        elif doubts:
            yield f"not decided whether it {word} {unknown}: {text.named(doubts)}"


def _counted(gains: Sequence[Gain]) -> str:
    """The number of actions by service, or only the patterns if they match no known action."""
    known = dict.fromkeys(action for gain in gains if not gain.heading.latent for action in gain.actions)
    if not known:
        return f"actions that AWS may add: {text.named([action for gain in gains for action in gain.actions])}"
    services = dict.fromkeys(action.partition(":")[0] for action in known)
    return f"{len(known):,} action{'' if len(known) == 1 else 's'} of {text.named(list(services))}"
