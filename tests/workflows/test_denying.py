"""What is said of a denial: whether the role's policies agree, and what would allow the request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rolecast.access.remedies import RemedyKind, SettingEdit
from rolecast.iam.decision import Answer
from rolecast.reading.faults import InputError
from rolecast.rolefile import text as editing
from rolecast.workflows.asking import can
from rolecast.workflows.denying import Diagnosis, denied, fixed

ACCOUNT = "123456789012"
ROLES = """\
version: 1
account: "123456789012"
region: us-east-1
edition: console
roles:
  compute:
    activities:
      access-required-aws-services:   # what jobs need
        s3_buckets: [fraud-training]  # ours
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  people:
    # the people of the team
    persona: data-scientist
    permissions_boundary: AmazonSageMakerFullAccess
    activities:
      s3-bucket-access: {s3_buckets: [fraud-training]}
    extra_policies:
      guard:
        Version: "2012-10-17"
        Statement: {Sid: KeepRaw, Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::fraud-training/raw/*"}
"""


def says(role: str, action: str, resource: str | None, reason: str = "") -> str:
    """A message as AWS writes it."""
    on = f" on resource: {resource}" if resource else ""
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/sagemaker-{role}/SageMaker"
    return f"User: {who} is not authorized to perform: {action}{on}{reason}"


IDENTITY = " because no identity-based policy allows the action"
NOT_TRUSTED = (
    f"Could not assume role arn:aws:iam::{ACCOUNT}:role/sagemaker-compute. Please ensure that the role exists and "
    "allows principal 'glue.amazonaws.com' to assume the role."
)
SCP = " with an explicit deny in a service control policy"


def one(message: str, given: Any = ROLES, **options: Any) -> Diagnosis:
    (found,) = denied(message, given, **options)
    return found


@pytest.mark.parametrize(
    ("message", "role", "agrees", "kinds"),
    [
        (
            says("compute", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY),
            "compute",
            True,
            [RemedyKind.PARAMETER, RemedyKind.ACTIVITY, RemedyKind.STATEMENT],
        ),
        # The role's policies allow it: AWS speaks of another state of the role, or of something else.
        (
            says("compute", "s3:PutObject", "arn:aws:s3:::fraud-training/a", IDENTITY),
            "compute",
            False,
            [RemedyKind.ELSEWHERE] * 3,
        ),
        # A service control policy is no part of the role: its policies have no say in that.
        (
            says("compute", "s3:PutObject", "arn:aws:s3:::fraud-training/a", SCP),
            "compute",
            None,
            [RemedyKind.ELSEWHERE],
        ),
        # The role's policies do not allow it either: both have to change.
        (
            says("compute", "s3:PutObject", "arn:aws:s3:::models/a", SCP),
            "compute",
            None,
            [RemedyKind.PARAMETER, RemedyKind.ACTIVITY, RemedyKind.STATEMENT, RemedyKind.ELSEWHERE],
        ),
        # A Deny in the role, which AWS names.
        (
            says(
                "people",
                "s3:GetObject",
                "arn:aws:s3:::fraud-training/raw/a",
                " with an explicit deny in an identity-based policy",
            ),
            "people",
            True,
            [RemedyKind.STATEMENT],
        ),
        # AWS says that nothing allows it; here a Deny matches.
        (
            says("people", "s3:GetObject", "arn:aws:s3:::fraud-training/raw/a", IDENTITY),
            "people",
            False,
            [RemedyKind.STATEMENT],
        ),
        # An older message without a reason agrees with any denial.
        (
            says("people", "sagemaker:StopTransformJob", f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:transform-job/t"),
            "people",
            True,
            [RemedyKind.CORRECTION, RemedyKind.ACTIVITY, RemedyKind.STATEMENT],
        ),
        # The boundary does not allow it, whatever the role file says.
        (
            says("people", "s3:PutBucketTagging", "arn:aws:s3:::b-name", " because no permissions boundary allows the"),
            "people",
            True,
            [RemedyKind.ACTIVITY, RemedyKind.STATEMENT, RemedyKind.ELSEWHERE],
        ),
        (says("nobody", "s3:GetObject", "arn:aws:s3:::fraud-training/a", IDENTITY), None, None, []),
        (f"User: arn:aws:iam::{ACCOUNT}:user/dana is not authorized to perform: s3:ListAllMyBuckets", None, None, []),
        ("User is not authorized to perform: sagemaker:CreateModel", None, None, []),
    ],
)
def test_the_role_is_asked(message: str, role: str | None, agrees: bool | None, kinds: list[RemedyKind]) -> None:
    """The role that the message names, whether its policies say the same as AWS, and which remedies there are."""
    found = one(message)
    assert (found.role, found.agrees) == (role, agrees)
    assert [each.remedy.kind for each in found.advice] == kinds
    assert (found.response is None) is (role is None)
    assert found.notes or role is not None


@pytest.mark.parametrize(
    ("message", "edit", "line"),
    [
        (
            says("compute", "s3:PutObject", "arn:aws:s3:::models/a"),
            (("activities", "access-required-aws-services", "s3_buckets"), ["fraud-training", "models"]),
            "        s3_buckets: [fraud-training, models]  # ours",
        ),
        # The role itself stays among those that it may pass, which is what it does by default.
        (
            says("people", "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/sagemaker-compute"),
            (("pass_roles",), ["people", "compute"]),
            "    pass_roles: [people, compute]",
        ),
        (
            says("people", "sagemaker:StopTransformJob", f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:transform-job/t"),
            (("corrections",), ["manage-ml-jobs/stop-transform-job"]),
            "    corrections: [manage-ml-jobs/stop-transform-job]",
        ),
        (
            NOT_TRUSTED,
            (("trust", "services"), ["sagemaker.amazonaws.com", "glue.amazonaws.com"]),
            "      services: [sagemaker.amazonaws.com, glue.amazonaws.com]",
        ),
    ],
)
def test_the_narrowest_remedy_is_written(message: str, edit: tuple[tuple[str, ...], Any], line: str) -> None:
    """It changes one place of the file and nothing else, and afterwards the request is not denied by the role."""
    (key, path), value = (("people" if "sagemaker-people" in message else "compute"), edit[0]), edit[1]
    assert one(message).advice[0].edit == SettingEdit(("roles", key, *path), value)
    text, (diagnosis,) = fixed(ROLES, "roles.yaml", message)
    assert diagnosis.role == key
    assert line in text.splitlines()
    assert len(set(text.splitlines()) - set(ROLES.splitlines())) <= 2
    again = one(message, text)
    assert again.agrees is not True


def test_what_would_still_be_denied_is_not_written() -> None:
    """A remedy that the boundary takes away again has no edit, and the file stays as it is."""
    message = says("people", "s3:PutBucketTagging", "arn:aws:s3:::b-name", IDENTITY)
    text, (found,) = fixed(ROLES, "roles.yaml", message)
    assert text == ROLES
    assert [each.edit for each in found.advice] == [None] * 3


def test_each_edit_allows_the_request_and_no_less_is_said() -> None:
    """Every remedy with an edit, written alone, makes the role allow what was denied."""
    resource = "arn:aws:s3:::models/a"
    for each in one(says("compute", "s3:PutObject", resource)).advice:
        assert each.edit is not None
        edited = editing.put(ROLES, each.edit.path, each.edit.value)
        assert can(ROLES, "s3:PutObject", resource, role="compute").answer is Answer.IMPLICIT_DENY
        assert can(edited, "s3:PutObject", resource, role="compute").answer is Answer.ALLOW


def test_a_remedy_under_a_condition_says_so() -> None:
    """What certainly allows the request is written first; an activity that asks for keys of the request names them."""
    message = says("compute", "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/chat", IDENTITY)
    certain, conditional = one(message).advice
    assert (certain.remedy.kind, certain.depends_on, certain.condition) == (RemedyKind.STATEMENT, (), "")
    assert (conditional.remedy.kind, conditional.depends_on) == (RemedyKind.ACTIVITY, ("iam:PassedToService",))
    assert "a condition on iam:PassedToService" in conditional.condition


def test_assuming_a_role_needs_its_trust_too() -> None:
    """If AWS does not say which policy denied it, the trust policy is named beside the role's own."""
    target = f"arn:aws:iam::{ACCOUNT}:role/other"
    found = one(says("people", "sts:AssumeRole", target)).advice
    trust = [each.remedy.statement for each in found if each.remedy.kind is RemedyKind.ELSEWHERE]
    principal = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/sagemaker-people"}
    assert {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"} in trust


def test_a_web_identity_has_no_policies() -> None:
    """The trust policy alone decides: no statement for a role is proposed."""
    (found,) = denied("Not authorized to perform sts:AssumeRoleWithWebIdentity", ROLES, role="compute")
    assert [(each.remedy.kind, each.edit) for each in found.advice] == [(RemedyKind.ELSEWHERE, None)]


def test_a_deny_that_may_match_agrees_with_aws() -> None:
    """AWS names a Deny whose condition the message does not decide, of what no Allow of the role is about either."""
    guard = '{Effect: Deny, Action: "sqs:*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": "false"}}}'
    text = ROLES.replace("{Sid: KeepRaw", f"[{guard}, {{Sid: KeepRaw").replace('raw/*"}', 'raw/*"}]')
    text = text.replace("    permissions_boundary: AmazonSageMakerFullAccess\n", "")
    message = says("people", "sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:q")
    for reason in (" with an explicit deny in an identity-based policy", IDENTITY):
        found = one(message + reason, text)
        assert (found.response and found.response.answer, found.agrees) == (Answer.IMPLICIT_DENY, True)


@pytest.mark.parametrize("resource", ["arn:aws:s3:::models/a", "arn:aws:s3:::fraud-training/a"])
@pytest.mark.parametrize("policy", ["", f": arn:aws:iam::{ACCOUNT}:policy/guard"])
def test_no_allow_is_written_against_a_deny_that_the_file_lacks(resource: str, policy: str) -> None:
    """AWS found it in a policy of the role's own: first it has to go, and no remedy in the file is enough."""
    message = says("compute", "s3:PutObject", resource, f" with an explicit deny in an identity-based policy{policy}")
    found = one(message)
    assert found.agrees is False
    assert found.advice[0].remedy.text.startswith(
        f"narrow or remove the Deny statement{policy.replace(':', ' of', 1)},"
    )
    assert "rolecast drift" in found.advice[1].remedy.text
    assert not any(each.edit for each in found.advice)
    assert fixed(ROLES, "roles.yaml", message)[0] == ROLES


def test_who_cannot_assume_a_role_may_not_be_said() -> None:
    """Then it is not known whether the role trusts it, and nothing is written; `role` is the role if none is named."""
    (found,) = denied(f"Unable to assume role arn:aws:iam::{ACCOUNT}:role/sagemaker-compute", ROLES)
    assert (found.role, found.agrees, found.verdict) == ("compute", None, "")
    assert found.notes == ("the message does not say who cannot assume it",)
    assert [each.edit for each in found.advice] == [None]
    unnamed = "The role defined for the function cannot be assumed by Lambda"
    (by_key,) = denied(unnamed, ROLES, role="compute")
    assert by_key.advice[0].edit == SettingEdit(
        ("roles", "compute", "trust", "services"), ["sagemaker.amazonaws.com", "lambda.amazonaws.com"]
    )
    assert denied(unnamed, ROLES)[0].role is None


def test_a_resource_with_a_secret_is_not_written() -> None:
    """What is hidden is no resource: the role is asked without one, and the file gets no statement about it."""
    message = says("compute", "s3:GetObject", '"arn:aws:s3:::models/AKIAIOSFODNN7EXAMPLE/a"')
    found = one(message)
    assert any("a secret in it" in note for note in found.notes)
    assert "[hidden]" not in fixed(ROLES, "roles.yaml", message)[0]


def test_what_a_remedy_allows_beside_is_counted() -> None:
    """A bucket in an activity's parameter brings the activity's other actions on it; a statement of its own nothing."""
    found = one(says("compute", "s3:GetObject", "arn:aws:s3:::models/a")).advice
    counts = {each.remedy.kind: each.also_allows for each in found}
    parameter, statement = counts[RemedyKind.PARAMETER], counts[RemedyKind.STATEMENT]
    assert parameter is not None
    assert statement is not None
    assert parameter.number >= 3
    assert parameter.services == ("s3",)
    assert (statement.number, statement.services) == (0, ())


def test_several_denials_are_mended_one_after_the_other() -> None:
    """The second sees what was written for the first; what needs no change any more changes nothing."""
    lines = [
        says("compute", "s3:PutObject", "arn:aws:s3:::models/a"),
        says("compute", "s3:GetObject", "arn:aws:s3:::models/b"),
        says("compute", "s3:GetObject", "arn:aws:s3:::more-models/b"),
    ]
    text, found = fixed(ROLES, "roles.yaml", "\n".join(lines))
    assert "[fraud-training, models, more-models]" in text
    assert [each.response.answer for each in found if each.response] == [
        Answer.IMPLICIT_DENY,
        Answer.ALLOW,
        Answer.IMPLICIT_DENY,
    ]


def test_a_policy_of_the_same_name_is_kept() -> None:
    """A statement of its own never takes the place of a policy that is there."""
    message = says("people", "ec2:RunInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/*")
    text = ROLES.replace("    permissions_boundary: AmazonSageMakerFullAccess\n", "")
    first, _ = fixed(text, "roles.yaml", message)
    assert "      allow-ec2-runinstances:" in first
    other = message.replace("instance/*", "volume/*")
    second, _ = fixed(first, "roles.yaml", other)
    assert "      allow-ec2-runinstances-2:" in second
    assert "instance/*" in second
    assert "KeepRaw" in second


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (" because no service control policy allows the a action", "administrators of the organization"),
        (" with an explicit deny in a resource control policy", "exception from the Deny"),
        (" because no VPC endpoint policy allows the a action", "owner of the VPC endpoint"),
        (" because no session policy allows the a action", "starts the session"),
        (" because no resource-based policy allows the a action", "owner of the resource"),
        (" with an explicit deny in a permissions boundary", "permissions boundary"),
    ],
)
def test_who_has_to_change_something_else_is_said(reason: str, words: str) -> None:
    """If no change of the role can help, the remedy says whose policy it is and the statement to ask for."""
    found = one(says("compute", "s3:PutObject", "arn:aws:s3:::fraud-training/a", reason)).advice
    (asked,) = [each for each in found if each.remedy.statement is not None and words in each.remedy.text]
    assert asked.edit is None
    assert json.dumps(asked.remedy.statement)


def test_without_a_file_the_message_alone_is_explained() -> None:
    """No role is asked, and whoever has to be asked is named all the same."""
    (found,) = denied(says("compute", "s3:PutObject", "arn:aws:s3:::models/a", SCP))
    assert (found.role, found.response, found.agrees) == (None, None, None)
    assert [each.remedy.kind for each in found.advice] == [RemedyKind.ELSEWHERE]


def test_a_role_of_another_source_is_asked(tmp_path: Path) -> None:
    """Account details have no settings to change: the statement to add is shown."""
    trust = {"Version": "2012-10-17", "Statement": []}
    details = {
        "RoleDetailList": [
            {
                "RoleName": "sagemaker-compute",
                "Path": "/",
                "Arn": f"arn:aws:iam::{ACCOUNT}:role/sagemaker-compute",
                "AssumeRolePolicyDocument": trust,
                "RolePolicyList": [],
                "AttachedManagedPolicies": [],
            }
        ],
        "UserDetailList": [],
        "GroupDetailList": [],
        "Policies": [],
    }
    path = tmp_path / "details.json"
    path.write_text(json.dumps(details), encoding="utf-8")
    found = one(says("compute", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY), path)
    assert found.agrees is True
    (advice,) = found.advice
    assert advice.remedy.statement == {
        "Effect": "Allow",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::models/a",
    }


def test_a_user_of_a_template_is_in_any_account() -> None:
    """Its template says neither its account nor its partition."""
    text = "Resources:\n  Ada: {Type: AWS::IAM::User, Properties: {UserName: ada}}\n"
    said = f"User: arn:aws:iam::{ACCOUNT}:user/ada is not authorized to perform: s3:ListAllMyBuckets"
    found = one(f"{said} {IDENTITY}", text)
    assert found.verdict == "the policies of user `Ada` deny it too"


def test_a_user_has_the_policies_of_its_groups(tmp_path: Path) -> None:
    """Who asked may be a user, by its ARN with its path; a role of the same name is not meant."""
    group_policy = {"Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
    own = {"Arn": f"arn:aws:iam::{ACCOUNT}:user/ml/ada", "UserName": "ada", "Path": "/ml/", "GroupList": ["team"]}
    role = {"Arn": f"arn:aws:iam::{ACCOUNT}:role/ada", "RoleName": "ada", "Path": "/", "RolePolicyList": []}
    group = {
        "Arn": f"arn:aws:iam::{ACCOUNT}:group/team",
        "GroupName": "team",
        "Path": "/",
        "GroupPolicyList": [{"PolicyName": "list", "PolicyDocument": {"Version": "2012-10-17", **group_policy}}],
    }
    attached: dict[str, Any] = {"AttachedManagedPolicies": []}
    details = {
        "UserDetailList": [own | attached],
        "GroupDetailList": [group | attached],
        "RoleDetailList": [role | attached | {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}],
        "Policies": [],
    }
    path = tmp_path / "details.json"
    path.write_text(json.dumps(details), encoding="utf-8")
    said = f"User: {own['Arn']} is not authorized to perform: s3:%s on resource: arn:aws:s3:::models%s {IDENTITY}"
    denied_too = one(said % ("PutObject", "/a"), path)
    assert (denied_too.agrees, denied_too.verdict) == (True, "the policies of user `ada` deny it too")
    assert denied_too.advice[0].remedy.text == "add this statement to one of the user's policies"
    assert (
        one(said % ("ListBucket", ""), path).verdict
        == "the policies of user `ada` allow it, so the reason is elsewhere"
    )
    (note,) = one((said % ("PutObject", "/a")).replace("/ml/ada", "/eve"), path).notes
    assert note == f"arn:aws:iam::{ACCOUNT}:user/eve is neither a role nor a user of {path}"


def test_a_broken_file_beside_the_role_does_not_matter(tmp_path: Path) -> None:
    """It is an error only where the role is in none of the others."""
    (tmp_path / "roles.yaml").write_text(ROLES, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("version: 1\nroles: {a: {persona: nobody}}\n", encoding="utf-8")
    assert one(says("compute", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY), tmp_path).role == "compute"
    with pytest.raises(InputError, match="nobody"):
        denied(says("other", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY), tmp_path)


@pytest.mark.parametrize(
    "message",
    [
        says("compute", "sagemaker:DescribeModel", "my-model", IDENTITY),
        says("compute", "glue:GetNothing", f"arn:aws:glue:us-east-1:{ACCOUNT}:catalog", IDENTITY),
        says("compute", "nothing:Get", "arn:aws:s3:::b/*", IDENTITY),
        says("compute", "s3:PutObject", "arn:aws:s3:::UPPER_CASE/é", IDENTITY),
        says("compute", "s3:PutObject", "arn:aws:s3:::", IDENTITY),
        says("compute", "kms:Decrypt", None, IDENTITY),
        "An error occurred (AccessDeniedException) when calling the Unheard operation: no",
    ],
)
def test_what_cannot_be_asked_is_said(message: str) -> None:
    """An action or a resource that the service reference does not have is a note, never an error."""
    found = one(message)
    assert found.notes or found.response is not None


def test_a_role_that_the_file_lacks_is_an_error() -> None:
    """`--role` names a role of the file."""
    with pytest.raises(InputError, match="no role `comput`"):
        denied(says("compute", "s3:GetObject", None), ROLES, role="comput")
    assert one("User is not authorized to perform: s3:ListAllMyBuckets", role="compute").role == "compute"


def test_the_message_tells_where_an_open_file_is() -> None:
    """A role file without account and region is asked where the message was written."""
    text = ROLES.replace('account: "123456789012"\nregion: us-east-1\n', "").replace(
        "[arn:aws:ecr:us-east-1:123456789012:repository/fraud]", "[arn:aws:ecr:eu-west-1:123456789012:repository/fraud]"
    )
    found = one(says("people", "sagemaker:DescribeModel", f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model/m"), text)
    assert found.response is not None


def test_what_allows_far_more_than_was_denied_comes_last() -> None:
    """An activity of a hundred actions is no answer to one: a statement of the role's own goes first."""
    text = ROLES.replace("    permissions_boundary", "    #")
    message = says("people", "ecr:GetAuthorizationToken", "*")
    found = one(message, text)
    assert [each.remedy.kind for each in found.advice] == [RemedyKind.STATEMENT, RemedyKind.ACTIVITY]
    assert found.advice[1].also_allows is not None
    assert found.advice[1].also_allows.number > 50
    written, _ = fixed(text, "roles.yaml", message)
    assert "allow-ecr-getauthorizationtoken" in written


@pytest.mark.parametrize("kind", ["role", "user"])
def test_only_what_can_be_done_is_suggested(tmp_path: Path, kind: str) -> None:
    """Roles and users of account details have no role file that `drift` and `plan` could compare."""
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    name = kind.capitalize()
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    principal = {
        "Path": "/",
        f"{name}Name": "ada",
        f"{name}Id": "AIDA",
        "Arn": f"arn:aws:iam::{ACCOUNT}:{kind}/ada",
        f"{name}PolicyList": [{"PolicyName": "all", "PolicyDocument": document}],
        "AttachedManagedPolicies": [],
        **({"GroupList": []} if kind == "user" else {"InstanceProfileList": []}),
        **({} if kind == "user" else {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trust}}),
    }
    lists: dict[str, Any] = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    path = tmp_path / "details.json"
    path.write_text(json.dumps({**lists, f"{name}DetailList": [principal]}), encoding="utf-8")
    who = f"arn:aws:iam::{ACCOUNT}:user/ada" if kind == "user" else f"arn:aws:sts::{ACCOUNT}:assumed-role/ada/s"
    found = one(f"User: {who} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::a/b", path)
    texts = [each.remedy.text for each in found.advice]
    assert not [text for text in texts if "drift" in text or "plan" in text]
    assert f"the policies of the {kind} may not be those of {path} any more" in texts


def test_a_condition_that_the_message_does_not_tell_of_is_named() -> None:
    """What to compare is said if the answer depends on values of the request."""
    profile = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:user-profile/d-abc/u"
    found = one(says("people", "sagemaker:CreatePresignedDomainUrl", profile, IDENTITY))
    assert found.response is not None
    assert found.response.answer is Answer.UNKNOWN
    assert "sagemaker:DomainId" in found.advice[-1].remedy.text
