"""What a change of a document adds, and what one document is that has the statements of two."""

from __future__ import annotations

from typing import Any

import pytest

from rolecast.deployment import meaning
from rolecast.iam.documents import Document
from rolecast.iam.reach import Reach
from rolecast.iam.statements import Effect

VERSION = "2012-10-17"
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::raw"}
SEND = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}


def document(*statements: dict[str, Any], version: str | None = VERSION) -> Document:
    return Document({**({"Version": version} if version else {}), "Statement": list(statements)})


BASE = document(READ, SEND)


def found(*statements: dict[str, Any]) -> frozenset[Reach]:
    """What statements that allow are about."""
    known = meaning.reaches(document(*statements), Effect.ALLOW)
    assert known is not None
    return known


def test_a_document_that_cannot_be_read_is_never_compared() -> None:
    """What a change of it adds is not known, unless it stays the same."""
    odd = document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Comment": "x"})
    for effect in Effect:
        assert meaning.added(odd, BASE, effect) is None
        assert meaning.added(BASE, odd, effect) is None
        assert meaning.added(odd, odd, effect) == []
    assert meaning.united([odd, BASE]) is None


def test_what_a_change_adds_is_compared_by_what_statements_are_about() -> None:
    """Not by their texts: what a wider statement covers, in whatever words, is not added. A Deny is no grant."""
    deny = {**SEND, "Effect": "Deny", "Resource": "arn:aws:sqs:us-east-1:123456789012:secret"}
    narrower = {**READ, "Sid": "Other", "Action": "S3:getobject"}
    assert meaning.added(document(READ, SEND), document(narrower, deny), Effect.ALLOW) == []
    assert meaning.added(document(READ), document(READ, deny), Effect.DENY) != []
    assert meaning.added(document(READ, deny), document(READ), Effect.DENY) == []
    assert meaning.added(document(narrower), document(READ), Effect.ALLOW) == [*found(READ)]


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
    assert meaning.may_meet(*(found({**usual, **own}) for own in (one, other))) is expected


def test_a_union_has_every_statement_once_and_no_sid_twice() -> None:
    """IAM refuses a Sid that stands twice, and one text is enough for equal statements."""
    other = document({**READ, "Resource": "arn:aws:s3:::clean"}, SEND)
    unnamed = {key: value for key, value in READ.items() if key != "Sid"}
    union = meaning.united([BASE, other])
    assert union is not None
    assert union.json == document(READ, SEND, {**unnamed, "Resource": "arn:aws:s3:::clean"}).json
    assert meaning.united([BASE, document(SEND, version=None)]) == BASE


def test_documents_in_which_variables_mean_different_things_have_no_union() -> None:
    """Without its Version, `${...}` is plain text."""
    own = {**READ, "Resource": "arn:aws:s3:::${aws:username}"}
    assert meaning.united([document(own), document(own, version=None)]) is None


@pytest.mark.parametrize("effect", Effect)
def test_what_several_statements_together_say_is_not_added(effect: Effect) -> None:
    """That is proved; one of them alone says less."""

    def secure(value: str, operator: str = "Bool") -> dict[str, Any]:
        return {**SEND, "Effect": effect.value, "Condition": {operator: {"aws:SecureTransport": value}}}

    either = secure("false", "Null")
    assert meaning.added(document(secure("true"), secure("false")), document(either), effect) == []
    assert meaning.added(document(secure("true")), document(either), effect)
