"""What each setting promises and what it cannot, from the guardrails' own data."""

import json
from collections.abc import Iterator, Sequence

from tools.journeys.guarded import outcomes
from tools.journeys.guarded import promised as with_journeys
from tools.reference.tables import code, codes, table

from rolecast.guardrails.guardrail import Guardrail, guardrails
from rolecast.guardrails.promises import Closer, promises
from rolecast.iam.statements import VERSION

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
    "trust": {"confused_deputy": True},
}
_MOST_LISTED = 30
_OF_JOBS = (
    *("network", "encryption", "narrowing.instance_types", "narrowing.inter_container_encryption"),
    "narrowing.network_isolation",
)
CREATING = (
    *("CreateAutoMLJob", "CreateAutoMLJobV2", "CreateHyperParameterTuningJob", "StartPipelineExecution"),
    *("RetryPipelineExecution", "CreateMonitoringSchedule", "UpdateMonitoringSchedule", "CreateEndpointConfig"),
    "CreateInferenceComponent",
)
"""Actions of SageMaker that create jobs, or instances, of their own."""
_CLOSERS = {
    Closer.ROLE: "the passed role",
    Closer.MODEL: "its models",
    Closer.ENDPOINT: "its endpoint",
    Closer.DENY: "only a Deny",
    Closer.NONE: "nothing to limit",
}


def promised() -> str:
    return "\n\n".join("\n\n".join(_section(guardrail)) for guardrail in guardrails(_SETTINGS))


def jobs() -> str:
    """What each setting leaves of the recorded jobs, and what their calls must say then."""
    return table(
        ("Setting", "Jobs that work as recorded", "Calls that must meet its conditions", "Not possible"), _jobs()
    )


def _jobs() -> Iterator[tuple[str, ...]]:
    for guardrail in with_journeys():
        found = list(outcomes(guardrail))
        free = sum(not each.needing and not each.impossible for each in found)
        needing = sorted({name for each in found for name in each.needing})
        impossible = sorted({request.action for each in found for request in each.impossible})
        yield code(guardrail.setting), f"{free} of {len(found)}", codes(needing) or "-", codes(impossible) or "none"


def _section(guardrail: Guardrail) -> Iterator[str]:
    promise = promises()[guardrail.setting]
    yield f"### `{guardrail.setting}`"
    yield promise.promise["en"]
    yield f"**Not promised.** {promise.limit['en']}"
    if guardrail.is_of_trust:
        yield "**Applies to** `sts:AssumeRole` by `sagemaker.amazonaws.com`, in the role's trust policy."
        return
    actions = sorted(
        action.removeprefix("sagemaker:") for requirement in guardrail.requirements for action in requirement.actions
    )
    if not actions:
        yield "**Applies to** every action, except those of IAM."
    elif len(actions) > _MOST_LISTED:
        listed = "[Narrowing a role](../how-to/narrowing.md)"
        yield f"**Applies to** {len(actions)} actions of SageMaker, listed in {listed}."
    else:
        yield f"**Applies to** {codes(actions)}."
    if unreached := [action for action, closer in promise.keyless.items() if closer is not Closer.NONE]:
        yield f"**Cannot limit** {codes(unreached)}: their requests have no condition key for it."


def creating() -> str:
    """For what creates jobs of its own, whether each setting is asked of it, and who closes the gap if it is not."""
    settings = [each for each in guardrails(_SETTINGS) if each.setting in _OF_JOBS]
    return table(("", *(code(each.setting) for each in settings)), (_row(each, settings) for each in CREATING))


def _row(action: str, settings: Sequence[Guardrail]) -> tuple[str, ...]:
    return code(action), *(closing(action, each) for each in settings)


def closing(action: str, guardrail: Guardrail) -> str:
    """What holds an action of SageMaker to a guardrail. Raises KeyError where nobody has said."""
    if any(f"sagemaker:{action}" in requirement.actions for requirement in guardrail.requirements):
        return "its request"
    return _CLOSERS[promises()[guardrail.setting].keyless[action]]


def denied() -> str:
    """A service control policy that denies what no condition key limits."""
    settings = (each for each in guardrails(_SETTINGS) if each.setting in _OF_JOBS)
    gaps = {
        f"sagemaker:{action}"
        for each in settings
        for action, closer in promises()[each.setting].keyless.items()
        if closer is Closer.DENY
    }
    statement = {
        "Sid": "DenyWhatNoSettingReaches",
        "Effect": "Deny",
        "Action": sorted(gaps),
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/sagemaker-*"}},
    }
    return "```json\n" + json.dumps({"Version": VERSION, "Statement": [statement]}, indent=2) + "\n```"
