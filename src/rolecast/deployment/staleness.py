"""Whether an account has changed since a plan was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from rolecast.account.client import Connection
from rolecast.account.live import read_account, read_policy_tags
from rolecast.account.state import Account
from rolecast.deployment.ownership import owner
from rolecast.deployment.plan import Plan
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_name
from rolecast.role import Role


def state_of(account: Account, roles: Iterable[str], policies: Iterable[str]) -> dict[str, str | None]:
    """Digests of the roles (by name) and policies (by ARN), in the form of `Plan.state`."""
    state: dict[str, str | None] = {}
    for name in sorted(roles):
        role = account.role(name)
        state[f"role {name}"] = None if role is None else _digest(_content(role))
    for arn in sorted(policies):
        policy = account.policies.get(arn)
        state[f"policy {arn}"] = None if policy is None else _digest(policy.versions)
        if policy and policy.tags is not None:
            state[f"tags {arn}"] = _digest(policy.tags)
    return state


def stale(plan: Plan, connection: Connection) -> list[str]:
    """The roles and policies that have changed since the plan was made, such as "role `NAME`"."""
    account = read_account(connection)
    tagged = [arn for arn in _names(plan, "tags ") if arn in account.policies]
    account = account.with_tags(read_policy_tags(connection, tagged))
    ours = [role.name for role in account.roles.values() if owner(role.tags) == plan.deployment]
    now = state_of(account, {*_names(plan, "role "), *ours}, _names(plan, "policy "))
    return changed(plan.state, now)


def changed(before: Mapping[str, str | None], now: Mapping[str, str | None]) -> list[str]:
    """The roles and policies whose digests differ, such as "role `NAME`"."""
    return list(dict.fromkeys(_in_words(name) for name in {**before, **now} if before.get(name) != now.get(name)))


def _names(plan: Plan, prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in plan.state if name.startswith(prefix)]


def _in_words(name: str) -> str:
    kind, _, rest = name.partition(" ")
    return f"{'role' if kind == 'role' else 'policy'} `{arn_name(rest)}`"


def _content(role: Role) -> dict[str, object]:
    """All settings of a role."""
    return {
        **{name: getattr(role, name) for name in ("name", "arn", "path", "description", "max_session_duration")},
        **{name: getattr(role, name) for name in ("trust_policy", "inline", "instance_profiles", "tags")},
        "attached": sorted(role.attachments),
        "permissions_boundary": role.boundary_arn,
    }


def _document_json(document: Document) -> object:
    return document.json


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=_document_json).encode()).hexdigest()[:16]
