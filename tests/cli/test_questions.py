"""The commands that ask what a role may do: can, test and decide."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from rolecast.cli.main import run

ROLES = """\
version: 1
account: "123456789012"
region: us-east-1
roles:
  data-scientist:
    persona: data-scientist
    activities: {s3-bucket-access: {s3_buckets: [fraud-training]}}
    extra_policies:
      guard:
        Version: "2012-10-17"
        Statement: {Sid: KeepRaw, Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::fraud-training/raw/*"}
  other: {activities: {s3-full-access: }}
  keys: {additional_policies: [AWSKeyManagementServicePowerUser, "arn:aws:iam::123456789012:policy/own"]}
"""
OBJECT = "arn:aws:s3:::fraud-training/train.csv"
ROLE_ARN = "arn:aws:iam::123456789012:role/sagemaker-data-scientist"


@pytest.fixture
def roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("roles.yaml").write_text(ROLES, encoding="utf-8")
    return "roles.yaml"


QUESTIONS = {
    "allowed": (["s3:GetObject", OBJECT], 0),
    "denied by a statement": (["s3:GetObject", "arn:aws:s3:::fraud-training/raw/a"], 11),
    "nearest is another resource": (["s3:GetObject", "arn:aws:s3:::other/a"], 11),
    "nothing about the action": (
        ["sagemaker:CreateEndpoint", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/x"],
        11,
    ),
    "a condition fails": (["iam:PassRole", ROLE_ARN, "--context", "iam:PassedToService=ec2.amazonaws.com"], 11),
    "a condition holds": (["iam:PassRole", ROLE_ARN, "--context", "iam:PassedToService=sagemaker.amazonaws.com"], 0),
    "a key is not given": (["iam:PassRole", ROLE_ARN], 13),
    "a key is absent": (["iam:PassRole", ROLE_ARN, "--absent", "iam:PassedToService"], 11),
    "a policy is not known": (["kms:Decrypt", "arn:aws:kms:us-east-1:999999999999:key/1a", "--role", "keys"], 13),
    "no permission needed": (["sts:GetCallerIdentity"], 0),
    "only AWS changes it": (
        ["kms:DeleteAlias", "arn:aws:kms:us-east-1:123456789012:alias/aws/s3", "--role", "keys"],
        11,
    ),
    "which resources": (["s3:PutObject"], 0),
    "which resources but some": (["s3:GetObject"], 0),
    "which resources under conditions": (["iam:PassRole"], 13),
    "no resource at all": (["s3:DeleteBucket"], 11),
    "a correction is missing": (
        ["sagemaker:StopTransformJob", "arn:aws:sagemaker:us-east-1:123456789012:transform-job/t"],
        11,
    ),
    "an activity is missing": (["glue:GetTable"], 11),
    "an action without resource types": (["sagemaker:Search"], 0),
    "an operation of another action": (
        ["sagemaker:InvokeEndpointWithResponseStream", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/e"],
        11,
    ),
    "dependent actions": (["sagemaker:CreateModel", "arn:aws:sagemaker:us-east-1:123456789012:model/m"], 0),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_can_answers_with_its_reason(
    question: str, roles: str, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Which statement, which condition failed on which value, the nearest one, what else is needed."""
    arguments, status = QUESTIONS[question]
    assert run(["can", roles, "--role", "data-scientist", *arguments]) == status
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out == snapshot


def test_can_answers_machines(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same answer as JSON."""
    assert run(["can", roles, "--role", "data-scientist", "--format", "json", "iam:PassRole", ROLE_ARN]) == 13
    reply = json.loads(capsys.readouterr().out)
    assert (reply["format_version"], reply["decision"], reply["missing"]) == ("1", "unknown", ["iam:PassedToService"])
    assert run(["can", roles, "--role", "data-scientist", "--format", "json", "s3:PutObject"]) == 0
    assert json.loads(capsys.readouterr().out)["resources"] == ["arn:aws:s3:::fraud-training/*"]


MISSPELT = """\
`sagemaker:DescribeModel` does not apply to `arn:aws:sagemaker:us-east-1:123456789012:models/m`
  help: did you mean `arn:aws:sagemaker:us-east-1:123456789012:model/m`?
"""
NOWHERE = """\
`arn:aws:sagemaker:us-est-1:12345678901:model/m`: `12345678901` is not an account
  help: an account has 12 digits
`arn:aws:sagemaker:us-est-1:12345678901:model/m`: there is no region `us-est-1`
  help: did you mean `us-west-1`?
"""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["s3:GetObject", OBJECT],
            "the file has several roles\n  help: choose one with `--role`: data-scientist, other, keys",
        ),
        (["--role", "othr", "s3:GetObject"], "there is no role `othr` in the file\n  help: did you mean `other`?"),
        (["--role", "other", "s3:GetObjct"], "there is no action `s3:GetObjct`\n  help: did you mean `s3:GetObject`?"),
        (["--role", "other", "sagemakr:Search"], "there is no action `sagemakr:Search`\n"),
        (["--role", "other", "s3:Get*"], "`s3:Get*` is not a single action\n"),
        (["--role", "other", "GetObject"], "`GetObject` is not a single action\n"),
        (["--role", "other", "s3:GetObject", OBJECT, "--context", "x"], "`--context x` gives no value\n"),
        (
            ["--role", "other", "s3:GetObject", OBJECT, "--context", "s3:authType=x", "--absent", "s3:authtype"],
            "`s3:authtype` is given both as absent and with a value\n",
        ),
        (["--role", "other", "s3:GetObject", "bucket"], "`bucket` is not a resource\n"),
        (
            ["--role", "other", "s3:GetObject", "arn:aws:s3:::bucket"],
            "`s3:GetObject` does not apply to `arn:aws:s3:::bucket`\n  help: its resources are `arn:",
        ),
        (
            ["--role", "other", "sagemaker:DescribeModel", "arn:aws:sagemaker:us-east-1:123456789012:models/m"],
            MISSPELT,
        ),
        (
            ["--role", "other", "sagemaker:Search", "arn:aws:sagemaker:us-east-1:123456789012:model/m"],
            (
                "`sagemaker:Search` does not apply to a resource, such as "
                "`arn:aws:sagemaker:us-east-1:123456789012:model/m`\n"
            ),
        ),
        (
            ["--role", "other", "sagemaker:DescribeModel", "arn:aws:sagemaker:us-est-1:12345678901:model/m"],
            NOWHERE,
        ),
        (
            ["--role", "other", "s3:GetObject", OBJECT, "--context", "s3:VersionID=1", "--absent", "aws:SourceIpp"],
            "there is no condition key `aws:SourceIpp`\n  help: did you mean `aws:SourceIp`?\n",
        ),
    ],
)
def test_can_refuses_what_is_no_question(
    arguments: list[str], message: str, roles: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do about it."""
    assert run(["can", roles, *arguments]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(message)


def test_can_says_where_the_file_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """Other commands have a usual file; without one here, the action is taken for it, and the ARN for the action."""
    assert run(["can", "s3:GetObject", OBJECT]) == 1
    message = f"`{OBJECT}` is an ARN, and an action is expected\n  help: the order is FILE, ACTION, RESOURCE"
    assert capsys.readouterr().err.startswith(message)


def test_can_says_the_order_if_the_file_is_last(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the command as it should be."""
    assert run(["can", "s3:GetObject", roles]) == 1
    message = (
        f"`{roles}` is not an action\n  help: the order is FILE, ACTION, RESOURCE: `rolecast can {roles} s3:GetObject`"
    )
    assert capsys.readouterr().err.startswith(message)


EXPECT = """\
    expect:
      allow:
        - {action: s3:GetObject, resource: "arn:aws:s3:::fraud-training/train.csv"}
        - {action: sagemaker:Search}
        - {action: s3:GetObject, resource: "arn:aws:s3:::fraud-training/raw/a"}
      deny:
        - {action: s3:DeleteBucket, resource: "arn:aws:s3:::fraud-training"}
        - action: iam:PassRole
          resource: arn:aws:iam::123456789012:role/sagemaker-data-scientist
          context: {iam:PassedToService: ec2.amazonaws.com}
        - {action: iam:PassRole, resource: "arn:aws:iam::123456789012:role/sagemaker-data-scientist"}
        - action: iam:PassRole
          resource: arn:aws:iam::123456789012:role/sagemaker-data-scientist
          context: {iam:PassedToService: null}
  other:"""


def test_the_role_files_own_expectations(
    roles: str, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Those that are not met are told with their place; an unknown answer meets nothing."""
    Path(roles).write_text(ROLES.replace("  other:", EXPECT), encoding="utf-8")
    assert run(["test"]) == 10
    assert capsys.readouterr().out == snapshot
    assert run(["test", "--format", "json"]) == 10
    outcomes = json.loads(capsys.readouterr().out)["expectations"]
    assert [(outcome["line"], outcome["met"]) for outcome in outcomes] == [
        *((14, True), (15, True), (16, False)),
        *((18, True), (19, True), (22, False), (23, True)),
    ]


IMPOSSIBLE = """\
    expect:
      allow:
        - {action: s3:GetObjct, resource: "arn:aws:s3:::fraud-training/train.csv"}
      deny:
        - {action: s3:DeleteBucket, resource: "arn:aws:s3:::fraud-training/raw"}
        - {action: s3:GetObject, resource: "arn:aws:s3:::fraud-training/raw/a", context: {"aws:SourceIpp": "1.2.3.4"}}
        - {action: sagemaker:DescribeModel, resource: "arn:aws:sagemaker:us-east-1:1234:model/m"}
  other:"""


def test_expectations_of_what_cannot_exist(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is an error with its place, not one that is met because nothing allows it."""
    Path(roles).write_text(ROLES.replace("  other:", IMPOSSIBLE), encoding="utf-8")
    assert run(["test"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert [line.partition(": ")[::2] for line in output.err.splitlines() if line.startswith("roles.yaml")] == [
        ("roles.yaml:14:20", "there is no action `s3:GetObjct`"),
        ("roles.yaml:16:47", "`s3:DeleteBucket` does not apply to `arn:aws:s3:::fraud-training/raw`"),
        ("roles.yaml:17:108", "there is no condition key `aws:SourceIpp`"),
        ("roles.yaml:18:55", "`arn:aws:sagemaker:us-east-1:1234:model/m`: `1234` is not an account"),
    ]


def test_expectations_that_are_met(roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 0; a file without any is an error, since nothing was checked."""
    assert run(["test", roles]) == 1
    assert capsys.readouterr().err.startswith("roles.yaml has no expectations\n  help: add `expect:` to a role\n")
    met = "    expect: {allow: [{action: sagemaker:Search}]}\n  other:"
    Path(roles).write_text(ROLES.replace("  other:", met), encoding="utf-8")
    assert run(["test", roles]) == 0
    assert capsys.readouterr().out == "1 expectation, 0 not met\n"


CASE = {
    "name": "mine",
    "policies": {
        "identity": [
            {
                "Version": "2012-10-17",
                "Statement": {"Sid": "S", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
            }
        ]
    },
    "request": {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/o"},
}


def test_other_bytes_do_not_stop_the_rest(tmp_path: Path) -> None:
    """A line that is not UTF-8 or has half a character gives an error in its place, from a file and from a pipe."""
    good = json.dumps(CASE).encode()
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\n".join((good, b'{"name": "\xff"}', b'{"name": "\\ud800"}', good)))
    for arguments, piped in (([str(path)], b""), ([], path.read_bytes())):
        command = [sys.executable, "-m", "rolecast", "decide", *arguments]
        finished = subprocess.run(command, input=piped, capture_output=True, check=False)
        answers = [json.loads(line) for line in finished.stdout.splitlines()]
        assert (finished.returncode, finished.stderr) == (1, b"")
        assert [answer.get("decision") for answer in answers] == ["allow", None, None, "allow"]


def decide(*lines: str, file: str = "-") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rolecast", "decide", file],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )


def test_decide_reads_and_writes_lines() -> None:
    """A decision for a case, in order."""
    finished = decide(json.dumps(CASE), "", json.dumps({**CASE, "name": "other"}))
    first, second = map(json.loads, finished.stdout.splitlines())
    assert finished.returncode == 0
    assert first == {
        "name": "mine",
        "decision": "allow",
        "statements": [{"type": "identity", "policy": "identity[0]", "statement": 0, "sid": "S", "effect": "Allow"}],
        "blocked_by": [],
        "missing": [],
        "unavailable": [],
        "as_expected": None,
    }
    assert second["name"] == "other"


def test_a_malformed_case_does_not_stop_the_rest() -> None:
    """It gives an error in its place, and exit status 1."""
    finished = decide("{", json.dumps({"name": "empty"}), json.dumps(CASE))
    broken, empty, good = map(json.loads, finished.stdout.splitlines())
    assert finished.returncode == 1
    assert broken["error"].startswith("this is not JSON: ")
    assert (empty["name"], "`policies`" in empty["error"]) == ("empty", True)
    assert good["decision"] == "allow"
    assert "Traceback" not in finished.stderr


def test_decide_holds_a_decision_against_what_is_expected() -> None:
    """Exit status 10 where it is another."""
    finished = decide(json.dumps({**CASE, "expect": {"decision": "implicit-deny"}}))
    assert (finished.returncode, json.loads(finished.stdout)["as_expected"]) == (10, False)


def test_decide_without_a_file(tmp_path: Path) -> None:
    """A clear error for a file that is not there, a folder, and closed standard input."""
    assert decide(file="nowhere.jsonl").stderr.startswith("there is no file `nowhere.jsonl`\n")
    folder = decide(file=str(tmp_path))
    assert (folder.returncode, "Traceback" in folder.stderr) == (1, False)
    closed = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m rolecast decide <&-"], capture_output=True, text=True, check=False
    )
    assert (closed.returncode, closed.stderr.splitlines()[0]) == (1, "standard input is closed")
