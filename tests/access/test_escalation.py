"""Ways to more permissions: each whole combination is found, and none that lacks an action."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.checks.checking import allow, deny, policy

from rolecast.access.escalation import Escalation, EscalationFinder
from rolecast.access.holders import NO_TRUST, as_role
from rolecast.access.ways import PASS_ROLE, WAYS, Way, WayKind
from rolecast.iam import services
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role, User

ROLE = "arn:aws:iam::123456789012:role/work"
TRUST = Document(
    policy({"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}),
    PolicyType.TRUST,
)
# What catalogues list, also where it is more than is needed.
# https://pathfinding.cloud, https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
CATALOGUES = """
iam:CreatePolicyVersion iam:SetDefaultPolicyVersion
iam:CreateUser iam:CreateAccessKey
iam:CreateUser iam:AddUserToGroup
iam:CreateUser iam:AttachUserPolicy
iam:CreateUser iam:PutUserPolicy
iam:CreateAccessKey iam:DeleteAccessKey
iam:AttachRolePolicy iam:UpdateAssumeRolePolicy
iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy
iam:PutRolePolicy iam:UpdateAssumeRolePolicy
iam:AttachUserPolicy iam:CreateAccessKey
iam:AttachRolePolicy sts:AssumeRole
iam:PutRolePolicy sts:AssumeRole
iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService
iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask
iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask
iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask
iam:PassRole emr-serverless:CreateApplication emr-serverless:StartJobRun
iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping
lambda:UpdateFunctionCode lambda:InvokeFunction
lambda:UpdateFunctionCode lambda:AddPermission
iam:PassRole ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate
ecs:ExecuteCommand ecs:DescribeTasks
glue:UpdateDevEndpoint glue:GetDevEndpoint
"""


def role(*documents: Any, boundary: Any = None, attached: Any = None, tags: dict[str, str] | None = None) -> Role:
    return Role(
        key="work",
        name="work",
        trust_policy=TRUST,
        policies=tuple(
            Policy(f"own{number}", PolicyKind.INLINE, Document(each)) for number, each in enumerate(documents)
        ),
        attached=(AttachedPolicy("arn:aws:iam::123456789012:policy/attached", Document(attached)),) if attached else (),
        permissions_boundary=boundary and AttachedPolicy("arn:aws:iam::123456789012:policy/b", Document(boundary)),
        tags=tags or {},
        environment=Environment("123456789012", "eu-west-1"),
    )


def found(id: str, *documents: Any, **more: Any) -> Escalation | None:
    return next((each for each in EscalationFinder(role(*documents, **more)).escalations() if each.way.id == id), None)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_a_whole_combination_is_found_and_none_that_lacks_an_action(way: Way) -> None:
    """All actions, each in a policy of its own, are the way; without any one of them it is not there."""
    whole = found(way.id, *(policy(allow(action)) for action in way.needed))
    assert whole is not None
    assert {ref.policy for ref in whole.statements} == {f"own{number}" for number in range(len(way.needed))}
    assert whole.targets[0][:2] == ("*", True)
    for missing in way.needed:
        others = [action for action in way.needed if action != missing]
        assert found(way.id, policy(allow(others) if others else allow("s3:GetObject"))) is None


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_a_way_is_described_by_what_aws_has(way: Way) -> None:
    """Its actions and its target are in the service reference, and it says where it is known from."""
    assert way.source.startswith("https://")
    for action in way.needed:
        prefix, _, name = action.partition(":")
        service = services.service(prefix)
        assert service is not None
        assert service.actions[name.lower()].name == name
    assert way.services if way.kind is WayKind.PASSED_ROLE else not way.services


def test_ways_are_each_there_once_and_none_holds_another() -> None:
    """A combination that has all actions of another of its kind would only say the same again."""
    assert len({way.id for way in WAYS}) == len(WAYS)
    for kind in WayKind:
        alike = [way for way in WAYS if way.kind is kind]
        assert not [(one.id, other.id) for one in alike for other in alike if set(one.actions) < set(other.actions)]


@pytest.mark.parametrize("actions", CATALOGUES.strip().splitlines())
def test_longer_combinations_of_catalogues_are_found(actions: str) -> None:
    """What a catalogue lists with more actions than are needed is found by those that are."""
    assert EscalationFinder(role(policy(allow(actions.split())))).escalations()


@pytest.mark.parametrize("way", [way for way in WAYS if way.kind is WayKind.PASSED_ROLE], ids=lambda way: way.id)
def test_roles_are_passed_to_the_service_that_runs_with_them(way: Way) -> None:
    """A condition on iam:PassedToService opens the way for the service of the way and for no other."""

    def passing(service: str) -> Any:
        condition = {"StringEquals": {"iam:PassedToService": service}}
        return policy(allow(list(way.actions)), allow(PASS_ROLE, Condition=condition))

    assert found(way.id, passing(way.services[0]))
    assert found(way.id, passing("backup.amazonaws.com")) is None


NOTEBOOK = "sagemaker:CreatePresignedNotebookInstanceUrl"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:ResourceTag/team": "fraud"}},
        {"StringEquals": {"sagemaker:ResourceTag/team": "fraud"}},
        {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}},
        {"Bool": {"aws:ViaAWSService": "true"}},
        {"StringEquals": {"aws:PrincipalTag/team": "other"}},
    ],
)
def test_conditions_that_say_what_is_meant_close_a_way(condition: Any) -> None:
    """Tags of the resource, the services in between and the role's own tags are not for the caller to choose."""
    assert found("open-notebook", policy(allow(NOTEBOOK, Condition=condition)), tags={"team": "fraud"}) is None


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
        {"StringEquals": {"aws:PrincipalTag/team": "fraud"}},
        {"StringNotEquals": {"aws:ResourceTag/protected": "yes"}},
    ],
)
def test_conditions_that_the_caller_can_meet_do_not(condition: Any) -> None:
    """Where and how a request comes, and tags that must be absent, leave resources that can be reached."""
    assert found("open-notebook", policy(allow(NOTEBOOK, Condition=condition)), tags={"team": "fraud"})


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ({"ArnEquals": {"aws:PrincipalArn": ROLE}}, True),
        ({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/admin"}}, False),
        ({"Null": {"aws:PrincipalArn": "true"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": "123456789012"}}, True),
        ({"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}}, False),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, False),
        ({"StringEquals": {"aws:username": "ana"}}, False),
        ({"StringNotEquals": {"aws:username": "ana"}}, True),
        ({"StringNotEquals": {"aws:ResourceAccount": "123456789012"}}, False),
    ],
)
def test_who_the_role_is_is_not_for_it_to_choose(condition: Any, is_met: bool) -> None:
    """An Allow for somebody else opens nothing, and a Deny for all but somebody else closes everything."""
    put = "iam:PutRolePolicy"
    assert bool(found("put-role-policy", policy(allow(put, Condition=condition)))) is is_met
    assert bool(found("put-role-policy", policy(allow(put)), policy(deny("*", Condition=condition)))) is not is_met


def user(*documents: Any, path: str = "/team/") -> Role:
    held = role(*documents)
    return as_role(
        User("ana", path, held.policies, environment=held.environment, tags={"team": "ml"}, id="AIDA1234567890EXAMPLE")
    )


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/team/ana"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/admins/*"}}, False),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, True),
        ({"StringEquals": {"aws:PrincipalType": "AssumedRole"}}, False),
        ({"StringEquals": {"aws:username": "ana"}}, True),
        ({"StringEquals": {"aws:username": "bob"}}, False),
        ({"StringNotEquals": {"aws:username": "ana"}}, False),
        ({"StringEquals": {"aws:userid": "AIDA1234567890EXAMPLE"}}, True),
        ({"StringEquals": {"aws:userid": "AIDA0987654321EXAMPLE"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "ml"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/team": "platform"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": "123456789012"}}, True),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, True),
    ],
)
def test_who_the_user_is_is_not_for_it_to_choose(condition: Any, is_met: bool) -> None:
    """As for a role."""
    put = allow("iam:PutRolePolicy")
    allowed = user(policy({**put, "Condition": condition}))
    assert bool(EscalationFinder(allowed).escalations()) is is_met
    denied = user(policy(put), policy(deny("*", Condition=condition)))
    is_chosen = "aws:MultiFactorAuthPresent" in str(condition)
    assert bool(EscalationFinder(denied).escalations()) is (not is_met or is_chosen)


@pytest.mark.parametrize(
    ("resource", "is_own"),
    [
        ("arn:aws:iam::*:user/team/${aws:username}", True),
        ("arn:aws:iam::123456789012:user/team/ana", True),
        ("arn:aws:iam::123456789012:user/*/ana", True),
        ("arn:aws:iam::*:user/${aws:username}", None),
        ("arn:aws:iam::*:user/team/bob", False),
    ],
)
def test_what_a_user_may_do_to_itself(resource: str, is_own: bool | None) -> None:
    """By its ARN, which has its path: the variable is only its name."""
    held = user(policy(allow("iam:PutUserPolicy", resource)))
    targets = [target for each in EscalationFinder(held).escalations() for target in each.targets]
    assert bool(targets) is (is_own is not None)
    assert any(target.is_own for target in targets) is bool(is_own)
    keys = user(policy(allow("iam:CreateAccessKey", resource)))
    own = [target.is_own for each in EscalationFinder(keys).escalations() for target in each.targets]
    assert True not in own


def test_of_a_policy_by_itself_it_is_not_known_who_has_it() -> None:
    """A condition on who asks may be met, and nothing is the policy's own."""
    one = {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/ana"}}
    held = replace(role(policy(allow("iam:PutRolePolicy", Condition=one))), trust_policy=NO_TRUST)
    (way,) = EscalationFinder(held).escalations()
    assert [target[:3] for target in way.targets] == [("*", True, False)]


@pytest.mark.parametrize(
    ("action", "way"),
    [
        ("iam:PutUserPolicy", "put-user-policy"),
        ("iam:AttachUserPolicy", "attach-user-policy"),
        ("iam:CreateAccessKey", None),
        ("iam:UpdateLoginProfile", None),
    ],
)
def test_a_user_that_may_change_its_own_policies_may_win_everything(action: str, way: str | None) -> None:
    """The variable stands for whoever has the policy; one's own credentials are nothing new, and a role has no name."""
    own = "arn:aws:iam::*:user/${AWS:username}"
    held = role(policy(allow(action, own)))
    assert EscalationFinder(held).escalations() == []
    ways = EscalationFinder(replace(held, trust_policy=NO_TRUST)).escalations()
    assert [each.way.id for each in ways] == ([way] if way else [])
    assert [target[:3] for each in ways for target in each.targets] == ([(own, False, True)] if way else [])


@pytest.mark.parametrize(
    ("actions", "resource"),
    [
        (["iam:PutRolePolicy"], "arn:aws:iam::999999999999:role/*"),
        (["iam:PutRolePolicy"], "arn:aws-cn:iam::123456789012:role/*"),
        ([PASS_ROLE, "sagemaker:CreateTrainingJob"], "arn:aws:iam::999999999999:role/strong"),
        (["lambda:UpdateFunctionCode"], "arn:aws:lambda:*:999999999999:function:*"),
    ],
)
def test_another_account_is_out_of_reach(actions: list[str], resource: str) -> None:
    """Its roles can be neither changed nor passed, and its functions have policies of their own."""
    rest = [policy(allow(action)) for action in actions[1:]]
    assert EscalationFinder(role(policy(allow(actions[0], resource)), *rest)).escalations() == []
    assert EscalationFinder(
        role(policy(allow(actions[0], resource.replace("9" * 12, "*").replace("-cn", ""))), *rest)
    ).escalations()


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        ({"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}}, True),
        ({"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/IAM*"}}, True),
        ({"ArnNotEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}}, True),
        ({"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}, False),
        ({"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AmazonSageMaker*"}}, False),
    ],
)
@pytest.mark.parametrize("kind", ["Role", "User", "Group"])
def test_attaching_is_a_way_if_it_may_be_a_policy_that_allows_everything(
    condition: Any, is_open: bool, kind: str
) -> None:
    """A list of what may be attached closes the way unless AWS's policies for administrators are in it."""
    way = f"attach-{kind.lower()}-policy"
    limited = policy(allow(f"iam:Attach{kind}Policy", Condition=condition))
    assert bool(found(way, limited)) is is_open
    denied = deny(f"iam:Attach{kind}Policy", Condition={"ArnNotEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/x"}})
    assert found(way, limited, policy(denied)) is None


def test_a_deny_closes_what_it_covers() -> None:
    """A Deny in any policy takes the way away, and one for certain resources leaves the others."""
    whole = policy(allow(NOTEBOOK))
    assert found("open-notebook", whole, policy(deny("sagemaker:CreatePresigned*"))) is None
    assert found("open-notebook", whole, policy(deny(NOTEBOOK, "arn:aws:sagemaker:*:*:notebook-instance/strong")))
    spared = {"Effect": "Deny", "Action": NOTEBOOK, "NotResource": "arn:aws:sagemaker:*:*:notebook-instance/team-*"}
    left = found("open-notebook", whole, policy(spared))
    assert left is not None
    assert [target[:2] for target in left.targets] == [("arn:aws:sagemaker:*:*:notebook-instance/team-*", False)]


def test_a_boundary_closes_what_it_does_not_allow() -> None:
    """The permissions boundary must allow all actions too."""
    whole = policy(allow(NOTEBOOK))
    assert found("open-notebook", whole, boundary=policy(allow("s3:*"))) is None
    assert found("open-notebook", whole, boundary=policy(allow("sagemaker:*")))


def test_a_policy_that_is_attached_counts() -> None:
    """Actions may come from a managed policy of the account whose text is known."""
    half = policy(allow("lambda:CreateFunction"), allow(PASS_ROLE, "arn:aws:iam::123456789012:role/strong"))
    assert found("function", half) is None
    whole = found("function", half, attached=policy(allow("lambda:InvokeFunction")))
    assert whole is not None
    assert {ref.policy for ref in whole.statements} == {"own0", "attached"}


def test_all_actions_must_meet_on_one_resource() -> None:
    """Stopping one notebook and changing another is no way into either."""
    others = ["sagemaker:CreateNotebookInstanceLifecycleConfig", "sagemaker:UpdateNotebookInstance"]
    starts = ["sagemaker:StopNotebookInstance", "sagemaker:StartNotebookInstance"]
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:notebook-instance/"
    apart = policy(allow(others[0]), allow(others[1], f"{arn}a"), allow(starts, f"{arn}b"))
    together = policy(allow(others[0]), allow(others[1], f"{arn}a*"), allow(starts, f"{arn}ab"))
    assert found("notebook-lifecycle", apart) is None
    reached = found("notebook-lifecycle", together)
    assert reached is not None
    assert [target[:2] for target in reached.targets] == [(f"{arn}ab", False)]


def test_targets_are_the_patterns_of_the_statements() -> None:
    """The roles that can be passed are listed as they are written; the role itself gives nothing more."""
    roles = ["arn:aws:iam::123456789012:role/strong", "arn:aws:iam::*:role/team/*", ROLE]
    whole = found("training-job", policy(allow("sagemaker:CreateTrainingJob"), allow(PASS_ROLE, roles)))
    assert whole is not None
    assert [(target.pattern, target.is_any) for target in whole.targets] == [(roles[0], False), (roles[1], False)]
    assert found("training-job", policy(allow("sagemaker:CreateTrainingJob"), allow(PASS_ROLE, ROLE))) is None


def test_a_role_that_may_change_itself_is_told_apart() -> None:
    """Putting a policy on itself is all that a role needs, whatever other roles are closed to it."""
    own = found("put-role-policy", policy(allow("iam:PutRolePolicy", ROLE)))
    assert own is not None
    assert [target[:3] for target in own.targets] == [(ROLE, False, True)]


def test_a_boundary_that_new_permissions_must_have_closes_the_way() -> None:
    """A condition on iam:PermissionsBoundary, in an Allow or a Deny, is none that the caller can meet and win."""
    asks = {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/team"}
    assert found("put-role-policy", policy(allow("iam:PutRolePolicy", Condition={"StringEquals": asks}))) is None
    denied = policy(allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", Condition={"StringNotEquals": asks}))
    assert found("put-role-policy", denied) is None


def test_regions_and_accounts_of_statements_are_honoured() -> None:
    """A statement for another region than the role's reaches that region's resources."""
    assert found("function-code", policy(allow("lambda:UpdateFunctionCode", "arn:aws:lambda:us-*:*:function:*")))
    one = policy(allow("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-2:123456789012:function:team-*"))
    reached = found("function-code", one)
    assert reached is not None
    assert not reached.targets[0].is_any


def test_what_is_not_known_of_the_environment_stays_open() -> None:
    """A role for any account has its ways too."""
    text = policy(allow("lambda:UpdateFunctionCode", "arn:{{partition}}:lambda:{{region}}:{{account}}:function:*"))
    anywhere = Role("any", "any", TRUST, policies=(Policy("p", PolicyKind.INLINE, Document(text)),))
    assert [each.way.id for each in EscalationFinder(anywhere).escalations()] == ["function-code"]


def test_the_size_of_a_task_says_not_which_one_is_meant() -> None:
    """A key that only begins like one that names a target closes nothing."""
    sized = allow("ecs:RunTask", Condition={"NumericLessThan": {"ecs:task-cpu": "1024"}})
    named = allow("ecs:ExecuteCommand", Condition={"ArnEquals": {"ecs:task": "arn:aws:ecs:*:*:task/team/a"}})
    assert found("task", policy(sized, allow(PASS_ROLE)))
    assert found("command-task", policy(named)) is None


def test_ways_to_any_name_are_the_same_whether_all_have_been_looked_for_or_not() -> None:
    """Named targets are left out, and ways that have no others, but for those of IAM's own actions."""
    held = role(
        policy(
            allow(["iam:PassRole"], ["arn:aws:iam::123456789012:role/one", "arn:aws:iam::123456789012:role/*"]),
            allow(["sagemaker:CreateTrainingJob", "lambda:UpdateFunctionCode"], "*"),
            allow(["glue:UpdateDevEndpoint"], "arn:aws:glue:eu-west-1:123456789012:devEndpoint/one"),
            allow(["iam:CreateAccessKey"], "arn:aws:iam::123456789012:user/one"),
        )
    )
    after, afresh = EscalationFinder(held), EscalationFinder(held)
    every = {each.way.id: each for each in after.escalations()}
    to_any_name = {each.way.id: each for each in after.escalations_to_any_name()}
    assert [*to_any_name.values()] == afresh.escalations_to_any_name()
    assert every.keys() - to_any_name.keys() == {"update-glue-endpoint"}
    assert every["training-job"].targets != to_any_name["training-job"].targets
