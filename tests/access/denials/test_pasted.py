"""What people paste when something was denied, and what is read of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rolecast.access.denials import pasted
from rolecast.access.denials.denial import Denial, role_name
from rolecast.reading.faults import InputError

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8"))
SENTENCES = [case for case in CASES if "{" not in case["text"]]
SAYS = 'User: {} is not authorized to perform: {} on resource: "{}" because no identity-based policy allows it'


def described(denial: Denial) -> dict[str, Any]:
    known = {
        "principal": denial.principal,
        "action": denial.action,
        "resource": denial.resource,
        "kind": denial.blame.value if denial.blame.value != "unknown" else None,
        "explicit": denial.is_explicit,
        "policy": denial.policy,
        "operation": denial.operation,
        "encoded": denial.is_encoded or None,
        "elsewhere": denial.elsewhere.value if denial.elsewhere else None,
        "context": {key: values[0] for key, values in denial.context} or None,
    }
    return {key: value for key, value in known.items() if value is not None}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_messages_are_read(case: dict[str, Any]) -> None:
    """Who, what, on what, and because of which kind of policy, as far as the message says."""
    assert case["source"].startswith("https://")
    assert [described(each) for each in pasted.read(case["text"])] == case["denials"]


@pytest.mark.parametrize("case", SENTENCES, ids=[case["name"] for case in SENTENCES])
def test_line_breaks_do_not_matter(case: dict[str, Any]) -> None:
    """Terminals and mails wrap what they show, and indent it."""
    wrapped = "> " + case["text"].replace(" ", "\r\n      ")
    assert [described(each) for each in pasted.read(wrapped)] == case["denials"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "it does not work",
        "An error occurred (ThrottlingException) when calling the CreateModel operation: Rate exceeded",
        "An error occurred (ValidationException) when calling the CreateModel operation: 1 validation error",
        "{}",
        "[]",
        '{"eventSource": "s3.amazonaws.com", "eventName": "GetObject"}',
        '{"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "errorCode": 7, "userIdentity": []}',
        '{"allowed": true, "context": {}}',
        "[" * 5_000,
        "\0\x1b[31m not authorized to perform",
    ],
)
def test_nothing_found_says_what_was_looked_for(text: str) -> None:
    """A message without a denial is an error that does not repeat the message."""
    with pytest.raises(InputError) as error:
        pasted.read(text)
    assert "no denied request found" in str(error.value)
    assert "is not authorized to perform" in str(error.value)
    assert "\x1b" not in str(error.value)


def test_secrets_are_not_kept() -> None:
    """Access keys, tokens and signatures that stand in a name, a resource or beside the message."""
    key, token = "AKIAIOSFODNN7EXAMPLE", "FwoGZXIvYXdzEXAMPLE"
    text = f"AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIEXAMPLE aws_session_token={token} " + SAYS.format(
        f"arn:aws:sts::123456789012:assumed-role/compute/{key}",
        "s3:GetObject",
        f"arn:aws:s3:::fraud/{key}?X-Amz-Security-Token={token}&X-Amz-Signature=0123abcd",
    )
    (found,) = pasted.read(text)
    assert found.resource == "arn:aws:s3:::fraud/[hidden]"
    assert not any(secret in repr(found) for secret in (key, token, "wJalr", "0123abcd"))


def test_long_texts_are_read_once() -> None:
    """A log of thousands of lines with the same denial gives one; of different ones the first are told."""
    line = SAYS.format("arn:aws:sts::123456789012:assumed-role/compute/x", "s3:GetObject", "arn:aws:s3:::fraud/a")
    assert len(pasted.read(f"{line}\n" * 5_000)) == 1
    assert len(pasted.read("An error (AccessDenied) when calling the GetObject operation: " * 20_000)) == 1
    many = "\n".join(line.replace("fraud/a", f"fraud/{number}") for number in range(300))
    assert len(pasted.read(many)) == pasted.MOST


@pytest.mark.parametrize(
    ("principal", "role"),
    [
        ("arn:aws:sts::123456789012:assumed-role/compute/a@example.com", ("123456789012", "compute")),
        ("arn:aws-us-gov:iam::123456789012:role/service-role/compute", ("123456789012", "compute")),
        ("arn:aws:iam::123456789012:user/dana", None),
        ("arn:aws:sts::...:assumed-role/...", None),
        ("sagemaker.amazonaws.com", None),
    ],
)
def test_roles_are_told_by_their_sessions(principal: str, role: tuple[str, str] | None) -> None:
    """The role of a session has no path there; other principals have none."""
    assert role_name(principal) == role
