"""What commands print in the language of `--lang` or LANG."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from tests.cli.conftest import Call, Outcome
from tests.workflows.test_denying import IDENTITY, says
from tests.workflows.test_searching import MFA, OWN, READS, allow, details, role, trusts, user

ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
edition: corrected
roles:
  reader:
    trust: {confused_deputy: true}
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
    expect:
      allow: [{action: s3:GetObject, resource: "arn:aws:s3:::other/a"}]
"""
MISTAKEN = ROLES.replace("s3_buckets: [raw]", "s3_buckets: [Raw_Data]").replace("corrected", "correct")
KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
COMMANDS = {
    "check": ["check", "mistaken.yaml"],
    "can": ["can", "roles.yaml", "s3:GetObject", "arn:aws:s3:::other/a"],
    "can, a mistake": ["can", "roles.yaml", "s3:GetObjekt", "arn:aws:s3:::other/a"],
    "explain": ["explain", "mistaken.yaml"],
    "test": ["test", "roles.yaml"],
    "build": ["build", "mistaken.yaml"],
    "build --from": ["build", "roles.yaml", "-f", "hcl", "--from", "earlier.yaml", "-o", "made.tf"],
    "compare": ["compare", "earlier.yaml", "roles.yaml"],
    "compare, one source": ["compare", "roles.yaml"],
    "compare, no action": ["compare", "roles.yaml", "--not-granted", "s3:Get", "--on", "x"],
    "plan": ["plan", "mistaken.yaml"],
    "denied": ["denied", says("compute", "s3:GetObject", "arn:aws:s3:::other/a", IDENTITY), "roles.yaml"],
    "denied, nothing": ["denied", "hello"],
    "denied, no role file": ["denied", "hello", "roles.yaml", "details.json", "--fix"],
    "who": ["who", "s3:GetObject", "details.json"],
    "who, unknown": ["who", "s3:GetObject", "arn:aws:s3:::fraud/a", "details.json", "--context", "aws:username=a"],
    "who, nobody": ["who", "glue:GetTable", "details.json"],
    "audit": ["audit", "details.json"],
    "audit, in detail": ["audit", "details.json", "--role", "shared", "--proposals"],
    "audit, a role file": ["audit", "roles.yaml"],
    "import": ["import", "--details", "details.json", "job", "bad", "-o", "made.yaml"],
    "import, by meaning": ["import", "--details", "details.json", "--by-meaning", "shared", "-o", "made.yaml"],
    "import, an unknown role": ["import", "--details", "details.json", "nobody"],
    "new": ["new", "-o", "new.yaml"],
    "new, a mistake": ["new", "--account", "12", "--set", "buckets=a"],
    "personas": ["personas"],
    "permissions": ["permissions", "mistaken.yaml"],
    "apply": ["apply", "plan.json"],
    "apply, options": ["apply", "plan.json", "--deployment", "x"],
    "check, limited": ["check", "roles.yaml", "--ignore", "unscoped-resource"],
    "serve": ["serve", "--host", "0.0.0.0"],
    "show": ["show", "s3-bucket-acces"],
    "rule": ["rule", "unknown-actoin"],
    "a command": ["buld"],
    "an option": ["denied", "--rolle", "x"],
    "an option without a value": ["who", "--profile"],
    "an option with a value": ["denied", "--fix=1"],
    "an argument": ["import"],
    "arguments": ["explain", "roles.yaml", "reader", "writer"],
    "a value": ["who", "--format", "jsno", "s3:GetObject"],
    "a number": ["serve", "--port", "x"],
    "a range": ["serve", "--port", "99999"],
    "a folder": ["activities", "--catalogue", "nowhere"],
    "a file": ["serve", "."],
}
"""Each with what people read of it: good and bad input, and errors in the use of each kind."""
WRITTEN = ("made.tf", "made.yaml", "new.yaml", "roles.schema.json")
TERMS = re.compile(r"`[^`]*`|rolecast \w+ \[OPTIONS\].*|arn:\S+|Permissions management|^#.*|s3\S* \d+")
"""What is the same in every language: the user's words, how a command is called, names, and the role file."""
DETAILS = details(
    [
        role("job", [trusts("Service", "sagemaker.amazonaws.com")], {**READS, "Sid": "Read"}),
        role(
            "shared", [trusts("AWS", f"{OWN}:root", Condition=MFA)], allow("s3:*", "*"), allow("iam:PutRolePolicy", "*")
        ),
        role("bad", [trusts("Service", "sagemaker.amazonaws.com")], {"Effect": "Allow"}),
    ],
    [user("dana", ["readers"]), user("eve", [], allow("sts:AssumeRole", f"{OWN}:role/shared"))],
)
PLAN = {"format_version": "1", "kind": "plan", "deployment": "", "account": "1", "given": {}, "state": []}


@pytest.fixture
def files(here: Path) -> None:
    (here / "roles.yaml").write_text(ROLES, encoding="utf-8")
    (here / "earlier.yaml").write_text(ROLES.replace("[raw]", "[raw, old]"), encoding="utf-8")
    (here / "mistaken.yaml").write_text(MISTAKEN, encoding="utf-8")
    (here / "details.json").write_text(json.dumps(DETAILS), encoding="utf-8")
    (here / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_what_people_read_is_japanese(
    name: str, call: Call, here: Path, files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `--lang ja`, where there is the option, as by LANG: every line with words; the exit status is the same as in
    English.
    """

    def called(*arguments: str, system: str) -> Outcome:
        for path in WRITTEN:
            (here / path).unlink(missing_ok=True)
        monkeypatch.setenv("LANG", system)
        return call(*arguments)

    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    english = called(*COMMANDS[name], system="C.UTF-8")
    japanese = called(*COMMANDS[name], system="ja_JP.UTF-8")
    if "--lang" in called(COMMANDS[name][0], "--help", system="C.UTF-8").out:
        assert called(COMMANDS[name][0], "--lang", "ja", *COMMANDS[name][1:], system="C.UTF-8") == japanese
    assert japanese.status == english.status
    assert not KANA.search(english.out + english.err)
    for line in (japanese.out + japanese.err).splitlines():
        said = TERMS.sub("", line)
        assert KANA.search(said) or not re.search(r"[a-z]{2} [a-z]{2}", said), line
        assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", said), line


def test_a_mistake_in_japanese(call: Call, files: None) -> None:
    """Places and the user's words stay; message, remedy and the number of errors are Japanese."""
    outcome = call("build", "mistaken.yaml", "--lang", "ja")
    assert outcome.err == (
        "mistaken.yaml:4:10: `correct` はエディションとして使用できません\n"
        "  対処: `corrected` の間違いではありませんか\n"
        "mistaken.yaml:9:39: `Raw_Data` はバケット名ではありません。"
        "英小文字、数字、`.`、`-` を使用し、先頭と末尾は英小文字か数字にしてください\n"
        "エラー 2 件。何も書き込んでいません\n"
    )


def test_an_answer_in_japanese(call: Call, files: None) -> None:
    """The verdict, why, and what would allow it; the same in JSON."""
    outcome = call("can", "roles.yaml", "s3:GetObject", "arn:aws:s3:::other/a", "--lang", "ja")
    assert outcome.out == (
        "拒否: reader、arn:aws:s3:::other/a に対する s3:GetObject\n"
        "  ロールのポリシーに、これを許可するステートメントがありません\n"
        "  最も近いのは SageMakerS3BucketPolicyTemplate_sagemaker-reader のステートメント 2 "
        "(s3-bucket-access に由来) ですが、次の点が異なります:\n"
        "    ステートメントの Resource は arn:aws:s3:::raw/* で、arn:aws:s3:::other/a を含みません\n"
        "  対処: `s3-bucket-access` の `s3_buckets` に `other` を追加してください\n"
    )
    found = call("can", "roles.yaml", "s3:GetObject", "arn:aws:s3:::other/a", "--lang", "ja", "--format", "json")
    assert '"対処: `s3-bucket-access` の' in found.out


def test_a_new_file_is_japanese(call: Call, terminal: Call, here: Path) -> None:
    """Its comments, and the questions on a terminal; the settings are those of the English file."""
    english, japanese = (call("new", "--lang", language).out for language in ("en", "ja"))
    assert yaml.safe_load(japanese) == yaml.safe_load(english)
    comments = [line.partition("# ")[2] for line in japanese.splitlines() if "  # " in line]
    assert all(KANA.search(each) for each in comments if not each[0].isupper() and ":" not in each.split()[0])
    assert "12 桁の数字を引用符で囲みます" in call("new", "--lang", "ja", "--account", "123456789012").out
    asked = terminal("new", "--lang", "ja", answers=["", "12", "123456789012", "eu-west-1", "", ""])
    assert "ペルソナ [data-scientist]: " in asked.out
    assert "エラー: `12` はアカウントではありません" in asked.out
    assert "s3_buckets (" in asked.out
