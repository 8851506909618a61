"""The faults of the policies that AWS's console generates, found by rules that know nothing of its activities.

Each role has one activity, in the console's edition. A fault is a warning: rule, policy and statement (from 0).
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.checks.checking import HEAD, allow, check, findings, policy

from rolecast.catalogue.activity import ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.checks.findings import Finding, Severity
from rolecast.checks.subjects import of_role
from rolecast.composition.compose import compose
from rolecast.rolefile.load import parse
from rolecast.workflows.checking import check_roles

VPC = "network: {subnets: [subnet-0a1b2c3d4e5f67890], security_groups: [sg-0a1b2c3d4e5f67890]}\n"


class Fault(NamedTuple):
    number: int
    activity: str
    rule: str
    statement: int
    actions: tuple[str, ...]
    says: str = ""
    head: str = ""


FAULTS = (
    Fault(1, "manage-ml-jobs", "incomplete-life-cycle", 0, ("sagemaker:StopTransformJob",), "CreateTransformJob"),
    Fault(
        2,
        "manage-model-monitoring",
        "incomplete-life-cycle",
        0,
        tuple(f"sagemaker:{verb}MonitoringSchedule" for verb in ("Start", "Describe", "Stop", "Delete")),
        head=VPC,
    ),
    Fault(
        2,
        "manage-model-monitoring",
        "incomplete-life-cycle",
        0,
        ("sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob", "sagemaker:DeleteProcessingJob"),
        head=VPC,
    ),
    Fault(
        3,
        "manage-ml-jobs",
        "unsupported-condition-key",
        0,
        ("sagemaker:CreateTransformJob",),
        "`sagemaker:VpcSubnets`, `sagemaker:VpcSecurityGroupIds`",
        head=VPC,
    ),
    Fault(4, "manage-glue-tables", "mismatched-action", 1, ("s3:GetBucketAcl",)),
    Fault(4, "manage-glue-tables", "mismatched-action", 2, ("s3:PutBucketAcl",)),
    Fault(4, "manage-glue-tables", "update-without-create", 3, ("glue:CreateTable",)),
    Fault(5, "search-and-visualize-experiments", "action-needs-star", 0, ("sagemaker:DescribeLineageGroup",)),
    Fault(7, "manage-endpoints", "missing-pass-role", 0, ("sagemaker:CreateEndpointConfig",), "`iam:PassRole`"),
    Fault(12, "manage-pipelines", "create-without-update", 0, ("sagemaker:UpdatePipeline",)),
    Fault(
        13,
        "access-required-aws-services",
        "mismatched-resource",
        0,
        (),
        "`arn:aws:s3:::sagemaker-studio-0a1b2c3d4e5f/sharing`",
        head="flow: domain-setup\n",
    ),
)


def examples(activity_id: str) -> dict[str, list[str]]:
    parameters = CATALOGUE.activity(activity_id).parameters
    return {name: [given.type.example] for name, given in parameters.items() if name != "pass_roles"}


def warnings(activity_id: str, head: str = "") -> list[Finding]:
    """What is found at least as a warning in a role with this activity alone, and with what it requires."""
    activity = CATALOGUE.activity(activity_id)
    selected = (activity_id, *(needed[0] for needed in activity.requires))
    lines = [f"      {name}: {examples(name) or ''}" for name in selected]
    if "domain-setup" in head:
        preselected = CATALOGUE.persona("data-scientist").activities
        lines += [f"      {other}: false" for other in preselected if other != activity_id]
    extra = "    studio_id: 0a1b2c3d4e5f\n" if "domain-setup" in head else ""
    text = f"{HEAD}{head}roles:\n  one:\n{extra}    activities:\n" + "\n".join(lines) + "\n"
    found = [each for each in check(compose(parse(text))["one"]) if each.severity.is_at_least(Severity.WARNING)]
    # That a setting does not hold for an activity which does not know it is no fault of the activity's statements.
    return [each for each in found if each.rule != "broken-guardrail"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.number}: {fault.rule} {','.join(fault.actions)}")
def test_the_fault_is_found(fault: Fault) -> None:
    """As a warning, at its statement, with the actions that it is about."""
    found = [
        finding
        for finding in warnings(fault.activity, fault.head)
        if (finding.rule, finding.target.statement, finding.actions) == (fault.rule, fault.statement, fault.actions)
    ]
    assert len(found) == 1
    assert fault.says in found[0].message
    assert found[0].target.activities == (fault.activity,)
    assert found[0].target.policy is not None
    assert f"`corrections: [{fault.activity}/" in (found[0].help or "")


def test_deprecated_keys_are_found() -> None:
    """Fault 10: the conditions of the KMS variants."""
    key = "arn:aws:kms:us-east-1:123456789012:key/1a2b3c"
    condition = {"StringEquals": {"sagemaker:VolumeKmsKey": key, "sagemaker:OutputKmsKey": key}}
    (finding,) = findings("deprecated-condition-key", policy(allow("sagemaker:CreateTrainingJob", Condition=condition)))
    assert finding.severity is Severity.WARNING
    assert finding.help is not None
    assert "`sagemaker:VolumeKmsKeyArn`" in finding.help
    assert "`sagemaker:OutputKmsKeyArn`" in finding.help


def expected(activity_id: str, head: str) -> set[tuple[str, int]]:
    return {(fault.rule, fault.statement) for fault in FAULTS if (fault.activity, fault.head) == (activity_id, head)}


@pytest.mark.parametrize("head", ["", VPC], ids=["plain", "vpc"])
@pytest.mark.parametrize(
    "activity_id", [each.id for each in CATALOGUE.activities() if each.policy and each.number < 19]
)
def test_nothing_else_is_a_warning(activity_id: str, head: str) -> None:
    """In the policies of the console's activities there are the known faults, and no other warnings.

    With a VPC, faults of activities that take no subnets stay.
    """
    own = {
        (finding.rule, finding.target.statement)
        for finding in warnings(activity_id, head)
        if finding.target.policy and finding.target.policy.startswith(str(CATALOGUE.activity(activity_id).policy))
    }
    takes_subnets = "vpc" in {str(overlay) for overlay in CATALOGUE.activity(activity_id).overlays}
    assert own == expected(activity_id, head if takes_subnets else "")


@pytest.mark.parametrize(
    "activity_id", [each.id for each in CATALOGUE.activities() if each.policy and each.number < 19]
)
def test_the_corrected_edition_has_no_warnings(activity_id: str) -> None:
    """Whatever the network: the faults are mended, and no new ones are made."""
    for head in ("", VPC):
        own = [
            finding
            for finding in warnings(activity_id, f"edition: corrected\n{head}")
            if activity_id in finding.target.activities
        ]
        assert own == []


KMS = (
    'encryption: {data_keys: ["arn:aws:kms:us-east-1:123456789012:key/1"], '
    'volume_keys: ["arn:aws:kms:us-east-1:123456789012:key/2"]}\n'
)
ON_PURPOSE = {
    ("engineer-features", "update-without-create"),  # SageMaker makes the tables of an offline store
    ("manage-hyperpod-clusters", "create-without-update"),  # the console of HyperPod makes and removes access entries
    ("feature-store-execution", "update-without-create"),
    ("feature-store-execution", "incomplete-life-cycle"),  # a schedule starts a pipeline, and others follow it
    ("customization-job-execution", "missing-pass-role"),  # a model package names a role only to be validated
    ("manage-notebook-instances", "escalation-by-existing-resource"),  # a start-up script is for every instance
    ("use-hyperpod-clusters", "escalation-by-existing-resource"),  # a node has no ARN that tells it from an instance
    ("manage-labeling-workforce", "missing-pass-role"),  # a user pool names a role only to send text messages
    ("labeling-execution", "missing-pass-role"),  # a subscription names a role only for Kinesis Data Firehose
}


@pytest.mark.parametrize("head", ["", VPC + KMS], ids=["plain", "conditions"])
@pytest.mark.parametrize(
    "activity_id",
    [each.id for each in CATALOGUE.activities() if each.policy and each.source is ActivitySource.ROLECAST],
)
def test_rolecasts_own_activities_have_no_warnings(activity_id: str, head: str) -> None:
    """With conditions and without, but for what is so on purpose."""
    own = {
        (activity_id, finding.rule)
        for finding in warnings(activity_id, head)
        if activity_id in finding.target.activities
    }
    assert own <= ON_PURPOSE


@pytest.mark.parametrize("activity_id", ["manage-pipelines", "schedule-pipelines"])
def test_changing_pipelines_is_no_finding_of_the_activities_that_are_for_it(activity_id: str) -> None:
    """The same actions in a policy of one's own are one."""
    actions = ["sagemaker:UpdatePipeline", "sagemaker:StartPipelineExecution"]
    assert not [each for each in warnings(activity_id, "edition: corrected\n") if "UpdatePipeline" in each.message]
    assert findings("escalation-by-existing-resource", policy(allow(actions)))


def test_the_example_of_the_readme_checks_clean() -> None:
    """What newcomers copy first has no findings."""
    readme = Path(__file__).parent.parent.parent / "README.md"
    text = re.findall(r"```yaml\n(.*?)\n```", readme.read_text(encoding="utf-8"), re.DOTALL)[0]
    rolefile = parse(text)
    assert "edition: corrected" in text
    assert check_roles(rolefile, compose(rolefile)) == []


def test_suggestions_on_wording_are_for_who_writes_a_statement() -> None:
    """A statement of one's own, or of a team's own activity, gets those that the same one of an activity does not."""
    wide = {"Effect": "Allow", "Action": "sagemaker:DescribeModel", "Resource": "arn:aws:sagemaker:*:*:*/*"}
    of_activity = compose(parse(f"{HEAD}roles:\n  one:\n    activities: {{manage-models: }}\n"))["one"]
    rules = {"unscoped-account", "wildcard-in-resource-type"}
    assert rules <= {finding.rule for finding in check(policy(wide))}
    assert rules.isdisjoint(finding.rule for finding in check(of_activity))
    own = replace(CATALOGUE.activity("manage-models"), source=ActivitySource.OWN)
    assert rules <= {finding.rule for finding in check(replace(of_role(of_activity), activities=(own,)))}
