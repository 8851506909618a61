"""A page for each activity: what it is for, what it allows, and what it does not allow."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tools.journeys import journeys
from tools.reference.tables import code, codes, table

from rolecast.catalogue.activity import PLAIN, Activity, ActivitySource, Overlay
from rolecast.catalogue.groups import TITLES
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import Statement, Statements, as_list

_AWS_MANAGED = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference"
_VARIANTS = {
    Overlay.VPC: "With VPC conditions these statements are new or different:",
    Overlay.KMS: "With KMS conditions these statements are new or different:",
    Overlay.DOMAIN_SETUP: "In the flow `domain-setup` these statements are different:",
}
_ORIGINS = {
    ActivitySource.CONSOLE: "from Role Manager's console, exactly as AWS generates it",
    ActivitySource.DOCUMENTATION: "from AWS's documentation: the console's own policy for it is not public",
    ActivitySource.ROLECAST: "Rolecast's own: the console has no such activity",
}
_PRIVILEGES = {
    "opens-data": "opens data to others",
    "spends-money": "spends money",
    "passes-on-rights": "gives permissions to others",
}


def pages() -> Mapping[str, str]:
    """The pages by the ids of their activities."""
    return {activity.id: "\n".join(_lines(activity)).rstrip() + "\n" for activity in CATALOGUE.activities()}


def _lines(activity: Activity) -> Iterator[str]:
    yield f"# {activity.title}\n"
    yield f"`{activity.id}`: {activity.description['en']}\n"
    yield f"- Origin: {_ORIGINS[activity.source]}."
    yield f"- Group: {TITLES[activity.group]['en']}."
    yield f"- {_policy(activity)}"
    yield from _marks(activity)
    yield f"- Sources: {', '.join(f'<{source}>' for source in activity.sources)}"
    yield ""
    if activity.parameters:
        yield "## Parameters\n"
        yield table(("Parameter", "In the console", "Each value is", "Meaning"), _parameters(activity))
        yield ""
    yield from _permits(activity)
    yield from _cannot(activity)
    yield from _journeys(activity)
    yield from _personas(activity)


def _policy(activity: Activity) -> str:
    if activity.managed:
        link = f"[`{activity.managed}`]({_AWS_MANAGED}/{activity.managed}.html)"
        return f"Attaches the AWS managed policy {link}."
    variants = "".join(
        f"; with {overlay.name} conditions {codes(activity.policy_names([overlay]))}"
        for overlay in (Overlay.VPC, Overlay.KMS)
        if activity.supports(overlay)
    )
    noun = "Policies" if activity.continued else "Policy"
    return f"{noun}: {codes(activity.policy_names(()))}{variants}, then `_` and the role's name."


def _marks(activity: Activity) -> Iterator[str]:
    for alternatives in activity.requires:
        yield f"- Requires {' or '.join(map(_link, alternatives))}."
    for privilege, text in activity.privileges.items():
        yield f"- Privileged, {_PRIVILEGES[privilege]}: {text['en']}"
    if activity.closed:
        yield f"- Closed to new customers: {activity.closed['en']}"
    for overlay, text in activity.unkept.items():
        yield f"- {overlay.name} conditions cannot hold: {text['en']}"
    if activity.trusted_by:
        yield f"- Trusted services: {codes(activity.trusted_by)}."
    for passed in activity.passes:
        services, roles = codes(passed.services, " or "), " or ".join(map(_link, passed.activities))
        yield f"- Passes a role with {roles} to {services}."


def _parameters(activity: Activity) -> Iterator[tuple[str, ...]]:
    for name, parameter in activity.parameters.items():
        console = code(parameter.console_name) if parameter.console_name else ""
        optional = "" if parameter.default is None else " Optional."
        yield code(name), console, parameter.type.noun, f"{parameter.description['en']}{optional}"


def _permits(activity: Activity) -> Iterator[str]:
    if activity.statements:
        yield "## What it allows\n"
        yield from _statements(activity.statements)
    if activity.correction_names:
        names = codes(f"{activity.id}/{name}" for name in activity.correction_names)
        yield f"The [corrected edition](../corrections.md) changes this with {names}.\n"
    for overlay, introduction in _VARIANTS.items():
        if activity.supports(overlay):
            yield f"{introduction}\n"
            yield from _statements(_changed(activity, overlay))


def _cannot(activity: Activity) -> Iterator[str]:
    """The requests that a role with the activity alone is not allowed, as the tests ask them."""
    rows = [
        (
            code(request.action),
            code(request.resource),
            _lines_of(f"{key} = {', '.join(as_list(value))}" for key, value in request.context.items()),
            "" if request.variants == ((),) else codes("+".join(each) or PLAIN for each in request.variants),
        )
        for request in activity.must_not_allow
    ]
    if rows:
        yield "## What it does not allow\n"
        yield "The tests verify that a role with only this activity is not allowed these requests, in either edition.\n"
        yield table(("Action", "Resource", "Condition keys", "Variants"), rows)
        yield ""


def _journeys(activity: Activity) -> Iterator[str]:
    """The recorded jobs that need it: its statements allow some of their requests."""
    titles = [each.title for each in journeys.journeys() if activity.id in _activities_of_journeys()[each.id]]
    if titles:
        yield "## Journeys that use it\n"
        yield "This activity allows some of the calls of these recorded [journeys](../journeys.md):\n"
        yield from (f"- {title}" for title in titles)
        yield ""


@cache
def _activities_of_journeys() -> Mapping[str, frozenset[str]]:
    return {journey.id: journeys.activities(journey) for journey in journeys.journeys()}


def _personas(activity: Activity) -> Iterator[str]:
    names = [persona.id for persona in CATALOGUE.personas() if activity.id in persona.activities]
    if names:
        yield f"Preselected by the personas {codes(names)}.\n"


def _changed(activity: Activity, overlay: Overlay) -> Statements:
    varied = activity.varied_statements([overlay])
    return {name: statement for name, statement in varied.items() if activity.statements.get(name) != statement}


def _statements(statements: Statements) -> Iterator[str]:
    rows = [
        (_lines_of(as_list(one["Action"])), _lines_of(as_list(one["Resource"])), _lines_of(_conditions(one)))
        for one in statements.values()
    ]
    headers = ("Action", "Resource", "Condition")
    shown = len(headers) if any(condition for *_, condition in rows) else 2
    yield table(headers[:shown], (row[:shown] for row in rows))
    yield ""


def _conditions(statement: Statement) -> Iterator[str]:
    for operator, keys in statement.get("Condition", {}).items():
        for key, value in keys.items():
            yield f"{operator} {key}"
            yield from (f"= {one}" for one in as_list(value))


def _link(name: str) -> str:
    return f"[`{name}`]({name}.md)"


def _lines_of(texts: Iterable[str]) -> str:
    return "<br>".join(map(code, texts))
