"""What is checked, and where its parts stand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.checks.checking import allow, check, checked_text, findings, policy, role, subject_of

from rolecast.checks.subjects import Places, of_role
from rolecast.iam.documents import Document
from rolecast.iam.quotas import Quotas
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import Place
from rolecast.role import AttachedPolicy, Policy, PolicyKind, Role
from rolecast.sources.policy import TYPES, kind_of

TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("statement", "policy_type"),
    [
        (allow("s3:GetObject"), PolicyType.IDENTITY),
        (TRUST, PolicyType.TRUST),
        ({**TRUST, "Resource": "*"}, PolicyType.TRUST),
        ({**TRUST, "Principal": "*", "Resource": "*"}, PolicyType.RESOURCE),
        ({**TRUST, "Action": ["sts:AssumeRole", "s3:GetObject"]}, PolicyType.TRUST),
        ({**TRUST, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}, PolicyType.RESOURCE),
        (
            {"Effect": "Deny", "NotPrincipal": {"AWS": "123456789012"}, "Action": "s3:*", "Resource": "*"},
            PolicyType.RESOURCE,
        ),
    ],
)
def test_a_document_is_told_by_its_elements(statement: dict[str, Any], policy_type: PolicyType) -> None:
    """One with principals is a trust policy if it assumes a role, whatever else is wrong in it.

    For everyone and with a Resource it may be a VPC endpoint's.
    """
    assert TYPES[kind_of(policy(statement))] is policy_type


@pytest.mark.parametrize(
    "document", [[], {}, {"Statement": None}, {"Statement": "x"}, {"Statement": [None]}, "x", None, 3]
)
def test_what_is_no_policy_is_a_finding(document: Any) -> None:
    """Whatever the JSON value is, its faults are found, and nothing is raised."""
    found = check(subject_of(document))
    assert {finding.rule for finding in found} == {"invalid-policy"}


def test_places_are_those_of_the_elements() -> None:
    """An action in a list is pointed to, one that stands alone too, and a condition by its key."""
    found = checked_text(
        """{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:GetBucketAcl"],
    "Resource": "arn:aws:s3:::raw-data/*",
    "Condition": {"StringEquals": {"s3:ExistingObjectTag/team": "a*"}}
  }
}"""
    )
    places = {finding.rule: str(finding.place) for finding in found}
    assert places["mismatched-action"] == "policy.json:5:32"
    assert places["wildcard-without-like"] == "policy.json:7:65"


def test_yaml_documents_have_places_too() -> None:
    """A policy may be written in YAML."""
    found = checked_text(
        "Version: '2012-10-17'\n"
        "Statement:\n- Effect: Allow\n  Action: s3:GetBucketAcl\n  Resource: arn:aws:s3:::raw/*\n",
        "policy.yaml",
    )
    assert [(finding.rule, finding.place) for finding in found] == [("mismatched-action", Place("policy.yaml", 4, 11))]


def test_findings_of_a_role_point_to_its_file() -> None:
    """To the activity that a statement is from, and to the role where it is from none."""
    places = Places(Place("roles.yaml", 5, 3), {"manage-glue-tables": Place("roles.yaml", 9, 7)})
    given = role("activities: {manage-glue-tables: {s3_buckets: [fraud], glue_database_names: [fraud]}}")
    found = check(of_role(given, "roles.yaml", places))
    by_rule = {finding.rule: finding for finding in found}
    assert by_rule["mismatched-action"].place == Place("roles.yaml", 9, 7)
    assert by_rule["mismatched-action"].target.activities == ("manage-glue-tables",)
    assert by_rule["mismatched-action"].target.policy == "SM_GlueTableManagement_sagemaker-compute"
    assert by_rule["confused-deputy"].place == Place("roles.yaml", 5, 3)
    assert all(finding.target.role == "compute" for finding in found)


def test_a_role_whose_account_is_not_known_is_checked() -> None:
    """What is still to be filled in stays as it is, and is no fault."""
    resolved = role("activities: {manage-ml-jobs: , manage-glue-tables: {s3_buckets: [b-1], glue_database_names: [d]}}")
    unresolved = Role(
        key=resolved.key, name=resolved.name, trust_policy=resolved.trust_policy, policies=resolved.policies
    )
    assert [(f.rule, f.actions) for f in check(unresolved)] == [(f.rule, f.actions) for f in check(resolved)]


def test_a_role_with_an_invalid_policy_is_checked_as_far_as_it_goes() -> None:
    """One policy that cannot be read does not hide the findings of the others."""
    good, bad = (Document(policy(each)) for each in (allow("s3:GetBucketAcl", "arn:aws:s3:::a/*"), {"Effect": "allow"}))
    given = Role(
        key="r",
        name="r",
        trust_policy=Document(policy(TRUST), PolicyType.TRUST),
        policies=tuple(Policy(name, PolicyKind.MANAGED, document, ()) for name, document in (("g", good), ("b", bad))),
    )
    rules = {finding.rule for finding in check(given)}
    assert {"invalid-policy", "mismatched-action"} <= rules


def test_quotas_of_a_role() -> None:
    """All that a role has too much of, by the quotas of its account."""
    long = policy(allow("s3:GetObject", [f"arn:aws:s3:::{'x' * 50}{number}/*" for number in range(200)]))
    given = Role(
        key="r",
        name="r",
        trust_policy=Document(policy(TRUST), PolicyType.TRUST),
        max_session_duration=60,
        policies=(Policy("inline", PolicyKind.INLINE, Document(long), ()),),
        attached=tuple(AttachedPolicy(f"arn:aws:iam::123456789012:policy/p{number}") for number in range(21)),
        tags={f"t{number}": "" for number in range(51)},
    )
    messages = [finding.message for finding in findings("role-quotas", given)]
    assert messages == [
        "21 managed policies are attached; the quota is 20",
        "51 tags; a role has at most 50",
        f"the inline policies have {given.policies[0].size:,} characters in total; the quota is 10,240",
        "the maximum session duration is 60 seconds; allowed are 3,600 to 43,200",
    ]
    raised = of_role(given, quotas=Quotas(attached_policies=25))
    assert len(findings("role-quotas", raised)) == 3


def test_the_same_subject_has_the_same_findings() -> None:
    """The order does not hang on anything but the subject."""
    given = role("persona: data-scientist\nactivities: {s3-bucket-access: {s3_buckets: [fraud]}}")
    assert check(given) == check(given)
    assert check(policy(allow(["iam:*", "sagemaker:*"]))) == check(policy(allow(["iam:*", "sagemaker:*"])))
