"""What is taken away from the page is what `rolecast build` makes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from tests.cli.conftest import Call, call, here
from tests.web.asking import Asker

from rolecast.draft.workspace import Workspace
from rolecast.rendering.formats import BESIDE_ROLES, Format
from rolecast.web.app import create_app

__all__ = ["call", "here"]  # fixtures

EXAMPLES = Path(__file__).parents[2] / "examples"
TEAM = (EXAMPLES / "team.yaml").read_text(encoding="utf-8")


def serving(path: Path, language: str = "en") -> Asker:
    return Asker(create_app(Workspace(path, path.parent / "state"), allow_apply=False), language)


@pytest.fixture
def team(here: Path) -> Path:
    path = Path("roles.yaml")
    path.write_text(TEAM, encoding="utf-8")
    return path


@pytest.mark.parametrize("format", [*Format])
@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.*ml")), ids=lambda path: path.stem)
def test_a_file_is_what_the_command_builds(call: Call, here: Path, example: Path, format: Format) -> None:
    """Byte for byte, in every format; where the command refuses, the page has the same faults."""
    path = Path("roles.yaml")
    path.write_bytes(example.read_bytes())
    built = call("build", "roles.yaml", "-f", format.value)
    answer = serving(path).get(f"/files/{format}")
    if built.status == 0:
        assert (answer.status, answer.text) == (200, built.out)
    else:
        assert answer.status == 409
        faults = [line.partition(" role ")[2].replace("`", "") for line in built.err.splitlines() if ": role " in line]
        assert faults
        assert [fault for fault in faults if fault not in answer.words.replace(" :", ":")] == []


def test_a_file_with_variables_is_shown_with_its_defaults(call: Call, here: Path) -> None:
    """What is for a tool with parameters leaves them open, as the command does; what needs values says which."""
    path = Path("roles.yaml")
    path.write_text((EXAMPLES / "stages" / "roles.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    asker = serving(path)
    assert asker.get("/files/hcl").text == call("build", "-f", "hcl").out
    refused = asker.get("/files/json")
    assert refused.status == 409
    assert "needs values of the variables data_bucket and data_key" in refused.words
    page = asker.get("/roles/compute/review")
    assert page.status == 200
    assert "fraud-dev-compute" in page.text
    assert "{{data_bucket}}" in asker.get("/roles/compute/activities").text


@pytest.mark.parametrize("format", [each for each in Format if each not in BESIDE_ROLES])
def test_the_command_beside_a_link_makes_the_same_file(team: Path, format: Format) -> None:
    """It is shown as a shell takes it, for all roles and for one."""
    asker = serving(team)
    page = asker.get("/roles/data-scientist/review").text
    commands = [unescape(each) for each in re.findall(r"<code>(rolecast build [^<]*)</code>", page)]
    own = [each for each in commands if f" -f {format} " in each]
    links = [unescape(each) for each in re.findall(r'href="(/files/[^"]*)"', page) if f"/files/{format}" in each]
    assert links == [f"/files/{format}", f"/files/{format}?role=data-scientist"]
    for command, link in zip(own, links, strict=True):
        program = f"{shlex.quote(sys.executable)} -m {command}"
        subprocess.run(["sh", "-ec", program], check=True, capture_output=True, env=os.environ)
        answer = asker.get(link)
        name = shlex.split(command)[-1]
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
        assert Path(name).read_bytes() == answer.body


@pytest.mark.parametrize(
    ("format", "name", "media_type"),
    [
        ("role-file", "roles.yaml", "application/yaml"),
        ("json", "roles.json", "application/json"),
        ("cloudformation", "roles.template.yaml", "application/yaml"),
        ("terraform", "roles.tf.json", "application/json"),
        ("aws-cli", "roles.sh", "text/x-shellscript; charset=utf-8"),
        ("markdown", "roles.md", "text/markdown; charset=utf-8"),
    ],
)
def test_names_and_types(team: Path, format: str, name: str, media_type: str) -> None:
    """Each file is named like the role file, with the format's ending."""
    answer = serving(team).get(f"/files/{format}")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"


def test_names_that_need_quoting(here: Path) -> None:
    """In the shell, in the header, and on the page; and a file is never called like the role file itself."""
    path = Path("-役割's <b>.json")
    path.write_bytes((EXAMPLES / "minimal.json").read_bytes())
    asker = serving(path)
    key = next(iter(Workspace(path, here / "state").draft.keys))
    page = asker.get(f"/roles/{key}/review").text
    assert "<b>.json" not in page
    commands = [unescape(each) for each in re.findall(r"<code>(rolecast build [^<]*)</code>", page)]
    assert [shlex.split(each)[2] for each in commands] == ["./-役割's <b>.json"] * len(commands)
    assert [shlex.split(each)[-1] for each in commands if "-f json" in each] == ["-役割's <b>.built.json"]
    assert asker.get("/files/role-file").headers["content-disposition"] == (
        "attachment; filename*=UTF-8''-%E5%BD%B9%E5%89%B2%27s%20%3Cb%3E.json"
    )


def test_the_role_file_can_always_be_taken(here: Path) -> None:
    """It is the draft, which may have faults; what needs whole roles is not offered then, and says why."""
    path = Path("roles.yaml")
    path.write_text(TEAM.replace("[fraud-training]", "[Not_A_Bucket]"), encoding="utf-8")
    asker = serving(path)
    assert asker.get("/files/role-file").text == path.read_text(encoding="utf-8")
    page = asker.get("/roles/compute/review")
    assert re.findall(r'href="(/files/[^"]*)"', page.text) == ["/files/role-file"]
    assert "once the errors of these roles are fixed" in page.words
    refused = asker.get("/files/json")
    assert refused.status == 409
    assert "Not_A_Bucket is not a bucket name" in refused.words


def test_policies_beside_the_roles_are_offered_where_a_role_has_settings(here: Path) -> None:
    """Nothing is shown of them otherwise."""
    path = Path("roles.yaml")
    for settings, is_offered in (("", False), ("narrowing: {regions: [eu-west-1]}\n", True)):
        head = f'version: 1\naccount: "123456789012"\nregion: eu-west-1\n{settings}'
        path.write_text(f"{head}roles: {{a: {{activities: {{manage-models: }}}}}}\n", encoding="utf-8")
        page = serving(path).get("/roles/a/review").text
        assert ['href="/files/scp"' in page, 'href="/files/boundary"' in page] == [is_offered] * 2


def test_formats_that_need_an_account_say_so(here: Path) -> None:
    """CloudFormation, Terraform and the CDK are offered, the others have the command's fault."""
    path = Path("roles.yaml")
    path.write_bytes((EXAMPLES / "portable.yaml").read_bytes())
    page = serving(path).get("/roles/data-scientist/review")
    offered = re.findall(r'href="/files/([^"?]*)"', page.text)
    assert offered == ["role-file", "cloudformation", "terraform", "hcl", "cdk-python", "cdk-typescript"]
    assert "the format json needs account and region" in page.words


def test_roles_of_two_accounts_can_be_taken_one_by_one(here: Path) -> None:
    """A template holds roles of one account: all of them together are refused, one is offered."""
    path = Path("roles.yaml")
    text = TEAM.replace("  compute:\n", '  compute:\n    account: "111122223333"\n').replace(
        "pass_roles: [compute]", ""
    )
    path.write_text(text, encoding="utf-8")
    page = serving(path).get("/roles/compute/review").text
    assert re.findall(r'href="(/files/cloudformation[^"]*)"', page) == ["/files/cloudformation?role=compute"]


@pytest.mark.parametrize("address", ["/files/pdf", "/files/json?role=nobody", "/files/JSON"])
def test_what_there_is_none_of(team: Path, address: str) -> None:
    """No such format, no such role."""
    assert serving(team).get(address).status == 404


def test_notices_of_a_format_are_shown(call: Call, here: Path) -> None:
    """Those that the command tells of the roles in that format."""
    roles = "".join(f"  r{number}: {{persona: mlops-engineer}}\n" for number in range(12))
    path = Path("roles.yaml")
    path.write_text(f"version: 1\nroles:\n{roles}", encoding="utf-8")
    told = call("build", "roles.yaml", "-f", "cloudformation").err.splitlines()
    notices = [line.removeprefix("notice: roles.yaml: ").replace("`", "") for line in told if "template" in line]
    assert notices
    words = serving(path).get("/roles/r0/review").words
    assert [notice for notice in notices if notice not in words.replace(" ,", ",")] == []


def test_both_languages(team: Path) -> None:
    """The section speaks Japanese too."""
    assert "ファイルのダウンロード" in serving(team, "ja").get("/roles/compute/review").words
