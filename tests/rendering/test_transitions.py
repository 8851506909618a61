"""What `build --from` says of a change, held against what the tools do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from tests.rendering import evaluation, hostile
from tests.rendering.life import CASES, Case
from tests.rendering.test_cloudformation import _role

from rolecast.iam.documents import Document
from rolecast.rendering import cloudformation
from rolecast.rendering.formats import Format
from rolecast.rendering.transitions import RoleOutcome, transitions, with_former_names, with_other_access
from rolecast.role import AttachedPolicy, Deletion, Environment, Policy, PolicyKind

TOOLS = [Format.CLOUDFORMATION, Format.HCL, Format.TERRAFORM, Format.AWS_CLI]
ONE, OTHER, ELSEWHERE = (
    ("123456789012", "eu-west-1"),
    ("999999999999", "eu-west-1"),
    ("123456789012", "eu-west-2"),
)
IDS = [case.name for case in CASES]
REATTACHED = (
    *("fewest policies", "a policy per activity again", "another suffix", "VPC conditions"),
    *("inline policies", "managed policies"),
)
"""Changes that give a role the same by other policies, in one step of CloudFormation's."""


def outcomes(case: Case, format: Format) -> set[RoleOutcome]:
    return {each.outcome for each in transitions(*case.roles(), format)}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_is_refused_and_when_something_lacks_is_said(case: Case, tool: Format) -> None:
    """Of every kind of change; that the tools refuse those, and lack nothing in the others, is tested with them."""
    found = outcomes(case, tool)
    assert (RoleOutcome.REFUSED in found) is case.blocked
    assert (RoleOutcome.WINDOW in found) is (case.moves or (tool is Format.CLOUDFORMATION and case.name in REATTACHED))


def test_a_change_of_order_or_key_is_none() -> None:
    """Nothing that a tool knows follows from them."""
    for case in CASES:
        if case.name in ("another key and the same name", "another order"):
            assert all(transitions(*case.roles(), tool) == [] for tool in TOOLS)


NAMES = {"AWS::IAM::Role": "RoleName", "AWS::IAM::ManagedPolicy": "ManagedPolicyName"}
FIXED = {
    kind: {
        path.rpartition("/")[2]
        for path in PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["createOnlyProperties"]
    }
    for kind in NAMES
}
"""The properties whose change replaces a resource: moto replaces nothing, so the schema judges."""


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_cloudformation_can_do_what_is_not_refused(case: Case) -> None:
    """It replaces no resource that keeps its name, and creates none whose name another one has until now."""
    before, after = (evaluation.load(cloudformation.render([*roles.values()]))["Resources"] for roles in case.roles())
    taken = {_name(resource): logical_id for logical_id, resource in before.items()}
    blocked = set()
    for logical_id, resource in after.items():
        old = before.get(logical_id)
        if old is None:
            blocked |= {logical_id} & ({logical_id} if _name(resource) in taken else set())
        elif _name(old) == _name(resource) and _fixed(old) != _fixed(resource):
            blocked.add(logical_id)
    assert bool(blocked) is case.blocked


def test_another_account_or_region() -> None:
    """A tool deploys to where it did: what is in the old account stays, and a stack is of one region."""
    roles = [{"a": replace(_role("a"), environment=Environment(*each))} for each in (ONE, OTHER, ELSEWHERE)]
    for tool in TOOLS:
        (created,) = transitions(roles[0], roles[1], tool)
        assert created.outcome is RoleOutcome.CREATED
        assert "from `123456789012` to `999999999999`; what is in the old one stays" in created.message
        moved = [each.outcome for each in transitions(roles[0], roles[2], tool)]
        assert moved == ([RoleOutcome.REFUSED] if tool is Format.CLOUDFORMATION else [])


def test_a_region_in_a_policy_is_a_change() -> None:
    """The document says `{{region}}` before and after, and means another one."""
    policy = Policy("p", PolicyKind.INLINE, hostile.document(["arn:aws:s3:::{{region}}"]))
    old, new = (
        {"a": replace(_role("a", policies=(policy,)), environment=Environment(*each))} for each in (ONE, ELSEWHERE)
    )
    (updated,) = transitions(old, new, Format.HCL)
    assert (updated.outcome, updated.message) == (RoleOutcome.UPDATED, "changed: `p`")


@pytest.mark.parametrize("arn", ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/x"])
def test_what_a_policy_from_outside_takes_over_may_be_missing(arn: str) -> None:
    """Tools attach it after they have updated the role's own; of one whose text is not known anything may be."""
    before, after = (
        Policy("p", PolicyKind.MANAGED, Document({"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}))
        for action in (["s3:GetObject", "s3:PutObject"], ["s3:PutObject"])
    )
    old = {"a": _role("a", policies=(before,))}
    alone = {"a": _role("a", policies=(after,))}
    new = {"a": replace(alone["a"], attached=(AttachedPolicy(arn),))}
    assert RoleOutcome.WINDOW in {each.outcome for each in transitions(old, new, Format.HCL)}
    assert RoleOutcome.WINDOW not in {each.outcome for each in transitions(old, alone, Format.HCL)}


def test_a_policy_that_goes_to_another_role_is_refused() -> None:
    """Its name is taken until the old one goes."""
    policy = Policy("shared", PolicyKind.MANAGED, hostile.document(["*"]), ((),))
    old = {"a": _role("a", policies=(policy,)), "b": _role("b")}
    new = {"a": _role("a"), "b": _role("b", policies=(policy,))}
    (refused, *_) = transitions(old, new, Format.HCL)
    assert (refused.role, refused.outcome) == ("b", RoleOutcome.REFUSED)
    assert "the policy `shared` still belongs to the role `a`" in refused.message


@pytest.mark.parametrize(
    ("tool", "deletion", "outcome", "help"),
    [
        (Format.CLOUDFORMATION, Deletion.DELETE, RoleOutcome.DELETED, None),
        (Format.CLOUDFORMATION, Deletion.RETAIN, RoleOutcome.LEFT, None),
        (Format.HCL, Deletion.DELETE, RoleOutcome.DELETED, None),
        (Format.HCL, Deletion.RETAIN, RoleOutcome.DELETED, "terraform state rm"),
        (Format.AWS_CLI, Deletion.DELETE, RoleOutcome.LEFT, "aws iam delete-role --role-name a"),
    ],
)
def test_a_role_that_goes(tool: Format, deletion: Deletion, outcome: RoleOutcome, help: str | None) -> None:
    """With what to do where it stays, or goes though it should stay."""
    (gone,) = transitions({"a": replace(_role("a"), deletion=deletion)}, {}, tool)
    assert gone.outcome is outcome
    assert (help or "") in (gone.help or "")


def test_policies_of_one_name_are_told_apart() -> None:
    """A policy that becomes inline is there twice for a while, under one name."""
    (case,) = (case for case in CASES if case.name == "inline policies")
    updated = next(iter(transitions(*case.roles(), Format.HCL))).message
    name = "SM_ComputeExecutionRole_life-compute"
    assert updated == f"created or attached: inline `{name}`; detached or deleted after that: managed `{name}`"


def test_the_script_takes_no_boundary_and_no_tags() -> None:
    """Other tools take them away; keys of tags that differ in case alone are one."""
    old = {"a": replace(_role("a"), permissions_boundary=AttachedPolicy("arn:b"), tags={"team": "x", "cost": "1"})}
    new = {"a": replace(_role("a"), tags={"Team": "x"})}
    (updated,) = transitions(old, new, Format.AWS_CLI)
    assert updated.message == "tags; left, with the command that removes it: permissions boundary; left: tags `cost`"
    assert transitions(old, new, Format.HCL)[0].message == "permissions boundary, tags"
    only_less = {"a": replace(old["a"], tags={"team": "x"})}
    assert transitions(old, only_less, Format.AWS_CLI)[0].message == "left: tags `cost`"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_role_under_a_new_key_may_be_the_one_that_goes(tool: Format) -> None:
    """Terraform is the tool that `was` tells so: it destroys in no order that the file knows."""
    gone = transitions({"a": _role("a")}, {"b": _role("b")}, tool)[-1]
    assert gone.role == "a"
    assert ("`was: a`" in (gone.help or "")) is (tool in (Format.TERRAFORM, Format.HCL))
    assert "was" not in (transitions({"a": _role("a")}, {}, tool)[0].help or "")


def test_roles_whose_access_is_to_be_compared() -> None:
    """Those that are new, that have other policies, or another trust; a role of a new name beside the former one."""
    cases = {case.name: with_other_access(*case.roles()) for case in CASES}
    assert cases["a description"] == cases["other tags"] == cases["another order"] == cases["a role less"] == []
    assert [(was and was.name, role.name) for was, role in cases["another key"]] == [(None, "life-scientist")]
    renamed = cases["another key that the role had before"]
    assert [(was and was.name, role.name) for was, role in renamed] == [("life-ds", "life-scientist")]
    assert [role.name for _, role in cases["a boundary"]] == ["life-compute", "life-ds"]
    assert [role.name for _, role in cases["session and trust"]] == ["life-ds"]


def test_a_key_knows_its_former_name() -> None:
    """So that Terraform moves the role; not where another role has that name, or the file says it itself."""
    old = {"a": _role("x"), "b": _role("y")}
    new = {"a": replace(_role("z"), key="a"), "b": replace(_role("x"), key="b")}
    assert {key: role.former_names for key, role in with_former_names(new, old).items()} == {"a": (), "b": ("y",)}


def _name(resource: Mapping[str, Any]) -> tuple[str, str]:
    return resource["Type"], resource["Properties"][NAMES[resource["Type"]]].lower()


def _fixed(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource["Properties"].items() if name in FIXED[resource["Type"]]}
