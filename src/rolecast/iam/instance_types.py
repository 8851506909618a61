"""The instance types that the condition key sagemaker:InstanceTypes may have.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from functools import cache

from rolecast.iam.data import FOLDER


@cache
def known() -> frozenset[str]:
    """Those of SageMaker's API when the data was made."""
    return frozenset((FOLDER / "instance-types.txt").read_text("ascii").split())


def is_known(text: str) -> bool:
    """Whether it is one, or `ml.g5.*` where there is one of that family."""
    family = text.removesuffix("*")
    return text in known() or (family != text and any(each.startswith(family) for each in known()))
