"""The box for an AccessDenied message: what it says, and what would allow the request.

A message may hold secrets. So it comes in the body of a POST, is kept nowhere, and is not shown again.
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
from rolecast.workflows.candidates import written_candidates
from rolecast.workflows.denying import Advice, Diagnosis, diagnose


class Told(NamedTuple):
    """A remedy. `path` and `value` are the edit that a button makes, as JSON; None where the page has no such edit."""

    text: str
    also: str | None
    condition: str
    statement: str | None
    path: str | None
    value: str | None


class Denials:
    """Answers for the box."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def explain(self, request: Request) -> Response:
        """`{"message": TEXT}`: what can be said of it and the draft, as a part of a page."""
        body = await json_object(request)
        draft = self._pages.workspace.draft
        found: list[Diagnosis] = []
        faults: tuple[Fault, ...] = ()
        try:
            denials = pasted.read(str(body.get("message", "")))
            candidates = written_candidates(draft.text, draft.source)
            found = [diagnose(each, candidates) for each in denials]
        except InputError as error:
            faults = error.faults
        return self._pages.render(
            request, "denials.html", found=found, faults=faults, reported=advice.reported, told=_told
        )


def _told(each: Advice) -> Told:
    statement, edit = each.remedy.statement, each.edit
    # An edit of the page sets a text or a list of texts.
    is_possible = edit is not None and isinstance(edit.value, list)
    return Told(
        each.remedy.text,
        each.also_allows.described if each.also_allows else None,
        each.condition,
        json.dumps(statement, indent=2) if statement else None,
        json.dumps(edit.path) if edit and is_possible else None,
        json.dumps(edit.value) if edit and is_possible else None,
    )
