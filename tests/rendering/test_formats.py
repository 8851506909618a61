"""All formats together: which there are, what each file is called, and that two renders agree."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product

import pytest
from tests.rendering import evaluation, examples, hostile

from rolecast.rendering.formats import Format, notices, render, render_folder
from rolecast.role import UnresolvedError

EVERYWHERE = list(product(examples.AT_HOME, Format))
PORTABLE = (Format.CLOUDFORMATION, Format.TERRAFORM, Format.HCL, Format.CDK_PYTHON, Format.CDK_TYPESCRIPT)
SUFFIXES = {
    Format.JSON: ".json",
    Format.CLOUDFORMATION: ".template.yaml",
    Format.TERRAFORM: ".tf.json",
    Format.HCL: ".tf",
    Format.AWS_CLI: ".sh",
    Format.CDK_PYTHON: ".py",
    Format.CDK_TYPESCRIPT: ".ts",
    Format.MARKDOWN: ".md",
    Format.SCP: ".scp.json",
    Format.BOUNDARY: ".boundary.json",
}


@pytest.mark.parametrize(("name", "format"), [*EVERYWHERE, *product([examples.HOMELESS], PORTABLE)])
def test_every_example_renders_in_every_format(name: str, format: Format) -> None:
    """In one text and in a folder; a second render gives the same bytes."""
    roles = examples.roles(name)
    text = render(roles, format)
    assert text == render(roles, format.value)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    files = render_folder(roles, format)
    assert files == render_folder(roles, format.value)
    names = ("main", "outputs", "versions") if format in (Format.TERRAFORM, Format.HCL) else ()
    shared = {f"{name}{SUFFIXES[format]}" for name in names}
    assert set(files) == {f"{key}{SUFFIXES[format]}" for key in roles} | shared


@pytest.mark.parametrize("format", [Format.JSON, Format.AWS_CLI, Format.MARKDOWN])
def test_formats_of_one_place_need_account_and_region(format: Format) -> None:
    """The error names the role, what is missing, and how to give it."""
    with pytest.raises(UnresolvedError, match="role `data-scientist`: account and region not given") as error:
        render(examples.roles(examples.HOMELESS), format)
    assert "add `account:` to the role file, or pass `--account`" in str(error.value)


@pytest.mark.parametrize(
    ("format", "load"),
    [
        (Format.JSON, json.loads),
        (Format.CLOUDFORMATION, evaluation.load),
        (Format.TERRAFORM, json.loads),
    ],
)
def test_each_file_of_a_folder_can_be_read_alone(format: Format, load: object) -> None:
    """Hostile texts included."""
    assert callable(load)
    for text in render_folder({**examples.roles("team.yaml"), **hostile.several(2)}, format).values():
        assert load(text)


def test_an_unknown_format_is_refused() -> None:
    """The formats are an enumeration."""
    with pytest.raises(ValueError, match="'pulumi' is not a valid Format"):
        render(examples.roles("minimal.json"), "pulumi")


def test_only_cloudformation_has_quotas_to_tell_of() -> None:
    """The other formats of roles have no limits of their own; these have nothing for service control policies."""
    roles = {key: role for number in range(40) for key, role in hostile.several(number + 1).items()}
    told = {each: [notice.code for notice in notices(roles, each, render(roles, each))] for each in Format}
    assert told.pop(Format.CLOUDFORMATION) == ["cloudformation-needs-s3"]
    assert told.pop(Format.SCP) == ["scp-empty"]
    assert not any(told.values())


@pytest.mark.parametrize("format", Format)
def test_a_format_imports_its_own_needs_alone(format: Format) -> None:
    """No format waits for boto3 or for another format; YAML's writer is for the template, and the role file."""
    program = f"""
import sys
from rolecast.rendering.formats import Format, _renderer
before = set(sys.modules)
_renderer(Format({format.value!r}))
print(*sorted(name for name in set(sys.modules) - before if name.startswith("rolecast.rendering.")))
print(*sorted({{"boto3", "botocore", "yaml", "rich", "jinja2"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules, heavy = done.stdout.splitlines()
    others = {f"rolecast.rendering.{other.replace('-', '_')}" for other in Format if other is not format}
    assert not others & set(modules.split())
    needed = {Format.CLOUDFORMATION: "yaml"}
    assert heavy == needed.get(format, "")
