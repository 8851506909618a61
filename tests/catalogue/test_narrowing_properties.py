"""Whatever a catalogue holds, a narrowing leaves what was allowed and meets it, and nothing else.

`ROLECAST_EXAMPLES` says how many catalogues are tried; each is asked 40 requests with its narrowings and without.
"""

import random
from collections.abc import Mapping
from typing import Any

import pytest
from tests.runs import case_count

from rolecast.catalogue.narrowings import SAGEMAKER, Narrowing, narrow, narrowings
from rolecast.catalogue.overlays import Statements
from rolecast.iam import decision, services
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION

CATALOGUES = case_count(40)
REQUESTS = 40

ACTIONS = (
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateTransformJob",
    "sagemaker:CreateProcessingJob",
    "sagemaker:CreateEndpointConfig",
    "sagemaker:CreateEndpoint",
    "sagemaker:CreateModel",
    "sagemaker:CreateModelPackage",
    "sagemaker:CreateApp",
    "sagemaker:AddTags",
    "sagemaker:DeleteTags",
    "sagemaker:DeleteModel",
    "sagemaker:DescribeModel",
    "sagemaker:ListModels",
    "sagemaker:Search",
    "sagemaker:InventedAction",
    "sagemaker-mlflow:DeleteExperiment",
    "iam:PassRole",
    "iam:GetRole",
    "s3:GetObject",
    "invented:DoThings",
)
PATTERNS = (
    *ACTIONS,
    "*",
    "sagemaker:*",
    "sagemaker:Create*",
    "sagemaker:*Model*",
    "sagemaker:*Tags",
    "SageMaker:d*",
    "sagemaker:C?eateModel",
    "sagemaker-mlflow:*",
    "iam:*",
    "iam:Pass*",
    "s3:*",
)
ACCOUNT = "arn:aws:sagemaker:eu-west-1:123456789012:"
RESOURCES = (
    "*",
    "arn:aws:sagemaker:*:*:*",
    f"{ACCOUNT}*/*",
    f"{ACCOUNT}model/*",
    f"{ACCOUNT}training-job/a",
    "arn:aws:s3:::data/*",
)
TESTS: Mapping[str, tuple[str, ...]] = {
    "aws:RequestedRegion": ("eu-west-1", "us-east-1", "us-*"),
    "aws:RequestTag/team": ("fraud", "churn", "f*"),
    "AWS:resourceTag/team": ("fraud", "churn"),
    "aws:TagKeys": ("team", "stage"),
    "sagemaker:TaggingAction": ("CreateModel", "CreateApp"),
    "sagemaker:InstanceTypes": ("ml.m5.large", "ml.m5.*", "ml.*.large", "ml.p5.48xlarge", "system"),
    "sagemaker:SearchVisibilityCondition/Tags.team/EqualsIfExists": ("fraud", "churn"),
}
FLAGS = ("sagemaker:NetworkIsolation", "sagemaker:InterContainerTrafficEncryption")
OPERATORS = (
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringLikeIfExists",
    "StringEqualsIgnoreCase",
    "ForAllValues:StringLike",
    "ForAllValues:StringEquals",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringLike",
)
OWN = (
    ("StringEquals", "aws:RequestedRegion"),
    ("StringEquals", "aws:RequestTag/team"),
    ("StringEquals", "AWS:resourceTag/team"),
    ("StringEqualsIfExists", "AWS:resourceTag/team"),
    ("ForAllValues:StringLike", "sagemaker:InstanceTypes"),
    ("ForAllValues:StringNotEquals", "aws:TagKeys"),
)
SETTINGS: Mapping[str, tuple[Any, ...]] = {
    "instance_types": (["ml.m5.large"], ["ml.m5.*", "ml.g5.xlarge"]),
    "inter_container_encryption": (True,),
    "network_isolation": (True,),
    "tags": ({"team": "fraud"}, {"team": "fraud", "stage": "test"}),
    "regions": (["eu-west-1"], ["eu-west-1", "us-east-1"]),
}


@pytest.mark.parametrize("seed", range(CATALOGUES))
def test_a_narrowing_keeps_what_meets_it_and_nothing_else(seed: int) -> None:
    """For each request whose action is known: allowed with the narrowings if it was without, and if it meets them.

    Of an action that no reference knows, nothing is allowed that was not.
    """
    source = random.Random(seed)  # noqa: S311  # cases, no secrets
    before = {f"s-{number}": statement(source) for number in range(source.randint(1, 3))}
    wanted = narrowings({name: source.choice(values) for name, values in SETTINGS.items() if source.random() < 0.5})
    narrowed = narrow(before, wanted)
    if narrowed.refusals:
        return
    plain, limited = engine(before), engine(narrowed.statements)
    for _ in range(REQUESTS):
        request = asked(source)
        was, now = (each.decide(request).answer for each in (plain, limited))
        meets = all(is_met(narrowing, request) for narrowing in wanted)
        assert now is not Answer.ALLOW or was is Answer.ALLOW, (before, wanted, request)
        assert (was is Answer.EXPLICIT_DENY) == (now is Answer.EXPLICIT_DENY), (before, wanted, request)
        if "nvented" not in request.action:
            assert (now is Answer.ALLOW) == (was is Answer.ALLOW and meets), (before, wanted, request)


def test_most_catalogues_can_be_narrowed() -> None:
    """Refusals are for what cannot be written: else the test above would ask nothing."""
    refused = 0
    for seed in range(200):
        source = random.Random(seed)  # noqa: S311  # cases, no secrets
        statements = {f"s-{number}": statement(source) for number in range(source.randint(1, 3))}
        settings = {name: source.choice(values) for name, values in SETTINGS.items() if source.random() < 0.5}
        refused += bool(narrow(statements, narrowings(settings)).refusals)
    assert refused < 40


def statement(source: random.Random) -> Mapping[str, Any]:
    made: dict[str, Any] = {"Effect": source.choice(("Allow", "Allow", "Allow", "Deny"))}
    made[source.choice(("Action", "Action", "NotAction"))] = source.sample(PATTERNS, source.randint(1, 4))
    made[source.choice(("Resource", "Resource", "Resource", "NotResource"))] = source.sample(RESOURCES, 2)
    if source.random() < 0.6:
        made["Condition"] = condition(source)
    return made


def condition(source: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for _ in range(source.randint(1, 2)):
        if source.random() < 0.4:  # a key that a narrowing is about, as that has it
            operator, key = source.choice(OWN)
            made.setdefault(operator, {})[key] = source.sample(TESTS[key], source.randint(1, 2))
        elif source.random() < 0.3:
            made.setdefault("Bool", {})[source.choice(FLAGS)] = source.choice(("true", "false", True))
        elif source.random() < 0.2:
            made.setdefault("Null", {})[source.choice((*TESTS, *FLAGS))] = source.choice(("true", "false"))
        else:
            key = source.choice(list(TESTS))
            values = source.sample(TESTS[key], source.randint(1, 2))
            made.setdefault(source.choice(OPERATORS), {})[key] = source.choice((values, values[0]))
    return made


def asked(source: random.Random) -> Request:
    """A request of an action with or without each key, on a resource of its service."""
    action = source.choice(ACTIONS)
    context: dict[str, Any] = {}
    for key, values in TESTS.items():
        several = key in ("sagemaker:InstanceTypes", "aws:TagKeys")
        usable = [value for value in values if "*" not in value]
        if source.random() < 0.6:
            context[key] = source.sample(usable, source.randint(1, 2)) if several else source.choice(usable)
    for key in FLAGS:
        if source.random() < 0.6:
            context[key] = source.choice(("true", "false"))
    context.setdefault("aws:RequestedRegion", "eu-west-1")
    if source.random() < 0.5:
        context["aws:RequestTag/stage"] = context["aws:ResourceTag/stage"] = "test"
    arns = {"s3": "arn:aws:s3:::data/x", "iam": "arn:aws:iam::123456789012:role/a"}
    arn = arns.get(action.partition(":")[0], ACCOUNT + source.choice(("model/a", "training-job/a")))
    return Request(action, "*" if action in ("sagemaker:ListModels", "sagemaker:Search") else arn, context=context)


def is_met(narrowing: Narrowing, request: Request) -> bool:
    """Whether the request meets what the narrowing asks of its action, by a policy that asks for that alone."""
    prefix, _, name = request.action.partition(":")
    service = services.service(prefix)
    if narrowing.everywhere:
        conditions = () if prefix == "iam" else narrowing.everywhere
    elif prefix in SAGEMAKER and service and name.lower() in service.actions:
        conditions = narrowing.scope.of(service, service.actions[name.lower()])
    else:
        conditions = ()
    whole: Mapping[str, Any] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    alone: Statements = {str(number): {**whole, "Condition": each} for number, each in enumerate(conditions)}
    return engine(alone or {"all": whole}).decide(request).answer is Answer.ALLOW


def engine(statements: Statements) -> Engine:
    document = Document({"Version": VERSION, "Statement": list(statements.values())})
    return decision.compile(Policies(identity=(NamedPolicy("own", document),) if statements else ()))
