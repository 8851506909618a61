"""Puts an activity's requests to the decision engine, with examples for whatever its statements name."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from rolecast.catalogue.activity import Activity, ExampleRequest
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import decision, requests, templates
from rolecast.iam.decision import Decision, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.statements import PolicyType

EXAMPLES = {
    "account": ["123456789012"],
    "region": ["us-east-1"],
    "partition": ["aws"],
    "dns_suffix": ["amazonaws.com"],
    "studio_id": [TYPES["studio-id"].example],
    "subnets": [TYPES["subnet-id"].example],
    "security_groups": [TYPES["security-group-id"].example],
    "data_keys": ["arn:aws:kms:us-east-1:123456789012:key/dddddddd-12ab-34cd-56ef-1234567890ab"],
    "volume_keys": ["arn:aws:kms:us-east-1:123456789012:key/eeeeeeee-12ab-34cd-56ef-1234567890ab"],
}
"""For the names that every activity may use, beside those of its own parameters."""

_PRINCIPAL = "arn:aws:sts::123456789012:assumed-role/sagemaker-tried/session"
# As KMS makes it by default: the key's account decides by its own policies.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
_KEY_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}


def examples_for(activity: Activity) -> dict[str, list[str]]:
    """An example for everything that the activity's documents and requests may name."""
    return EXAMPLES | {name: [parameter.type.example] for name, parameter in activity.parameters.items()}


def decide(
    activity: Activity, request: ExampleRequest, wanted: Collection[str], corrections: Collection[str] = ()
) -> Decision:
    """What the engine says of a role with this activity alone, in the variant that `wanted` makes.

    Who asks matters to keys alone, whose own policies always take part. Raises InputError for a document that is no
    policy, or has a name that nothing fills in.
    """
    values = examples_for(activity)
    given = {key: requests.ABSENT if value is None else value for key, value in request.context.items()}
    resource, context = (templates.fill(part, values) for part in (request.resource, given))
    is_key = ":kms:" in resource
    engine = _engine(activity, tuple(wanted), tuple(corrections), is_key)
    return engine.decide(requests.Request(request.action, resource, _PRINCIPAL if is_key else None, context))


@lru_cache(maxsize=16)  # an activity's requests come one after the other
def _engine(activity: Activity, wanted: tuple[str, ...], corrections: tuple[str, ...], on_key: bool) -> Engine:
    """Of the activity with an example in each place; on a key, with the policy of that."""
    document = Document(templates.fill(activity.document(wanted, corrections), examples_for(activity)))
    key_policy = NamedPolicy("key", Document(_KEY_POLICY, PolicyType.RESOURCE)) if on_key else None
    return decision.compile(Policies(identity=(NamedPolicy(activity.id, document),), resource=key_policy))
