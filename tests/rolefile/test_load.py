"""Role files as they are read: every key, the file's defaults, texts as they were typed."""

import json
from pathlib import Path
from typing import Any

import pytest

from rolecast.iam.documents import Document
from rolecast.reading.faults import InputError
from rolecast.rolefile.load import RoleFile, load, parse

EVERYTHING = """
$schema: roles.schema.json
version: 1
account: "123456789012"
region: ap-northeast-1
flow: role-manager
edition: console
packing: per-activity
network:
  subnets: [subnet-0a1b2c3d4e5f67890]
  security_groups: [sg-0a1b2c3d4e5f67890]
tags: {team: fraud}
name_prefix: ml-
permissions_boundary: arn:aws:iam::123456789012:policy/edge
quotas: {attached_policies: 10, trust_policy: 4096, roles: 5000, customer_managed_policies: 10000}
policy_suffix: _team
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:ap-northeast-1:123456789012:repository/fraud]
      manage-ml-jobs: {pass_roles: [compute]}
      manage-models: true
      manage-pipelines:
      manage-experiments: false
      use-mlflow: false
    pass_roles: [compute, arn:aws:iam::123456789012:role/other]
    additional_policies: [AmazonSageMakerFullAccess]
    extra_policies:
      own: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*"}}
    description: What jobs run with.
    name: the-whole-name
    path: /teams/fraud/
    max_session_duration: 7200
    trust:
      confused_deputy: true
      services: [sagemaker.amazonaws.com]
      principals: [arn:aws:iam::123456789012:root]
    studio_id: d-0a1b2c3d4e5f
    account: "111122223333"
    region: eu-west-1
    flow: domain-setup
    edition: console
    packing: inline
    network: false
    tags: {stage: test}
    name_prefix: ""
    permissions_boundary: PowerUserAccess
    quotas: {attached_policies: 25}
    policy_suffix: _own
"""
ACTIVITIES = {
    "access-required-aws-services": {
        "s3_buckets": ["fraud-training"],
        "ecr_repository_arns": ["arn:aws:ecr:ap-northeast-1:123456789012:repository/fraud"],
    },
    "manage-ml-jobs": {"pass_roles": ["compute"]},
    "manage-models": {},
    "manage-pipelines": {},
    "manage-experiments": False,
    "use-mlflow": False,
}


def test_every_key_is_read() -> None:
    """Of the file and of a role, whose own value replaces the file's; tags alone are merged."""
    (role,) = parse(EVERYTHING).roles.values()
    assert role.settings == {
        "persona": "compute-role",
        "activities": ACTIVITIES,
        "pass_roles": ["compute", "arn:aws:iam::123456789012:role/other"],
        "additional_policies": ["AmazonSageMakerFullAccess"],
        "extra_policies": {
            "own": Document(
                {
                    "Version": "2012-10-17",
                    "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
                }
            )
        },
        "description": "What jobs run with.",
        "name": "the-whole-name",
        "path": "/teams/fraud/",
        "max_session_duration": 7200,
        "trust": {
            "confused_deputy": True,
            "services": ["sagemaker.amazonaws.com"],
            "principals": ["arn:aws:iam::123456789012:root"],
        },
        "studio_id": "d-0a1b2c3d4e5f",
        "account": "111122223333",
        "region": "eu-west-1",
        "flow": "domain-setup",
        "edition": "console",
        "packing": "inline",
        "network": False,
        "tags": {"team": "fraud", "stage": "test"},
        "name_prefix": "",
        "permissions_boundary": "PowerUserAccess",
        "quotas": {"attached_policies": 25},
        "policy_suffix": "_own",
    }


def test_what_stands_at_the_top_is_every_roles_default() -> None:
    """A role that says nothing has all of it."""
    (role,) = parse(EVERYTHING[: EVERYTHING.index("  compute:")] + "  bare: {}\n").roles.values()
    assert role.settings == {
        "account": "123456789012",
        "region": "ap-northeast-1",
        "flow": "role-manager",
        "edition": "console",
        "packing": "per-activity",
        "network": {"subnets": ["subnet-0a1b2c3d4e5f67890"], "security_groups": ["sg-0a1b2c3d4e5f67890"]},
        "tags": {"team": "fraud"},
        "name_prefix": "ml-",
        "permissions_boundary": "arn:aws:iam::123456789012:policy/edge",
        "quotas": {
            "attached_policies": 10,
            "trust_policy": 4096,
            "roles": 5000,
            "customer_managed_policies": 10000,
        },
        "policy_suffix": "_team",
    }


def test_of_a_tag_on_both_levels_the_roles_own_counts() -> None:
    """The others of the file stay, its own come behind."""
    role = one("tags: {team: fraud, stage: live}", "tags: {stage: test, owner: ann}")
    assert list(role["tags"].items()) == [("team", "fraud"), ("stage", "test"), ("owner", "ann")]


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    """The same roles from a JSON file, indented with tabs and with a byte order mark as some editors write it."""
    rolefile = {"version": 1, "account": "123456789012", "roles": {"a": {"activities": {"manage-models": None}}}}
    path = tmp_path / "roles.json"
    path.write_text("\ufeff" + json.dumps(rolefile, indent="\t"), encoding="utf-8")
    yaml = 'version: 1\naccount: "123456789012"\nroles:\n  a:\n    activities:\n      manage-models:\n'
    assert settings(load(path)) == settings(parse(yaml)) == settings(load(str(path)))
    assert load(path).source == str(path)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("account: 012345670123", "012345670123"),
        ("tags: {a: 1.0}", {"a": "1.0"}),
        ("tags: {a: yes}", {"a": "yes"}),
        ("tags: {a: true}", {"a": "true"}),
        ("tags: {a: 2024-01-01}", {"a": "2024-01-01"}),
        ("tags: {a: 0x1F}", {"a": "0x1F"}),
        ("tags: {a: 1_000}", {"a": "1_000"}),
        ("tags: {a: 12:30:45}", {"a": "12:30:45"}),
        ("tags: {on: off}", {"on": "off"}),
        ("tags: {a: ''}", {"a": ""}),
        ("policy_suffix: 007", "007"),
    ],
)
def test_texts_stay_as_they_were_typed(setting: str, value: Any) -> None:
    """Whatever YAML would make of them: numbers, truths, dates, sexagesimal numbers."""
    assert one(setting)[setting.partition(":")[0]] == value


@pytest.mark.parametrize("key", ["on", "yes", "no", "true", "0123", "1.0", "2024-01-01", "a=b", "@team"])
def test_a_role_may_be_called_anything_that_iam_takes(key: str) -> None:
    """A role called `on` is not called `True`."""
    written = f'"{key}"' if key.startswith("@") else key
    assert list(parse(f"version: 1\nroles:\n  {written}: {{}}\n").roles) == [key]


def test_settings_know_their_place() -> None:
    """In the role or, where it inherits, at the top; what is not there is at the role's key."""
    role = parse(EVERYTHING).roles["compute"]
    assert str(role.key_place) == "roles.yaml:18:3"
    assert str(role.place("activities", "access-required-aws-services", "s3_buckets", 0)) == "roles.yaml:22:22"
    assert str(role.place("region")) == "roles.yaml:43:13"
    assert role.place("nothing") == role.key_place
    bare = parse("version: 1\nregion: eu-west-1\nroles:\n  bare: {}").roles["bare"]
    assert str(bare.place("region")) == "roles.yaml:2:9"


def one(*settings: str) -> Any:
    """The settings of the one role; the last is its own, those before it are the file's."""
    *top, own = settings
    (role,) = parse("\n".join(["version: 1", *top, "roles:", "  a:", f"    {own}"])).roles.values()
    return role.settings


def settings(rolefile: RoleFile) -> dict[str, Any]:
    return {key: role.settings for key, role in rolefile.roles.items()}


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        parse(text)
    return [str(fault) for fault in raised.value.faults]
