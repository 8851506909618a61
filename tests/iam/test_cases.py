"""Every rule and trap as a case with the address of AWS's page, and cases as JSON in and out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.iam import reference
from tests.iam.generated import Json

from rolecast.iam import cases
from rolecast.iam.decision import Answer
from rolecast.iam.policies import Layer
from rolecast.iam.requests import ABSENT
from rolecast.reading.faults import InputError

FILES = sorted((Path(__file__).parent / "cases").glob("*.jsonl"))
CASES = [
    pytest.param(json.loads(line), id=f"{path.stem}: {json.loads(line)['name']}")
    for path in FILES
    for line in path.read_text(encoding="utf-8").splitlines()
]
ALLOW_ALL: dict[str, Json] = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}],
}


@pytest.mark.parametrize("case", CASES)
def test_a_case_of_aws_documentation(case: Json) -> None:
    """The decision is what AWS's page says, by the engine and by the reference, and the page is named."""
    [answer] = cases.decide([json.dumps(case).encode()])
    assert answer["as_expected"], answer
    assert case["source"].startswith("https://docs.aws.amazon.com/")
    expected = case["expect"]
    decision, blocked_by, statements, _ = reference.decide(case["policies"], case["request"])
    assert decision == expected["decision"]
    assert "blocked_by" not in expected or blocked_by == set(expected["blocked_by"])
    assert statements == {(ref["type"], ref["policy"], ref["statement"]) for ref in answer["statements"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_have_a_name_each(path: Path) -> None:
    """No two cases of a file share a name."""
    names = [json.loads(line)["name"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(names) == len(set(names))


def case(**changes: Json) -> Json:
    """A case that is allowed, with changes."""
    request = {"action": "s3:GetObject", "resource": "arn:aws:s3:::bucket/key"}
    return {"name": "a case", "policies": {"identity": [ALLOW_ALL]}, "request": request} | changes


def test_a_decision_as_json() -> None:
    """It names the deciding statements by policy, number and Sid, and says whether it is as expected."""
    policy = {
        "Statement": [
            {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": "s3:Get*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"AWS:RequestedRegion": "x", "aws:PrincipalTag/a": "x"}},
            },
        ]
    }
    given = case(policies={"identity": [ALLOW_ALL, policy]}, expect={"decision": "allow", "blocked_by": []})
    assert list(cases.decide([json.dumps(given).encode()])) == [
        {
            "name": "a case",
            "decision": "allow",
            "statements": [
                {"type": "identity", "policy": "identity[0]", "statement": 0, "sid": "All", "effect": "Allow"},
                {"type": "identity", "policy": "identity[1]", "statement": 1, "sid": "Read", "effect": "Allow"},
            ],
            "blocked_by": [],
            "missing": ["aws:PrincipalTag/a", "AWS:RequestedRegion"],
            "unavailable": [],
            "as_expected": True,
        }
    ]


def test_a_case_that_is_not_as_expected() -> None:
    """The answer or the blocking layers may differ; without an expectation nothing is said."""
    denied = case(policies={})
    for expect, outcome in (
        ({"decision": "allow"}, False),
        ({"decision": "implicit-deny"}, True),
        ({"decision": "implicit-deny", "blocked_by": ["identity"]}, True),
        ({"decision": "implicit-deny", "blocked_by": ["scp"]}, False),
    ):
        [answer] = cases.decide([json.dumps(denied | {"expect": expect}).encode()])
        assert answer["as_expected"] is outcome
    [answer] = cases.decide([json.dumps(denied).encode()])
    assert answer["as_expected"] is None


def test_a_malformed_case_gives_an_error_and_the_rest_go_on() -> None:
    """The error carries the name, where it can be read; empty lines are passed over."""
    lines = [json.dumps(case()), "", "{", json.dumps({"name": "bad"}), '{"name": "a", "name": "b"}', json.dumps(case())]
    answers = list(cases.decide(map(str.encode, lines)))
    assert [answer.get("decision") for answer in answers] == ["allow", None, None, None, "allow"]
    assert answers[1]["name"] is None
    assert answers[1]["error"].startswith("this is not JSON: ")
    assert answers[2] == {"name": "bad", "error": "a case lacks `policies`; a case lacks `request`"}
    assert answers[3] == {"name": None, "error": "`name` is twice in one object"}


MALFORMED = [
    ([], "a case is an object"),
    (case(polices={}), "a case has no `polices`"),
    (case(name=1), "`name` is a text"),
    (case(policies=[]), "`policies` is an object"),
    (case(policies={"scp": []}), "`policies` has no `scp`"),
    (case(policies={"identity": ALLOW_ALL}), "`identity` is a list"),
    (case(policies={"scps": [ALLOW_ALL]}), "`scps[0]` is a list"),
    (case(policies={"boundary": [None]}), "boundary[0]: a policy must be a mapping with a `Statement`, not null"),
    (
        case(policies={"rcps": [[], [ALLOW_ALL]]}),
        "rcps[1][0].Statement[0]: this statement has neither `Principal` nor `NotPrincipal`",
    ),
    (case(request=[]), "`request` is an object"),
    (case(request={"action": "s3:GetObject"}), "`request` lacks `resource`"),
    (case(request={"action": "s3:Get*", "resource": "*"}), "`action` cannot be `s3:Get*`"),
    (case(request={"action": "GetObject", "resource": "*"}), "`action` cannot be `GetObject`"),
    (case(request={"action": "s3:GetObject", "resource": "bucket"}), "`resource` cannot be `bucket`"),
    (case(request=case()["request"] | {"principal": "123456789012"}), "`principal` cannot be `123456789012`"),
    (case(request=case()["request"] | {"resource_account": 123456789012}), "`resource_account` is a text"),
    (case(request=case()["request"] | {"context": []}), "`context` is an object"),
    (
        case(request=case()["request"] | {"context": {"a:b": {}}}),
        "`a:b` has a text, a number, true or false, a list of these, or null",
    ),
    (
        case(request=case()["request"] | {"context": {"a:b": "1", "A:B": "2"}}),
        "`context` has a key twice, in different case",
    ),
    (case(expect={}), "`expect` lacks `decision`"),
    (case(expect={"decision": "deny"}), "`deny` is none of allow, explicit-deny, implicit-deny, unknown"),
    (
        case(expect={"decision": "allow", "blocked_by": ["scps"]}),
        "`scps` is none of identity, boundary, session, scp, rcp, resource, endpoint",
    ),
    (case(policies={"resource": "a policy"}), "a resource policy needs the `principal` of the request"),
    (case(policies={"endpoint": "a policy"}), "an endpoint policy needs the `principal` of the request"),
    (
        case(policies={"endpoint": ALLOW_ALL}),
        "endpoint.Statement[0]: this statement has neither `Principal` nor `NotPrincipal`",
    ),
]


@pytest.mark.parametrize(("value", "message"), MALFORMED, ids=[message for _, message in MALFORMED])
def test_what_is_said_of_a_malformed_case(value: Json, message: str) -> None:
    """One message names the field and what it must be."""
    with pytest.raises(InputError) as caught:
        cases.read(value)
    assert [fault.message for fault in caught.value.faults] == [message]


def test_all_faults_of_a_case_are_said_together() -> None:
    """Those of its policies and those of its request."""
    value = case(policies={"identity": [{}], "session": [[]]}, request={"action": "x"})
    with pytest.raises(InputError) as caught:
        cases.read(value)
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[" * 100_000, "this is nested too deeply"),
        ('{"a": NaN}', "`NaN` is no JSON number"),
        ('{"a": {"b": 1, "b": 2}}', "`b` is twice in one object"),
        ("1" * 5_000, "a number of 5000 digits is too long"),
        ("1e999", "the number 1e999 is too large"),
        ('{"name": "\\ud800"}', "a text has half of a surrogate pair, which is no character"),
        ('{"\\uDFFF": 1, "\\udfff": 2}', "`?` is twice in one object"),
    ],
)
def test_what_is_no_json(line: str, message: str) -> None:
    """Deep nesting, a key twice, a number that is none: a message, never a traceback."""
    [answer] = cases.decide([line.encode()])
    assert answer["error"].startswith(message)


def test_a_line_of_other_bytes_does_not_stop_the_rest() -> None:
    """A line that is not UTF-8 gives an error in its place; a mark of byte order is passed over."""
    good = json.dumps(case()).encode()
    answers = list(cases.decide([b"\xef\xbb\xbf" + good, b'{"name": "\xff"}', good]))
    assert [answer.get("decision") for answer in answers] == ["allow", None, "allow"]
    assert answers[1] == {"name": None, "error": "this line is not UTF-8 text"}


def test_a_pair_of_surrogates_is_a_character() -> None:
    """Only half of a pair is refused."""
    [answer] = cases.decide([b'{"name": "\\ud83d\\ude00"}'])
    assert answer == {"name": "\N{GRINNING FACE}", "error": "a case lacks `policies`; a case lacks `request`"}


def test_context_values_are_texts() -> None:
    """Numbers and booleans of the context count as their JSON text; null gives the key as absent."""
    given = {"A:b": 1.5, "c:d": [True, "x"], "e:f": [], "g:h": None}
    read = cases.read(case(request=case()["request"] | {"context": given}))
    assert read.request.context == {"a:b": "1.5", "c:d": ("true", "x"), "e:f": (), "g:h": ABSENT}


@pytest.mark.parametrize(
    ("operator", "values", "decision"),
    [
        ("StringEquals", "x", "implicit-deny"),
        ("StringNotEquals", "x", "allow"),
        ("StringEqualsIfExists", "x", "allow"),
        ("ForAllValues:StringEquals", "x", "allow"),
        ("ForAnyValue:StringEquals", "x", "implicit-deny"),
        ("Null", "true", "allow"),
        ("Null", "false", "implicit-deny"),
        ("StringEquals", "${x:Other, 'x'}", "implicit-deny"),
    ],
)
def test_a_key_that_is_given_as_absent(operator: str, values: Json, decision: Json) -> None:
    """It decides as one that is not given, and is not missing."""
    policy = {
        "Version": "2012-10-17",
        "Statement": ALLOW_ALL["Statement"][0] | {"Condition": {operator: {"X:Key": values}}},
    }
    request = case()["request"]
    outcomes = []
    for context in ({}, {"x:key": None}):
        given = case(policies={"identity": [policy]}, request=request | {"context": context})
        [answer] = cases.decide([json.dumps(given).encode()])
        outcomes.append((answer["decision"], [key.lower() for key in answer["missing"] if key == "X:Key"]))
    assert outcomes == [(decision, ["x:key"]), (decision, [])]


def test_an_unknown_answer_names_what_it_depends_on() -> None:
    """The policies that are not available, and the resource whose own policy is not given."""
    arn = "arn:aws:iam::111122223333:policy/own"
    key = "arn:aws:kms:eu-west-1:111122223333:key/1a"
    principal = "arn:aws:iam::111122223333:user/ana"
    decrypt = {"principal": principal, "action": "kms:Decrypt", "resource": key}
    for given, unavailable in (
        (case(policies={"identity": [ALLOW_ALL, arn, arn], "boundary": ["Bound"]}), [arn, "Bound"]),
        (case(request=decrypt), [key]),
        (case(policies={"identity": [ALLOW_ALL], "resource": "key policy"}, request=decrypt), ["key policy"]),
        (case(policies={"boundary": ["Bound"]}), []),
        (case(policies={"identity": []}, request=decrypt), []),
    ):
        [answer] = cases.decide([json.dumps(given).encode()])
        assert answer["unavailable"] == unavailable
        assert (answer["decision"] == "unknown") is bool(unavailable)


def test_a_text_names_a_policy_that_is_not_available() -> None:
    """The answer is unknown, and the policy keeps its name."""
    read = cases.read(case(policies={"identity": ["AmazonUnheardOf"]}))
    assert read.engine.policies.identity[0].name == "AmazonUnheardOf"
    decision = read.engine.decide(read.request)
    assert (decision.answer, decision.blocked_by) == (Answer.UNKNOWN, (Layer.IDENTITY,))


def test_cases_with_the_same_policies_share_an_engine() -> None:
    """So that a file of cases on one role reads the role once."""
    assert cases.read(case()).engine is cases.read(case(name="another")).engine
