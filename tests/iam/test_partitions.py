"""Partitions, which follow from the region."""

import json
from pathlib import Path

import botocore
import pytest

from rolecast.iam.partitions import PARTITIONS, REGIONS, partition_of

BOTOCORE = json.loads((Path(botocore.__file__).parent / "data" / "partitions.json").read_text(encoding="utf-8"))


def test_the_table_is_botocores() -> None:
    """Ids, DNS suffixes, patterns and regions, of every partition."""
    theirs = {
        partition["id"]: (
            partition["outputs"]["dnsSuffix"],
            partition["regionRegex"].removeprefix("^").removesuffix("$").replace("\\-", "-"),
            {region for region in partition["regions"] if not region.endswith("-global")},
        )
        for partition in BOTOCORE["partitions"]
    }
    ours = {
        partition.id: (partition.dns_suffix, partition.region_pattern, set(partition.regions))
        for partition in PARTITIONS
    }
    assert ours == theirs


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("ap-northeast-1", "aws"),
        ("us-newest-9", "aws"),
        ("cn-northwest-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
    ],
)
def test_a_region_is_of_one_partition(region: str, partition: str) -> None:
    """Known regions and those that are yet to come alike."""
    found = partition_of(region)
    assert found is not None
    assert found.id == partition


@pytest.mark.parametrize(
    "text", ["", "tokyo", "us-east", "us-east-1a", "US-EAST-1", "us-east-1\n", "us-éast-1", "us-east-１", "xx-east-1"]
)
def test_what_cannot_be_a_region(text: str) -> None:
    """Availability zones, upper case, and digits or letters of other scripts."""
    assert partition_of(text) is None


def test_every_known_region_has_its_own_partition() -> None:
    """The pattern that a region fits first is its own partition's."""
    for partition in PARTITIONS:
        assert {partition_of(region) for region in partition.regions} == {partition}
    assert len(set(REGIONS)) == len(REGIONS)
