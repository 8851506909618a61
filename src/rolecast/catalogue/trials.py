"""Evaluates an activity's example requests, with example values for all names in its statements."""

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
"""Values for the names that every activity may use besides its own parameters."""

_PRINCIPAL = "arn:aws:sts::123456789012:assumed-role/sagemaker-tried/session"
# The default key policy, which leaves the decision to the account's identity policies.
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
    """An example value for each name that the activity's documents and requests may contain."""
    return EXAMPLES | {name: [parameter.type.example] for name, parameter in activity.parameters.items()}


def decide(
    activity: Activity, request: ExampleRequest, wanted: Collection[str], corrections: Collection[str] = ()
) -> Decision:
    """The engine's decision for a role with only this activity, in the variant of `wanted`.

    The request has a principal only for KMS keys, whose key policies are always evaluated. Raises InputError if the
    document is invalid or a name has no value.
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
