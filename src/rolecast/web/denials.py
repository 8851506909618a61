"""The box for an AccessDenied message: explains the denial, and what would allow the request.

Messages may contain secrets. They are sent in the body of a POST, not stored, and not shown again.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from rolecast.access.denials import advice, pasted
from rolecast.reading.faults import Fault, InputError
from rolecast.web.bodies import json_object
from rolecast.web.pages import Pages
from rolecast.web.problems import errors_of
from rolecast.workflows.candidates import written_candidates
from rolecast.workflows.denying import Advice, Diagnosis, diagnose


class ShownRemedy(NamedTuple):
    """A remedy. `path` and `value` are the edit of its button, as JSON; None if the page cannot make the edit."""

    text: str
    also: str | None
    condition: str
    statement: str | None
    path: str | None
    value: str | None


class Denials:
    """The endpoint of the box."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def explain(self, request: Request) -> Response:
        """POST `{"message": TEXT}`: what is known about the denial and the draft, as part of a page.

        If the draft has errors, these, because what would allow the request is tried in a draft without errors.
        """
        body = await json_object(request)
        draft = self._pages.workspace.draft
        found: list[Diagnosis] = []
        faults: tuple[Fault, ...] = ()
        try:
            denials = pasted.read(str(body.get("message", "")))
            if not draft.faults:
                candidates = written_candidates(draft.text, draft.source)
                found = [diagnose(each, candidates) for each in denials]
        except InputError as error:
            faults = error.faults
        errors = errors_of(draft) if not found and not faults else ()
        return self._pages.render(
            request, "denials.html", found=found, faults=faults, errors=errors, reported=advice.reported, shown=_shown
        )


def _shown(each: Advice) -> ShownRemedy:
    statement, edit = each.remedy.statement, each.edit
    # The page's edits can set a list of texts.
    is_possible = edit is not None and isinstance(edit.value, list)
    return ShownRemedy(
        each.remedy.text,
        each.also_allows.described if each.also_allows else None,
        each.condition,
        json.dumps(statement, indent=2) if statement else None,
        json.dumps(edit.path) if edit and is_possible else None,
        json.dumps(edit.value) if edit and is_possible else None,
    )
