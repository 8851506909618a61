"""The moto server's own memory, in this process: kept, put back and read without asking through its API."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from tests.quick_moto import hasten
from tests.tools import ACCOUNT

State = dict[str, Any]
_KEPT = ("roles", "managed_policies", "tagger")
hasten()
_application = DomainDispatcherApplication(create_backend_app)


def answer(body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """What moto answers to a request."""
    status: list[str] = []
    environment = {
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "REQUEST_METHOD": "POST",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": io.StringIO(),
        "wsgi.input": io.BytesIO(body),
        "wsgi.multiprocess": False,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
    }

    def start(code: str, _headers: object, _error: object = None) -> None:
        status.append(code)

    content = b"".join(_application(environment, start))
    return int(status[0].split()[0]), content


def keep() -> Any:
    return copy.deepcopy([getattr(_iam(), name) for name in _KEPT])


def put_back(kept: Any) -> None:
    for name, value in zip(_KEPT, copy.deepcopy(kept), strict=True):
        setattr(_iam(), name, value)


def add_role(name: str, trust: str, policies: dict[str, str]) -> None:
    """A role with inline policies, by name; quicker than by calls where there are many."""
    _iam().create_role(name, trust, "/", None, "", {}, 3_600)
    for policy, document in policies.items():
        _iam().put_role_policy(name, policy, document)


def state() -> State:
    """Everything that matters, without versions that are not the default, ids and dates."""
    backend = _iam()
    roles = {f"role {role.name}": _role(role) for role in backend.roles.values()}
    policies = {
        f"policy {arn}": {"document": json.loads(_document(policy)), "tags": _plain(policy.tags)}
        for arn, policy in backend.managed_policies.items()
    }
    return {**roles, **policies}


def grants() -> dict[str, tuple[str, ...]]:
    """The documents of each role, as texts."""
    return {role.name: tuple(sorted(_documents(role))) for role in _iam().roles.values()}


def attached(role: str) -> list[str]:
    return next((list(other.managed_policies) for other in _iam().roles.values() if other.name == role), [])


def inline(role: str) -> dict[str, str]:
    return {
        name: text for other in _iam().roles.values() if other.name == role for name, text in other.policies.items()
    }


def policy_names() -> list[str]:
    return [arn.rpartition("/")[2] for arn in _iam().managed_policies]


def users_of(arn: str) -> list[str]:
    return [role.name for role in _iam().roles.values() if arn in role.managed_policies]


def versions(arn: str) -> list[str]:
    policy = _iam().managed_policies.get(arn)
    return [version.version_id for version in policy.versions] if policy else []


def summary() -> Any:
    """What the account says of its quotas."""
    return _iam().account_summary


def _iam() -> Any:
    return get_backend("iam")[ACCOUNT]["aws"]


def _role(role: Any) -> State:
    return {
        "path": role.path,
        "description": role.description or "",
        "session": role.max_session_duration,
        "trust": json.loads(role.assume_role_policy_document),
        "boundary": role.permissions_boundary_arn,
        "tags": _plain(role.tags),
        "attached": sorted(role.managed_policies),
        "inline": {name: json.loads(text) for name, text in role.policies.items()},
    }


def _documents(role: Any) -> list[str]:
    known = _iam().managed_policies
    return [*map(_document, (known[arn] for arn in role.managed_policies)), *role.policies.values()]


def _document(policy: Any) -> str:
    text: str = next(version.document for version in policy.versions if version.is_default)
    return text


def _plain(tags: Any) -> dict[str, str]:
    listed = tags.values() if isinstance(tags, dict) else tags
    return {tag["Key"]: tag["Value"] for tag in listed}
