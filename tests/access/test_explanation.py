"""A role in plain words, in English and Japanese."""

import re

import pytest
from tests.composition.making import EXAMPLES, HEAD, VPC, given, make_one

from rolecast.access.demands import Language, demands
from rolecast.access.explanation import Explanation, explain, lines
from rolecast.catalogue.library import CATALOGUE
from rolecast.role import Role

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


def limits(explanation: Explanation) -> list[str]:
    return [limit for ability in explanation.abilities for limit in ability.limits]


def test_abilities_are_told_by_activity() -> None:
    """Title and purpose of each, in the console's order, what AWS maintains behind it, and other policies last."""
    found = explained(
        f"{given('run-studio-applications', 'canvas-core-access', 'manage-models')}\n"
        "additional_policies: [ReadOnlyAccess]"
    )
    assert [ability.title for ability in found.abilities] == [
        "Run Studio Applications",
        "Manage Models",
        "Canvas Core Access",
        "Attached policies",
    ]
    assert found.abilities[1].text == CATALOGUE.activity("manage-models").description["en"]
    assert "`AmazonSageMakerCanvasFullAccess`" in found.abilities[2].limits[0]
    assert "`ReadOnlyAccess`" in found.abilities[3].text


def test_conditions_are_told_with_their_values() -> None:
    """Network, encryption, roles to pass: what is demanded, of which actions."""
    found = limits(explained(f"network: {VPC}\nencryption: {KMS}\n{given('manage-ml-jobs')}"))
    create, passing, granting = found
    assert create == (
        "`CreateTrainingJob`, `CreateTransformJob`, `CreateProcessingJob` and 2 more: only in the subnets "
        "`subnet-0a1b2c3d4e5f67890`, with the security groups `sg-0a1b2c3d4e5f67890`, "
        f"with volumes encrypted by `{KEY}/v`, with output encrypted by `{KEY}/d`"
    )
    role_arn = "arn:aws:iam::123456789012:role/sagemaker-a"
    assert passing == f"`PassRole`: only on `{role_arn}`, to `sagemaker.amazonaws.com`"
    through = "for AWS services to use, through `sagemaker.*.amazonaws.com`"
    assert granting == f"`CreateGrant`: only on `{KEY}/v`, {through}"


def test_alternatives_of_the_same_actions_are_one_sentence() -> None:
    """Studio lets applications run in three cases."""
    found = limits(explained(given("run-studio-applications")))
    assert found[0] == (
        "`CreateApp`, `DeleteApp`: only where there is no owner; or where one's own user profile is the owner, where "
        "the space is `Private`; or where the space is `Shared`"
    )


def test_the_named_buckets_are_told() -> None:
    """What a person has named, and not what is everything."""
    assert limits(explained(given("s3-bucket-access"))) == [
        "`ListBucket`: only on `fraud-training`",
        "`GetObject`, `PutObject`, `DeleteObject`: only on `fraud-training`",
    ]
    assert limits(explained(given("manage-experiments"))) == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (f"persona: compute-role\n{given('access-required-aws-services')}", []),
        (
            "persona: compute-role\nactivities: {access-required-aws-services: false, manage-experiments: }",
            ["Access Required AWS Services: the persona has it", "The correction `manage-experiments/tag-on-create`"],
        ),
        (given("manage-pipelines"), ["`manage-pipelines/update-pipeline`", "`manage-pipelines/tag-on-create`"]),
        (f"edition: corrected\n{given('manage-pipelines')}", []),
        (f"corrections: [manage-pipelines/update-pipeline]\n{given('manage-pipelines')}", ["tag-on-create"]),
        # What another activity grants is not missing.
        (given("manage-experiments", "run-studio-applications"), []),
        # What the variant has is not missing.
        (
            f"network: {VPC}\ncorrections: [manage-ml-jobs/tag-on-create]\n{given('manage-ml-jobs')}",
            ["`manage-ml-jobs/transform-jobs-with-vpc`"],
        ),
        (
            f"permissions_boundary: PowerUserAccess\nedition: corrected\n{given('manage-experiments')}",
            ["permissions boundary `PowerUserAccess`"],
        ),
        ("flow: quick-setup", []),
    ],
)
def test_what_it_cannot_do(settings: str, expected: list[str]) -> None:
    """What is unticked of its persona, what the faults keep from it, and what lies out of bounds."""
    lacks = explained(settings).lacks
    assert len(lacks) == len(expected)
    assert all(part in lack for part, lack in zip(expected, lacks, strict=True))


def test_what_comes_from_the_documentation_says_so() -> None:
    """Behind what it is for."""
    (ability,) = explained(given("use-mlflow")).abilities
    assert ability.text.endswith("From AWS's documentation: the console's own policy for it is not public.")


def test_a_users_own_policy_and_a_denial() -> None:
    """Neither is an activity's; what is denied is told as that."""
    document = (
        '{Version: "2012-10-17", Statement: {Effect: Deny, Action: ["s3:*", "kms:Decrypt"], Resource: "*", '
        "Condition: {StringNotEquals: {aws:SourceVpce: vpce-1}, BoolIfExists: {aws:SecureTransport: 'false'}}}}"
    )
    (ability,) = explained(f"extra_policies: {{own: {document}}}").abilities
    assert ability.title == "Policies of the role file's own"
    (denied,) = ability.limits
    assert denied == (
        "`s3:*`, `Decrypt`: never where `aws:SourceVpce` is not `vpce-1`, where `aws:SecureTransport` is `false` "
        "(if that is given)"
    )


def test_japanese_says_as_much_as_english() -> None:
    """Every sentence of a role with everything is there in both, in its own script."""
    english, japanese = (explained(EVERYTHING, language) for language in Language)
    assert len(english.abilities) == len(japanese.abilities)
    assert len(limits(english)) == len(limits(japanese))
    assert len(english.lacks) == len(japanese.lacks)
    told = [line for line in lines(japanese, Language.JA) if (line and not line.startswith("  ")) or "- " in line]
    assert all(re.search(r"[\u3040-\u30ff]", line) for line in told)
    assert all(line.isascii() for line in lines(english, Language.EN))


def test_every_condition_key_of_the_catalogue_has_words() -> None:
    """No condition of an activity is told by its key's bare name, but for tags that must be given."""
    for activity in CATALOGUE.activities():
        for variant in activity.variants:
            for corrections in ((), activity.corrections):
                for statement in activity.varied_statements(variant, corrections).values():
                    said = [*demands(statement.get("Condition", {}), Language.EN)]
                    assert not [
                        one for one in said if "`sagemaker:" in one and "Tag/" not in one and "no tags" not in one
                    ]


def test_a_role_of_unknown_making_is_explained_by_its_policies() -> None:
    """One that was found in an account has no recipe."""
    from dataclasses import replace

    found = explain(replace(role(given("manage-models")), recipe=None), Language.EN)
    assert found.abilities[0].title == "Manage Models"
    assert found.lacks == ()
