"""The formats that roles are rendered in, and the one place that knows them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from rolecast.reading.faults import Fault, InputError
from rolecast.rendering.marks import UNNAMED, plain
from rolecast.role import Notice, Role, refuse_variables


class Format(StrEnum):
    """What roles can be rendered in, by the name that the command takes."""

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
"""Formats of policies for the roles' settings: of no use where no role has any."""


WITH_VARIABLES = frozenset(
    (Format.CLOUDFORMATION, Format.TERRAFORM, Format.HCL, Format.CDK_PYTHON, Format.CDK_TYPESCRIPT)
)
"""Those in which variables may be open: whoever deploys gives their values."""


class Renderer(Protocol):
    """What each format's module has."""

    SUFFIX: str
    """How the names of its files end."""

    def render(self, roles: Sequence[Role], source: str) -> str: ...


class ModuleRenderer(Renderer, Protocol):
    """What the module of a format has whose tool reads a whole folder."""

    def render_folder(self, roles: Sequence[Role], source: str) -> dict[str, str]: ...

    def file_name(self, key: str) -> str: ...


def render(
    roles: Mapping[str, Role],
    format: Format | str,
    source: str = UNNAMED,
    file: str | None = None,
    part: str | None = None,
) -> str:
    """All roles in one text. `source` is what it calls the role file that it was made from.

    `file` is the name of what it is written to, and `part` the key of the only role in it, if the role file has others.
    Raises UnresolvedError where the format needs an account, a region or a variable that a role does not have, and
    InputError where the format cannot hold the roles together or not at all.
    """
    _refuse_variables(roles, Format(format))
    if Format(format) is Format.CLOUDFORMATION:
        from rolecast.rendering import cloudformation

        return cloudformation.render([*roles.values()], plain(source), file, part)
    return _renderer(Format(format)).render([*roles.values()], plain(source))


def render_folder(roles: Mapping[str, Role], format: Format | str, source: str = UNNAMED) -> dict[str, str]:
    """A file for each role: file names and their texts. Raises like `render`."""
    _refuse_variables(roles, Format(format))
    if terraform := _terraform(Format(format)):
        return terraform.render_folder([*roles.values()], plain(source))
    names = {key: file_name(key, format) for key in roles}
    return {name: render({key: roles[key]}, format, source, name, key) for key, name in names.items()}


def render_adoption(
    roles: Mapping[str, Role], format: Format | str, source: str = UNNAMED, stem: str | None = None
) -> dict[str, str]:
    """What brings roles that are in their account under the tool of the format: file names and their texts.

    One file of this stem with all roles or, without, a file for each. Raises like `render`, and InputError for a format
    whose tool keeps no state.
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
    """What a file in this format is called: `name`, which is a role's key or the like, with the usual ending."""
    if terraform := _terraform(Format(format)):
        return terraform.file_name(name)
    return f"{name}{_renderer(Format(format)).SUFFIX}"


def readable_name(name: str, format: Format | str) -> str:
    """The file name under which a tool reads the format: `name` itself, where it does."""
    terraform = _terraform(Format(format))
    if terraform is None or name.endswith(terraform.SUFFIX):
        return name
    return f"{name.partition('.')[0] or 'main'}{terraform.SUFFIX}"


def notices(roles: Mapping[str, Role], format: Format | str, text: str) -> list[Notice]:
    """What a person should know of these roles in this format, in which they are `text`."""
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
    """The format's module, if what it makes of several roles is more than a file for each."""
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
    # Each is imported when it is asked for: a command's start pays for its own format alone.
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
