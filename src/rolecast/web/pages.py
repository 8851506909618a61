"""What all pages share: the draft, the language, the templates, and the handling of edits."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from rolecast.catalogue.persona import KINDS, Persona, by_kind
from rolecast.checks.findings import Finding
from rolecast.checks.japanese import translated
from rolecast.draft.edits import EDITS, accepts
from rolecast.draft.workspace import EditDescription, Workspace
from rolecast.iam.data import date
from rolecast.japanese import japanese
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.languages import Language
from rolecast.web.addresses import control_id, role_address
from rolecast.web.applying import Applying
from rolecast.web.bodies import json_object
from rolecast.web.failures import report
from rolecast.web.languages import LANGUAGE_COOKIE, PageTexts, language_of

EDIT_HEADER = "Rolecast-Edit"


class EditRefusal(NamedTuple):
    """Why an edit was refused. `about` is the control that sent it."""

    about: str
    faults: tuple[Fault, ...]


class EditResult(StrEnum):
    """The result of an edit, sent in a header of the response. The browser keeps edits that were not taken."""

    TAKEN = "taken"
    REFUSED = "refused"
    FAILED = "failed"


class Pages:
    """Renders pages and handles edits. There is one for the server."""

    def __init__(self, workspace: Workspace, *, allow_apply: bool) -> None:
        self.workspace = workspace
        self.applying = Applying(workspace, is_allowed=allow_apply)
        self._start = secrets.token_hex(4)

    @property
    def version(self) -> str:
        """The version of what the pages show. It differs after every change and every start of the server."""
        return f"{self._start}.{self.workspace.version}"

    def render(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """The response with the template, in the language of the request."""
        language = language_of(request)
        text = (
            environment()
            .get_template(template)
            .render(
                t=PageTexts.of(language),
                language=language,
                languages=list(Language),
                workspace=self.workspace,
                draft=self.workspace.draft,
                version=self.version,
                address=str(request.url.path),
                data_date=date(),
                applying=self.applying,
                refusal=context.pop("refusal", None),
                **context,
            )
        )
        content = text.encode("utf-8", "replace")  # messages may quote a lone surrogate that was sent
        return HTMLResponse(content, status, headers={"Content-Language": language.value, **_edit_header(request)})

    async def edit(self, request: Request) -> EditRefusal | None:
        """Makes the edit in the body of a POST, `{"edit": NAME, "about": CONTROL, ...}`.

        Returns why, if it is refused.
        """
        request.state.edited = EditResult.REFUSED
        body = await json_object(request)
        name, about, spell = str(body.pop("edit", "")), str(body.pop("about", "")), body.pop("spell", None)
        subject = str(body.get("role", body.get("name", "")))
        edit = EditDescription(name, about, subject, spell if isinstance(spell, int) else None)
        try:
            (self._change if name in EDITS else self._do)(edit, body)
        except InputError as error:
            return EditRefusal(about, error.faults)
        except OSError as error:
            return EditRefusal(about, (Fault(None, f"`{error.filename}`: {error.strerror}"),))
        except HTTPException:
            raise
        except Exception:
            request.state.edited = EditResult.FAILED
            raise
        request.state.edited = EditResult.TAKEN
        return None

    def _change(self, edit: EditDescription, arguments: Mapping[str, Any]) -> None:
        workspace, name = self.workspace, edit.name
        if not accepts(EDITS[name], arguments):
            raise HTTPException(400, f"`{name}` does not take these arguments")
        workspace.replace(EDITS[name](workspace.draft, **arguments), edit)
        if name == "rename":
            workspace.visits.rename(arguments["role"], arguments["value"])
        workspace.visits.touch(_setting(arguments))

    def _do(self, edit: EditDescription, arguments: Mapping[str, Any]) -> None:
        workspace = self.workspace
        match edit.name:
            case "undo":
                workspace.undo()
            case "redo":
                workspace.redo()
            case "save":
                workspace.save(over=arguments.get("over") is True)
            case "revert":
                workspace.revert()
            case "plan":
                self.applying.begin_plan()
            case "apply":
                self.applying.begin_apply(str(arguments.get("word", "")))
            case "open":
                workspace.replace(str(arguments.get("text", "")), edit)
                workspace.visits.mark_visited(workspace.draft.keys)
            case "visit":
                workspace.visits.touch(_setting(arguments))
                workspace.notify()
            case name:
                raise HTTPException(400, f"there is no edit `{name}`")

    async def choose_language(self, request: Request) -> Response:
        """Stores the language in a cookie."""
        body = await json_object(request)
        try:
            language = Language(str(body.get("language")))
        except ValueError:
            raise HTTPException(400, "there is no such language") from None
        response = JSONResponse({})
        response.set_cookie(LANGUAGE_COOKIE, language.value, max_age=31_536_000, samesite="strict", httponly=True)
        return response

    async def current_version(self, _request: Request) -> Response:
        return PlainTextResponse(self.version)

    async def entrance(self, request: Request) -> Response:
        return self.render(request, "entrance.html")

    async def malformed(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return PlainTextResponse(error.detail, error.status_code, _edit_header(request))

    async def failed(self, request: Request, error: Exception) -> Response:
        """The page for an unexpected error, which is also reported on the terminal. The draft is unchanged."""
        report(error, request.url.path)
        return self.render(request, "failed.html", 500)

    async def forbidden(self, request: Request, _error: Exception) -> Response:
        return self.render(request, "forbidden.html", 403)

    async def not_found(self, request: Request, _error: Exception) -> Response:
        return self.render(request, "not_found.html", 404)


def _setting(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The path of the setting that an edit or visit is about; empty if it is about none."""
    if "activity" in arguments:
        return ("roles", str(arguments.get("role")), "activities", str(arguments["activity"]))
    path = arguments.get("path")
    return tuple(map(str, path)) if isinstance(path, list) else ()


def _edit_header(request: Request) -> dict[str, str]:
    edited: EditResult | None = getattr(request.state, "edited", None)
    return {EDIT_HEADER: edited.value} if edited else {}


@cache
def environment() -> Environment:
    """The Jinja environment, which escapes all values."""
    made = Environment(
        loader=PackageLoader("rolecast.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    made.filters["code"] = _code
    made.filters["in_language"] = _in_language
    made.filters["said"] = _message
    made.filters["line"] = _line
    made.filters["by_kind"] = _by_kind
    made.globals["role_address"] = role_address
    made.globals["control_id"] = control_id
    return made


def _by_kind(personas: Iterable[Persona]) -> list[tuple[Mapping[str, str], list[Persona]]]:
    """The personas of people, then the execution roles, each with their title by language."""
    return [(KINDS[kind], members) for kind, members in by_kind(personas).items()]


def _in_language(finding: Finding, language: Language) -> Finding:
    return translated(finding) if language is Language.JA else finding


def _message(message: str, language: Language) -> Markup:
    """The message in the page's language, with text in backticks as code."""
    return _translated(message, language, _code)


def _line(text: str, language: Language) -> Markup:
    """The text in the page's language."""
    return _translated(text, language, escape)


def _translated(english: str, language: Language, set_: Callable[[str], Markup]) -> Markup:
    """The text in the page's language.

    English without a translation is marked as English, for screen readers and fonts.
    """
    if language is Language.EN or not english:
        return set_(english)
    text = japanese(english)
    return _ENGLISH.format(set_(english)) if text is None else set_(text)


def _code(message: str) -> Markup:
    """The message with text in backticks as code."""
    pieces = message.split("`")
    is_paired = len(pieces) % 2 == 1
    marks = (_PLAIN, _CODE) if is_paired else (_PLAIN,)
    texts = pieces if is_paired else [message]
    return Markup("").join(marks[number % 2].format(text) for number, text in enumerate(texts))


_ENGLISH = Markup('<span lang="en">{}</span>')
_PLAIN = Markup("{}")
_CODE = Markup("<code>{}</code>")
