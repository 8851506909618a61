"""Who may assume a role."""

import json
import re
from typing import Any

import pytest
from tests.composition.making import make_one, one, refuse, refuse_one

from rolecast.role import Role

SAGEMAKER = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}


def condition(account: str = "123456789012", region: str = "us-east-1", partition: str = "aws") -> dict[str, Any]:
    return {
        "ArnLike": {"aws:SourceArn": f"arn:{partition}:sagemaker:{region}:{account}:*"},
        "StringEquals": {"aws:SourceAccount": account},
    }


def trusted(settings: str, head: str | None = None) -> list[dict[str, Any]]:
    role: Role = make_one(settings) if head is None else make_one(settings, head)
    document = role.resolve().trust_policy.json
    assert document["Version"] == "2012-10-17"
    statements: list[dict[str, Any]] = document["Statement"]
    return statements


@pytest.mark.parametrize("settings", ["{}", "trust: {}", "trust: {confused_deputy: false}", "trust: {principals: []}"])
def test_sagemaker_may_assume_a_role_that_says_nothing(settings: str) -> None:
    """As the console makes it: without conditions."""
    assert trusted(settings) == [SAGEMAKER]


def test_confused_deputy_conditions() -> None:
    """Both keys, on this account and region, in a form that is safe for every use of SageMaker."""
    assert trusted("trust: {confused_deputy: true}") == [{**SAGEMAKER, "Condition": condition()}]


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
    ],
)
def test_other_partitions(region: str, partition: str) -> None:
    """ARNs take the partition; SageMaker's principal is the same everywhere."""
    head = f"version: 1\naccount: '123456789012'\nregion: {region}\n"
    assert trusted("trust: {confused_deputy: true}", head) == [
        {**SAGEMAKER, "Condition": condition(region=region, partition=partition)}
    ]


def test_other_services_and_principals() -> None:
    """They replace SageMaker where they are named, principals stand beside the services."""
    assert trusted(
        "trust: {services: [lambda.amazonaws.com, ec2.amazonaws.com], principals: ['arn:aws:iam::123456789012:root']}"
    ) == [
        {**SAGEMAKER, "Principal": {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]}},
        {**SAGEMAKER, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
    ]
    assert trusted("trust: {services: [], principals: ['111122223333', '123456789012']}") == [
        {**SAGEMAKER, "Principal": {"AWS": ["111122223333", "123456789012"]}}
    ]


def test_the_conditions_are_sagemakers_alone() -> None:
    """What other services send as their source is not known here: they are told to be without conditions."""
    settings = "trust: {confused_deputy: true, services: [sagemaker.amazonaws.com, lambda.amazonaws.com]}"
    assert trusted(settings) == [
        {**SAGEMAKER, "Condition": condition()},
        {**SAGEMAKER, "Principal": {"Service": "lambda.amazonaws.com"}},
    ]
    notices = [notice for notice in make_one(settings).notices if notice.code == "confused-deputy-elsewhere"]
    assert len(notices) == 1
    assert notices[0].message.startswith("lambda.amazonaws.com: trusted without a confused-deputy condition; ")


def test_statements_of_its_own() -> None:
    """In the place of SageMaker's, or behind the services and principals that are named; places are filled in."""
    provider = "oidc-provider/token.actions.githubusercontent.com"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:{{{{partition}}}}:iam::{{{{account}}}}:{provider}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main"}},
    }
    filled = {**statement, "Principal": {"Federated": f"arn:aws:iam::123456789012:{provider}"}}
    own = f"statements: {json.dumps([statement])}"
    assert trusted(f"trust: {{{own}}}") == [filled]
    assert trusted(f"trust: {{services: [sagemaker.amazonaws.com], {own}}}") == [SAGEMAKER, filled]
    assert make_one(f"trust: {{{own}}}").notices == make_one("{}").notices


@pytest.mark.parametrize("trust", ["{services: []}", "{services: [], principals: []}"])
def test_somebody_must_be_trusted(trust: str) -> None:
    """IAM takes no trust policy without a statement."""
    assert refuse_one(f"trust: {trust}") == [
        "6:12: role `a`: no principal may assume it\n  help: name a service or a principal"
    ]


GITHUB = {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:{{partition}}:iam::{{account}}:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
        "StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example/models:ref:refs/heads/main"}
    },
}
SAML = {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/corp"},
    "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
    "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
}


def test_statements_of_ones_own() -> None:
    """Identity providers, session tags and the like stand behind the others, with their places filled in."""
    filled = json.loads(json.dumps(GITHUB).replace("{{partition}}", "aws").replace("{{account}}", "123456789012"))
    assert trusted(f"trust: {{statements: {json.dumps([GITHUB, SAML])}}}") == [filled, SAML]
    assert trusted(f"trust: {{services: [], statements: {json.dumps([SAML])}}}") == [SAML]


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ([{**SAML, "Resource": "*"}], "`Resource` is not allowed in a trust policy"),
        ([{**SAML, "Effect": "allow"}], "`Effect` must be `Allow` or `Deny`, not `allow`"),
        (SAML, "expected a list of statements"),
        ([], "`Statement` is empty"),
        ([{**SAML, "Sid": "{{name}}"}], "there is no variable `{{name}}`"),
    ],
)
def test_statements_that_iam_refuses_are_errors(statements: object, message: str) -> None:
    """With their places in the role file."""
    found = refuse(one(f"trust: {{statements: {json.dumps(statements)}}}"))
    assert any(message in each for each in found)
    assert all(re.match(r"\d+:\d+: ", each) for each in found)


@pytest.mark.parametrize("provider", ["oidc-provider/token.actions.githubusercontent.com", "saml-provider/corp"])
def test_an_identity_provider_is_no_principal(provider: str) -> None:
    """The message says how it is trusted."""
    (message,) = refuse(one(f"trust: {{principals: ['arn:aws:iam::123456789012:{provider}']}}"))
    assert "`trust.statements`" in message


def test_a_misspelt_service_is_a_notice() -> None:
    """IAM takes any name, and nobody could assume the role."""
    (notice,) = make_one("trust: {services: [sagmaker.amazonaws.com]}\nactivities: {manage-models: }").notices
    assert notice.code == "unknown-service-principal"
    assert "did you mean `sagemaker.amazonaws.com`?" in notice.message


def services(settings: str) -> dict[str, list[str]]:
    """The trusted services by the actions that they may do."""
    found: dict[str, list[str]] = {}
    for statement in trusted(settings):
        named = statement["Principal"]["Service"]
        actions = statement["Action"]
        key = actions if isinstance(actions, str) else "+".join(actions)
        found.setdefault(key, []).extend([named] if isinstance(named, str) else named)
    return found


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("activities: {orchestrate-jobs: }", ["states", "events", "scheduler", "lambda"]),
        ("activities: {serve-job-rollouts: }", ["bedrock-agentcore", "lambda"]),
        ("activities: {customization-job-execution: {s3_buckets: [abc]}}", ["job.sagemaker", "sagemaker"]),
        ("activities: {orchestrate-jobs: }\ntrust: {services: [states.amazonaws.com]}", ["states"]),
        ("activities: {manage-ml-jobs: }", ["sagemaker"]),
        ("activities: {endpoint-execution: false}", ["sagemaker"]),
    ],
)
def test_an_execution_role_is_trusted_by_those_that_run_with_it(settings: str, expected: list[str]) -> None:
    """By default; `trust.services` says who else, or who of them."""
    assert services(settings) == {"sts:AssumeRole": [f"{name}.amazonaws.com" for name in expected]}


def test_a_persona_has_the_trust_of_its_activities() -> None:
    """With the session tags that EKS gives the pods of a cluster."""
    text = "persona: hyperpod-add-on-role\nactivities: {hyperpod-add-on-execution: {eks_cluster_names: [training]}}"
    assert services(text) == {"sts:AssumeRole+sts:TagSession": ["pods.eks.amazonaws.com"]}


def test_trust_of_several_services_is_told() -> None:
    """Until the file says which of them."""
    role = make_one("activities: {orchestrate-jobs: {pass_roles: ['arn:aws:iam::123456789012:role/jobs']}}")
    assert [notice.code for notice in role.notices] == ["trust-of-several"]
    assert "name those that need to in `trust.services`" in role.notices[0].message
    chosen = make_one(
        "activities: {orchestrate-jobs: {pass_roles: ['arn:aws:iam::123456789012:role/jobs']}}\n"
        "trust: {services: [scheduler.amazonaws.com]}"
    )
    assert chosen.notices == ()


def test_only_sagemaker_is_guarded_among_several() -> None:
    """The conditions are for SageMaker; of the others a notice tells."""
    role = make_one("persona: hyperpod-node-role\ntrust: {confused_deputy: true}\n" + HYPERPOD)
    statements = role.resolve().trust_policy.json["Statement"]
    assert statements[0]["Principal"] == {"Service": "sagemaker.amazonaws.com"}
    assert statements[0]["Condition"] == condition()
    assert statements[1]["Principal"] == {"Service": "hyperpod.sagemaker.amazonaws.com"}
    assert "confused-deputy-elsewhere" in [notice.code for notice in role.notices]


HYPERPOD = (
    "activities: {hyperpod-execution: {s3_buckets: [abc], "
    "ecr_repository_arns: ['arn:aws:ecr:us-east-1:123456789012:repository/fraud']}}"
)
