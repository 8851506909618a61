"""CloudFormation templates: their roles and policies, and what of them is open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rolecast.iam import openings
from rolecast.iam.comparison import Verdict
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role
from rolecast.sources import texts
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, Item, SourceKind, Unread
from rolecast.workflows.checking import check
from rolecast.workflows.comparing import granted
from rolecast.workflows.searching import who

TRUST = (
    "{Version: '2012-10-17', Statement: "
    "[{Effect: Allow, Principal: {Service: x.amazonaws.com}, Action: sts:AssumeRole}]}"
)
ROLE = f"""\
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
"""


def items(text: str, name: str = "t.yaml") -> list[Item]:
    return list(texts.read(texts.parse(text, name)).items)


def roles(text: str) -> dict[str, Role]:
    return {item.role.key: item.role for item in items(text) if isinstance(item, FoundRole)}


def statement(yaml: str) -> dict[str, Any]:
    """The one statement of a policy of a role, as JSON with `{{names}}`."""
    (policy,) = roles(with_statements(yaml))["R"].policies
    assert policy.document.faults == ()
    statements = policy.document.json["Statement"]
    (found,) = statements if isinstance(statements, list) else [statements]
    return dict(found)


def with_statements(*yaml: str) -> str:
    lines = "".join(f"              - {each}\n" for each in yaml)
    policy = "      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: 2012-10-17\n"
    return f"{ROLE}{policy}            Statement:\n{lines}"


def test_a_template_is_told_by_its_content() -> None:
    """With its format version or without, in YAML and in JSON."""
    assert texts.parse(ROLE, "x.yaml").kind is SourceKind.CLOUDFORMATION
    assert texts.parse("AWSTemplateFormatVersion: '2010-09-09'\n", "x").kind is SourceKind.CLOUDFORMATION
    written = json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})
    assert texts.parse(written, "x.json").kind is SourceKind.CLOUDFORMATION


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/*"),
        ("!Ref BucketArn", "{{bucket_arn}}"),
        ("!GetAtt Bucket.Arn", "{{bucket_arn}}"),
        ("!GetAtt [Bucket, Arn]", "{{bucket_arn}}"),
        ("{'Fn::GetAtt': [Bucket, Arn]}", "{{bucket_arn}}"),
        ("!Sub 'arn:aws:s3:::${Bucket}/*'", "arn:aws:s3:::{{bucket}}/*"),
        ("!Sub '${Bucket.Arn}/${!aws:username}/*'", "{{bucket_arn}}/${aws:username}/*"),
        ("!Sub ['${A}/${B}', {A: !GetAtt Bucket.Arn, B: prod}]", "{{bucket_arn}}/prod"),
        (
            "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q'",
            "arn:{{partition}}:sqs:{{region}}:{{account}}:q",
        ),
        ("!Join ['', ['arn:aws:s3:::', !Ref Bucket, /*]]", "arn:aws:s3:::{{bucket}}/*"),
        ("!Join [':', [arn:aws:sqs, !Ref AWS::NoValue, '*', q]]", "arn:aws:sqs:*:q"),
        ("!Join [',', !Ref Buckets]", "{{buckets}}"),
        ("!ImportValue shared-bucket", "{{shared_bucket}}"),
        ("!FindInMap [Buckets, !Ref Env, name]", "{{buckets_env_name}}"),
        ("!Select [0, !Split [',', !Ref Buckets]]", "{{text_0_buckets}}"),
        ("!If [IsProd, arn:aws:s3:::a, !Ref Other]", "{{if_is_prod}}"),
        ("'{{resolve:ssm:/bucket/arn}}'", "{{resolve_ssm_bucket_arn}}"),
        ("!Sub '{{resolve:ssm:/bucket}}-${Env}'", "{{resolve_ssm_bucket}}-{{env}}"),
        ("!Transform {Name: Macro, Parameters: {a: b}}", "{{name_macro_parameters_a_b}}"),
    ],
)
def test_functions_are_texts_with_names_for_what_is_open(given: str, text: str) -> None:
    """What a function certainly is, it is; everything else has a name, the same for the same expression."""
    assert statement(f"{{Effect: Allow, Action: s3:*, Resource: {given}}}")["Resource"] == text
    assert statement(f"{{Effect: Allow, Action: s3:*, Resource: [{given}]}}")["Resource"] == [text]


def test_names_are_one_for_each_expression() -> None:
    """Two expressions of the same words have two names, and no name is one that every template has."""
    found = statement(
        "{Effect: Allow, Action: s3:*, Resource: [!Ref BucketArn, !GetAtt Bucket.Arn, !Ref BucketArn, !Ref Account]}"
    )
    assert found["Resource"] == ["{{bucket_arn}}", "{{bucket_arn_2}}", "{{bucket_arn}}", "{{account_2}}"]


def test_what_is_not_there_is_left_out() -> None:
    """`AWS::NoValue` removes what it stands for."""
    found = statement(
        "{Sid: !Ref AWS::NoValue, Effect: Allow, Action: [s3:*, !Ref AWS::NoValue], Resource: '*', "
        "Condition: !Ref AWS::NoValue}"
    )
    assert found == {"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}


@pytest.mark.parametrize(
    ("given", "principal"),
    [
        ("{Service: !Sub states.amazonaws.com}", {"Service": "states.amazonaws.com"}),
        ("{Service: !Sub 'states.${AWS::URLSuffix}'}", {"Service": "states.{{dns_suffix}}"}),
        ("{AWS: !Ref Trusted}", {"AWS": "{{trusted}}"}),
        ("{AWS: [!Ref AWS::AccountId, !Ref Trusted]}", {"AWS": ["{{account}}", "{{trusted}}"]}),
        ("{AWS: 123456789012}", {"AWS": "123456789012"}),
        ("!Ref Trusted", {"AWS": "{{trusted}}"}),
        ("'*'", "*"),
    ],
)
def test_principals(given: str, principal: Any) -> None:
    """Those of a trust policy, with functions at every level."""
    trust = f"{{Version: '2012-10-17', Statement: {{Effect: Allow, Principal: {given}, Action: sts:AssumeRole}}}}"
    role = roles(ROLE.replace(TRUST, trust))["R"]
    assert role.trust_policy.faults == ()
    assert role.trust_policy.json["Statement"]["Principal"] == principal


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        (
            "{StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}",
            {"StringEquals": {"aws:SourceAccount": "{{account}}"}},
        ),
        ("{Bool: {aws:SecureTransport: false}}", {"Bool": {"aws:SecureTransport": False}}),
        ("{NumericLessThan: {aws:MultiFactorAuthAge: 3600}}", {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}),
        ("{StringEquals: {aws:PrincipalTag/a: [x, !Ref B]}}", {"StringEquals": {"aws:PrincipalTag/a": ["x", "{{b}}"]}}),
        ("{StringEquals: !Ref Keys}", {"StringEquals": {"{{keys}}": "{{keys}}"}}),
        (
            "!If [IsProd, {Bool: {aws:SecureTransport: true}}, !Ref AWS::NoValue]",
            {"StringEquals": {"{{if_is_prod}}": "{{if_is_prod}}"}},
        ),
    ],
)
def test_conditions(given: str, condition: Any) -> None:
    """What of them is open is an open condition."""
    assert statement(f"{{Effect: Allow, Action: s3:*, Resource: '*', Condition: {given}}}")["Condition"] == condition


def test_statements_under_conditions_of_the_template() -> None:
    """Each branch is a statement that is there if the condition is so; a condition of its own stays."""
    role = roles(
        with_statements(
            "!If [IsProd, {Effect: Allow, Action: a:B, Resource: '*', Condition: {StringEquals: {aws:x: y}}}, "
            "{Effect: Deny, Action: c:D, Resource: '*'}]",
            "{Effect: Allow, Action: e:F, Resource: '*'}",
        )
    )["R"]
    (policy,) = role.policies
    yes, no, always = policy.document.json["Statement"]
    assert yes["Condition"] == {"StringEquals": {"aws:x": "y", "{{is_prod}}": "true"}}
    assert no["Condition"] == {"StringEquals": {"{{is_prod}}": "false"}}
    assert "Condition" not in always
    assert openings.absent(policy.document, flags=True) == {1}
    assert policy.document.open["is_prod"] == "the condition IsProd"


@pytest.mark.parametrize(
    "unknown",
    [
        "!Ref Statement",
        "{Effect: !If [IsProd, Allow, Deny], Action: s3:*, Resource: '*'}",
        "{'Fn::Transform': {Name: AWS::Include}, Effect: Allow}",
    ],
)
def test_statements_of_which_nothing_is_known(unknown: str) -> None:
    """They are a policy whose text is not known, and the others are read."""
    role = roles(with_statements("{Effect: Allow, Action: a:B, Resource: '*'}", unknown))["R"]
    known, rest = role.policies
    assert [each.actions for each in known.document.statements] == [("a:B",)]
    assert openings.is_unknown(rest.document)
    assert rest.name.startswith("p: ")
    (alone,) = roles(with_statements(unknown))["R"].policies
    assert openings.is_unknown(alone.document)


def test_documents_of_which_nothing_is_known() -> None:
    """A parameter, a macro; a text with JSON in it is read."""
    text = ROLE + "      Policies:\n        - {PolicyName: a, PolicyDocument: !Ref Document}\n        - !Ref Policy\n"
    assert [openings.is_unknown(policy.document) for policy in roles(text)["R"].policies] == [True, True]
    inner = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "${Arn}"}}'
    (policy,) = roles(ROLE + f"      Policies: [{{PolicyName: a, PolicyDocument: !Sub '{inner}'}}]\n")["R"].policies
    assert policy.document.statements[0].resources == ("{{arn}}",)
    assert str(policy.document.place(0, "Action")) == "t.yaml:6:50"


MORE = """\
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [!Ref R]
      PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: s3:*, Resource: '*'}}
  Inline:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: inline
      Roles: [!Ref R, !Ref Elsewhere]
      PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: sqs:*, Resource: '*'}}
  Single:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: named
      PolicyName: single
      PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: sns:*, Resource: '*'}}
  Outside:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: outside
      Users: [ada]
      PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: ec2:*, Resource: '*'}}
  Ada:
    Type: AWS::IAM::User
    Properties:
      Policies: [{PolicyName: own, PolicyDocument: {Version: '2012-10-17', Statement: []}}]
  Queue:
    Type: AWS::SQS::Queue
"""


def test_policies_go_to_the_roles_that_have_them() -> None:
    """By logical ID or by name; the others, and those that are attached, are policies by themselves."""
    text = ROLE.replace("    Properties:\n", "    Properties:\n      RoleName: named\n", 1) + MORE
    role = roles(text)["R"]
    assert [policy.name for policy in role.policies] == ["Inline", "Single"]
    (attached,) = role.attached
    assert attached.document is not None
    assert attached.document.statements[0].actions == ("s3:*",)
    assert [item.name for item in items(text) if isinstance(item, FoundPolicy)] == ["Shared", "Outside", "Ada/own"]


PEOPLE = """\
Resources:
  Ada:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']
      PermissionsBoundary: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
      Groups: [!Ref Readers, writers, !Ref Outside]
  Bob: {Type: AWS::IAM::User, Condition: IsProd}
  Readers:
    Type: AWS::IAM::Group
    Properties:
      Policies: [{PolicyName: own, PolicyDocument: {Statement: {Effect: Allow, Action: s3:GetObject, Resource: '*'}}}]
  Writers: {Type: AWS::IAM::Group, Properties: {GroupName: writers}}
  Join: {Type: AWS::IAM::UserToGroupAddition, Properties: {GroupName: !Ref Writers, Users: [!Ref Bob]}}
  Write:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: write
      Groups: [!Ref Writers]
      Users: [!Ref Bob]
      PolicyDocument: {Statement: {Effect: Allow, Action: s3:PutObject, Resource: '*'}}
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Users: [!Ref Bob]
      PolicyDocument: {Statement: {Effect: Allow, Action: sqs:*, Resource: '*'}}
"""


def test_users_and_groups_have_what_the_template_says() -> None:
    """Their policies, attached ones, boundary and groups; a group from outside is not known."""
    found = list(items(PEOPLE))
    ada, bob = (item for item in found if isinstance(item, FoundUser))
    readers, writers = (item.group for item in found if isinstance(item, FoundGroup))
    assert (ada.user.key, ada.condition, bob.user.key, bob.condition) == ("Ada", None, "Bob", "IsProd")
    assert [each.name for each in ada.user.attached] == ["AdministratorAccess", "group !Ref Outside"]
    assert ada.user.permissions_boundary is not None
    assert ada.user.permissions_boundary.name == "AmazonS3ReadOnlyAccess"
    assert ada.user.groups == (readers, writers)
    assert [openings.is_unknown(each.text) for each in ada.user.attached if each.text] == [True]
    assert [policy.name for policy in readers.policies] == ["own"]
    assert [policy.name for policy in writers.policies] == ["Write"]
    assert [policy.name for policy in bob.user.policies] == ["Write"]
    assert [each.name for each in bob.user.attached] == ["Shared"]
    assert bob.user.groups == (writers,)
    assert {item.name for item in found if isinstance(item, FoundPolicy)} == {"Shared", "Write", "Readers/own"}
    assert not [item for item in found if isinstance(item, Unread)]


def test_what_a_user_of_a_template_gets_is_granted() -> None:
    """By a managed policy or by a group: it is no proof that the template's own documents do not grant it."""
    found = granted(PEOPLE, "sqs:SendMessage")
    assert {each.key: each.verdict for each in found.roles} == {
        "Shared": Verdict.MORE,
        "user/Ada": Verdict.UNKNOWN,
        "user/Bob": Verdict.MORE,
        "group/Readers": Verdict.SAME,
        "group/Writers": Verdict.SAME,
    }
    text = PEOPLE.replace(", !Ref Outside", "")
    assert [each.arn.rpartition("/")[2] for each in who("s3:GetObject", text).entitled] == ["{{ada}}"]
    assert [each.target.policy for each in check(text) if each.rule == "full-access"] == ["Ada/AdministratorAccess"]


def test_a_policy_that_is_made_under_a_condition_may_not_be_there() -> None:
    """Neither as one that a role gets, nor as one that is attached."""
    text = ROLE + MORE.replace("    Properties:\n", "    Condition: IsProd\n    Properties:\n")
    role = roles(text)["R"]
    for document in (role.policies[0].document, role.attached[0].document):
        assert document is not None
        assert openings.absent(document, flags=False) == {0}
        assert openings.absent(document, flags=True) == frozenset()


def test_a_statement_under_a_condition_and_its_opposite_is_never_there() -> None:
    """Of a policy that is made under a condition, and of a group under one."""
    other = "Fn::If: [IsProd, !Ref AWS::NoValue, {Effect: Allow, Action: s3:PutObject, Resource: '*'}]"
    statement = f"[{{{other}}}, {{Effect: Allow, Action: sqs:*, Resource: '*'}}]"
    text = f"""
Resources:
  G:
    Type: AWS::IAM::Group
    Properties: {{Policies: [{{PolicyName: p, PolicyDocument: {{Statement: {statement}}}}}]}}
  U: {{Type: AWS::IAM::User, Properties: {{Groups: [!If [IsProd, !Ref G, !Ref AWS::NoValue]]}}}}
  P:
    Type: AWS::IAM::Policy
    Condition: IsProd
    Properties: {{PolicyName: p, Users: [!Ref U], PolicyDocument: {{Statement: {statement}}}}}
"""
    (user,) = (item.user for item in items(text) if isinstance(item, FoundUser))
    for policy in (*user.policies, *user.groups[0].policies):
        assert openings.absent(policy.document, flags=False) == {0, 1}
        assert openings.absent(policy.document, flags=True) == {0}


def test_a_role_has_what_the_template_says() -> None:
    """Its settings, its boundary and attached policies, those of AWS with their text."""
    text = ROLE + (
        "      RoleName: !Sub '${AWS::StackName}-training'\n"
        "      Path: /ml/\n"
        "      Description: Trains\n"
        "      MaxSessionDuration: 7200\n"
        "      PermissionsBoundary: !Ref Boundary\n"
        "      ManagedPolicyArns:\n"
        "        - !Sub 'arn:${AWS::Partition}:iam::aws:policy/AmazonS3ReadOnlyAccess'\n"
        "        - !If [IsProd, arn:aws:iam::123456789012:policy/p, !Ref AWS::NoValue]\n"
        "      Tags: [{Key: team, Value: !Ref Team}]\n"
    )
    role = roles(text)["R"]
    assert (role.key, role.name, role.path) == ("R", "{{stack_name}}-training", "/ml/")
    assert (role.description, role.max_session_duration) == ("Trains", 7_200)
    assert role.tags == {"team": "{{team}}"}
    assert role.permissions_boundary
    assert role.permissions_boundary.document is not None
    assert openings.is_unknown(role.permissions_boundary.document)
    of_aws, under_condition = role.attached
    assert of_aws.document is not None
    assert under_condition.document is not None
    assert openings.is_unknown(under_condition.document)
    assert roles(ROLE)["R"].name == "{{r}}"


def test_one_malformed_resource_does_not_hide_the_others() -> None:
    """It is told with its place, and the rest is read."""
    text = ROLE + "  Bad: {Type: AWS::IAM::Role, Properties: {}}\n  Worse: {Type: AWS::IAM::ManagedPolicy}\n"
    found = items(text)
    assert [item.role.key for item in found if isinstance(item, FoundRole)] == ["R"]
    assert [str(item) for item in found if isinstance(item, Fault)] == [
        "t.yaml:6:3: the role `Bad` has no `AssumeRolePolicyDocument`\n  help: say who may assume it",
        "t.yaml:7:3: the policy `Worse` has no `PolicyDocument`",
    ]


def test_what_is_not_read_is_said() -> None:
    """Loops, transforms of SAM and properties from elsewhere."""
    text = ROLE + (
        "  Fn::ForEach::Roles: [Name, [a, b], {}]\n"
        "  Function: {Type: 'AWS::Serverless::Function', Properties: {Policies: [AmazonS3ReadOnlyAccess]}}\n"
    )
    assert [str(item.message) for item in items(text) if isinstance(item, Unread)] == [
        "the resources of `Fn::ForEach::Roles` are not read",
        "the policies of `Function` (`AWS::Serverless::Function`) are not read",
    ]


def test_places_are_those_of_the_template() -> None:
    """In YAML with short tags too: of statements, of elements and of items."""
    text = with_statements("{Effect: Allow, Action: [s3:GetObject, !Sub 's3:${Verb}'], Resource: !Ref B}")
    (policy,) = roles(text)["R"].policies
    assert str(policy.document.place(0)) == "t.yaml:11:17"
    assert str(policy.document.place(0, "Resource")) == "t.yaml:11:76"
    assert str(policy.document.place(0, "Action", 1)) == "t.yaml:11:56"


@pytest.mark.parametrize("tag", ["!Sub a", "!Ref b", "!secret c"])
def test_tags_are_for_templates_alone(tag: str) -> None:
    """A policy in YAML may have none."""
    with pytest.raises(InputError, match="has no meaning here\n  help: remove it"):
        items(f"Version: '2012-10-17'\nStatement: {tag}\n")


@pytest.mark.parametrize(
    "of",
    ["!Select [0, [!Ref One, !Ref Other]]", '!Sub "${One}${Other}"', "!If [Prod, !Select [0, [!Ref One]], !Ref Other]"],
)
@pytest.mark.parametrize("kind", ["RolePolicy", "Policy", "ManagedPolicy"])
def test_a_policy_of_roles_that_a_function_refers_to(of: str, kind: str) -> None:
    """Each of them may have it."""
    trust = "{Statement: {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}}"
    role = f"{{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {trust}}}}}"
    holders = f"RoleName: {of}" if kind == "RolePolicy" else f"Roles: [{of}]"
    text = f"""\
Resources:
  One: {role}
  Other: {role}
  Third: {role}
  Own:
    Type: AWS::IAM::{kind}
    Properties:
      PolicyName: own
      {holders}
      PolicyDocument: {{Statement: {{Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}}
"""
    found = {item.role.key: item.role for item in items(text) if isinstance(item, FoundRole)}
    documents = {
        key: [*(each.document for each in role.policies), *(each.text for each in role.attached if each.text)]
        for key, role in found.items()
    }
    assert [openings.has_flags(each) for key in ("One", "Other") for each in documents[key]] == [
        True,
        True,
    ] or "If" in of
    assert [len(documents[key]) for key in ("One", "Other", "Third")] == [1, 1, 0]
    assert openings.has_flags(documents["One"][0])
