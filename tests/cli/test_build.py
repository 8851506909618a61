"""`rolecast build`: to standard output, a file or a folder, whole or not at all."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from tests.cli.conftest import Call

from rolecast.rendering.formats import BESIDE_ROLES, Format

TEAM = """\
version: 1
account: "123456789012"
region: us-east-1
edition: console
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  jobs: {pass_roles: [compute], activities: {manage-ml-jobs: }}
"""
OF_ROLES = [each.value for each in Format if each not in BESIDE_ROLES]
ANYWHERE = "version: 1\nroles: {jobs: {edition: console, activities: {manage-ml-jobs: }}}\n"


@pytest.fixture
def team(here: Path) -> Path:
    path = here / "roles.yaml"
    path.write_text(TEAM)
    return path


SUFFIXES = {"terraform": ".tf.json", "hcl": ".tf"}
"""Of formats whose tool reads no file of another name."""


def without_mark(text: str) -> str:
    """A text without what it says of the role file's name and its own."""
    marked = re.compile(r'from (?:roles\.yaml|standard input)\.|"made_from": "[^"]*"|--template-file \S+')
    return marked.sub("", text)


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_roles_yaml_becomes_json(team: Path, call: Call) -> None:
    """By default, with every part that the contract names."""
    outcome = call("build")
    assert (outcome.status, outcome.err) == (0, "")
    document = json.loads(outcome.out)
    assert list(document) == ["format_version", "made_from", "roles"]
    assert (document["format_version"], document["made_from"]) == ("1", "roles.yaml")
    compute, jobs = document["roles"]
    assert list(compute) == [
        *("key", "name", "arn", "path", "description", "max_session_duration", "trust_policy", "policies"),
        *("attached", "permissions_boundary", "tags", "notices"),
    ]
    assert compute["arn"] == "arn:aws:iam::123456789012:role/sagemaker-compute"
    (policy,) = jobs["policies"]
    assert list(policy) == ["name", "kind", "activities", "origins", "document", "size"]
    assert policy["origins"] == [["manage-ml-jobs"]] * 3
    assert policy["size"] == len(json.dumps(policy["document"], separators=(",", ":")))
    assert compute["arn"] in json.dumps(policy["document"])


@pytest.mark.parametrize("format", [each.value for each in BESIDE_ROLES])
def test_policies_beside_the_roles(format: str, call: Call, here: Path) -> None:
    """Written again over what the format made, compared by `--check`, and refused without an account."""
    made, text = f"made.{format}.json", f"narrowing: {{regions: [eu-west-1]}}\n{ANYWHERE}"
    settings = 'account: "123456789012"\nregion: eu-west-1\n'
    refused = call("build", "-", "-f", format, "-o", made, stdin=text)
    assert refused.status == 1
    assert f"the format {format} needs `account` and `region`" in refused.err
    for _ in range(2):
        assert call("build", "-", "-f", format, "-o", made, stdin=settings + text).status == 0
    assert json.loads((here / made).read_text())["policies"]
    assert call("build", "-", "-f", format, "-o", made, "--check", stdin=settings + text).status == 0
    changed = (settings + text).replace("[eu-west-1]", "[eu-west-1, eu-west-2]")
    assert call("build", "-", "-f", format, "-o", made, "--check", stdin=changed).status == 12
    assert call("build", "-", "-f", "json", "-o", made, stdin=settings + text).status == 1


@pytest.mark.parametrize("format", OF_ROLES)
def test_every_format_goes_everywhere(format: str, team: Path, call: Call, here: Path) -> None:
    """The same text on standard output, in a file, and from standard input, but for the names in it; twice the same."""
    shown = call("build", "-f", format)
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.endswith("\n")
    assert call("build", "roles.yaml", "--format", format, "-o", "-") == shown
    piped = call("build", "-", "-f", format, stdin=TEAM).out
    assert without_mark(piped) == without_mark(shown.out)
    made = f"made{SUFFIXES.get(format, '')}"
    for _ in range(2):
        assert call("build", "-f", format, "-o", made) == (0, "", f"wrote 2 roles to {made}\n")
        assert without_mark((here / made).read_text()) == without_mark(shown.out)
    assert os.access(made, os.X_OK) is (format == "aws-cli")


@pytest.mark.parametrize("format", [each.value for each in Format])
def test_a_folder_has_a_file_for_each_role(format: str, team: Path, call: Call, here: Path) -> None:
    """Whether it is there or its name ends in a slash; the names are told."""
    (here / "old").mkdir()
    for folder in ("old", "new/"):
        outcome = call("build", "-f", format, "-o", folder)
        assert (outcome.status, outcome.out) == (0, "")
        made = {path.name for path in (here / folder).iterdir()}
        assert {"compute", "jobs"} <= {name.partition(".")[0] for name in made}
        assert all(f"{folder.rstrip('/')}/{name}" in outcome.err for name in made)
        assert outcome.err.startswith("wrote 2 roles to ")
    assert files(here / "old") == files(here / "new")


def test_one_role_of_the_file(team: Path, call: Call) -> None:
    """With `--role`; an unknown one is refused with a suggestion."""
    assert [role["key"] for role in json.loads(call("build", "--role", "jobs").out)["roles"]] == ["jobs"]
    assert call("build", "--role", "job") == (
        1,
        "",
        "there is no role `job` in the file\n  help: did you mean `jobs`?\n1 error; nothing was written\n",
    )
    assert "help: the roles are compute, jobs\n" in call("build", "--role", "zzz").err


def test_a_timestamp_ends_the_names_of_policies(team: Path, call: Call) -> None:
    """The same one for all."""
    names = [
        policy["name"] for role in json.loads(call("build", "--timestamp").out)["roles"] for policy in role["policies"]
    ]
    found = [re.fullmatch(r"SM_\w+_sagemaker-\w+?_(\d{8}T\d{6})", name) for name in names]
    assert all(found)
    assert len({match[1] for match in found if match}) == 1


def test_notices_go_to_standard_error(call: Call) -> None:
    """With the role that they are about; they are no failure."""
    text = TEAM.replace("{pass_roles: [compute], activities: {manage-ml-jobs: }}", "{pass_roles: [compute]}")
    outcome = call("build", "-", stdin=text + "quotas: {roles: 1}\n")
    assert outcome.status == 0
    assert outcome.err.splitlines() == [
        "notice: role `jobs`: `pass_roles` has no effect: no selected activity passes a role",
        "notice: role `jobs`: the role has no policies: name a persona, activities or policies",
        "notice: standard input: the file creates 2 roles; account 123456789012 can have at most 1 in all",
    ]
    assert json.loads(outcome.out)["roles"][1]["notices"][0] == {
        "code": "pass-roles-unused",
        "message": "`pass_roles` has no effect: no selected activity passes a role",
    }


def test_notices_of_a_format_are_about_each_file(call: Call, here: Path) -> None:
    """What is too much for one template is not for the templates of a folder."""
    role = "{activities: {manage-ml-jobs: }, deletion: force}"
    (here / "many.yaml").write_text("version: 1\nroles: {" + ", ".join(f"r{n}: {role}" for n in range(101)) + "}\n")
    assert "202 outputs; a stack can have 200" in call("build", "many.yaml", "-f", "cloudformation").err
    outcome = call("build", "many.yaml", "-f", "cloudformation", "-o", "folder/")
    assert "a stack takes" not in outcome.err
    assert "notice: folder/r7.template.yaml: CloudFormation has no `deletion: force`" in outcome.err


@pytest.mark.parametrize("format", OF_ROLES)
def test_formats_that_need_an_account_say_so(format: str, call: Call, here: Path) -> None:
    """JSON, the script and Markdown at the role; CloudFormation, Terraform and the CDK find out when they deploy."""
    made = f"made{SUFFIXES.get(format, '')}"
    outcome = call("build", "-", "-f", format, "-o", made, stdin=ANYWHERE)
    if format in ("cloudformation", "terraform", "hcl", "cdk-python", "cdk-typescript"):
        assert outcome == (0, "", f"wrote 1 role to {made}\n")
    else:
        message = (
            f"standard input:2:9: role `jobs`: the format {format} needs `account` and `region`\n"
            "  help: add `account:` to the file, pass `--account`, "
            "or build cloudformation or terraform, which look it up\n"
            "1 error; nothing was written\n"
        )
        assert outcome == (1, "", message)
        assert files(here) == {}


def test_a_file_is_replaced_whole(team: Path, call: Call, here: Path) -> None:
    """Also where it is reached by a link, which stays one; nothing is left beside it."""
    (here / "target.json").write_text(call("build", "--role", "jobs").out)
    (here / "link.json").symlink_to("target.json")
    assert call("build", "-o", "link.json").status == 0
    assert (here / "link.json").is_symlink()
    assert (here / "target.json").read_text() == call("build").out
    assert sorted(path.name for path in here.iterdir()) == ["link.json", "roles.yaml", "target.json"]


def test_the_file_has_the_usual_permissions(team: Path, call: Call, here: Path) -> None:
    """As the umask has it; a script may be run."""
    before = os.umask(0o027)
    try:
        call("build", "-o", "made.json")
        call("build", "-f", "aws-cli", "-o", "made.sh")
    finally:
        os.umask(before)
    assert [oct((here / name).stat().st_mode & 0o777) for name in ("made.json", "made.sh")] == ["0o640", "0o750"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (
            "missing/made.json",
            "error: there is no folder `{here}/missing`\n  help: create it, or name another file with `-o`\n",
        ),
        ("missing/made/", "error: there is no folder `missing`\n  help: create it, or name another file with `-o`\n"),
        ("roles.yaml/", "error: roles.yaml: File exists\n"),
        ("roles.yaml/made.json", "error: {here}/roles.yaml/made.json: Not a directory\n"),
        ("taken", "error: {here}/taken/jobs.json: Is a directory\n"),
        ("", "error: .: Is a directory\n"),
    ],
)
def test_what_cannot_be_written_is_not_written(output: str, message: str, team: Path, call: Call, here: Path) -> None:
    """Not a part of it either: no file of a folder where one of them cannot be."""
    (here / "taken" / "jobs.json").mkdir(parents=True)
    before = files(here)
    assert call("build", "-o", output) == (1, "", message.format(here=here))
    assert files(here) == before
    assert sorted(path.name for path in here.iterdir()) == ["roles.yaml", "taken"]


def test_a_folder_that_may_not_be_written(team: Path, call: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file fails: the first is not there either, nor a folder that was made for them."""
    from rolecast.reading import files

    write_beside = files._write_beside

    def failing(path: Path, text: str, mode: int) -> Path:
        if path.name == "jobs.json":
            raise PermissionError(13, "Permission denied", str(path))
        return write_beside(path, text, mode)

    monkeypatch.setattr(files, "_write_beside", failing)
    outcome = call("build", "-o", "made/")
    assert outcome == (1, "", f"error: {here}/made/jobs.json: Permission denied\n")
    assert list(here.iterdir()) == [team]


def test_a_device_is_written_to(team: Path, process: Call) -> None:
    """A pipe, a terminal or standard output by its name is not replaced by a file."""
    outcome = process('"$@" build -o /dev/stdout | head -c 1000000; test -c /dev/null && "$@" build -o /dev/null')
    assert json.loads(outcome.out)["format_version"] == "1"
    assert outcome.err.count("wrote 2 roles to /dev/") == 2


@pytest.mark.parametrize("redirection", ["", "2>&1"])
def test_a_reader_that_has_enough(redirection: str, here: Path, process: Call) -> None:
    """`head` closes the pipe: that is no failure, and nobody complains."""
    roles = "".join(f"  r{number}: {{activities: {{manage-ml-jobs: }}}}\n" for number in range(300))
    (here / "roles.yaml").write_text(
        f"version: 1\naccount: '123456789012'\nregion: us-east-1\nedition: console\nroles:\n{roles}"
    )
    outcome = process(f'set -o pipefail; "$@" build {redirection} | head -1')
    assert outcome == (0, "{\n", "")


def test_a_full_disk(team: Path, process: Call) -> None:
    """Is told, once."""
    assert process('"$@" build > /dev/full') == (1, "", "error: output: No space left on device\n")


def test_an_encoding_that_lacks_a_character_is_an_error(process: Call, here: Path) -> None:
    """As of a pipe on Windows: it names the character, and what lets everything be written."""
    roles = TEAM.replace("roles:\n", 'tags: {team: "不正検知"}\nroles:\n', 1)
    (here / "roles.yaml").write_text(roles, encoding="utf-8")
    remedy = "  help: set the environment variable PYTHONUTF8=1\n"
    message = f"error: output: the encoding charmap cannot write `\\u4e0d`\n{remedy}"
    assert process('PYTHONIOENCODING=cp1252 "$@" build') == (1, "", message)


def test_closed_standard_output(team: Path, process: Call, here: Path) -> None:
    """Nothing is made for nobody."""
    assert process('"$@" build >&-') == (1, "", "error: standard output is closed\n")
    assert files(here) == {"roles.yaml": TEAM}
