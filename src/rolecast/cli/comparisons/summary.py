"""What becomes of the access of roles, in a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rolecast.cli.comparisons import text
from rolecast.iam.comparison import Comparison, Gain
from rolecast.reading.faults import visible
from rolecast.workflows.comparing import ComparedRole, ComparedSources, Membership


def render(compared: ComparedSources, left_out: int = 0) -> str:
    """The lines under a heading; empty where no role's access is looked at."""
    lines = [f"  {line}" for role in compared.roles for line in _lines(role)]
    if left_out > 0:
        lines.append(f"  and {left_out:,} more roles, which are not compared here")
    return "".join(f"{visible(line)}\n" for line in ["Access:", *lines]) if lines else ""


def _lines(role: ComparedRole) -> Iterator[str]:
    changes = list(_changes(role.permissions, _access, "anything"))
    if role.change is Membership.ADDED:
        yield f"{role.key}: new, {', '.join(changes) or 'grants nothing'}"
        return
    yield f"{role.key}: {'; '.join(changes) or 'same access, written differently'}"
    if role.trust is not None and (trusted := list(_changes(role.trust, _trusted, "anybody"))):
        yield f"{role.key}, who may assume it: {'; '.join(trusted)}"


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
    """How many actions of which services; those that AWS may add by their patterns alone."""
    known = dict.fromkeys(action for gain in gains if not gain.heading.latent for action in gain.actions)
    if not known:
        return f"actions that AWS may add: {text.named([action for gain in gains for action in gain.actions])}"
    services = dict.fromkeys(action.partition(":")[0] for action in known)
    return f"{len(known):,} action{'' if len(known) == 1 else 's'} of {text.named(list(services))}"
