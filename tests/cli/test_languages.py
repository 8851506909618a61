"""What commands print in the language of `--lang` or LANG."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.conftest import Call

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
    "plan": ["plan", "mistaken.yaml"],
}


@pytest.fixture
def files(here: Path) -> None:
    (here / "roles.yaml").write_text(ROLES, encoding="utf-8")
    (here / "earlier.yaml").write_text(ROLES.replace("[raw]", "[raw, old]"), encoding="utf-8")
    (here / "mistaken.yaml").write_text(MISTAKEN, encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_what_people_read_is_japanese(name: str, call: Call, files: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `--lang ja` as by LANG, every line with words; the exit status is the same as in English."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    english = call(*COMMANDS[name])
    japanese = call(*COMMANDS[name], "--lang", "ja", *(["--force"] if "-o" in COMMANDS[name] else []))
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert call(*COMMANDS[name]) == japanese
    assert japanese.status == english.status
    assert not KANA.search(english.out + english.err)
    for line in (japanese.out + japanese.err).splitlines():
        said = re.sub(r"`[^`]*`", "", line)
        assert KANA.search(said) or not re.search(r"[a-z]{2} [a-z]{2}", said), line


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
