"""Guardrails of a composed role: what is said, `guardrails: require` and `guardrails: enforce`."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.catalogue.test_verification import folder
from tests.composition.making import HEAD, given, make_one, refuse_one, with_required
from tests.guardrails.making import SETTINGS

from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.guardrails.guardrail import guardrails
from rolecast.guardrails.proof import prove
from rolecast.iam import decision
from rolecast.iam.decision import Answer
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.reading.faults import InputError
from rolecast.role import Role
from rolecast.rolefile.load import load, parse

ELSEWHERE = HEAD.replace("us-east-1", "eu-west-1")
"""Where the keys of `SETTINGS` are."""
CORRECTED = HEAD + "edition: corrected\n"
NETWORK = "network: {subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}\n"
JOBS = given("manage-ml-jobs")
FULL_ACCESS = "\nadditional_policies: [AmazonSageMakerFullAccess]"
OWN = """number: 100
title: Own
description: {en: Own.}
sources: [https://example.com/own]
policy: Team_Own
statements:
  any:
    Effect: Allow
    Action: sagemaker:CreateTrainingJob
    Resource: "*"
"""
JOB = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"


def said(role: Role, code: str) -> list[str]:
    return [notice.message for notice in role.notices if notice.code == code]


def allows(role: Role, action: str, resource: str, context: Mapping[str, str | tuple[str, ...]]) -> bool:
    resolved = role.resolve()
    own = (NamedPolicy(policy.name, policy.document) for policy in resolved.policies)
    attached = (NamedPolicy(policy.name, policy.document) for policy in resolved.attached)
    engine = decision.compile(Policies(identity=(*own, *attached)))
    return engine.decide(Request(action, resource, context=context)).answer is Answer.ALLOW


def test_what_holds_is_said() -> None:
    """For every request, with what the setting cannot reach."""
    role = make_one(NETWORK + JOBS, CORRECTED)
    assert said(role, "guardrails-hold") == ["`network` holds for every request"]
    assert said(role, "guardrail-unreached") == [
        "`network` cannot limit `CreateTransformJob`: requests have no condition key for it"
    ]


def test_what_is_denied_or_out_of_bounds_is_not_said_to_be_beyond_reach() -> None:
    """A Deny of the action closes the gap, and so does a boundary that does not allow it; under a condition neither."""
    denial = '{Effect: Deny, Action: "sagemaker:CreateTransformJob", Resource: "*"}'
    for statement, count in (
        (denial, 0),
        (denial.replace("}", ", Condition: {Bool: {'aws:ViaAWSService': true}}}"), 1),
    ):
        own = f'\nextra_policies: {{own: {{Version: "2012-10-17", Statement: [{statement}]}}}}'
        assert len(said(make_one(NETWORK + JOBS + own, CORRECTED), "guardrail-unreached")) == count
    bounded = "\npermissions_boundary: AmazonSageMakerReadOnly"
    assert said(make_one(NETWORK + JOBS + bounded, CORRECTED), "guardrail-unreached") == []


def test_an_attached_policy_is_named() -> None:
    """With the statement, the actions and what to do."""
    (message,) = said(make_one(NETWORK + JOBS + FULL_ACCESS, CORRECTED), "guardrail-broken")
    expected = "statement 1 of `AmazonSageMakerFullAccess`: `network` does not hold for `CreateAutoMLJob`, `"
    assert message.startswith(expected)
    assert message.endswith("or set `guardrails: enforce` to deny it")


@pytest.mark.parametrize("setting", ["network", "encryption"])
def test_no_correction_makes_a_guardrail_hold(setting: str) -> None:
    """So none is offered as a remedy: what the console edition allows against a setting, the corrected one does too."""
    asked = guardrails({setting: SETTINGS[setting]})
    broken = 0
    for activity in CATALOGUE.activities():
        if not activity.corrections:
            continue
        settings = f"{setting}: {json.dumps(SETTINGS[setting])}\n{given(*with_required(activity.id))}"
        console, corrected = (
            {
                action
                for proof in prove(make_one(f"edition: {edition}\n{settings}", ELSEWHERE), asked, every=True)
                for escape in proof.escapes
                for action in escape.actions
            }
            for edition in ("console", "corrected")
        )
        assert console <= corrected, activity.id
        broken += bool(console)
    assert broken


def test_required_guardrails_that_do_not_hold_are_errors() -> None:
    """At the setting."""
    assert said(make_one(f"guardrails: require\n{NETWORK}{JOBS}", CORRECTED), "guardrails-hold")
    (fault,) = refuse_one(f"guardrails: require\n{NETWORK}{JOBS}{FULL_ACCESS}", CORRECTED)
    assert "statement 1 of `AmazonSageMakerFullAccess`: `network` does not hold for `" in fault


def test_enforced_guardrails_bind_attached_policies() -> None:
    """What the setting forbids is denied, and what it asks for stays allowed."""
    role = make_one(f"guardrails: enforce\n{NETWORK}{JOBS}{FULL_ACCESS}", CORRECTED)
    assert said(role, "guardrails-hold") == ["`network` holds for every request"]
    assert role.policies[-1].name == "SM_Guardrails_sagemaker-a"
    inside = {"sagemaker:VpcSubnets": ("subnet-0a1b2c3d",), "sagemaker:VpcSecurityGroupIds": ("sg-0a1b2c3d",)}
    assert allows(role, "sagemaker:CreateTrainingJob", JOB, inside)
    assert not allows(role, "sagemaker:CreateTrainingJob", JOB, {})
    assert not allows(role, "sagemaker:CreateTrainingJob", JOB, {**inside, "sagemaker:VpcSubnets": ("subnet-1",)})
    assert allows(make_one(NETWORK + JOBS + FULL_ACCESS, CORRECTED), "sagemaker:CreateTrainingJob", JOB, {})


def test_all_guardrails_can_be_enforced_within_the_quotas() -> None:
    """In several policies, where one does not hold the statements."""
    narrowing = "narrowing: {tags: {team: fraud}, regions: [us-east-1], network_isolation: true}\n"
    role = make_one(f"guardrails: enforce\n{narrowing}{JOBS}", CORRECTED)
    guarding = [policy for policy in role.policies if policy.name.startswith("SM_Guardrails")]
    assert [policy.name for policy in guarding] == ["SM_Guardrails_sagemaker-a", "SM_Guardrails_sagemaker-a_2"]
    assert all(policy.size <= 6_144 for policy in guarding)


def test_enforcing_does_not_take_what_an_activity_is_for() -> None:
    """Its requests carry no network: that is an error and no role of which half does not work."""
    faults = refuse_one(f"guardrails: enforce\n{NETWORK}{given('run-model-customization-jobs')}", CORRECTED)
    assert "enforcing would deny" in faults[0]
    assert "which `run-model-customization-jobs` is for" in faults[0]


@pytest.mark.parametrize("guardrails", ["notice", "require"])
def test_another_activity_is_found_out(tmp_path: Path, guardrails: str) -> None:
    """An own activity without the network, beside the shipped one that has it."""
    folder(tmp_path / "own", {"activities/own-jobs": OWN})
    roles = "roles: {a: {activities: {manage-ml-jobs: , own-jobs: }}}\n"
    text = f"{CORRECTED}catalogue: own\nguardrails: {guardrails}\n{NETWORK}{roles}"
    (tmp_path / "roles.yaml").write_text(text, encoding="utf-8")
    expected = "statement 1 of `Team_Own_sagemaker-a`: `network` does not hold for `CreateTrainingJob`"
    if guardrails == "notice":
        (role,) = compose(load(tmp_path / "roles.yaml")).values()
        (message,) = said(role, "guardrail-broken")
    else:
        with pytest.raises(InputError) as caught:
            compose(load(tmp_path / "roles.yaml"))
        message = caught.value.faults[0].message
    assert expected in message


def test_enforced_guardrails_bind_a_policy_of_which_nothing_is_known() -> None:
    """Whatever it allows, what the settings forbid is denied; without `enforce` nobody knows."""
    attached = "\nadditional_policies: ['arn:aws:iam::123456789012:policy/theirs']"
    (message,) = said(make_one(NETWORK + JOBS + attached, CORRECTED), "guardrail-broken")
    assert message.startswith("`network` is not known to hold: the text of `theirs` is not known; ")
    (fault,) = refuse_one(f"guardrails: require\n{NETWORK}{JOBS}{attached}", CORRECTED)
    assert "the text of `theirs` is not known" in fault
    settings = f"{NETWORK}narrowing: {{regions: [us-east-1], tags: {{team: fraud}}}}\n"
    role = make_one(f"guardrails: enforce\n{settings}{JOBS}{attached}", CORRECTED)
    assert said(role, "guardrails-hold") == ["`network`, `narrowing.regions`, `narrowing.tags` hold for every request"]
    assert said(role, "guardrail-broken") == []


OPEN = '{Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: "sts:AssumeRole"}'


def test_the_confused_deputy_is_a_guardrail() -> None:
    """A statement of one's own without the conditions breaks it: a notice, an error, or Deny statements beside it."""
    usual, own = "trust: {confused_deputy: true}\n", f"trust: {{confused_deputy: true, statements: [{OPEN}]}}\n"
    assert said(make_one(usual + JOBS, CORRECTED), "guardrails-hold") == [
        "`trust.confused_deputy` holds for every request"
    ]
    expected = "statement 1 of the trust policy: `trust.confused_deputy` does not hold for `sts:AssumeRole`"
    (message,) = said(make_one(own + JOBS, CORRECTED), "guardrail-broken")
    assert message == f"{expected}; add the conditions there, or set `guardrails: enforce` to deny it"
    (fault,) = refuse_one(f"guardrails: require\n{own}{JOBS}", CORRECTED)
    assert expected in fault
    role = make_one(f"guardrails: enforce\n{own}{JOBS}", CORRECTED)
    assert said(role, "guardrails-hold") == ["`trust.confused_deputy` holds for every request"]
    assert [each["Effect"] for each in role.trust_policy.json["Statement"]] == ["Allow", "Deny", "Deny"]


def test_a_role_that_sagemaker_cannot_assume_has_no_such_guardrail() -> None:
    """There is nothing to promise, and a notice says that the setting has no effect."""
    role = make_one("trust: {confused_deputy: true, services: [lambda.amazonaws.com]}\n" + JOBS, CORRECTED)
    assert said(role, "guardrails-hold") == []
    assert said(role, "confused-deputy-elsewhere")


@pytest.mark.parametrize("packing", ["per-activity", "fewest", "inline"])
def test_what_a_role_passes_changes_no_proof(packing: str) -> None:
    """Roles that differ in that alone are said the same of, however their policies are laid out."""
    text = f"{CORRECTED}packing: {packing}\n{NETWORK}roles:\n"
    for key, passed in (("a", "a"), ("b", "a"), ("c", "c")):
        text += f"  {key}:\n    pass_roles: [{passed}]\n    {given('run-model-customization-jobs')}\n"
    roles = compose(parse(text)).values()
    notices = [
        [(each.code, each.message.replace(f"sagemaker-{role.key}", "ROLE")) for each in role.notices] for role in roles
    ]
    assert notices[0] == notices[1] == notices[2]
    assert any(code == "guardrail-broken" for code, _ in notices[0])
