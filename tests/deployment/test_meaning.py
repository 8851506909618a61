"""Documents compared by what they mean."""

from __future__ import annotations

from typing import Any

import pytest

from rolecast.deployment import meaning
from rolecast.iam.documents import PolicyType

VERSION = "2012-10-17"
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::raw"}
SEND = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}


def document(*statements: dict[str, Any], version: str | None = VERSION) -> dict[str, Any]:
    return {**({"Version": version} if version else {}), "Statement": list(statements)}


BASE = document(READ, SEND)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(document(SEND, READ), id="the order of statements"),
        pytest.param(document({**READ, "Resource": ["arn:aws:s3:::raw"]}, SEND), id="one text or a list of it"),
        pytest.param(document({**READ, "Action": ["s3:ListBucket", "s3:GetObject"]}, SEND), id="the order of actions"),
        pytest.param(document({**READ, "Action": ["S3:getobject", "s3:ListBucket"]}, SEND), id="the case of actions"),
        pytest.param(document(READ, SEND, SEND), id="a statement that stands twice"),
        pytest.param(document({**READ, "Action": [*READ["Action"], "s3:GetObject"]}, SEND), id="an action twice"),
        pytest.param(document(READ, {**SEND, "Condition": {}}), id="no conditions"),
        pytest.param({"Statement": [READ, SEND], "Version": VERSION}, id="the order of keys"),
    ],
)
def test_what_is_no_difference(other: dict[str, Any]) -> None:
    """Both mean the same and have the same digest."""
    assert meaning.same(BASE, other)
    assert meaning.digest(BASE) == meaning.digest(other)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(document(READ), id="a statement less"),
        pytest.param(document({**READ, "Effect": "Deny"}, SEND), id="the effect"),
        pytest.param(document({**READ, "Sid": "Reading"}, SEND), id="a Sid"),
        pytest.param(document({**READ, "Resource": "arn:aws:s3:::RAW"}, SEND), id="the case of a resource"),
        pytest.param(document(READ, SEND, version=None), id="the version, which decides on variables"),
        pytest.param(
            document(READ, {**SEND, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}), id="a condition"
        ),
    ],
)
def test_what_is_a_difference(other: dict[str, Any]) -> None:
    """They differ, and so do their digests."""
    assert not meaning.same(BASE, other)
    assert meaning.digest(BASE) != meaning.digest(other)


def test_conditions_compare_keys_without_case_and_values_as_text() -> None:
    """IAM takes `aws:securetransport` for `aws:SecureTransport`, and true for "true"."""
    one = document({**SEND, "Condition": {"Bool": {"aws:SecureTransport": "true"}}})
    other = document({**SEND, "Condition": {"Bool": {"aws:securetransport": [True]}}})
    assert meaning.same(one, other)


def test_an_account_as_principal_is_its_root() -> None:
    """IAM keeps an account's digits as the ARN of its root."""

    def trust(principal: object) -> dict[str, Any]:
        return document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})

    root = trust({"AWS": "arn:aws:iam::123456789012:root"})
    assert meaning.same(trust({"AWS": ["123456789012"]}), root, PolicyType.TRUST)
    assert not meaning.same(trust({"AWS": "111122223333"}), root, PolicyType.TRUST)
    assert meaning.same(trust("*"), trust({"AWS": "*"}), PolicyType.TRUST)


def test_a_document_that_cannot_be_read_is_compared_as_it_stands() -> None:
    """IAM may take what our grammar refuses: such documents are the same only where they are equal."""
    odd = document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Comment": "x"})
    assert meaning.same(odd, dict(odd))
    assert not meaning.same(odd, document({**odd["Statement"][0], "Comment": "y"}))
    assert meaning.statements(odd) is None
    assert meaning.lost_grants(odd, BASE) is None
    assert meaning.denials(odd) != meaning.denials(BASE)


def test_lost_grants_are_the_statements_that_allow_and_are_gone() -> None:
    """A Deny that is gone withdraws nothing."""
    deny = {**SEND, "Effect": "Deny", "Resource": "arn:aws:sqs:us-east-1:123456789012:secret"}
    lost = meaning.lost_grants(document(READ, SEND, deny), document(SEND))
    assert lost is not None
    assert [statement.sid for statement in lost] == ["Read"]
    assert meaning.lost_grants(document(SEND, deny), document(SEND)) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"Action": "s3:GetObject"}, {"Action": "s3:getobject"}, True),
        ({"Action": "s3:GetObject"}, {"Action": "s3:PutObject"}, False),
        ({"Action": "s3:Get*"}, {"Action": "s3:GetObject"}, True),
        ({"Action": "s3:Get*"}, {"Action": "sqs:GetQueueUrl"}, False),
        ({"Action": "s3:Get*"}, {"Action": "s3:*Object"}, True),
        ({"Resource": "arn:aws:s3:::raw/*"}, {"Resource": "arn:aws:s3:::clean/x"}, False),
        ({"Resource": "arn:aws:s3:::raw/*"}, {"Resource": "arn:aws:s3:::raw/x"}, True),
        ({"Resource": "arn:aws:s3:::${aws:PrincipalTag/team}"}, {"Resource": "arn:aws:s3:::raw"}, True),
        ({"Resource": "arn:aws:s3"}, {"Resource": "arn:aws:s3:::raw"}, True),
    ],
)
def test_whether_statements_may_be_about_the_same_request(
    one: dict[str, str], other: dict[str, str], expected: bool
) -> None:
    """Actions and resources both have to meet; two patterns are taken to meet."""
    usual = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    statements = [meaning.lost_grants(document({**usual, **own}), document(SEND)) for own in (one, other)]
    assert statements[0] is not None
    assert statements[1] is not None
    assert meaning.may_meet(*statements) is expected


def test_a_union_has_every_statement_once_and_no_sid_twice() -> None:
    """IAM refuses a Sid that stands twice, and one text is enough for equal statements."""
    other = document({**READ, "Resource": "arn:aws:s3:::clean"}, SEND)
    union = meaning.united([BASE, other])
    assert union == document(READ, SEND, {key: value for key, value in other["Statement"][0].items() if key != "Sid"})
    assert meaning.united([BASE, document(SEND, version=None)]) is None
