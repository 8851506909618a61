"""The commands check and rule."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from rolecast.checks import rulebook
from rolecast.checks.pages import page
from rolecast.cli.main import run

GOOD = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}}'
SUGGESTION = GOOD.replace("ListAllMyBuckets", "PutObject")
WARNING = GOOD.replace("ListAllMyBuckets", "GetBucketAcl").replace('"*"', '"arn:aws:s3:::raw/*"')
ERROR = GOOD.replace("ListAllMyBuckets", "GetObjetc")
ROLES = """\
version: 1
account: "123456789012"
region: us-east-1
suppress:
  - {rule: confused-deputy, reason: nobody else can make SageMaker do it}
roles:
  jobs:
    activities:
      manage-ml-jobs: {pass_roles: ["arn:aws:iam::123456789012:role/jobs"]}
    suppress:
      - rule: incomplete-life-cycle
        action: sagemaker:StopTransformJob
        reason: the platform team stops them
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("good.json", GOOD),
        ("suggestion.json", SUGGESTION),
        ("warning.json", WARNING),
        ("error.json", ERROR),
        ("roles.yaml", ROLES),
    ):
        Path(name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["good.json"], 0),
        (["suggestion.json"], 0),
        (["warning.json"], 10),
        (["error.json"], 10),
        (["good.json", "warning.json"], 10),
        (["suggestion.json", "--fail-on", "suggestion"], 10),
        (["warning.json", "--fail-on", "security-warning"], 0),
        (["error.json", "--fail-on", "error"], 10),
        (["error.json", "--format", "sarif"], 0),
        (["error.json", "--format", "json"], 10),
        (["error.json", "--format", "junit"], 10),
        (["error.json", "--format", "github"], 10),
        ([], 0),  # roles.yaml
        (["missing.json"], 1),
        (["missing.json", "--format", "sarif"], 1),
        (["--fail-on", "never"], 2),
        (["--format", "xml"], 2),
    ],
)
def test_exit_status(arguments: list[str], status: int) -> None:
    """10 for findings at or above --fail-on, but not with SARIF; 1 for input that cannot be read."""
    assert run(["check", *arguments]) == status


def test_the_output(capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    """What a person reads of several files."""
    assert run(["check", "error.json", "warning.json", "roles.yaml"]) == 10
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out == snapshot


def test_faults_of_one_file_do_not_hide_findings_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    """Findings go to standard output, faults to standard error, and the status tells of the faults."""
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("typo.yaml").write_text("version: 1\nroles: {r: {activitis: {}}}\n", encoding="utf-8")
    Path("list.json").write_text("[]", encoding="utf-8")
    assert run(["check", "broken.json", "warning.json", "typo.yaml", "list.json"]) == 1
    output = capsys.readouterr()
    assert "warning.json:1:70: warning:" in output.out
    assert "1 warning in 1 file" in output.out
    assert "broken.json:1:2: this is not JSON" in output.err
    assert "typo.yaml:2:13: `activitis` is not a key of a role" in output.err
    assert "list.json:1:1: this is neither a role file nor a policy" in output.err


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`-` reads it, beside files."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WARNING.encode())))
    assert run(["check", "-", "good.json", "--format", "json"]) == 10
    value = json.loads(capsys.readouterr().out)
    assert value["files"] == ["standard input", "good.json"]
    assert value["findings"][0]["file"] == "standard input"


def test_a_role_file_is_told_by_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    """One without its `version` is a role file too, with a fault."""
    Path("roles.json").write_text('{"roles": {"r": {}}}', encoding="utf-8")
    assert run(["check", "roles.json"]) == 1
    assert "needs `version`" in capsys.readouterr().err


def test_suppressions_of_a_role_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a role and of the file; one at the top is used if any role needs it."""
    assert run(["check", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {each["rule"]: each["suppressed"] for each in found if each["suppressed"]} == {
        "confused-deputy": "nobody else can make SageMaker do it",
        "incomplete-life-cycle": "the platform team stops them",
    }
    text = ROLES + "  other: {activities: {manage-experiments: }, trust: {confused_deputy: true}}\n"
    Path("roles.yaml").write_text(text, encoding="utf-8")
    assert run(["check"]) == 0


def test_unused_suppressions_of_a_role_file(capsys: pytest.CaptureFixture[str]) -> None:
    """They are findings at their places."""
    text = ROLES.replace("rule: confused-deputy", "rule: full-access").replace("StopTransformJob", "StopTrainingJob")
    Path("roles.yaml").write_text(text, encoding="utf-8")
    assert run(["check"]) == 10
    output = capsys.readouterr().out
    assert "roles.yaml:5:5: warning: this suppression of `full-access` matches no finding" in output
    assert "roles.yaml:11:9: warning: this suppression of `incomplete-life-cycle` matches no finding" in output
    assert "but not `sagemaker:StopTransformJob` [incomplete-life-cycle]" in output


def test_suppressions_of_documents(capsys: pytest.CaptureFixture[str]) -> None:
    """A file of its own, for all files together; what none of them needs is a finding."""
    entries = (
        "- {rule: mismatched-action, policy: warning.json, reason: it is meant}\n"
        "- {rule: unknown-action, policy: warning.json, reason: not here}\n"
    )
    Path("let-be.yaml").write_text(entries, encoding="utf-8")
    assert run(["check", "warning.json", "error.json", "--suppressions", "let-be.yaml"]) == 10
    output = capsys.readouterr().out
    assert "[mismatched-action]" not in output
    assert "error.json:1:70: error:" in output
    assert "let-be.yaml:2:3: warning: this suppression of `unknown-action`" in output
    assert output.splitlines()[0].endswith("(1 suppressed)")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{rule: full-acess, reason: r}", "there is no rule `full-acess`\n  help: did you mean `full-access`?"),
        ("{rule: full-access}", "a suppression needs `reason`"),
        ("{rule: full-access, reason: ' '}", "is not a reason"),
        ("{rule: full-access, reason: r, polcy: p}", "`polcy` is not a key of a suppression"),
        ("full-access", "expected a suppression"),
    ],
)
def test_faults_of_suppressions(entry: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has a rule that there is, and a reason; the same in a role file and in a file of their own."""
    Path("let-be.yaml").write_text(f"- {entry}\n", encoding="utf-8")
    assert run(["check", "good.json", "--suppressions", "let-be.yaml"]) == 1
    assert message in capsys.readouterr().err
    Path("roles.yaml").write_text(f"version: 1\nsuppress: [{entry}]\nroles: {{r: {{}}}}\n", encoding="utf-8")
    assert run(["check"]) == 1
    assert message in capsys.readouterr().err


def test_rule_prints_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The page that the documentation has."""
    assert run(["rule", "mismatched-action"]) == 0
    assert capsys.readouterr().out == page(rulebook.rule("mismatched-action"))


def test_rule_lists_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """A line each where there is no terminal, and as JSON."""
    assert run(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == list(rulebook.ids())
    assert run(["rule", "--format", "json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["format_version"] == "1"
    assert [rule["id"] for rule in value["rules"]] == list(rulebook.ids())


def test_an_unknown_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """The one that was meant is named."""
    assert run(["rule", "mismatched-acton"]) == 1
    assert "did you mean `mismatched-action`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ([], {"unknown-action", "mismatched-action", "unscoped-resource"}),
        (["--severity", "error"], {"unknown-action"}),
        (["--severity", "warning"], {"unknown-action", "mismatched-action"}),
        (["--select", "unscoped-resource", "--select", "unknown-action"], {"unscoped-resource", "unknown-action"}),
        (["--ignore", "unknown-action"], {"mismatched-action", "unscoped-resource"}),
        (["--select", "unknown-action", "--ignore", "unknown-action"], set()),
    ],
)
def test_what_is_reported_can_be_limited(
    arguments: list[str], rules: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """By severity and by rule; what is left out is counted, so that nothing passes for clean."""
    run(["check", "error.json", "warning.json", "suggestion.json", "--format", "json", *arguments])
    output = capsys.readouterr()
    assert {finding["rule"] for finding in json.loads(output.out)["findings"]} == rules
    assert ("excluded by `--severity`, `--select` or `--ignore`" in output.err) is bool(arguments)


def test_what_is_left_out_does_not_fail_the_run() -> None:
    """Only what is reported counts."""
    assert run(["check", "error.json", "--ignore", "unknown-action"]) == 0


def test_a_rule_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt rule would ignore nothing, or select nothing and pass for clean."""
    assert run(["check", "error.json", "--select", "unknown-actions"]) == 2
    assert "there is no rule `unknown-actions`\n  help: did you mean `unknown-action`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "settings", "expected"),
    [
        (["--lang", "ja"], {}, "エラー 1 件"),
        ([], {"LANG": "ja_JP.UTF-8"}, "エラー 1 件"),
        ([], {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "1 error in"),
        (["--lang", "en"], {"LANG": "ja_JP.UTF-8"}, "1 error in"),
    ],
)
def test_the_language_is_asked_for_or_that_of_the_system(
    arguments: list[str],
    settings: dict[str, str],
    expected: str,
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`--lang` decides, otherwise LC_ALL before LANG; the exit status is the same."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    policy = tmp_path / "policy.json"
    policy.write_text(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}}'
    )
    assert run(["check", str(policy), *arguments]) == 10
    assert expected in capsys.readouterr().out
