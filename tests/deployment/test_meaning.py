"""What a change of a document takes away, and what one document is that has the statements of two."""

from __future__ import annotations

from typing import Any

import pytest

from rolecast.deployment import meaning
from rolecast.iam.documents import Document

VERSION = "2012-10-17"
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::raw"}
SEND = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}


def document(*statements: dict[str, Any], version: str | None = VERSION) -> Document:
    return Document({**({"Version": version} if version else {}), "Statement": list(statements)})


BASE = document(READ, SEND)


def test_a_document_that_cannot_be_read_is_never_compared() -> None:
    """What it takes away is not known, and it counts as a denial of its own."""
    odd = document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Comment": "x"})
    assert meaning.lost_grants(odd, BASE) is None
    assert meaning.denials(odd) != meaning.denials(BASE)
    assert meaning.united([odd, BASE]) is None


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
    unnamed = {key: value for key, value in READ.items() if key != "Sid"}
    union = meaning.united([BASE, other])
    assert union is not None
    assert union.json == document(READ, SEND, {**unnamed, "Resource": "arn:aws:s3:::clean"}).json
    assert meaning.united([BASE, document(SEND, version=None)]) is None
