"""What a role file names that lies elsewhere: roles to pass, managed policies, boundaries, ARNs of a partition."""

import pytest
from tests.composition.making import given, make, make_one, refuse, refuse_one, statements

from rolecast.iam import managed
from rolecast.role import AttachedPolicy, Role

IN_CHINA = "is in the partition `aws-cn`, but the region us-east-1 is in `aws`"
REPOSITORY = "arn:aws-cn:ecr:cn-north-1:123456789012:repository/x"
JOBS = "activities: {manage-ml-jobs: }"


def passed(role: Role) -> list[str]:
    """The roles that may be passed, by the role's statements."""
    (statement,) = (statement for statement in statements(role.resolve()) if statement["Action"] == "iam:PassRole")
    return list(statement["Resource"])


def arn(name: str, account: str = "123456789012", partition: str = "aws") -> str:
    return f"arn:{partition}:iam::{account}:role/{name}"


def test_a_role_passes_itself_unless_it_names_others() -> None:
    """As in the console, where the role that is being made fills the field."""
    assert passed(make_one(JOBS)) == [arn("sagemaker-a")]
    assert passed(make_one(f"pass_roles: [{arn('other')}]\n{JOBS}")) == [arn("other")]


def test_roles_of_the_file_are_named_by_key() -> None:
    """By their keys, wherever they stand in the file, with their own name and path; ARNs may stand beside them."""
    roles = make(
        "roles:\n"
        f"  a: {{pass_roles: [b, c, {arn('d')}], {JOBS}}}\n"
        "  b: {path: /teams/, name: whole}\n"
        "  c: {name_prefix: ml-}\n"
    )
    assert passed(roles["a"]) == [arn("teams/whole"), arn("ml-c"), arn("d")]


def test_an_activity_may_have_its_own() -> None:
    """Which wins over the role's."""
    role = make_one(
        f"pass_roles: [{arn('roles')}]\nactivities: {{manage-ml-jobs: {{pass_roles: [{arn('own')}]}}, manage-models: }}"
    )
    assert [statement["Resource"] for statement in statements(role) if statement["Action"] == "iam:PassRole"] == [
        [arn("own")],
        [arn("roles")],
    ]


def test_roles_may_pass_each_other_and_themselves() -> None:
    """Cycles are fine: names are known before anything is made."""
    roles = make(f"roles:\n  a: {{pass_roles: [b], {JOBS}}}\n  b: {{pass_roles: [a, b], {JOBS}}}\n")
    assert passed(roles["a"]) == [arn("sagemaker-b")]
    assert passed(roles["b"]) == [arn("sagemaker-a"), arn("sagemaker-b")]


def test_roles_are_passed_in_any_partition() -> None:
    """A role's ARN takes the partition of the region."""
    role = make_one(JOBS, head="version: 1\naccount: '123456789012'\nregion: cn-north-1\n")
    assert passed(role) == [arn("sagemaker-a", partition="aws-cn")]


PUBLISHED = "arn:aws:iam::aws:policy/"


def no_policy(name: str, meant: str) -> str:
    return f"27: AWS has no managed policy `{PUBLISHED}{name}`\n  help: did you mean `{PUBLISHED}{meant}`?"


OTHER_ACCOUNT = "it is in 111122223333, this role is in 123456789012"


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("compuet", "there is no role `compuet` in this file\n  help: did you mean `compute`?"),
        ("zzz", "there is no role `zzz` in this file\n  help: name a role of this file, or a role's ARN"),
        (arn("x", account="111122223333"), f"cannot pass a role from another account: {OTHER_ACCOUNT}"),
        ("elsewhere", f"cannot pass a role from another account: {OTHER_ACCOUNT}"),
        (arn("x", partition="aws-cn"), f"`{arn('x', partition='aws-cn')}` {IN_CHINA}"),
    ],
)
@pytest.mark.parametrize("of_the_activity", [False, True])
def test_what_cannot_be_passed(named: str, fault: str, of_the_activity: bool) -> None:
    """PassRole crosses neither accounts nor partitions; an unknown key is a misspelt one."""
    others = "roles:\n  compute: {}\n  elsewhere: {account: '111122223333'}\n  a:\n"
    where = f"    activities:\n      manage-ml-jobs: {{pass_roles: [{named}]}}\n"
    found = refuse(others + (where if of_the_activity else f"    pass_roles: [{named}]\n    {JOBS}\n"))
    assert found == [f"{'9:37' if of_the_activity else '8:18'}: {fault}"]


def test_what_cannot_be_passed_is_found_beside_other_errors() -> None:
    """Also if no activity passes it, as with a persona that is misspelt."""
    assert refuse("roles:\n  a:\n    persona: data-scientst\n    pass_roles: [zzz]\n") == [
        "6:14: `data-scientst` is not a persona\n  help: did you mean `data-scientist`?",
        "7:18: there is no role `zzz` in this file\n  help: name a role of this file, or a role's ARN",
    ]


def test_without_an_account_any_account_may_be_passed() -> None:
    """What is not known cannot be compared."""
    role = make_one(f"pass_roles: [{arn('x', '111122223333')}]\n{JOBS}", head="version: 1\n")
    (statement,) = (statement for statement in statements(role) if statement["Action"] == "iam:PassRole")
    assert statement["Resource"] == [arn("x", "111122223333")]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("AmazonSageMakerFullAccess", "AmazonSageMakerFullAccess"),
        ("AmazonSageMakerCanvasDirectDeployAccess", "service-role/AmazonSageMakerCanvasDirectDeployAccess"),
        ("AWSLambdaBasicExecutionRole", "service-role/AWSLambdaBasicExecutionRole"),
        ("SupportUser", "job-function/SupportUser"),
        ("AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy", None),
    ],
)
def test_names_of_aws_policies_become_arns(name: str, path: str | None) -> None:
    """With the paths that AWS gave them; the partition stays to be filled in."""
    found = managed.find(name)
    assert found is not None
    expected = path or f"{found.path.removeprefix('/')}{name}"
    role = make_one(f"additional_policies: [{name}]\npermissions_boundary: {name}")
    assert [policy.arn for policy in role.attached] == [f"arn:{{{{partition}}}}:iam::aws:policy/{expected}"]
    assert role.permissions_boundary is not None
    assert role.permissions_boundary.arn == f"arn:{{{{partition}}}}:iam::aws:policy/{expected}"


def test_own_policies_are_named_by_arn() -> None:
    """Those of the role's account."""
    own = "arn:aws:iam::123456789012:policy/teams/own"
    role = make_one(f"additional_policies: [{own}]\npermissions_boundary: {own}")
    assert [*role.attached, role.permissions_boundary] == [AttachedPolicy(own)] * 2


def test_a_policy_is_attached_once() -> None:
    """Whether a flow, an activity or the role names it, by name or by ARN; what came first stays first."""
    role = make_one(
        "additional_policies: [ReadOnlyAccess, AmazonSageMakerCanvasFullAccess, "
        "'arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess']\n"
        + given("run-studio-applications", "canvas-core-access")
    )
    assert [policy.name for policy in role.attached] == ["AmazonSageMakerCanvasFullAccess", "ReadOnlyAccess"]


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        (
            "additional_policies: [ReadOnlyAcess]",
            "27: AWS has no managed policy `ReadOnlyAcess`\n  help: did you mean `ReadOnlyAccess`?",
        ),
        (
            "additional_policies: [OurOwn]",
            "27: AWS has no managed policy `OurOwn`\n  help: a policy of your own needs its ARN",
        ),
        (
            "permissions_boundary: PowerUserAcces",
            "27: AWS has no managed policy `PowerUserAcces`\n  help: did you mean `PowerUserAccess`?",
        ),
        (
            "additional_policies: ['arn:aws:iam::111122223333:policy/x']",
            f"27: cannot attach a policy from another account: {OTHER_ACCOUNT}",
        ),
        (
            "permissions_boundary: arn:aws:iam::111122223333:policy/x",
            f"27: cannot attach a policy from another account: {OTHER_ACCOUNT}",
        ),
        (
            "additional_policies: ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess']",
            f"27: `arn:aws-cn:iam::aws:policy/ReadOnlyAccess` {IN_CHINA}",
        ),
        (
            "additional_policies: ['arn:aws:iam::aws:policy/SupportUser']",
            no_policy("SupportUser", "job-function/SupportUser"),
        ),
        (
            "permissions_boundary: arn:aws:iam::aws:policy/ReadOnlyAcess",
            no_policy("ReadOnlyAcess", "ReadOnlyAccess"),
        ),
        (
            "additional_policies: ['arn:aws:iam::aws:policy/Qzxwv']",
            "27: AWS has no managed policy `arn:aws:iam::aws:policy/Qzxwv`",
        ),
        (
            "trust: {principals: ['123456789012', 'arn:aws-cn:iam::123456789012:root']}",
            f"42: `arn:aws-cn:iam::123456789012:root` {IN_CHINA}",
        ),
        (
            f"activities: {{access-required-aws-services: {{s3_buckets: [abc], ecr_repository_arns: [{REPOSITORY}]}}}}",
            f"90: `{REPOSITORY}` {IN_CHINA}",
        ),
    ],
)
def test_what_cannot_be_attached_or_named(setting: str, fault: str) -> None:
    """At its place, with what it should have been."""
    assert refuse_one(setting) == [f"6:{fault}"]


def test_faults_of_a_default_stand_at_the_top() -> None:
    """Once, however many roles inherit it."""
    assert refuse("permissions_boundary: Nothing\nroles: {a: {}, b: {}}") == [
        "4:23: AWS has no managed policy `Nothing`\n  help: a policy of your own needs its ARN"
    ]
