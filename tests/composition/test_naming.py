"""Names of roles and policies: stable, and the console's but for the time."""

import pytest
from tests.composition.making import HEAD, VPC, given, make, make_one, one, refuse

from rolecast.composition.compose import compose
from rolecast.rolefile.load import parse


@pytest.mark.parametrize(
    ("top", "own", "name"),
    [
        ("", "{}", "sagemaker-a"),
        ("name_prefix: SageMaker-\n", "{}", "SageMaker-a"),
        ("name_prefix: ''\n", "{}", "a"),
        ("name_prefix: x-\n", "name_prefix: y-", "y-a"),
        ("name_prefix: x-\n", "name: whole", "whole"),
    ],
)
def test_names_of_roles(top: str, own: str, name: str) -> None:
    """A prefix and the key, or the whole name that the role gives."""
    assert make_one(own, HEAD + top).name == name


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("", "SM_CommonJobManagement_sagemaker-a"),
        (f"network: {VPC}", "SM_CommonJobManagement_VPC_sagemaker-a"),
        ("name: whole", "SM_CommonJobManagement_whole"),
        ("policy_suffix: -team", "SM_CommonJobManagement-team"),
        ("packing: fewest", "SM_Packed_sagemaker-a_1"),
        ("packing: fewest\npolicy_suffix: -team", "SM_Packed-team_1"),
        ("packing: inline", "SM_CommonJobManagement_sagemaker-a"),
    ],
)
def test_names_of_policies(settings: str, name: str) -> None:
    """The activity's policy name and the role's, or what `policy_suffix` puts in the role's place."""
    (policy,) = make_one(f"{settings}\n{given('manage-ml-jobs')}").policies
    assert policy.name == name


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("", "SM_CommonJobManagement_sagemaker-a_20260930T120000"),
        ("policy_suffix: -team", "SM_CommonJobManagement-team_20260930T120000"),
        ("packing: fewest", "SM_Packed_sagemaker-a_20260930T120000_1"),
    ],
)
def test_a_timestamp_follows_the_roles_name(settings: str, name: str) -> None:
    """So that two roles of one build never clash."""
    rolefile = parse(HEAD + one(f"{settings}\n{given('manage-ml-jobs')}"))
    (policy,) = compose(rolefile, timestamp="20260930T120000")["a"].policies
    assert policy.name == name


def test_names_of_roles_are_unique_without_regard_to_case() -> None:
    """In one account; in another they may stand again."""
    assert refuse("roles:\n  Compute: {}\n  compute: {}\n  b: {name: SAGEMAKER-compute}\n") == [
        f"{line}: role `{key}`: the role name `{name}` is taken by the role `Compute`\n"
        "  help: rename one: names are unique in an account, regardless of case"
        for line, key, name in [("6:3", "compute", "sagemaker-compute"), ("7:3", "b", "SAGEMAKER-compute")]
    ]
    assert len(make("roles:\n  Compute: {}\n  compute: {account: '111122223333'}\n")) == 2


def test_names_of_policies_are_unique_without_regard_to_case() -> None:
    """Between the roles of an account, and in one role; inline ones only there."""
    policy = "{Version: 2012-10-17, Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}"
    faults = refuse(
        "roles:\n"
        f"  a: {{extra_policies: {{own: {policy}, OWN: {policy}}}}}\n"
        f"  b: {{extra_policies: {{Own: {policy}}}}}\n"
    )
    assert [fault.partition("\n")[0] for fault in faults] == [
        "5:23: role `a`: duplicate policy name `OWN`",
        "6:3: role `b`: the policy name `Own` is taken by the role `a`",
    ]
    activities = "activities: {manage-models: }"
    (fault,) = refuse(f"roles:\n  a: {{policy_suffix: x, {activities}}}\n  b: {{policy_suffix: X, {activities}}}")
    assert fault.startswith("6:3: role `b`: the policy name `SM_ModelManagementX` is taken by the role `a`")
    inline = f"extra_policies: {{own: {policy}}}, packing: inline"
    assert len(make(f"roles:\n  a: {{{inline}}}\n  b: {{{inline}}}\n")) == 2
