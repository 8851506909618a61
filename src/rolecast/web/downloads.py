"""Downloads: the current role file, and all that `rolecast build` makes from it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rolecast.draft.workspace import Workspace
from rolecast.guardrails.guardrail import guardrails_of
from rolecast.reading.faults import Fault, InputError
from rolecast.rendering.formats import BESIDE_ROLES, WITH_VARIABLES, Format, file_name, notices
from rolecast.role import Notice, Role
from rolecast.web.pages import Pages
from rolecast.workflows.building import render_file

ROLE_FILE = "role-file"
"""The name of the role file itself, beside the names of the formats."""
_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.CLOUDFORMATION: "application/yaml",
    Format.TERRAFORM: "application/json",
    Format.HCL: "text/plain",
    Format.AWS_CLI: "text/x-shellscript",
    Format.CDK_PYTHON: "text/plain",
    Format.CDK_TYPESCRIPT: "text/plain",
    Format.MARKDOWN: "text/markdown",
    Format.SCP: "application/json",
    Format.BOUNDARY: "application/json",
}


class File(NamedTuple):
    """A file to download, for one role or, if `role` is None, for all. `command` writes the same file."""

    role: str | None
    address: str
    name: str
    command: str


class Offer(NamedTuple):
    """A format and its files. `faults` are why the file for all roles, or for this one, is missing."""

    format: Format
    files: tuple[File, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...]


class Downloads:
    """The endpoint of downloads."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def file(self, request: Request) -> Response:
        """`/files/{format}`, for one role with `?role=KEY`. If the roles have errors, a page with these."""
        workspace = self._pages.workspace
        name = request.path_params["format"]
        if name == ROLE_FILE:
            return _attachment(workspace.draft.text, workspace.path.name, _media_type(workspace.path))
        if name not in [*Format]:
            raise HTTPException(404)
        key = request.query_params.get("role")
        try:
            text = _make(workspace, Format(name), key)
        except InputError as error:
            return self._pages.render(request, "unmade.html", 409, faults=error.faults)
        return _attachment(text, _file_name(workspace, Format(name), key), _MEDIA_TYPES[Format(name)])


def offers(workspace: Workspace, key: str) -> list[Offer]:
    """The offers of all formats, for all roles and for the role `key`. Empty if the role file has errors.

    Formats for settings are left out if no role has such settings.
    """
    try:
        roles = workspace.draft.compose()
    except InputError:
        return []
    is_guarded = any(not each.is_of_trust for role in roles.values() for each in guardrails_of(role))
    formats = [each for each in Format if is_guarded or each not in BESIDE_ROLES]
    return [_offer(workspace, each, (None, key) if len(roles) > 1 else (None,)) for each in formats]


def _offer(workspace: Workspace, format: Format, keys: Iterable[str | None]) -> Offer:
    """The files of the format for these roles. A key of None means all roles."""
    files: list[File] = []
    faults: dict[Fault, None] = {}
    shown_notices: dict[Notice, None] = {}
    for key in keys:
        try:
            chosen = _chosen(_roles(workspace, format), key)
            text = _render(workspace, chosen, format, key)
        except InputError as error:
            faults |= dict.fromkeys(error.faults)
        else:
            files.append(_file(workspace, format, key))
            shown_notices |= dict.fromkeys(notices(chosen, format, text))
    return Offer(format, tuple(files), tuple(faults), tuple(shown_notices))


def _file(workspace: Workspace, format: Format, key: str | None) -> File:
    address = f"/files/{format}{'' if key is None else '?' + urlencode({'role': key})}"
    name = _file_name(workspace, format, key)
    of_role = () if key is None else ("--role", key)
    command = shlex.join(["rolecast", "build", workspace.argument, *of_role, "-f", format, "-o", name])
    return File(key, address, name, command)


def _file_name(workspace: Workspace, format: Format, key: str | None) -> str:
    """The name of the role file or role, with another suffix. Never that of the role file, which it would overwrite."""
    stem = workspace.path.stem if key is None else key
    name = file_name(stem, format)
    return file_name(f"{stem}.built", format) if name == workspace.path.name else name


def _make(workspace: Workspace, format: Format, key: str | None) -> str:
    """The file's text. Raises InputError if it cannot be made, and HTTPException if there is no such role."""
    roles = _roles(workspace, format)
    if key is not None and key not in roles:
        raise HTTPException(404)
    return _render(workspace, _chosen(roles, key), format, key)


def _roles(workspace: Workspace, format: Format) -> Mapping[str, Role]:
    return workspace.draft.compose_open() if format in WITH_VARIABLES else workspace.draft.compose()


def _chosen(roles: Mapping[str, Role], key: str | None) -> Mapping[str, Role]:
    return roles if key is None else {key: roles[key]}


def _render(workspace: Workspace, roles: Mapping[str, Role], format: Format, key: str | None) -> str:
    name = _file_name(workspace, format, key)
    return render_file(workspace.draft.rolefile, roles, format, workspace.path.name, name)


def _media_type(path: Path) -> str:
    return "application/json" if path.suffix == ".json" else "application/yaml"


def _attachment(text: str, name: str, media_type: str) -> Response:
    """https://www.rfc-editor.org/rfc/rfc6266"""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(text.encode(), media_type=media_type, headers={"Content-Disposition": disposition})
