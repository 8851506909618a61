"""What roles may do, wherever they come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.workflows.test_searching import OWN, READS, allow, details, role, trusts, user

import rolecast
from rolecast.cli.main import run

ALLOW, DENY, UNKNOWN = rolecast.Answer.ALLOW, rolecast.Answer.IMPLICIT_DENY, rolecast.Answer.UNKNOWN
TEMPLATE = """\
Resources:
  Training:
    Type: AWS::IAM::Role
    Properties:
      RoleName: training
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:aws:s3:::${Bucket}/*"}
              - {Effect: Allow, Action: s3:PutObject, Resource: ["arn:aws:s3:::out/*", !Ref More]}
              - {Effect: Allow, Action: "sqs:*", Resource: "*"}
              - {Effect: Deny, Action: "sqs:Delete*", Resource: !Ref Kept}
              - Effect: Allow
                Action: "sns:*"
                Resource: "*"
                Condition: {ArnEquals: {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/x"}}
              - !If [IsProd, {Effect: Allow, Action: "ec2:*", Resource: "*"}, !Ref AWS::NoValue]
  Other:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Ref Trust
"""
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:q"
MODEL = "arn:aws:sagemaker:eu-west-1:123456789012:model/m"


@pytest.mark.parametrize(
    ("action", "resource", "answer", "open_texts"),
    [
        ("s3:GetObject", "arn:aws:s3:::b/x", UNKNOWN, ("!Ref Bucket",)),
        ("s3:PutObject", "arn:aws:s3:::out/x", ALLOW, ()),
        ("s3:PutObject", "arn:aws:s3:::b/x", UNKNOWN, ("!Ref More",)),
        ("s3:DeleteObject", "arn:aws:s3:::b/x", DENY, ()),
        ("sqs:SendMessage", QUEUE, ALLOW, ()),
        ("sqs:DeleteMessage", QUEUE, UNKNOWN, ("!Ref Kept",)),
        ("ec2:StopInstances", "arn:aws:ec2:eu-west-1:123456789012:instance/i", UNKNOWN, ("the condition IsProd",)),
    ],
)
def test_roles_of_a_template(action: str, resource: str, answer: rolecast.Answer, open_texts: tuple[str, ...]) -> None:
    """An answer counts if it is the same whatever is open; else what it depends on is said."""
    response = rolecast.can(TEMPLATE, action, resource, role="Training")
    assert (response.answer, response.open_texts) == (answer, open_texts)


def test_what_is_not_known_of_a_role_is_not_made_up() -> None:
    """Without an account the role's ARN is not known, so a condition on it leaves the answer open."""
    topic = "arn:aws:sns:eu-west-1:123456789012:t"
    response = rolecast.can(TEMPLATE, "sns:Publish", topic, role="Training")
    assert (response.answer, response.missing) == (UNKNOWN, ("aws:PrincipalArn",))
    arn = {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/x"}
    assert rolecast.can(TEMPLATE, "sns:Publish", topic, role="Training", context=arn).answer is ALLOW


def test_patterns_of_resources_are_those_of_the_template() -> None:
    """With what is open in them."""
    response = rolecast.can(TEMPLATE, "s3:GetObject", role="training")
    assert [(each.pattern, each.is_certain) for each in response.extents] == [("arn:aws:s3:::{{bucket}}/*", True)]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (None, "the file has several roles\n  help: choose one with `--role`: Training, Other"),
        ("Trainin", "there is no role `Trainin` in the file\n  help: did you mean `Training`?"),
    ],
)
def test_a_role_has_to_be_named(role: str | None, expected: str) -> None:
    """By its key or its name, where there are several."""
    with pytest.raises(rolecast.InputError) as raised:
        rolecast.can(TEMPLATE, "s3:GetObject", role=role)
    assert str(raised.value) == expected


def test_a_policy_by_itself_is_asked_as_what_somebody_has() -> None:
    """Of an identity policy; another one says nothing of what its holder may do."""
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}
    assert rolecast.can(policy, "s3:GetObject", "arn:aws:s3:::b/x").answer is ALLOW
    assert rolecast.can(policy, "s3:PutObject", "arn:aws:s3:::b/x").answer is DENY
    assert rolecast.can("aws:AmazonS3ReadOnlyAccess", "s3:GetObject", "arn:aws:s3:::b/x").answer is ALLOW
    with pytest.raises(rolecast.InputError, match="a policy of type `scp` does not say"):
        rolecast.can(policy, "s3:GetObject", source="scp")


def test_one_malformed_role_does_not_keep_the_others_from_answering() -> None:
    """It does if it could be the one that is meant."""
    text = TEMPLATE + "  Bad: {Type: AWS::IAM::Role, Properties: {}}\n"
    assert rolecast.can(text, "sqs:SendMessage", QUEUE, role="Training").answer is ALLOW
    with pytest.raises(rolecast.InputError, match="the role `Bad` has no `AssumeRolePolicyDocument`"):
        rolecast.can(text, "sqs:SendMessage", QUEUE, role="Bad")


def test_the_command_answers_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what it depends on, and 13."""
    file = tmp_path / "t.yaml"
    file.write_text(TEMPLATE, encoding="utf-8")
    arguments = ["can", str(file), "--role", "Training", "s3:GetObject", "arn:aws:s3:::b/x"]
    assert run(arguments) == 13
    assert "  it depends on !Ref Bucket, which is not known here\n" in capsys.readouterr().out
    assert run([*arguments, "--format", "json"]) == 13
    assert json.loads(capsys.readouterr().out)["open_texts"] == ["!Ref Bucket"]


def test_a_role_of_a_template_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In words, with what its `{{names}}` are."""
    explained = rolecast.explain(TEMPLATE, role="Training")
    assert explained.open_texts["bucket"] == "!Ref Bucket"
    (ability,) = explained.explanation.abilities
    assert "allows `s3:GetObject` on `arn:aws:s3:::{{bucket}}/*`" in ability.sentences
    file = tmp_path / "t.yaml"
    file.write_text(TEMPLATE, encoding="utf-8")
    assert run(["explain", str(file), "--role", "Training"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("training\n")
    assert "notice: `{{bucket}}` is `!Ref Bucket`, which is not known here\n" in output.err


def test_users_and_groups_are_called_so() -> None:
    """Not roles, in the reasons and in what else a request needs; a user's requests have the keys of users."""
    typed = {
        "Effect": "Allow",
        "Action": "sqs:SendMessage",
        "Resource": QUEUE,
        "Condition": {"StringEquals": {"aws:PrincipalType": "User", "aws:username": "dana"}},
    }
    account = json.dumps(details([], [user("dana", ["readers"], typed)]))
    assert rolecast.can(account, "sqs:SendMessage", QUEUE, role="dana").answer is ALLOW
    for name, noun in (("dana", "user"), ("readers", "group")):
        found = rolecast.can(account, "sagemaker:CreateModel", MODEL, role=name)
        assert found.reasons[0] == f"no statement of the {noun}'s policies allows it"
        assert (
            found.needs[0]
            == f"it also needs iam:PassRole to sagemaker.amazonaws.com, when a role is given: this {noun} may not"
        )


def test_variables_of_known_values_do_not_hide_resources() -> None:
    """Without a resource, a pattern is tried with the principal's own name and tags."""
    own = allow("iam:ChangePassword", "arn:aws:iam::*:user/${aws:username}")
    of_team = allow("s3:GetObject", "arn:aws:s3:::b/${aws:PrincipalTag/Team, 'none'}/*")
    reader = role("reader", [trusts("Service", "ec2.amazonaws.com")], of_team)
    account = json.dumps(details([{**reader, "Tags": [{"Key": "team", "Value": "fraud"}]}], [user("dana", [], own)]))
    for name, action in (("dana", "iam:ChangePassword"), ("reader", "s3:GetObject")):
        (found,) = rolecast.can(account, action, role=name).extents
        assert found.is_certain
        assert "${" in found.pattern
        assert rolecast.who(action, account).entitled[0].arn.endswith(f"/{name}")


def test_a_policy_by_itself_has_no_kind_of_principal() -> None:
    """Its answer depends on who has it."""
    typed = {
        "Effect": "Allow",
        "Action": "sqs:SendMessage",
        "Resource": QUEUE,
        "Condition": {"StringEquals": {"aws:PrincipalType": "User"}},
    }
    policy = {"Version": "2012-10-17", "Statement": typed}
    assert rolecast.can(policy, "sqs:SendMessage", QUEUE).missing == ("aws:PrincipalType",)


def test_nobody_assumes_a_user() -> None:
    """It is explained like a role, without a word about trust."""
    account = json.dumps(details([], [user("dana", ["readers"])]))
    explained = rolecast.explain(account, role="dana").explanation
    assert explained.trust == ()
    assert [each.title for each in explained.abilities] == ["readers/read"]


def test_a_policy_by_itself_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is known of a trust policy, and no name that people never wrote is shown."""
    file = tmp_path / "own.json"
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}), encoding="utf-8")
    assert run(["explain", str(file)]) == 0
    output = capsys.readouterr()
    assert "  - not known here: the trust policy\n" in output.out
    assert "    - allows `s3:GetObject` on `arn:aws:s3:::b/*`\n" in output.out
    assert "{{" not in output.out + output.err


EXPECTING = """\
version: 1
account: "123456789012"
region: eu-west-1
roles:
  reader:
    activities: {s3-bucket-access: {s3_buckets: [fraud]}}
    expect:
      allow: [{action: s3:GetObject, resource: "arn:aws:s3:::fraud/x"}]
      deny: [{action: s3:GetObject, resource: "arn:aws:s3:::fraud/x"}]
"""


def test_expectations() -> None:
    """What the command `test` tells, as values."""
    met, unmet = rolecast.test(EXPECTING)
    assert (met.is_met, unmet.is_met) == (True, False)
    assert str(unmet.place) == "the text:9:14"
    with pytest.raises(rolecast.InputError, match="the text has no expectations"):
        rolecast.test(EXPECTING.partition("    expect")[0])


def test_a_role_without_a_region_is_asked_if_its_texts_name_none() -> None:
    """As `import` writes it, if nothing in an account tells the region; whatever names the region needs it."""
    file = """\
version: 1
account: "123456789012"
roles:
  mixed:
    %s
    inline_policies:
      own:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::x/*"}
          - Effect: Allow
            Action: "s3:PutObject"
            Resource: "*"
            Condition: {ArnEquals: {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/mixed"}}
"""
    settings = "name: mixed"
    assert rolecast.can(file % settings, "s3:GetObject", "arn:aws:s3:::x/1").answer is ALLOW
    assert rolecast.can(file % settings, "s3:GetObject", "arn:aws:s3:::y/1").answer is DENY
    assert (
        rolecast.can(file % settings, "s3:PutObject", "arn:aws:s3:::y/1").answer is ALLOW
    )  # the partition is the same
    assert rolecast.can(file % settings, "s3:PutObject").answer is UNKNOWN
    with pytest.raises(rolecast.UnresolvedError, match="region not given"):
        rolecast.can(file % "activities: {invoke-endpoints: {endpoint_names: [f]}}", "s3:GetObject", "arn:aws:s3:::x/1")


ATTACHED = """\
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Ref Trust
      PermissionsBoundary: !Ref P
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement: {Effect: Allow, Action: "s3:Put*", Resource: !Sub "arn:${AWS::Partition}:s3:::raw/*"}
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref R]
      PolicyDocument:
        Statement: {Effect: Allow, Action: "s3:*Object", Resource: !Sub "arn:${AWS::Partition}:s3:::raw/*"}
"""


@pytest.mark.parametrize(
    ("action", "resource", "answer"),
    [
        ("s3:PutObject", "arn:aws:s3:::raw/x", ALLOW),
        ("s3:GetObject", "arn:aws-cn:s3:::raw/x", ALLOW),
        ("s3:PutObjectAcl", "arn:aws:s3:::raw/x", DENY),
        ("s3:GetObject", "arn:aws:s3:::other/x", DENY),
    ],
)
def test_a_role_is_in_the_partition_of_the_resource(action: str, resource: str, answer: rolecast.Answer) -> None:
    """Its template does not say in which: it is no reason to leave an answer open."""
    assert rolecast.can(ATTACHED, action, resource, role="R").answer is answer


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("dana", ALLOW),
        (f"{OWN}:user/dana", ALLOW),
        ("readers", ALLOW),
        ("eve", UNKNOWN),
        ("fred", DENY),
    ],
)
def test_users_and_groups_of_an_account(name: str, answer: rolecast.Answer) -> None:
    """With the policies of a user's groups; of a group that is not in the source they are not known."""
    users = [
        user("dana", ["readers"]),
        user("eve", ["unlisted"]),
        user("fred", [], allow("s3:*", "arn:aws:s3:::raw/*")),
    ]
    job = role("job", [trusts("Service", "sagemaker.amazonaws.com")], allow("s3:*", "*"))
    account = json.dumps(details([job], users))
    assert rolecast.can(account, "s3:GetObject", "arn:aws:s3:::fraud/a", role=name).answer is answer
    assert rolecast.can(account, "s3:GetObject", "arn:aws:s3:::fraud/a").answer is ALLOW  # the only role


def test_one_policy_of_a_user_does_not_answer_for_it() -> None:
    """A user has more: without a role it is asked itself, and one of several has to be named."""
    account = details(
        [],
        [
            user("dana", [], READS)
            | {"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/IAMFullAccess"}]}
        ],
    )
    with pytest.raises(rolecast.InputError) as raised:
        rolecast.can(json.dumps(account), "iam:CreateUser", f"{OWN}:user/x")
    assert f"{OWN}:group/readers, {OWN}:user/dana" in str(raised.value)
    account["GroupDetailList"] = []
    assert rolecast.can(json.dumps(account), "iam:CreateUser", f"{OWN}:user/x").answer is ALLOW
