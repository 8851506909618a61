"""What is a policy document of which type, and what is said of what is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.iam.generated import Json
from tests.runs import case_count

from rolecast.iam import grammar
from rolecast.iam.documents import Document
from rolecast.iam.statements import Bare, Condition, Content, Effect, PolicyType, Principals, Single
from rolecast.reading import nodes, texts
from rolecast.reading.faults import Fault, InputError

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
ACTION_HELP = "an action is `*` or `service:Name`, with wildcards in the name only"
PRINCIPAL_HELP = "remove it: the principal is the identity that the policy is attached to"
TRUST = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}


def faults_of(policy: Json, policy_type: PolicyType = PolicyType.IDENTITY) -> list[tuple[str, str | None]]:
    """What is said of a JSON value."""
    with pytest.raises(InputError) as caught:
        grammar.read(policy, policy_type)
    return [(fault.message, fault.help) for fault in caught.value.faults]


def parse_text(text: str, source: str, policy_type: PolicyType = PolicyType.IDENTITY) -> Content:
    """What a document says that is read from a text."""
    return Document.of_node(texts.parse(text, source), policy_type, source).content


def document_or_faults(read: Callable[..., Content], *arguments: Json) -> Content | tuple[Fault, ...]:
    """What reading gives, faults where it is refused."""
    try:
        return read(*arguments)
    except InputError as error:
        return error.faults


def test_a_document_is_read() -> None:
    """What each element says, and whether it had brackets."""
    text = """\
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": ["*"],
         "Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"s3:max-keys": ["10", 1e1]}}},
        {"Effect": "Deny", "NotAction": ["iam:*"], "NotResource": "arn:aws:s3:::b"}
      ]
    }
    """
    document = parse_text(dedent(text), "policy.json")
    read, deny = document.statements
    assert document.version == "2012-10-17"
    assert document.has_variables
    assert (read.sid, read.effect, read.actions, read.resources) == ("Read", Effect.ALLOW, ("s3:Get*",), ("*",))
    assert isinstance(read.actions, Single)
    assert not isinstance(read.resources, Single)
    assert read.conditions == (
        Condition("Bool", "aws:SecureTransport", ("true",)),
        Condition("NumericLessThan", "s3:max-keys", ("10", "1e1")),
    )
    assert isinstance(read.conditions[0].values[0], Bare)
    assert (deny.effect, deny.not_actions, deny.not_resources) == (Effect.DENY, ("iam:*",), ("arn:aws:s3:::b",))


@pytest.mark.parametrize(
    ("value", "other"),
    [(1, "1"), (True, "true"), (1.0, 1), (float("inf"), None), (Bare("1"), "1")],
)
def test_a_statement_that_was_read_before_stands_for_no_other_one(value: Json, other: Json) -> None:
    """Whichever of two that are nearly the same is read first, each is read as alone."""

    def condition(text: Json) -> Json:
        statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"NumericEquals": {"k": text}}}
        try:
            return [
                (each.values, [type(text) for text in each.values])
                for each in grammar.read({"Statement": [statement]}).statements[0].conditions
            ]
        except InputError as error:
            return str(error)

    alone = []
    for each in (value, other):
        grammar._KEPT.clear()
        alone.append(condition(each))
    grammar._KEPT.clear()
    assert [condition(each) for each in (value, other, value)] == [*alone, alone[0]]


def test_the_same_document_as_json_and_as_text() -> None:
    """Places aside, they are equal."""
    policy = {"Version": "2012-10-17", "Statement": [ALLOW | {"Condition": {"Bool": {"a:b": [True, "x", 1.5]}}}]}
    assert grammar.read(policy) == parse_text(json.dumps(policy), "x")


def test_a_document_in_yaml() -> None:
    """Numbers and flags without quotes are conditions' values as they are in JSON."""
    text = """\
    Statement:
      Effect: Allow
      Action: s3:GetObject
      Resource: "*"
      Condition:
        StringEquals: {a:b: [yes, 012, 12, true]}
    """
    [statement] = parse_text(dedent(text), "x").statements
    values = statement.conditions[0].values
    assert values == ("yes", "012", "12", "true")
    assert [isinstance(value, Bare) for value in values] == [False, False, True, True]


def test_principals() -> None:
    """Everyone, or texts by type."""
    everyone = grammar.read({"Statement": TRUST | {"Principal": "*"}}, PolicyType.TRUST)
    assert everyone.statements[0].principals == Principals(everyone=True)
    some = {"AWS": ["123456789012", "arn:aws:iam::123456789012:role/x"], "Federated": "accounts.google.com"}
    named = grammar.read({"Statement": TRUST | {"Principal": some}}, PolicyType.TRUST)
    assert named.statements[0].principals == Principals(
        everyone=False,
        entries=(("AWS", tuple(some["AWS"])), ("Federated", ("accounts.google.com",))),
    )


def test_all_faults_of_a_text_at_once() -> None:
    """Each with its place, what is wrong and what to do."""
    text = """\
    {
      "Version": "2012-10-18",
      "Id": "x",
      "statement": [],
      "Statement": [
        {"sid": "a", "Effect": "allow", "Action": "GetObject", "NotAction": "s3:*", "Resource": ["bucket", 5]},
        {"Sid": "a b", "Action": 1, "Principal": "*", "Condition": {
          "StringEqual": {"aws:a": "x", "AWS:A": "y", "b": null},
          "Bool": "x"
        }},
        []
      ]
    }
    """
    with pytest.raises(InputError) as caught:
        parse_text(dedent(text), "p.json")
    assert [str(fault) for fault in caught.value.faults] == [
        "p.json:2:14: there is no version `2012-10-18`\n  help: the current one is `2012-10-17`",
        "p.json:3:3: `Id` is not allowed in an identity policy\n  help: remove it",
        "p.json:4:3: `statement` is not an element of a policy\n  help: did you mean `Statement`?",
        "p.json:6:6: `sid` is not an element of a statement\n  help: did you mean `Sid`?",
        "p.json:6:28: `Effect` must be `Allow` or `Deny`, not `allow`\n  help: did you mean `Allow`?",
        f"p.json:6:47: `GetObject` is not an action\n  help: {ACTION_HELP}",
        "p.json:6:60: this statement has both `Action` and `NotAction`\n  help: keep one of the two",
        "p.json:6:94: `bucket` is not a resource\n  help: use `*` or an ARN",
        "p.json:6:104: `Resource` must be a list of strings, not a number",
        "p.json:7:5: this statement has neither `Resource` nor `NotResource`",
        "p.json:7:5: this statement has no `Effect`\n  help: write `Allow` or `Deny`",
        "p.json:7:13: `a b` is not a valid `Sid`\n  help: use A-Z, a-z and 0-9",
        "p.json:7:30: `Action` must be a string or a list of strings, not a number",
        f"p.json:7:33: `Principal` is not allowed in an identity policy\n  help: {PRINCIPAL_HELP}",
        "p.json:8:7: there is no operator `StringEqual`\n  help: did you mean `StringEquals`?",
        "p.json:8:37: `AWS:A` and `aws:a` are the same key\n  help: put their values in one list",
        "p.json:8:51: `b` is not a condition key\n  help: a key is `service:name`",
        "p.json:8:56: a condition value must be a string, a number, true or false, not null",
        "p.json:9:15: `Bool` must be a mapping of keys to values, not a string",
        "p.json:11:5: a statement must be a mapping, not a list",
    ]


REFUSED: list[tuple[PolicyType, Json, str]] = [
    (PolicyType.IDENTITY, {}, "policy: this policy has no `Statement`"),
    (PolicyType.IDENTITY, None, "policy: a policy must be a mapping with a `Statement`, not null"),
    (PolicyType.IDENTITY, {"Statement": []}, "policy.Statement: `Statement` is empty"),
    (
        PolicyType.IDENTITY,
        {"Statement": "x"},
        "policy.Statement: `Statement` must be a list of statements, not a string",
    ),
    (
        PolicyType.IDENTITY,
        {"Version": 2012, "Statement": ALLOW},
        "policy.Version: `Version` must be a string, not a number",
    ),
    (
        PolicyType.IDENTITY,
        {"Statement": [ALLOW | {"Sid": "A"}, ALLOW | {"Sid": "A"}]},
        "policy.Statement[1].Sid: duplicate `Sid` `A`",
    ),
    (
        PolicyType.IDENTITY,
        {"Statement": ALLOW | {"Resource": "arn:aws:s3:::日本"}},
        "policy.Statement.Resource: the character U+65E5 is not allowed in a policy",
    ),
    (
        PolicyType.IDENTITY,
        {"Statement": ALLOW | {"Action": "s3*:Get"}},
        "policy.Statement.Action: `s3*:Get` is not an action",
    ),
    (
        PolicyType.IDENTITY,
        {"Statement": ALLOW | {"Action": "a:b:c"}},
        "policy.Statement.Action: `a:b:c` is not an action",
    ),
    (
        PolicyType.IDENTITY,
        {"Statement": ALLOW | {"Condition": []}},
        "policy.Statement.Condition: `Condition` must be a mapping of operators, not a list",
    ),
    (
        PolicyType.IDENTITY,
        {"Statement": ALLOW | {"Condition": {"Bool": {"a:b": float("inf")}}}},
        "policy.Statement.Condition.Bool.a:b: this number cannot be written in JSON",
    ),
    (
        PolicyType.BOUNDARY,
        {"Statement": ALLOW | {"NotPrincipal": "*"}},
        "policy.Statement.NotPrincipal: `NotPrincipal` is not allowed in a permissions boundary",
    ),
    (
        PolicyType.SCP,
        {"Statement": ALLOW | {"Principal": "*"}},
        "policy.Statement.Principal: `Principal` is not allowed in a service control policy",
    ),
    (
        PolicyType.RCP,
        {"Statement": ALLOW | {"Effect": "Deny", "Principal": {"AWS": "*"}}},
        'policy.Statement.Principal: `Principal` is `"*"` in a resource control policy',
    ),
    (
        PolicyType.RCP,
        {"Statement": ALLOW | {"Effect": "Deny", "NotPrincipal": {"AWS": "123456789012"}}},
        "policy.Statement.NotPrincipal: `NotPrincipal` is not allowed in a resource control policy",
    ),
    (
        PolicyType.RESOURCE,
        {"Statement": ALLOW},
        "policy.Statement: this statement has neither `Principal` nor `NotPrincipal`",
    ),
    (
        PolicyType.RESOURCE,
        {"Statement": ALLOW | {"NotPrincipal": {"AWS": "123456789012"}}},
        "policy.Statement.NotPrincipal: `NotPrincipal` is allowed with `Deny` only",
    ),
    (
        PolicyType.RESOURCE,
        {"Statement": ALLOW | {"Principal": "123456789012"}},
        'policy.Statement.Principal: `Principal` must be `"*"` or a mapping, not `123456789012`',
    ),
    (
        PolicyType.RESOURCE,
        {"Statement": ALLOW | {"Principal": {"aws": "*"}}},
        "policy.Statement.Principal.aws: `aws` is not a type of principal",
    ),
    (
        PolicyType.RESOURCE,
        {"Statement": ALLOW | {"Principal": {"AWS": "arn:aws:iam::123456789012:role/*"}}},
        "policy.Statement.Principal.AWS: `arn:aws:iam::123456789012:role/*` is not a principal",
    ),
    (
        PolicyType.RESOURCE,
        {"Statement": ALLOW | {"Principal": {"Service": ["*.amazonaws.com"]}}},
        "policy.Statement.Principal.Service[0]: `*.amazonaws.com` is not a principal",
    ),
    (
        PolicyType.TRUST,
        {"Statement": TRUST | {"Resource": "*"}},
        "policy.Statement.Resource: `Resource` is not allowed in a trust policy",
    ),
    (
        PolicyType.TRUST,
        {"Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}},
        "policy.Statement.NotPrincipal: `NotPrincipal` is not allowed in a trust policy",
    ),
    (
        PolicyType.TRUST,
        {"Statement": TRUST | {"Sid": "a b"}},
        "policy.Statement.Sid: `a b` is not a valid `Sid`",
    ),
]


@pytest.mark.parametrize(("policy_type", "policy", "message"), REFUSED, ids=[message for _, _, message in REFUSED])
def test_a_document_that_is_refused(policy_type: PolicyType, policy: Json, message: str) -> None:
    """With one message that says where in the JSON and what."""
    assert [said for said, _ in faults_of(policy, policy_type)] == [message]


OAI = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC"
TAKEN = [
    (PolicyType.IDENTITY, {"Statement": ALLOW | {"Sid": "", "Action": [], "Resource": [], "Condition": {"Bool": {}}}}),
    (PolicyType.IDENTITY, {"Statement": [ALLOW | {"Action": "*:*"}, ALLOW | {"Action": "aws-portal:View?ill*"}]}),
    (PolicyType.IDENTITY, {"Version": "2008-10-17", "Statement": ALLOW | {"Resource": "arn:aws:s3"}}),
    (PolicyType.RESOURCE, {"Id": "any text", "Statement": TRUST | {"Sid": "any text"}}),
    (PolicyType.RESOURCE, {"Statement": ALLOW | {"Principal": {}, "Resource": "execute-api:/stage/GET/*"}}),
    (PolicyType.RESOURCE, {"Statement": ALLOW | {"Principal": {"AWS": ["*", "AROAEXAMPLEEXAMPLE11", OAI]}}}),
    (PolicyType.TRUST, {"Id": "x", "Statement": TRUST | {"Effect": "Deny", "Principal": "*"}}),
    (PolicyType.RCP, {"Statement": ALLOW | {"Principal": "*"}}),
    (PolicyType.SCP, {"Statement": ALLOW | {"Condition": {"StringEquals": {"aws:RequestTag/a:b": "x"}}}}),
]


@pytest.mark.parametrize(("policy_type", "policy"), TAKEN)
def test_a_document_that_is_taken(policy_type: PolicyType, policy: Json) -> None:
    """What the grammar has, however odd."""
    grammar.read(policy, policy_type)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"Statement": ' * 1_000,
        '{"Statement": [' + "{}," * 20_000 + "{}]}",
        '{"Statement": {"Effect": "Allow", "Action": ["' + '", "'.join(["x"] * 20_000) + '"], "Resource": "*"}}',
        '{"Statement": {"Effect": "' + "Allow" * 50_000 + '"}}',
        '{"Statement": 1, "Statement": 2}',
        "{a: &a [*a]}",
        "\ud800",
        "\x00",
        "",
    ],
    ids=["lists", "mappings", "statements", "actions", "long", "twice", "loop", "surrogate", "null", "empty"],
)
def test_a_hostile_text_is_refused(text: str) -> None:
    """With messages, and none of them endless."""
    with pytest.raises(InputError) as caught:
        parse_text(text, "x")
    assert all(len(fault.message) < 300 for fault in caught.value.faults)


# The grammar once more, as a JSON Schema, for documents of an identity policy.
def one_or_list(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


TEXT = {"type": "string", "pattern": "^[\t\n\r -ÿ]*$"}
ACTIONS = one_or_list({"allOf": [TEXT, {"pattern": r"^(\*|\*:\*|[A-Za-z0-9-]+:[^\s:]+)$"}]})
RESOURCES = one_or_list({"allOf": [TEXT, {"pattern": r"^(\*$|arn:)"}]})
VALUES = one_or_list({"anyOf": [TEXT, {"type": ["number", "boolean"]}]})
OPERATOR = (
    "^(ForA(ll|ny)Value(s:|:))?(Null|((String(Not)?(Equals|EqualsIgnoreCase|Like)|(Numeric|Date)"
    "((Not)?Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)|Bool|BinaryEquals|(Not)?IpAddress"
    "|Arn(Not)?(Equals|Like))(IfExists)?))$"
)
STATEMENT = {
    "type": "object",
    "required": ["Effect"],
    "oneOf": [{"required": ["Action"]}, {"required": ["NotAction"]}],
    "allOf": [{"oneOf": [{"required": ["Resource"]}, {"required": ["NotResource"]}]}],
    "additionalProperties": False,
    "properties": {
        "Sid": {"type": "string", "pattern": "^[A-Za-z0-9]*$"},
        "Effect": {"enum": ["Allow", "Deny"]},
        "Action": ACTIONS,
        "NotAction": ACTIONS,
        "Resource": RESOURCES,
        "NotResource": RESOURCES,
        "Condition": {
            "type": "object",
            "propertyNames": {"pattern": OPERATOR},
            "additionalProperties": {
                "type": "object",
                "propertyNames": {"allOf": [TEXT, {"pattern": "^[^:]+:."}]},
                "additionalProperties": VALUES,
            },
        },
    },
}
DOCUMENT = Draft202012Validator(
    {
        "type": "object",
        "required": ["Statement"],
        "additionalProperties": False,
        "properties": {
            "Version": {"enum": ["2008-10-17", "2012-10-17"]},
            "Statement": {"anyOf": [STATEMENT, {"type": "array", "items": STATEMENT, "minItems": 1}]},
        },
    }
)
WORDS = st.sampled_from(
    [
        *("Version", "2012-10-17", "Id", "Statement", "Sid", "a1", "Effect", "Allow", "allow", "Deny", "Action"),
        *("NotAction", "s3:Get*", "*", "iam:", "s3:a b", "Resource", "NotResource", "arn:aws:s3:::b", "Condition"),
        *(
            "Principal",
            "StringEquals",
            "ForAllValues:StringLikeIfExists",
            "NullIfExists",
            "aws:a",
            "aws:A",
            ":a",
            "é",
            "日",
        ),
    ]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)
WHOLE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "One",
            "Effect": "Allow",
            "Action": ["s3:Get*", "ec2:*"],
            "Resource": "arn:aws:s3:::b",
            "Condition": {"StringLike": {"aws:a": ["x", 1], "aws:b": "y"}, "Null": {"aws:c": True}},
        },
        {"Sid": "Two", "Effect": "Deny", "NotAction": "*", "NotResource": ["*"]},
    ],
}


@st.composite
def nearly_documents(draw: st.DrawFn) -> Json:
    """A whole document in which a few places were replaced, removed, or renamed."""
    document = json.loads(json.dumps(WHOLE))
    for _ in range(draw(st.integers(0, 3))):
        value = document
        parent: Json = None
        key: Json = None
        while isinstance(value, dict | list) and value and draw(st.integers(0, 4)):
            parent, keys = value, sorted(value) if isinstance(value, dict) else range(len(value))
            key = draw(st.sampled_from(keys))
            value = parent[key]
        if parent is None:
            continue
        change = draw(st.integers(0, 3))
        if change == 0:
            del parent[key]
        elif change == 1 and isinstance(parent, dict):
            parent[draw(WORDS)] = parent.pop(key)
        else:
            parent[key] = draw(JUNK)
    return document


def is_document(value: Json) -> bool:
    """Whether it is a document by the schema, with Sids of its own and each key once whatever its case."""
    if not DOCUMENT.is_valid(value):
        return False
    statements = value["Statement"] if isinstance(value["Statement"], list) else [value["Statement"]]
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    keys = [list(keys) for statement in statements for keys in statement.get("Condition", {}).values()]
    return len(sids) == len(set(sids)) and all(len(each) == len({key.lower() for key in each}) for each in keys)


@settings(max_examples=case_count(300))
@given(nearly_documents())
def test_a_document_is_taken_exactly_where_the_schema_has_it(value: Json) -> None:
    """As JSON and as text; every fault has a reason, and in a text a place."""
    if is_document(value):
        assert grammar.read(value) == parse_text(json.dumps(value), "x")
        return
    assert all(message for message, _ in faults_of(value))
    with pytest.raises(InputError) as caught:
        parse_text(json.dumps(value, ensure_ascii=False), "x")
    assert all(fault.message and fault.place and fault.place.line >= 1 for fault in caught.value.faults)


@given(JUNK, st.sampled_from(PolicyType))
def test_no_value_is_a_traceback(value: Json, policy_type: PolicyType) -> None:
    """Any JSON value is a document of any type, or refused with messages."""
    assert document_or_faults(grammar.read, value, policy_type)


@given(st.text(max_size=40) | st.text('{}[]":,*&!|>-\n \\', max_size=40))
def test_no_text_is_a_traceback(text: str) -> None:
    """Any text is a document or refused with messages."""
    assert document_or_faults(parse_text, text, "x")


def test_a_node_within_a_text() -> None:
    """A policy may stand in a larger text; its faults have their places there."""
    root = texts.parse("a:\n  policy: {Statement: {Effect: Alow, Action: '*', Resource: '*'}}\n", "roles.yaml")
    with pytest.raises(InputError) as caught:
        print(Document.of_node(nodes.find(root, "a", "policy")).content)  # noqa: T201 - which is read only now
    assert str(caught.value).startswith("roles.yaml:2:32: `Effect` must be")
