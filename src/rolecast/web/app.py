"""The routes of all pages."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from rolecast.draft.workspace import Workspace
from rolecast.web.catalogue import CataloguePages
from rolecast.web.denials import Denials
from rolecast.web.downloads import Downloads
from rolecast.web.guard import ENTRANCE, STATIC
from rolecast.web.pages import Pages
from rolecast.web.questions import actions
from rolecast.web.wizard import Wizard


def create_app(workspace: Workspace, *, allow_apply: bool) -> Starlette:
    """The application for one draft, without the guard.

    A page is determined by its address, the draft and the language. A POST to a page's address edits the draft and
    returns the new page.
    """
    pages = Pages(workspace, allow_apply=allow_apply)
    wizard, catalogue = Wizard(pages), CataloguePages(pages)
    return Starlette(
        routes=[
            Route("/", wizard.start, methods=["GET", "POST"]),
            Route("/roles/{role}/{step}", wizard.page, methods=["GET", "POST"]),
            Route("/files/{format}", Downloads(pages).file),
            Route("/actions", actions),
            Route("/denials", Denials(pages).explain, methods=["POST"]),
            Route("/activities", catalogue.activities),
            Route("/activities/{id}", catalogue.activity),
            Route("/personas", catalogue.personas),
            Route("/language", pages.choose_language, methods=["POST"]),
            Route("/version", pages.current_version),
            Route(ENTRANCE, pages.entrance),
            Mount(STATIC, StaticFiles(packages=[("rolecast.web", "static")])),
        ],
        exception_handlers={400: pages.malformed, 403: pages.forbidden, 404: pages.not_found, 500: pages.failed},
    )
