"""What of a statement did not match, part by part."""

from __future__ import annotations

from hypothesis import given, settings
from tests.iam import generated, reference
from tests.iam.generated import Json
from tests.runs import case_count

from rolecast.iam import cases, traces
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.iam.statements import Condition, PolicyType
from rolecast.iam.traces import FailedTest, StatementPart


def trace_of(statement: Json, request: Request, layer: str = "identity") -> Json:
    document = Document({"Version": "2012-10-17", "Statement": statement})
    layers: dict[str, Json] = {layer: (NamedPolicy("p", document),)}
    [found] = traces.trace(Policies(**layers), request)
    return found


def test_every_part_that_fails_is_told() -> None:
    """Action, resource and each condition, with what the request has."""
    statement = {
        "Effect": "Allow",
        "Action": "s3:Put*",
        "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*",
        "Condition": {
            "StringEquals": {"aws:RequestedRegion": "eu-west-1", "s3:prefix": "${aws:username}"},
            "ForAllValues:StringLike": {"aws:TagKeys": ["a*"]},
            "Bool": {"aws:SecureTransport": "true"},
        },
    }
    context: dict[str, str | tuple[str, ...]] = {
        "aws:RequestedRegion": "us-east-1",
        "s3:prefix": "ana",
        "aws:TagKeys": ("ab", "b"),
        "aws:SecureTransport": "true",
    }
    found = trace_of(statement, Request("s3:GetObject", "arn:aws:s3:::red/x", context=context))
    assert not found.matches
    assert found.parts == (StatementPart.ACTION, StatementPart.RESOURCE)
    assert found.unresolved == ("aws:PrincipalTag/team",)
    assert found.tests == (
        FailedTest(Condition("StringEquals", "aws:RequestedRegion", ("eu-west-1",)), "us-east-1"),
        FailedTest(Condition("StringEquals", "s3:prefix", ("${aws:username}",)), "ana", ("aws:username",)),
        FailedTest(Condition("ForAllValues:StringLike", "aws:TagKeys", ("a*",)), ("ab", "b")),
    )


def test_variables_that_cannot_help_are_not_told() -> None:
    """A Resource that is about something else whatever its variables are does not hang on them."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*"}
    told = {
        resource: trace_of(statement, Request("s3:GetObject", resource)).unresolved
        for resource in ("arn:aws:s3:::red/x", "arn:aws:s3:::red", "arn:aws:iam::123456789012:role/x/y")
    }
    assert [*told.values()] == [("aws:PrincipalTag/team",), (), ()]


def test_a_statement_that_matches() -> None:
    """Has nothing to tell."""
    found = trace_of({"Effect": "Deny", "NotAction": "ec2:*", "Resource": "*"}, Request("s3:GetObject"))
    assert found.matches
    assert found.ref.policy == "p"


def test_a_principal_that_is_not_meant() -> None:
    """Of a resource policy."""
    statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}
    document = Document({"Statement": statement}, PolicyType.RESOURCE)
    request = Request("s3:GetObject", principal="arn:aws:iam::444455556666:role/x")
    [found] = traces.trace(Policies(resource=NamedPolicy("bucket", document)), request)
    assert found.parts == (StatementPart.PRINCIPAL,)


@settings(max_examples=case_count(150))
@given(generated.cases())
def test_a_trace_matches_where_the_reference_does(case: Json) -> None:
    """Statement by statement, of every layer."""
    read = cases.read(case)
    found = {
        (trace.ref.layer.value, trace.ref.policy, trace.ref.statement)
        for trace in traces.trace(read.engine.policies, read.request)
        if trace.matches
    }
    context = reference.Context(case["request"].get("context", {}))
    expected = set()
    for trace in traces.trace(read.engine.policies, read.request):
        layer = trace.ref.layer.value
        document = document_of(case["policies"], trace.ref.policy)
        statement = reference.as_list(document["Statement"])[trace.ref.statement]
        place = layer, document.get("Version") == "2012-10-17"
        if reference.match(place, statement, case["request"], context, bool(case["policies"].get("boundary"))):
            expected.add((layer, trace.ref.policy, trace.ref.statement))
    assert found == expected


def document_of(policies: Json, name: str) -> Json:
    """The document that a case's decision calls `name`, such as `scps[0][1]`."""
    key, *numbers = name.replace("]", "").split("[")
    found = policies[key]
    for number in numbers:
        found = found[int(number)]
    return found
