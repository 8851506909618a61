"""`rolecast show`: one activity, with what was set filled in and the rest left open."""

from __future__ import annotations

import json
import re

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call

from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import managed, templates
from rolecast.role import Environment
from rolecast.rolefile.shape import FLOWS

AWS = {"partition": ["aws"], "dns_suffix": ["amazonaws.com"]}


def _managed(name: str) -> object:
    document = managed.document(name)
    assert document is not None
    return document.json


@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_every_activity_can_be_shown(id: str, call: Call) -> None:
    """Its title, description, parameters, requirements, policy and sources, then the document."""
    activity = CATALOGUE.activity(id)
    outcome = call("show", id)
    assert (outcome.status, outcome.err) == (0, "")
    head, _, document = outcome.out.partition("\n{\n")
    assert head.startswith(f"{activity.title} ({id})\n{activity.description['en']}\n")
    for name, parameter in activity.parameters.items():
        assert f"parameter  {name}" in head
        assert parameter.description["en"] in head
    for alternatives in activity.requires:
        assert f"requires   {' or '.join(alternatives)}\n" in head
    assert f"policy     {', '.join(activity.policy_names(())) or f'{activity.managed}, managed by AWS'}\n" in head
    for source in activity.sources:
        assert f"source     {source}\n" in head
    assert json.loads("{\n" + document) == (
        _managed(activity.managed) if activity.managed else templates.fill(activity.document([]), AWS)
    )


@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_json_is_the_document_alone(id: str, call: Call) -> None:
    """AWS's own document of what AWS manages; places stay open in our names."""
    activity = CATALOGUE.activity(id)
    document = json.loads(call("show", id, "--format", "json").out)
    assert document["Version"] == "2012-10-17"
    if activity.managed:
        assert document == _managed(activity.managed)
    else:
        assert templates.names_in(document) <= {*activity.parameters, "account", "region"}


def test_what_is_set_is_filled_in(call: Call) -> None:
    """Parameters with several values, and the environment; `--set` twice adds."""
    once = call("show", "s3-bucket-access", "--set", "s3_buckets=raw,features", "--format", "json").out
    twice = call(
        *("show", "s3-bucket-access", "--set", "s3_buckets=raw", "--set", "s3_buckets= features", "--format", "json")
    ).out
    assert once == twice
    document = CATALOGUE.activity("s3-bucket-access").document([])
    assert json.loads(once) == templates.fill(document, {**AWS, "s3_buckets": ["raw", "features"]})


def test_variants(call: Call) -> None:
    """VPC conditions, domain setup, accounts and regions; each name may be set."""
    jobs = CATALOGUE.activity("manage-ml-jobs")
    values = {"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d", "sg-0a1b2c3e"]}
    assignments = [f"--set={name}={','.join(texts)}" for name, texts in values.items()]
    shown = json.loads(call("show", "manage-ml-jobs", "--vpc", *assignments, "--format", "json").out)
    assert shown == templates.fill(jobs.document(["vpc"]), {**AWS, **values})
    compute = CATALOGUE.activity("access-required-aws-services")
    setup = ["show", compute.id, "--flow", "domain-setup", "--account", "123456789012", "--region", "cn-north-1"]
    shown = json.loads(call(*setup, "--set", "studio_id=d-0a1b", "--format", "json").out)
    environment = Environment("123456789012", "cn-north-1").values
    assert shown == templates.fill(compute.document(["domain-setup"]), {**environment, "studio_id": ["d-0a1b"]})
    assert "sagemaker-cn-north-1-123456789012" in json.dumps(shown)


def test_domain_setup_has_no_vpc_conditions(call: Call) -> None:
    """They would have no effect there."""
    plain = call("show", "manage-ml-jobs", "--format", "json").out
    assert call("show", "manage-ml-jobs", "--vpc", "--flow", "domain-setup", "--format", "json").out == plain


@pytest.mark.parametrize("flow", FLOWS)
def test_every_flow_is_taken(flow: str, call: Call) -> None:
    """By its id."""
    assert call("show", "manage-models", "--flow", flow).status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["manage-model"], "there is no activity `manage-model`\n  help: did you mean `manage-models`?"),
        (["zzz"], "there is no activity `zzz`\n  help: `rolecast activities` lists them"),
        (["../personas/compute-role"], "there is no activity `../personas/compute-role`"),
        (["manage-models", "--account", "1"], "account: `1` is not an account: it has 12 digits"),
        (["manage-models", "--region", "virginia"], "region: `virginia` is not a region"),
        (["manage-models", "--set", "subnets=x"], "subnets: `x` is not a subnet id"),
        (["manage-models", "--set", "pass_roles=x"], "pass_roles: `x` is not the ARN of a role"),
        (
            ["manage-models", "--set", "passroles=x"],
            "has nothing called `passroles`\n  help: did you mean `pass_roles`?",
        ),
        (["manage-models", "--set", "subnets"], "`--set subnets` is not an assignment"),
        (
            ["manage-models", "--account", "123456789012", "--set", "account=111122223333"],
            "account: `111122223333` and `123456789012`\n  help: give one of them",
        ),
    ],
)
def test_what_is_refused(arguments: list[str], message: str, call: Call) -> None:
    """With the name and the value, and a suggestion where one is near."""
    outcome = call("show", *arguments)
    assert (outcome.status, outcome.out) == (1, "")
    assert message in outcome.err


def test_several_wrong_values_are_told_together(call: Call) -> None:
    """Not the first alone."""
    outcome = call("show", "manage-models", "--account", "1", "--region", "x", "--set", "y=z")
    assert outcome.err.endswith("\n3 errors\n")


def test_show_is_read_by_people(call: Call, snapshot: SnapshotAssertion) -> None:
    """The whole text of one activity."""
    assert call("show", "s3-bucket-access", "--set", "s3_buckets=raw-data").out == snapshot


@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_it_speaks_japanese(id: str, call: Call) -> None:
    """Every line but the title, the sources has Japanese in it, with corrections and their reasons."""
    outcome = call("show", id, "--lang", "ja", "--edition", "corrected")
    head = outcome.out.partition("\n{\n")[0].splitlines()
    assert head[1] == CATALOGUE.activity(id).description["ja"]
    assert [line for line in head[1:] if line and not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", line)] == []


def test_notices_are_japanese_too(call: Call) -> None:
    """Those about options without effect, with the activity that they are about."""
    told = "`--vpc` は効果がありません: このアクティビティに該当する条件はありません"
    outcome = call("show", "s3-full-access", "--vpc", "--lang", "ja")
    assert outcome.err == f"通知: アクティビティ `s3-full-access`: {told}\n"
