"""Makes the policies that are compared, and asks the engine about both."""

from __future__ import annotations

import json
from typing import Any

from rolecast.iam import cases
from rolecast.iam.comparison import Comparison, to_json
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.statements import PolicyType

Json = dict[str, Any]

MOST_REPLAYED = 12
"""Requests of one direction that are decided once more, from JSON; each was replayed before."""


def allow(action: Any, resource: Any = "*", **more: Any) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> Json:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def document(*statements: Json, version: str = "2012-10-17") -> Json:
    return {"Version": version, "Statement": list(statements)}


def identity(*statements: Json, version: str = "2012-10-17") -> Policies:
    """One identity policy."""
    return Policies(identity=(NamedPolicy("own", Document(document(*statements, version=version))),))


def resource_policy(*statements: Json, policy_type: PolicyType = PolicyType.RESOURCE) -> Policies:
    """A resource policy, or a trust policy."""
    return Policies(resource=NamedPolicy("own", Document(document(*statements), policy_type)))


def trust_policy(*statements: Json) -> Policies:
    return resource_policy(*statements, policy_type=PolicyType.TRUST)


def read(policies: Json) -> Policies:
    """Policies as cases have them. Raises InputError where they are not valid."""
    reader = cases._Reader()
    found = reader.policies(policies)
    reader.faults.raise_any()
    return found


def decided(policies: Json, request: Json) -> str:
    """What `decide` says."""
    return str(next(cases.decide([json.dumps({"policies": policies, "request": request}).encode()])).get("decision"))


def actions(comparison: Comparison, *, listed: bool = True) -> set[str]:
    """The actions that are gained, as AWS's reference lists them or not."""
    return {action for gain in comparison.gains if gain.heading.listed is listed for action in gain.actions}


def assert_replays(comparison: Comparison, old: Json, new: Json) -> None:
    """Each request that is shown is decided differently for the two sides, as its JSON has it."""
    shown = to_json(comparison)
    for gains, giving, taking in ((shown["gains"], new, old), (shown["losses"], old, new)):
        for gain in gains[:: max(1, len(gains) // MOST_REPLAYED)]:
            sides = (giving, taking)
            if gain["needs_identity_policy"]:
                everything = [document(allow("*"))]
                sides = ({**giving, "identity": everything}, {**taking, "identity": everything})
            answers = [decided(side, gain["request"]) for side in sides]
            is_known = "resource" in giving or answers[0] != "unknown"
            assert answers[0] == "allow" or (not is_known and answers[0] == "unknown"), (gain, answers)
            assert answers[1] in ("implicit-deny", "explicit-deny"), (gain, answers)
