"""AWS's partitions. The region determines the partition, which determines the DNS suffix.

The table matches botocore's partitions.json; a test compares the two.
https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Partition(NamedTuple):
    id: str
    dns_suffix: str
    region_pattern: str
    regions: tuple[str, ...]
    """The regions that were known when the table was made. Newer ones still match the pattern."""


PARTITIONS = (
    Partition(
        "aws",
        "amazonaws.com",
        r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
        (
            *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
            *("ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"),
            *("ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1"),
            *("eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"),
            *("il-central-1", "me-central-1", "me-south-1", "me-west-1", "mx-central-1", "sa-east-1", "sa-west-1"),
            *("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
        ),
    ),
    Partition("aws-cn", "amazonaws.com.cn", r"cn-\w+-\d+", ("cn-north-1", "cn-northwest-1")),
    Partition("aws-us-gov", "amazonaws.com", r"us-gov-\w+-\d+", ("us-gov-east-1", "us-gov-west-1")),
    Partition("aws-eusc", "amazonaws.eu", r"eusc-(de)-\w+-\d+", ("eusc-de-east-1",)),
    Partition("aws-iso", "c2s.ic.gov", r"us-iso-\w+-\d+", ("us-iso-east-1", "us-iso-west-1")),
    Partition("aws-iso-b", "sc2s.sgov.gov", r"us-isob-\w+-\d+", ("us-isob-east-1", "us-isob-west-1")),
    Partition("aws-iso-e", "cloud.adc-e.uk", r"eu-isoe-\w+-\d+", ("eu-isoe-west-1",)),
    Partition("aws-iso-f", "csp.hci.ic.gov", r"us-isof-\w+-\d+", ("us-isof-east-1", "us-isof-south-1")),
)

REGIONS = tuple(region for partition in PARTITIONS for region in partition.regions)


@lru_cache(maxsize=256)
def partition_of(region: str) -> Partition | None:
    """The partition whose pattern the region matches; None for a text that cannot be a region."""
    return next((each for each in PARTITIONS if re.fullmatch(each.region_pattern, region, re.ASCII)), None)
