"""The corrections of the catalogue's activities, from their data files."""

from collections.abc import Iterator, Sequence
from typing import Any

from tools.reference.tables import codes, table

from rolecast.catalogue.activity import PLAIN, Activity, Correction, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam.comparison import Gain, compare
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies

_MOST_NAMED = 4


def corrections() -> str:
    return "\n".join(line for activity in CATALOGUE.activities() for line in _activity(activity))


def _activity(activity: Activity) -> Iterator[str]:
    if activity.corrections:
        yield f"### {activity.title}\n"
        rows = (
            (
                f"`{activity.id}/{one.name}`",
                one.what["en"],
                one.why["en"],
                *_difference(activity, one),
                _variants(activity, one),
                _sources(one),
            )
            for one in activity.corrections.values()
        )
        yield table(
            ("Correction", "With it the role", "Why", "Allows more", "Allows less", "Variants", "Sources"), rows
        )
        yield ""


def _difference(activity: Activity, correction: Correction) -> tuple[str, str]:
    """The actions of which it allows more and less, in the first variant that it changes: proved by comparison."""
    variant = next(each for each in activity.variants if _changes(activity, correction, each))
    old, new = (
        Policies(identity=(NamedPolicy(activity.id, _filled(activity.document(variant, names))),))
        for names in ((), (correction.name,))
    )
    found = compare(old, new)
    assert not found.undecided_gains
    assert not found.undecided_losses
    return _actions(found.gains), _actions(found.losses)


def _actions(gains: Sequence[Gain]) -> str:
    """The actions, those of AWS's reference on the resources that they have there before others."""
    ordered = sorted(gains, key=lambda gain: not gain.heading.listed)
    names = dict.fromkeys(action for gain in ordered for action in gain.actions)
    more = len(names) - _MOST_NAMED
    return codes(list(names)[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _filled(document: dict[str, Any]) -> Document:
    """The policy with an example for each of its `{{names}}`."""
    environment = {"account": "123456789012", "region": "us-east-1", "partition": "aws", "dns_suffix": "amazonaws.com"}
    given = Document(document)
    values = {name: [environment.get(name) or _example(name)] for name in given.names}
    return given.fill(values)


def _example(name: str) -> str:
    """An ARN where the parameter is one, else a name."""
    word = name.replace("_", "-")
    if name == "pass_roles":
        return f"arn:aws:iam::123456789012:role/{word}"
    return f"arn:aws:service:us-east-1:123456789012:{word}" if name.endswith(("arns", "keys")) else word


def _changes(activity: Activity, correction: Correction, variant: Variant) -> bool:
    return activity.document(variant, [correction.name]) != activity.document(variant)


def _variants(activity: Activity, correction: Correction) -> str:
    """Those that it changes, where it does not change all."""
    changed = [variant for variant in activity.variants if _changes(activity, correction, variant)]
    return "" if len(changed) == len(activity.variants) else codes("+".join(one) or PLAIN for one in changed)


def _sources(correction: Correction) -> str:
    return ", ".join(f"[{source.rpartition('/')[2].removesuffix('.html')}]({source})" for source in correction.sources)
