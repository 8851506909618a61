"""Cases that hypothesis makes: mostly near misses, made by small changes to what a request has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Json = Any
"""A value as JSON has it."""

HOME, AWAY = "111122223333", "444455556666"

PRINCIPALS = (
    f"arn:aws:sts::{HOME}:assumed-role/Scientist/session-1",
    f"arn:aws:sts::{HOME}:assumed-role/Scientist/session-2",
    f"arn:aws:sts::{HOME}:assumed-role/scientist/session-1",
    f"arn:aws:iam::{HOME}:role/Scientist",
    f"arn:aws:iam::{HOME}:role/teams/red/Scientist",
    f"arn:aws:iam::{HOME}:user/ana",
    f"arn:aws:iam::{HOME}:user/teams/ana",
    f"arn:aws:iam::{HOME}:root",
    f"arn:aws:sts::{HOME}:federated-user/ana",
    f"arn:aws:sts::{AWAY}:assumed-role/Scientist/session-1",
    f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/session-1",
    f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
    "sagemaker.amazonaws.com",
    "events.amazonaws.com",
    f"arn:aws:iam::{HOME}:saml-provider/Example",
    "anonymous",
)
ASKED = (
    ("s3:GetObject", "arn:aws:s3:::bucket/a/b.txt"),
    ("s3:GetObjectAcl", "arn:aws:s3:::bucket/red/*"),
    ("S3:getobject", "arn:aws:s3:::bucket//test/o"),
    ("s3:ListAllMyBuckets", "*"),
    ("sagemaker:CreateTrainingJob", f"arn:aws:sagemaker:eu-west-1:{HOME}:training-job/red-1"),
    ("sagemaker:CreateTrainingJob", f"arn:aws:sagemaker:eu-west-1:{AWAY}:training-job/red-1"),
    ("logs:PutLogEvents", f"arn:aws:logs:eu-west-1:{HOME}:log-group:/aws/x:log-stream:y"),
    ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{HOME}:key/1a"),
    ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{AWAY}:key/1a"),
    ("sts:AssumeRole", f"arn:aws:iam::{HOME}:role/red/Target"),
    ("sts:AssumeRole", f"arn:aws:iam::{AWAY}:role/Target"),
    ("s3:GetAccountPublicAccessBlock", "*"),
    ("dynamodb:ListTables", "*"),
    ("sts:GetCallerIdentity", "*"),
    ("sts:GetSessionToken", "*"),
    ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/service-role/red"),
    ("iam:GetPolicyVersion", "arn:aws:iam::aws:policy/service-role/red"),
    ("iam:CreatePolicyVersion", f"arn:aws:iam::{HOME}:policy/red"),
    ("iam:PutRolePolicy", f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
    ("iam:UpdateRoleDescription", f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
    ("iam:TagRole", f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/red"),
    ("kms:DeleteAlias", f"arn:aws:kms:eu-west-1:{HOME}:alias/aws/s3"),
)
ARNS = (
    f"arn:aws:sns:eu-west-1:{HOME}:topic:1",
    f"arn:aws:sns:eu-west-1:{HOME}:topic",
    f"arn:aws:sns:eu-west-1:{AWAY}:x:{HOME}:topic",
    "arn:aws:s3:::bucket",
    "not-an-arn",
    f"arm:aws:sns:eu-west-1:{HOME}:topic",
    "arn:aws:sns",
)
KEYS: dict[str, tuple[tuple[str, ...], tuple[Json, ...]]] = {
    "aws:PrincipalTag/team": (("String",), ("red", "Red", "blue", "", "r*d", ["red"], ["red", "blue"])),
    "aws:TagKeys": (("String",), (["red"], ["red", "blue"], ["blue", "Green"], [], [""], ["", "red"], "red")),
    "s3:max-keys": (("Numeric",), ("10", 10, 10.5, "1e1", "ten", "-3", ["10", "11"])),
    "aws:CurrentTime": (("Date",), ("2026-01-02T03:04:05Z", "2026-01-02T05:04:05+02:00", "2026", "1767323045", "now")),
    "aws:SecureTransport": (("Bool",), (True, False, "true", "False", "yes")),
    "x:Binary": (("Binary",), ("QmluYXJ5", "QmluYXJz", "?", "")),
    "aws:SourceIp": (("Ip",), ("10.0.0.1", "10.0.0.9", "2001:db8::1", "10.0.0", ["10.0.0.1", "10.0.1.1"])),
    "aws:SourceArn": (("Arn", "String"), (*ARNS, [*ARNS[:2]])),
}
OPERATORS = {
    "String": ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"),
    "Arn": ("Equals", "Like", "NotEquals", "NotLike"),
    "Numeric": ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"),
    "Date": ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"),
    "Bool": ("",),
    "Binary": ("Equals",),
    "Ip": ("IpAddress", "NotIpAddress"),
}
VALUES: dict[str, tuple[Json, ...]] = {
    "String": (
        *("red", "RED", "r?d", "r*", "*", "", "blue", "${aws:PrincipalTag/team}", "${AWS:principaltag/TEAM}"),
        *(
            "${aws:TagKeys}",
            "${x:Nothing, 'red'}",
            "${x:Nothing}",
            "r${*}d",
            "${?}ed",
            "${$}",
            "${aws:PrincipalTag/team, 'red'}*",
        ),
        *(f"arn:aws:*:{HOME}:topic", f"arn:aws:sns:*:{HOME}:topic*"),
    ),
    "Arn": (
        *(*ARNS, "*", "arn:aws:sns:*:*:*", f"arn:aws:sns:*:{HOME}:topic", f"arn:aws:*:eu-west-?:{HOME}:t*"),
        *(
            "arn:aws:sns:eu*",
            "*:topic",
            "arn:aws:s3:*",
            "*${aws:PrincipalTag/team}",
            "*:*:*:*:*:*",
            "${aws:SourceArn}",
            "arn:aws:s3:::${x:Nothing, 'bucket'}",
            "arn:aws:s3:::${x:Nothing}",
        ),
    ),
    "Numeric": ("10", 10, 10.0, "9.99", "x", "-3", "1e1"),
    "Date": ("2026-01-02T03:04:05Z", "2026-01-02", "2026", "1767323045", "2026-01-02T03:04:05", "soon"),
    "Bool": (True, False, "true", "false", "TRUE", "no"),
    "Binary": ("QmluYXJ5", "?"),
    "Ip": ("10.0.0.1", "10.0.0.1/32", "10.0.0.3/29", "10.0.0.0/33", "2001:DB8::/32", "x", "0.0.0.0/0"),
}


def near_texts(text: str) -> list[str]:
    """`text`, what covers it, and what nearly does."""
    middle = len(text) // 2
    return [
        *(text, "*", text[:middle] + "*", "*" if ":" in text else text + "*", text[:-1] + "?", text + "*"),
        *(text[:-1], text + "?", text.swapcase(), text[:middle] + "?" + text[middle:], "**"),
    ]


@cache
def near_actions(action: str) -> list[str]:
    service, _, name = action.partition(":")
    names = [
        name,
        "*",
        name[:3] + "*",
        name + "*",
        "*" + name[3:],
        name[:-1] + "?",
        name + "?",
        name.upper(),
        name[:-1],
    ]
    return ["*", *(f"{service}:{each}" for each in names), f"{service.upper()}:{name}", "ec2:*", "*:*"]


@cache
def near_resources(resource: str) -> list[str]:
    if resource == "*":
        return [
            *("*", "arn:aws:s3:::*", "arn:aws:s3", "arn:*:*:*:*:*", "arn:aws-cn:s3:::*", "arn:aws:s3:::b*"),
            *("arn:aws:dynamodb:*:*:*", "arn:aws:dynamodb:*:*:**", "arn:aws:dynamodb:*:*:table/*", "arn:aws:s?:::*"),
            *(f"arn:aws:dynamodb:*:{HOME}:*", "arn:aws:s3:::${x:Nothing, '*'}", "arn:aws:s3:::", "arn:aws:s3:*:*"),
        ]
    parts = resource.split(":", 5)
    swapped = [":".join([*parts[:at], "*", *parts[at + 1 :]]) for at in range(1, 6)]
    shortened = [":".join(parts[:at]) for at in (2, 3, 4, 5)]
    return [
        *("*", resource, *swapped, *shortened, ":".join([*parts[:5], "*/*"]), ":".join([*parts[:3], "*"])),
        *(each for each in near_texts(resource) if each.startswith("arn:")),
        *(resource.replace("red", "${aws:PrincipalTag/team}"), resource.replace("red", "${x:Nothing, 'red'}")),
        *(resource.replace("red", "${aws:TagKeys}*"), resource.replace(HOME, "${aws:PrincipalTag/team}")),
        *(resource.replace("*", "${*}"), resource.replace("/", "/*"), resource.replace("b", "?")),
        *("arn:aws:s3:::bucket*", "arn:aws:s3:::b*", f"arn:aws:iam::{HOME}:role/*"),
    ]


@cache
def near_principals(principal: str) -> list[Json]:
    account = principal.split(":")[4] if principal.startswith("arn:") else HOME
    return [
        *("*", {"AWS": "*"}, {"AWS": account}, {"AWS": f"arn:aws:iam::{account}:root"}, {"Service": principal}),
        *({"AWS": each} for each in PRINCIPALS if each.startswith("arn:")),
        {"AWS": [f"arn:aws:iam::{HOME}:role/Scientist", f"arn:aws:iam::{HOME}:root"]},
        {"AWS": [*PRINCIPALS[:1], f"arn:aws:iam::{HOME}:role/Scientist", HOME]},
        *({"AWS": [f"arn:aws:iam::{HOME}:user/ana", HOME]}, {"AWS": AWAY}, {"AWS": "AROA1234567890123456"}),
        *({"Service": ["events.amazonaws.com", "sagemaker.amazonaws.com"]}, {"Federated": principal}, {}),
    ]


class Choices:
    """What a case is made by: choices that hypothesis makes, and makes smaller where a case fails."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self._draw = draw

    def below(self, end: int) -> int:
        return self._draw(_below(end))

    def one_in(self, count: int) -> bool:
        return self.below(count) == count - 1

    def one(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        return [self.one(options) for _ in range(self.below(most + 1))]

    def one_or_some(self, options: Sequence[T], hit: T | None = None) -> T | list[T]:
        """A value as it is, or a list of none to three. Every other time it is `hit`, where there is one."""
        if hit is not None and self.one_in(2):
            return hit
        return self.some(options, 3) if self.one_in(3) else self.one(options)


@cache
def _below(end: int) -> st.SearchStrategy[int]:
    return st.integers(0, end - 1)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A case as JSON has it: `policies` and `request`."""
    choose = Choices(draw)
    request = a_request(choose)
    policies: dict[str, Json] = {}
    if not choose.one_in(10):
        policies["identity"] = [a_document(choose, "identity", request) for _ in range(choose.below(3))]
    for layer in ("boundary", "session"):
        if choose.one_in(3):
            policies[layer] = [a_document(choose, layer, request) for _ in range(choose.below(2))]
    for layer in ("scp", "rcp"):
        if choose.one_in(4):
            policies[f"{layer}s"] = [
                [a_document(choose, layer, request) for _ in range(choose.below(3))] for _ in range(1 + choose.below(2))
            ]
    if choose.one_in(4):
        policies["endpoint"] = a_document(choose, "endpoint", request)
    if choose.one_in(2):
        policies["resource"] = a_document(choose, "resource", request)
    elif "endpoint" not in policies and choose.one_in(10):
        del request["principal"]
    return {"policies": policies, "request": request}


def a_request(choose: Choices) -> dict[str, Any]:
    action, resource = choose.one(ASKED)
    request: dict[str, Any] = {"action": action, "resource": resource, "principal": choose.one(PRINCIPALS)}
    if choose.one_in(5):
        request["resource_account"] = choose.one((HOME, AWAY))
    context: dict[str, Json] = {
        choose.one((key, key.lower())): None if choose.one_in(8) else choose.one(KEYS[key][1])
        for key in KEYS
        if choose.one_in(3)
    }
    if context or choose.one_in(2):
        request["context"] = context
    return request


def a_document(choose: Choices, layer: str, request: Mapping[str, Any]) -> Json:
    die = choose.below(20)
    if die == 19:
        return "a policy that is not available"
    if die > 14:  # one that allows all, so that the others decide
        statements: Json = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        if layer in ("rcp", "resource", "endpoint"):
            statements["Principal"] = "*"
    elif die > 9:
        statements = a_statement(choose, layer, request)
    else:
        statements = [a_statement(choose, layer, request) for _ in range(1 + choose.below(2))]
    version = choose.one(({"Version": "2012-10-17"}, {"Version": "2012-10-17"}, {"Version": "2008-10-17"}, {}))
    return {**version, "Statement": statements}


def a_statement(
    choose: Choices,
    layer: str,
    request: Mapping[str, Any],
    effects: Sequence[str] = ("Allow", "Allow", "Allow", "Deny"),
) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": choose.one(effects)}
    statement[choose.one(("Action",) * 5 + ("NotAction",))] = choose.one_or_some(
        near_actions(request["action"]), hit=request["action"]
    )
    if layer != "resource" or ":role/" not in request["resource"]:  # a trust policy has no Resource
        statement[choose.one(("Resource",) * 5 + ("NotResource",))] = choose.one_or_some(
            near_resources(request["resource"]), hit=request["resource"]
        )
    if layer in ("resource", "endpoint"):
        element = "Principal" if statement["Effect"] == "Allow" or choose.one_in(3) else "NotPrincipal"
        statement[element] = choose.one(near_principals(request["principal"]))
    elif layer == "rcp":
        statement["Principal"] = "*"
    if choose.one_in(2):
        statement["Condition"] = some_conditions(choose)
    return statement


def some_conditions(choose: Choices) -> dict[str, dict[str, Json]]:
    found: dict[str, dict[str, Json]] = {}
    for key in choose.some(tuple(KEYS), 2):
        kind = choose.one(KEYS[key][0])
        name = "Null" if choose.one_in(4) else choose.one(OPERATORS[kind])
        operator = name if kind == "Ip" or name == "Null" else kind + name
        if name != "Null" and choose.one_in(4):
            operator += "IfExists"
        operator = choose.one(("", "", "", "ForAllValues:", "ForAnyValue:")) + operator
        values = ("true", "false", True, "x") if name == "Null" else VALUES[kind]
        if all(each.lower() != key.lower() for each in found.get(operator, {})):
            written = choose.one((key, key, key.upper()))
            found.setdefault(operator, {})[written] = choose.one_or_some(values)
    return found
