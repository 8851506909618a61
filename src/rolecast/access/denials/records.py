"""Denials in JSON: CloudTrail records and messages decoded by AWS STS.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rolecast.access.denials import messages, operations
from rolecast.access.denials.denial import Blame, Denial

_REFUSED = re.compile(r"access.?denied|unauthorized|forbidden", re.IGNORECASE)
_FIELD = re.compile(
    r"\"(eventSource|eventName|errorCode|errorMessage|arn|bucketName|key|roleArn)\"\s*:\s*\"((?:[^\"\\]|\\.)*)\""
)
_FROM_ENDPOINT = "VpceAccessDenied"
"""https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html"""
_MOST_NESTED = 12


def read(value: Any, depth: int = 0) -> Iterator[Denial]:
    """Every denial in a JSON value, at any depth up to a limit."""
    if depth > _MOST_NESTED:
        return
    if isinstance(value, list):
        for each in value:
            yield from read(each, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("eventName"), str) and isinstance(value.get("eventSource"), str):
            yield from _record(value)
        elif isinstance(value.get("allowed"), bool) and isinstance(value.get("context"), dict):
            yield from _decoded(value)
        else:
            for each in value.values():
                yield from read(each, depth + 1)
    elif isinstance(value, str):
        yield from _text(value, depth)


def torn(text: str) -> Iterator[Denial]:
    """The denial in a partially copied record."""
    said: dict[str, Any] = {found[1]: found[2].replace('\\"', '"') for found in _FIELD.finditer(text)}
    if {"eventSource", "eventName", "errorCode"} <= said.keys():
        yield from _record({**said, "userIdentity": {"arn": said.get("arn")}, "requestParameters": said})


def _text(text: str, depth: int) -> Iterator[Denial]:
    """Denials in a JSON string, which may contain JSON itself: CloudTrailEvent, DecodedMessage."""
    if text.lstrip().startswith(("{", "[")):
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            yield from read(inner, depth + 1)
            return
    yield from messages.read(text)


def _record(record: dict[str, Any]) -> Iterator[Denial]:
    answered = record.get("responseElements")
    code = record.get("errorCode") or (answered.get("errorCode") if isinstance(answered, dict) else None)
    message = record.get("errorMessage")
    if not isinstance(code, str) or not _REFUSED.search(code):
        return
    said = next(iter(messages.read(message)), Denial()) if isinstance(message, str) else Denial()
    if code == _FROM_ENDPOINT:
        said = said._replace(blame=Blame.ENDPOINT)
    action = said.action or _action(record)
    yield said._replace(
        principal=said.principal or _principal(record),
        action=action,
        resource=said.resource or _resource(record, action),
        operation=said.operation or record["eventName"],
        is_encoded=said.is_encoded or (isinstance(message, str) and "Encoded authorization" in message),
    )


def _action(record: dict[str, Any]) -> str | None:
    prefix = operations.prefix_of(record["eventSource"])
    # Event names of Lambda and CloudFront end with the date of the API version: GetFunction20150331v2.
    name = re.sub(r"(?:19|20)\d{6}\w*$|(?:19|20)\d\d_\d\d_\d\d\w*$", "", record["eventName"])
    return operations.action_of(name, prefix)


def _principal(record: dict[str, Any]) -> str | None:
    who = record.get("userIdentity")
    if not isinstance(who, dict):
        return None
    known = who.get("arn") or who.get("invokedBy")
    return known if isinstance(known, str) else None


def _resource(record: dict[str, Any], action: str | None) -> str | None:
    """The resource, if the record names only one."""
    listed = record.get("resources")
    named = [each.get("ARN") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    arns = [arn for arn in named if isinstance(arn, str) and arn.startswith("arn:")]
    given = record.get("requestParameters")
    given = given if isinstance(given, dict) else {}
    bucket, key = given.get("bucketName"), given.get("key")
    if action and action.startswith("s3:") and isinstance(bucket, str):
        return operations.s3_resource(action, bucket, key if isinstance(key, str) else "")
    role = given.get("roleArn")
    if action and action.startswith("sts:AssumeRole") and isinstance(role, str):
        return role
    return arns[0] if len(arns) == 1 else None


def _decoded(value: dict[str, Any]) -> Iterator[Denial]:
    """The output of `aws sts decode-authorization-message`."""
    if value["allowed"]:
        return
    context = value["context"]
    who = context.get("principal")
    principal = who.get("arn") if isinstance(who, dict) else None
    action, resource = context.get("action"), context.get("resource")
    explicit = value.get("explicitDeny")
    yield Denial(
        principal if isinstance(principal, str) else None,
        operations.spelt(action) if isinstance(action, str) and ":" in action else None,
        resource if isinstance(resource, str) else None,
        is_explicit=explicit if isinstance(explicit, bool) else None,
        context=tuple(_conditions(context.get("conditions"))),
    )


def _conditions(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    items = value.get("items") if isinstance(value, dict) else None
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict) or not isinstance(key := item.get("key"), str):
            continue
        inner = item.get("values")
        listed = inner.get("items") if isinstance(inner, dict) else None
        texts = [each.get("value") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        values = tuple(text for text in texts if isinstance(text, str))
        # Some messages have service-specific keys without a prefix.
        if values and len(values) == len(texts) and ":" in key:
            yield key, values
