"""What changed in meaning between the managed policies of two extracts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rolecast.iam import comparison
from rolecast.iam.comparison import Gain, Verdict
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies

_MOST_NAMED = 5


def lines(old: Path, new: Path) -> Iterator[str]:
    """A line for each managed policy that came, went or allows something else, and one of totals. Each path is a file
    as `managed.write` makes it; where there is no old one, nothing is compared.
    """
    if not old.exists():
        return
    before, after = _texts(old), _texts(new)
    changed = [name for name in after if name in before and before[name] != after[name]]
    same = 0
    for name in sorted(before.keys() ^ after.keys()):
        yield f"{'+' if name in after else '-'} {name}"
    for name in sorted(changed):
        found = comparison.compare(_policies(name, before[name]), _policies(name, after[name]))
        if found.verdict is Verdict.SAME:
            same += 1
            continue
        parts = [
            *_change("gains", found.gains, found.undecided_gains),
            *_change("loses", found.losses, found.undecided_losses),
        ]
        yield f"~ {name}: {'; '.join(parts)}"
    yield f"{len(changed)} managed policies have other texts; {same} of them allow the same as before"


def _texts(path: Path) -> dict[str, str]:
    parts = (part.partition("\n") for part in path.read_text(encoding="ascii").strip().split("\n\n"))
    return {name: text for name, _, text in parts}


def _policies(name: str, text: str) -> Policies:
    return Policies(identity=(NamedPolicy(name, Document(json.loads(text), source=name)),))


def _change(verb: str, gains: tuple[Gain, ...], doubts: tuple[str, ...]) -> Iterator[str]:
    actions = list(dict.fromkeys(action for gain in gains for action in gain.actions))
    more = f" and {len(actions) - _MOST_NAMED} more" if len(actions) > _MOST_NAMED else ""
    if actions:
        yield f"{verb} {', '.join(actions[:_MOST_NAMED])}{more}"
    if doubts:
        yield f"not decided what else it {verb}: {', '.join(doubts)}"
