"""Network and encryption together: which policies they change, how these are named, and what is told."""

import pytest
from tests.composition.making import HEAD, VPC, codes_of, given, make_one, refuse_one

from rolecast.catalogue.activity import ActivitySource, Overlay
from rolecast.catalogue.library import CATALOGUE
from rolecast.role import Role

DATA = "arn:aws:kms:us-east-1:123456789012:key/dddddddd-12ab-34cd-56ef-1234567890ab"
VOLUME = "arn:aws:kms:us-east-1:123456789012:key/eeeeeeee-12ab-34cd-56ef-1234567890ab"
KMS = f"{{data_keys: ['{DATA}'], volume_keys: ['{VOLUME}']}}"
JOBS = given("manage-ml-jobs")


def names(role: Role) -> list[str]:
    return [policy.name.removesuffix("_sagemaker-a") for policy in role.policies]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["SM_CommonJobManagement", "SM_ModelManagement", "SM_EndpointDeployment"]),
        (f"network: {VPC}", ["SM_CommonJobManagement_VPC", "SM_ModelManagement_VPC", "SM_EndpointDeployment"]),
        (f"encryption: {KMS}", ["SM_CommonJobManagement_KMS", "SM_ModelManagement", "SM_EndpointDeployment_KMS"]),
        (
            f"network: {VPC}\nencryption: {KMS}",
            ["SM_CommonJobManagement_VPC_KMS", "SM_ModelManagement_VPC", "SM_EndpointDeployment_KMS"],
        ),
    ],
    ids=["neither", "network", "encryption", "both"],
)
def test_policies_are_named_by_their_variant(settings: str, expected: list[str]) -> None:
    """Each activity takes what it has conditions for, and its policy's name tells."""
    selected = given("manage-ml-jobs", "manage-models", "manage-endpoints")
    assert names(make_one(f"{settings}\n{selected}".strip())) == expected


def test_encryption_changes_the_activities_that_support_it() -> None:
    """Six of the console's, and no others."""
    supporting = [activity for activity in CATALOGUE.activities() if activity.supports(Overlay.KMS)]
    of_aws = [activity.number for activity in supporting if activity.source is not ActivitySource.ROLECAST]
    assert of_aws == [1, 2, 3, 5, 9, 13]


def test_keys_stand_where_they_belong() -> None:
    """Jobs must have the volume keys for volumes and the data keys for output; grants are for volumes alone."""
    (policy,) = make_one(f"encryption: {KMS}\n{JOBS}").resolve().policies
    create, *_, grant = policy.document.json["Statement"]
    assert create["Condition"] == {
        "StringEquals": {"sagemaker:VolumeKmsKey": [VOLUME], "sagemaker:OutputKmsKey": [DATA]}
    }
    assert grant["Resource"] == [VOLUME]
    assert grant["Condition"]["StringLike"] == {"kms:ViaService": "sagemaker.*.amazonaws.com"}


@pytest.mark.parametrize(("region", "suffix"), [("cn-north-1", "amazonaws.com.cn"), ("us-gov-west-1", "amazonaws.com")])
def test_the_via_service_follows_the_partition(region: str, suffix: str) -> None:
    """Its DNS suffix is the partition's; the service that roles are passed to is named alike everywhere."""
    head = HEAD.replace("us-east-1", region)
    keys = KMS.replace("arn:aws:", f"arn:{'aws-cn' if region.startswith('cn') else 'aws-us-gov'}:")
    text = make_one(f"encryption: {keys}\n{JOBS}", head).resolve().policies[0].document.text
    assert f'"sagemaker.*.{suffix}"' in text
    assert '"iam:PassedToService":"sagemaker.amazonaws.com"' in text


def test_a_role_may_switch_the_files_encryption_off() -> None:
    """By `encryption: false`; the network stays."""
    head = f"{HEAD}encryption: {KMS}\nnetwork: {VPC}\n"
    assert names(make_one(JOBS, head)) == ["SM_CommonJobManagement_VPC_KMS"]
    assert names(make_one(f"encryption: false\n{JOBS}", head)) == ["SM_CommonJobManagement_VPC"]


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        (f"encryption: {KMS}\n{given('manage-models')}", ["encryption-unused"]),
        (f"encryption: {KMS}\nflow: domain-setup\n{given('s3-bucket-access')}", ["encryption-ignored"]),
        (f"encryption: {KMS}\nnetwork: {VPC}\nflow: quick-setup", ["network-ignored", "encryption-ignored"]),
        (f"encryption: {KMS}\n{JOBS}", []),
    ],
)
def test_encryption_without_effect_is_told(settings: str, codes: list[str]) -> None:
    """Where no selected activity has KMS conditions, and in the flows in which AWS leaves them out."""
    assert codes_of(make_one(settings)) == codes


def test_domain_setup_is_the_same_with_encryption() -> None:
    """Its policies and their names stay as they are."""
    settings = f"flow: domain-setup\n{given('s3-bucket-access')}"
    assert make_one(f"encryption: {KMS}\n{settings}").policies == make_one(settings).policies


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (f"{{data_keys: ['{DATA}']}}", "the encryption needs `volume_keys`: the keys for storage volumes"),
        (f"{{volume_keys: ['{VOLUME}']}}", "the encryption needs `data_keys`: the keys for data and output"),
        (
            KMS.replace(DATA, "arn:aws:kms:us-east-1:123456789012:alias/ml"),
            "names an alias, which grants nothing in a policy",
        ),
        (KMS.replace(DATA, "dddddddd-12ab-34cd-56ef-1234567890ab"), "is not the ARN of a KMS key"),
        (KMS.replace(f"'{DATA}'", ""), "this list is empty"),
        (
            KMS.replace("arn:aws:", "arn:aws-cn:", 1),
            "is in the partition `aws-cn`, but the region us-east-1 is in `aws`",
        ),
        ("true", "expected the encryption (a mapping), found `true`"),
    ],
)
def test_keys_that_cannot_be_used_are_refused(keys: str, expected: str) -> None:
    """Both lists are needed, each of whole key ARNs of the role's partition."""
    (fault,) = refuse_one(f"encryption: {keys}\n{JOBS}")
    assert expected in fault


def test_a_key_of_another_partition_is_pointed_at() -> None:
    """Where it stands, not where the role does."""
    (fault,) = refuse_one(f"encryption: {KMS.replace(VOLUME, VOLUME.replace('arn:aws:', 'arn:aws-cn:'))}\n{JOBS}")
    assert fault.startswith("6:")
    assert "aws-cn" in fault
