"""CloudFormation: the template as cfn-lint, a deployment and a person see it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from tests.rendering import evaluation, examples, hostile
from tests.rendering.readback import found, wanted
from tests.tools import ACCOUNT, Server, cfn_lint

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import InputError
from rolecast.rendering.cloudformation import notices, render, render_adoption
from rolecast.rendering.formats import Format, render_folder
from rolecast.rendering.identifiers import camel_case
from rolecast.role import Deletion, Environment, Policy, PolicyKind, Role


def test_cfn_lint_finds_nothing_in_the_examples(tmp_path: Path) -> None:
    """No error and no warning, in any region that an example names."""
    templates = [tmp_path / f"{name}.template.yaml" for name in examples.NAMES]
    for name, template in zip(examples.NAMES, templates, strict=True):
        template.write_text(render([*examples.roles(name).values()]), encoding="utf-8")
    imported = render_adoption([*examples.roles("everything.yaml").values()], "roles.yaml", "imported")
    templates.append(tmp_path / "imported.template.yaml")
    templates[-1].write_text(imported[templates[-1].name], encoding="utf-8")
    regions = sorted(set(map(examples.region, examples.NAMES)))
    command = [cfn_lint(), "--regions", *regions, "--", *map(str, templates)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", [name for name in examples.NAMES if name != "china.yaml"])
def test_a_deployed_template_makes_the_roles(name: str, aws: Server) -> None:
    """What CloudFormation makes is the role, whole; managed policies have no tags there."""
    region = examples.region(name)
    iam = _deploy(aws, [*examples.roles(name).values()], region)
    for role in examples.at_home(name).values():
        assert found(iam, role.name) == wanted(role, tags_of_policies=False)


def test_a_deployed_template_keeps_hostile_texts(aws: Server) -> None:
    """A text that looks like a function, a variable or YAML arrives as it was written."""
    roles = [*hostile.several(4).values()]
    iam = _deploy(aws, roles, "ap-northeast-1")
    for role in roles:
        assert found(iam, role.name) == wanted(role, tags_of_policies=False)


def test_no_policy_takes_the_place_of_another() -> None:
    """Also where names of roles and policies come to the same when they are put together."""
    roles = [
        _role(key, policies=(Policy(f"{name}_{key}", PolicyKind.MANAGED, hostile.document([name]), ()),))
        for key, name in (("aa", "bb-cc"), ("aa-bb", "cc"))
    ]
    resources = evaluation.load(render(roles))["Resources"]
    assert sorted(each["Properties"].get("ManagedPolicyName", "") for each in resources.values()) == [
        *("", ""),
        *("bb-cc_aa", "cc_aa-bb"),
    ]


def test_exports_are_there_if_asked_for(aws: Server) -> None:
    """By the stack's name, which is unique; nothing else is exported."""
    (role,) = examples.roles("minimal.json").values()
    other = _role("other")
    _deploy(aws, [replace(role, is_exported=True), other], "eu-west-1")
    exports = {
        each["Name"]: each["Value"] for each in aws.client("cloudformation", "eu-west-1").list_exports()["Exports"]
    }
    assert exports == {
        "roles-SagemakerJobsRoleArn": role.arn,
        "roles-SagemakerJobsRoleName": role.name,
    }


@given(role=hostile.roles())
def test_a_template_comes_to_the_role(role: Role) -> None:
    """Once its functions are applied, the template says what the role says, whatever stands in its texts."""
    template = evaluation.load(render([role]))
    made = evaluation.roles_in(template, ACCOUNT, "ap-northeast-1")
    assert made == {role.name: wanted(role, tags_of_policies=False)}


def test_the_partition_follows_the_deployment() -> None:
    """In China ARNs are of the partition aws-cn. Not deployed: in moto's templates every partition is aws."""
    roles = [*examples.roles("china.yaml").values()]
    made = evaluation.roles_in(evaluation.load(render(roles)), ACCOUNT, "cn-north-1")
    assert made == {role.name: wanted(role, tags_of_policies=False) for role in roles}


@pytest.mark.parametrize(
    ("account", "region", "reasons"),
    [
        ("123456789012", "ap-northeast-1", []),
        ("999999999999", "ap-northeast-1", ["these roles belong in the account 123456789012"]),
        ("123456789012", "us-east-1", ["these roles belong in the region ap-northeast-1"]),
    ],
)
def test_rules_refuse_another_account_and_region(account: str, region: str, reasons: list[str]) -> None:
    """Where the role file names an account and a region, a deployment elsewhere is refused and told why."""
    template = evaluation.load(render([*examples.roles("team.yaml").values()]))
    assert evaluation.refused(template, evaluation.pseudo_parameters(account, region)) == reasons


def test_a_homeless_template_has_no_rules() -> None:
    """Without an account and a region in the role file the template goes anywhere."""
    assert "Rules" not in evaluation.load(render([*examples.roles("portable.yaml").values()]))


def test_outputs_name_each_role() -> None:
    """Each role's ARN and name, for other stacks, with what they are."""
    outputs = evaluation.load(render([*examples.roles("team.yaml").values()]))["Outputs"]
    described = {name: each.pop("Description") for name, each in outputs.items()}
    assert described["SagemakerComputeRoleArn"] == "ARN of the role sagemaker-compute"
    assert described["SagemakerDataScientistRoleName"] == "Name of the role sagemaker-data-scientist"
    assert outputs == {
        "SagemakerComputeRoleArn": {"Value": {"Fn::GetAtt": "SagemakerComputeRole.Arn"}},
        "SagemakerComputeRoleName": {"Value": {"Ref": "SagemakerComputeRole"}},
        "SagemakerDataScientistRoleArn": {"Value": {"Fn::GetAtt": "SagemakerDataScientistRole.Arn"}},
        "SagemakerDataScientistRoleName": {"Value": {"Ref": "SagemakerDataScientistRole"}},
    }


_role_names = st.text("abAB01_+=,.@-", min_size=1, max_size=8)


@given(one=_role_names, other=_role_names)
@example(one="a-b", other="aB")
@example(one="ab-1c", other="ab1c")
def test_logical_ids_follow_from_a_roles_name_alone(one: str, other: str) -> None:
    """Two roles share one only where IAM takes their names for the same."""
    assert (camel_case(one) == camel_case(other)) is (one.lower() == other.lower())
    assert camel_case(one).isalnum()


def test_logical_ids_stay() -> None:
    """Of a role that keeps its name, whatever its key, its place in the file and the other roles are."""
    compute, people = examples.roles("team.yaml").values()

    def ids(*roles: Role) -> set[str]:
        return set(evaluation.load(render(roles))["Resources"])

    assert ids(people, replace(compute, key="x", path="/x/")) == ids(compute, people)
    assert ids(people) < ids(compute, people)
    assert ids(compute) == {"SagemakerComputeRole", "SagemakerComputeSMComputeExecutionRolePolicy"}


def test_policies_of_one_role_do_not_clash() -> None:
    """Names of one's own policies that read alike without their punctuation have ids of their own."""
    names = ["read-all", "read.all", "readall", "Read_all", "SM_Read-all_a", "SM_Readall_a"]
    policies = tuple(Policy(name, PolicyKind.MANAGED, hostile.document(["*"]), (("x",),)) for name in names)
    assert len(evaluation.load(render([_role("a", policies=policies)]))["Resources"]) == 1 + len(names)
    own = tuple(policy._replace(origins=((),)) for policy in policies)
    assert len(evaluation.load(render([_role("a", policies=own)]))["Resources"]) == 1 + len(names)


def test_what_becomes_of_a_role_that_goes() -> None:
    """`retain` leaves it and its policies in the account; CloudFormation cannot force anything, which is said."""
    (role,) = examples.roles("minimal.json").values()
    retained = evaluation.load(render([replace(role, deletion=Deletion.RETAIN)]))["Resources"].values()
    assert {(each["DeletionPolicy"], each["UpdateReplacePolicy"]) for each in retained} == {("Retain", "Retain")}
    plain = evaluation.load(render([role]))["Resources"].values()
    assert not any("DeletionPolicy" in each for each in plain)
    assert list(_notices([replace(role, deletion=Deletion.FORCE)])) == ["cloudformation-force"]


@pytest.mark.parametrize(
    ("source", "stack"),
    [
        ("team.yaml", "team"),
        ("../fraud/two-teams.a.yaml", "two-teams-a"),
        ("roles.yaml", "STACK"),
        ("standard input", "STACK"),
        ("a role file", "STACK"),
        ("1.yaml", "STACK"),
    ],
)
def test_the_stack_is_called_like_the_role_file(source: str, stack: str) -> None:
    """Never by a name that many files have: files that share a stack delete each other's roles."""
    heading = render([*examples.roles("team.yaml").values()], source).partition("\n\n")[0]
    assert f" --stack-name {stack} " in heading
    assert " --no-fail-on-empty-changeset" in heading
    assert ("delete each other's roles" in heading) is (stack == "STACK")


def test_each_template_of_a_folder_has_a_stack_of_its_own() -> None:
    """Role by role in one stack, each deployment would delete the roles of the others."""
    files = render_folder(examples.roles("team.yaml"), Format.CLOUDFORMATION, "team.yaml")
    assert [re.findall(r"--(?:stack-name|template-file) (\S+)", text) for text in files.values()] == [
        ["team-compute", "compute.template.yaml"],
        ["team-data-scientist", "data-scientist.template.yaml"],
    ]
    adopted = render_adoption([*examples.roles("team.yaml").values()], "roles.yaml", None)["compute.template.yaml"]
    assert adopted.count("--stack-name STACK-compute ") == 2


def test_the_command_names_the_file() -> None:
    """As it is called, in one word of the shell; without one it is called like the role file."""
    roles = [*examples.roles("minimal.json").values()]
    assert "--template-file team.template.yaml " in render(roles, "../team.yaml")
    assert "--template-file 'my roles.yaml' " in render(roles, "team.yaml", "my roles.yaml")
    assert "--template-file a_b_ " in render(roles, "team.yaml", "a\nb$")


def test_roles_of_two_accounts_share_no_template() -> None:
    """One template can be guarded for one account only, and says so."""
    roles = [_role("a", account="111111111111"), _role("b", account="222222222222")]
    with pytest.raises(InputError, match="roles of 2 accounts cannot be in one template: 111111111111, 222222222222"):
        render(roles)


def test_a_dynamic_reference_is_refused() -> None:
    """CloudFormation would put a secret in place of such a text, and has no way to write it as text."""
    role = _role("a", description="{{resolve:secretsmanager:x}}")
    with pytest.raises(InputError, match="as a dynamic reference"):
        render([role])


def test_quotas_of_cloudformation_are_told_of() -> None:
    """Resources, outputs and the template's size, each with the number that is there and the one that may be."""
    assert _notices([*examples.roles("team.yaml").values()]) == {}
    policies = tuple(Policy(f"p{number}", PolicyKind.MANAGED, hostile.document(["*"]), ((),)) for number in range(6))
    few = _notices([_role(f"r{n}", policies=policies) for n in range(80)])
    assert set(few) == {"cloudformation-resources", "cloudformation-needs-s3"}
    assert "the template has 560 resources; a stack can have 500" in few["cloudformation-resources"]
    assert "above 51,200 it is deployed from S3" in few["cloudformation-needs-s3"]
    many = _notices([_role(f"r{n}") for n in range(3000)])
    assert set(many) == {"cloudformation-resources", "cloudformation-outputs", "cloudformation-size"}
    assert "the template has 6,000 outputs; a stack can have 200" in many["cloudformation-outputs"]


def test_the_template_as_people_see_it(snapshot: SnapshotAssertion) -> None:
    """Read a change of this snapshot as a reviewer of a template would."""
    assert render([*examples.roles("minimal.json").values()]) == snapshot


def _deploy(aws: Server, roles: list[Role], region: str) -> Any:
    """Deploys the roles' template; returns a client of IAM."""
    client, iam = aws.client("cloudformation", region), aws.client("iam", region)
    client.create_stack(StackName="roles", TemplateBody=render(roles), Capabilities=["CAPABILITY_NAMED_IAM"])
    stack = client.describe_stacks(StackName="roles")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack
    evaluation.attach(aws, "roles", evaluation.load(render(roles)), region)
    return iam


def _notices(roles: list[Role]) -> dict[str, str]:
    text = render(roles)
    template = evaluation.load(text)
    found = {notice.code: notice.message for notice in notices(roles, text)}
    for noun in ("Resources", "Outputs"):
        message = found.get(f"cloudformation-{noun.lower()}")
        assert message is None or f" {len(template[noun]):,} {noun.lower()};" in message
    return found


def _role(key: str, *, account: str | None = None, description: str = "", policies: tuple[Policy, ...] = ()) -> Role:
    statement = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = Document({"Version": "2012-10-17", "Statement": [statement]}, PolicyType.TRUST)
    environment = Environment(account)
    return Role(key, key, trust, description=description, policies=policies, environment=environment)
