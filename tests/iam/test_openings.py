"""Open texts: whatever stands there, the document allows what lies between its two readings."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.runs import case_count

from rolecast.iam import openings
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.openings import OpeningBound
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.reading.faults import InputError

EXAMPLES = case_count(150)
OPEN = {"a": "!Ref A", "b": "!Ref B", "c": "IsProd"}


def document(*statements: dict[str, Any], **elements: Any) -> Document:
    return Document({"Version": "2012-10-17", "Statement": list(statements), **elements}, open=OPEN)


def allow(action: Any, resource: Any, **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def answers(given: Document, request: Request) -> list[bool]:
    """Whether the request is allowed for certain, and whether it may be."""
    return [
        decide(openings.bounded(given, allows=allows, denies=denies), request)
        for allows, denies in ((OpeningBound.LEAST, OpeningBound.MOST), (OpeningBound.MOST, OpeningBound.LEAST))
    ]


def decide(given: Document, request: Request) -> bool:
    return Engine(Policies(identity=(NamedPolicy("p", given),))).decide(request).answer is Answer.ALLOW


TAG = "aws:PrincipalTag/x"
GET = ("s3:GetObject", "arn:aws:s3:::b/o")
ACL = ("s3:GetBucketAcl", "arn:aws:s3:::b")
MAYBE, NEVER, CERTAIN = [False, True], [False, False], [True, True]


@pytest.mark.parametrize(
    ("statement", "request_", "expected"),
    [
        (allow("s3:GetObject", "arn:aws:s3:::{{a}}/*"), GET, MAYBE),
        (allow("s3:PutObject", "arn:aws:s3:::{{a}}/*"), GET, NEVER),
        (allow("s3:Get*", "arn:aws:s3:::{{a}}/*"), ACL, NEVER),
        (allow("s3:GetObject", ["{{a}}", "arn:aws:s3:::b/*"]), GET, CERTAIN),
        (allow("s3:GetObject", ["{{a}}/*"]), GET, MAYBE),
        (allow("{{a}}", "*"), GET, MAYBE),
        (allow("s3:{{a}}Object", "*"), GET, MAYBE),
        (allow("s3:{{a}}Object", "*"), ACL, NEVER),
        (allow("{{a}}:Get*", "*"), GET, MAYBE),
        ({"Effect": "Allow", "NotAction": ["iam:*", "{{a}}"], "Resource": "*"}, GET, MAYBE),
        ({"Effect": "Allow", "NotAction": ["s3:*", "{{a}}"], "Resource": "*"}, GET, NEVER),
        ({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::{{a}}/*"}, ACL, CERTAIN),
        ({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::{{a}}/*"}, GET, MAYBE),
        (allow("s3:*", "*", Condition={"StringNotEquals": {TAG: "{{a}}"}}), GET, MAYBE),
        (allow("s3:*", "*", Condition={"StringEquals": {"{{a}}": "{{a}}"}}), GET, MAYBE),
        (allow("s3:*", "*", Condition={"StringEquals": {"{{c}}": "true"}}), GET, MAYBE),
    ],
)
def test_what_is_certain_and_what_may_be(
    statement: dict[str, Any], request_: tuple[str, str], expected: list[bool]
) -> None:
    """A statement with an open text may be about everything that fits, and is certain about the rest of it."""
    assert answers(document(statement), Request(*request_)) == expected


def test_a_denial_with_an_open_text_may_deny() -> None:
    """So nothing that it may be about is certainly allowed."""
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::{{a}}/*"}
    given = document(allow("s3:*", "*"), deny)
    assert answers(given, Request(*GET)) == MAYBE
    assert answers(given, Request(*ACL)) == CERTAIN


def test_a_document_without_open_texts_is_its_own_reading() -> None:
    """Braces that nobody declared open are text, and texts that were filled in are known."""
    plain = Document({"Version": "2012-10-17", "Statement": allow("s3:*", "arn:aws:s3:::{{other}}")}, open=OPEN)
    assert not openings.is_open(plain)
    assert openings.bounded(plain, allows=OpeningBound.MOST, denies=OpeningBound.MOST) is plain
    filled = document(allow("s3:*", "arn:aws:s3:::{{a}}")).fill({"a": ["b"]})
    assert not openings.is_open(filled)
    assert filled.open == {"b": "!Ref B", "c": "IsProd"}


def test_a_document_that_is_open_as_a_whole_is_unknown() -> None:
    """It has no statements to read."""
    unknown = Document("{{a}}", open=OPEN)
    assert openings.is_unknown(unknown)
    assert not openings.is_unknown(document(allow("s3:*", "{{a}}")))
    with pytest.raises(InputError):
        openings.bounded(unknown, allows=OpeningBound.MOST, denies=OpeningBound.LEAST)


def test_statements_under_a_condition_of_the_template() -> None:
    """They are there in one of the two cases, and keep their number in both."""
    given = document(
        allow("s3:*", "*", Condition={"StringEquals": {"{{c}}": "true", "aws:PrincipalTag/x": "y"}}),
        allow("iam:*", "*"),
        allow("sts:*", "{{a}}", Condition={"StringEquals": {"{{c}}": "false"}}),
    )
    assert openings.has_flags(given)
    assert not openings.has_flags(document(allow("s3:*", "{{a}}")))
    assert openings.absent(given, flags=True) == {2}
    assert openings.absent(given, flags=False) == {0}
    shown = openings.narrowest(given, flags=True)
    assert shown.statements[1] == given.statements[1]
    assert [condition.key for condition in shown.statements[0].conditions] == ["aws:PrincipalTag/x"]
    assert openings.widest(given, flags=False).statements[2].resources == ("*",)
    assert openings.narrowest(given, flags=False).statements[2].resources == ("{{a}}",)


def test_open_documents_are_values() -> None:
    """They pickle, with what is open in them."""
    given = document(allow("s3:*", "{{a}}"))
    again = pickle.loads(pickle.dumps(given))  # noqa: S301 - our own
    assert (again, again.open) == (given, OPEN)


TEXTS = (
    *("{{a}}", "{{b}}", "*", "arn:aws:s3:::{{a}}/*", "arn:aws:s3:::x/*", "arn:{{a}}:s3:::x/y"),
    *("arn:aws:s3{{b}}", "{{a}}/{{b}}"),
)
VERBS = ("{{a}}", "s3:*", "s3:{{b}}", "s3:{{a}}Object", "iam:*", "{{b}}:GetObject", "*", "s3:GetObject")
fills = st.sampled_from(
    [
        *("", "*", "s3", "aws", "x", "x/y", "Get", "G*", "s3:GetObject", "arn:aws:s3:::x/*", ":::x/y", "?"),
        "${aws:username}",
    ]
)
conditions = st.sampled_from(
    [{}, {"StringEquals": {TAG: "{{a}}"}}, {"StringNotLike": {TAG: ["q", "{{b}}"]}}, {"Null": {TAG: "{{a}}"}}]
)
requests = st.builds(
    Request,
    st.sampled_from(["s3:GetObject", "s3:PutObject", "iam:GetRole"]),
    st.sampled_from(["arn:aws:s3:::x/y", "arn:aws:s3:::x/", "arn:aws:s3:::z", "arn:aws:iam::123456789012:role/r"]),
    context=st.sampled_from([{}, {TAG: "x"}, {TAG: "q", "aws:username": "x"}]),
)


def filled(given: Document, a: str, b: str) -> Document:
    return Document(given.fill({"a": [a], "b": [b]}).json)


@cache
def usable(a: str, b: str) -> tuple[list[str], list[str]]:
    """The actions and the resources that are valid once the texts are filled in."""
    verbs = [verb for verb in VERBS if not filled(document(allow(verb, "*")), a, b).faults]
    return verbs, [text for text in TEXTS if not filled(document(allow("s3:*", text)), a, b).faults]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Document, Document]:
    """A document with open texts, and the same with some texts filled in."""
    a, b = draw(fills), draw(fills)
    verbs, texts = map(st.sampled_from, usable(a, b))
    statements = [
        {
            "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
            draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(st.lists(verbs, min_size=1, max_size=2)),
            draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(
                st.lists(texts, min_size=1, max_size=2)
            ),
            "Condition": draw(conditions),
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    given = document(*statements)
    return given, filled(given, a, b)


@settings(deadline=None, max_examples=EXAMPLES)
@given(cases(), requests)
def test_every_filled_document_lies_between_the_readings(case: tuple[Document, Document], request: Request) -> None:
    """What is certain is allowed whatever the texts are, and what any texts allow was said to be possible."""
    open_document, made = case
    assume(not made.faults)
    certain, possible = answers(open_document, request)
    assert certain <= decide(made, request) <= possible
