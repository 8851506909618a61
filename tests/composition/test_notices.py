"""What the activities of a role mean for each other and for the other roles of the file."""

import json
import re
from pathlib import Path

import pytest
from tests.composition.making import HEAD, make, make_one, refuse_one

from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import account_notices, compose
from rolecast.role import Role
from rolecast.rolefile.load import load, parse

LABELING = """\
  labeling:
    persona: labeling-role
    activities:
      labeling-execution: {s3_buckets: [pictures]}
"""
MANAGER = """\
  manager:
    persona: labeling-manager
    activities:
      s3-bucket-access: {s3_buckets: [pictures]}
      run-human-labeling: {s3_buckets: [pictures]}
      manage-labeling-workforce: {user_pool_ids: [us-east-1_AbCdEfGhI]}
"""
CLUSTERS = """\
activities:
  manage-hyperpod-clusters: {eks_cluster_names: %s, pass_roles: ["arn:aws:iam::123456789012:role/nodes"]}
  use-hyperpod-clusters: {eks_cluster_names: %s}
"""


def messages(role: Role, code: str) -> list[str]:
    return [notice.message for notice in role.notices if notice.code == code]


def test_an_execution_role_that_is_missing_is_told() -> None:
    """A role that names none passes itself, which AWS's activities are made for and Rolecast's own are not."""
    (told,) = messages(make(f"roles:\n{MANAGER}")["manager"], "passes-itself")
    assert told == (
        "`run-human-labeling` passes the role itself to `sagemaker.amazonaws.com`; "
        "no role of the file has `labeling-execution`: add one and name it in `pass_roles`"
    )


def test_an_execution_role_that_is_there_is_named() -> None:
    """By its persona or by its activities."""
    (told,) = messages(make(f"roles:\n{LABELING}{MANAGER}")["manager"], "passes-itself")
    assert told.endswith("; name `labeling` in `pass_roles`")


@pytest.mark.parametrize(
    "text",
    [
        f"roles:\n{LABELING}{MANAGER}    pass_roles: [labeling]\n",
        f"roles:\n{LABELING}" + MANAGER.replace("labeling: {", "labeling: {pass_roles: [labeling], ", 1),
        f"roles:\n{MANAGER}      labeling-execution: {{s3_buckets: [pictures]}}\n",
        "roles:\n  manager: {activities: {manage-ml-jobs: }}\n",
    ],
)
def test_a_role_that_passes_what_is_meant_is_not_told_of(text: str) -> None:
    """Roles that are named, for the role or for the activity; the role itself where it can do the work; AWS's own."""
    assert messages(make(text)["manager"], "passes-itself") == []


@pytest.mark.parametrize(
    ("managed", "used", "is_told"),
    [
        ('["prod"]', '["dev"]', True),
        ('["prod-*"]', '["dev-1", "dev-2"]', True),
        ('["prod", "dev"]', '["dev"]', False),
        ('["prod-*"]', '["prod-1"]', False),
        ('["prod-1"]', '["prod-*"]', False),
        ('["prod-*"]', '["prod-eu-*"]', False),
        ('["*"]', '["dev"]', False),
    ],
)
def test_parameters_that_contradict_each_other_are_told(managed: str, used: str, is_told: bool) -> None:
    """Two activities about a cluster that have no cluster in common; `*` at the end stands for anything."""
    told = messages(make_one(CLUSTERS % (managed, used)), "parameters-contradict")
    assert bool(told) is is_told
    if managed == '["prod"]':
        said = "`prod` for `manage-hyperpod-clusters` and `dev` for `use-hyperpod-clusters`"
        assert told == [f"`eks_cluster_names` is {said}, which have nothing in common"]


def test_different_buckets_are_no_contradiction() -> None:
    """Nor is a parameter that one of the two does without."""
    text = "activities: {s3-bucket-access: {s3_buckets: [abc]}, govern-models: {s3_buckets: [cards]}}"
    assert messages(make_one(text), "parameters-contradict") == []
    assert messages(make_one(CLUSTERS.replace("{eks_cluster_names: %s}", "") % '["a"]'), "parameters-contradict") == []


def test_what_conditions_cannot_hold_is_told() -> None:
    """Of each activity for which the role asks for them, and of no other."""
    keys = '["arn:aws:kms:us-east-1:123456789012:key/1"]'
    head = (
        f"{HEAD}network: {{subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}}\n"
        f"encryption: {{data_keys: {keys}, volume_keys: {keys}}}\n"
    )
    role = make_one("activities: {optimize-inference: , manage-hyperpod-clusters: , audit-sagemaker: }", head)
    assert messages(role, "network-unkept") == [
        "`network` does not hold for `optimize-inference`: There is no condition key for the network of a job"
    ]
    assert [each.split(":")[0] for each in messages(role, "encryption-unkept")] == [
        "`encryption` does not hold for `manage-hyperpod-clusters`",
        "`encryption` does not hold for `optimize-inference`",
    ]
    assert messages(make_one("activities: {optimize-inference: }"), "network-unkept") == []


def test_an_own_activity_in_place_of_rolecasts_is_told(tmp_path: Path) -> None:
    """As it is in place of AWS's."""
    (tmp_path / "catalogue" / "activities").mkdir(parents=True)
    (tmp_path / "catalogue" / "activities" / "audit-sagemaker.yaml").write_text(
        """\
number: 100
title: Audit
description: {en: Reads models.}
sources: [https://docs.aws.amazon.com/sagemaker/latest/dg/sms.html]
policy: Team_Audit
statements:
  read: {Effect: Allow, Action: "sagemaker:ListModels", Resource: "*"}
must_allow: [{action: "sagemaker:ListModels", resource: "*"}]
must_not_allow: [{action: "sagemaker:ListEndpoints", resource: "*"}]
""",
        encoding="utf-8",
    )
    (tmp_path / "roles.yaml").write_text(f"{HEAD}catalogue: catalogue\nroles: {{a: {{persona: auditor}}}}\n")
    role = compose(load(tmp_path / "roles.yaml"))["a"]
    (told,) = messages(role, "catalogue-overrides")
    assert told.startswith("the activity `audit-sagemaker` comes from ")
    assert "Team_Audit_sagemaker-a" in [policy.name for policy in role.policies]


@pytest.mark.parametrize(
    ("activity", "parameter", "value", "expected"),
    [
        ("invoke-endpoints", "endpoint_names", "fraud/1", "is not an endpoint name"),
        ("read-features", "feature_group_names", "_fraud", "is not a feature group name"),
        ("use-notebook-instances", "notebook_instance_names", "a b", "is not a notebook instance name"),
        ("orchestrate-jobs", "pipeline_names", "a*b", "is not a pipeline name"),
        ("connect-local-ide", "domain_ids", "D-1", "is not a domain id"),
        ("use-hyperpod-clusters", "eks_cluster_names", "arn:aws:eks:x", "is not a cluster name"),
        ("manage-labeling-workforce", "user_pool_ids", "AbCdEfGhI", "is not a user pool id"),
        ("labeling-execution", "sns_topic_arns", "answers", "is not the ARN of an SNS topic"),
        ("labeling-execution", "lambda_function_arns", "reward", "is not the ARN of a Lambda function"),
        ("tidy-up-resources", "tag_keys", "aws:x", "begins with `aws:`"),
    ],
)
def test_malformed_values_are_refused(activity: str, parameter: str, value: str, expected: str) -> None:
    """With their place, whatever the type."""
    faults = refuse_one(f"activities: {{{activity}: {{{parameter}: ['{value}']}}}}")
    assert [fault for fault in faults if f"`{value}` {expected}" in fault and fault.startswith("6:")]


def test_an_arn_of_another_partition_is_refused() -> None:
    """Topics and functions too."""
    topic = "arn:aws-cn:sns:cn-north-1:123456789012:answers"
    settings = {"s3_buckets": ["pictures"], "sns_topic_arns": [topic]}
    faults = refuse_one(f"activities: {json.dumps({'labeling-execution': settings})}")
    assert [fault for fault in faults if "is in the partition `aws-cn`" in fault]


def test_known_faults_are_counted_if_no_edition_is_stated() -> None:
    """Each once, however many roles have it, without those that are corrected."""

    def count(settings: str, *roles: str) -> int:
        text = f"{HEAD}{settings}roles:\n" + "".join(f"  r{n}: {{{role}}}\n" for n, role in enumerate(roles))
        rolefile = parse(text)
        found = [each for each in account_notices(rolefile, compose(rolefile)) if each.code == "known-faults"]
        return int(re.findall(r"\((\d+)\)", found[0].message)[0]) if found else 0

    jobs = "activities: {manage-ml-jobs: }"
    known = len(CATALOGUE.activity("manage-ml-jobs").correction_names)
    assert known > 1
    assert count("", jobs) == count("", jobs, jobs) == known
    assert count("", f"corrections: [manage-ml-jobs/stop-transform-job], {jobs}") == known - 1
    assert count("", f"edition: console, {jobs}") == count("edition: console\n", jobs) == 0
    assert count("edition: corrected\n", jobs) == 0
    assert count("", jobs, f"edition: corrected, {jobs}") == known
