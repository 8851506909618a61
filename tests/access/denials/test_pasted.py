"""What people paste when something was denied, and what is read of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rolecast.access.denials import pasted
from rolecast.access.denials.denial import HIDDEN, Denial, role_name, without_secrets
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


@pytest.mark.parametrize("width", [60, 80, 100, 133])
@pytest.mark.parametrize("is_trimmed", [False, True])
def test_terminals_cut_lines(width: int, *, is_trimmed: bool) -> None:
    """A terminal cuts lines at its width, within words too, and what is copied there may lose spaces at their ends."""
    who, what = "arn:aws:sts::123456789012:assumed-role/compute/SageMaker", "arn:aws:s3:::fraud-training/2026/train.csv"
    text = SAYS.format(who, "s3:GetObject", what) + " allows the s3:GetObject action, says a line that is long enough"
    lines = [text[begin : begin + width] for begin in range(0, len(text), width)]
    (found,) = pasted.read("\n".join(line.rstrip() if is_trimmed else line for line in lines))
    assert (found.principal, found.action, found.resource) == (who, "s3:GetObject", what)


def test_half_an_arn_is_no_resource() -> None:
    """What a line ends in may be the first part of an ARN only: then the resource is not known."""
    (found,) = pasted.read(
        "User: dana is not authorized to perform: sagemaker:CreateModel on resource: arn:aws:sagema\nker:x"
    )
    assert (found.action, found.resource) == ("sagemaker:CreateModel", None)


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


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "AKIA"),
        ("hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", "hf_abc"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abc"),
        ("github_pat_11ABCDEFG0abcdefghijkl_abcdefghijklm", "pat_11"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "eyJzdWIi"),
        ("jdbc:postgresql://dana:opensesame@host/db", "opensesame"),
        ("jdbc:redshift://host/db;UID=dana;PWD=opensesame", "opensesame"),
        ("https://host/x?y=1&X-Amz-Signature=opensesame", "opensesame"),
        ("Authorization: Bearer opensesame", "opensesame"),
        ("authorization = AWS4-HMAC-SHA256 Credential=x, Signature=opensesame", "opensesame"),
        ("password: opensesame", "opensesame"),
        ("--db-password opensesame", "opensesame"),
        ("aws_secret_access_key = opensesame", "opensesame"),
        ("'SessionToken': 'opensesame'", "opensesame"),
        ("HF_TOKEN=opensesame", "opensesame"),
    ],
)
def test_secrets_are_hidden_wherever_they_are(text: str, secret: str) -> None:
    """What is taken for the name of a resource may hold them, if a quote was lost: no field of a denial shows them."""
    (found,) = pasted.read(f'User: dana is not authorized to perform: s3:GetObject on resource: "{text} and more"')
    assert found.resource
    assert HIDDEN in found.resource
    assert secret not in repr(found)


def test_names_are_no_secrets() -> None:
    """An ARN of a secret or a token is shown."""
    for name in ("secretsmanager:us-east-1:123456789012:secret:password-a1", "kms:us-east-1:123456789012:key/token-1"):
        assert without_secrets(f"arn:aws:{name}") == f"arn:aws:{name}"


def test_long_texts_are_read_once() -> None:
    """A log of thousands of lines with the same denial gives one; of different ones the first are told."""
    line = SAYS.format("arn:aws:sts::123456789012:assumed-role/compute/x", "s3:GetObject", "arn:aws:s3:::fraud/a")
    assert len(pasted.read(f"{line}\n" * 5_000)) == 1
    assert len(pasted.read("An error (AccessDenied) when calling the GetObject operation: " * 20_000)) == 1
    for piece in ("User:arn:", "\\", "[1,\n", '{"a":\n', "| ", "No S3 objects found ", "<a "):
        assert len(pasted.read(f"{line}\n{piece * 3_000}")) == 1
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
