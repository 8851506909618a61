"""The actions that a changed role gains, counted."""

from __future__ import annotations

from typing import Any, NamedTuple

from rolecast.access.policies import policies_of
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION
from rolecast.role import Role

_MOST_NARROW = 40
"""Nearly all activities have fewer actions. Those with more cover a whole service or full access for a kind of user."""


class Additions(NamedTuple):
    """How many actions become allowed, or allowed on more resources or under fewer conditions, apart from one request.

    `is_whole` is False if there may be more because a comparison is undecided.
    """

    number: int
    services: tuple[str, ...]
    is_whole: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether the change allows, or may allow, far more than the request needs."""
        return self.number > _MOST_NARROW or not self.is_whole

    @property
    def described(self) -> str:
        """The additions on one line."""
        if not self.services:
            return "allows nothing beyond this request" if self.is_whole else "may allow more than this request"
        most = 6
        some = ", ".join(self.services[:most]) + (", ..." if len(self.services) > most else "")
        least = "" if self.is_whole else "at least "
        return f"beyond this request, allows {least}{self.number:,} action{'' if self.number == 1 else 's'} of {some}"


def additions(before: Role, after: Role, wanted: Request) -> Additions:
    """The access that `after` has beyond `before` and the wanted request. Both roles must be resolved."""
    from rolecast.iam import comparison  # imported here: few denials have a remedy whose effect is compared

    statement: dict[str, Any] = {"Effect": "Allow", "Action": wanted.action, "Resource": wanted.resource}
    if wanted.context:
        given = {key: value if isinstance(value, str) else list(value) for key, value in wanted.context.items()}
        statement["Condition"] = {"StringEquals": given}
    allowed = NamedPolicy("wanted", Document({"Version": VERSION, "Statement": statement}))
    policies = policies_of(before)
    old = policies._replace(identity=(*policies.identity, allowed))
    found = comparison.compare(old, policies_of(after))
    actions = {action for gain in found.gains if not gain.heading.latent for action in gain.actions}
    services = {gain.heading.service for gain in found.gains}
    return Additions(len(actions), tuple(sorted(services)), not found.undecided_gains)
