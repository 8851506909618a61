"""Filling in documents: several texts repeat the string, what does not change is shared, IAM's variables stay."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecast.iam.templates import DocumentTemplate, fill, names_in

VALUES = {"bucket": ["a"], "buckets": ["a", "b"], "none": [], "account": ["1"], "tricky": ["{{account}}"]}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("plain", "plain"),
        ("{{bucket}}", "a"),
        ("arn:{{bucket}}:{{account}}", "arn:a:1"),
        ("{{buckets}}/*", ["a/*", "b/*"]),
        ("{{buckets}}-{{buckets}}", ["a-a", "a-b", "b-a", "b-b"]),
        (["x", "{{buckets}}", "y"], ["x", "a", "b", "y"]),
        (["{{none}}", "y"], ["y"]),
        ([["{{buckets}}"]], [["a", "b"]]),
        ({"Resource": "{{buckets}}"}, {"Resource": ["a", "b"]}),
        ({"{{bucket}}": 1}, {"{{bucket}}": 1}),
        ("{{unknown}} {{bucket}}", "{{unknown}} a"),
        ("{{tricky}}", "{{account}}"),
        ("${aws:username} {{account}}", "${aws:username} 1"),
        ("{{Bucket}} {{ bucket }} {{bucket}", "{{Bucket}} {{ bucket }} {{bucket}"),
        (1, 1),
        (None, None),
        (True, True),
    ],
)
def test_filling(template: Any, filled: Any) -> None:
    """A string with several texts becomes several: in its list, or as a list where it stood alone."""
    assert fill(template, VALUES) == filled


def test_what_does_not_change_is_shared() -> None:
    """A thousand roles share the statements that are the same for all of them, and nothing is changed in place."""
    same = {"Action": ["s3:ListBucket"], "Resource": "*"}
    template = {"Statement": [same, {"Resource": ["{{bucket}}"]}]}
    before = json.dumps(template)
    filled = fill(template, VALUES)
    assert filled["Statement"][0] is same
    assert json.dumps(template) == before
    assert fill(same, VALUES) is same


def test_names_that_are_still_to_be_filled_in() -> None:
    """Wherever they stand in a value, but not in a key: keys are not filled in."""
    assert names_in({"{{key}}": ["{{a}}", {"b": "{{b}}{{c}}"}], "d": 1}) == {"a", "b", "c"}


json_templates = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["x", "{{a}}", "{{b}}/{{a}}", "{{c}}", "${d}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)
values = st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from(["1", "2"]), min_size=1, max_size=2))


@given(json_templates, values)
def test_what_was_given_is_filled_in_and_nothing_else(template: Any, given_values: dict[str, list[str]]) -> None:
    """Afterwards the names are those that had no value; filling in once more changes nothing."""
    filled = fill(template, given_values)
    assert names_in(filled) == names_in(template) - given_values.keys()
    assert fill(filled, given_values) == filled


@given(st.lists(st.dictionaries(st.sampled_from(["Action", "Resource"]), json_templates), max_size=3), values)
def test_a_template_fills_as_the_function_does(
    statements: list[dict[str, Any]], given_values: dict[str, list[str]]
) -> None:
    """Knowing beforehand which statements have a place to fill makes no difference."""
    document = {"Version": "2012-10-17", "Statement": statements}
    template = DocumentTemplate(document)
    assert template.fill(given_values) == fill(document, given_values)
    assert template.names == names_in(document)
