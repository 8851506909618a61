"""Errors of AWS calls, with a help line that says what to do."""

from __future__ import annotations

import re
from typing import Any

from rolecast.reading.faults import Fault, RolecastError


class AccountError(RolecastError):
    """AWS cannot be reached, or refuses a call."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__([Fault(None, message, help)])


class RefusedError(AccountError):
    """AWS returned an error. `code` is AWS's error code, such as NoSuchEntity, and `reason` its message."""

    def __init__(self, operation: str, code: str, reason: str, help: str | None = None) -> None:
        super().__init__(f"AWS refuses {operation}: {reason} ({code})", help)
        self.code = code
        self.reason = reason


def explain(error: Exception, operation: str) -> AccountError:
    """Converts an error from boto3."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):
        said = response.get("Error") or {}
        code, reason = str(said.get("Code") or "unknown"), str(said.get("Message") or "no reason given")
        return RefusedError(operation, code, reason.rstrip("."), _help_for(code, reason))
    # By name, because importing botocore is slow and older versions lack some of them.
    kinds = {kind.__name__ for kind in type(error).__mro__}
    for names, message, remedy in _UNREACHED:
        if names & kinds:
            return AccountError(f"{message}: {one_line(error)}", remedy)
    return AccountError(f"{operation} failed: {one_line(error)}")


_SIGN_IN = "sign in again, such as with `aws sso login`, or set AWS_PROFILE to a profile that works"
_UNREACHED = (
    (
        {"NoCredentialsError"},
        "there are no AWS credentials",
        "set AWS_PROFILE or pass `--profile`; `aws sts get-caller-identity` shows whether it works",
    ),
    (
        {"PartialCredentialsError"},
        "the AWS credentials are incomplete",
        "set both the access key and the secret access key",
    ),
    ({"ProfileNotFound"}, "there is no such AWS profile", "`aws configure list-profiles` lists them"),
    (
        {"SSOError", "TokenRetrievalError", "CredentialRetrievalError", "LoginError"},
        "cannot load the AWS credentials",
        _SIGN_IN,
    ),
    ({"NoRegionError"}, "no AWS region is set", "pass `--region`, or set AWS_REGION"),
    (
        {"ReadTimeoutError", "ConnectTimeoutError"},
        "AWS did not answer in time",
        "check the network and AWS_ENDPOINT_URL, then run again",
    ),
    (
        {"HTTPClientError", "ConnectionError"},
        "AWS cannot be reached",
        "check the network, any proxy and AWS_ENDPOINT_URL, then run again",
    ),
)
_SKEWED = re.compile(r"signature (expired|not yet current)|clock|RequestTime", re.IGNORECASE)
_CLOCK = "this machine's clock is wrong: set it, then run again"
_HELP = (
    ({"ExpiredToken", "ExpiredTokenException"}, f"the credentials have expired: {_SIGN_IN}"),
    (
        {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure"},
        f"AWS does not know these credentials: {_SIGN_IN}; in another partition they need its region",
    ),
    (
        {"SignatureDoesNotMatch", "IncompleteSignature"},
        "the secret key does not belong to the access key, or is mistyped",
    ),
    ({"RequestExpired", "RequestTimeTooSkewed"}, _CLOCK),
    ({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}, "ask an administrator for this permission"),
    (
        {"Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"},
        "too many requests from this account: wait, then run again",
    ),
    ({"EntityAlreadyExists"}, "it was created in the meantime: run `rolecast plan` to see what exists"),
    ({"NoSuchEntity"}, "it was deleted in the meantime, or its name is mistyped: run `rolecast plan`"),
    ({"LimitExceeded"}, "a quota of the account is reached: request an increase in Service Quotas, or use less"),
    ({"DeleteConflict"}, "something outside the deployment still uses it: find out what"),
    ({"ServiceFailure", "InternalFailure", "ServiceUnavailable"}, "AWS had an internal error: run again"),
)


def _help_for(code: str, reason: str) -> str | None:
    if "Signature" in code and _SKEWED.search(reason):
        return _CLOCK
    return next((remedy for codes, remedy in _HELP if code in codes), None)


def one_line(error: Exception) -> str:
    """The error's message on one line, or the kind of error if it has none."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
