"""What `terraform show -json` prints: roles and policies of plans and states, made by the real tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.tools import Server, Terraform, terraform

from rolecast.iam import openings
from rolecast.iam.comparison import Verdict
from rolecast.reading.faults import Fault, Place
from rolecast.role import Role
from rolecast.sources import texts
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, Item, SourceKind, Unread
from rolecast.workflows.comparing import granted

CONFIGURATION = """
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}

resource "aws_s3_bucket" "data" { bucket_prefix = "data-" }

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "objects" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.data.arn}/*"]
  }
}

resource "aws_iam_role" "training" {
  name               = "training"
  path               = "/ml/"
  description        = "Trains"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = { team = "fraud" }
}

resource "aws_iam_role_policy" "logs" {
  name   = "logs"
  role   = aws_iam_role.training.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_iam_role_policy" "objects" {
  name   = "objects"
  role   = aws_iam_role.training.name
  policy = data.aws_iam_policy_document.objects.json
}

resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "shared" {
  role       = aws_iam_role.training.name
  policy_arn = aws_iam_policy.shared.arn
}

resource "aws_iam_role_policy_attachment" "aws" {
  role       = aws_iam_role.training.id
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

module "team" {
  source   = "./team"
  for_each = toset(["a", "b"])
  name     = each.key
}
"""
MODULE = """
variable "name" { type = string }

resource "aws_iam_role" "this" {
  name_prefix        = "team-${var.name}-"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  inline_policy {
    name   = "own"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "ec2:DescribeVpcs", Resource = "*" }]
    })
  }
}

resource "aws_iam_policy" "this" {
  name   = "team-${var.name}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sns:*", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = aws_iam_policy.this.arn
}
"""


@pytest.fixture
def tool(tmp_path: Path, aws: Server) -> Terraform:
    (tmp_path / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "main.tf").write_text(MODULE, encoding="utf-8")
    made = terraform(tmp_path, aws.environment())
    made.init()
    return made


def items(text: str) -> list[Item]:
    parsed = texts.parse(text, "plan.json")
    assert parsed.kind is SourceKind.TERRAFORM
    return list(texts.read(parsed).items)


def roles(found: list[Item]) -> dict[str, Role]:
    return {item.role.key: item.role for item in found if isinstance(item, FoundRole)}


def test_a_plan(tool: Terraform) -> None:
    """What is known is read; what only the apply makes known is open; policies are at the roles that get them."""
    tool.must("plan", "-out=plan", "-input=false")
    found = items(tool.must("show", "-json", "plan"))
    made = roles(found)
    of_team = [f'module.team["{key}"].aws_iam_role.this' for key in ("a", "b")]
    assert sorted(made) == ["aws_iam_role.training", *of_team]
    training = made["aws_iam_role.training"]
    assert (training.name, training.path, training.description) == ("training", "/ml/", "Trains")
    assert training.tags == {"team": "fraud"}
    assert training.trust_policy.statements[0].actions == ("sts:AssumeRole",)
    by_name = {policy.name: policy.document for policy in training.policies}
    assert sorted(by_name) == ["logs", "objects"]
    assert by_name["logs"].statements[0].actions == ("logs:PutLogEvents",)
    assert openings.is_unknown(by_name["objects"])
    assert list(by_name["objects"].open.values())[-1] == "aws_iam_role_policy.objects.policy"
    shared, of_aws = sorted(training.attached, key=lambda policy: policy.name, reverse=True)
    assert shared.document is not None
    assert shared.document.statements[0].actions == ("sqs:*",)
    assert of_aws.name == "AmazonS3ReadOnlyAccess"
    for key, address in zip(("a", "b"), of_team, strict=True):
        role = made[address]
        assert role.name.startswith("{{")
        assert [policy.name for policy in role.policies] == ["own"]
        (attached,) = role.attached
        assert attached.name == f"team-{key}"
    assert [item.name for item in found if isinstance(item, FoundPolicy)] == [
        "aws_iam_policy.shared",
        'module.team["a"].aws_iam_policy.this',
        'module.team["b"].aws_iam_policy.this',
    ]


def test_a_state(tool: Terraform) -> None:
    """After the apply everything is known, and a policy that the role lists too is there once."""
    tool.must("apply", "-auto-approve", "-input=false")
    found = items(tool.must("show", "-json"))
    made = roles(found)
    training = made["aws_iam_role.training"]
    assert sorted(policy.name for policy in training.policies) == ["logs", "objects"]
    assert not any(openings.is_open(policy.document) for policy in training.policies)
    assert sorted(policy.name for policy in training.attached) == ["AmazonS3ReadOnlyAccess", "shared"]
    assert all(policy.document is not None for policy in training.attached)
    assert len(made['module.team["a"].aws_iam_role.this'].policies) == 1
    assert [item for item in found if isinstance(item, Unread)] == []


def plan(*resources: dict[str, Any]) -> str:
    changes = [
        {
            "address": f"{each['type']}.{number}",
            "mode": "managed",
            "type": each["type"],
            "change": {
                "actions": ["create"],
                "after": each.get("after", {}),
                "after_unknown": each.get("after_unknown", {}),
            },
        }
        for number, each in enumerate(resources)
    ]
    return json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": changes}, indent=1)


ALLOW = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
TRUST = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": {"Service": "x.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
)


def test_one_malformed_resource_does_not_hide_the_others() -> None:
    """A policy that is no JSON, and one that is not there."""
    text = plan(
        {"type": "aws_iam_role", "after": {"name": "good", "assume_role_policy": TRUST}},
        {"type": "aws_iam_role", "after": {"name": "bad", "assume_role_policy": "{'Version'}"}},
        {"type": "aws_iam_role", "after": {"name": "none"}},
    )
    found = items(text)
    assert list(roles(found)) == ["aws_iam_role.0"]
    assert [(item.place, item.message) for item in found if isinstance(item, Fault)] == [
        (Place("plan.json", 30, 28), "in the policy in this string: this is not JSON: `'` does not begin a string"),
        (Place("plan.json", 43, 14), "`aws_iam_role.2` has no `assume_role_policy`"),
    ]


def test_an_attachment_to_nobody_that_is_known() -> None:
    """It is said, since any role may have it."""
    text = plan(
        {"type": "aws_iam_role", "after": {"name": "good", "assume_role_policy": TRUST}},
        {
            "type": "aws_iam_role_policy_attachment",
            "after": {"policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            "after_unknown": {"role": True},
        },
    )
    assert [item.message for item in items(text) if isinstance(item, Unread)] == [
        "the roles, users and groups of `aws_iam_role_policy_attachment.1` are not known"
    ]


def test_users_and_groups_have_what_the_plan_says() -> None:
    """Their policies, attached ones, boundary and groups; a group from outside is not known."""
    admin, readonly = (f"arn:aws:iam::aws:policy/{name}" for name in ("AdministratorAccess", "ReadOnlyAccess"))
    text = plan(
        {"type": "aws_iam_user", "after": {"name": "ada", "permissions_boundary": readonly}},
        {"type": "aws_iam_user", "after": {"name": "bob"}},
        {"type": "aws_iam_group", "after": {"name": "readers"}},
        {"type": "aws_iam_user_policy", "after": {"user": "ada", "name": "own", "policy": ALLOW}},
        {"type": "aws_iam_user_policy_attachment", "after": {"user": "ada", "policy_arn": admin}},
        {"type": "aws_iam_group_policy_attachment", "after": {"group": "readers", "policy_arn": readonly}},
        {"type": "aws_iam_policy_attachment", "after": {"users": ["bob"], "groups": [], "policy_arn": readonly}},
        {"type": "aws_iam_user_group_membership", "after": {"user": "ada", "groups": ["readers", "outside"]}},
        {"type": "aws_iam_group_membership", "after": {"group": "readers", "users": ["bob"]}},
        {"type": "aws_iam_group_policy_attachment", "after": {"group": "outside", "policy_arn": admin}},
    )
    found = items(text)
    ada, bob = (item.user for item in found if isinstance(item, FoundUser))
    (readers,) = (item.group for item in found if isinstance(item, FoundGroup))
    assert [policy.name for policy in ada.policies] == ["own"]
    assert [[each.name for each in held.attached] for held in (ada, bob, readers)] == [
        ["AdministratorAccess"],
        ["ReadOnlyAccess"],
        ["ReadOnlyAccess"],
    ]
    assert ada.permissions_boundary is not None
    assert [(each.name, bool(each.unknown)) for each in ada.groups] == [("readers", False), ("outside", True)]
    assert bob.groups == (readers,)
    assert [item.name for item in found if isinstance(item, FoundPolicy)] == ["aws_iam_user_policy.3"]
    assert [item.message for item in found if isinstance(item, Unread)] == [
        "the roles, users and groups of `aws_iam_group_policy_attachment.9` are not known"
    ]
    verdicts = {each.key: each.verdict for each in granted(text, "iam:CreateUser").roles}
    assert verdicts == {
        "user/aws_iam_user.0": Verdict.UNKNOWN,
        "user/aws_iam_user.1": Verdict.SAME,
        "group/aws_iam_group.2": Verdict.SAME,
    }
    assert {
        each.key for each in granted(text.replace(readonly, admin), "iam:CreateUser").roles if each.permissions.gains
    } == {
        "user/aws_iam_user.1",
        "group/aws_iam_group.2",
    }


@pytest.mark.parametrize(
    ("type", "after", "unknown"),
    [
        ("aws_iam_user_group_membership", {"user": "ada", "groups": ["readers", None]}, {"groups": [False, True]}),
        ("aws_iam_user_group_membership", {"user": "ada"}, {"groups": True}),
        ("aws_iam_group_membership", {"group": "writers"}, {"users": True}),
        ("aws_iam_group_membership", {"group": "writers", "users": [None]}, {"users": [True]}),
    ],
)
def test_a_membership_that_is_not_known(type: str, after: dict[str, Any], unknown: dict[str, Any]) -> None:
    """Any user that it refers to may be in the group, whose policies may allow more."""
    text = plan(
        {"type": "aws_iam_user", "after": {"name": "ada"}},
        {"type": "aws_iam_user", "after": {"name": "bob"}},
        {"type": "aws_iam_group", "after": {"name": "readers"}},
        {
            "type": type,
            "after": after,
            "after_unknown": unknown,
        },
    )
    users = {"references": ["aws_iam_user.0.name", "aws_iam_user.0", "aws_iam_user.1.name", "aws_iam_user.1"]}
    configured = {"address": f"{type}.3", "expressions": {"users": users}}
    text = json.dumps({**json.loads(text), "configuration": {"root_module": {"resources": [configured]}}})
    verdicts = {each.key: each.verdict for each in granted(text, "iam:CreateUser").roles}
    assert verdicts["user/aws_iam_user.0"] is Verdict.UNKNOWN
    assert (verdicts["user/aws_iam_user.1"] is Verdict.UNKNOWN) == ("users" in unknown)
    assert not any(
        group.name == "null" for item in items(text) if isinstance(item, FoundUser) for group in item.user.groups
    )
    assert any(isinstance(item, Unread) for item in items(text)) == ("users" in unknown)


def test_what_a_plan_destroys_is_not_there() -> None:
    """It has no values after the apply."""
    value = json.loads(plan({"type": "aws_iam_role", "after": {"assume_role_policy": TRUST}}))
    value["resource_changes"][0]["change"]["after"] = None
    assert items(json.dumps(value)) == []


READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
GOOD: dict[str, Any] = {"type": "aws_iam_role", "after": {"name": "good", "assume_role_policy": TRUST}}


def test_what_terraform_forgets_stays_as_it_is() -> None:
    """A resource that leaves the state by a `removed` block is not destroyed."""
    value = json.loads(plan(GOOD))
    change = value["resource_changes"][0]["change"]
    change.update(actions=["forget"], before=change["after"], after=None)
    assert list(roles(items(json.dumps(value)))) == ["aws_iam_role.0"]


def test_exclusive_attachments_are_attachments() -> None:
    """All of the list, or none that is known."""
    after = {"role_name": "good"}
    exclusive = {"type": "aws_iam_role_policy_attachments_exclusive", "after": after}
    known = plan(GOOD, {**exclusive, "after": {**after, "policy_arns": [READ_ONLY]}})
    assert [each.arn for each in roles(items(known))["aws_iam_role.0"].attached] == [READ_ONLY]
    unknown = plan(GOOD, {**exclusive, "after_unknown": {"policy_arns": [False, True]}})
    (attached,) = roles(items(unknown))["aws_iam_role.0"].attached
    assert attached.text is not None
    assert openings.is_unknown(attached.text)


def test_an_attachment_that_is_known_in_part() -> None:
    """One of its roles is not known, and it has users."""
    after = {"roles": ["good", None], "users": ["ana"], "policy_arn": READ_ONLY}
    text = plan(GOOD, {"type": "aws_iam_policy_attachment", "after": after, "after_unknown": {"roles": [False, True]}})
    found = items(text)
    assert [each.arn for each in roles(found)["aws_iam_role.0"].attached] == [READ_ONLY]
    assert [item.message for item in found if isinstance(item, Unread)] == [
        "the roles, users and groups of `aws_iam_policy_attachment.1` are not known"
    ]


def test_an_attachment_to_a_user_that_the_plan_lacks() -> None:
    """What its user has is not known, though its role is."""
    after = {"roles": ["good"], "users": ["ana"], "policy_arn": READ_ONLY}
    found = items(plan(GOOD, {"type": "aws_iam_policy_attachment", "after": after}))
    (unread,) = (item for item in found if isinstance(item, Unread))
    assert unread.message == "the roles, users and groups of `aws_iam_policy_attachment.1` are not known"
    assert unread.content is not None
    assert "ana" in unread.content


@pytest.mark.parametrize(
    "type", ["aws_cloudformation_stack", "aws_ssoadmin_managed_policy_attachment", "awscc_iam_role"]
)
def test_what_has_policies_and_is_not_read(type: str) -> None:
    """It is said, with its text for a comparison: what that leaves open is only the same in the same plan."""
    (unread,) = items(
        plan({"type": type, "after": {"user": "ana", "policy_arn": READ_ONLY}, "after_unknown": {"id": True}})
    )
    assert isinstance(unread, Unread)
    assert unread.message == f"the policies of `{type}.0` (`{type}`) are not read"
    assert unread.content is not None
    assert READ_ONLY in unread.content


def configured(text: str, *expressions: dict[str, list[str]], **calls: Any) -> str:
    """A plan with the references of each resource's arguments, and calls of modules."""
    value = json.loads(text)
    found = [
        {
            "address": change["address"].partition("[")[0],
            "expressions": {key: {"references": texts} for key, texts in each.items()},
        }
        for change, each in zip(value["resource_changes"], expressions, strict=False)
    ]
    value["configuration"] = {"root_module": {"resources": found, "module_calls": calls}}
    return json.dumps(value)


def instances(text: str, *keys: str) -> str:
    """The plan with the first resources called `own`, as instances of one with these keys."""
    value = json.loads(text)
    for change, key in zip(value["resource_changes"], keys, strict=False):
        change["address"] = f'{change["type"]}.own["{key}"]'
    return json.dumps(value)


@pytest.mark.parametrize(
    ("references", "has_policy"),
    [
        (["aws_iam_policy.own", "each.key"], "a"),
        (['aws_iam_policy.own["b"].arn', 'aws_iam_policy.own["b"]', "aws_iam_policy.own"], "b"),
        (["aws_iam_policy.own", "each.value"], None),
        (["aws_iam_policy.own"], None),
    ],
)
def test_of_several_instances_it_is_the_one_that_is_meant(references: list[str], has_policy: str | None) -> None:
    """By its key, or by the index of the attachment if the argument has it; else it is not known which one."""
    policies = [
        {"type": "aws_iam_policy", "after": {"name": key, "policy": json.dumps({"Statement": []})}}
        for key in ("a", "b")
    ]
    attachment = {
        "type": "aws_iam_role_policy_attachment",
        "after": {"role": "good"},
        "after_unknown": {"policy_arn": True},
    }
    value = json.loads(instances(plan(*policies, GOOD, attachment), "a", "b"))
    value["resource_changes"][3]["address"] = 'aws_iam_role_policy_attachment.own["a"]'
    text = configured(json.dumps(value), {}, {}, {}, {"policy_arn": references})
    (attached,) = roles(items(text))["aws_iam_role.2"].attached
    assert attached.text is not None
    assert (None if openings.is_unknown(attached.text) else attached.name) == has_policy


@pytest.mark.parametrize("type", ["aws_iam_policy_attachment", "aws_iam_role_policy"])
def test_roles_that_are_not_known_may_be_any_that_are_named(type: str) -> None:
    """Each of them may have the policy, and that it is not known which is said."""
    argument = "roles" if type == "aws_iam_policy_attachment" else "role"
    after = {"policy_arn": READ_ONLY, "name": "own", "policy": json.dumps({"Statement": []})}
    made = plan(
        GOOD,
        GOOD | {"after": GOOD["after"] | {"name": "other"}},
        {"type": type, "after": after, "after_unknown": {argument: True}},
    )
    found = items(configured(made, {}, {}, {argument: ["aws_iam_role.0.name", "aws_iam_role.0", "aws_iam_role.1"]}))
    for role in roles(found).values():
        (policy,) = role.policies
        assert openings.is_unknown(policy.document)
    assert [item.message for item in found if isinstance(item, Unread)] == [
        f"the roles, users and groups of `{type}.2` are not known"
    ]


def test_a_role_that_a_module_is_given() -> None:
    """Its variable refers to what the call refers to."""
    policy = {"type": "aws_iam_role_policy", "after": {"name": "own", "policy": json.dumps({"Statement": []})}}
    value = json.loads(plan(GOOD, policy | {"after_unknown": {"role": True}}))
    value["resource_changes"][1]["address"] = "module.team.aws_iam_role_policy.own"
    inner = {"address": "aws_iam_role_policy.own", "expressions": {"role": {"references": ["var.who"]}}}
    call = {
        "expressions": {"who": {"references": ["aws_iam_role.0.name", "aws_iam_role.0"]}},
        "module": {"resources": [inner]},
    }
    (role,) = roles(items(configured(json.dumps(value), {}, team=call))).values()
    assert [each.name for each in role.policies] == ["own"]


def test_changes_that_wait_for_a_later_plan_are_not_read() -> None:
    """It is said, with their text for a comparison; of what is not about policies it is not."""
    value = json.loads(plan(GOOD))
    value["deferred_changes"] = [
        {
            "reason": "resource_config_unknown",
            "resource_change": {
                "address": f"{kind}.later",
                "mode": "managed",
                "type": kind,
                "change": {"actions": ["create"], "before": None, "after": {"path": "/later/"}},
            },
        }
        for kind in ("aws_iam_role", "aws_s3_bucket")
    ]
    found = items(json.dumps(value))
    assert list(roles(found)) == ["aws_iam_role.0"]
    (unread,) = (item for item in found if isinstance(item, Unread))
    assert unread.message == "the policies of `aws_iam_role.later` (`aws_iam_role`) are not read"
    assert unread.content is not None
    assert "/later/" in unread.content
