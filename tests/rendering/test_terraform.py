"""Terraform: the configuration as the real Terraform and its real provider take it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from tests.rendering import examples, hostile
from tests.rendering.readback import found, wanted
from tests.tools import Server, Terraform, terraform

from rolecast.iam.documents import Document
from rolecast.rendering import hcl
from rolecast.rendering import terraform as terraform_json
from rolecast.rendering.blocks import Block
from rolecast.rendering.configuration import texts
from rolecast.rendering.identifiers import snake_case
from rolecast.rendering.terraform import render, render_folder
from rolecast.role import Deletion, Environment, PolicyKind, Role

REGION = "ap-northeast-1"


def test_the_examples_and_hostile_texts_are_made_as_they_are(aws: Server, tmp_path: Path) -> None:
    """Terraform takes them, makes each role whole, has nothing left to do, and names what it has made.

    Nor has it in the other syntax: files can be built in that at any time. One apply, for it takes its time.
    """
    named = [examples.roles(name) for name in ("everything.yaml", "portable.yaml", "team.yaml")]
    roles = {key: role for each in [*named, hostile.several(2)] for key, role in each.items()}
    here = {key: replace(role, environment=Environment("123456789012", REGION)) for key, role in roles.items()}
    (tmp_path / "roles.tf.json").write_text(render([*here.values()]), encoding="utf-8")
    real = terraform(tmp_path, aws.environment(REGION))
    real.install()
    assert "Warning" not in real.must("apply", "-input=false", "-auto-approve")
    iam = aws.client("iam", REGION)
    assert {key: found(iam, role.name) for key, role in here.items()} == {
        key: wanted(role) for key, role in here.items()
    }
    outputs = {name: output["value"] for name, output in json.loads(real.must("output", "-json")).items()}
    assert outputs["role_arns"] == {key: role.resolve().arn for key, role in here.items()}
    assert outputs["role_names"] == {key: role.name for key, role in here.items()}
    managed = {
        key: {each.name: role.policy_arn(each.name) for each in role.policies if each.kind is PolicyKind.MANAGED}
        for key, role in here.items()
    }
    assert outputs["policy_arns"] == {key: policies for key, policies in managed.items() if policies}

    (tmp_path / "roles.tf.json").unlink()
    (tmp_path / "roles.tf").write_text(hcl.render([*here.values()]), encoding="utf-8")
    again = real.run("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout + again.stderr


@given(roles=st.lists(hostile.roles(), min_size=10, max_size=10, unique_by=lambda role: snake_case(role.name)))
@settings(max_examples=3, suppress_health_check=[*HealthCheck], phases=[Phase.generate])  # a run is slow to shrink
@pytest.mark.parametrize("syntax", [terraform_json, hcl])
def test_terraform_reads_every_text_as_it_is(syntax: Any, roles: list[Role]) -> None:
    """Whatever stands in a document, a description or a tag: Terraform's value of it is the text."""
    values: dict[str, Any] = {
        snake_case(role.name): {"texts": texts(role), "description": role.description, "tags": dict(role.tags)}
        for role in roles
    }
    text = syntax._text([Block("output", ("values",), ({"value": values},))], "roles.yaml")
    assert _evaluated(text, syntax.SUFFIX) == {snake_case(role.name): _texts(role) for role in roles}


@given(roles=st.lists(hostile.roles(), min_size=5, max_size=5, unique_by=lambda role: snake_case(role.name)))
@settings(max_examples=5, suppress_health_check=[*HealthCheck], phases=[Phase.generate])
def test_native_syntax_is_laid_out_as_terraform_lays_it_out(roles: list[Role]) -> None:
    """`terraform fmt` has nothing to change, whatever stands in a text."""
    named = [replace(role, key=f"r{number}") for number, role in enumerate(roles)]
    with TemporaryDirectory() as folder:
        _write(Path(folder), hcl.render_folder(named))
        formatted = terraform(Path(folder), os.environ).run("fmt", "-check", "-diff", "-recursive")
        assert (formatted.stdout, formatted.returncode) == ("", 0)


def test_the_examples_are_laid_out_too(tmp_path: Path) -> None:
    """In one file as in a folder."""
    for name in examples.NAMES:
        roles = [*examples.roles(name).values()]
        _write(tmp_path / name, {**hcl.render_folder(roles), "whole/roles.tf": hcl.render(roles)})
    formatted = terraform(tmp_path, os.environ).run("fmt", "-check", "-diff", "-recursive")
    assert (formatted.stdout, formatted.returncode) == ("", 0)


def test_the_partition_follows_the_region(aws: Server, tmp_path: Path) -> None:
    """In China ARNs are of the partition aws-cn; inline policies stand in the role."""
    roles = examples.roles("china.yaml")
    _write(tmp_path, render_folder([*roles.values()]))
    _make(terraform(tmp_path, aws.environment("cn-north-1")))
    iam = aws.client("iam", "cn-north-1")
    for role in roles.values():
        assert found(iam, role.name) == wanted(role)


def test_what_others_do_shows_up_and_what_must_not_happen_is_refused(aws: Server, tmp_path: Path) -> None:
    """A policy attached or written into the role by hand is in the next plan; another account or region has none.

    `deletion: retain` refuses the plan that destroys a role; `force` also detaches what others have attached.
    """
    (role,) = examples.roles("minimal.json").values()
    kept = replace(role, deletion=Deletion.RETAIN)
    forced = replace(role, key="forced", name="sagemaker-forced", policies=(), deletion=Deletion.FORCE)
    _write(tmp_path, {"roles.tf": hcl.render([kept, forced])})
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

    elsewhere = replace(real, environment=aws.environment("us-east-1", account="999999999999"))
    refused = elsewhere.run("plan", "-input=false")
    assert refused.returncode == 1
    assert "These roles belong in the region eu-west-1." in refused.stderr
    assert "These roles belong in the account 123456789012." in refused.stderr

    refused = real.run("plan", "-destroy", "-input=false")
    assert refused.returncode == 1
    assert "Instance cannot be destroyed" in refused.stderr
    assert "sagemaker_forced" not in refused.stderr
    iam.attach_role_policy(RoleName="sagemaker-forced", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    _write(tmp_path, {"roles.tf": hcl.render([kept])})
    real.must("apply", "-input=false", "-auto-approve")
    assert [each["RoleName"] for each in iam.list_roles()["Roles"]] == ["sagemaker-jobs"]


def test_a_homeless_configuration_is_not_guarded() -> None:
    """Without an account and a region in the role file the configuration goes anywhere, and asks for what it names."""
    roles = [*examples.roles("portable.yaml").values()]
    sources: dict[str, Any] = {
        "aws_caller_identity": {"current": {}},
        "aws_partition": {"current": {}},
        "aws_region": {"current": {}},
    }
    assert json.loads(render(roles))["data"] == sources
    plain = replace(roles[0], policies=(), attached=(), trust_policy=Document({}), permissions_boundary=None)
    assert "data" not in json.loads(render([plain]))


def test_a_folder_says_what_one_file_says() -> None:
    """The blocks are the same, in a file for each role and files for what they share."""
    roles = [*examples.roles("team.yaml").values()]
    files = render_folder(roles)
    shared = ["versions.tf.json", "main.tf.json", "outputs.tf.json"]
    assert list(files) == [*shared, "compute.tf.json", "data-scientist.tf.json"]
    together: dict[str, Any] = {}
    for text in files.values():
        _merge(together, json.loads(text))
    assert together == json.loads(render(roles))


@pytest.mark.parametrize("key", ["main", "outputs", "override", "my_override", ".hidden"])
def test_no_key_makes_a_file_that_terraform_reads_otherwise(key: str) -> None:
    """Terraform skips hidden files and takes `_override` for changes to others; main.tf.json is what roles share."""
    *_, name = render_folder([replace(next(iter(examples.roles("minimal.json").values())), key=key)])
    assert name == f"role.{key}.role.tf.json"


_role_names = st.text("abAB01_+=,.@-", min_size=1, max_size=8)


@given(one=_role_names, other=_role_names)
@example(one="a-b", other="a.b")
@example(one="a_b", other="a-b")
@example(one="a.b", other="a-b-5a0b5ae7")
def test_names_of_blocks_follow_from_a_roles_name_alone(one: str, other: str) -> None:
    """Two roles share one only where IAM takes their names for the same; no name begins with a digit."""
    assert (snake_case(one) == snake_case(other)) is (one.lower() == other.lower())
    assert re.fullmatch("[a-z_][a-z0-9_]*", snake_case(one))


def test_names_of_blocks_are_plain_where_they_can_be() -> None:
    """Hyphens are what names have; anything else would clash with it."""
    assert snake_case("sagemaker-data-scientist") == "sagemaker_data_scientist"
    assert snake_case("Team-ML2") == "team_ml2"
    assert re.fullmatch("team_ml_[0-9a-f]{8}", snake_case("team_ml"))


@pytest.mark.parametrize("change", [{"key": "x"}, {"key": "x", "path": "/x/"}, {"description": "x"}])
def test_addresses_stay(change: dict[str, Any]) -> None:
    """Of a role that keeps its name, whatever its key, its place in the file and the other roles are."""
    compute, people = examples.roles("team.yaml").values()

    def addresses(*roles: Role) -> set[tuple[str, str]]:
        resources = json.loads(render(roles))["resource"]
        return {(kind, name) for kind, names in resources.items() for name in names}

    assert addresses(people, replace(compute, **change)) == addresses(compute, people)
    assert addresses(people) < addresses(compute, people)


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
    assert not {"managed_policy_arns", "inline_policy"} & set(resources["aws_iam_role"]["sagemaker_everything"])


def _make(real: Terraform) -> None:
    real.init()
    real.must("apply", "-input=false", "-auto-approve")


def _evaluated(text: str, suffix: str) -> Any:
    """What the real Terraform makes of a configuration, with the provider's data written in."""
    known = {
        "data.aws_caller_identity.current.account_id": "123456789012",
        "data.aws_region.current.id": REGION,
        "data.aws_partition.current.partition": "aws",
        "data.aws_partition.current.dns_suffix": "amazonaws.com",
    }
    quote = '\\"' if suffix.endswith("json") else '"'
    for source, value in known.items():
        text = text.replace(source, f"{quote}{value}{quote}")
    with TemporaryDirectory() as folder:
        (Path(folder) / f"main{suffix}").write_text(text, encoding="utf-8")
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
    return {"texts": documents, "description": role.description, "tags": role.tags}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _merge(one: dict[str, Any], other: Mapping[str, Any]) -> None:
    for name, value in other.items():
        if isinstance(value, dict) and isinstance(one.get(name), dict):
            _merge(one[name], value)
        else:
            one[name] = value
