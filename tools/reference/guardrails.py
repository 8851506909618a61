"""What each setting promises and what it cannot, from the guardrails' own data."""

from collections.abc import Iterator

from tools.reference.tables import codes

from rolecast.guardrails.guardrail import Guardrail, guardrails
from rolecast.guardrails.promises import promises

_SETTINGS = {
    "network": {"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d"]},
    "encryption": {"data_keys": ["KEY"], "volume_keys": ["KEY"]},
    "narrowing": {
        "instance_types": ["ml.m5.large"],
        "inter_container_encryption": True,
        "network_isolation": True,
        "tags": {"team": "fraud"},
        "regions": ["eu-west-1"],
    },
}
_MOST_LISTED = 30


def promised() -> str:
    return "\n\n".join("\n\n".join(_section(guardrail)) for guardrail in guardrails(_SETTINGS))


def _section(guardrail: Guardrail) -> Iterator[str]:
    promise = promises()[guardrail.setting]
    yield f"### `{guardrail.setting}`"
    yield promise.promise["en"]
    yield f"**Not promised.** {promise.limit['en']}"
    actions = sorted(action.removeprefix("sagemaker:") for demand in guardrail.demands for action in demand.actions)
    if not actions:
        yield "It is asked of every action, except those of IAM."
    elif len(actions) > _MOST_LISTED:
        yield f"It is asked of {len(actions)} actions of SageMaker, listed in [Narrowing a role](narrowing.md)."
    else:
        yield f"It is asked of {codes(actions)}."
    if promise.keyless:
        yield f"It cannot reach {codes(promise.keyless)}: their requests carry no condition key for it."
