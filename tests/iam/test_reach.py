"""What statements cover and meet, held against the engine's clauses on generated requests."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.iam import generated
from tests.iam.generated import Json
from tests.runs import case_count

from rolecast.iam import actions, cases, clauses, conditions, principals, reach
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, LayeredStatement, StatementRef
from rolecast.iam.reach import Reach
from rolecast.iam.requests import Request
from rolecast.iam.statements import Condition, PolicyType, Statement
from rolecast.reading.faults import InputError


def parsed(layer: str, version: str, *written: Json) -> tuple[Statement, ...]:
    return Document({"Version": version, "Statement": list(written)}, PolicyType(layer)).statements


def reached(statement: Statement, layer: str, version: str) -> Reach:
    return reach.reach(statement, Layer(layer), has_variables=version == "2012-10-17")


def matches(statement: Statement, layer: str, version: str, request: Request) -> bool:
    """Whether the statement matches the request, as the engine has it."""
    ref = StatementRef(Layer(layer), "p", 0, None, statement.effect)
    clause = clauses.clause(LayeredStatement(ref, 0, statement, version == "2012-10-17"), 0)
    caller = principals.caller(request.principal, request.action.partition(":")[0].lower(), has_boundary=False)
    scope = clauses.scope(request.action, caller)
    return (
        actions.is_about(statement, request.action)
        and clause.covers(request.resource, request.context, scope)
        and clause.grant(caller) is not None
        and clause.holds(request.context)
    )


def requests(choose: generated.Choices, first: Json) -> list[Request]:
    """A request, and others that are near to it: names that go on, resources that a wildcard would match."""
    near = [each.replace("*", "x") for each in generated.near_resources(first["resource"]) if each != "*"]
    context = dict(first.get("context", {}))
    found = []
    for resource in [first["resource"], "*", *near]:
        value = choose.one(("red", "a", ""))
        filled = resource.replace("${aws:PrincipalTag/team}", value).replace("${x:Nothing, 'red'}", "red")
        found.append({**first, "resource": resource})
        found.append({**first, "resource": filled or "*", "context": {**context, "aws:PrincipalTag/team": value}})
    return [cases.read({"policies": {}, "request": request}).request for request in found if valid(request)]


def valid(request: Json) -> bool:
    """Whether a case may have such a request."""
    folded = [key.lower() for key in request.get("context", {})]
    return len(folded) == len(set(folded)) and request["resource"].partition(":")[2] != ""


@st.composite
def statements_and_requests(draw: st.DrawFn) -> Json:
    """Statements of one layer and version about one request, and requests near to it."""
    choose = generated.Choices(draw)
    first = generated.a_request(choose)
    layer, version = choose.one(("identity", "resource")), choose.one(("2012-10-17", "2012-10-17", "2008-10-17"))
    written = [generated.a_statement(choose, layer, first) for _ in range(3)]
    if choose.one_in(2):  # conditions in common are what makes covering likely
        written = [{key: value for key, value in each.items() if key != "Condition"} for each in written]
    return layer, version, written, requests(choose, first)


@settings(max_examples=case_count(60))
@given(statements_and_requests())
def test_what_is_certain_holds_in_the_engine(case: Json) -> None:
    """A covered statement matches no request that its cover does not; those that do not meet share no request."""
    layer, version, written, asked = case
    try:
        read = parsed(layer, version, *written)
    except InputError:
        return
    reaches = [reached(each, layer, version) for each in read]
    for request in asked:
        found = [matches(each, layer, version, request) for each in read]
        if reach.is_covered(reaches[0], reaches[1:]) and found[0]:
            assert any(found[1:])
        for one, other in ((0, 1), (1, 0), (1, 2)):
            if reach.covers(reaches[one], reaches[other]) and found[other]:
                assert found[one]
            if found[one] and found[other]:
                assert reach.meets(reaches[one], reaches[other])
                assert not reach.exclude(reaches[one].tests, reaches[other].tests)


def allow(action: Json, resource: Json, **more: Json) -> dict[str, Json]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


BUCKET, TEAM = "arn:aws:s3:::b", "arn:aws:s3:::b/${aws:PrincipalTag/team}"
SECURE = {"Bool": {"aws:SecureTransport": "true"}}


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (allow("s3:*", "*"), allow(["s3:Get*", "S3:PutObject"], [BUCKET, TEAM]), True),
        (allow("*:*", "*"), {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, True),
        ({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}, allow("s3:*", "*"), True),
        ({"Effect": "Deny", "NotAction": "s3:Get*", "Resource": "*"}, allow("s3:G*", "*"), False),
        ({"Effect": "Deny", "NotAction": ["s3:Get*", "ec2:*"], "Resource": "*"}, allow("s3:Put*", BUCKET), True),
        ({"Effect": "Deny", "Action": "s3:*", "NotResource": TEAM}, allow("s3:*", BUCKET + "/*"), False),
        ({"Effect": "Deny", "Action": "s3:*", "NotResource": TEAM}, allow("s3:*", BUCKET), True),
        ({"Effect": "Deny", "Action": "s3:*", "NotResource": TEAM}, {**allow("s3:*", "*"), "Resource": "*"}, False),
        (allow("s3:*", TEAM), allow("s3:*", TEAM), True),
        (allow("s3:*", TEAM), allow("s3:*", BUCKET + "/red"), False),
        (allow("s3:*", "*", Condition=SECURE), allow("s3:*", "*"), False),
        (allow("s3:*", "*"), allow("s3:*", "*", Condition=SECURE), True),
        (
            allow("s3:*", "*", Condition={"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::a", "arn:aws:s3:::b"]}}),
            allow("s3:*", "*", Condition={"ArnEquals": {"AWS:sourcearn": ["arn:aws:s3:::b", "arn:aws:s3:::a"]}}),
            True,
        ),
    ],
)
def test_what_covers_what(wide: Json, narrow: Json, covers: bool) -> None:
    """In actions, resources and conditions, whatever they are called and in whatever order."""
    one, other = (reached(each, "identity", "2012-10-17") for each in parsed("identity", "2012-10-17", wide, narrow))
    assert reach.covers(one, other) is covers


OPERATORS = (
    *("StringEquals", "StringLike", "StringNotEquals", "StringEqualsIgnoreCase", "StringEqualsIfExists", "Bool"),
    *("ForAnyValue:StringEquals", "ForAllValues:StringLike", "Null"),
)
VALUES = ("t*", "?rue", "*", "True", "${aws:UserId}")
CONTEXTS = ({}, *({"s3:x": value} for value in ("true", "false", "TRUE", "", ("true", "false"), ("false",))))


def test_tests_exclude_each_other_only_where_no_context_meets_both() -> None:
    """Of every two operators and values on one key, with and without the key in the context."""
    found = 0
    written = [
        Condition(operator, "s3:x", values)
        for operator in OPERATORS
        for values in (("true",), ("false",), *(() if operator in ("Bool", "Null") else zip(VALUES, strict=True)))
    ]
    tests = [conditions.test(each, has_variables=True) for each in written]
    for one, other in product(tests, tests):
        if reach.exclude([one], [other]):
            found += 1
            for context in CONTEXTS:
                asked = {**context, "aws:userid": "true"}
                assert not (one.holds(asked) and other.holds(asked)), (one, other, context)
    assert found >= 10


def test_variables_are_plain_text_before_2012() -> None:
    """A document of the older version has none."""
    wide, narrow = allow("s3:*", TEAM), allow("s3:*", TEAM.replace("team", "TEAM"))
    for version, covers in (("2012-10-17", True), ("2008-10-17", False)):
        one, other = (reached(each, "identity", version) for each in parsed("identity", version, wide, narrow))
        assert reach.covers(one, other) is covers


def test_several_cover_together_what_none_covers_alone() -> None:
    """Each action on each resource is covered by some statement."""
    whole = allow(["s3:GetObject", "s3:PutObject"], [BUCKET, BUCKET + "/*"])
    parts = [allow("s3:Get*", BUCKET + "*"), allow("s3:Put*", BUCKET), allow("s3:Put*", BUCKET + "/*")]
    first, *others = (
        reached(each, "identity", "2012-10-17") for each in parsed("identity", "2012-10-17", whole, *parts)
    )
    assert reach.is_covered(first, others)
    assert not reach.is_covered(first, others[:2])
