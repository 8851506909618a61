"""The corrections of the catalogue's activities, from their data files."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from tools.reference.tables import codes, source_link, table

from rolecast.catalogue.activity import PLAIN, Activity, Correction, Variant
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import known_actions
from rolecast.iam.comparison import Gain, compare
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.statements import Effect

_MOST_NAMED = 4


def corrections() -> str:
    return "\n".join(line for activity in CATALOGUE.activities() for line in _activity(activity))


def _activity(activity: Activity) -> Iterator[str]:
    if activity.corrections:
        yield f"### {activity.title}\n"
        for one in activity.corrections.values():
            yield from _correction(activity, one)


def _correction(activity: Activity, correction: Correction) -> Iterator[str]:
    more, less = _difference(activity, correction)
    yield f"- `{activity.id}/{correction.name}`: {correction.what['en']} {correction.why['en']}"
    facts = {
        "Allows more": more,
        "Allows less": less,
        "Variants": _variants(activity, correction),
        "Sources": _sources(correction),
    }
    yield "".join(f"  - {name}: {value}\n" for name, value in facts.items() if value)


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
    return ", ".join(map(source_link, correction.sources))


def beyond() -> str:
    """What each activity allows, with all corrections, in other regions or by passing roles of a name of its own."""
    rows = []
    for activity in CATALOGUE.activities():
        names = [*activity.corrections]
        documents = [_filled(each) for each in activity.documents(PLAIN, names).values()] if activity.statements else []
        elsewhere = dict.fromkeys(action for each in documents for action in _elsewhere(each))
        passed = dict.fromkeys(role for each in documents for role in _passed(each))
        if elsewhere or passed:
            rows.append((f"`{activity.id}`", _counted(list(elsewhere)), codes(list(passed))))
    return table(("Activity", "Actions in other regions", "Passes roles besides `pass_roles`"), rows)


def _elsewhere(document: Document) -> Iterator[str]:
    """The actions that a statement allows on resources of another region, of those that have resources in one."""
    for statement in document.statements:
        if statement.effect is Effect.ALLOW and not statement.not_actions and _is_of_any_region(statement.resources):
            for text in statement.actions or ():
                known = known_actions.meant(text)
                yield from (each.name for each in known if any("${Region}" in form for form in each.formats))


def _is_of_any_region(resources: Sequence[str] | None) -> bool:
    return any("*" in [*each.split(":"), *"****"][3] for each in resources or ())


def _passed(document: Document) -> Iterator[str]:
    for statement in document.statements:
        if "iam:PassRole" in (statement.actions or ()):
            roles = (each.partition(":role/")[2] for each in statement.resources or ())
            yield from (role for role in roles if role not in ("pass-roles", ""))


def _counted(actions: Sequence[str]) -> str:
    services = Counter(action.partition(":")[0] for action in actions)
    return (
        codes(actions) if len(actions) <= _MOST_NAMED else ", ".join(f"{n} of `{each}`" for each, n in services.items())
    )
