"""`rolecast new`: what it writes builds as it stands; it asks on a terminal and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.cli.conftest import END_OF_INPUT, Call

from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.rolefile.load import load, parse
from rolecast.workflows.checking import check_roles


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1"])
@pytest.mark.parametrize("persona", CATALOGUE.persona_ids)
def test_what_it_writes_builds_as_it_stands(persona: str, region: str, call: Call) -> None:
    """For every persona, in every partition; what its role passes stands before it."""
    written = call("new", "--persona", persona, "--region", region)
    assert (written.status, written.err) == (0, "")
    roles = compose(parse(written.out))
    assert list(roles)[-1] == persona.removesuffix("-2026").removesuffix("-role")
    built = call("build", "-", stdin=written.out)
    assert (built.status, built.err) == (0, "")
    assert all(role["policies"] for role in json.loads(built.out)["roles"])


@pytest.mark.parametrize("persona", CATALOGUE.persona_ids)
def test_what_it_offers_can_be_selected(persona: str, call: Call) -> None:
    """Every line that is commented out builds once its `#` is gone."""
    lines = call("new", "--persona", persona).out.splitlines()
    offered = [index for index, line in enumerate(lines) if line.startswith("      # ") and ":" in line]
    assert offered
    selected = [line.replace("# ", "", 1) if index in offered else line for index, line in enumerate(lines)]
    text = "\n".join(selected).replace("\nroles:", "\npacking: fewest\nroles:")
    compose(parse(text))


def test_examples_are_marked(call: Call) -> None:
    """What was given is written, what was not is an example and says so."""
    given = ("--account", "111122223333", "--region", "eu-west-1", "--set", "s3_buckets=raw-data,features")
    text = call("new", "--persona", "data-scientist", *given).out
    assert 'account: "111122223333"  # 12 digits, quoted' in text
    assert "s3_buckets: [raw-data, features]  # The buckets" in text
    marked = [line for line in text.splitlines() if "an example" in line]
    assert len(marked) == 1
    assert "ecr_repository_arns: [arn:aws:ecr:eu-west-1:111122223333:repository/fraud]" in marked[0]
    assert call("new").out.count("an example") == 5


@pytest.mark.parametrize(
    ("persona", "keys"),
    [
        ("data-scientist", ["compute", "data-scientist"]),
        ("compute-role", ["compute"]),
        ("mlops-engineer", ["compute", "pipeline", "mlops-engineer"]),
        ("endpoint-consumer", ["endpoint-consumer"]),
        ("labeling-manager", ["labeling", "labeling-manager"]),
        ("studio-administrator", ["compute", "data-scientist", "mlflow", "studio-administrator"]),
        ("hyperpod-administrator", ["hyperpod-node", "hyperpod-administrator"]),
    ],
)
def test_the_roles_that_a_persona_passes_are_written(persona: str, keys: list[str], call: Call) -> None:
    """And no others; a pipeline's role can start jobs, which that of jobs cannot."""
    assert list(parse(call("new", "--persona", persona).out).roles) == keys


def test_passed_roles_are_usable(call: Call) -> None:
    """`check` finds no role that cannot do what it is passed for, whatever the persona."""
    for persona in CATALOGUE.persona_ids:
        rolefile = parse(call("new", "--persona", persona).out)
        rules = {finding.rule for finding in check_roles(rolefile, compose(rolefile))}
        assert "unusable-passed-role" not in rules, persona


def test_the_data_scientist_of_2026_is_completed_with_a_reason(call: Call) -> None:
    """Its set lacks what Canvas needs: that is selected, and why stands beside it."""
    text = call("new", "--persona", "data-scientist-2026").out
    assert (
        "      canvas-core-access:  # Canvas Core Access; not preselected by the persona, but required by "
        "canvas-ai-services, canvas-mlops, canvas-kendra-access\n"
    ) in text


def test_it_writes_a_file_and_keeps_one_that_is_there(call: Call, here: Path) -> None:
    """With a word about what to do next, on standard error."""
    told = "wrote roles.yaml and roles.schema.json (for editors); next: `rolecast build roles.yaml`\n"
    assert call("new", "-o", "roles.yaml") == (0, "", told)
    assert list(load("roles.yaml").roles) == ["compute", "data-scientist"]
    (here / "roles.yaml").write_text("mine")
    message = "`roles.yaml` already exists\n  help: remove it, or name another file with `-o`\n"
    assert call("new", "-o", "roles.yaml") == (1, "", f"{message}1 error; nothing was written\n")
    assert (here / "roles.yaml").read_text() == "mine"
    assert {path.name for path in here.iterdir()} == {"roles.yaml", "roles.schema.json"}


def test_editors_find_the_schema(call: Call, here: Path) -> None:
    """The file names the schema beside it in its first line and agrees with it; a schema that is there is kept."""
    call("new", "-o", "roles.yaml")
    assert (here / "roles.yaml").read_text().startswith("# yaml-language-server: $schema=roles.schema.json\n")
    schema = json.loads((here / "roles.schema.json").read_text())
    assert schema == json.loads(call("schema").out)
    assert schema["$id"] == "urn:rolecast:schema:role-file:1"
    jsonschema.validate(yaml.safe_load((here / "roles.yaml").read_text()), schema)
    (here / "roles.schema.json").write_text("mine")
    assert call("new", "-o", "more.yaml") == (0, "", "wrote more.yaml; next: `rolecast build more.yaml`\n")
    assert (here / "roles.schema.json").read_text() == "mine"


def test_commands_ignore_the_schema_in_a_folder(call: Call, here: Path) -> None:
    """It is JSON, but neither a role file nor a policy."""
    call("new", "-o", "roles.yaml")
    assert call("check", ".").out == call("check", "roles.yaml").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--persona", "data-sientist"], "there is no persona `data-sientist`\n  help: did you mean `data-scientist`?"),
        (["--persona", "zzz"], "there is no persona `zzz`\n  help: `rolecast personas` lists them"),
        (["--account", "123"], "account: `123` is not an account: it has 12 digits"),
        (["--region", "tokyo"], "region: `tokyo` is not a region"),
        (["--set", "s3_buckets=A"], "s3_buckets: `A` has 1 characters; a bucket name has 3 to 63"),
        (
            ["--set", "s3_bucket=abc"],
            "`data-scientist` has nothing called `s3_bucket`\n  help: did you mean `s3_buckets`?",
        ),
        (
            ["--set", "s3_buckets"],
            "`--set s3_buckets` is not an assignment\n  help: write it as `--set NAME=VALUE,VALUE`",
        ),
        (["--set", "s3_buckets="], "`--set s3_buckets=` is not an assignment"),
        (["--set", "=abc"], "`--set =abc` is not an assignment"),
        (["--set", "region=eu-west-1,eu-west-2"], "region: `eu-west-1` and `eu-west-2`\n  help: give one of them"),
        (
            ["--region", "cn-north-1", "--set", "ecr_repository_arns=arn:aws:ecr:us-east-1:123456789012:repository/x"],
            "is in the partition `aws`, but the region cn-north-1 is in `aws-cn`",
        ),
    ],
)
def test_what_is_refused(arguments: list[str], message: str, call: Call, here: Path) -> None:
    """Before anything is written."""
    outcome = call("new", *arguments, "-o", "roles.yaml")
    assert (outcome.status, outcome.out) == (1, "")
    assert message in outcome.err
    assert list(here.iterdir()) == []


def test_it_asks_on_a_terminal(terminal: Call, here: Path) -> None:
    """For what was not given, once more where the answer cannot be; an empty answer takes what is offered."""
    answers = ["data-sientist", "data-scientist", "", "123", "1111-2222-3333", "111122223333", "raw-data, features", ""]
    shown = terminal("new", "--region", "eu-west-1", "-o", "roles.yaml", answers=answers)
    assert shown.status == 0, shown.out
    assert "error: `data-sientist` is not a persona; did you mean `data-scientist`?" in shown.out
    assert "error: an answer is needed" in shown.out
    assert "error: `123` is not an account: it has 12 digits" in shown.out
    assert "error: `1111-2222-3333` is not an account: write `111122223333`" in shown.out
    settings = load("roles.yaml").roles["data-scientist"].settings
    assert settings["account"] == "111122223333"
    assert settings["activities"]["s3-bucket-access"] == {"s3_buckets": ["raw-data", "features"]}
    repositories = load("roles.yaml").roles["compute"].settings["activities"]["access-required-aws-services"]
    assert repositories["ecr_repository_arns"] == ["arn:aws:ecr:eu-west-1:111122223333:repository/fraud"]


def test_questions_do_not_mix_with_the_data(terminal: Call) -> None:
    """They are on the terminal while the file goes down the pipe."""
    outcome = terminal("new", "--persona", "compute-role", answers=["111122223333", "eu-west-1", "abc", ""], piped=True)
    assert outcome.status == 0
    assert outcome.out.startswith("# yaml-language-server: ")
    assert 'account: "111122223333"' in outcome.out
    assert "account: 111122223333\n" in outcome.err


def test_the_end_of_input_ends_it(terminal: Call, here: Path) -> None:
    """With exit status 130 and nothing written."""
    shown = terminal("new", "-o", "roles.yaml", answers=[END_OF_INPUT])
    assert shown.status == 130
    assert shown.out.endswith("stopped\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("script", ['"$@" new </dev/null', '"$@" new <&-', 'echo | "$@" new', '"$@" new 2>&-'])
def test_without_a_terminal_it_does_not_ask(script: str, process: Call) -> None:
    """Whatever its input and its standard error are, even closed."""
    outcome = process(script)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("# yaml-language-server: ")
