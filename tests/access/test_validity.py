"""What a question may name."""

from __future__ import annotations

import pytest

from rolecast.access import validity
from rolecast.iam import managed, services
from rolecast.reading.faults import InputError
from rolecast.role import Environment

HOME = Environment("123456789012", "eu-west-1")
SAGEMAKER = "arn:aws:sagemaker:eu-west-1:123456789012"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "*"),
        ("s3:GetObject", "arn:aws:s3:::bucket/a/b"),
        ("s3:ListBucket", "arn:aws:s3:::bucket"),
        ("S3:listbucket", "arn:aws:s3:::bucket"),
        ("sagemaker:DescribeModelPackage", f"{SAGEMAKER}:model-package/group/1"),
        ("sagemaker:DescribeHubContent", "arn:aws:sagemaker:eu-west-1:aws:hub-content/SageMakerPublicHub/Model/m/1"),
        ("iam:GetPolicyVersion", "arn:aws:iam::aws:policy/service-role/x"),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/a/b/c"),
        ("ec2:RunInstances", "arn:aws:ec2:eu-west-1::image/ami-0a1b2c3d"),
        ("ssm:GetParameter", "arn:aws:ssm:eu-west-1::parameter/aws/service/x"),
        ("logs:GetLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/x:log-stream:a/b"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:f"),
        # As policies name all that a service has: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::bucket/a_$folder$"),
        ("s3:GetObject", "arn:aws:s3:::bucket/a/$part/<b>"),
        ("s3:GetObject", "arn:aws:s3:::bucket/a*"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:f:$LATEST"),
        ("iot:Publish", "arn:aws:iot:eu-west-1:123456789012:topic/$aws/things/t/shadow/update"),
        # Only the form of the ARN is known of what the data does not have.
        ("s3:NewerThanTheData", "arn:aws:s3:::bucket/a"),
        ("sagemaker:createtrainingsession", f"{SAGEMAKER}:training-session/s"),
    ],
)
def test_resources_that_can_be(action: str, resource: str) -> None:
    """Of a type that the action has, AWS's own without account among them."""
    validity.check_resource(action, resource, HOME)


@pytest.mark.parametrize(
    ("action", "resource", "message", "help"),
    [
        ("s3:GetObject", "bucket/a", "`bucket/a` is not a resource", "it is an ARN, or `*`"),
        (
            "s3:GetObject",
            "arn:aws:s3",
            "`arn:aws:s3` is not an ARN",
            "an ARN is `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`",
        ),
        (
            "s3:GetObject",
            "arn:awss:s3:::b/a",
            "`arn:awss:s3:::b/a`: there is no partition `awss`",
            "did you mean `aws`?",
        ),
        (
            "s3:GetObject",
            "arn:aws-cn:s3:::b/a",
            "`arn:aws-cn:s3:::b/a` is in the partition `aws-cn`, the role is in `aws`",
            None,
        ),
        (
            "sagemaker:DescribeModel",
            "arn:aws:sagemaker:eu-west-11:123456789012:model/m",
            "`arn:aws:sagemaker:eu-west-11:123456789012:model/m`: there is no region `eu-west-11`",
            "did you mean `eu-west-1`?",
        ),
        (
            "sagemaker:DescribeModel",
            "arn:aws:sagemaker:*:123456789012:model/m",
            "`arn:aws:sagemaker:*:123456789012:model/m`: `*` is not one region",
            "ask about the resource of one region",
        ),
        (
            "sagemaker:DescribeModel",
            "arn:aws:sagemaker:eu-west-1:*:model/m",
            "`arn:aws:sagemaker:eu-west-1:*:model/m`: `*` is not one account",
            "ask about the resource of one account",
        ),
        (
            "sagemaker:DescribeModel",
            "arn:aws:sagemaker:eu-west-1:1234:model/m",
            "`arn:aws:sagemaker:eu-west-1:1234:model/m`: `1234` is not an account",
            "an account has 12 digits",
        ),
        (
            "sagemaker:DescribeModel",
            f"{SAGEMAKER}:modle/m",
            f"`sagemaker:DescribeModel` does not apply to `{SAGEMAKER}:modle/m`",
            f"did you mean `{SAGEMAKER}:model/m`?",
        ),
        (
            "s3:CreateBucket",
            "arn:aws:s3:::bucket/a",
            "`s3:CreateBucket` does not apply to `arn:aws:s3:::bucket/a`",
            "its resources are `arn:aws:s3:::BucketName`",
        ),
        (
            "kms:Decrypt",
            "arn:aws:kms:eu-west-1:123456789012:alias/a",
            "`kms:Decrypt` does not apply to `arn:aws:kms:eu-west-1:123456789012:alias/a`",
            "its resources are `arn:aws:kms:eu-west-1:123456789012:key/KeyId`",
        ),
        (
            "sagemaker:Search",
            f"{SAGEMAKER}:model/m",
            f"`sagemaker:Search` does not apply to a resource, such as `{SAGEMAKER}:model/m`",
            "leave it out, or write `*`",
        ),
    ],
)
def test_resources_that_cannot_be(action: str, resource: str, message: str, help: str | None) -> None:
    """What is wrong with it, and what was probably meant."""
    with pytest.raises(InputError) as caught:
        validity.check_resource(action, resource, HOME)
    assert [(fault.message, fault.help) for fault in caught.value.faults] == [(message, help)]


@pytest.mark.parametrize(
    ("action", "resource", "fault", "help"),
    [
        ("s3:GetObject", "arn:aws:s3:::${bucket}/a", ": `${bucket}` is a placeholder", "write what it stands for"),
        ("s3:GetObject", "arn:aws:s3:::$BUCKET/a", ": `$BUCKET` is a shell variable", "write what it stands for"),
        ("s3:GetObject", "arn:aws:s3:::b/${aws:username}", ": `${aws:username}` is a policy variable", None),
        ("iam:GetRole", "arn:aws:iam::123456789012:role/<name>", ": `<name>` is a placeholder", None),
        ("s3:GetObject", "arn:aws:s3:::s3://bucket/a", ": no bucket has `:` in its name", "remove `s3://`"),
        ("s3:ListBucket", "arn:aws:s3:::bucket:*", ": no bucket has `:` in its name", "write `bucket/*`"),
        ("iam:GetRole", "arn:aws:iam:::role/r", " has no account", "name the account of the resource, of 12 digits"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1::function:f", " has no account", None),
    ],
)
def test_resources_that_are_called_as_none_is(action: str, resource: str, fault: str, help: str | None) -> None:
    """Placeholders, names that no bucket has, and ARNs without their account exist nowhere, whatever a policy says."""
    with pytest.raises(InputError) as caught:
        validity.check_resource(action, resource, HOME)
    (found,) = caught.value.faults
    assert found.message == f"`{resource}`{fault}"
    assert help in (None, found.help)


def test_the_role_s_own_region_exists() -> None:
    """Though it be newer than the data; another does not."""
    newer = Environment("123456789012", "eu-west-99")
    validity.check_resource("sagemaker:DescribeModel", "arn:aws:sagemaker:eu-west-99:123456789012:model/m", newer)
    with pytest.raises(InputError):
        validity.check_resource("sagemaker:DescribeModel", "arn:aws:sagemaker:eu-west-98:123456789012:model/m", newer)


def test_an_example_of_each_type_fits_its_action() -> None:
    """Of every action of every service."""
    for prefix in services.prefixes():
        service = services.service(prefix)
        assert service is not None
        for action in service.actions.values():
            name = f"{prefix}:{action.name}"
            for resource in validity.examples(name, HOME, "x"):
                assert validity.fits(name, resource), (name, resource)


@pytest.mark.parametrize(
    "key",
    [
        *("aws:SourceIp", "AWS:sourceip", "aws:RequestTag/team", "sagemaker:VpcSubnets", "s3:ExistingObjectTag/a"),
        *("kms:EncryptionContext:a", "token.actions.githubusercontent.com:sub", "saml:aud", "sts:ExternalId"),
    ],
)
def test_keys_that_exist(key: str) -> None:
    """Global ones and those of services, in any case, with open parts; those of OIDC providers are not known."""
    validity.check_keys([key])


def test_keys_of_aws_managed_policies_exist() -> None:
    """All but a handful that AWS documents nowhere."""
    keys = {test.key for _, document in managed.documents() for each in document.statements for test in each.conditions}
    unknown = set()
    for key in keys:
        try:
            validity.check_keys([key])
        except InputError:
            unknown.add(key)
    assert unknown == {
        *("aws:PrincipalOrgMasterAccountId", "deepracer:MultiUser", "deepracer:UserToken", "lakeformation:GlueARN"),
    }


@pytest.mark.parametrize(
    ("key", "help"),
    [
        ("aws:SourceIpp", "did you mean `aws:SourceIp`?"),
        ("sagemaker:VpcSubnet", "did you mean `sagemaker:VpcSubnets`?"),
        ("nothing", "a condition key is `aws:Name` or `service:Name`, such as `aws:PrincipalArn`"),
    ],
)
def test_keys_that_do_not_exist(key: str, help: str) -> None:
    """With the key that was probably meant."""
    with pytest.raises(InputError) as caught:
        validity.check_keys([key])
    assert [(fault.message, fault.help) for fault in caught.value.faults] == [
        (f"there is no condition key `{key}`", help)
    ]
