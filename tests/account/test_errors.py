"""What AWS and the network answer, in words."""

from __future__ import annotations

import pytest
from botocore import exceptions

from rolecast.account.errors import RefusedError, explain


def refused(code: str, reason: str) -> str:
    answer = {"Error": {"Code": code, "Message": reason}}
    error = explain(exceptions.ClientError(answer, "GetRole"), "GetRole")
    assert isinstance(error, RefusedError)
    assert error.code == code
    return str(error)


@pytest.mark.parametrize(
    ("code", "reason", "help"),
    [
        ("AccessDenied", "User x is not authorized", "ask an administrator for this permission"),
        ("ExpiredToken", "The security token included in the request is expired", "the credentials have expired"),
        ("RequestExpired", "Request has expired", "this machine's clock is wrong"),
        ("SignatureDoesNotMatch", "Signature not yet current: 2026 is still later", "this machine's clock is wrong"),
        (
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match",
            "the secret key does not belong to the access key",
        ),
        ("InvalidClientTokenId", "The security token included in the request is invalid", "does not know these"),
        ("Throttling", "Rate exceeded", "wait, then run again"),
        ("ServiceFailure", "", "AWS had an internal error"),
    ],
)
def test_refusals(code: str, reason: str, help: str) -> None:
    """AWS's own words and code, and what to do."""
    message = refused(code, reason)
    assert message.startswith(f"AWS refuses GetRole: {reason or 'no reason given'} ({code})\n  help: ")
    assert help in message


def test_a_refusal_that_we_know_nothing_of_has_no_help() -> None:
    """Better none than a wrong one."""
    assert refused("Odd", "Something odd.") == "AWS refuses GetRole: Something odd (Odd)"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (exceptions.NoCredentialsError(), "there are no AWS credentials: "),
        (exceptions.PartialCredentialsError(provider="env", cred_var="x"), "the AWS credentials are incomplete: "),
        (exceptions.SSOTokenLoadError(error_msg="x"), "cannot load the AWS credentials: "),
        (exceptions.CredentialRetrievalError(provider="process", error_msg="x"), "cannot load the AWS credentials: "),
        (exceptions.ConnectTimeoutError(endpoint_url="http://x"), "AWS did not answer in time: "),
        (exceptions.ReadTimeoutError(endpoint_url="http://x"), "AWS did not answer in time: "),
        (exceptions.EndpointConnectionError(endpoint_url="http://x"), "AWS cannot be reached: "),
        (exceptions.ProxyConnectionError(proxy_url="http://x"), "AWS cannot be reached: "),
        (exceptions.SSLError(endpoint_url="http://x", error="x"), "AWS cannot be reached: "),
        (exceptions.NoRegionError(), "no AWS region is set: "),
        (exceptions.ParamValidationError(report="x"), "GetRole failed: "),
    ],
)
def test_what_does_not_come_through(error: Exception, message: str) -> None:
    """One line, with the cause as boto3 has it."""
    assert str(explain(error, "GetRole")).startswith(message)
    assert len(str(explain(error, "GetRole")).splitlines()) <= 2
