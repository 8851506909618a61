"""Finds differences that vanish if unknown open texts of one side have the values of texts of the other."""

from __future__ import annotations

from dataclasses import replace

from rolecast.iam import comparison, openings, templates
from rolecast.iam.comparison import Comparison, Gain, Home
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION
from rolecast.workflows.sides import ComparedSide, doubts


def taken_out(
    found: Comparison, old: ComparedSide, new: ComparedSide, home: Home, resource: str | None = None
) -> Comparison:
    """The comparison with only the differences that exist whatever the values of one side's own open texts are.

    Others become undecided. An open text that both sides share counts as one value, different from all others.
    """
    own = {**old.own_texts(new), **new.own_texts(old)}
    if not own or old.held is None or new.held is None:
        return found
    reasons, names = doubts(own.values()), frozenset(own)
    gains = _remaining(found.gains, (old.widened(names), new.narrowed(names)), names, home, resource)
    losses = _remaining(found.losses, (new.widened(names), old.narrowed(names)), names, home, resource)
    if _actions(gains) != _actions(found.gains):
        found = replace(found, undecided_gains=tuple(dict.fromkeys((*found.undecided_gains, *reasons))))
    if _actions(losses) != _actions(found.losses):
        found = replace(found, undecided_losses=tuple(dict.fromkeys((*found.undecided_losses, *reasons))))
    return replace(found, gains=gains, losses=losses)


def _remaining(
    found: tuple[Gain, ...], sides: tuple[Policies, Policies], own: frozenset[str], home: Home, resource: str | None
) -> tuple[Gain, ...]:
    """The gains that the second of these widened and narrowed sides still has over the first."""
    if not found:
        return found
    gains = comparison.compare(*sides, resource=resource, home=home).gains
    return tuple(gain for gain in gains if not _may_coincide(gain.request, sides, own, home))


def _may_coincide(request: Request, sides: tuple[Policies, Policies], own: frozenset[str], home: Home) -> bool:
    """Whether a request that contains one side's own texts may be one that both sides decide equally.

    It may if the first side allows a request like it, and the second does not allow all of these.
    """
    values = (value for each in request.context.values() for value in ([each] if isinstance(each, str) else each))
    if own.isdisjoint(templates.names_in([request.action, request.resource, request.principal or "", *values])):
        return False
    action, pattern = openings.wide_action(request.action, own), openings.wide_resource(request.resource, own)
    like = comparison.granted(sides[0], action, pattern, home=home)
    if request.principal is not None:  # a service is never like a principal of an account
        return bool(like.undecided_gains) or any(
            principal.startswith("arn:") for gain in like.gains for principal in gain.principals
        )
    statement = {"Effect": "Allow", "Action": action, "Resource": pattern}
    everything = Document({"Version": VERSION, "Statement": statement})
    all_like = Policies(identity=(NamedPolicy("like", everything),))
    return like.allows_more is not False and comparison.allows_more(sides[1], all_like) is not False


def _actions(gains: tuple[Gain, ...]) -> frozenset[str]:
    return frozenset(action for gain in gains for action in gain.actions)
