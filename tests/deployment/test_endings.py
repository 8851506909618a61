"""What cannot be done ends in a message that says so, and what was done."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.scenarios import AFTER, BEFORE, allow, objects, role_file
from tests.deployment.world import World, applied, carry_out, destroyed, opened, planned, policy_arn, say_nothing

from rolecast.account.client import connect
from rolecast.account.errors import AccountError
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.execute import RefusedPlanError, StoppedError, apply
from rolecast.reading.faults import InputError, RolecastError

ONE = role_file({"one": [allow("s3:GetObject")]})
ROLE = "sagemaker-full"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)


def conflicts(text: str, *adopt: str) -> list[str]:
    return [str(fault) for fault in planned(text, *adopt).conflicts]


def test_a_role_of_that_name_that_somebody_else_has_made(world: World, proxy: Proxy) -> None:
    """It is not touched."""
    world.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=TRUST)
    assert conflicts(ONE) == [
        (
            f"role `{ROLE}` already exists and was created outside Rolecast\n"
            f"  help: choose another name, or take ownership with `--adopt {ROLE}`"
        )
    ]


def test_a_role_of_another_deployment(world: World, proxy: Proxy) -> None:
    """Its name is told. Its policies come with a role that is adopted, so they are not told of apart."""
    applied(ONE)
    connection = connect()
    plan = opened(ONE, connection, name="others").plan(connection, Adoption())
    assert [fault.message for fault in plan.conflicts] == [
        f"role `{ROLE}` already exists and belongs to the deployment `team`",
    ]


@pytest.mark.parametrize("adopt", [(ROLE,), (ROLE, "one"), (f"{ROLE}/theirs",), ("one",), (ROLE, f"{ROLE}/one")])
def test_one_problem_of_adopting_is_told_once(adopt: tuple[str, ...], world: World, proxy: Proxy) -> None:
    """A role that cannot be taken over explains itself what else was to be adopted with it."""
    world.iam.create_role(RoleName=ROLE, Path="/other/", AssumeRolePolicyDocument=TRUST)
    assert [line.partition(",")[0] for line in conflicts(ONE, *adopt)] == [
        f"role `{ROLE}` exists under the path `/other/`"
    ]


def test_what_a_role_brings_may_be_named_too(world: World, proxy: Proxy) -> None:
    """A policy and an attachment, beside the role that they are adopted with; once more when they are ours."""
    world.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=TRUST)
    world.iam.attach_role_policy(RoleName=ROLE, PolicyArn=world.policy("one", allow("s3:GetObject")))
    names = ROLE, "one", f"{ROLE}/one"
    applied(ONE, *names)
    assert conflicts(ONE, *names) == []


def test_a_role_whose_name_differs_in_case_alone(world: World, proxy: Proxy) -> None:
    """IAM would refuse it, moto would not."""
    world.iam.create_role(RoleName=ROLE.upper(), AssumeRolePolicyDocument=TRUST)
    assert conflicts(ONE) == [
        f"the role name `{ROLE}` is taken by `{ROLE.upper()}`\n  help: IAM ignores the case of letters"
    ]


def test_a_path_that_changes(world: World, proxy: Proxy) -> None:
    """IAM cannot move a role, and removing it for a new one would break who runs with it."""
    applied(ONE)
    moved = json.loads(ONE)
    moved["roles"]["full"]["path"] = "/ml/"
    (conflict, *_) = conflicts(json.dumps(moved))
    assert conflict == (
        f"role `{ROLE}` exists under the path `/`, which IAM cannot change to `/ml/`\n"
        "  help: keep the path, or give the new role another name and remove the old one later"
    )


def test_a_policy_of_that_name_that_somebody_else_has_made(world: World, proxy: Proxy) -> None:
    """By its tags, whatever its document; under another path too, for IAM knows a name once."""
    world.policy("one", allow("s3:GetObject"))
    assert conflicts(ONE) == [
        (
            "policy `one` already exists and was created outside Rolecast\n"
            "  help: choose another name, or take ownership with `--adopt one`"
        )
    ]
    assert conflicts(ONE, "one") == []
    carry_out(planned(ONE, "one"))
    world.empty()
    world.policy("One", path="/other/")
    assert conflicts(ONE) == [
        (
            "the policy name `one` is taken by `arn:aws:iam::123456789012:policy/other/One`\n"
            "  help: names are unique in an account, regardless of path and case"
        )
    ]


def test_an_inline_policy_of_that_name_that_somebody_else_has_made(world: World, proxy: Proxy) -> None:
    """It would be written over."""
    applied(role_file({}, packing="inline"))
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:*")]})
    world.iam.put_role_policy(RoleName=ROLE, PolicyName="one", PolicyDocument=document)
    inline = role_file({"one": [allow("s3:GetObject")]}, packing="inline")
    assert conflicts(inline) == [
        (
            f"role `{ROLE}` already has an inline policy `one`, which was created outside Rolecast\n"
            f"  help: choose another name, or take ownership with `--adopt {ROLE}/one`"
        )
    ]
    assert conflicts(inline, f"{ROLE}/one") == []


def test_a_plan_with_a_conflict_is_not_carried_out(world: World, proxy: Proxy) -> None:
    """Not even the part of it that could be."""
    world.policy("one")
    plan = planned(ONE)
    assert plan.steps == ()
    with pytest.raises(RefusedPlanError, match="it has conflicts"):
        apply(plan, connect(), say_nothing)


def test_the_accounts_own_quota_of_attached_policies(world: World, proxy: Proxy) -> None:
    """This server's account has ten, whatever the role file thinks."""
    eleven = role_file({f"p{number}": [allow("s3:GetObject")] for number in range(11)})
    assert conflicts(eleven) == [
        (
            f"role `{ROLE}` would have 11 managed policies attached; the account's quota is 10\n"
            "  help: `packing: fewest` needs fewer policies; or request an increase in Service Quotas"
        )
    ]


def test_attachments_from_outside_count_against_the_quota(world: World, proxy: Proxy) -> None:
    """They stay, so there is room for fewer of ours."""
    nine = role_file({f"p{number}": [allow("s3:GetObject")] for number in range(9)})
    applied(nine)
    world.iam.attach_role_policy(RoleName=ROLE, PolicyArn=world.policy("theirs"))
    ten = role_file({f"p{number}": [allow("s3:GetObject")] for number in range(10)})
    assert conflicts(ten)[0].startswith(
        f"role `{ROLE}` would have 11 managed policies attached, 1 of them created outside Rolecast; "
        "the account's quota is 10"
    )


def test_inline_policies_tags_and_the_trust_policy_have_quotas_too(world: World, proxy: Proxy) -> None:
    """All that is too much is told at once."""
    value = json.loads(role_file({"one": [allow("s3:GetObject")]}, packing="inline"))
    applied(json.dumps(value))
    document = json.dumps({"Version": "2012-10-17", "Statement": [objects("s3:GetObject", 215)]})
    world.iam.put_role_policy(RoleName=ROLE, PolicyName="theirs", PolicyDocument=document)
    role = value["roles"]["full"]
    role["tags"] = {f"tag-{number}": "x" for number in range(50)}
    role["quotas"] = {"trust_policy": 8192}
    role["trust"] = {"principals": [f"arn:aws:iam::123456789012:role/{'r' * 60}{number}" for number in range(25)]}
    found = conflicts(json.dumps(value))
    assert [line.partition("\n")[0] for line in found] == [
        f"role `{ROLE}`: its trust policy has 2,590 characters; the account's quota is 2,048",
        f"role `{ROLE}`: the inline policies would have 10,295 characters in total; the quota is 10,240",
        f"role `{ROLE}` would have 54 tags, 4 of them Rolecast's own; a role has at most 50",
    ]


def test_the_accounts_quotas_of_roles_and_policies(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there counts too."""
    monkeypatch.setattr(backend.summary(), "_roles_quota", 1)
    monkeypatch.setattr(backend.summary(), "_policies_quota", 0)
    world.iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=TRUST)
    assert [line.partition("\n")[0] for line in conflicts(ONE)] == [
        "there would be 2 roles in the account, 1 of them new; its quota is 1",
        "there would be 1 managed policies in the account, 1 of them new; its quota is 0",
    ]


def test_a_quota_that_is_reached_half_way(world: World, proxy: Proxy) -> None:
    """As it may be where the account's quota is not what the account says."""
    proxy.quota = 1
    with pytest.raises(StoppedError) as stop:
        applied(role_file({"one": [allow("s3:GetObject")], "two": [allow("s3:PutObject")]}))
    assert str(stop.value) == (
        "AWS refuses AttachRolePolicy: Cannot exceed quota for PoliciesPerRole: 1 (LimitExceeded)\n"
        "  help: a quota of the account is reached: request an increase in Service Quotas, or use less"
    )
    assert [str(step) for step in stop.value.undone] == [f"attach two to role {ROLE}", f"tag role {ROLE}"]
    assert len(stop.value.done) == 4


def test_a_policy_that_was_edited_between_plan_and_apply(world: World, proxy: Proxy) -> None:
    """The plan was made on another state, so it is refused, and nothing is done."""
    applied(ONE)
    plan = planned(role_file({"one": [allow("s3:PutObject")]}))
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:*")]})
    world.iam.create_policy_version(PolicyArn=policy_arn("one"), PolicyDocument=document, SetAsDefault=True)
    proxy.calls.clear()
    with pytest.raises(RefusedPlanError) as refusal:
        carry_out(plan)
    assert str(refusal.value) == (
        "the account has changed since the plan was made: policy `one`\n  help: run `rolecast plan` again and review it"
    )
    assert proxy.writes == []


def test_a_role_that_joined_the_deployment_between_plan_and_apply(world: World, proxy: Proxy) -> None:
    """The plan knows nothing of it."""
    world.surround()
    plan = planned(BEFORE)
    applied(ONE)
    with pytest.raises(RefusedPlanError, match=f"role `{ROLE}`"):
        carry_out(plan)


def test_credentials_of_another_account_than_the_files(world: World, proxy: Proxy) -> None:
    """Nothing is asked of IAM."""
    text = ONE.replace("123456789012", "111122223333")
    with pytest.raises(InputError) as error:
        planned(text)
    assert str(error.value) == (
        "the credentials are for account 123456789012, but the roles are for account 111122223333\n"
        "  help: use credentials for that account, such as with `--profile`"
    )
    assert proxy.calls == ["GetCallerIdentity"]


def test_credentials_of_another_account_than_the_plans(world: World, proxy: Proxy) -> None:
    """A plan is for the account that it was made in."""
    with pytest.raises(RefusedPlanError, match="the plan is for account 111122223333, but"):
        apply(replace(planned(ONE), account="111122223333"), connect(), say_nothing)


def test_another_files_deployment_is_not_withdrawn(world: World, proxy: Proxy) -> None:
    """A name that merely follows from the file's is no proof that the deployment is this file's."""
    world.surround()
    applied(ONE)
    connection = connect()
    deployment = opened(BEFORE, connection, named=False)
    with pytest.raises(InputError):
        deployment.plan_to_destroy(connection, Adoption())
    with pytest.raises(InputError) as error:
        deployment.plan(connection, Adoption())
    assert str(error.value) == (
        f"the deployment `team` has other roles in this account: {ROLE}\n"
        "  help: if it is another file's, choose a name with `--deployment`; if it is this file's, pass that name"
    )
    assert opened(ONE, connection, named=False).plan(connection, Adoption()).changes == ()


def test_eventual_consistency_is_waited_for(world: World, proxy: Proxy) -> None:
    """A role and a policy that are not there yet for the calls that follow their creation."""
    proxy.hidden = {ROLE: 2, "one": 1}
    applied(ONE)
    assert proxy.hidden == {ROLE: 0, "one": 0}
    assert planned(ONE, thorough=True).changes == ()


def test_waiting_has_a_limit(world: World, proxy: Proxy) -> None:
    """What does not show up stops the apply."""
    proxy.hidden = {"one": 1_000}
    with pytest.raises(StoppedError, match="one cannot be found"):
        applied(ONE)


def test_a_policy_that_the_file_names_and_the_account_does_not_have(world: World, proxy: Proxy) -> None:
    """Told before anything is made; as a boundary too."""
    value = json.loads(role_file({"one": [allow("s3:GetObject")]}, [policy_arn("missing")]))
    value["roles"]["full"]["permissions_boundary"] = policy_arn("limit")
    assert [line.partition("\n")[0] for line in conflicts(json.dumps(value))] == [
        f"role `{ROLE}`: the account has no policy `{policy_arn('limit')}`",
        f"role `{ROLE}`: the account has no policy `{policy_arn('missing')}`",
    ]


def test_what_is_not_there_and_was_not_made_is_not_waited_for(world: World, proxy: Proxy) -> None:
    """A policy of AWS's that this partition does not have, on a role that was just made."""
    missing = role_file({"one": [allow("s3:GetObject")]}, ["AmazonS3FullAccess"])
    proxy.calls.clear()
    with pytest.raises(StoppedError, match="does not exist"):
        applied(missing)
    assert proxy.calls.count("AttachRolePolicy") == 2


def test_a_role_that_another_one_trusts_is_made_first(world: World, proxy: Proxy) -> None:
    """IAM refuses a trust policy with a principal that does not exist."""
    value = json.loads(role_file({}))
    value["roles"] = {
        "a": {"trust": {"principals": ["arn:aws:iam::123456789012:role/sagemaker-b"]}},
        "b": {},
    }
    created = [step.role for step in planned(json.dumps(value)).steps if step.operation == "CreateRole"]
    assert created == ["sagemaker-b", "sagemaker-a"]


def test_a_wrong_clock(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS says that the signature is of another time."""
    monkeypatch.setattr(
        proxy, "refusal", ("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier")
    )
    assert _failure() == (
        "AWS refuses GetCallerIdentity: Signature expired: 20260101T000000Z is now earlier (SignatureDoesNotMatch)\n"
        "  help: this machine's clock is wrong: set it, then run again"
    )


def test_expired_credentials(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a night."""
    monkeypatch.setattr(proxy, "refusal", ("ExpiredToken", "The security token included in the request is expired"))
    assert _failure() == (
        "AWS refuses GetCallerIdentity: The security token included in the request is expired (ExpiredToken)\n"
        "  help: the credentials have expired: sign in again, such as with `aws sso login`, "
        "or set AWS_PROFILE to a profile that works"
    )


def test_credentials_that_expire_half_way(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done is told, and kept."""
    connection = connect()
    plan = planned(ONE, connection=connection)
    proxy.interruption = lambda: (
        monkeypatch.setattr(proxy, "refusal", ("ExpiredToken", "The token is expired"))
        if proxy.calls[-1] == "CreatePolicy"
        else None
    )
    with pytest.raises(StoppedError, match="the credentials have expired") as stop:
        carry_out(plan, connection)
    assert [str(step) for step in stop.value.done] == [f"create role {ROLE}", "create policy one"]
    monkeypatch.undo()
    assert f"role {ROLE}" in backend.state()


def test_no_credentials(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the environment, nothing in the files."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert _failure() == (
        "there are no AWS credentials: Unable to locate credentials\n"
        "  help: set AWS_PROFILE or pass `--profile`; `aws sts get-caller-identity` shows whether it works"
    )


def test_no_such_profile(world: World, proxy: Proxy) -> None:
    """The name is in the message."""
    with pytest.raises(AccountError) as error:
        connect(profile="mistyped")
    assert str(error.value) == (
        "there is no such AWS profile: The config profile (mistyped) could not be found\n"
        "  help: `aws configure list-profiles` lists them"
    )


def test_no_network(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert _failure() == (
        'AWS cannot be reached: Could not connect to the endpoint URL: "http://127.0.0.1:1/"\n'
        "  help: check the network, any proxy and AWS_ENDPOINT_URL, then run again"
    )


def test_a_network_that_goes_half_way(world: World, proxy: Proxy) -> None:
    """The apply stops, and says how far it came."""
    connection = connect()
    plan = planned(ONE, connection=connection)
    proxy.plan = Plan(Fault.RESET_BEFORE, len(proxy.calls) + 5, lasts=True)
    with pytest.raises(StoppedError, match="AWS cannot be reached") as stop:
        carry_out(plan, connection)
    assert (len(stop.value.done), len(stop.value.undone)) == (2, 2)


def test_another_partition(world: World, proxy: Proxy) -> None:
    """Credentials of the partition aws do not reach China."""
    text = ONE.replace("us-east-1", "cn-north-1")
    with pytest.raises(RolecastError) as error:
        planned(text)
    assert "its region cn-north-1 is in the partition `aws-cn`, and the credentials are for `aws`" in str(error.value)
    with pytest.raises(AccountError, match="pass `--region cn-north-1`"):
        connect(usual_region="cn-north-1")


def test_the_region_is_found_as_in_every_aws_tool(world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option, then AWS_REGION, then AWS_DEFAULT_REGION; without any, none is claimed."""
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    assert connect(region="eu-west-3").region == "eu-west-3"
    assert connect().region == "eu-west-1"
    monkeypatch.delenv("AWS_REGION")
    assert connect().region == "eu-west-2"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert connect().region is None


def test_without_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra: the message says how to get it."""
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(AccountError) as error:
        connect()
    assert str(error.value) == "boto3 is not installed\n  help: in a checkout of Rolecast, run `pip install '.[aws]'`"


def test_an_interrupted_destroy_says_what_is_left(world: World, proxy: Proxy) -> None:
    """And another one removes the rest."""
    world.surround()
    surroundings = backend.state()
    applied(AFTER)
    proxy.calls.clear()
    proxy.plan = Plan(Fault.DENIED, 25, lasts=True)
    with pytest.raises(StoppedError, match="AccessDenied") as stop:
        destroyed(AFTER)
    assert stop.value.done
    assert stop.value.undone
    proxy.plan = None
    destroyed(AFTER)
    assert backend.state() == surroundings


def _failure() -> str:
    with pytest.raises(AccountError) as error:
        connect()
    return str(error.value)
