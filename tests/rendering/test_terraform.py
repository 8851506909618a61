"""Terraform: the configuration as the real Terraform and its real provider take it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.rendering import examples, hostile
from tests.rendering.readback import found, wanted
from tests.tools import Server, Terraform, terraform

from rolecast.rendering.terraform import render, render_folder
from rolecast.role import Environment, Role

REGION = "ap-northeast-1"


def test_the_examples_and_hostile_texts_are_made_as_they_are(aws: Server, tmp_path: Path) -> None:
    """Terraform takes them, makes each role whole, and has nothing left to do. One apply, for it takes its time."""
    named = [examples.roles(name) for name in examples.NAMES]
    roles = {key: role for each in [*named, hostile.several(4)] for key, role in each.items()}
    here = {key: replace(role, environment=Environment("123456789012", REGION)) for key, role in roles.items()}
    (tmp_path / "roles.tf.json").write_text(render([*here.values()]), encoding="utf-8")
    _make(terraform(tmp_path, aws.environment(REGION)))
    iam = aws.client("iam", REGION)
    assert {key: found(iam, role.name) for key, role in here.items()} == {
        key: wanted(role) for key, role in here.items()
    }


@given(roles=st.lists(hostile.roles(), min_size=20, max_size=20, unique_by=lambda role: role.key))
@settings(max_examples=3, suppress_health_check=[*HealthCheck], phases=[Phase.generate])  # a run is slow to shrink
def test_terraform_reads_every_text_as_it_is(roles: list[Role]) -> None:
    """Whatever stands in a document, a description or a tag: Terraform's value of it is the text."""
    config = json.loads(render(roles))
    resources = config["resource"]["aws_iam_role"]
    ids = dict(zip(resources, roles, strict=True))
    values = {
        name: {
            "locals": config["locals"][name],
            "description": resources[name].get("description", ""),
            "tags": resources[name].get("tags", {}),
        }
        for name in ids
    }
    assert _evaluated(values) == {name: _texts(role) for name, role in ids.items()}


def test_the_partition_follows_the_region(aws: Server, tmp_path: Path) -> None:
    """In China ARNs are of the partition aws-cn; inline policies stand in the role."""
    roles = examples.roles("china.yaml")
    _write(tmp_path, render_folder([*roles.values()]))
    _make(terraform(tmp_path, aws.environment("cn-north-1")))
    iam = aws.client("iam", "cn-north-1")
    for role in roles.values():
        assert found(iam, role.name) == wanted(role)


def test_what_comes_from_outside_shows_up_and_other_places_are_refused(aws: Server, tmp_path: Path) -> None:
    """A policy attached or written into the role by hand is in the next plan; another account or region has none."""
    _write(tmp_path, render_folder([*examples.roles("minimal.json").values()]))
    real = terraform(tmp_path, aws.environment("eu-west-1"))
    _make(real)
    iam = aws.client("iam")
    iam.attach_role_policy(RoleName="sagemaker-jobs", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    document = hostile.document(["*"]).text
    iam.put_role_policy(RoleName="sagemaker-jobs", PolicyName="by-hand", PolicyDocument=document)
    plan = real.run("plan", "-input=false", "-detailed-exitcode")
    assert plan.returncode == 2
    assert '- "arn:aws:iam::aws:policy/AdministratorAccess"' in plan.stdout
    assert '- "by-hand"' in plan.stdout

    elsewhere = replace(real, environment=aws.environment("us-east-1")).run("plan", "-input=false")
    assert elsewhere.returncode == 1
    assert "These roles belong in the region eu-west-1." in elsewhere.stderr
    foreign = replace(real, environment=aws.environment("eu-west-1", account="999999999999")).run(
        "plan", "-input=false"
    )
    assert foreign.returncode == 1
    assert "These roles belong in the account 123456789012." in foreign.stderr


def test_a_homeless_configuration_is_not_guarded() -> None:
    """Without an account and a region in the role file the configuration goes anywhere."""
    data = json.loads(render([*examples.roles("portable.yaml").values()]))["data"]
    assert data == {
        "aws_caller_identity": {"current": {}},
        "aws_partition": {"current": {}},
        "aws_region": {"current": {}},
    }


def test_a_folder_says_what_one_file_says() -> None:
    """The blocks are the same, in a file for each role and one for what they share."""
    roles = [*examples.roles("team.yaml").values()]
    files = render_folder(roles)
    assert list(files) == ["main.tf.json", "compute.tf.json", "data-scientist.tf.json"]
    together: dict[str, Any] = {}
    for text in files.values():
        _merge(together, json.loads(text))
    assert together == json.loads(render(roles))


@pytest.mark.parametrize("key", ["main", "override", "my_override", ".hidden"])
def test_no_key_makes_a_file_that_terraform_reads_otherwise(key: str) -> None:
    """Terraform skips hidden files and takes `_override` for changes to others; main.tf.json is what roles share."""
    main, name = render_folder([replace(next(iter(examples.roles("minimal.json").values())), key=key)])
    assert main == "main.tf.json"
    assert name == f"role.{key}.role.tf.json"


def test_identifiers_do_not_clash() -> None:
    """Keys that differ in punctuation alone have blocks of their own; an identifier begins with no digit."""
    (role,) = examples.roles("minimal.json").values()
    roles = [replace(role, key=key) for key in ("a-b", "a.b", "1st")]
    made = json.loads(render(roles))["resource"]["aws_iam_role"]
    first, second, third = made
    assert (first, third) == ("a_b", "_1st")
    assert second.startswith("a_b")


def test_nothing_deprecated_is_used() -> None:
    """Policies are resources of their own, beside the exclusive ones; the role's deprecated arguments are not used."""
    resources = json.loads(render([*examples.roles("everything.yaml").values()]))["resource"]
    assert set(resources) == {
        "aws_iam_role",
        "aws_iam_policy",
        "aws_iam_role_policy_attachment",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_iam_role_policies_exclusive",
    }
    assert not {"managed_policy_arns", "inline_policy"} & set(resources["aws_iam_role"]["everything"])


def _make(real: Terraform) -> None:
    """Validates and applies, without a warning, and plans again: nothing is left to do."""
    real.init()
    validated = json.loads(real.must("validate", "-json"))
    assert (validated["valid"], validated["diagnostics"]) == (True, [])
    applied = real.must("apply", "-input=false", "-auto-approve")
    assert "Warning" not in applied
    again = real.run("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout + again.stderr


def _evaluated(values: dict[str, Any]) -> Any:
    """What the real Terraform makes of the values, with the provider's data written in."""
    known = {
        "data.aws_caller_identity.current.account_id": "123456789012",
        "data.aws_region.current.id": REGION,
        "data.aws_partition.current.partition": "aws",
        "data.aws_partition.current.dns_suffix": "amazonaws.com",
    }
    text = json.dumps({"output": {"values": {"value": values}}})
    for source, value in known.items():
        text = text.replace(source, f'\\"{value}\\"')
    with TemporaryDirectory() as folder:
        (Path(folder) / "main.tf.json").write_text(text, encoding="utf-8")
        real = terraform(Path(folder), os.environ)
        real.must("apply", "-input=false", "-auto-approve")
        return json.loads(real.must("output", "-json"))["values"]["value"]


def _texts(role: Role) -> dict[str, Any]:
    resolved = role.resolve()
    managed, inline = resolved.policies
    documents = {
        "trust_policy": resolved.trust_policy.json,
        "policies": {managed.name: managed.document.json},
        "inline_policies": {inline.name: inline.document.json},
    }
    return {"locals": documents, "description": role.description, "tags": role.tags}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _merge(one: dict[str, Any], other: Mapping[str, Any]) -> None:
    for name, value in other.items():
        if isinstance(value, dict) and isinstance(one.get(name), dict):
            _merge(one[name], value)
        else:
            one[name] = value
