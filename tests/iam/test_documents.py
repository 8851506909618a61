"""A policy document as one value: what it says, where, what is the same, and how often it is read."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from rolecast.iam import grammar
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import texts
from rolecast.reading.faults import Place

VERSION = "2012-10-17"
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::raw"}
SEND = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}


def document(*statements: dict[str, Any], version: str | None = VERSION) -> Document:
    return Document({**({"Version": version} if version else {}), "Statement": list(statements)})


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
        pytest.param(Document({"Statement": [READ, SEND], "Version": VERSION}), id="the order of keys"),
    ],
)
def test_what_is_no_difference(other: Document) -> None:
    """Both mean the same and have the same digest."""
    assert BASE.means_same(other)
    assert BASE.digest == other.digest


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
def test_what_is_a_difference(other: Document) -> None:
    """They differ, and so do their digests."""
    assert not BASE.means_same(other)
    assert BASE.digest != other.digest


def test_the_digest_never_changes() -> None:
    """Accounts hold it: with another one every policy would seem to be changed from outside."""
    assert BASE.digest.hex().startswith("da8b389737176350")


def test_conditions_compare_keys_without_case_and_values_as_text() -> None:
    """IAM takes `aws:securetransport` for `aws:SecureTransport`, and true for "true"."""
    one = document({**SEND, "Condition": {"Bool": {"aws:SecureTransport": "true"}}})
    other = document({**SEND, "Condition": {"Bool": {"aws:securetransport": [True]}}})
    assert one.means_same(other)


def test_an_account_as_principal_is_its_root() -> None:
    """IAM keeps an account's digits as the ARN of its root."""

    def trust(principal: object) -> Document:
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        return Document({"Version": VERSION, "Statement": [statement]}, PolicyType.TRUST)

    root = trust({"AWS": "arn:aws:iam::123456789012:root"})
    assert trust({"AWS": ["123456789012"]}).means_same(root)
    assert not trust({"AWS": "111122223333"}).means_same(root)
    assert trust("*").means_same(trust({"AWS": "*"}))


def test_a_document_that_cannot_be_read_is_compared_as_it_stands() -> None:
    """IAM may take what our grammar refuses: such documents are the same only where they are equal."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Comment": "x"}
    odd = document(statement)
    assert odd.faults
    assert odd.means_same(document(dict(statement)))
    assert not odd.means_same(document({**statement, "Comment": "y"}))


def test_each_statement_and_element_has_its_place() -> None:
    """In the text that the document was read from, without brackets too; no text, no place."""
    assert BASE.place(0) is None
    valid = Document.of_node(
        texts.parse('{"Statement": [\n  {"Effect": "Allow",\n   "Action": ["a:B",\n "a:C"], "Resource": "*"}]}', "p")
    )
    assert valid.place(0) == Place("p", 2, 3)
    assert valid.place(0, "Action") == Place("p", 3, 4)
    assert valid.place(0, "Action", 1) == Place("p", 4, 2)
    single = Document.of_node(texts.parse('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}', "p"))
    assert single.place(0) == Place("p", 1, 15)


def test_one_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many documents have it; of another type it is another document."""
    value = document({**READ, "Sid": "ReadOnce"}).json
    count = 0
    read = grammar.read

    def counting(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        return read(*arguments)

    monkeypatch.setattr(grammar, "read", counting)
    for _ in range(3):
        one = Document(json.loads(json.dumps(value)))
        assert one.statements[0].sid == "ReadOnce"
        assert not one.faults
    assert count == 1
    assert Document(value, PolicyType.TRUST).faults
    assert count == 2


def test_names_are_filled_in() -> None:
    """The places stay those of the text; what changes nothing gives the document itself."""
    text = '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:{{partition}}:s3:::b"}}'
    one = Document.of_node(texts.parse(text, "p"))
    assert one.names == {"partition"}
    filled = one.fill({"partition": ["aws-cn"]})
    assert filled.statements[0].resources == ("arn:aws-cn:s3:::b",)
    assert filled.place(0) == one.place(0)
    assert filled.fill({"partition": ["aws"]}) is filled


def test_documents_made_of_statements_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are written, as AWS orders the elements."""
    made = Document.of_statements(BASE.statements, BASE.version)
    monkeypatch.setattr(grammar, "read", None)
    assert made.statements == BASE.statements
    assert made.json == BASE.json
    assert made == BASE
    assert hash(made) == hash(BASE)


def test_documents_pickle() -> None:
    """With what was read of them."""
    assert pickle.loads(pickle.dumps(BASE)) == BASE  # noqa: S301  # of our own making
    assert pickle.loads(pickle.dumps(BASE)).statements == BASE.statements  # noqa: S301


def test_what_is_no_json_of_ours_still_has_a_text() -> None:
    """A number too large for the quick way, and half of a surrogate pair."""
    for value in (10**400, "\ud800"):
        odd = Document({"Version": VERSION, "Statement": [], "Id": value})
        assert odd.size > 0
        assert odd.faults
        assert odd.digest
