"""The output formats of roles. This is the only module that knows all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from rolecast.reading.faults import Fault, InputError
from rolecast.rendering.marks import UNNAMED, plain
from rolecast.role import Notice, Role, refuse_variables


class Format(StrEnum):
    """The output formats, by their names on the command line."""

    JSON = "json"
    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    HCL = "hcl"
    AWS_CLI = "aws-cli"
    CDK_PYTHON = "cdk-python"
    CDK_TYPESCRIPT = "cdk-typescript"
    MARKDOWN = "markdown"
    SCP = "scp"
    BOUNDARY = "boundary"


BESIDE_ROLES = (Format.SCP, Format.BOUNDARY)
"""Formats of policies that hold roles to their settings: useless if no role has such settings."""


WITH_VARIABLES = frozenset(
    (Format.CLOUDFORMATION, Format.TERRAFORM, Format.HCL, Format.CDK_PYTHON, Format.CDK_TYPESCRIPT)
)
"""Formats in which variables can be open: their values are given at deployment."""


class Renderer(Protocol):
    """The interface of a format's module."""

    SUFFIX: str
    """The ending of its file names."""

    def render(self, roles: Sequence[Role], source: str) -> str: ...


class ModuleRenderer(Renderer, Protocol):
    """The interface of a format's module whose tool reads a whole folder."""

    def render_folder(self, roles: Sequence[Role], source: str) -> dict[str, str]: ...

    def file_name(self, key: str) -> str: ...


def render(
    roles: Mapping[str, Role],
    format: Format | str,
    source: str = UNNAMED,
    file: str | None = None,
    part: str | None = None,
) -> str:
    """All roles in one text. `source` is the name of the role file in generated comments.

    `file` is the name of the file that the text is written to. `part` is the key of the role, if the text has only one
    of several roles of the role file. Raises UnresolvedError if the format needs an account, a region or a variable
    that a role does not have, and InputError if it cannot express the roles or cannot hold them in one text.
    """
    _refuse_variables(roles, Format(format))
    if Format(format) is Format.CLOUDFORMATION:
        from rolecast.rendering import cloudformation

        return cloudformation.render([*roles.values()], plain(source), file, part)
    return _renderer(Format(format)).render([*roles.values()], plain(source))


def render_folder(roles: Mapping[str, Role], format: Format | str, source: str = UNNAMED) -> dict[str, str]:
    """One file per role, as texts by file name. Raises like `render`."""
    _refuse_variables(roles, Format(format))
    if terraform := _terraform(Format(format)):
        return terraform.render_folder([*roles.values()], plain(source))
    names = {key: file_name(key, format) for key in roles}
    return {name: render({key: roles[key]}, format, source, name, key) for key, name in names.items()}


def render_adoption(
    roles: Mapping[str, Role], format: Format | str, source: str = UNNAMED, stem: str | None = None
) -> dict[str, str]:
    """Files that let the format's tool take over existing roles, as texts by file name.

    With `stem`, one file of this name has all roles; without, there is one file per role. Raises like `render`, and
    InputError for a format whose tool cannot import roles.
    """
    refuse_variables(roles.values())
    given = [*roles.values()], plain(source), stem
    match Format(format):
        case Format.CLOUDFORMATION:
            from rolecast.rendering import cloudformation

            return cloudformation.render_adoption(*given)
        case Format.TERRAFORM:
            from rolecast.rendering import terraform

            return terraform.render_adoption(*given)
        case Format.HCL:
            from rolecast.rendering import hcl

            return hcl.render_adoption(*given)
        case _:
            message = f"the format {Format(format)} does not support importing roles"
            raise InputError([Fault(None, message, "build hcl, terraform or cloudformation")])


def file_name(name: str, format: Format | str) -> str:
    """The file name for `name`, such as a role's key, with the ending of the format."""
    if terraform := _terraform(Format(format)):
        return terraform.file_name(name)
    return f"{name}{_renderer(Format(format)).SUFFIX}"


def readable_name(name: str, format: Format | str) -> str:
    """A file name from which tools read the format: `name` itself, if that is one."""
    suffix = _renderer(Format(format)).SUFFIX
    is_read = name.endswith(suffix) if _terraform(Format(format)) else not _is_misnamed_json(name, suffix)
    return name if is_read else f"{name.partition('.')[0] or 'main'}{suffix}"


def _is_misnamed_json(name: str, suffix: str) -> bool:
    """Whether a file is called JSON though its format, with this ending, is not: `reading.texts` refuses to read it."""
    return name.lower().endswith(".json") and not suffix.endswith(".json")


def read_together(format: Format) -> tuple[Format, ...]:
    """The formats whose files the tool reads as one if they are in one folder.

    A Terraform module is all `.tf` and `.tf.json` files of a folder: a role in both is an error.
    https://developer.hashicorp.com/terraform/language/files
    """
    return (Format.HCL, Format.TERRAFORM) if format in (Format.HCL, Format.TERRAFORM) else (format,)


def notices(roles: Mapping[str, Role], format: Format | str, text: str) -> list[Notice]:
    """Notices about these roles in this format. `text` is the rendered text."""
    match Format(format):
        case Format.CLOUDFORMATION:
            from rolecast.rendering import cloudformation

            return cloudformation.notices([*roles.values()], text)
        case Format.SCP:
            from rolecast.rendering import scp

            return scp.notices([*roles.values()])
        case _:
            return []


def _refuse_variables(roles: Mapping[str, Role], format: Format) -> None:
    if format not in WITH_VARIABLES:
        refuse_variables(roles.values())


def _terraform(format: Format) -> ModuleRenderer | None:
    """The format's module, if it renders a folder as more than one file per role."""
    match format:
        case Format.TERRAFORM:
            from rolecast.rendering import terraform

            return terraform
        case Format.HCL:
            from rolecast.rendering import hcl

            return hcl
        case _:
            return None


def _renderer(format: Format) -> Renderer:  # noqa: C901, PLR0911  # a branch for each format
    # Imported on demand, so that a command loads only its own format.
    match format:
        case Format.JSON:
            from rolecast.rendering import json

            return json
        case Format.CLOUDFORMATION:
            from rolecast.rendering import cloudformation

            return cloudformation
        case Format.TERRAFORM:
            from rolecast.rendering import terraform

            return terraform
        case Format.HCL:
            from rolecast.rendering import hcl

            return hcl
        case Format.AWS_CLI:
            from rolecast.rendering import aws_cli

            return aws_cli
        case Format.CDK_PYTHON:
            from rolecast.rendering import cdk_python

            return cdk_python
        case Format.CDK_TYPESCRIPT:
            from rolecast.rendering import cdk_typescript

            return cdk_typescript
        case Format.MARKDOWN:
            from rolecast.rendering import markdown

            return markdown
        case Format.SCP:
            from rolecast.rendering import scp

            return scp
        case Format.BOUNDARY:
            from rolecast.rendering import boundary

            return boundary
