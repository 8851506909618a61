"""A role in plain words, in English and Japanese."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.composition.making import EXAMPLES, HEAD, VPC, given, make_one

from rolecast.access.explanation import Explanation, explain, lines
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam.documents import Document
from rolecast.reading.languages import Language
from rolecast.role import AttachedPolicy, Policy, PolicyKind, Role

SENTENCES = Path(__file__).with_name("sentences.yaml")
KEY = "arn:aws:kms:us-east-1:123456789012:key"
KMS = f"{{data_keys: ['{KEY}/d'], volume_keys: ['{KEY}/v']}}"
EVERYTHING = (
    f"network: {VPC}\nencryption: {KMS}\nquotas: {{attached_policies: 25}}\n"
    "narrowing: {instance_types: [ml.m5.large], inter_container_encryption: true, network_isolation: true, "
    f"tags: {{team: fraud}}, regions: [us-east-1]}}\npacking: fewest\n{given(*EXAMPLES)}"
)


def explained(settings: str, language: Language = Language.EN) -> Explanation:
    return explain(role(settings), language)


def role(settings: str) -> Role:
    return make_one(settings, HEAD).resolve()


def told(explanation: Explanation) -> list[str]:
    return [sentence for ability in explanation.abilities for sentence in ability.sentences]


def own(statement: str, language: Language = Language.EN) -> list[str]:
    """What is said of a policy of the user's own with these statements."""
    document = f'{{Version: "2012-10-17", Statement: {statement}}}'
    (ability,) = explained(f"extra_policies: {{own: {document}}}", language).abilities
    assert ability.title == "own"
    return list(ability.sentences)


def test_abilities_come_by_activity_and_policy() -> None:
    """Title and purpose of each, in the console's order, what AWS maintains behind it, and other policies last."""
    found = explained(
        f"{given('run-studio-applications', 'canvas-core-access', 'manage-models')}\n"
        "additional_policies: [ReadOnlyAccess]"
    )
    assert [ability.title for ability in found.abilities] == [
        "Run Studio Applications",
        "Manage Models",
        "Canvas Core Access",
        "ReadOnlyAccess",
    ]
    assert found.abilities[1].text == CATALOGUE.activity("manage-models").description["en"]
    managed, *outline = found.abilities[2].sentences
    assert "`AmazonSageMakerCanvasFullAccess`" in managed
    assert any(
        sentence.startswith("allows some actions of `application-autoscaling`, `athena`") for sentence in outline
    )


def test_who_can_assume_it() -> None:
    """A sentence for each statement of the trust policy, with its conditions."""
    (sentence,) = explained(f"trust: {{confused_deputy: true}}\n{given('manage-models')}").trust
    assert sentence == (
        "allows `sts:AssumeRole` to the service `sagemaker.amazonaws.com` if `aws:SourceArn` is an ARN that matches "
        "`arn:aws:sagemaker:us-east-1:123456789012:*`, and `aws:SourceAccount` is `123456789012`"
    )


def test_conditions_have_their_values() -> None:
    """Network, encryption, roles to pass: what is demanded, of which actions."""
    found = told(explained(f"network: {VPC}\nencryption: {KMS}\n{given('manage-ml-jobs')}"))
    assert found[0] == (
        "allows `sagemaker:CreateTrainingJob`, `sagemaker:CreateTransformJob`, `sagemaker:CreateProcessingJob` and 2 "
        "more on `arn:aws:sagemaker:*:*:*/*` if "
        "at least one subnet is given and every one is `subnet-0a1b2c3d4e5f67890`, and "
        "at least one security group is given and every one is `sg-0a1b2c3d4e5f67890`, and "
        f"the volume encryption key is `{KEY}/v`, and the output encryption key is `{KEY}/d`"
    )


def test_alternatives_of_the_same_actions_are_one_sentence() -> None:
    """Studio lets applications run in three cases; resources that are the same are named once."""
    found = told(explained(given("run-studio-applications")))
    app = "arn:aws:sagemaker:us-east-1:123456789012:app"
    filled = "(with the request's `sagemaker:DomainId`)"
    assert found[0] == (
        f"allows `sagemaker:CreateApp`, `sagemaker:DeleteApp` on `{app}/*` if the owner is not given; or on "
        f"`{app}/${{sagemaker:DomainId}}/*` {filled} if the owner is the caller's own user profile, and the sharing "
        "type of the space is `Private`; or on `arn:aws:sagemaker:*:*:app/${sagemaker:DomainId}/*/*/*` "
        f"{filled} if the sharing type of the space is `Shared`"
    )
    assert found[-1].endswith(
        f"space/${{sagemaker:DomainId}}/*` {filled} if the owner is not given; or if the owner is the caller's own "
        "user profile, and the sharing type of the space is one of `Private`, `Shared`"
    )


def test_nothing_is_left_out() -> None:
    """Every action of every statement is in a sentence, whether anything limits it or not."""
    assert told(explained(given("s3-bucket-access"))) == [
        "allows `s3:ListBucket` on `arn:aws:s3:::fraud-training`",
        "allows `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` on `arn:aws:s3:::fraud-training/*`",
    ]
    (search,) = [one for one in told(explained(given("search-and-visualize-experiments"))) if "every resource" in one]
    assert search.endswith("and 9 more on every resource")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (f"persona: compute-role\n{given('access-required-aws-services')}", []),
        (
            "persona: compute-role\nactivities: {access-required-aws-services: false, manage-experiments: }",
            [
                "Access Required AWS Services: part of the persona, but not selected",
                "The correction `manage-experiments/tag-on-create`",
                "The correction `manage-experiments/read-and-measure`",
            ],
        ),
        (
            given("manage-pipelines"),
            [
                f"`manage-pipelines/{name}`"
                for name in ("update-pipeline", "tag-on-create", "pipeline-versions", "tags-of-pipelines")
            ],
        ),
        (f"edition: corrected\n{given('manage-pipelines')}", []),
        (
            f"corrections: [manage-pipelines/update-pipeline]\n{given('manage-pipelines')}",
            ["tag-on-create", "pipeline-versions", "tags-of-pipelines"],
        ),
        # What another activity grants is not missing.
        (given("manage-experiments", "run-studio-applications"), ["`manage-experiments/read-and-measure`"]),
        # What the variant has is not missing.
        (
            f"network: {VPC}\ncorrections: [manage-ml-jobs/tag-on-create]\n{given('manage-ml-jobs')}",
            [
                f"`manage-ml-jobs/{name}`"
                for name in ("transform-jobs-with-vpc", "automl-v2-with-conditions", "read-tags", "job-logs")
            ],
        ),
        (
            f"permissions_boundary: PowerUserAccess\nedition: corrected\n{given('manage-experiments')}",
            ["permissions boundary `PowerUserAccess`: allows some actions of"],
        ),
        ("flow: quick-setup", []),
    ],
)
def test_what_it_cannot_do(settings: str, expected: list[str]) -> None:
    """What is deselected of its persona, what the faults keep from it, and what lies out of bounds."""
    lacks = explained(settings).lacks
    assert len(lacks) == len(expected)
    assert all(part in lack for part, lack in zip(expected, lacks, strict=True))


def test_what_comes_from_the_documentation_says_so() -> None:
    """Behind what it is for."""
    (ability,) = explained(given("use-mlflow")).abilities
    assert ability.text.endswith("From AWS's documentation: the console's own policy for it is not public.")
    (own,) = explained(given("audit-sagemaker")).abilities
    assert own.text.endswith("Rolecast's own: the console has no such activity.")


@pytest.mark.parametrize("case", yaml.safe_load(SENTENCES.read_text(encoding="utf-8")))
def test_statements_of_ones_own(case: dict[str, Any]) -> None:
    """Exceptions, every kind of operator, sets, variables and denials, in both languages."""
    statement = json.dumps(case["statement"])
    assert own(statement) == [case["en"]]
    assert own(statement, Language.JA) == [case["ja"]]


def test_an_action_that_is_allowed_and_denied_has_both_sentences() -> None:
    """Nobody reads the one without the other."""
    both = ", ".join(
        f"{{Effect: {effect}, Action: sagemaker:CreateTrainingJob, Resource: '*', "
        "Condition: {Bool: {sagemaker:NetworkIsolation: 'false'}}}"
        for effect in ("Allow", "Deny")
    )
    assert own(f"[{both}]") == [
        f"{verb} `sagemaker:CreateTrainingJob` on every resource if `sagemaker:NetworkIsolation` is `false`"
        for verb in ("allows", "denies")
    ]


def test_what_cannot_be_read_says_so() -> None:
    """A document that the grammar refuses, a policy whose text nobody has, and a boundary of either kind."""
    broken = Document({"Statement": {"Effect": "Perhaps", "Action": "s3:*", "Resource": "*"}})
    shared = AttachedPolicy("arn:aws:iam::123456789012:policy/shared")
    base = role(given("manage-models"))
    found = explain(
        replace(
            base,
            policies=(Policy("odd", PolicyKind.INLINE, broken, ()),),
            attached=(shared, AttachedPolicy("arn:aws:iam::123456789012:policy/other", broken)),
            permissions_boundary=shared,
            trust_policy=broken,
            recipe=None,
        ),
        Language.EN,
    )
    unreadable = "cannot be read: "
    assert unreadable in found.trust[0]
    assert [(ability.title, ability.sentences[0]) for ability in found.abilities] == [
        ("odd", found.trust[0]),
        ("shared", "its text is not available here"),
        ("other", found.trust[0]),
    ]
    assert found.lacks == ("Everything outside its permissions boundary `shared`: its text is not available here",)


def test_what_is_not_known_is_named() -> None:
    """Of a document the expression that it is, of whatever else is not known in its template nothing."""
    known = {"account": "the account", "one": "!Ref One", "other": "!Ref Other"}
    document = Document("{{one}}", open=known)
    base = role(given("manage-models"))
    attached = AttachedPolicy("arn:aws:iam::123456789012:policy/other", document)
    made = replace(base, policies=(Policy("p", PolicyKind.INLINE, document, ()),), attached=(attached,), recipe=None)
    assert [ability.sentences for ability in explain(made, Language.EN).abilities] == [
        ("not known here: !Ref One",),
        ("its text is not available here",),
    ]


def test_a_policy_of_several_makings_is_explained_whole() -> None:
    """Statements of activities by activity, and the others by their policy."""
    base = role(given("manage-models"))
    (policy,) = base.policies
    document = Document(
        {
            **policy.document.json,
            "Statement": [
                *policy.document.json["Statement"],
                {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"},
            ],
        }
    )
    mixed = policy._replace(document=document, origins=(*policy.origins, ()))
    found = explain(replace(base, policies=(mixed,)), Language.EN)
    assert [ability.title for ability in found.abilities] == ["Manage Models", policy.name]
    assert found.abilities[1].sentences == ("allows `sqs:SendMessage` on every resource",)


def test_japanese_says_as_much_as_english() -> None:
    """Every sentence of a role with everything is there in both, in its own script."""
    english, japanese = (explained(EVERYTHING, language) for language in Language)
    assert len(english.abilities) == len(japanese.abilities)
    assert len(told(english)) == len(told(japanese))
    assert len(english.lacks) == len(japanese.lacks)
    said = [line for line in lines(japanese, Language.JA) if (line and not line.startswith("  ")) or "- " in line]
    assert all(re.search(r"[\u3040-\u30ff]", line) for line in said)
    assert all(line.isascii() for line in lines(english, Language.EN))


def test_a_role_of_unknown_making_is_explained_by_its_policies() -> None:
    """One that was found in an account has no recipe."""
    found = explain(replace(role(given("manage-models")), recipe=None), Language.EN)
    assert found.abilities[0].title == "Manage Models"
    assert found.lacks == ()
