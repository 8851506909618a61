"""Guardrails and requests near to what they are about."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from rolecast.guardrails.guardrail import Guardrail, Requirement
from rolecast.iam import decision, known_actions, patterns
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION

KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-12ab-34cd-56ef-1234567890ab"
OTHER_KEY = "arn:aws:kms:eu-west-1:123456789012:key/22222222-12ab-34cd-56ef-1234567890ab"
SETTINGS: dict[str, Any] = {
    "network": {"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d"]},
    "encryption": {"data_keys": [KEY], "volume_keys": [KEY]},
    "narrowing": {
        "instance_types": ["ml.m5.large"],
        "inter_container_encryption": True,
        "network_isolation": True,
        "tags": {"team": "fraud"},
        "regions": ["eu-west-1"],
    },
}
VALUES: dict[str, tuple[Any, ...]] = {
    "sagemaker:VpcSubnets": (["subnet-0a1b2c3d"], ["subnet-0a1b2c3d", "subnet-0fffffff"]),
    "sagemaker:VpcSecurityGroupIds": (["sg-0a1b2c3d"], ["sg-0fffffff"]),
    "sagemaker:VolumeKmsKeyArn": (KEY, OTHER_KEY),
    "sagemaker:OutputKmsKeyArn": (KEY, OTHER_KEY),
    "sagemaker:VolumeKmsKey": (KEY, OTHER_KEY),
    "sagemaker:OutputKmsKey": (KEY, OTHER_KEY),
    "sagemaker:InstanceTypes": (["ml.m5.large"], ["ml.p5.48xlarge"], ["ml.m5.large", "ml.p5.48xlarge"]),
    "sagemaker:InterContainerTrafficEncryption": ("true", "false"),
    "sagemaker:NetworkIsolation": ("true", "false"),
    "aws:RequestTag/team": ("fraud", "churn"),
    "aws:ResourceTag/team": ("fraud", "churn"),
    "aws:TagKeys": (["team"], ["stage"]),
    "sagemaker:TaggingAction": ("CreateModel",),
    "sagemaker:SearchVisibilityCondition/Tags.team/EqualsIfExists": ("fraud", "churn"),
}
OTHERS = ("sagemaker:ListModels", "sagemaker:CreateHub", "iam:PassRole", "s3:GetObject")


def engine(statements: Sequence[Mapping[str, Any]]) -> Engine:
    document = Document({"Version": VERSION, "Statement": list(statements)})
    return decision.compile(Policies(identity=(NamedPolicy("made", document),)))


def asked(source: random.Random, guardrail: Guardrail) -> Request:
    """A request of an action that the guardrail is about, mostly, on a resource that AWS's reference has for it."""
    about = [action for requirement in guardrail.requirements for action in requirement.actions] or [
        "sagemaker:CreateModel"
    ]
    action = source.choice(about) if source.random() < 0.8 else source.choice(OTHERS)
    context = {key: source.choice(values) for key, values in VALUES.items() if source.random() < 0.7}
    context["aws:RequestedRegion"] = source.choice(("eu-west-1", "us-east-1"))
    known = known_actions.find(action)
    formats = known.formats if known else ()
    resource = example(source.choice(formats)) if formats else "*"
    return Request(action, resource, context=context)


def example(arn: str) -> str:
    """An ARN of a format."""
    own = {"partition": "aws", "region": "eu-west-1", "account": "123456789012"}
    beginning, *parts = arn.split("${")
    for part in parts:
        name, _, rest = part.partition("}")
        beginning += own.get(name.lower(), "a") + rest
    return beginning


def is_met(guardrail: Guardrail, request: Request) -> bool:
    return all(
        not is_about(requirement, request) or meets(requirement, request) for requirement in guardrail.requirements
    )


def is_about(requirement: Requirement, request: Request) -> bool:
    if not requirement.actions:
        return not request.action.startswith("iam:")
    on_it = not requirement.resources or any(
        patterns.matches(patterns.pattern(text), request.resource) for text in requirement.resources
    )
    return request.action in requirement.actions and on_it


def meets(requirement: Requirement, request: Request) -> bool:
    """By policies that ask for one of the conditions alone."""
    whole = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return engine([{**whole, "Condition": each} for each in requirement.asked]).decide(request).answer is Answer.ALLOW
