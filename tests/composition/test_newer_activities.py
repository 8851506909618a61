"""The activities that AWS added after the console's 18: exact numbers of values, the role's account, two policies."""

import pytest
from tests.composition.making import HEAD, given, make_one, refuse_one

EMR = "run-studio-emr-serverless-applications"
RUNTIME = "arn:aws:iam::123456789012:role/runtime"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (f"{{s3_buckets: [a-bucket], runtime_role_arns: [{RUNTIME}, {RUNTIME}-2]}}", "2 items; at most 1 is allowed"),
        (f"{{s3_buckets: [a-bucket, b-bucket], runtime_role_arns: [{RUNTIME}]}}", "2 items; at most 1 is allowed"),
        ("{s3_buckets: [a-bucket], runtime_role_arns: []}", "this list is empty"),
        ("{s3_buckets: [a-bucket], runtime_role_arns: [compute]}", "`compute` is not the ARN of a role"),
        (
            "{s3_buckets: [a-bucket], runtime_role_arns: ['arn:aws:iam::111122223333:role/runtime']}",
            "cannot pass a role from another account: it is in 111122223333, this role is in 123456789012",
        ),
        (
            "{s3_buckets: [a-bucket], runtime_role_arns: ['arn:aws-cn:iam::123456789012:role/runtime']}",
            "is in the partition `aws-cn`, but the region us-east-1 is in `aws`",
        ),
        ("{s3_buckets: [a-bucket]}", "needs `runtime_role_arns`: The role that applications run as"),
    ],
)
def test_emr_serverless_takes_one_bucket_and_one_role(parameters: str, expected: str) -> None:
    """Exactly one of each, and a role of the same account."""
    (fault,) = refuse_one(f"activities: {{{EMR}: {parameters}}}")
    assert expected in fault


def test_emr_serverless_passes_the_runtime_role() -> None:
    """To EMR Serverless and no other; its applications are of the role's account and region."""
    (policy,) = make_one(given(EMR)).resolve().policies
    passing = policy.document.json["Statement"][1]
    assert passing["Resource"] == "arn:aws:iam::123456789012:role/emr-serverless-runtime"
    assert passing["Condition"] == {"StringLike": {"iam:PassedToService": "emr-serverless.amazonaws.com"}}
    assert policy.document.json["Statement"][0]["Resource"] == "arn:aws:emr-serverless:us-east-1:123456789012:/*"


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-west-1"])
@pytest.mark.parametrize("edition", ["console", "corrected"])
def test_model_customization_is_two_policies_that_fit(edition: str, region: str) -> None:
    """Either is within the limit of a managed policy, in the partition with the longest name too."""
    role = make_one(
        f"edition: {edition}\nactivities: {{run-model-customization-jobs: }}", HEAD.replace("us-east-1", region)
    )
    assert [policy.name for policy in role.policies] == [
        "SM_ModelCustomization_sagemaker-a",
        "SM_ModelCustomizationServices_sagemaker-a",
    ]
    assert all(policy.size <= 6_144 for policy in role.resolve().policies)
    assert all(policy.activities == ("run-model-customization-jobs",) for policy in role.policies)
