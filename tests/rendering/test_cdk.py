"""The AWS CDK: constructs in Python and TypeScript.

Python's runs here against classes that stand in for the CDK's and note what they are given: the CDK itself is not
among the development tools. `make test-cdk` lets it synthesise the classes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from tests.rendering import examples, hostile
from tests.rendering.readback import wanted
from tests.rendering.test_variables import LISTS, NEEDED, VALUES, filled, opened
from tests.runs import case_count

from rolecast.reading.faults import InputError
from rolecast.rendering import cdk_python, cdk_typescript
from rolecast.role import Deletion, Environment, Role

PLACE = {"ACCOUNT_ID": "123456789012", "REGION": "ap-northeast-1", "PARTITION": "aws", "URL_SUFFIX": "amazonaws.com"}


class Made:
    """A resource that was made: its class and what it was given."""

    log: list[Made]

    def __init__(self, scope: object, id: str, **properties: Any) -> None:
        self.scope, self.id, self.properties = scope, id, properties
        self.removal: str | None = None
        self.ref = properties.get("role_name") or f"generated {id}"
        self.attr_arn = f"arn:aws:iam::123456789012:role{properties.get('path')}{self.ref}"
        self.log.append(self)

    def apply_removal_policy(self, policy: str) -> None:
        self.removal = policy


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """Where all that a construct makes is noted, by classes in place of the CDK's."""
    log: list[Made] = []
    kinds = {kind: type(kind, (Made,), {"log": log}) for kind in ("CfnRole", "CfnRolePolicy", "CfnManagedPolicy")}
    iam = _module("aws_cdk.aws_iam", **kinds, IRole=object, Role=type("Role", (), {"from_role_arn": _reference}))
    cdk = _module(
        "aws_cdk",
        aws_iam=iam,
        Aws=type("Aws", (), PLACE),
        CfnRule=type("CfnRule", (Made,), {"log": log}),
        CfnRuleAssertion=dict,
        CfnTag=dict,
        Fn=type("Fn", (), {"condition_equals": lambda one, other: (one, other)}),
        RemovalPolicy=type("RemovalPolicy", (), {"RETAIN": "retain"}),
    )
    construct = type("Construct", (), {"__init__": lambda _self, _scope, _id: None})
    for module in (iam, cdk, _module("constructs", Construct=construct)):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return log


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    return module


def _reference(_scope: object, _id: str, arn: str, *, mutable: bool) -> tuple[str, bool]:
    return arn, mutable


def _run(roles: list[Role], **arguments: Any) -> Any:
    namespace: dict[str, Any] = {}
    exec(compile(cdk_python.render(roles), "roles.py", "exec"), namespace)  # noqa: S102 - what is under test
    return namespace["SageMakerRoles"](None, "Roles", **arguments)


def _roles(log: list[Made]) -> dict[str, Any]:
    """What was made, in the shape of `readback.wanted`."""
    roles = {each.ref: _role(each.properties) for each in log if type(each).__name__ == "CfnRole"}
    for each in log:
        given_ = each.properties
        if type(each).__name__ == "CfnRolePolicy":
            roles[given_["role_name"]]["inline"][given_["policy_name"]] = given_["policy_document"]
        elif type(each).__name__ == "CfnManagedPolicy":
            policy = {"path": given_["path"], "document": given_["policy_document"], "tags": {}}
            for name in given_["roles"]:
                roles[name]["managed"][given_["managed_policy_name"]] = policy
    return roles


def _role(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "path": properties["path"],
        "description": properties.get("description", ""),
        "max_session_duration": properties["max_session_duration"],
        "trust_policy": properties["assume_role_policy_document"],
        "boundary": properties.get("permissions_boundary"),
        "tags": {tag["key"]: tag["value"] for tag in properties.get("tags", [])},
        "inline": {},
        "managed": {},
        "attached": sorted(properties.get("managed_policy_arns", [])),
    }


def _here(role: Role) -> Role:
    return replace(role, environment=Environment("123456789012", "ap-northeast-1"))


def test_the_construct_makes_the_roles_of_the_examples(made: list[Made]) -> None:
    """The same as CloudFormation's; and with the names of the role file if that is asked for."""
    for name in examples.NAMES:
        if name == "china.yaml":
            continue
        made.clear()
        roles = [_here(role) for role in examples.roles(name).values()]
        construct = _run(roles, physical_names=True)
        assert _roles(made) == {role.name: wanted(role, tags_of_policies=False) for role in roles}
        assert construct.roles == {role.key: (role.resolve().arn, False) for role in roles}


@given(roles=st.lists(hostile.roles(), min_size=1, max_size=3, unique_by=lambda role: role.name))
@settings(max_examples=case_count(20))
def test_every_text_is_what_it_is(roles: list[Role]) -> None:
    """In whatever way Python would read it otherwise; no other name of a role stands for its ARN."""
    with pytest.MonkeyPatch.context() as patch:
        log = made.__wrapped__(patch)  # type: ignore[attr-defined]
        _run(roles, physical_names=True)
    assert _roles(log) == {role.name: wanted(role, tags_of_policies=False) for role in roles}


def test_inputs_are_the_file_with_values(made: list[Made]) -> None:
    """An input that is given stands everywhere, several values of a list as several items; others have defaults."""
    for values, given_ in ((VALUES, [*VALUES]), (NEEDED, [*NEEDED])):
        made.clear()
        inputs = {name: values[name][0].split(",") if name in LISTS else values[name][0] for name in given_}
        _run([_here(role) for role in opened(None)], physical_names=True, **inputs)
        roles = filled(values, "ap-northeast-1")
        assert _roles(made) == {role.name: wanted(role, tags_of_policies=False) for role in roles}


def test_without_names_roles_are_called_by_reference(made: list[Made]) -> None:
    """No name is given, and a policy that passes a role names what it is called then."""
    roles = [_here(role) for role in examples.roles("team.yaml").values()]
    _run(roles)
    named = ("CfnRole", "role_name"), ("CfnManagedPolicy", "managed_policy_name")
    for kind, name in named:
        assert {each.properties[name] for each in made if type(each).__name__ == kind} == {None}
    documents = str([each.properties for each in made])
    assert f":role/generated {roles[0].name}" in documents
    assert f":role/{roles[0].name}'" not in documents


def test_what_is_retained_and_where_it_may_be_deployed(made: list[Made]) -> None:
    """`deletion: retain` is a removal policy; rules refuse other places, also where the stack has no environment."""
    (role,) = examples.roles("minimal.json").values()
    _run([replace(role, deletion=Deletion.RETAIN)])
    rules = [each.properties["assertions"] for each in made if type(each).__name__ == "CfnRule"]
    assert [rule[0]["assert_"] for rule in rules] == [
        (PLACE["ACCOUNT_ID"], "123456789012"),
        (PLACE["REGION"], "eu-west-1"),
    ]
    assert {each.removal for each in made if type(each).__name__ != "CfnRule"} == {"retain"}


@pytest.mark.parametrize("renderer", [cdk_python, cdk_typescript])
def test_roles_of_two_accounts_share_no_construct(renderer: Any) -> None:
    """A stack is in one account."""
    (role,) = examples.roles("minimal.json").values()
    other = replace(role, key="other", environment=Environment("999999999999", "eu-west-1"))
    with pytest.raises(InputError, match="roles of 2 accounts cannot be in one construct"):
        renderer.render([role, other])


@pytest.mark.parametrize("renderer", [cdk_python, cdk_typescript])
def test_the_construct_as_people_see_it(renderer: Any, snapshot: SnapshotAssertion) -> None:
    """Read a change of this snapshot as a reviewer of CDK code would. TypeScript is judged by it alone."""
    assert renderer.render([*examples.roles("minimal.json").values()]) == snapshot


def test_typescript_has_the_documents_of_python() -> None:
    """The same keys with the same texts, in the same order."""
    roles = [*examples.roles("team.yaml").values(), *hostile.several(2).values()]
    texts = [_literals(renderer.render(list(map(_here, roles)))) for renderer in (cdk_python, cdk_typescript)]
    assert len(texts[0]) > 50
    assert texts[0] == texts[1]


def _literals(source: str) -> list[str]:
    """The lines of documents that have a text without places behind a key."""
    return re.findall(r'^ *("[\w:/.-]+": "(?:[^"\\]|\\.)*"),$', source, re.MULTILINE)
