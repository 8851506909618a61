"""The AWS CDK itself synthesises the construct, where aws-cdk-lib is installed.

It has 428 MB, so it is no development tool.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.rendering import evaluation, examples

from rolecast.rendering import cdk_python, cloudformation

_PLACE = evaluation.pseudo_parameters("123456789012", "eu-west-1")
_PROGRAM = """
from aws_cdk import App, DefaultStackSynthesizer, Stack
from sagemaker_roles import SageMakerRoles

app = App(outdir="out")
stack = Stack(app, "Roles", synthesizer=DefaultStackSynthesizer(generate_bootstrap_version_rule=False))
SageMakerRoles(stack, "Roles", physical_names=True)
app.synth()
"""


def test_the_cdk_makes_the_roles_of_the_template(tmp_path: Path) -> None:
    """With the same properties and the same policies, whatever its resources are called."""
    pytest.importorskip("aws_cdk", reason="aws-cdk-lib is not installed")
    roles = [*examples.roles("team.yaml").values()]
    (tmp_path / "sagemaker_roles.py").write_text(cdk_python.render(roles), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _PROGRAM], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "Roles.template.json").read_text(encoding="utf-8")
    synthesised = re.sub(r'\{\s*"Fn::GetAtt":\s*\[\s*"(\w+)",\s*"Arn"\s*\]\s*\}', r'{"Ref": "\1.Arn"}', text)
    assert _made(json.loads(synthesised)) == _made(evaluation.load(cloudformation.render(roles)))


def _made(template: Any) -> dict[str, Any]:
    """The roles by name, and all policies with the names of the roles that have them."""
    resources = {name: each for name, each in template["Resources"].items() if each["Type"].startswith("AWS::IAM::")}
    named = {
        name: each["Properties"].get("RoleName") or each["Properties"]["ManagedPolicyName"]
        for name, each in resources.items()
    }
    arns = {
        f"{name}.Arn": f"arn:aws:iam::123456789012:role{each['Properties']['Path']}{named[name]}"
        for name, each in resources.items()
    }
    names = {**_PLACE, **named, **arns}
    made = {named[name]: evaluation.evaluate(each["Properties"], names) for name, each in resources.items()}
    for policy in [each for each in made.values() if "ManagedPolicyName" in each]:
        for role in policy.pop("Roles", []):
            made[role].setdefault("ManagedPolicyArns", []).append(policy["ManagedPolicyName"])
    for each in made.values():
        for texts in (each.get("ManagedPolicyArns", []), each.get("Tags", [])):
            texts.sort(key=json.dumps)
    return made
