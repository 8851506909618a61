"""What each setting promises: jobs that create jobs, the policy that closes their gaps, and what stays possible."""

import json
from pathlib import Path

import pytest
from tests.guardrails.making import SETTINGS
from tools.journeys.guarded import promised as with_journeys
from tools.reference.guardrails import CREATING, closing

from rolecast.guardrails.guardrail import Guardrail, guardrails
from rolecast.guardrails.promises import Closer, promises
from rolecast.iam import decision, known_actions, services
from rolecast.iam.decision import Answer
from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import PolicyType

GUIDE = Path(__file__).parents[2] / "docs" / "explanation" / "guardrails.md"
GUARDRAILS = guardrails({**SETTINGS, "trust": {"confused_deputy": True}})
OF_JOBS = [each for each in GUARDRAILS if each.setting.partition(".")[2] not in ("tags", "regions", "confused_deputy")]
OUR_ROLE, OTHER_ROLE = (f"arn:aws:iam::123456789012:role/{name}" for name in ("sagemaker-a", "other"))


def part(name: str) -> str:
    """A generated part of the guide."""
    return GUIDE.read_text(encoding="utf-8").partition(f"<!-- begin {name} -->")[2].partition("<!-- end")[0]


def test_each_setting_has_a_promise() -> None:
    """In both languages, with what it cannot; and nothing is promised of a setting that there is not."""
    assert promises().keys() == {each.setting for each in GUARDRAILS}
    assert all(each.promise.keys() == each.limit.keys() == {"en", "ja"} for each in promises().values())


@pytest.mark.parametrize("guardrail", OF_JOBS, ids=lambda guardrail: guardrail.setting)
def test_jobs_that_create_jobs_are_asked_or_somebody_closes_the_gap(guardrail: Guardrail) -> None:
    """Of AutoML, pipelines, tuning, monitoring, inference components and endpoint configurations none is forgotten."""
    assert all(closing(action, guardrail) for action in CREATING)


@pytest.mark.parametrize("guardrail", GUARDRAILS, ids=lambda guardrail: guardrail.setting)
def test_what_a_setting_does_not_reach_it_does_not_ask(guardrail: Guardrail) -> None:
    """Actions without a key are known ones, and never among those that are asked for it."""
    asked = {action for requirement in guardrail.requirements for action in requirement.actions}
    for action in promises()[guardrail.setting].keyless:
        assert known_actions.is_known(f"sagemaker:{action}")
        assert f"sagemaker:{action}" not in asked


def test_the_policy_of_the_guide_denies_what_no_setting_reaches() -> None:
    """To the roles that it names, and nothing else to anybody."""
    text = part("denied").strip().removeprefix("```json").removesuffix("```")
    scp = NamedPolicy("guide", Document(json.loads(text), PolicyType.SCP))
    whole = NamedPolicy("all", EVERYTHING)
    engine = decision.compile(Policies(identity=(whole,), scps=((whole._replace(name="FullAWSAccess"), scp),)))
    gaps = {
        action
        for each in OF_JOBS
        for action, closer in promises()[each.setting].keyless.items()
        if closer is Closer.DENY
    }
    service = services.service("sagemaker")
    assert service
    for action in service.actions.values():
        for principal, denied in ((OUR_ROLE, action.name in gaps), (OTHER_ROLE, False)):
            context = {"aws:PrincipalArn": principal}
            request = Request(f"sagemaker:{action.name}", "*", principal, context, "123456789012")
            assert (engine.decide(request).answer is Answer.EXPLICIT_DENY) is denied, request


def test_no_setting_makes_a_recorded_job_impossible() -> None:
    """Of each setting the guide's table, which tests/test_docs.py holds against the journeys, says so.

    A training session is the exception, of which the guide tells.
    """
    rows = [line.strip("| ").split(" | ") for line in part("jobs").splitlines() if line.startswith("| `")]
    assert [setting.strip("`") for setting, *_ in rows] == [each.setting for each in with_journeys()]
    impossible = {row[0].strip("`"): row[-1] for row in rows if row[-1] != "none"}
    assert impossible == {"narrowing.tags": "`sagemaker:CreateTrainingSession`"}
