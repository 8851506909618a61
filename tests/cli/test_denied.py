"""`rolecast denied`: an AccessDenied message explained, and the role file changed by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call
from tests.workflows.test_denying import ACCOUNT, IDENTITY, ROLES, SCP, says

from rolecast.workflows import denying

ERROR = "An error occurred ({}) when calling the {} operation: "
UNTRUSTED = (
    f"Could not assume role arn:aws:iam::{ACCOUNT}:role/sagemaker-compute. Please ensure that the role exists and "
    "allows principal 'glue.amazonaws.com' to assume the role."
)
MODELS = "arn:aws:s3:::models/a"
OWN = "arn:aws:s3:::fraud-training/a"
COMPUTE = f"arn:aws:iam::{ACCOUNT}:role/sagemaker-compute"
MESSAGES = {
    "a bucket is missing": says("compute", "s3:PutObject", MODELS, IDENTITY),
    "a role to pass": ERROR.format("AccessDeniedException", "CreateTrainingJob")
    + says("people", "iam:PassRole", COMPUTE, IDENTITY),
    "a Deny of the role": says("people", "s3:GetObject", "arn:aws:s3:::fraud-training/raw/a", " with an explicit deny"),
    "a service control policy": says("compute", "s3:PutObject", OWN, SCP),
    "the role allows it": says("compute", "s3:PutObject", OWN),
    "a key": says("compute", "kms:Decrypt", None, IDENTITY),
    "a role that cannot be assumed": UNTRUSTED,
    "a role of no file": says("nobody", "s3:GetObject", OWN, IDENTITY),
    "encoded": ERROR.format("UnauthorizedOperation", "RunInstances")
    + "You are not authorized to perform this operation. Encoded authorization failure message: qM8QfakeJaHYpY46",
    "Lake Formation": ERROR.format("AccessDeniedException", "GetTable")
    + "Insufficient Lake Formation permission(s) on transactions",
    "two at once": says("compute", "s3:GetObject", MODELS)
    + "\n"
    + says("people", "sagemaker:ListEdgePackagingJobs", "*"),
}


@pytest.fixture(autouse=True)
def roles(here: Path) -> Path:
    path = here / "roles.yaml"
    path.write_text(ROLES, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MESSAGES)
def test_the_message_is_explained(name: str, call: Call, snapshot: SnapshotAssertion) -> None:
    """What was denied, what AWS says, what the role file says, and what would allow it."""
    done = call("denied", MESSAGES[name])
    assert (done.status, done.err) == (0, "")
    assert done.out == snapshot


def test_the_message_may_come_from_anywhere(call: Call, here: Path) -> None:
    """An argument, a file, standard input by `-` or by default."""
    message = MESSAGES["a bucket is missing"]
    (here / "message.txt").write_text(message, encoding="utf-8")
    outputs = {
        call("denied", message, "roles.yaml").out,
        call("denied", "message.txt").out,
        call("denied", "-", "roles.yaml", stdin=message).out,
        call("denied", stdin=message).out,
    }
    assert len(outputs) == 1


def test_machines_get_json(call: Call) -> None:
    """The same as JSON, an object for each denial."""
    done = call("denied", MESSAGES["two at once"], "--format", "json")
    first, second = json.loads(done.out)["denials"]
    assert (first["action"], first["role"], first["agrees"], first["kind"]) == (
        "s3:GetObject",
        "compute",
        True,
        "unknown",
    )
    assert first["remedies"][0]["edit"]["value"] == ["fraud-training", "models"]
    assert first["remedies"][0]["also_allows"]["services"] == ["s3"]
    assert second["explicit"] is None


def test_fix_changes_the_role_file(call: Call, roles: Path, snapshot: SnapshotAssertion) -> None:
    """Comments and layout stay, the difference is shown, and the request is allowed afterwards."""
    done = call("denied", MESSAGES["a bucket is missing"], "--fix")
    assert done.status == 0
    assert done.err == snapshot
    assert roles.read_text(encoding="utf-8") == ROLES.replace("[fraud-training]  #", "[fraud-training, models]  #")
    assert call("can", "roles.yaml", "--role", "compute", "s3:PutObject", MODELS).status == 0
    again = call("denied", MESSAGES["a bucket is missing"], "--fix")
    assert (again.status, again.err) == (0, "")


def test_fix_keeps_a_file_that_is_read_only(call: Call, roles: Path) -> None:
    """Whoever took away the permission to write did not mean it to be replaced."""
    roles.chmod(0o444)
    done = call("denied", MESSAGES["a bucket is missing"], "--fix")
    assert (done.status, "is read-only: nothing was written" in done.err) == (1, True)
    assert roles.read_text(encoding="utf-8") == ROLES


def test_fix_keeps_what_was_written_meanwhile(call: Call, roles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that an editor saves while the remedies are tried is not replaced."""

    def fixed(*given: Any) -> Any:
        found = denying.fixed(*given)
        roles.write_text("saved\n", encoding="utf-8")
        return found

    monkeypatch.setattr("rolecast.cli.denied.fixed", fixed)
    done = call("denied", MESSAGES["a bucket is missing"], "--fix")
    assert (done.status, "has changed meanwhile: nothing was written" in done.err) == (1, True)
    assert roles.read_text(encoding="utf-8") == "saved\n"


def test_fix_says_if_a_condition_decides(call: Call, roles: Path) -> None:
    """The exit status is unknown if what was written depends on keys that the message does not give."""
    who, role = "arn:aws:sts::123456789012:assumed-role/sagemaker-people/x", "arn:aws:iam::123456789012:role/chat"
    message = f"User: {who} is not authorized to perform: iam:PassRole on resource: {role}"
    done = call("denied", message, "--fix")
    assert done.status == 13
    assert "allows the request under a condition on iam:PassedToService" in done.out
    assert "pass_roles" in roles.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a Deny of the role", "a key"])
def test_fix_says_what_the_file_cannot_allow(name: str, call: Call, roles: Path) -> None:
    """The file stays as it is, and the exit status tells."""
    assert call("denied", MESSAGES[name], "--fix").status == 11
    assert roles.read_text(encoding="utf-8") == ROLES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["it does not work"], "no denied request found in the message\n  help: looked for"),
        (["missing.txt", "roles.yaml"], "there is no file `missing.txt`"),
        ([MESSAGES["a key"], "missing.yaml"], "there is no file `missing.yaml`"),
        ([MESSAGES["a key"], "roles.yaml", "roles.yaml", "--fix"], "`--fix` changes one role file"),
        ([MESSAGES["a key"], "-", "--fix"], "`--fix` changes one role file"),
        ([MESSAGES["a key"], "roles.yaml", "--role", "comput"], "there is no role `comput`"),
    ],
)
def test_bad_input_is_an_error(arguments: list[str], message: str, call: Call) -> None:
    """A message without a denial, a file that is not there, a role that is not in it."""
    done = call("denied", *arguments)
    assert done.status == 1
    assert message in done.err
    assert done.out == ""


def test_fix_takes_a_role_file_only(call: Call, here: Path) -> None:
    """A policy or account details are never changed."""
    policy = '{"Version": "2012-10-17", "Statement": []}'
    (here / "policy.json").write_text(policy, encoding="utf-8")
    assert call("denied", MESSAGES["a key"], "policy.json", "--fix").status == 1
    assert (here / "policy.json").read_text(encoding="utf-8") == policy


def test_secrets_are_never_shown(call: Call) -> None:
    """Access keys and tokens that were pasted along with the message, found or not."""
    secrets = "AKIAIOSFODNN7EXAMPLE aws_secret_access_key=wJalrXUtnFEMIK7MDENG aws_session_token=FwoGZXIvYXdzEXAMPLE"
    for message in (f"{secrets} {MESSAGES['a bucket is missing']}", secrets):
        done = call("denied", message)
        for secret in ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMIK7MDENG", "FwoGZXIvYXdzEXAMPLE"):
            assert secret not in done.out + done.err
