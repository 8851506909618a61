"""What people hand in: files, folders, texts, values, and names of AWS managed policies."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

import rolecast
from rolecast.reading.faults import Fault, InputError
from rolecast.rolefile.variables import Assigned
from rolecast.sources.contents import FoundPolicy, FoundRole, SourceKind, Unread
from rolecast.workflows.checking import check_all
from rolecast.workflows.given import path_of, text_of
from rolecast.workflows.inputs import Input, fill_in, open_all

ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
roles:
  reader:
    activities: {s3-bucket-access: {s3_buckets: [fraud]}}
"""
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def kinds(found: list[Input]) -> list[str]:
    return ["role-file" if isinstance(each, rolecast.RoleFile) else each.kind.value for each in found]


def test_texts_paths_and_values_are_told_apart(tmp_path: Path) -> None:
    """A text has several lines or begins with a brace; everything else is a path."""
    assert path_of("roles.yaml") == "roles.yaml"
    assert path_of(tmp_path) == str(tmp_path)
    assert path_of("a: 1\n") is path_of(' {"a": 1}') is path_of({}) is None
    assert text_of({"a": 1}) == ('{\n  "a": 1\n}', "the value")
    with pytest.raises(InputError, match="this value is not JSON"):
        text_of({"a": {1}})


def test_each_way_to_hand_in_a_policy_is_the_same_policy(tmp_path: Path) -> None:
    """A file, a text, a mapping and a document."""
    file = tmp_path / "p.json"
    file.write_text(json.dumps(POLICY), encoding="utf-8")
    for given in (file, str(file), json.dumps(POLICY), POLICY, rolecast.Document(POLICY)):
        (found,) = open_all(given)
        assert not isinstance(found, rolecast.RoleFile)
        (item,) = found.items
        assert isinstance(item, FoundPolicy)
        assert item.document.json == POLICY


def test_roles_and_role_files_are_taken_as_they_are() -> None:
    """What `load` and `compose` have made."""
    rolefile = rolecast.load(ROLES)
    assert list(open_all(rolefile)) == [rolefile]
    roles = rolecast.compose(rolefile)
    for given in (roles, roles["reader"]):
        (found,) = open_all(given)
        assert not isinstance(found, rolecast.RoleFile)
        assert [item.role for item in found.items if isinstance(item, FoundRole)] == [roles["reader"]]


@pytest.mark.parametrize("name", ["aws:AmazonS3ReadOnlyAccess", "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess"])
def test_aws_managed_policies_by_name(name: str) -> None:
    """By name and by ARN, in any partition."""
    (found,) = open_all(name)
    assert not isinstance(found, rolecast.RoleFile)
    assert found.kind is SourceKind.MANAGED_POLICY
    assert [item.name for item in found.items if isinstance(item, FoundPolicy)] == ["AmazonS3ReadOnlyAccess"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "aws:AmazonS3ReadOnlyAcces",
            "there is no AWS managed policy `aws:AmazonS3ReadOnlyAcces`\n  help: did you mean",
        ),
        ("arn:aws:iam::aws:policy/Nothing", "there is no AWS managed policy `arn:aws:iam::aws:policy/Nothing`"),
        ("arn:aws:iam::123456789012:policy/own", "the text of `arn:aws:iam::123456789012:policy/own` is not known"),
        ("arn:x", "the text of `arn:x` is not known"),
    ],
)
def test_names_that_aws_does_not_have(name: str, expected: str) -> None:
    """With the nearest name, or with what to do."""
    (found,) = open_all(name)
    assert not isinstance(found, rolecast.RoleFile)
    with pytest.raises(InputError) as raised:
        list(found.items)
    assert str(raised.value).startswith(expected)


def test_a_folder_is_all_that_is_in_it(tmp_path: Path) -> None:
    """At any depth and in order; what is no source is left out and said, hidden folders are passed over."""
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_text(ROLES, encoding="utf-8")
    (tmp_path / "b" / "p.json").write_text(json.dumps(POLICY), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Statement", encoding="utf-8")
    (tmp_path / ".git" / "q.json").write_text(json.dumps(POLICY), encoding="utf-8")
    found = list(open_all(tmp_path))
    assert kinds(found) == ["role-file", "identity-policy", "identity-policy"]
    notes = found[-1]
    assert not isinstance(notes, rolecast.RoleFile)
    (note,) = notes.items
    assert isinstance(note, Unread)
    assert "package.json" in note.message


def test_pipes_and_devices_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    """Nobody may ever write into a pipe; a link that leads nowhere is an error."""
    (tmp_path / "a.yaml").write_text(ROLES, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "zeros.json").symlink_to("/dev/zero")
    assert kinds(list(open_all(tmp_path))) == ["role-file"]
    (tmp_path / "lost.json").symlink_to("nowhere")
    _, lost = open_all(tmp_path)
    assert not isinstance(lost, rolecast.RoleFile)
    (fault,) = lost.items
    assert isinstance(fault, Fault)
    assert re.search(r"there is no file `.*lost\.json`", fault.message)


def test_a_broken_policy_in_a_folder_is_an_error(tmp_path: Path) -> None:
    """A file that is meant to hold policies is not passed over, and does not stop the others."""
    (tmp_path / "p.json").write_text('{"Statement": [}', encoding="utf-8")
    (tmp_path / "q.json").write_text(json.dumps(POLICY), encoding="utf-8")
    broken, other = open_all(tmp_path)
    assert not isinstance(broken, rolecast.RoleFile)
    (fault,) = broken.items
    assert isinstance(fault, Fault)
    assert "this is not JSON" in fault.message
    assert kinds([other]) == ["identity-policy"]
    with pytest.raises(InputError, match="this is not JSON"):
        rolecast.check(tmp_path)
    assert [Path(file.name).name for file in check_all([tmp_path]).files] == ["q.json"]


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in it may be anything; the others are read nevertheless."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "q.json").write_text(json.dumps(POLICY), encoding="utf-8")
    listed = os.scandir

    def scandir(path: str) -> object:  # permissions do not stop everybody
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    policy, closed = open_all(tmp_path)
    assert kinds([policy]) == ["identity-policy"]
    assert not isinstance(closed, rolecast.RoleFile)
    (fault,) = closed.items
    assert isinstance(fault, Fault)
    assert fault.message == f"cannot read `{tmp_path / 'closed'}`: Permission denied"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "main.tf",
            "is a folder of Terraform configuration\n  help: `terraform plan -out plan && terraform show -json",
        ),
        ("cdk.json", "is a CDK application\n  help: `cdk synth`, and name the folder cdk.out"),
        ("readme.md", "has no file with roles or policies"),
    ],
)
def test_a_folder_without_a_source(file: str, expected: str, tmp_path: Path) -> None:
    """What it looks like, and what to do."""
    (tmp_path / file).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        list(open_all(tmp_path))
    assert expected in str(raised.value)


PLACED = """\
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Ref Trust
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: {Effect: Allow, Action: sqs:*, Resource: !Ref Queue}}
      ManagedPolicyArns: [!Ref P]
  U: {Type: AWS::IAM::User, Properties: {Groups: [!Ref G], ManagedPolicyArns: [!Ref P]}}
  G: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: [!Ref P]}}
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: {Effect: Allow, Action: sns:*, Resource: !Sub "arn:aws:sns:${AWS::Region}:${AWS::AccountId}:t"}
"""


@pytest.mark.parametrize("key", ["R", "U", "G"])
def test_a_template_is_asked_about_in_an_account_and_region(key: str, tmp_path: Path) -> None:
    """Everything of a principal is there: its own policies, attached ones and those of its groups."""
    path = tmp_path / "t.yaml"
    path.write_text(PLACED, encoding="utf-8")
    topic = "arn:aws:sns:eu-west-1:123456789012:t"
    assert rolecast.can(path, "sns:Publish", topic, role=key).answer is rolecast.Answer.UNKNOWN
    (there,) = fill_in([path], Assigned(account="123456789012", region="eu-west-1"))
    assert rolecast.can(there, "sns:Publish", topic, role=key).answer is rolecast.Answer.ALLOW
    (elsewhere,) = fill_in([path], Assigned(account="123456789012", region="eu-west-2"))
    assert rolecast.can(elsewhere, "sns:Publish", topic, role=key).answer is rolecast.Answer.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("text", "assigned", "message"),
    [
        (
            PLACED,
            Assigned(account="12", region="eu-wst-1"),
            "region: `eu-wst-1` is not a region; did you mean `eu-west-1`?",
        ),
        (PLACED, Assigned({"x": ["y"]}), "`--set` is for a role file, and"),
        (
            json.dumps(POLICY),
            Assigned(region="eu-west-1"),
            "`--account` and `--region` are for a role file or a template, and",
        ),
    ],
    ids=["what cannot be", "a variable", "a policy"],
)
def test_values_for_what_has_no_place_for_them(text: str, assigned: Assigned, message: str, tmp_path: Path) -> None:
    """An error, since they would be ignored."""
    path = tmp_path / "source"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        fill_in([path], assigned)
    assert message in str(raised.value)
