"""The wizard: four steps per role, and beside them the resulting role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rolecast.draft.draft import Draft
from rolecast.draft.steps import WizardStep
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS
from rolecast.rolefile.shape import FLOWS, PACKINGS
from rolecast.web.addresses import role_address
from rolecast.web.downloads import offers
from rolecast.web.languages import PageTexts, language_of
from rolecast.web.pages import EditRefusal, Pages
from rolecast.web.questions import PageQuestion
from rolecast.web.settings import settings_of
from rolecast.web.views import RoleView

PANELS = ("policies", "changes", "editions", "findings", "question", "denied", "file")


class StepLink(NamedTuple):
    """A step in the list of steps. `fault_count` is the number of errors at its fields."""

    step: WizardStep
    address: str
    is_current: bool
    is_visited: bool
    fault_count: int


class Wizard:
    """The pages of the wizard."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    @property
    def _draft(self) -> Draft:
        return self._pages.workspace.draft

    async def start(self, request: Request) -> Response:
        """Redirects to the first step of the first role; for an empty draft, the page that begins one."""
        refusal = await self._pages.edit(request) if request.method == "POST" else None
        if not self._draft.keys:
            return self._pages.render(request, "start.html", refusal=refusal)
        if request.method == "POST":
            return self._role_page(request, self._draft.keys[-1], WizardStep.INFORMATION, refusal)
        return RedirectResponse(role_address(self._draft.keys[0], WizardStep.INFORMATION), 303)

    async def page(self, request: Request) -> Response:
        key = request.path_params["role"]
        try:
            step = WizardStep(request.path_params["step"])
        except ValueError:
            raise HTTPException(404) from None
        refusal = None
        if request.method == "POST":
            before = self._draft.keys
            refusal = await self._pages.edit(request)
            key = self._successor(key, before)
        if key is None or not self._draft.keys:
            return self._pages.render(request, "start.html", refusal=refusal, moved_to="/")
        if key not in self._draft.keys:
            raise HTTPException(404)
        return self._role_page(request, key, step, refusal)

    def _successor(self, key: str, before: tuple[str, ...]) -> str | None:
        """The key of the role to show after an edit: a new or renamed one, the same one, or any other.

        None if none is left.
        """
        keys = self._draft.keys
        new = [each for each in keys if each not in before]
        if key in keys and len(keys) <= len(before):
            return key
        return next(iter([*new, *keys]), None)

    def _role_page(self, request: Request, key: str, step: WizardStep, refusal: EditRefusal | None) -> Response:
        workspace = self._pages.workspace
        view = RoleView(self._draft, key, workspace.before, workspace.visits)
        texts = PageTexts.of(language_of(request))
        panel = request.query_params.get("panel", PANELS[0])
        steps = self._steps(view, step, workspace.visits.visit(key, step))
        position = [*WizardStep].index(step)
        return self._pages.render(
            request,
            f"steps/{step}.html",
            view=view,
            steps=steps,
            previous_step=steps[position - 1] if position else None,
            next_step=steps[position + 1] if position + 1 < len(steps) else None,
            step=step,
            panel=panel if panel in PANELS else PANELS[0],
            panels=PANELS,
            flows=_options(texts, "flows", FLOWS),
            packings=_options(texts, "policies", PACKINGS),
            refusal=refusal,
            moved_to=role_address(key, step),
            explanation=view.explanation(language_of(request)) if step is WizardStep.REVIEW else None,
            question=PageQuestion.of(view.role, request.query_params, is_whole=not view.faults)
            if view.role and panel == "question"
            else None,
            settings=settings_of(view, texts) if step is WizardStep.REVIEW else None,
            most_inline=INLINE_POLICIES_CHARACTERS,
            offers=offers(workspace, key) if step is WizardStep.REVIEW else None,
        )

    def _steps(self, view: RoleView, current: WizardStep, visited: frozenset[WizardStep]) -> list[StepLink]:
        return [
            StepLink(step, view.address(step), step is current, step in visited, len(view.faults_at(step)))
            for step in WizardStep
        ]


def _options(texts: PageTexts, group: str, values: Sequence[str]) -> list[tuple[str, str, str]]:
    """For each value: the value, its title and its hint."""
    return [(value, texts(f"{group}.{value}"), texts(f"{group}.{value}_hint")) for value in values]
