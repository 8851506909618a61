"""Proofs of guardrails against sampling: what is said to hold no request gets past, and what is said to escape does.

`ROLECAST_EXAMPLES` says how many roles are tried with 30 requests for each guardrail.
"""

import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.catalogue.test_narrowing_properties import statement
from tests.guardrails.making import SETTINGS, asked, engine, is_met
from tests.runs import case_count

from rolecast.catalogue.narrowings import narrow, narrowings
from rolecast.guardrails.guardrail import guardrails
from rolecast.guardrails.proof import prove
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION, PolicyType
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role

ROLES = case_count(12)
GUARDRAILS = guardrails(SETTINGS)
TRUST = Document({"Version": VERSION, "Statement": []}, PolicyType.TRUST)
ENVIRONMENT = Environment("123456789012", "eu-west-1")


def role(statements: Sequence[Mapping[str, Any]]) -> Role:
    document = Document({"Version": VERSION, "Statement": statements})
    policy = Policy("own", PolicyKind.MANAGED, document, ((),) * len(statements))
    return Role("r", "r", TRUST, policies=(policy,), environment=ENVIRONMENT)


@pytest.mark.parametrize("seed", range(ROLES))
def test_proofs_agree_with_the_engine(seed: int) -> None:
    """A request that the role allows and the guardrail forbids is only where the proof says that it does not hold."""
    source = random.Random(seed)  # noqa: S311  # cases, no secrets
    statements = [statement(source) for _ in range(source.randint(1, 2))]
    allowing = engine(statements)
    for proof in prove(role(statements), GUARDRAILS):
        for _ in range(30):
            request = asked(source, proof.guardrail)
            if allowing.decide(request).answer is Answer.ALLOW and not is_met(proof.guardrail, request):
                assert not proof.holds, (statements, request)
        for escape in proof.escapes:
            assert allowing.decide(escape.request).answer is Answer.ALLOW
            assert not is_met(proof.guardrail, escape.request), (statements, escape)
            assert escape.actions
            assert statements[escape.statement]["Effect"] == "Allow"


@pytest.mark.parametrize("seed", range(ROLES))
def test_a_condition_that_is_not_enough_is_found_out(seed: int) -> None:
    """Narrowed statements keep their guardrails; with one test less or one value more they are judged as they are."""
    source = random.Random(seed)  # noqa: S311  # cases, no secrets
    name = source.choice(("instance_types", "tags", "tags", "network_isolation", "regions"))
    (narrowing,) = narrowings({name: SETTINGS["narrowing"][name]})
    (guardrail,) = (each for each in GUARDRAILS if each.setting == f"narrowing.{name}")
    whole = {"Effect": "Allow", "Action": ["sagemaker:*"], "Resource": "*"}
    statements = [copy.deepcopy(dict(each)) for each in narrow({"whole": whole}, [narrowing]).statements.values()]
    (kept,) = prove(role(statements), [guardrail])
    assert kept.holds
    damage(source.choice([each for each in statements if "Condition" in each]), source)
    (proof,) = prove(role(statements), [guardrail])
    allowing = engine(statements)
    for _ in range(200):
        request = asked(source, guardrail)
        if allowing.decide(request).answer is Answer.ALLOW and not is_met(guardrail, request):
            assert not proof.holds, (statements, request)
    assert all(not is_met(guardrail, escape.request) for escape in proof.escapes)


def damage(statement: dict[str, Any], source: random.Random) -> None:
    """Takes a test away, or adds a value to one."""
    operator = source.choice(sorted(statement["Condition"]))
    key = source.choice(sorted(statement["Condition"][operator]))
    if operator == "Null" or source.random() < 0.5:
        del statement["Condition"][operator][key]
    else:
        values = statement["Condition"][operator][key]
        others = {"true": "false", "eu-west-1": "us-east-1", "ml.m5.large": "ml.p5.48xlarge", "fraud": "churn"}
        values = values if isinstance(values, list) else [values]
        statement["Condition"][operator][key] = [*values, others.get(values[0], "stage")]


def test_a_policy_whose_text_is_not_known_is_a_doubt() -> None:
    """Not "holds": nobody knows."""
    attached = AttachedPolicy("arn:aws:iam::123456789012:policy/own")
    (proof, *_) = prove(replace(role([]), attached=(attached,), policies=()), GUARDRAILS)
    assert not proof.holds
    assert proof.doubts == ("the text of `own` is not known",)


def test_a_deny_elsewhere_keeps_the_promise() -> None:
    """Whatever makes it hold counts: here a Deny of the role's own."""
    allowing = {"Effect": "Allow", "Action": "sagemaker:CreateModel", "Resource": "*"}
    denying = {
        "Effect": "Deny",
        "Action": "sagemaker:Create*",
        "Resource": "*",
        "Condition": {"BoolIfExists": {"sagemaker:NetworkIsolation": "false"}},
    }
    isolation = [each for each in GUARDRAILS if each.setting == "narrowing.network_isolation"]
    (open_proof,) = prove(role([allowing]), isolation)
    (escape,) = open_proof.escapes
    assert escape.actions == ("sagemaker:CreateModel",)
    (kept,) = prove(role([allowing, denying]), isolation)
    assert kept.holds


def test_a_bucket_has_no_kind_in_its_arn() -> None:
    """A request for it is made all the same, to show that no region is asked for."""
    allowing = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::*sagemaker*"}
    regions = [each for each in GUARDRAILS if each.setting == "narrowing.regions"]
    (proof,) = prove(role([allowing]), regions)
    (escape,) = proof.escapes
    assert escape.request.context["aws:requestedregion"] != "eu-west-1"
