"""Reads a saved plan, and verifies that it shows what would be done.

Only the deployment and the `given` values are taken from the file. Changes, steps and the rest are computed again from
these and the account, and the plan is refused if it shows anything else. So an edited plan cannot do anything that it
does not show, nor change anything that the deployment neither owns nor adopts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from rolecast.account.client import Connection
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.execute import refuse_another_account, refuse_another_state
from rolecast.deployment.ownership import deployment_name
from rolecast.deployment.plan import FORMAT_VERSION, Plan, to_json
from rolecast.deployment.planning import Deployment
from rolecast.deployment.staleness import changed
from rolecast.iam import names
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.nodes import MappingNode, Node
from rolecast.reading.shapes import Choice, Field, Flag, Integer, ListOf, MapOf, OrNull, Record, Text
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role

_AGAIN = "make the plan again: it was edited, or made by another release"
Path = tuple[str | int, ...]


class KeptPlan:
    """A plan as read from a file. Not verified: only the result of `plan` may be applied."""

    def __init__(self, root: Node, values: dict[str, Any]) -> None:
        self._root = root
        self._values = values

    def plan(self, connection: Connection, access: Callable[[Plan], Any] | None = None) -> Plan:
        """The plan, computed again from the account.

        `access` computes what roles gain and lose, which a file may show too. Raises RefusedPlanError if the
        credentials are for another account or the account has changed, InputError with the place of any other value
        that does not match, and AccountError.
        """
        refuse_another_account(self._values["account"], connection)
        plan = self._again(connection)
        shown = nodes.plain_value(self._root)
        refuse_another_state(changed(shown["state"], plan.state))
        due = to_json(plan)
        if "access" in shown:
            due["access"] = access(plan) if access else None
        due = json.loads(json.dumps(due))
        faults = Faults()
        for key in due:
            for path in _first_difference(shown[key], due[key], (key,)):
                message = f"`{_in_words(path)}` does not match the plan's roles and the account"
                faults.add(nodes.place(self._root, path), message, _AGAIN)
        faults.raise_any()
        return plan

    def _again(self, connection: Connection) -> Plan:
        given = self._values["given"]
        home = Environment(connection.account, partition_id=connection.partition)
        roles = [_role(role, home) for role in given["roles"]]
        name, source = self._values["deployment"], self._values["source"]
        deployment, adoption = Deployment(name, source, roles, is_named=given["named"]), Adoption(given["adopt"])
        if self._values["destroys"]:
            return deployment.plan_to_destroy(connection, adoption)
        return deployment.plan(connection, adoption, thorough=given["thorough"])


def read(text: str, source: str) -> KeptPlan:
    """Reads the text that `plan.to_text` writes. Raises InputError with all errors in it."""
    faults = Faults()
    root = texts.read(text, source, faults)
    version = nodes.text(root, "format_version")
    if version is not None and version != FORMAT_VERSION:
        message = f"the plan has the format {version}; this release reads {FORMAT_VERSION}"
        raise InputError([Fault(nodes.find(root, "format_version").place, message, "make the plan again")])
    values = _PLAN.read(root, faults)
    faults.raise_any()
    assert values is not None  # or there had been a fault
    return KeptPlan(root, values)


def _role(values: dict[str, Any], home: Environment) -> Role:
    boundary = values["permissions_boundary"]
    return Role(
        key=values["name"],
        name=values["name"],
        trust_policy=values["trust_policy"],
        path=values["path"],
        description=values["description"],
        max_session_duration=values["max_session_duration"],
        policies=tuple(
            Policy(policy["name"], PolicyKind(policy["kind"]), policy["document"]) for policy in values["policies"]
        ),
        attached=tuple(map(AttachedPolicy, values["attached"])),
        permissions_boundary=AttachedPolicy(boundary) if boundary else None,
        tags=values["tags"],
        environment=home,
    )


def _first_difference(shown: Any, due: Any, path: Path) -> Iterator[Path]:
    """The path of the first value that differs, if any."""
    if isinstance(shown, dict) and isinstance(due, dict):
        for key in (*due, *shown):
            if key not in shown or key not in due:
                yield (*path, key)
                return
            for found in _first_difference(shown[key], due[key], (*path, key)):
                yield found
                return
    elif isinstance(shown, list) and isinstance(due, list):
        for number, pair in enumerate(zip(shown, due, strict=False)):
            for found in _first_difference(*pair, (*path, number)):
                yield found
                return
        if len(shown) != len(due):
            yield (*path, min(len(shown), len(due)))
    elif type(shown) is not type(due) or shown != due:
        yield path


def _in_words(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


class _DocumentShape(NamedTuple):
    """A policy document. Reports all errors of its grammar."""

    type: PolicyType = PolicyType.IDENTITY

    def read(self, node: Node, faults: Faults) -> Document:
        document = Document.of_node(node, self.type)
        faults.extend(document.faults, document.more_faults)
        return document

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


class _Derived(NamedTuple):
    """A value that is computed again and compared; here only its type is checked."""

    kind: type[Node]

    def read(self, node: Node, faults: Faults) -> None:
        if not isinstance(node, self.kind):
            faults.add(node.place, f"expected {self.kind.kind}, found {node.kind}")

    def schema(self) -> dict[str, Any]:
        return {}


def _printable(text: str) -> str | None:
    return None if text.isprintable() else "cannot be printed"


def _needed(noun: str, **fields: Any) -> Record:
    """A record whose keys are all required."""
    return Record(
        noun, {name: Field(shape, description, required=True) for name, (shape, description) in fields.items()}
    )


_ARN = Text("the ARN of a managed policy", rule=names.policy_arn)
_POLICY = _needed(
    "a policy",
    name=(Text("a policy name", rule=names.policy_name), "its name"),
    kind=(Choice("a kind of policy", tuple(PolicyKind)), "managed or inline"),
    document=(_DocumentShape(), "its document"),
)
_ROLE = _needed(
    "a role",
    name=(Text("a role name", rule=names.role_name), "its name"),
    path=(Text("a path", rule=names.path), "its path"),
    description=(Text("a description", rule=names.description), "its description"),
    max_session_duration=(Integer("a session length", 3_600, 43_200), "seconds"),
    trust_policy=(_DocumentShape(PolicyType.TRUST), "its trust policy"),
    policies=(ListOf(_POLICY), "its own policies"),
    attached=(ListOf(_ARN), "the managed policies of others"),
    permissions_boundary=(OrNull(_ARN), "an ARN, or null"),
    tags=(MapOf(Text("a tag key", rule=names.tag_key), Text("a tag value", rule=names.tag_value)), "its tags"),
)
_PLAN_NEEDED = _needed(
    "a plan",
    format_version=(Choice("a version", (FORMAT_VERSION,)), "the version of the format"),
    kind=(Choice("a kind", ("plan",)), "plan"),
    deployment=(Text("a deployment name", rule=deployment_name), "its name"),
    account=(Text("an account", rule=names.account), "its digits"),
    source=(Text("a file name", rule=_printable), "the role file"),
    destroys=(Flag(), "true or false"),
    given=(
        _needed(
            "what a plan is given",
            named=(Flag(), "whether the deployment's name was given"),
            thorough=(Flag(), "whether all tags were read"),
            adopt=(ListOf(Text("a name")), "the names passed to --adopt"),
            roles=(ListOf(_ROLE), "the roles that are wanted"),
        ),
        "what the rest of the plan follows from",
    ),
    compared=(_Derived(MappingNode), "what was compared"),
    changes=(_Derived(nodes.SequenceNode), "what changes"),
    conflicts=(_Derived(nodes.SequenceNode), "why nothing can be done"),
    windows=(_Derived(nodes.SequenceNode), "moments in which something is missing, or too much"),
    left=(_Derived(nodes.SequenceNode), "what stays"),
    steps=(_Derived(nodes.SequenceNode), "the calls"),
    state=(_Derived(MappingNode), "digests of what is there"),
)
_ACCESS = Field(_Derived(nodes.SequenceNode), "what roles gain and lose, as `plan --format json` shows it")
_PLAN = _PLAN_NEEDED._replace(fields={**_PLAN_NEEDED.fields, "access": _ACCESS})
