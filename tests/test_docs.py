"""The documentation: complete, up to date, and its examples run."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import rolecast
from rolecast.catalogue.activity import ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.cli import main
from rolecast.cli.main import COMMANDS
from rolecast.rendering.formats import Format
from rolecast.rolefile import shape
from rolecast.rolefile.load import parse
from tests.runs import mostly_long
from tests.tools import Server, python

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TOP = [path for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md") if (path := ROOT / name).exists()]
PAGES = {str(path.relative_to(ROOT)): path for path in [*TOP, *sorted(DOCS.rglob("*.md"))]}

needs_tool = pytest.mark.skipif(
    not (ROOT / "tools" / "reference").is_dir(),
    reason="needs tools/reference, which the repository has and the source distribution has not",
)
needs_sphinx = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("sphinx", "myst_parser", "furo")),
    reason="needs Sphinx, MyST and Furo",
)


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    text: str

    @property
    def file_name(self) -> str | None:
        """The file that a YAML block is, told by its first line: `# roles.yaml`."""
        found = re.match(r"# ([\w/-]+\.yaml)\n", self.text) if self.language == "yaml" else None
        return found[1] if found else None


def blocks(page: Path) -> Iterator[Block]:
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        yield Block(found[1], found[2])


def commands_of(block: Block) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    for command, output in re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
        yield command.replace("\\\n", ""), output


def typed(command: str, folder: Path) -> str:
    """What the command prints in `folder`, its errors included; in this process where it is nothing but `rolecast`."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    words = list(lexer)
    *given, sign, file = words if ">" in words else (*words, ">", "")
    if given[0] != "rolecast" or sign != ">" or any(word in given for word in ("|", "&&", ">")):
        return shell(command, folder)
    printed, written = io.StringIO(), io.StringIO()
    redirected = contextlib.redirect_stdout(written if file else printed)
    with contextlib.chdir(folder), contextlib.redirect_stderr(printed), redirected:
        main.run(given[1:])
    if file:
        (folder / file).write_text(written.getvalue(), encoding="utf-8")
    return printed.getvalue()


def shell(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def agrees(printed: str, shown: str) -> bool:
    """Whether the two are the same, where a shown line `...` stands for any lines."""
    pieces = [re.escape(piece) for piece in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(pieces), printed) is not None


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


ELSEWHERE = re.compile(
    r"(aws (cloudformation|organizations|iam create)|docker|jq|make|pipx?|terraform|uv|\./roles\.sh|rolecast serve)\b"
)
"""Commands that install something, that wait for a person, or that other tests run with the tools that they need."""
IN_AN_ACCOUNT = ("docs/how-to/adopting.md", "docs/how-to/auditing.md")
TRIED_WITH_DEPLOYMENTS = "docs/how-to/deploy.md"
WITH_COMMANDS = dict.fromkeys(
    name
    for name, path in PAGES.items()
    for block in blocks(path)
    if block.language == "console" and not all(ELSEWHERE.match(command) for command, _ in commands_of(block))
)


def play(page: Path, folder: Path) -> None:
    """Does what the page shows, from top to bottom; each command has to print what is shown below it.

    What an earlier command has written has to mean the same as the YAML block that shows it.
    """
    for block in blocks(page):
        if block.file_name:
            file = folder / block.file_name
            assert not file.exists() or yaml.safe_load(file.read_bytes()) == yaml.safe_load(block.text)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        for command, shown in commands_of(block):
            if not ELSEWHERE.match(command):
                printed = typed(command, folder)
                assert agrees(printed, shown), f"$ {command}\n{printed}"


@pytest.mark.parametrize(
    "name", [name for name in WITH_COMMANDS if name not in (*IN_AN_ACCOUNT, TRIED_WITH_DEPLOYMENTS)]
)
def test_examples_run_and_print_what_is_shown(name: str, tmp_path: Path) -> None:
    """From top to bottom, in a folder with the page's YAML files, each command prints what the page shows."""
    play(PAGES[name], tmp_path)


@pytest.mark.parametrize("name", IN_AN_ACCOUNT)
def test_examples_run_in_an_account(
    name: str, tmp_path: Path, aws: Server, aws_cli: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, in an account that has the roles of the page's role file."""
    role_file = next(block for block in blocks(PAGES[name]) if block.file_name == "roles.yaml")
    create_roles(rolecast.compose(parse(role_file.text)).values(), aws)
    for key, value in aws.environment("eu-west-1").items():
        if key.startswith("AWS_"):
            monkeypatch.setenv(key, value)
    play(PAGES[name], tmp_path)


def create_roles(roles: Iterable[rolecast.Role], server: Server) -> None:
    iam = server.client("iam")
    for role in map(rolecast.Role.resolve, roles):
        document = json.dumps(role.trust_policy.json)
        iam.create_role(RoleName=role.name, AssumeRolePolicyDocument=document, Description=role.description or "")
        for policy in role.policies:
            document = json.dumps(policy.document.json)
            made = iam.create_policy(PolicyName=policy.name, PolicyDocument=document)
            iam.attach_role_policy(RoleName=role.name, PolicyArn=made["Policy"]["Arn"])


@pytest.mark.parametrize("name", PAGES)
def test_commands_are_shown_in_one_way(name: str) -> None:
    """After a `$`, in a block that the tests above run: what to type and what it prints are told apart."""
    assert {block.language for block in blocks(PAGES[name])}.isdisjoint({"sh", "bash", "shell"})


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial/first-role.md", *IN_AN_ACCOUNT])
def test_pages_have_examples_that_run(name: str) -> None:
    """The main job is shown with its output, and the tests above run it."""
    assert name in WITH_COMMANDS


WRONG_ON_PURPOSE = {"mistaken.yaml", "too-many.yaml"}
ROLE_FILES = [
    pytest.param(block, id=f"{name}: {block.file_name}")
    for name, path in PAGES.items()
    for block in blocks(path)
    if block.language == "yaml" and "roles:\n" in block.text and "\ncatalogue:" not in block.text
]


@pytest.mark.parametrize("block", ROLE_FILES)
def test_role_files_that_are_shown_compose(block: Block) -> None:
    """Every role file on a page makes its roles, but for those that show a fault; one with a catalogue runs above."""
    if block.file_name in WRONG_ON_PURPOSE:
        with pytest.raises(rolecast.InputError):
            rolecast.compose(parse(block.text))
    else:
        assert rolecast.compose(parse(block.text))


def test_the_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page about Python, as one program, prints the roles of the README's role file."""
    role_file = next(block for block in blocks(PAGES["README.md"]) if block.file_name == "roles.yaml")
    (tmp_path / "roles.yaml").write_text(role_file.text, encoding="utf-8")
    program = "".join(block.text for block in blocks(DOCS / "reference" / "python.md") if block.language == "python")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "AWSTemplateFormatVersion" in done.stdout
    assert "unknown-action" in done.stdout
    assert any(line.startswith("SM_CommonJobManagement_sagemaker-data-scientist ") for line in done.stdout.splitlines())
    assert done.stdout.splitlines()[-1].startswith("the text:2:1 `roels` is not a key of the role file")


def test_the_engine_decides_as_the_guide_says() -> None:
    """The program at the end of the guide about questions."""
    programs = [block for block in blocks(DOCS / "how-to" / "questions.md") if block.language == "python"]
    assert programs
    for program in programs:
        exec(compile(program.text, "questions.md", "exec"), {})  # noqa: S102


@needs_tool
def test_generated_parts_are_up_to_date() -> None:
    """The committed pages are what the generator makes of the code and the catalogue as they are."""
    done = subprocess.run(python("tools.reference", "--check"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@needs_sphinx
@pytest.mark.parametrize("builder", mostly_long(["dummy", "html"], ["dummy"]))
def test_the_site_builds_without_a_warning(builder: str, tmp_path: Path) -> None:
    """Links between pages and to their headings included: Sphinx warns of one that leads nowhere.

    That is seen before pages are written, which takes most of the time and is done in a long run.
    """
    options = ["-W", "--keep-going", "-q", "-b", builder]
    command = python("sphinx", *options, str(DOCS), str(tmp_path / "site"))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("name", PAGES)
def test_links_to_files_resolve(name: str) -> None:
    """A relative link leads to a file of the repository, so that it works on a code host too."""
    prose = re.sub(r"^```.*?^```$", "", PAGES[name].read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose)
    folder = ROOT if name in ("docs/index.md", "docs/contributing.md", "docs/changelog.md") else PAGES[name].parent
    assert [target for target in targets if not (folder / target).exists()] == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_every_page_is_in_the_site(page: Path) -> None:
    """The site's contents name every page, those of activities below the page that lists them."""
    name = str(page.relative_to(DOCS).with_suffix(""))
    above = "reference/activities.md" if name.startswith("reference/activities/") else "index.md"
    contents = [
        str(Path(above).parent / line)
        for block in re.findall(r"```\{toctree\}\n(.*?)```", text_of(above), re.DOTALL)
        for line in block.split()
    ]
    assert name == "index" or any(fnmatch(name, each) for each in contents)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    """The reference has a section for it, with an example."""
    section = text_of("reference/commands.md").partition(f"## rolecast {name}\n")[2].partition("\n## ")[0]
    assert "Examples:" in section


@pytest.mark.parametrize("format", Format)
def test_every_format_is_documented(format: Format) -> None:
    """The guide to formats has a section for it."""
    assert f"\n## {format}\n" in text_of("how-to/formats.md")


def test_every_notice_is_documented() -> None:
    """The page of notices has the code of every notice that the source gives."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "rolecast").rglob("*.py"))
    codes = re.findall(r"Notice\(f?\"([a-z{][^\"]*)\"", sources)
    assert len(codes) > 5
    page = text_of("reference/notices.md")
    assert [code for code in codes if "{" not in code and f"`{code}`" not in page] == []


@pytest.mark.parametrize("kind", ["activity", "persona", "flow"])
def test_the_whole_catalogue_is_documented(kind: str) -> None:
    """The page of activities, personas and flows has each of them, and each activity has a page of its own."""
    page = text_of("reference/activities.md")
    names = getattr(CATALOGUE, f"{kind}_ids")
    assert [name for name in names if f"`{name}`" not in page] == []
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "reference" / "activities").glob("*.md")}
    assert kind != "activity" or pages.keys() == set(names)
    assert [name for name, text in pages.items() if f"\n`{name}`: " not in text] == []


@needs_tool
def test_wishes_are_for_activities() -> None:
    """The table names every activity that people select, and in its last column what services run as."""
    wishes = yaml.safe_load((ROOT / "tools" / "reference" / "wishes.yaml").read_bytes())
    selected = {name for wish in wishes for name in wish["select"]}
    passed = {name for wish in wishes for name in wish.get("pass", ())}
    by_hand = {activity.id for activity in CATALOGUE.activities() if activity.source is ActivitySource.ROLECAST}
    assert by_hand - selected - passed == RARELY_WISHED
    assert (selected | passed) <= set(CATALOGUE.activity_ids)


RARELY_WISHED = {"hyperpod-add-on-execution"}
"""What an administrator gives to the add-ons of a cluster, and nobody wishes for by itself."""


def keys_of(schema: Mapping[str, Any]) -> Iterator[str]:
    """The keys that a JSON Schema knows, those inside of keys included; the catalogue's are on another page."""
    for name, inner in schema.get("properties", {}).items():
        yield name
        if name != "activities":
            yield from keys_of(inner)
    for inner in (*schema.get("anyOf", ()), schema.get("additionalProperties")):
        if isinstance(inner, Mapping):
            yield from keys_of(inner)


def test_every_key_of_the_role_file_is_documented() -> None:
    """Those of the JSON Schema and those that a later version will take."""
    keys = {*keys_of(shape.schema(CATALOGUE)), "expect"}
    assert {"version", "subnets", "pass_roles", "confused_deputy", "attached_policies"} <= keys
    page = text_of("reference/role-file.md")
    assert [key for key in keys if not re.search(rf"^\| `(?:\w+\.)?{re.escape(key)}` \|", page, re.MULTILINE)] == []


def test_every_parameter_is_in_the_guide_from_the_console() -> None:
    """The console's name and ours stand in one row."""
    page = text_of("how-to/from-role-manager.md")
    for activity in CATALOGUE.activities():
        for parameter in activity.parameters.values():
            assert (
                not parameter.console_name
                or f"`{parameter.console_name}` | `{parameter.name}` of `{activity.id}` |" in page
            )


def test_every_public_name_is_in_the_python_reference() -> None:
    """`rolecast.__all__` and the page agree."""
    page = text_of("reference/python.md")
    assert [name for name in rolecast.__all__ if not name.startswith("__") and f"`{name}" not in page] == []


def test_the_readme_counts_what_there_is() -> None:
    """The activities by where they come from, and Rolecast's own personas."""
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    activities = Counter(activity.source for activity in CATALOGUE.activities())
    personas = Counter(persona.source for persona in CATALOGUE.personas())
    words = {5: "Five", 6: "Six", 7: "Seven", 8: "Eight"}
    assert f"**All {activities[ActivitySource.CONSOLE]} ML activities** of Role Manager's console" in text
    assert f"{words[activities[ActivitySource.DOCUMENTATION]]} newer activities" in text
    source = ActivitySource.ROLECAST
    assert f"{activities[source]} activities and {personas[source]} personas of Rolecast's own" in text
