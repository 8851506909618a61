"""Operations of overlays: each gives new statements and leaves the old ones as they were."""

import copy
from typing import Any

import pytest

from rolecast.catalogue.activity import Activity, ActivitySource, Body, Overlay, Requests
from rolecast.catalogue.overlays import (
    Add,
    Drop,
    Insert,
    OverlayOperation,
    Relax,
    Replace,
    Restrict,
    Split,
    Statements,
    apply_all,
)

STATEMENTS: Statements = {
    "jobs": {"Effect": "Allow", "Action": ["s:Create", "s:Stop", "s:Describe"], "Resource": "arn:*"},
    "pass": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ["r"], "Condition": {"StringEquals": {"k": "v"}}},
}
CONDITION = {"StringEquals": {"vpc": ["a"]}}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (
            Split("jobs", "create", ["s:Create"], CONDITION),
            {
                "create": {"Effect": "Allow", "Action": ["s:Create"], "Resource": "arn:*", "Condition": CONDITION},
                "jobs": {**STATEMENTS["jobs"], "Action": ["s:Stop", "s:Describe"]},
                "pass": STATEMENTS["pass"],
            },
        ),
        (
            Add("jobs", "Action", ("s:Delete", "s:Update"), "s:Create"),
            {
                "jobs": {
                    **STATEMENTS["jobs"],
                    "Action": ["s:Create", "s:Delete", "s:Update", "s:Stop", "s:Describe"],
                },
                "pass": STATEMENTS["pass"],
            },
        ),
        (
            Add("jobs", "Resource", ("other",), None),
            {"jobs": {**STATEMENTS["jobs"], "Resource": ["arn:*", "other"]}, "pass": STATEMENTS["pass"]},
        ),
        (
            Insert("new", "pass", None, {"Effect": "Deny"}),
            {"jobs": STATEMENTS["jobs"], "new": {"Effect": "Deny"}, "pass": STATEMENTS["pass"]},
        ),
        (
            Insert("new", None, "jobs", {"Effect": "Deny"}),
            {"jobs": STATEMENTS["jobs"], "new": {"Effect": "Deny"}, "pass": STATEMENTS["pass"]},
        ),
        (Insert("new", None, None, {"Effect": "Deny"}), {**STATEMENTS, "new": {"Effect": "Deny"}}),
        (
            Restrict("pass", {"StringEquals": {"vpc": ["a"]}, "Bool": {"b": "true"}}),
            {
                "jobs": STATEMENTS["jobs"],
                "pass": {
                    **STATEMENTS["pass"],
                    "Condition": {"StringEquals": {"k": "v", "vpc": ["a"]}, "Bool": {"b": "true"}},
                },
            },
        ),
        (
            Restrict("jobs", CONDITION),
            {"jobs": {**STATEMENTS["jobs"], "Condition": CONDITION}, "pass": STATEMENTS["pass"]},
        ),
        (
            Drop("jobs", ("s:Stop",)),
            {"jobs": {**STATEMENTS["jobs"], "Action": ["s:Create", "s:Describe"]}, "pass": STATEMENTS["pass"]},
        ),
        (Drop("jobs", ()), {"pass": STATEMENTS["pass"]}),
        (
            Split("pass", "new", "iam:PassRole", {}),
            {
                "jobs": STATEMENTS["jobs"],
                "new": {**STATEMENTS["pass"], "Action": "iam:PassRole"},
                "pass": {**STATEMENTS["pass"], "Action": []},
            },
        ),
        (Add("jobs", "Action", ("s:Stop",), None), STATEMENTS),
        (
            Relax("pass", ("k",)),
            {
                "jobs": STATEMENTS["jobs"],
                "pass": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ["r"]},
            },
        ),
        (
            Replace("jobs", "arn:new"),
            {"jobs": {**STATEMENTS["jobs"], "Resource": "arn:new"}, "pass": STATEMENTS["pass"]},
        ),
    ],
    ids=[
        *("split", "add after", "add last", "insert before", "insert after", "insert last"),
        *("restrict more", "restrict", "drop actions", "drop"),
        *("split without a condition", "add what is there", "relax", "replace"),
    ],
)
def test_an_operation(operation: OverlayOperation, expected: dict[str, Any]) -> None:
    """The statements after it, their order and the order of their keys included; the old ones stay the same."""
    before = copy.deepcopy(STATEMENTS)
    changed = operation.apply(STATEMENTS)
    assert repr(changed) == repr(expected)
    assert before == STATEMENTS


def test_operations_see_what_earlier_ones_did() -> None:
    """A statement that was split off can be restricted further."""
    operations: list[OverlayOperation] = [
        Split("jobs", "create", ["s:Create"], CONDITION),
        Restrict("create", {"Bool": {"b": "true"}}),
    ]
    assert apply_all(operations, STATEMENTS)["create"]["Condition"] == {**CONDITION, "Bool": {"b": "true"}}


def test_splitting_twice_adds_the_second_condition() -> None:
    """Two overlays that part the same actions put both conditions on them; a Sid stays with the rest."""
    whole: Statements = {"jobs": {"Sid": "Jobs", **STATEMENTS["jobs"]}}
    operations: list[OverlayOperation] = [
        Split("jobs", "create", ["s:Create"], CONDITION),
        Split("jobs", "create", ["s:Create"], {"Bool": {}}),
    ]
    split = apply_all(operations, whole)
    assert split["create"]["Condition"] == {**CONDITION, "Bool": {}}
    assert "Sid" not in split["create"]
    assert split["jobs"]["Sid"] == "Jobs"


def test_relaxing_leaves_the_other_keys() -> None:
    """Under the same operator and under others; a key that is not there is an error."""
    condition = {"StringEquals": {"a": "1", "b": "2"}, "Null": {"a": "false"}}
    statements: Statements = {"jobs": {**STATEMENTS["jobs"], "Condition": condition}}
    assert Relax("jobs", ("a",)).apply(statements)["jobs"]["Condition"] == {"StringEquals": {"b": "2"}}
    with pytest.raises(KeyError):
        Relax("jobs", ("c",)).apply(statements)


def test_overlays_apply_one_after_the_other() -> None:
    """Whatever order they are asked for in, it is VPC first, then KMS."""
    activity = make(
        vpc=(Restrict("jobs", {"Bool": {"vpc": "true"}}),), kms=(Restrict("jobs", {"Bool": {"kms": "true"}}),)
    )
    assert activity.effective(["kms", "vpc"]) == (Overlay.VPC, Overlay.KMS)
    assert list(activity.varied_statements(["kms", "vpc"])["jobs"]["Condition"]["Bool"]) == ["vpc", "kms"]
    assert activity.policy_names(["kms", "vpc"]) == ["SM_Try_VPC_KMS"]
    assert activity.policy_names(["kms"]) == ["SM_Try_KMS"]


def test_a_combination_with_its_own_entry_is_not_the_sum() -> None:
    """`vpc+kms` starts from the plain statements again."""
    variants: dict[str, Any] = {
        "vpc": (Drop("jobs", ()),),
        "kms": (Drop("pass", ()),),
        "vpc+kms": (Drop("jobs", ("s:Stop",)),),
    }
    activity = make(**variants)
    assert list(activity.varied_statements(["vpc"])) == ["pass"]
    assert list(activity.varied_statements(["vpc", "kms"])) == ["jobs", "pass"]
    assert activity.varied_statements(["vpc", "kms"])["jobs"]["Action"] == ["s:Create", "s:Describe"]


def test_an_overlay_that_is_not_supported_changes_nothing() -> None:
    """Neither the statements nor the name."""
    activity = make(kms=(Drop("pass", ()),))
    assert activity.supports(Overlay.KMS)
    assert not activity.supports(Overlay.VPC)
    assert activity.varied_statements(["vpc", "domain-setup"]) == STATEMENTS
    assert activity.policy_names(["vpc", "domain-setup"]) == ["SM_Try"]


def test_statements_that_go_on_in_another_policy() -> None:
    """Each policy begins with the statement that it is named with, and has the marks of the variant in its name."""
    activity = make({"SM_More": "pass"}, vpc=(Insert("new", None, "pass", {"Effect": "Deny"}),))
    assert activity.documents([]) == {
        "SM_Try": {"Version": "2012-10-17", "Statement": [STATEMENTS["jobs"]]},
        "SM_More": {"Version": "2012-10-17", "Statement": [STATEMENTS["pass"]]},
    }
    varied = activity.documents(["vpc"])
    assert list(varied) == ["SM_Try_VPC", "SM_More_VPC"]
    assert varied["SM_More_VPC"]["Statement"] == [STATEMENTS["pass"], {"Effect": "Deny"}]
    assert activity.document(["vpc"])["Statement"] == [STATEMENTS["jobs"], *varied["SM_More_VPC"]["Statement"]]


def make(continued: dict[str, str] | None = None, **overlays: tuple[OverlayOperation, ...]) -> Activity:
    return Activity(
        id="try",
        number=1,
        title="Try",
        description={},
        source=ActivitySource.CONSOLE,
        sources=(),
        policy="SM_Try",
        continued=continued or {},
        managed=None,
        parameters={},
        requires=(),
        group=None,
        privileges={},
        closed=None,
        unkept={},
        trusted_by=(),
        passes=(),
        overlay_names=tuple(overlays),
        correction_names=(),
        read=lambda: Body(STATEMENTS, overlays, {}),
        read_requests=lambda: Requests((), ()),
    )
