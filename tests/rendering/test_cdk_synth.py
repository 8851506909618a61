"""The AWS CDK itself synthesises the constructs, in Python and TypeScript: `make test-cdk`.

It has 670 MB, so it is no development tool. `ROLECAST_CDK` names the folder with its Python and its `node_modules`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.rendering import evaluation, examples

from rolecast.composition.compose import compose
from rolecast.rendering import cdk_python, cdk_typescript, cloudformation
from rolecast.role import Role
from rolecast.rolefile.load import load, parse
from rolecast.rolefile.variables import Assigned

ACCOUNT, REGION = "123456789012", "eu-west-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123abcd-4567-89ab-cdef-0123456789ab"
STAGES = examples.FOLDER / "stages" / "roles.yaml"
_PYTHON = """
from aws_cdk import App, DefaultStackSynthesizer, Stack
import {modules}

app = App(outdir="out")
for name, module, inputs in (
    ("Team", team, {{}}), ("Inline", inline, {{}}), ("Everything", everything, {{}}), ("Portable", portable, {{}}),
    ("Stages", stages, {{"data_bucket": "ledger", "data_key": "{key}", "repositories": ("fraud", "base")}}),
):
    for stack, named in ((name, True), (name + "Unnamed", False)):
        made = Stack(app, stack, synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False))
        module.SageMakerRoles(made, "Roles", physical_names=named, **inputs)
app.synth()
"""
_TYPESCRIPT = """
import {{ App, DefaultStackSynthesizer, Stack }} from "aws-cdk-lib";
import * as team from "./team";
import * as inline from "./inline";
import * as everything from "./everything";
import * as portable from "./portable";
import * as stages from "./stages";

const app = new App({{ outdir: "out" }});
const key: team.RoleKey = "data-scientist";
for (const named of [true, false]) {{
  const stack = (name: string) =>
    new Stack(app, named ? name : `${{name}}Unnamed`, {{
      synthesizer: new DefaultStackSynthesizer({{ generateBootstrapVersionRule: false }}),
    }});
  const roles = new team.SageMakerRoles(stack("Team"), "Roles", {{ physicalNames: named }});
  if (!roles.roles[key].roleArn) throw new Error("no ARN");
  new inline.SageMakerRoles(stack("Inline"), "Roles", {{ physicalNames: named }});
  new everything.SageMakerRoles(stack("Everything"), "Roles", {{ physicalNames: named }});
  new portable.SageMakerRoles(stack("Portable"), "Roles", {{ physicalNames: named }});
  new stages.SageMakerRoles(stack("Stages"), "Roles", {{
    physicalNames: named,
    dataBucket: "ledger",
    dataKey: "{key}",
    repositories: ["fraud", "base"],
  }});
}}
app.synth();
"""


@dataclass(frozen=True)
class Cdk:
    """The CDK in a folder, and a folder for an app."""

    home: Path
    folder: Path

    def run(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def cdk(tmp_path: Path) -> Cdk:
    home = os.environ.get("ROLECAST_CDK")
    if home is None:
        pytest.skip("aws-cdk-lib is no development tool: `make test-cdk` installs it and runs this")
    return Cdk(Path(home).resolve(), tmp_path)


def test_python_makes_the_roles_of_the_template(cdk: Cdk) -> None:
    """With the same properties and the same policies, whatever its resources are called."""
    for name, roles in _given().items():
        (cdk.folder / f"{name}.py").write_text(cdk_python.render(roles), encoding="utf-8")
    program = _PYTHON.format(modules=", ".join(_given()), key=KEY)
    cdk.run(str(cdk.home / "bin" / "python"), "-c", program)
    _are_the_roles_of_the_templates(cdk.folder / "out")


def test_typescript_makes_the_roles_of_the_template(cdk: Cdk) -> None:
    """It compiles in strict mode, and makes the same."""
    node = shutil.which("node")
    if node is None or not (cdk.home / "node_modules").is_dir():
        pytest.skip("node or npm was not there when `make test-cdk` installed the CDK")
    for name, roles in _given().items():
        (cdk.folder / f"{name}.ts").write_text(cdk_typescript.render(roles), encoding="utf-8")
    (cdk.folder / "app.ts").write_text(_TYPESCRIPT.format(key=KEY), encoding="utf-8")
    (cdk.folder / "node_modules").symlink_to(cdk.home / "node_modules")
    compiler = cdk.home / "node_modules" / "typescript" / "bin" / "tsc"
    options = ("--strict", "--noUnusedLocals", "--skipLibCheck", "--target", "es2022", "--module", "commonjs")
    cdk.run(node, str(compiler), *options, "app.ts")
    cdk.run(node, "app.js")
    _are_the_roles_of_the_templates(cdk.folder / "out")


def _given() -> dict[str, list[Role]]:
    """The roles of the examples, by the name of their module; the variables of the last one are open."""
    inline = (examples.FOLDER / "team.yaml").read_text(encoding="utf-8") + "packing: inline\n"
    composed = {
        **{name: examples.roles(f"{name}.yaml") for name in ("team", "everything", "portable")},
        "inline": compose(parse(inline, "inline.yaml")),
        "stages": compose(load(STAGES, Assigned(leaves_open=True))),
    }
    return {name: [*roles.values()] for name, roles in composed.items()}


def _are_the_roles_of_the_templates(synthesised: Path) -> None:
    values = {"data_bucket": ["ledger"], "data_key": [KEY], "repositories": ["fraud,base"]}
    assigned = compose(load(STAGES, Assigned(values, ACCOUNT, REGION)))
    for name, roles in {**_given(), "stages": [*assigned.values()]}.items():
        region = roles[0].environment.region or REGION
        place = evaluation.pseudo_parameters(ACCOUNT, region)
        template = evaluation.load(cloudformation.render(roles))
        assert _made(_template(synthesised, name.title()), place) == _made(template, place)
        unnamed = _resources(_template(synthesised, f"{name.title()}Unnamed"))
        assert len(unnamed) == len(_resources(_template(synthesised, name.title()))) > 1
        assert not [each for each in unnamed.values() if isinstance(_name(each), str)]


def _template(folder: Path, stack: str) -> Any:
    text = (folder / f"{stack}.template.json").read_text(encoding="utf-8")
    return json.loads(re.sub(r'\{\s*"Fn::GetAtt":\s*\[\s*"(\w+)",\s*"Arn"\s*\]\s*\}', r'{"Ref": "\1.Arn"}', text))


def _resources(template: Any) -> dict[str, Any]:
    return {name: each for name, each in template["Resources"].items() if each["Type"].startswith("AWS::IAM::")}


def _made(template: Any, place: Mapping[str, Any]) -> dict[str, Any]:
    """The roles by name, and all policies with the names of the roles that have them."""
    resources = _resources(template)
    named = {name: _name(each) for name, each in resources.items()}
    arns = {
        f"{name}.Arn": f"arn:aws:iam::{ACCOUNT}:role{each['Properties']['Path']}{named[name]}"
        for name, each in resources.items()
        if "Path" in each["Properties"]
    }
    names = {**place, **named, **arns}
    evaluated = {name: evaluation.evaluate(each["Properties"], names) for name, each in resources.items()}
    inline = [evaluated.pop(name) for name, each in resources.items() if each["Type"] == "AWS::IAM::RolePolicy"]
    made = {named[name]: each for name, each in evaluated.items()}
    for each in inline:
        made[each.pop("RoleName")].setdefault("Policies", []).append(each)
    for each in [each for each in made.values() if "ManagedPolicyName" in each]:
        for role in each.pop("Roles", []):
            made[role].setdefault("ManagedPolicyArns", []).append(each["ManagedPolicyName"])
    _sort(made.values())
    return made


def _name(resource: Mapping[str, Any]) -> Any:
    """The role's or policy's name; of an inline policy a reference to its role's."""
    properties = resource["Properties"]
    return properties.get("ManagedPolicyName") or properties.get("RoleName")


def _sort(resources: Iterable[dict[str, Any]]) -> None:
    for each in resources:
        for texts in (each.get("ManagedPolicyArns", []), each.get("Tags", []), each.get("Policies", [])):
            texts.sort(key=lambda value: json.dumps(value, sort_keys=True))
