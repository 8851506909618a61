"""Whatever is wrong with a source, there is an error with a place, or what can be read is read; never a traceback.

`ROLECAST_EXAMPLES` says how many damaged texts of each kind are tried.
"""

from __future__ import annotations

import copy
import io
import json
import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.damage import damaged
from tests.runs import case_count
from tests.sources.seeds import ALLOW, DETAILS, PLAN, SEEDS, TEMPLATE, YAML

import rolecast
from rolecast.cli.main import run

EXAMPLES = case_count(25)
STATUSES = {0, 1, 10, 11, 13}
COMMANDS = (
    ["check"],
    ["can", "s3:GetObject", "arn:aws:s3:::data/x", "--role", "r"],
    ["explain", "--role", "R"],
    ["compare", "aws:AmazonSNSReadOnlyAccess"],
    ["compare", "--not-granted", "s3:PutObject"],
)


def outcome(
    text: str, command: list[str], capsys: pytest.CaptureFixture[str], folder: Path, name: str = "source.json"
) -> tuple[int, str, str]:
    file = folder / name
    file.write_bytes(text.encode(errors="surrogatepass"))
    status = run([command[0], str(file), *command[1:]])
    output = capsys.readouterr()
    return status, output.out, output.err


def tell(text: str, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Every command that takes sources ends with a status of its own, and an error has words."""
    for command in COMMANDS:
        status, out, err = outcome(text, command, capsys, folder)
        assert status in STATUSES
        assert status != 1 or err.strip()
        assert "Traceback" not in out + err


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_is_read_without_an_error(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is damaged below is sound before."""
    status, _, err = outcome(json.dumps(SEEDS[name]), ["check"], capsys, tmp_path)
    assert status in (0, 10)
    assert "notice" in err or err == ""


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_sources(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cut off, with characters that do not belong, with values of other kinds, with parts that are missing or twice."""
    for text in damaged(name, SEEDS[name], EXAMPLES):
        tell(text, capsys, tmp_path)


def test_damaged_templates_in_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With short tags, cut off anywhere and with characters that do not belong."""
    choose = random.Random("yaml")  # noqa: S311 - no secret
    for _ in range(EXAMPLES):
        at, end = choose.randrange(len(YAML)), choose.choice([len(YAML), choose.randrange(len(YAML))])
        text = (
            YAML[:at]
            + choose.choice(["", "!", "!If ", "&a ", "*a ", "- ", ": ", "[", "}", "\t", "${", "|"])
            + YAML[at:end]
        )
        for command in COMMANDS:
            status, out, err = outcome(text, command, capsys, tmp_path, "source.yaml")
            assert status in STATUSES
            assert "Traceback" not in out + err


@pytest.mark.parametrize("name", SEEDS)
def test_sources_of_another_kind(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is named by `--source` and is something else is an error."""
    for kind in rolecast.SourceKind:
        status, _, err = outcome(json.dumps(SEEDS[name]), ["check", "--source", kind.value], capsys, tmp_path)
        assert status in STATUSES
        assert status != 1 or err.strip()


def with_bad_role(value: dict[str, Any], *path: str) -> str:
    """The source with one more role, which is malformed."""
    value = copy.deepcopy(value)
    holder: Any = value
    for key in path:
        holder = holder[key]
    if isinstance(holder, list):
        holder.append(
            {"RoleName": "bad"}
            if path == ("RoleDetailList",)
            else {**holder[0], "address": "a.b", "change": {"after": {}}}
        )
    else:
        holder["Bad"] = {"Type": "AWS::IAM::Role"}
    return json.dumps(value)


@pytest.mark.parametrize(
    "text",
    [
        with_bad_role(DETAILS, "RoleDetailList"),
        with_bad_role(PLAN, "resource_changes"),
        with_bad_role(TEMPLATE, "Resources"),
    ],
)
def test_one_malformed_role_among_good_ones(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is an error with its place; the good ones are checked, and answer."""
    status, out, err = outcome(text, ["check"], capsys, tmp_path)
    assert status == 1
    assert "source.json:1:" in out
    assert "source.json:1:" in err
    key = {"RoleDetailList": "r", "resource_changes": "aws_iam_role.r", "Resources": "R"}
    role = next(value for name, value in key.items() if name in text)
    assert outcome(text, ["can", "--role", role, "ec2:StopInstances"], capsys, tmp_path)[0] in (11, 13)


def test_percent_encoded_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the API sends them: read, and one that is broken is an error of its policy alone."""
    encoded = json.loads(json.dumps(DETAILS))
    for role in encoded["RoleDetailList"]:
        role["RolePolicyList"][0]["PolicyDocument"] = quote(json.dumps(ALLOW))
    assert outcome(json.dumps(encoded), ["check"], capsys, tmp_path)[0] in (0, 10)
    encoded["RoleDetailList"][0]["RolePolicyList"][0]["PolicyDocument"] = "%7B%22Version%22"
    status, _, err = outcome(json.dumps(encoded), ["check"], capsys, tmp_path)
    assert (status, "role `r` cannot be read" in err) == (1, True)


def test_five_versions_without_a_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which of them counts is not known."""
    details = copy.deepcopy(DETAILS)
    versions = [{"VersionId": f"v{number}", "IsDefaultVersion": False, "Document": ALLOW} for number in range(1, 6)]
    details["Policies"][0] |= {"PolicyVersionList": versions, "DefaultVersionId": "v9"}
    status, _, err = outcome(json.dumps(details), ["check"], capsys, tmp_path)
    assert (status, "0 of its 5 versions are the default" in err) == (1, True)


@pytest.mark.parametrize("depth", [61, 5_000, 200_000])
@pytest.mark.parametrize(
    "opening",
    ["[", '{"a":', '{"Resources":{"R":{"Type":"AWS::IAM::Role","Properties":{"a":', '{"RoleDetailList":[{"a":'],
)
def test_deep_nesting(depth: int, opening: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As deep as nobody writes it."""
    for inner in ("[", '{"a":'):
        tell(opening + inner * depth, capsys, tmp_path)


@pytest.mark.parametrize("name", ["policy", "template", "plan", "details"])
def test_halves_of_surrogate_pairs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In every text and key: they are no characters, and no output can have them."""
    text = json.dumps(SEEDS[name])
    for old in ("Statement", "Allow", "s3:GetObject", "role/r", '"r"', "2012-10-17", "Version"):
        tell(text.replace(old, old[:-1] + "\\ud800" + old[-1]), capsys, tmp_path)
        tell(text.replace(old, old[:-1] + "\ud800" + old[-1]), capsys, tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            lambda size: '{"Version": "2012-10-17", "Statement": [' + " " * size + "]}",
            "is larger than 10,000,000 bytes",
        ),
        (lambda size: json.dumps(TEMPLATE)[:-1] + " " * size + "}", "is larger than 10,000,000 bytes"),
        (
            lambda size: '{"RoleDetailList": [' + " " * size + "]}",
            "does not contain an account's authorization details",
        ),
        (
            lambda size: '{"RoleDetailList": ["' + "x" * size + '"]}',
            "does not contain an account's authorization details",
        ),
    ],
)
def test_40_megabytes(text: Any, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a kind that is small they are refused; details of accounts may be as large."""
    status, _, err = outcome(text(40_000_000), ["check"], capsys, tmp_path)
    assert status == 1
    assert expected in err


def test_standard_input_may_be_any_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Details too, which are told by their first characters."""
    for name in ("policy", "details", "template", "plan"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SEEDS[name]).encode())))
        assert run(["check", "-"]) in (0, 10)
        assert name == "policy" or "standard input:1:" in capsys.readouterr().out
