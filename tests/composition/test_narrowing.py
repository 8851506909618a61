"""`narrowing` in a role file: inherited, told where it does not reach, and within IAM's limits."""

import json

import pytest
from tests.composition.making import HEAD, given, make_one, refuse_one, with_required

from rolecast.catalogue.library import CATALOGUE

JOBS = given("manage-ml-jobs")


def text(settings: str, head: str = HEAD) -> str:
    return json.dumps([policy.document.json for policy in make_one(settings, head).policies])


def test_narrowings_go_on_the_actions_that_have_the_key() -> None:
    """Those that create jobs; listing and stopping stay as they are."""
    role = make_one(f"narrowing: {{inter_container_encryption: true}}\n{JOBS}")
    create, rest, *others = role.policies[0].document.json["Statement"]
    assert create["Condition"] == {"Bool": {"sagemaker:InterContainerTrafficEncryption": "true"}}
    assert "sagemaker:CreateTrainingJob" in create["Action"]
    assert "sagemaker:CreateTransformJob" in rest["Action"]
    assert all("InterContainer" not in json.dumps(statement) for statement in (rest, *others))
    assert role.policies[0].origins == (("manage-ml-jobs",),) * 4


def test_narrowings_of_file_and_role_add_up() -> None:
    """Leaving one off is explicit: `false` takes off one, or all; of the same one the role's own counts."""
    head = f"{HEAD}narrowing: {{network_isolation: true}}\n"
    assert "NetworkIsolation" in text(JOBS, head)
    own = text(f"narrowing: {{instance_types: [ml.m5.large]}}\n{JOBS}", head)
    assert "InstanceTypes" in own
    assert "NetworkIsolation" in own
    assert text(f"narrowing: false\n{JOBS}", head) == text(JOBS)
    assert text(f"narrowing: {{network_isolation: false}}\n{JOBS}", head) == text(JOBS)
    own = text(f"narrowing: {{network_isolation: false, instance_types: [ml.m5.large]}}\n{JOBS}", head)
    assert "InstanceTypes" in own
    assert "NetworkIsolation" not in own
    tagged = f"{HEAD}narrowing: {{tags: {{team: fraud}}, instance_types: [ml.m5.large]}}\n"
    own = text(f"narrowing: {{tags: {{stage: test}}, instance_types: [ml.c5.large]}}\n{JOBS}", tagged)
    assert "aws:RequestTag/team" in own
    assert "aws:RequestTag/stage" in own
    assert "ml.m5.large" not in own
    assert text(f"narrowing: {{tags: false, instance_types: false}}\n{JOBS}", tagged) == text(JOBS)


def test_narrowings_join_network_and_encryption() -> None:
    """Each condition stands beside the others."""
    role = make_one(
        "edition: corrected\nnarrowing: {network_isolation: true}\n"
        "network: {subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}\n"
        f"encryption: {{data_keys: ['arn:aws:kms:us-east-1:123456789012:key/1'], "
        f"volume_keys: ['arn:aws:kms:us-east-1:123456789012:key/2']}}\n{JOBS}"
    )
    condition = next(
        statement["Condition"]
        for statement in role.policies[0].document.json["Statement"]
        if "sagemaker:CreateTrainingJob" in statement["Action"]
    )
    assert list(condition) == ["ForAllValues:StringEquals", "Null", "ArnEquals", "Bool"]


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        (f"narrowing: {{instance_types: [ml.m5.large]}}\n{JOBS}", ["guardrails-hold", "guardrail-unreached"]),
        (
            f"narrowing: {{instance_types: [ml.m5.large]}}\n{given('manage-pipelines')}",
            ["narrowing-unused", "guardrails-hold", "guardrail-unreached"],
        ),
        (
            "narrowing: {tags: {team: fraud}}\nflow: quick-setup",
            ["narrowing-unused", "guardrail-broken", "guardrail-broken", "guardrail-unreached"],
        ),
        (
            f"narrowing: {{network_isolation: true}}\n{JOBS}\nadditional_policies: [AmazonSageMakerFullAccess]",
            ["guardrail-broken", "guardrail-unreached"],
        ),
    ],
)
def test_what_is_not_reached_is_told(settings: str, codes: list[str]) -> None:
    """A narrowing that limits nothing, and attached policies, which stay as AWS or others have them."""
    assert [notice.code for notice in make_one(settings).notices] == codes


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        ("{instance_types: [ml.m5.lrge]}", "there is no instance type `ml.m5.lrge`"),
        ("{instance_types: ['ml.m55.*']}", "there is no instance type `ml.m55.*`"),
        (
            "{tags: {team: a, Team: b}}",
            "the tag keys `team` and `Team` differ only in case, which conditions ignore",
        ),
        ("{instance_types: [m5.large]}", "`m5.large` is not an instance type"),
        ("{instance_types: ['*']}", "`*` is not an instance type"),
        ("{instance_types: []}", "this list is empty"),
        ("{inter_container_encryption: always}", "expected true or false, found `always`"),
        ("{tags: {}}", "this mapping is empty"),
        ("{tags: {'aws:team': x}}", "begins with `aws:`"),
        ("{tags: {team: '*'}}", "which IAM does not accept"),
        ("{regions: [mars-1]}", "`mars-1` is not a region"),
        ("{regions: [eu-west-1]}", "the role's own region `us-east-1` is not among these"),
        ("{instances: [ml.m5.large]}", "is not a key of the narrowing\n  help: did you mean `instance_types`?"),
        ("true", "expected the narrowing (a mapping), found `true`"),
    ],
)
def test_what_cannot_be_is_refused(narrowing: str, expected: str) -> None:
    """With what is wrong, where it stands."""
    (fault,) = refuse_one(f"narrowing: {narrowing}\n{JOBS}")
    assert expected in fault


def test_a_roles_own_policies_are_left_alone() -> None:
    """They are the user's own."""
    document = '{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "sagemaker:CreateModel", Resource: "*"}]}'
    role = make_one(f"narrowing: {{network_isolation: true}}\nextra_policies: {{own: {document}}}\n{JOBS}")
    own = next(policy for policy in role.policies if policy.name == "own")
    assert "Condition" not in own.document.json["Statement"][0]


def test_everything_fits_with_every_narrowing() -> None:
    """Each activity alone, with all narrowings, is within the limits of a managed policy."""
    narrowing = (
        "{instance_types: [ml.m5.large, ml.m5.xlarge, ml.g5.*], inter_container_encryption: true, "
        "network_isolation: true, tags: {team: fraud-detection, cost-center: '4711'}, regions: [us-east-1, eu-west-1]}"
    )
    for activity in CATALOGUE.activities():
        if activity.statements and not activity.id.startswith(("canvas", "run-model")):
            selected = given(*with_required(activity.id))
            assert make_one(f"edition: corrected\nnarrowing: {narrowing}\n{selected}").policies


def test_instance_types_that_are_newer_than_the_data_are_listed() -> None:
    """They are taken to exist, with a notice; so is a whole family."""
    listed = "unlisted_instance_types: [ml.p9.48xlarge, 'ml.m99.*', ml.m5.large]\n"
    narrowing = "narrowing: {instance_types: [ml.p9.48xlarge, 'ml.m99.*', ml.m5.large, 'ml.g5.*']}\n"
    role = make_one(f"{listed}{narrowing}{JOBS}")
    assert [notice.message for notice in role.notices if notice.code == "instance-type-unlisted"] == [
        "not in Rolecast's list of instance types, and assumed to exist: `ml.p9.48xlarge`, `ml.m99.*`"
    ]
    (fault,) = refuse_one(f"{narrowing.replace('ml.p9', 'ml.p8')}{listed}{JOBS}")
    assert "there is no instance type `ml.p8.48xlarge`" in fault
