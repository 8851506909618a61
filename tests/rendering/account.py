"""An account as a tool changes it, looked at after every call that writes: which roles are there, what each may do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tests.deployment import backend
from tests.deployment.proxy import READS, Proxy
from tests.deployment.world import allows, probes
from tests.tools import Server

from rolecast.role import PolicyKind, Role

Grants = dict[str, tuple[str, ...]]
"""The documents of each role, as texts, by the role's name."""


class Moment(NamedTuple):
    """The account after a call."""

    call: str
    grants: Grants


class Account(Proxy):
    """An account with AWS's managed policies behind a server that is as strict as IAM. `moments` are all so far."""

    def __init__(self) -> None:
        super().__init__(quota=20)
        self.moments: list[Moment] = []
        self.is_faster: Callable[[str], object] = lambda _action: None
        """Called before each call that writes: somebody else, who does something first."""
        self._one_at_a_time = threading.Lock()

    @property
    def server(self) -> Server:
        return Server(self.endpoint)

    def forward(self, body: bytes, headers: dict[str, str], parameters: dict[str, str]) -> tuple[int, bytes]:
        if not parameters["Action"].startswith(READS):
            self.is_faster(parameters["Action"])
        with self._one_at_a_time:
            answer = super().forward(body, headers, parameters)
            if not parameters["Action"].startswith(READS):
                about = parameters.get("RoleName") or parameters.get("PolicyName") or parameters.get("PolicyArn", "")
                self.moments.append(Moment(f"{parameters['Action']} {about}", backend.grants()))
            return answer

    def lapses(self, before: Grants, after: Grants, names: Iterable[str]) -> Iterator[str]:
        """Where a role of these names was not there, or lacked something that it has both `before` and `after`."""
        for name in names:
            asked = probes(before[name], after[name])
            both = [each for each in asked if allows(before[name], each) and allows(after[name], each)]
            assert both, f"{name}: nothing to look for"
            known: set[tuple[str, ...]] = set()
            for call, grants in self.moments:
                if name not in grants:
                    yield f"{name} is not there after {call}"
                    break
                if grants[name] in known:
                    continue
                known.add(grants[name])
                if lost := [each for each in both if not allows(grants[name], each)]:
                    yield f"{name} lacks {len(lost)} of {len(both)}, such as {lost[0]}, after {call}"
                    break


def make_by_hand(role: Role, iam: Any) -> None:
    """The role in the account, without Rolecast."""
    resolved = role.resolve()
    tags = [{"Key": key, "Value": value} for key, value in role.tags.items()]
    iam.create_role(
        RoleName=role.name,
        Path=role.path,
        Description=role.description,
        MaxSessionDuration=role.max_session_duration,
        AssumeRolePolicyDocument=json.dumps(resolved.trust_policy.json, indent=3),
        Tags=tags,
    )
    for policy in resolved.policies:
        text = json.dumps(policy.document.json, indent=3)
        if policy.kind is PolicyKind.INLINE:
            iam.put_role_policy(RoleName=role.name, PolicyName=policy.name, PolicyDocument=text)
        else:
            iam.create_policy(PolicyName=policy.name, Path=role.path, PolicyDocument=text, Tags=tags)
    for arn in resolved.attachments:
        iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)
