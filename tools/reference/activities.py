"""The catalogue as pages: activities, personas and flows, from their data files."""

from collections.abc import Iterable, Iterator

from tools.reference.tables import code, codes, table

from rolecast.catalogue.activity import Activity, Overlay, Source
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import Statement, Statements, as_list

_AWS_MANAGED = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference"
_VARIANTS = {
    Overlay.VPC: "With VPC conditions these statements are new or different:",
    Overlay.KMS: "With KMS conditions these statements are new or different:",
    Overlay.DOMAIN_SETUP: "In the flow `domain-setup` these statements are different:",
}


def overview() -> str:
    rows = (
        (
            f"[`{activity.id}`](#{activity.id})",
            activity.title,
            codes(activity.parameters),
            "yes" if activity.supports(Overlay.VPC) else "",
            "yes" if activity.supports(Overlay.KMS) else "",
            activity.source,
        )
        for activity in CATALOGUE.activities()
    )
    return table(("Activity", "Title in the console", "Parameters", "VPC", "KMS", "From"), rows)


def personas() -> str:
    rows = (
        (code(persona.id), persona.title, persona.description["en"], codes(persona.activities))
        for persona in CATALOGUE.personas()
    )
    return table(("Persona", "Title", "For", "Preselects"), rows)


def flows() -> str:
    rows = (
        (
            code(flow.id),
            flow.description["en"],
            "yes" if Overlay.VPC in flow.customizations else "no",
            codes(flow.attached),
        )
        for flow in CATALOGUE.flows()
    )
    return table(("Flow", "What it makes", "VPC conditions", "Attaches"), rows)


def console_names() -> str:
    rows = (
        (activity.title, code(parameter.console_name), f"`{parameter.name}` of `{activity.id}`")
        for activity in CATALOGUE.activities()
        for parameter in activity.parameters.values()
        if parameter.console_name
    )
    return table(("Activity", "In the console", "In a role file"), rows)


def details() -> str:
    return "\n".join(line for activity in CATALOGUE.activities() for line in _detail(activity))


def _detail(activity: Activity) -> Iterator[str]:
    yield f"### {activity.id}\n"
    yield f"**{activity.title}.** {activity.description['en']}\n"
    yield f"- {_policy(activity)}"
    for alternatives in activity.requires:
        yield f"- Requires {' or '.join(f'[`{name}`](#{name})' for name in alternatives)}."
    if activity.source is Source.DOCUMENTATION:
        yield "- From AWS's documentation: the console's own policy for it is not public."
    yield f"- Sources: {', '.join(f'<{source}>' for source in activity.sources)}"
    yield ""
    if activity.parameters:
        rows = (
            (
                code(name),
                code(parameter.console_name) if parameter.console_name else "",
                parameter.type.noun,
                parameter.description["en"],
            )
            for name, parameter in activity.parameters.items()
        )
        yield table(("Parameter", "In the console", "Each value is", "Meaning"), rows)
        yield ""
    if activity.statements:
        yield "It permits:\n"
        yield from _statements(activity.statements)
    if activity.corrections:
        names = codes(f"{activity.id}/{name}" for name in activity.corrections)
        yield f"The [corrected edition](../corrections.md) changes it by {names}.\n"
    for overlay, introduction in _VARIANTS.items():
        if activity.supports(overlay):
            yield f"{introduction}\n"
            yield from _statements(_changed(activity, overlay))


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


def _changed(activity: Activity, overlay: Overlay) -> Statements:
    varied = activity.varied_statements([overlay])
    return {name: statement for name, statement in varied.items() if activity.statements.get(name) != statement}


def _statements(statements: Statements) -> Iterator[str]:
    rows = [
        (_lines(as_list(one["Action"])), _lines(as_list(one["Resource"])), _lines(_conditions(one)))
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


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(map(code, texts))
