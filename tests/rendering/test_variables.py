"""Variables that are left open: what whoever deploys gives comes to the same as a value in the role file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.rendering import evaluation
from tests.rendering.readback import found, wanted
from tests.tools import ACCOUNT, Server, cfn_lint, terraform

from rolecast.composition.compose import compose
from rolecast.reading.faults import InputError
from rolecast.rendering import cloudformation, hcl
from rolecast.rendering import terraform as terraform_json
from rolecast.rendering.formats import BESIDE_ROLES, WITH_VARIABLES, Format, render
from rolecast.role import Role, UnresolvedError
from rolecast.rolefile.load import parse
from rolecast.rolefile.variables import Assigned

REGION = "eu-west-1"
FILE = """\
version: 1
edition: corrected
variables:
  bucket: {description: Bucket of the training data}
  more_buckets: {type: list, default: [fraud-one, fraud-two]}
  data_key:
  team: {default: fraud, description: 'Says "who", and pays'}
  subnets: {type: list}
  boundary: {default: 'arn:aws:iam::aws:policy/ReadOnlyAccess'}
tags: {team: "{{team}}", place: "{{region}}"}
permissions_boundary: "{{boundary}}"
encryption: {data_keys: ["{{data_key}}"], volume_keys: ["{{data_key}}"]}
network: {subnets: "{{subnets}}", security_groups: [sg-0a1b2c3d4e5f67890]}
roles:
  compute:
    persona: compute-role
    description: "Jobs of {{team}} in {{account}}, 100% ${team}"
    activities:
      access-required-aws-services:
        s3_buckets: ["{{bucket}}", "{{more_buckets}}", "{{team}}-data", "sagemaker-{{region}}-{{account}}"]
        ecr_repository_arns: ["arn:{{partition}}:ecr:{{region}}:{{account}}:repository/{{team}}"]
    inline_policies:
      own:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: "arn:aws:s3:::{{more_buckets}}/${aws:username}/*"
            Condition: {StringEquals: {"s3:ExistingObjectTag/team": "{{team}}"}}
  people:
    activities: {manage-ml-jobs: }
    pass_roles: [compute]
"""
VALUES: dict[str, list[str]] = {
    "bucket": ["ledger-training"],
    "more_buckets": ["ledger-a,ledger-b,ledger-c"],
    "data_key": [f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
    "team": ["ledger"],
    "subnets": ["subnet-0a1b2c3d4e5f67890,subnet-0a1b2c3d4e5f67891"],
    "boundary": [f"arn:aws:iam::{ACCOUNT}:policy/limit"],
}
LISTS = ("more_buckets", "subnets")
NEEDED = {name: VALUES[name] for name in ("bucket", "data_key", "subnets")}


def opened(region: str | None = REGION) -> list[Role]:
    return [*compose(parse(FILE, assigned=Assigned(region=region, leaves_open=True))).values()]


def filled(values: Mapping[str, list[str]], region: str = REGION) -> list[Role]:
    return [*compose(parse(FILE, assigned=Assigned(values, ACCOUNT, region))).values()]


PARAMETERS = {"".join(map(str.capitalize, name.split("_"))): texts[0] for name, texts in VALUES.items()}


def test_a_stack_with_parameters_is_the_file_with_values(aws: Server) -> None:
    """What is given as a parameter stands everywhere, several values of a list as several items."""
    template = cloudformation.render(opened())
    client, iam = aws.client("cloudformation", REGION), aws.client("iam", REGION)
    client.create_stack(
        StackName="fraud",
        TemplateBody=template,
        Parameters=[{"ParameterKey": name, "ParameterValue": text} for name, text in PARAMETERS.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    assert client.describe_stacks(StackName="fraud")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    evaluation.attach(aws, "fraud", evaluation.load(template), REGION, PARAMETERS)
    for role in filled(VALUES):
        assert found(iam, role.name) == wanted(role, tags_of_policies=False)


def test_a_parameter_that_is_not_given_has_its_default() -> None:
    """By our own evaluation of the template: moto takes the default of a list for one text."""
    template = evaluation.load(cloudformation.render(opened()))
    needed = {name: PARAMETERS[name] for name in ("Bucket", "DataKey", "Subnets")}
    made = evaluation.roles_in(template, ACCOUNT, REGION, needed)
    assert made == {role.name: wanted(role, tags_of_policies=False) for role in filled(NEEDED)}
    assert {name for name, each in template["Parameters"].items() if "Default" not in each} == needed.keys()


def test_cfn_lint_finds_nothing_in_parameters(tmp_path: Path) -> None:
    """Types, defaults, patterns and uses of parameters fit each other."""
    (tmp_path / "template.yaml").write_text(cloudformation.render(opened()), encoding="utf-8")
    done = subprocess.run(
        [cfn_lint(), "--regions", REGION, "--", "template.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""


def test_terraform_with_variables_is_the_file_with_values(aws: Server, tmp_path: Path) -> None:
    """In both syntaxes: the variables that are given, the defaults of the others, and no value that breaks a type."""
    real = terraform(tmp_path, aws.environment(REGION))
    for name, text in hcl.render_folder(opened(None)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert (real.must("fmt", "-check") or "fmt: nothing") == "fmt: nothing"
    real.init()
    real.must("apply", "-input=false", "-auto-approve", *_arguments(VALUES))
    iam = aws.client("iam", REGION)
    for role in filled(VALUES):
        assert found(iam, role.name) == wanted(role)

    for path in tmp_path.glob("*.tf"):
        path.unlink()
    for name, text in terraform_json.render_folder(opened(None)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    same = real.run("plan", "-input=false", "-detailed-exitcode", *_arguments(VALUES))
    assert same.returncode == 0, same.stdout + same.stderr
    real.must("apply", "-input=false", "-auto-approve", *_arguments(NEEDED))
    for role in filled(NEEDED):
        assert found(iam, role.name) == wanted(role)

    wrong = {**NEEDED, "bucket": ["*"], "team": ["a:b"], "subnets": ["subnet-0a1b2c3d4e5f67890,x"]}
    refused = real.run("plan", "-input=false", *_arguments(wrong))
    assert refused.returncode == 1
    assert refused.stderr.count("Invalid value for variable") == 3


def _arguments(values: Mapping[str, list[str]]) -> list[str]:
    lists = ("more_buckets", "subnets")
    return [
        f"-var={name}={json.dumps(texts[0].split(',')) if name in lists else texts[0]}"
        for name, texts in values.items()
    ]


@pytest.mark.parametrize("format", [each for each in Format if each not in WITH_VARIABLES])
def test_other_formats_need_every_value(format: Format) -> None:
    """What they make is for one account: an open variable is named, with the option that gives it."""
    roles = {role.key: role for role in filled({"bucket": ["ledger-training"]})}
    with pytest.raises(UnresolvedError) as error:
        render(roles, format)
    assert str(error.value) == (
        "role `compute` needs values of the variables `data_key`\n"
        "  help: give them with `--set data_key=VALUE`\n"
        "role `people` needs values of the variables `data_key` and `subnets`\n"
        "  help: give them with `--set data_key=VALUE` `--set subnets=VALUE`"
    )
    if format not in BESIDE_ROLES:
        assert "{{" not in render({role.key: role for role in filled(NEEDED)}, format)


def test_a_list_beside_what_only_the_deployment_knows_is_refused_for_cloudformation() -> None:
    """`Fn::Join` takes no function between texts: without a region the partition is not known."""
    with pytest.raises(InputError) as error:
        cloudformation.render(opened(None))
    assert str(error.value) == (
        "CloudFormation cannot put the list `more_buckets` beside `{{partition}}`\n"
        "  help: give the role file its `region:`"
    )


def test_the_interface_as_people_see_it(snapshot: Any) -> None:
    """Parameters, variables and inputs with their types, descriptions, defaults and patterns."""
    roles = {role.key: role for role in opened()}
    template = render(roles, Format.CLOUDFORMATION)
    shown = [
        template[: template.index("Rules:")],
        hcl.render_folder([*roles.values()])["variables.tf"],
        _from(render(roles, Format.CDK_PYTHON), "class ", "made["),
        _from(render(roles, Format.CDK_TYPESCRIPT), "export interface", "const made"),
    ]
    assert "\n".join(shown) == snapshot


def _from(text: str, first: str, last: str) -> str:
    return text[text.index(first) : text.index(last)]
