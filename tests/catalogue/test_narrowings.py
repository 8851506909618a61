"""Narrowings: what each refuses that was allowed, and that its condition is on actions that carry the key."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.narrowings import narrow, narrowings
from rolecast.catalogue.overlays import as_list
from rolecast.catalogue.trials import decide, examples_for
from rolecast.iam import decision, known_actions, patterns, requests, services, templates
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies

SETTINGS: dict[str, Any] = {
    "instance_types": ["ml.m5.large", "ml.g5.*"],
    "inter_container_encryption": True,
    "network_isolation": True,
    "tags": {"team": "fraud"},
    "regions": ["us-east-1", "eu-west-1"],
}
ACTIVITIES = [activity for activity in CATALOGUE.activities() if activity.statements]
SAGEMAKER = "arn:aws:sagemaker:us-east-1:123456789012:"


class Asked(NamedTuple):
    """A request of an activity, told by the narrowing that is about it."""

    narrowing: str
    activity: str
    action: str
    resource: str
    context: Mapping[str, Any]


HERE = {"aws:RequestedRegion": "us-east-1"}
REFUSED = [
    Asked(
        "instance_types",
        "manage-ml-jobs",
        "CreateTrainingJob",
        "training-job/a",
        {"sagemaker:InstanceTypes": ["ml.p5.48xlarge"]},
    ),
    Asked(
        "instance_types",
        "manage-ml-jobs",
        "CreateTrainingJob",
        "training-job/a",
        {"sagemaker:InstanceTypes": ["ml.m5.large", "ml.p5.48xlarge"]},
    ),
    Asked("instance_types", "manage-ml-jobs", "CreateTransformJob", "transform-job/a", {}),
    Asked(
        "instance_types",
        "manage-endpoints",
        "CreateEndpointConfig",
        "endpoint-config/a",
        {"sagemaker:InstanceTypes": ["ml.m5.xlarge"]},
    ),
    Asked(
        "inter_container_encryption",
        "manage-ml-jobs",
        "CreateTrainingJob",
        "training-job/a",
        {"sagemaker:InterContainerTrafficEncryption": "false"},
    ),
    Asked("inter_container_encryption", "manage-ml-jobs", "CreateAutoMLJob", "automl-job/a", {}),
    Asked(
        "network_isolation",
        "manage-ml-jobs",
        "CreateProcessingJob",
        "processing-job/a",
        {"sagemaker:NetworkIsolation": "false"},
    ),
    Asked("network_isolation", "manage-models", "CreateModel", "model/a", {}),
    Asked("tags", "manage-ml-jobs", "CreateTrainingJob", "training-job/a", {}),
    Asked("tags", "manage-ml-jobs", "CreateTrainingJob", "training-job/a", {"aws:RequestTag/team": "churn"}),
    Asked("tags", "manage-ml-jobs", "StopTrainingJob", "training-job/a", {"aws:ResourceTag/team": "churn"}),
    Asked("tags", "manage-ml-jobs", "DescribeTrainingJob", "training-job/a", {}),
    Asked("tags", "manage-endpoints", "DeleteEndpoint", "endpoint/a", {"aws:ResourceTag/team": "churn"}),
    Asked("regions", "manage-ml-jobs", "CreateTrainingJob", "training-job/a", {"aws:RequestedRegion": "us-west-2"}),
    Asked("regions", "manage-ml-jobs", "ListTrainingJobs", "*", {"aws:RequestedRegion": "us-west-2"}),
]
STILL_ALLOWED = [
    Asked(
        "instance_types",
        "manage-ml-jobs",
        "CreateTrainingJob",
        "training-job/a",
        {"sagemaker:InstanceTypes": ["ml.m5.large", "ml.g5.12xlarge"]},
    ),
    Asked("instance_types", "manage-ml-jobs", "StopTrainingJob", "training-job/a", {}),
    # A serverless endpoint.
    Asked("instance_types", "manage-endpoints", "CreateEndpointConfig", "endpoint-config/a", {}),
    Asked(
        "inter_container_encryption",
        "manage-ml-jobs",
        "CreateTrainingJob",
        "training-job/a",
        {"sagemaker:InterContainerTrafficEncryption": "true"},
    ),
    Asked("network_isolation", "manage-models", "CreateModel", "model/a", {"sagemaker:NetworkIsolation": "true"}),
    Asked("network_isolation", "manage-endpoints", "CreateEndpointConfig", "endpoint-config/a", {}),
    Asked("tags", "manage-ml-jobs", "CreateTrainingJob", "training-job/a", {"aws:RequestTag/team": "fraud"}),
    Asked("tags", "manage-ml-jobs", "StopTrainingJob", "training-job/a", {"aws:ResourceTag/team": "fraud"}),
    # A version in a group takes no tags of its own.
    Asked("tags", "manage-models", "CreateModelPackage", "model-package/a/1", {}),
    # What cannot be limited shows names alone.
    Asked("tags", "manage-ml-jobs", "ListTrainingJobs", "*", {}),
    # A serverless customization job names no instance.
    Asked("instance_types", "manage-ml-jobs", "CreateTrainingJob", "training-job/a", {}),
    Asked("regions", "manage-ml-jobs", "CreateTrainingJob", "training-job/a", HERE),
]


@pytest.mark.parametrize("asked", REFUSED, ids=lambda asked: f"{asked.narrowing}: {asked.action} {asked.context}")
def test_what_a_narrowing_refuses(asked: Asked) -> None:
    """Allowed without it, and refused with it."""
    assert ask(asked, {}) is Answer.ALLOW
    assert ask(asked, {asked.narrowing: SETTINGS[asked.narrowing]}) is Answer.IMPLICIT_DENY


@pytest.mark.parametrize("asked", STILL_ALLOWED, ids=lambda asked: f"{asked.narrowing}: {asked.action} {asked.context}")
def test_what_a_narrowing_leaves(asked: Asked) -> None:
    """Allowed without it and with it."""
    assert ask(asked, {}) is Answer.ALLOW
    assert ask(asked, {asked.narrowing: SETTINGS[asked.narrowing]}) is Answer.ALLOW


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"sagemaker:TaggingAction": "CreateTrainingJob", "aws:RequestTag/team": "fraud"}, Answer.ALLOW),
        ({"sagemaker:TaggingAction": "CreateTrainingJob"}, Answer.IMPLICIT_DENY),
        ({"sagemaker:TaggingAction": "CreateTrainingJob", "aws:RequestTag/team": "churn"}, Answer.IMPLICIT_DENY),
        (
            {
                "sagemaker:TaggingAction": "CreateTrainingJob",
                "aws:RequestTag/team": "fraud",
                "aws:ResourceTag/team": "churn",
            },
            Answer.IMPLICIT_DENY,
        ),
    ],
)
def test_another_teams_resources_cannot_be_tagged_over(context: Mapping[str, Any], expected: Answer) -> None:
    """Tags are put on what is being created, which has none, and not on what another team has."""
    asked = Asked("tags", "manage-ml-jobs", "AddTags", "training-job/a", context)
    assert ask(asked, {"tags": {"team": "fraud"}}, corrected=True) is expected


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_conditions_are_on_actions_that_carry_their_key(activity: Activity, name: str) -> None:
    """By the service reference; and every action stays, with the resources that it had."""
    (narrowing,) = narrowings({name: SETTINGS[name]})
    for variant in activity.variants:
        for corrections in ((), activity.corrections):
            before = activity.varied_statements(variant, corrections)
            after = narrow(before, [narrowing]).statements
            assert pairs(after) == pairs(before)
            for statement_name, statement in after.items():
                added = keys(statement) - keys(before[statement_name.partition("/")[0]])
                for key in added:
                    assert all(carries(action, key) for action in as_list(statement["Action"]))


@pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.id)
def test_nothing_is_allowed_that_was_not(activity: Activity) -> None:
    """With all narrowings together whatever must not be allowed is not."""
    for request in activity.must_not_allow:
        for variant in request.variants:
            narrowed = Narrowed(activity, SETTINGS)
            assert narrowed.ask(request.action, request.resource, request.context, variant) is not Answer.ALLOW
            assert decide(activity, request, variant).answer is not Answer.ALLOW


def test_none_is_wanted_where_it_is_switched_off() -> None:
    """`network_isolation: false` asks for nothing."""
    assert narrowings({"network_isolation": False, "inter_container_encryption": False}) == []
    assert [one.id for one in narrowings(SETTINGS)] == list(SETTINGS)


class Narrowed(NamedTuple):
    """An activity with narrowings."""

    activity: Activity
    settings: Mapping[str, Any]

    def ask(
        self, action: str, resource: str, context: Mapping[str, Any], variant: Any = (), *, corrected: bool = False
    ) -> Answer:
        values = examples_for(self.activity)
        corrections = self.activity.corrections if corrected else ()
        documents = self.activity.documents(variant, corrections, narrowings(self.settings))
        identity = tuple(
            NamedPolicy(name, Document(templates.fill(document, values))) for name, document in documents.items()
        )
        engine = decision.compile(Policies(identity=identity))
        filled: Any = templates.fill([resource, context], values)
        return engine.decide(requests.Request(action, filled[0], context=filled[1])).answer


def ask(asked: Asked, settings: Mapping[str, Any], *, corrected: bool = False) -> Answer:
    resource = asked.resource if asked.resource == "*" else f"{SAGEMAKER}{asked.resource}"
    narrowed = Narrowed(CATALOGUE.activity(asked.activity), settings)
    return narrowed.ask(f"sagemaker:{asked.action}", resource, asked.context, corrected=corrected)


def pairs(statements: Mapping[str, Mapping[str, Any]]) -> set[tuple[str, str, str]]:
    """Each known action on each resource, and whether it is allowed or denied."""
    return {
        (statement["Effect"], action.name, resource)
        for statement in statements.values()
        for text in as_list(statement["Action"])
        for action in known_actions.meant(text)
        for resource in as_list(statement["Resource"])
    }


def keys(statement: Mapping[str, Any]) -> set[str]:
    return {key for tested in statement.get("Condition", {}).values() for key in tested}


def carries(text: str, key: str) -> bool:
    """Whether requests for the actions that a text means have the key; AddTags is on whatever may have tags."""
    prefix, _, name = text.lower().partition(":")
    service = services.service(prefix)
    known = services.find_condition_key(key)
    assert service
    assert known
    if known.name.lower() in services.global_condition_keys() and "Tag" not in known.name:
        return True
    glob = patterns.pattern(name)
    meant = [action for folded, action in service.actions.items() if patterns.matches(glob, folded)]
    return all(known.name in service.condition_keys_of(action) for action in meant if action.resources)
