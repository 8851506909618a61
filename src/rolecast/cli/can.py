"""`rolecast can`"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from rolecast.access.questions import Asker, Reply
from rolecast.access.reasons import further_needs, reasons, resources_allowed
from rolecast.cli.output import write_json
from rolecast.cli.status import Status
from rolecast.cli.values import only_role
from rolecast.composition.compose import compose
from rolecast.iam import services
from rolecast.iam.decision import Answer
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean
from rolecast.rolefile.load import load

_STATUSES = {
    Answer.ALLOW: Status.DONE,
    Answer.EXPLICIT_DENY: Status.DENIED,
    Answer.IMPLICIT_DENY: Status.DENIED,
    Answer.UNKNOWN: Status.UNKNOWN,
}


@click.command(
    "can",
    epilog="""\b
Examples:
  rolecast can roles.yaml --role compute s3:GetObject arn:aws:s3:::fraud-training/train.csv
  rolecast can roles.yaml --role data-scientist iam:PassRole \\
      arn:aws:iam::123456789012:role/sagemaker-compute --context iam:PassedToService=sagemaker.amazonaws.com
  rolecast can roles.yaml --role data-scientist sagemaker:CreateTrainingJob    # on which resources?
""",
)
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--role", "key", metavar="KEY", help="The role of the file; not needed where there is one.")
@click.argument("action")
@click.argument("resource", required=False)
@click.option("--context", "pairs", metavar="K=V", multiple=True, help="A condition key's value; again for more.")
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people or machines."
)
def command(
    file: str, key: str | None, action: str, resource: str | None, pairs: tuple[str, ...], format: str
) -> Status:
    """Tell whether a role may do an action, and why.

    RESOURCE is an ARN. Without one, the action is asked of * where it has no resource types; else the
    resource patterns on which the role may are listed. The answer is unknown, with exit status 13, where
    it hangs on a condition key that --context does not give; a denial exits with 11.

    Asked are the role's own policies, what is attached to it and its boundary. Service control policies
    and resources' own policies are not known here.
    """
    role = only_role(compose(load(file)), key).resolve()
    context = _context(pairs)
    if resource is not None and resource != "*" and not resource.startswith("arn:"):
        raise InputError([Fault(None, f"`{resource}` is not a resource", "it is an ARN, or `*`")])
    has_types = _has_resource_types(action)
    asker = Asker(role)
    if resource is None and has_types and (allowed := resources_allowed(asker, action)):
        _list_resources(action, allowed, format)
        return Status.DONE
    reply = asker.ask(action, resource or "*", context)
    words = list(reasons(reply, role))
    needs = list(further_needs(asker, reply))
    if format == "json":
        write_json(_describe(reply, words, needs))
    else:
        _tell(reply, role.key, words, needs)
    return _STATUSES[reply.answer]


def _tell(reply: Reply, key: str, words: Iterable[str], needs: Iterable[str]) -> None:
    on = "" if reply.request.resource == "*" else f" on {reply.request.resource}"
    verdict = {Answer.ALLOW: "yes", Answer.UNKNOWN: "unknown"}.get(reply.answer, "no")
    click.echo(f"{verdict}: {key}, {reply.request.action}{on}")
    for line in words:
        click.echo(f"  {line}")
    for line in needs:
        click.echo(f"  {line}")


def _list_resources(action: str, allowed: list[str], format: str) -> None:
    if format == "json":
        write_json({"format_version": "1", "action": action, "resources": allowed})
        return
    click.echo(f"{action} on any of these, conditions and denials aside:")
    for pattern in allowed:
        click.echo(f"  {pattern}")


def _describe(reply: Reply, words: list[str], needs: list[str]) -> dict[str, Any]:
    return {
        "format_version": "1",
        "action": reply.request.action,
        "resource": reply.request.resource,
        "decision": reply.answer.value,
        "blocked_by": [layer.value for layer in reply.decision.blocked_by],
        "missing": list(reply.needed or reply.decision.missing),
        "reasons": words,
        "needs": needs,
    }


def _context(pairs: Iterable[str]) -> dict[str, str | tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    faults = Faults()
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            faults.add(None, f"`--context {pair}` gives no value", "write it as `--context KEY=VALUE`")
        values[key] = (*values.get(key, ()), value)
    faults.raise_any()
    return {key: given[0] if len(given) == 1 else given for key, given in values.items()}


def _has_resource_types(action: str) -> bool:
    """Whether the action is asked of a resource. Raises InputError for one that cannot be an action."""
    prefix, colon, name = action.partition(":")
    if not colon or "*" in action or "?" in action:
        remedy = "an action is `service:Name`, such as `s3:GetObject`"
        raise InputError([Fault(None, f"`{action}` is not one action", remedy)])
    service = services.service(prefix)
    known = service and service.actions.get(name.lower())
    if known:
        return bool(known.resources)
    nearest = did_you_mean(action, _names(prefix))
    if nearest or service is None:
        raise InputError([Fault(None, f"there is no action `{action}`", nearest)])
    click.echo(f"notice: the service reference does not have `{action}`; it may be newer", err=True)
    return True


def _names(prefix: str) -> list[str]:
    service = services.service(prefix)
    if service is None:
        return [f"{other}:" for other in services.prefixes()]
    return [f"{service.prefix}:{action.name}" for action in service.actions.values()]
