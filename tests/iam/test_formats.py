"""Which resource types an ARN can be of, and which ARN formats a pattern meets."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rolecast.iam import formats, patterns, services

ALPHABET = "ab/"
TEXTS = ["".join(letters) for length in range(4) for letters in itertools.product(ALPHABET, repeat=length)]
PATTERNS = st.text("ab/*?", max_size=4)
FORMATS = st.lists(st.sampled_from(["a", "b", "/", "${S}", "${Any}", "*"]), max_size=3).map("".join)


def expansions(form: str) -> list[str]:
    """Texts of a format, with short values; `S` has no slash."""
    values = {"*": TEXTS, "${Any}": TEXTS[1:], "${S}": [text for text in TEXTS[1:] if "/" not in text]}
    pieces = [values.get(piece, [piece]) for piece in re.split(r"(\$\{\w+\}|\*)", form)]
    return ["".join(parts) for parts in itertools.product(*pieces)]


@pytest.mark.parametrize(
    ("prefix", "resource", "types"),
    [
        ("s3", "arn:aws:s3:::raw-data", {"bucket"}),
        ("s3", "arn:aws:s3:::raw-data/*", {"object"}),
        ("s3", "arn:aws:s3:::raw-data*", {"bucket", "object"}),
        ("s3", "arn:aws:s3:::raw/images", {"object"}),
        ("s3", "arn:{{partition}}:s3:::sagemaker-{{region}}-{{account}}", {"bucket"}),
        ("sagemaker", "arn:aws:sagemaker:*:*:training-job/*", {"training-job"}),
        ("sagemaker", "arn:aws:sagemaker:*:*:training-job*", {"training-job"}),
        ("sagemaker", "arn:aws:sagemaker:*:*:trainingjob/*", set()),
        ("sagemaker", "arn:aws:sagemaker:us-east-1:{{account}}:model/${aws:PrincipalTag/team}", {"model"}),
        ("sagemaker", "arn:aws:s3:::raw-data", set()),
        ("kms", "arn:aws:kms:us-east-1:123456789012:alias/fraud", {"alias"}),
        ("ssm", "arn:aws:ssm:us-east-1::document/AWS-RunShellScript", {"document"}),
        ("iam", "arn:aws:iam:us-east-1:123456789012:role/compute", set()),
    ],
)
def test_the_types_of_an_arn(prefix: str, resource: str, types: set[str]) -> None:
    """An ARN is of the types whose formats it fits part by part; a bucket's name has no slash."""
    assert formats.types(prefix, resource) == types


def test_a_wildcard_for_the_type_matches_every_type() -> None:
    """As AWS's own templates rely on."""
    known = services.service("sagemaker")
    assert known is not None
    assert formats.types("sagemaker", "arn:aws:sagemaker:*:*:*/*") == known.resource_types.keys()
    assert formats.types("sagemaker", "*") == known.resource_types.keys()


@pytest.mark.parametrize(
    ("resource", "is_everything"),
    [("*", True), ("**", True), ("", False), ("arn:aws:s3:::*", False), ("arn:*", False)],
)
def test_what_matches_everything(resource: str, is_everything: bool) -> None:
    """Only `*` matches the resource of an action without resource types."""
    assert formats.is_everything(resource) is is_everything


@pytest.mark.parametrize(
    ("resource", "is_any"),
    [
        ("*", True),
        ("arn:aws:iam::*:role/*", True),
        ("arn:aws:iam::123456789012:*", True),
        ("arn:aws:iam::*:role/fraud-*", False),
        ("arn:aws:iam::*:role/service-role/*", False),
        ("arn:aws:iam::*:user/*", False),
        ("arn:aws:sqs:*:*:*", False),
    ],
)
def test_what_matches_any_role(resource: str, is_any: bool) -> None:
    """A pattern with a name or a path of its own does not match every role; one of the account alone does."""
    assert formats.is_any(resource, "iam", "role/${Name}") is is_any


@given(PATTERNS, FORMATS)
def test_a_format_is_met_where_some_text_of_it_matches(pattern: str, form: str) -> None:
    """Agrees with trying all short texts; a longer one may be needed, so that only a False is held to that."""
    assume(form.count("$") + form.count("*") <= 2)
    read = formats.read(f"arn:aws:x:::{form}", "x", frozenset({"S"}))
    assert read is not None
    found = any(patterns.matches(patterns.pattern(pattern), text) for text in expansions(form))
    if found:
        assert formats.meets(pattern, read)
    elif "?" not in pattern and len(pattern) < 4:
        assert not formats.meets(pattern, read)


def test_what_is_no_arn_is_no_format() -> None:
    """A text without the parts of an ARN is not read as one."""
    assert formats.read("${Name}", "x") is None
