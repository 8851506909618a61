"""What IAM takes as a name, a path, a description, a tag, an account or an ARN, and what is said of the rest."""

import pytest

from rolecast.iam import names
from rolecast.reading.shapes import Rule

TAKEN: list[tuple[Rule, str]] = [
    (names.role_name, "sagemaker-data-scientist"),
    (names.role_name, "a"),
    (names.role_name, "A_+=,.@-9"),
    (names.role_name, "a" * 64),
    (names.policy_name, "SM_CommonJobManagement_sagemaker-data-scientist"),
    (names.policy_name, "a" * 128),
    (names.path, "/"),
    (names.path, "/teams/fraud/"),
    (names.path, "/!~/"),
    (names.path, "/" + "a" * 510 + "/"),
    (names.description, ""),
    (names.description, "Für alle ¡ÿ!\t\r\n~"),
    (names.description, "a" * 1000),
    (names.tag_key, "cost centre"),
    (names.tag_key, "部門\u3000._:/=+-@1"),
    (names.tag_key, "a" * 128),
    (names.tag_key, "awsome"),
    (names.tag_value, ""),
    (names.tag_value, "aws: ²\u00a0é"),
    (names.tag_value, "a" * 256),
    (names.account, "012345670123"),
    (names.role_arn, "arn:aws:iam::123456789012:role/sagemaker-compute"),
    (names.role_arn, "arn:aws-us-gov:iam::123456789012:role/teams/fraud/compute"),
    (names.role_arn, "arn:aws-cn:iam::123456789012:role/a+=,.@-_"),
    (names.policy_arn, "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"),
    (names.policy_arn, "arn:aws:iam::aws:policy/service-role/AmazonSageMakerCanvasDirectDeployAccess"),
    (names.policy_arn, "arn:aws-eusc:iam::123456789012:policy/own"),
    (names.principal, "123456789012"),
    (names.principal, "arn:aws:iam::123456789012:root"),
    (names.principal, "arn:aws:iam::123456789012:user/ann"),
    (names.principal, "arn:aws:iam::123456789012:role/path/name"),
    (names.principal, "arn:aws-cn:sts::123456789012:assumed-role/name/session"),
    (names.service_principal, "sagemaker.amazonaws.com"),
    (names.service_principal, "logs.us-east-1.amazonaws.com"),
    (names.service_principal, "ec2.amazonaws.com.cn"),
]
REFUSED: list[tuple[Rule, str, str]] = [
    (names.role_name, "", "is empty"),
    (names.role_name, "a" * 65, "has 65 characters; the name has at most 64"),
    (names.role_name, "data scientist", "is not a name in IAM: letters, digits and `_+=,.@-`"),
    (names.role_name, "data/scientist", "is not a name in IAM"),
    (names.role_name, "données", "is not a name in IAM"),
    (names.role_name, "a\n", "is not a name in IAM"),
    (names.policy_name, "a" * 129, "has 129 characters; the name has at most 128"),
    (names.policy_name, "service-role/x", "is not a name in IAM"),
    (names.path, "", "is not a path: it begins and ends with `/`, without spaces"),
    (names.path, "teams", "is not a path"),
    (names.path, "/teams", "is not a path"),
    (names.path, "/my team/", "is not a path"),
    (names.path, "/équipe/", "is not a path"),
    (names.path, "/" + "a" * 511 + "/", "has 513 characters; a path has at most 512"),
    (names.description, "a" * 1001, "has 1,001 characters; a description has at most 1,000"),
    (names.description, "train — deploy", "has `—` (U+2014) as character 7, which IAM does not accept"),
    (names.description, "Ann’s", "has `’` (U+2019) as character 4"),
    (names.description, "売上", "has `売` (U+58F2) as character 1"),
    (names.description, "a\x7f", "(U+007F) as character 2"),
    (names.description, "a\xa0b", "(U+00A0) as character 2"),
    (names.tag_key, "", "has 0 characters; a tag key has 1 to 128"),
    (names.tag_key, "a" * 129, "has 129 characters; a tag key has 1 to 128"),
    (names.tag_key, "AWS:team", "begins with `aws:`, which AWS reserves"),
    (names.tag_key, "a*b", "has `*` (U+002A) as character 2, which IAM does not accept"),
    (names.tag_key, "a\tb", "(U+0009) as character 2"),
    (names.tag_value, "a\nb", "(U+000A) as character 2"),
    (names.tag_value, "a" * 257, "has 257 characters; a tag value has at most 256"),
    (names.tag_value, "a;b", "has `;` (U+003B) as character 2"),
    (names.account, "12345678901", "is not an account: it has 12 digits"),
    (names.account, "1234-5678-9012", "is not an account: write `123456789012`"),
    (names.account, "1234567890123", "is not an account"),
    (names.account, "１２３４５６７８９０１２", "is not an account"),
    (names.account, "123456789012\n", "is not an account"),
    (names.role_arn, "arn:aws:iam::123456789012:user/x", "is not the ARN of a role, such as"),
    (names.role_arn, "arn:aws:iam::aws:role/x", "is not the ARN of a role"),
    (names.role_arn, "arn:aws:iam:us-east-1:123456789012:role/x", "is not the ARN of a role"),
    (names.role_arn, "arn:aws:iam::123456789012:role/*", "is not the ARN of a role"),
    (names.role_arn, "arn:aws:iam::123456789012:role/", "is not the ARN of a role"),
    (names.role_arn, f"arn:aws:iam::123456789012:role/{'a' * 65}", "is not the ARN of a role"),
    (names.policy_arn, "arn:aws:iam::123456789012:role/x", "is not the ARN of a managed policy, such as"),
    (names.policy_arn, "arn:gcp:iam::aws:policy/x", "is not the ARN of a managed policy"),
    (names.policy_arn, "arn:aws:iam::aws:policy/x*", "is not the ARN of a managed policy"),
    (names.principal, "*", "would let anyone assume the role: name an account, a user or a role"),
    (names.principal, "arn:aws:iam::123456789012:role/*", "would let anyone"),
    (names.principal, "ann", "is neither an account of 12 digits nor the ARN of a user, a role or an account's root"),
    (names.principal, "arn:aws:iam::123456789012:policy/x", "is neither an account"),
    (names.service_principal, "sagemaker", "is not a service principal, such as `sagemaker.amazonaws.com`"),
    (names.service_principal, "sagemaker.amazonaws.com.evil.com", "is not a service principal"),
    (names.service_principal, "https://sagemaker.amazonaws.com", "is not a service principal"),
]


@pytest.mark.parametrize(("rule", "text"), TAKEN)
def test_what_iam_takes(rule: Rule, text: str) -> None:
    """At the edges too: the longest text, the rarest character."""
    assert rule(text) is None


@pytest.mark.parametrize(("rule", "text", "problem"), REFUSED)
def test_what_iam_refuses(rule: Rule, text: str, problem: str) -> None:
    """The words follow the text itself, with the number and the limit, or the character and its place."""
    assert problem in (rule(text) or "")


def test_parts_of_an_arn() -> None:
    """Partition, region and account by their places; the resource may have colons of its own."""
    arn = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:x:y"
    assert names.arn_partition(arn) == "aws-cn"
    assert names.arn_region(arn) == "cn-north-1"
    assert names.arn_account(arn) == "123456789012"


def test_the_first_refused_character_is_named() -> None:
    """By itself, its code point and its place, which counts from 1; a text without one has no fault."""
    assert names.refused_character("ab*c?", "[a-z]*") == "has `*` (U+002A) as character 3, which IAM does not accept"
    assert names.refused_character("", "[a-z]*") is None
    assert names.refused_character("abc", "[a-z]*") is None
