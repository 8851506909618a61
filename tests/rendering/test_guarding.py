"""The service control policies and permissions boundaries of settings, judged by the engine together with the roles."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from tests.guardrails.making import SETTINGS, asked, is_met
from tests.runs import case_count

from rolecast.checks.check import check
from rolecast.checks.findings import Severity
from rolecast.checks.subjects import of_document
from rolecast.composition.compose import compose
from rolecast.guardrails.guardrail import guardrails
from rolecast.iam import decision
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, PolicyType
from rolecast.reading.faults import InputError
from rolecast.rendering.formats import Format, notices, render
from rolecast.role import Role
from rolecast.rolefile.load import parse

REQUESTS = case_count(40)
ARN = "arn:aws:iam::123456789012:role/ml/sagemaker-a"
FULL_ACCESS = NamedPolicy(
    "FullAWSAccess", Document({"Version": VERSION, "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
)
OF_BOUNDARY = (
    {"network": SETTINGS["network"]},
    {"encryption": SETTINGS["encryption"]},
    {"narrowing": {name: value for name, value in SETTINGS["narrowing"].items() if name != "tags"}},
)


def roles(settings: dict[str, Any], **others: dict[str, Any]) -> dict[str, Role]:
    """The role `a` with these settings, for models and with full access attached, and others."""
    activities = {"activities": {"manage-models": None}, "path": "/ml/"}
    given = {**activities, "additional_policies": ["AmazonSageMakerFullAccess", "PowerUserAccess"], **settings}
    top = {"version": 1, "account": "123456789012", "region": "eu-west-1", "edition": "corrected"}
    return compose(
        parse(json.dumps({**top, "roles": {"a": given, **{key: activities | each for key, each in others.items()}}}))
    )


def rendered(made: dict[str, Role], format: Format) -> list[dict[str, Any]]:
    found = json.loads(render(made, format))
    assert found["format"] == format
    policies: list[dict[str, Any]] = found["policies"]
    return policies


def allowed(role: Role, request: Request, **beside: Any) -> bool:
    resolved = role.resolve()
    own = (NamedPolicy(each.name, each.document) for each in resolved.policies)
    attached = (NamedPolicy(each.name, each.document) for each in resolved.attached)
    policies = Policies(identity=(*own, *attached))._replace(**beside)
    return decision.compile(policies).decide(request).answer is Answer.ALLOW


def scps(made: dict[str, Role]) -> tuple[tuple[NamedPolicy, ...], ...]:
    documents = (
        NamedPolicy(each["name"], Document(each["document"], PolicyType.SCP)) for each in rendered(made, Format.SCP)
    )
    return ((FULL_ACCESS, *documents),)


def boundary(made: dict[str, Role]) -> tuple[NamedPolicy, ...]:
    (found,) = rendered(made, Format.BOUNDARY)
    return (NamedPolicy(found["name"], Document(found["document"], PolicyType.BOUNDARY)),)


@pytest.mark.parametrize("guardrail", guardrails(SETTINGS), ids=lambda guardrail: guardrail.setting)
def test_service_control_policies_forbid_what_does_not_meet_a_guardrail(guardrail: Any) -> None:
    """Of the role with full access; nothing else is taken from it, nor anything from another principal."""
    name, _, narrowing = guardrail.setting.partition(".")
    made = roles({name: {narrowing: SETTINGS[name][narrowing]} if narrowing else SETTINGS[name]})
    levels = scps(made)
    source = random.Random(guardrail.setting)  # noqa: S311  # cases, no secrets
    answers = set()
    for _ in range(REQUESTS):
        request = asked(source, guardrail)
        met = is_met(guardrail, request)
        for principal in (ARN, "arn:aws:iam::123456789012:role/ml/sagemaker-b"):
            whose = replace(request, principal=principal, context={**request.context, "aws:PrincipalArn": principal})
            without = allowed(made["a"], whose)
            assert allowed(made["a"], whose, scps=levels) is (without and (met or principal != ARN)), whose
            answers.add((without, met))
    assert {(True, True), (True, False)} <= answers


@pytest.mark.parametrize("settings", OF_BOUNDARY, ids=lambda settings: next(iter(settings)))
def test_a_boundary_forbids_what_does_not_meet_the_guardrails(settings: dict[str, Any]) -> None:
    """Whatever else the role has; nothing else is taken from it."""
    made = roles(settings)
    bounding = boundary(made)
    source = random.Random(repr(settings))  # noqa: S311  # cases, no secrets
    promised = guardrails(settings)
    answers = set()
    for _ in range(REQUESTS):
        request = asked(source, source.choice(promised))
        met, without = all(is_met(each, request) for each in promised), allowed(made["a"], request)
        assert allowed(made["a"], request, boundary=bounding) is (without and met), request
        answers.add((without, met))
    assert {(True, True), (True, False)} <= answers


def test_they_are_within_the_quotas_and_valid() -> None:
    """All settings at once need three service control policies; no rule finds an error in them."""
    policies = rendered(roles(SETTINGS), Format.SCP)
    assert len(policies) == 3
    assert all(len(json.dumps(each["document"], separators=(",", ":"))) == each["size"] <= 10_240 for each in policies)
    for kind, documents in (
        (PolicyType.SCP, policies),
        (PolicyType.BOUNDARY, rendered(roles(OF_BOUNDARY[0]), Format.BOUNDARY)),
    ):
        for each in documents:
            found = check(of_document(Document(each["document"], kind)))
            assert [one for one in found if one.severity is Severity.ERROR] == []


def test_settings_that_no_boundary_holds_are_refused() -> None:
    """With the size and what takes several policies."""
    with pytest.raises(InputError) as caught:
        render(roles(SETTINGS), Format.BOUNDARY)
    (fault,) = caught.value.faults
    assert fault.message.startswith("role `a`: the boundary would have ")
    assert "guardrails: enforce" in (fault.help or "")


def test_roles_with_the_same_settings_share() -> None:
    """A boundary for each group; in a service control policy the statement names all of them."""
    one, two = {"network": SETTINGS["network"]}, {"narrowing": {"regions": ["eu-west-1"]}}
    made = roles(one, b=one, c=two, d={})
    assert [each["roles"] for each in rendered(made, Format.BOUNDARY)] == [["a", "b"], ["c"]]
    (policy,) = rendered(made, Format.SCP)
    named = {tuple(each["Condition"]["ArnLike"]["aws:PrincipalArn"]) for each in policy["document"]["Statement"]}
    base = ARN.removesuffix("a")
    assert named == {(f"{base}a", f"{base}b"), (f"{base}c",)}


def test_nothing_to_forbid_and_too_much_are_said() -> None:
    """Beside an output that has no policies, or more than one place takes."""
    assert [each.code for each in notices(roles({}), Format.SCP, "")] == ["scp-empty"]
    assert rendered(roles({}), Format.SCP) == []
    assert notices(roles(SETTINGS), Format.SCP, "") == []
    teams = {name: {"narrowing": {"tags": {"team": name}}} for name in ("b", "c", "d", "e", "f", "g", "h", "i", "j")}
    (notice,) = notices(roles({}, **teams), Format.SCP, "")
    assert notice.code == "scp-many"
    assert "can have 10, including FullAWSAccess" in notice.message
