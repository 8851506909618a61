"""Denials that name only the API call, in the formats of the SDKs, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rolecast.access.denials import operations
from rolecast.access.denials.denial import Blame, Denial, Elsewhere

_MOST_SAID = 200
"""Number of characters after a call that are read as its response."""
_CALLED = re.compile(
    # boto3 and the AWS CLI: https://github.com/boto/botocore/blob/develop/botocore/exceptions.py
    r"\((?P<code>[\w.]+)\)\s+when\s+calling\s+the\s+(?P<operation>\w+)\s+operation(?:\s+\([^)]*\))?:?\s*"
    # The AWS SDK for Go, as used by Terraform: https://github.com/pulumi/pulumi/issues/14413
    r"|\boperation\s+error\s+(?P<service>[\w ]{1,40}):\s+(?P<go_operation>\w+),\s+(?:[^:]{0,60},\s+)?https\s+"
    r"response\s+error\s+StatusCode:\s+\d+(?:,\s+\w+:\s+[^,\s]*){0,3},\s+(?:api\s+error\s+(?P<go_code>\w+):\s*)?"
)
_REFUSALS = re.compile(r"access ?denied|unauthorized|forbidden|\b403\b|not authorized", re.IGNORECASE)
_IN_SHORT = re.compile(
    # https://github.com/hashicorp/terraform/issues/27022 and https://github.com/aws/aws-sdk-cpp/issues/480
    r"\b(?:AccessDenied(?:Exception)?|(?:Client\.)?UnauthorizedOperation)(?=\s*(?:\(\d+\))?\s*:|</Code>)|\(AccessDenied\b"
    # https://github.com/quarkusio/quarkus-quickstarts/issues/815 and https://github.com/aws/aws-sdk-net/issues/3271
    r"|\(Service:\s+[\w ]+[,;]\s+Status\s+Code:\s+403\b|\bError\s+Code:?\s+(?:AccessDenied|Forbidden)"
)
_ENCODED = re.compile(r"Encoded\s+authorization\s+failure\s+message:?\s*\S", re.IGNORECASE)
_LAKE_FORMATION = re.compile(r"Insufficient\s+Lake\s+Formation\s+permission", re.IGNORECASE)
_S3_URI = re.compile(r"\bs3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([^\s\"'<>,]*))?")
_BY_TRUST_ALONE = {
    # Their callers have no policies yet.
    # https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoleWithSAML",
}


class Call(NamedTuple):
    """A refused API call, with the range of its response in the text."""

    denial: Denial
    begin: int
    end: int


def read(text: str) -> Iterator[Call]:
    """The refused calls in a text."""
    called = [*_CALLED.finditer(text)]
    named = {(uri[1], (uri[2] or "").rstrip(".);")) for uri in _S3_URI.finditer(text)} if called else set()
    # The bucket or object of the text, if it names only one.
    only = named.pop() if len(named) == 1 else None
    has_encoded = is_encoded(text)
    for number, found in enumerate(called):
        end = called[number + 1].start() if number + 1 < len(called) else len(text)
        said = text[found.end() : min(end, found.end() + _MOST_SAID)]
        code = found["code"] or found["go_code"] or ""
        if _REFUSALS.search(f"{code} {said}"):
            denial = _call(found, code, said, only)._replace(is_encoded=has_encoded)
            yield Call(denial, found.end(), found.end() + len(said))


def in_short(text: str) -> Iterator[Denial]:
    """A denial without details, if the text reports one."""
    if _LAKE_FORMATION.search(text):
        yield Denial(elsewhere=Elsewhere.LAKE_FORMATION)
    elif _IN_SHORT.search(text):
        yield Denial(is_encoded=is_encoded(text))


def is_encoded(text: str) -> bool:
    """Whether the text has details that only AWS STS can decode."""
    return _ENCODED.search(text) is not None


def by_trust(denial: Denial) -> Denial:
    """The denial, blamed on the trust policy if the action leaves no other reason."""
    is_known = denial.action in _BY_TRUST_ALONE and denial.blame is Blame.UNKNOWN
    return denial._replace(blame=Blame.TRUST) if is_known else denial


def _call(found: re.Match[str], code: str, said: str, named: tuple[str, str] | None) -> Denial:
    operation = found["operation"] or found["go_operation"]
    if _LAKE_FORMATION.search(said):
        action = operations.action_of(operation, "glue")
        return Denial(action=action, operation=operation, elsewhere=Elsewhere.LAKE_FORMATION)
    if code and not _REFUSALS.search(code):
        # The call was not refused: the service was, when it carried out the call.
        return Denial(operation=operation)
    service = found["service"]
    action = operations.action_of(
        operation, operations.prefix_of_client(service) if service else operations.service_of(code, said)
    )
    is_of_s3 = action is not None and action.startswith("s3:")
    resource = operations.s3_resource(action, *named) if action and is_of_s3 and named else None
    return by_trust(Denial(action=action, resource=resource, operation=operation))
