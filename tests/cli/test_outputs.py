"""What is written never destroys: inputs, what others have made, permissions, and what has left the role file."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from tests.catalogue.test_verification import ACTIVITY, folder
from tests.cli.conftest import Call
from tests.cli.test_build import SUFFIXES, TEAM, files

from rolecast.rendering.formats import BESIDE_ROLES, Format

FORMATS = [each.value for each in Format if each not in BESIDE_ROLES]
FOREIGN = '{"resource": {"aws_s3_bucket": {"mine": {"bucket": "mine"}}}}\n'


@pytest.fixture
def team(here: Path) -> Path:
    path = here / "roles.yaml"
    path.write_text(TEAM)
    return path


@pytest.mark.parametrize("name", ["roles.yaml", "./roles.yaml", "link.yaml", "hard.yaml", "folder/../roles.yaml"])
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_the_role_file_is_not_written_over(name: str, force: list[str], team: Path, call: Call, here: Path) -> None:
    """By whatever name it is given, not even by force."""
    (here / "link.yaml").symlink_to("roles.yaml")
    (here / "hard.yaml").hardlink_to(team)
    (here / "folder").mkdir()
    outcome = call("build", "-f", "cloudformation", "-o", name, *force)
    assert (outcome.status, outcome.out) == (1, "")
    assert f"`{Path(name)}` is the input `roles.yaml`\n  help: name another file with `-o`\n" in outcome.err
    assert team.read_text() == TEAM


def test_a_folder_does_not_swallow_the_role_file(call: Call, here: Path) -> None:
    """One file of a folder may be called like it."""
    (here / "jobs.json").write_text(
        '{"version": 1, "account": "123456789012", "region": "us-east-1", "roles": {"jobs": {}}}'
    )
    before = files(here)
    outcome = call("build", "jobs.json", "-o", ".")
    assert (outcome.status, outcome.err.partition("\n")[0]) == (1, "`jobs.json` is the input `jobs.json`")
    assert files(here) == before


def test_the_catalogue_is_not_written_over(call: Call, here: Path) -> None:
    """Its files are inputs too."""
    (here / "own").mkdir()
    folder(here / "own", {"activities/label-data": ACTIVITY})
    (here / "roles.yaml").write_text(TEAM + "catalogue: own\n")
    before = files(here)
    outcome = call("build", "-f", "markdown", "-o", "own/activities/label-data.yaml", "--force")
    assert (outcome.status, outcome.out) == (1, "")
    assert "is the input `own/activities/label-data.yaml`" in outcome.err
    assert files(here) == before


@pytest.mark.parametrize("format", FORMATS)
def test_what_something_else_has_made_stays(format: str, team: Path, call: Call, here: Path) -> None:
    """A file of one's own, or of another format of ours, is replaced by force alone; an empty one holds nothing."""
    other = "markdown" if format != "markdown" else "json"
    made = f"made{SUFFIXES.get(format, '')}"
    for text in (FOREIGN, call("build", "-f", other).out):
        (here / made).write_text(text)
        message = (
            f"`{made}` was not made by `rolecast build -f {format}`\n"
            "  help: name another file with `-o`, or replace it with `--force`\n"
            "1 error; nothing was written\n"
        )
        assert call("build", "-f", format, "-o", made) == (1, "", message)
        assert (here / made).read_text() == text
    assert call("build", "-f", format, "-o", made, "--force").status == 0
    (here / made).write_text("")
    assert call("build", "-f", format, "-o", made).status == 0
    assert call("build", "-f", format, "--role", "jobs", "-o", made).status == 0


def test_a_module_of_ones_own_is_not_written_over(team: Path, call: Call, here: Path) -> None:
    """`main.tf.json` is a name that many have; not one file of the folder is written."""
    (here / "terraform").mkdir()
    (here / "terraform" / "main.tf.json").write_text(FOREIGN)
    outcome = call("build", "-f", "terraform", "-o", "terraform")
    assert (outcome.status, outcome.out) == (1, "")
    assert "`terraform/main.tf.json` was not made by `rolecast build -f terraform`" in outcome.err
    assert files(here / "terraform") == {"main.tf.json": FOREIGN}


@pytest.mark.parametrize("format", FORMATS)
def test_files_of_roles_that_have_left_go(format: str, team: Path, call: Call, here: Path) -> None:
    """A tool would deploy them for ever. Those of others stay: of another format, another role file, or by hand."""
    assert call("build", "-f", format, "-o", "made/").status == 0
    before = set(files(here / "made"))
    (here / "other.yaml").write_text(TEAM.replace("  jobs:", "  others:"))
    assert call("build", "other.yaml", "-f", format, "-o", "made/").status == 0
    (here / "made" / "notes.txt").write_text("mine")
    team.write_text(TEAM.replace("  jobs:", "  people:"))
    (gone,) = (name for name in before if name.startswith("jobs"))
    assert call("build", "-f", format, "--role", "people", "-o", "made/").status == 0
    assert gone in files(here / "made")
    outcome = call("build", "-f", format, "-o", "made/")
    assert f"\nremoved made/{gone}: it is no longer built from the role file\n" in outcome.err
    left = files(here / "made")
    assert gone not in left
    assert {name.partition(".")[0] for name in left} >= {"compute", "people", "others", "notes"}


@pytest.mark.parametrize("formats", [("terraform", "hcl"), ("hcl", "terraform")])
def test_a_module_has_one_syntax(formats: tuple[str, str], team: Path, call: Call, here: Path) -> None:
    """Terraform refuses a module with the same role in both; files of another role file stay."""
    old, new = formats
    (here / "other.yaml").write_text(TEAM.replace("  jobs:", "  others:"))
    assert call("build", "other.yaml", "-f", old, "-o", "made/").status == 0
    (other,) = (name for name in files(here / "made") if name.startswith("others"))
    assert call("build", "-f", old, "-o", "made/").status == 0
    assert call("build", "-f", new, "-o", "made/", "--check").status == 12
    outcome = call("build", "-f", new, "-o", "made/")
    gone = "jobs.tf.json" if old == "terraform" else "jobs.tf"
    assert f"\nremoved made/{gone}: it is no longer built from the role file\n" in outcome.err
    kept = set(files(here / "made"))
    assert call("build", "-f", new, "-o", "alone/").status == 0
    assert kept == set(files(here / "alone")) | {other}
    assert call("build", "-f", new, "-o", "made/", "--check").status == 0


def test_a_link_is_not_followed_when_files_go(team: Path, call: Call, here: Path) -> None:
    """What a link leads to may be anybody's."""
    assert call("build", "-o", "made/").status == 0
    (here / "made" / "old.json").symlink_to(here / "kept.json")
    (here / "kept.json").write_text(call("build", "-o", "-").out)
    assert call("build", "-o", "made/").status == 0
    assert (here / "made" / "old.json").is_symlink()
    assert (here / "kept.json").exists()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_that_is_replaced_keeps_its_permissions(mode: int, team: Path, call: Call, here: Path) -> None:
    """Who could not read the old one cannot read the new one."""
    for made_in, name in (("json", "made.json"), ("aws-cli", "made.sh")):
        call("build", "-f", made_in, "-o", name)
        (here / name).chmod(mode)
        assert call("build", "-f", made_in, "--role", "jobs", "-o", name).status == 0
        assert stat.S_IMODE((here / name).stat().st_mode) == mode


@pytest.mark.parametrize(
    "case",
    [
        ("terraform", "main.tf", "main.tf.json"),
        ("terraform", "made", "made.tf.json"),
        ("terraform", "roles.json", "roles.tf.json"),
        ("hcl", "main.tf.json", "main.tf"),
        ("hcl", "roles.hcl", "roles.tf"),
        ("cloudformation", "made.json", "made.template.yaml"),
        ("cloudformation", "made.template.JSON", "made.template.yaml"),
        ("markdown", "made.json", "made.md"),
    ],
)
def test_a_name_from_which_the_format_is_not_read_is_refused(
    case: tuple[str, str, str], team: Path, call: Call, here: Path
) -> None:
    """Terraform reads each syntax from its own names only, and a `.json` file is read as JSON by every tool."""
    made_in, name, right = case
    outcome = call("build", "-f", made_in, "-o", name)
    assert (outcome.status, outcome.out) == (1, "")
    assert f"the format {made_in} cannot be read from a file called `{name}`" in outcome.err
    assert f"help: call it `{right}`\n" in outcome.err
    assert list(here.iterdir()) == [team]


@pytest.mark.parametrize("output", ["loop", "loop/", "loop/made.json"])
def test_links_that_lead_to_each_other(output: str, team: Path, call: Call, here: Path) -> None:
    """Are an error, not a traceback."""
    (here / "loop").symlink_to("pool")
    (here / "pool").symlink_to("loop")
    outcome = call("build", "-o", output)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("error: ")
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("output", ["file", "folder/"])
def test_check_tells_whether_the_output_is_up_to_date(
    output: str, format: str, team: Path, call: Call, here: Path
) -> None:
    """Exit status 12 where it is missing, has changed, or holds a role that has left; nothing is written."""
    output = output if output.endswith("/") else f"{output}{SUFFIXES.get(format, '')}"
    checked = ["build", "-f", format, "-o", output, "--check"]
    outcome = call(*checked)
    assert (outcome.status, outcome.out) == (12, "")
    assert "does not exist" in outcome.err
    assert list(here.iterdir()) == [team]
    call("build", "-f", format, "-o", output)
    assert call(*checked) == (0, "", "")
    team.write_text(TEAM.replace("  jobs:", "  people:"))
    before = files(here)
    outcome = call(*checked)
    assert outcome.status == 12
    assert outcome.err.endswith("\n  help: run the same command without `--check`\n")
    assert ("is no longer built from the role file" in outcome.err) is output.endswith("/")
    assert files(here) == before


@pytest.mark.parametrize("arguments", [[], ["-o", "-"], ["-o", "made", "--timestamp"]])
def test_check_needs_something_to_compare_with(arguments: list[str], team: Path, call: Call) -> None:
    """Standard output is nothing that could be up to date."""
    assert call("build", "--check", *arguments).status == 2


@pytest.mark.parametrize("command", [["new"], ["import", "x", "--details", "details.json"]])
def test_a_file_that_is_there_is_no_new_one(command: list[str], call: Call, here: Path) -> None:
    """Neither an input nor anything else, and not what a link that leads nowhere would make."""
    (here / "details.json").write_text("{}")
    (here / "dangling").symlink_to("nowhere")
    for output in ("details.json", "dangling"):
        outcome = call(*command, "-o", output)
        assert (outcome.status, outcome.out) == (1, "")
        assert f"`{output}` already exists" in outcome.err
    assert (here / "details.json").read_text() == "{}"
    assert not (here / "nowhere").exists()


def test_new_writes_to_standard_output_by_its_name(call: Call, here: Path) -> None:
    """`-o -` is what no `-o` is."""
    assert call("new", "-o", "-").out == call("new").out
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", ["plan", "drift"])
def test_a_plan_is_not_written_over_its_role_file(command: str, team: Path, call: Call, here: Path) -> None:
    """Nor over what is no plan; that is told before an account is asked."""
    assert "`roles.yaml` is the input `roles.yaml`" in call(command, "roles.yaml", "-o", "roles.yaml").err
    assert "is the input" in call(command, "-o", "roles.yaml", "--force").err
    (here / "notes.json").write_text(FOREIGN)
    assert "`notes.json` was not made by `rolecast plan`" in call(command, "-o", "notes.json").err
    assert files(here) == {"roles.yaml": TEAM, "notes.json": FOREIGN}


@pytest.mark.parametrize("name", ['a".yaml', "a-->.yaml", "a`b.yaml", "a\nb.yaml", "$(id).yaml", "日本.yaml"])
@pytest.mark.parametrize("format", FORMATS)
def test_whatever_the_role_file_is_called(format: str, name: str, call: Call, here: Path) -> None:
    """The line that tells it stays a line, and is read again."""
    (here / name).write_text(TEAM)
    made = f"made{SUFFIXES.get(format, '')}"
    for _ in range(2):
        assert call("build", f"./{name}", "-f", format, "-o", made).status == 0
    if format in ("json", "terraform"):
        json.loads((here / made).read_text())
