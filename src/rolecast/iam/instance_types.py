"""The instance types that are valid for the condition key sagemaker:InstanceTypes.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
"""

from __future__ import annotations

from functools import cache

from rolecast.iam.data import FOLDER


@cache
def known() -> frozenset[str]:
    """The instance types in SageMaker's API when the data was made."""
    return frozenset((FOLDER / "instance-types.txt").read_text("ascii").split())


def is_known(text: str) -> bool:
    """Whether it is an instance type, or a pattern such as `ml.g5.*` for an existing family."""
    family = text.removesuffix("*")
    return text in known() or (family != text and any(each.startswith(family) for each in known()))
