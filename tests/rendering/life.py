"""A role file changes after it was deployed: pairs of role files, before and after, one for each kind of change."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from rolecast.composition.compose import compose
from rolecast.role import Role
from rolecast.rolefile.load import parse

RoleFile = dict[str, Any]
Edit = Callable[[RoleFile], None]

_COMPUTE = {
    "persona": "compute-role",
    "activities": {
        "access-required-aws-services": {
            "s3_buckets": ["fraud-training"],
            "ecr_repository_arns": ["arn:aws:ecr:eu-west-1:123456789012:repository/fraud"],
        }
    },
}
_PEOPLE = {
    "pass_roles": ["compute"],
    "activities": {
        "manage-ml-jobs": None,
        "manage-experiments": None,
        "search-and-visualize-experiments": None,
        "s3-bucket-access": {"s3_buckets": ["fraud-training"]},
    },
    "additional_policies": ["AmazonAthenaFullAccess"],
}
_BASE: RoleFile = {
    "version": 1,
    "account": "123456789012",
    "region": "eu-west-1",
    "name_prefix": "life-",
    "tags": {"team": "fraud"},
    "roles": {"compute": _COMPUTE, "ds": _PEOPLE},
}
_MANY = (
    *("run-studio-applications", "manage-ml-jobs", "manage-models", "manage-endpoints", "manage-pipelines"),
    *("manage-experiments", "search-and-visualize-experiments", "manage-model-monitoring", "s3-full-access"),
    *("canvas-core-access", "canvas-data-preparation", "canvas-ai-services", "canvas-mlops"),
)


class Case(NamedTuple):
    """A role file before and after a change.

    `blocked`: no tool can get there while the names stay. `moves`: statements move between policies that both versions
    have, which are updated one by one.
    """

    name: str
    before: str
    after: str
    blocked: bool = False
    moves: bool = False

    def roles(self, prefix: str = "") -> tuple[dict[str, Role], dict[str, Role]]:
        """The roles before and after; with a prefix to their keys and names, so that cases can be deployed together."""
        return _composed(self.before, prefix), _composed(self.after, prefix)


def _composed(text: str, prefix: str) -> dict[str, Role]:
    roles = compose(parse(text.replace("life-", f"{prefix}life-").replace("Team-", f"{prefix}Team-"), "roles.yaml"))
    return {f"{prefix}{key}": replace(role, key=f"{prefix}{key}") for key, role in roles.items()}


def _case(
    name: str, after: Edit, before: Edit = lambda _file: None, *, blocked: bool = False, moves: bool = False
) -> Case:
    texts = []
    for edits in ((before,), (before, after)):
        file = copy.deepcopy(_BASE)
        for edit in edits:
            edit(file)
        texts.append(json.dumps(file, indent=1))
    return Case(name, texts[0], texts[1], blocked, moves)


def _set(*path: str, to: Any) -> Edit:
    def edit(file: RoleFile) -> None:
        for step in path[:-1]:
            file = file[step]
        file[path[-1]] = to

    return edit


def _remove(*path: str) -> Edit:
    def edit(file: RoleFile) -> None:
        for step in path[:-1]:
            file = file[step]
        del file[path[-1]]

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(file: RoleFile) -> None:
        for each in edits:
            each(file)

    return edit


def _rename(old: str, new: str, **settings: Any) -> Edit:
    def edit(file: RoleFile) -> None:
        file["roles"] = {new if key == old else key: value for key, value in file["roles"].items()}
        file["roles"][new].update(settings)

    return edit


def _punctuated(file: RoleFile) -> None:
    people = {"persona": "mlops-engineer", "pass_roles": ["a-b"]}
    file["roles"] = {"a-b": copy.deepcopy(_COMPUTE), "a.b": people}


def _first_gone(file: RoleFile) -> None:
    del file["roles"]["a-b"]
    file["roles"]["a.b"]["pass_roles"] = ["arn:aws:iam::123456789012:role/life-a-b"]


def _grown(file: RoleFile) -> None:
    more = {
        "s3-bucket-access": {"s3_buckets": ["a-b", "c-d"]},
        "query-athena-workgroups": {"workgroup_names": ["primary"]},
        "manage-glue-tables": {"s3_buckets": ["g-g"], "glue_database_names": ["db"]},
        "canvas-kendra-access": {"kendra_index_ids": ["11111111-2222-3333-4444-555555555555"]},
        **dict.fromkeys(_MANY),
    }
    file["roles"]["ds"]["activities"] = more


_PATHS = _all(_set("roles", "ds", "path", to="/ml/"), _set("roles", "compute", "path", to="/ml/"))
_INLINE = _set("packing", to="inline")
_FEWEST = _set("packing", to="fewest")
_NETWORK = {"subnets": ["subnet-0a1b2c3d4e5f67890"], "security_groups": ["sg-0a1b2c3d4e5f67890"]}

CASES = [
    _case("an activity more", _set("roles", "ds", "activities", "manage-pipelines", to=None)),
    _case("an activity less", _remove("roles", "ds", "activities", "manage-experiments")),
    _case(
        "a bucket more",
        _set("roles", "ds", "activities", "s3-bucket-access", "s3_buckets", to=["fraud-training", "fraud-models"]),
    ),
    _case("a persona", _set("roles", "ds", "persona", to="mlops-engineer")),
    _case("another key", _rename("ds", "scientist")),
    _case("another key that the role had before", _rename("ds", "scientist", was="ds")),
    _case("another name", _set("roles", "ds", "name", to="Team-DS")),
    _case("another key and the same name", _rename("ds", "scientist", name="life-ds")),
    _case(
        "keys that change places",
        _all(
            _rename("ds", "x", name="life-ds"),
            _rename("compute", "ds", name="life-compute"),
            _set("roles", "x", "pass_roles", to=["ds"]),
        ),
    ),
    _case("another path", _PATHS, blocked=True),
    _case("fewest policies", _FEWEST),
    _case("a policy per activity again", _remove("packing"), _FEWEST),
    _case("corrected", _set("edition", to="corrected"), moves=True),
    _case(
        "another suffix",
        _all(
            _set("roles", "ds", "policy_suffix", to="_v2-ds"),
            _set("roles", "compute", "policy_suffix", to="_v2-compute"),
        ),
    ),
    _case("a boundary", _set("permissions_boundary", to="PowerUserAccess")),
    _case("no boundary", _remove("permissions_boundary"), _set("permissions_boundary", to="PowerUserAccess")),
    _case("other tags", _set("tags", to={"Team": "risk", "cost": "1"})),
    _case("a role less", _remove("roles", "ds")),
    _case("a description", _set("roles", "ds", "description", to="people")),
    _case("VPC conditions", _set("network", to=_NETWORK)),
    _case("inline policies", _INLINE),
    _case("managed policies", _remove("packing"), _INLINE),
    _case("another path with inline policies", _PATHS, _INLINE, blocked=True),
    _case("keys that differ in punctuation, the first gone", _first_gone, _punctuated),
    _case(
        "session and trust",
        _all(
            _set("roles", "ds", "max_session_duration", to=7200),
            _set("roles", "ds", "trust", to={"confused_deputy": True}),
        ),
    ),
    _case("another prefix", _set("name_prefix", to="life-prod-")),
    _case("an attached policy less", _remove("roles", "ds", "additional_policies")),
    _case("another case", _rename("ds", "DS"), blocked=True),
    _case("another order", lambda file: file.update(roles=dict(reversed(file["roles"].items())))),
    _case("policies that fill up", _grown, _FEWEST, moves=True),
]
