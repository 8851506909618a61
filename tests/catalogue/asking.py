"""Puts an activity's requests to the decision engine."""

from collections.abc import Collection, Sequence

from rolecast.catalogue.activity import Activity, Request
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import decision, grammar, requests, templates
from rolecast.iam.decision import Decision
from rolecast.iam.documents import PolicyType
from rolecast.iam.policies import Policies, Policy

COMMON_VALUES = {
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
PRINCIPAL = "arn:aws:sts::123456789012:assumed-role/sagemaker-tried/session"
# As KMS makes it by default: the key's account decides by its own policies.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
KEY_POLICY = {
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


def values_of(activity: Activity) -> dict[str, list[str]]:
    """An example for everything that the activity's documents and requests name."""
    own = {name: [parameter.type.example] for name, parameter in activity.parameters.items()}
    return COMMON_VALUES | own


def decide(activity: Activity, request: Request, wanted: Sequence[str], corrections: Collection[str] = ()) -> Decision:
    """What the engine says of a role with this activity alone, in the variant that `wanted` makes.

    Who asks matters to keys alone, whose own policies always take part.
    """
    values = values_of(activity)
    document = templates.fill(activity.document(wanted, corrections), values)
    assert not templates.names_in(document)
    resource, context = (templates.fill(part, values) for part in (request.resource, request.context))
    key_policy = Policy("key", grammar.parse(KEY_POLICY, PolicyType.RESOURCE)) if ":kms:" in resource else None
    identity = (Policy(activity.id, grammar.parse(document)),)
    engine = decision.compile(Policies(identity=identity, resource=key_policy))
    return engine.decide(requests.Request(request.action, resource, PRINCIPAL if key_policy else None, context))
