"""The confused deputy: proofs over trust policies against the engine, and Deny statements that make them hold.

`ROLECAST_EXAMPLES` says how many trust policies are tried, each with 30 requests.
"""

import random
from dataclasses import replace
from typing import Any

import pytest
from tests.runs import case_count

from rolecast.catalogue.confused_deputy import SERVICE
from rolecast.composition.guarding import enforced
from rolecast.guardrails.guardrail import guardrails
from rolecast.guardrails.proof import prove
from rolecast.iam import decision, quotas
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import VERSION, PolicyType
from rolecast.role import Environment, Role

POLICIES = case_count(60)
(GUARDRAIL,) = guardrails({"trust": {"confused_deputy": True}})
OWN, OTHER = "123456789012", "111122223333"
SOURCE = "arn:aws:sagemaker:eu-west-1:{}:training-job/a"
SOURCES = (SOURCE.format(OWN), SOURCE.format(OTHER), SOURCE.format(OWN).replace("eu-west-1", "us-east-1"))
ACCOUNTS = (OWN, OTHER)
ROLE_ARN = f"arn:aws:iam::{OWN}:role/a"
WHOLE = {"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "sts:AssumeRole"}
ENOUGH = {
    "StringEquals": {"aws:SourceAccount": OWN},
    "ArnLike": {"aws:SourceArn": f"arn:aws:sagemaker:eu-west-1:{OWN}:*"},
}


def trust(*statements: dict[str, Any]) -> Document:
    return Document({"Version": VERSION, "Statement": list(statements)}, PolicyType.TRUST)


def role(document: Document) -> Role:
    return Role("a", "a", document, environment=Environment(OWN, "eu-west-1"))


def engine(document: Document) -> Engine:
    return decision.compile(Policies(resource=NamedPolicy("trust policy", document)))


def statement(source: random.Random) -> dict[str, Any]:
    principals: tuple[Any, ...] = (
        *({"Service": SERVICE}, {"Service": SERVICE}, {"Service": ["glue.amazonaws.com", SERVICE]}),
        *({"Service": "glue.amazonaws.com"}, {"AWS": OWN}, "*"),
    )
    made: dict[str, Any] = {
        "Effect": "Deny" if source.random() < 0.2 else "Allow",
        "Principal": source.choice(principals),
        "Action": source.choice(("sts:AssumeRole", "sts:*", ["sts:AssumeRole", "sts:TagSession"], "sts:TagSession")),
    }
    account = source.choice((OWN, [OWN, OTHER], "12345678901*", "*"))
    arn = source.choice((*SOURCES, f"arn:aws:sagemaker:*:{OWN}:*", f"arn:aws:sagemaker:eu-west-1:{OWN}:*", "*"))
    tests = [
        (source.choice(("StringEquals", "StringLike", "StringNotEquals", "StringEqualsIfExists")), "Account", account),
        (source.choice(("ArnEquals", "ArnLike", "ArnNotLike", "StringLike", "ArnLikeIfExists")), "Arn", arn),
    ]
    for operator, key, value in source.sample(tests, source.randint(0, 2)):
        made.setdefault("Condition", {}).setdefault(operator, {})[f"aws:Source{key}"] = value
    return made


def asked(source: random.Random) -> Request:
    """A request of a service for the role, on whosever behalf, with the source that it sends."""
    context = {}
    if source.random() < 0.8:
        context["aws:SourceAccount"] = source.choice(ACCOUNTS)
    if source.random() < 0.8:
        context["aws:SourceArn"] = source.choice(SOURCES)
    return Request("sts:AssumeRole", ROLE_ARN, source.choice((SERVICE, SERVICE, "glue.amazonaws.com")), context)


def is_met(request: Request) -> bool:
    """Without the guardrail's own data: what the two sentences of its promise say."""
    sent = request.context
    is_own = sent.get("aws:sourceaccount") == OWN and sent.get("aws:sourcearn") == SOURCES[0]
    return request.principal != SERVICE or is_own


@pytest.mark.parametrize("seed", range(POLICIES))
def test_proofs_agree_with_the_engine(seed: int) -> None:
    """No service gets past what is proved; what is said to escape does; and enforced it holds in every case."""
    source = random.Random(seed)  # noqa: S311  # cases, no secrets
    document = trust(*(statement(source) for _ in range(source.randint(1, 3))))
    (proof,) = prove(role(document), [GUARDRAIL])
    bound = enforced(document, [replaced()])
    allowing, enforcing = engine(document), engine(bound)
    for _ in range(30):
        request = asked(source)
        may = allowing.decide(request).answer is Answer.ALLOW
        if not is_met(request):
            assert not (may and proof.holds), request
            assert enforcing.decide(request).answer is not Answer.ALLOW, request
        else:
            assert (enforcing.decide(request).answer is Answer.ALLOW) is may, request
    for escape in proof.escapes:
        assert allowing.decide(escape.request).answer is Answer.ALLOW
        assert not is_met(escape.request)
        assert document.json["Statement"][escape.statement]["Effect"] == "Allow"
    assert not proof.doubts
    (kept,) = prove(role(bound), [GUARDRAIL])
    assert kept.holds


def replaced() -> Any:
    """The guardrail with its texts filled in, as a role's are when it is deployed."""
    (requirement,) = GUARDRAIL.requirements
    return GUARDRAIL._replace(requirements=(replace(requirement, asked=(ENOUGH,)),))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (ENOUGH, True),
        ({**ENOUGH, "ArnLike": {"aws:SourceArn": SOURCES[0]}}, True),
        ({"StringEquals": {"aws:SourceAccount": OWN}}, False),
        ({**ENOUGH, "StringEquals": {"aws:SourceAccount": [OWN, OTHER]}}, False),
        ({"ArnLike": ENOUGH["ArnLike"], "StringLike": {"aws:SourceAccount": "12345678901*"}}, False),
        ({}, False),
    ],
)
def test_what_is_enough(condition: dict[str, Any], holds: bool) -> None:
    """Both keys, with these values or narrower ones; the statement that lacks one is named."""
    (proof,) = prove(role(trust(WHOLE | {"Condition": ENOUGH}, WHOLE | {"Condition": condition})), [GUARDRAIL])
    assert proof.holds is holds
    assert [(each.policy, each.statement) for each in proof.escapes] == ([] if holds else [("trust policy", 1)])


def test_other_principals_are_no_deputies() -> None:
    """An account and another service are not what it promises something of."""
    others = ({"AWS": OWN}, {"Service": "glue.amazonaws.com"})
    document = trust(*(WHOLE | {"Principal": each} for each in others))
    assert prove(role(document), [GUARDRAIL])[0].holds


def test_what_is_not_known_is_a_doubt() -> None:
    """A trust policy that its source does not have, and a text of which nobody knows what it will be."""
    unknown = replace(role(trust(WHOLE)), unknown=frozenset({"trust_policy"}))
    open_one = role(trust(WHOLE | {"Condition": {"StringEquals": {"aws:SourceAccount": "{{other}}"}}}))
    for each in (unknown, open_one):
        (proof,) = prove(each, [GUARDRAIL])
        assert not proof.escapes
        assert len(proof.doubts) == 1


def test_enforced_statements_fit_beside_the_usual_policy() -> None:
    """In the quota of a trust policy, with the longest texts that there are."""
    assert enforced(trust(WHOLE | {"Condition": ENOUGH}), [replaced()]).size < quotas.Quotas().trust_policy / 2
