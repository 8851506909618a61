"""The wizard: four steps a role, and beside them the role as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rolecast.access.explanation import explain
from rolecast.access.phrases import Language as ExplanationLanguage
from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.groups import TITLES, grouped
from rolecast.checks.findings import Finding, Severity
from rolecast.draft.changes import Change, changes
from rolecast.draft.draft import Choice, Draft, Field, InnerPath
from rolecast.draft.steps import Step, step_of
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS, MANAGED_POLICY_CHARACTERS, Quotas
from rolecast.iam.writing import statement_json
from rolecast.reading.faults import Fault
from rolecast.role import Policy, PolicyKind, Role
from rolecast.rolefile.shape import FLOWS, PACKINGS
from rolecast.web.downloads import offers
from rolecast.web.languages import Texts, language_of
from rolecast.web.pages import Pages, Refusal, role_address
from rolecast.web.questions import Question

PANELS = ("policies", "changes", "findings", "question", "file")


class StepLink(NamedTuple):
    """A step in the list of steps. `fault_count` are the faults at its fields."""

    step: Step
    address: str
    is_current: bool
    is_visited: bool
    fault_count: int


class Statement(NamedTuple):
    """A statement of a policy, and the titles of the activities that it came from."""

    document: Mapping[str, Any]
    activities: tuple[str, ...]


@dataclass(frozen=True)
class RoleView:
    """One role of the draft as a page shows it."""

    draft: Draft
    key: str
    before: Draft | None

    @cached_property
    def role(self) -> Role | None:
        """The role as far as it can be made, with what is known of its environment."""
        role = self.draft.roles.get(self.key)
        return role and role.fill(role.environment.values)

    @property
    def request(self) -> Any:
        return self.draft.rolefile.roles[self.key]

    def field(self, *names: str) -> Field:
        return self.draft.field(self.key, *names)

    def address(self, step: str) -> str:
        return role_address(self.key, step)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        return self.draft.choices(self.key)

    @property
    def groups(self) -> list[tuple[Mapping[str, str], list[Choice]]]:
        """The choices by the group of their activity, with the group's title by language."""
        by_id = {choice.activity.id: choice for choice in self.choices}
        members = grouped(choice.activity for choice in self.choices)
        return [(TITLES[group], [by_id[each.id] for each in activities]) for group, activities in members.items()]

    @property
    def ticked(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_ticked]

    @property
    def persona(self) -> str | None:
        return self.draft.persona(self.key)

    @property
    def passes_roles(self) -> bool:
        """Whether a ticked activity passes roles."""
        return any("pass_roles" in choice.activity.parameters for choice in self.ticked)

    def changed_by(self, overlay: str) -> list[str]:
        """The titles of the ticked activities that a customization changes."""
        return [choice.activity.title for choice in self.ticked if choice.activity.supports(Overlay(overlay))]

    @cached_property
    def changes(self) -> Sequence[Change]:
        if self.before is None:
            return ()
        return changes(self.before.roles.get(self.key), self.draft.roles.get(self.key))

    @cached_property
    def findings(self) -> list[Finding]:
        """Those of this role, the weightiest first."""
        own = [finding for finding in self.draft.findings if finding.target.role == self.key]
        return sorted(own, key=lambda finding: -[*Severity].index(finding.severity))

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """The faults of this role, and those that are of no single role."""
        return tuple(fault for fault in self.draft.faults if not self._is_of_another(self.draft.path_of(fault)))

    def _is_of_another(self, path: InnerPath) -> bool:
        return path[:1] == ("roles",) and path[1:2] not in ((), (self.key,))

    def faults_of(self, step: Step) -> list[Fault]:
        return [fault for fault in self.faults if step_of(self.draft.path_of(fault)) is step]

    @property
    def quotas(self) -> Quotas:
        return Quotas(**self.request.get("quotas", {}))

    @property
    def attached_count(self) -> int:
        assert self.role is not None
        managed = sum(policy.kind is PolicyKind.MANAGED for policy in self.role.policies)
        return managed + len(self.role.attached)

    def most_characters(self, policy: Policy) -> int:
        return MANAGED_POLICY_CHARACTERS if policy.kind is PolicyKind.MANAGED else INLINE_POLICIES_CHARACTERS

    def statements(self, policy: Policy) -> list[Statement]:
        return [
            Statement(statement_json(statement), tuple(map(self._title, origins)))
            for statement, origins in zip(policy.document.statements, policy.origins, strict=True)
        ]

    def _title(self, origin: str) -> str:
        catalogue = self.draft.catalogue
        return catalogue.activity(origin).title if origin in catalogue.activity_ids else origin

    def explanation(self, language: str) -> Any:
        """The role in plain words; None where its account or region is not known, or it has faults."""
        role = self.draft.roles.get(self.key)
        if role is None or role.environment.missing or self.faults:
            return None
        return explain(role.resolve(), ExplanationLanguage(language), self.draft.catalogue)


class Wizard:
    """The pages of the wizard."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    @property
    def _draft(self) -> Draft:
        return self._pages.workspace.draft

    async def start(self, request: Request) -> Response:
        """The first role's first step, or, of an empty draft, the page that begins it."""
        refusal = await self._pages.edit(request) if request.method == "POST" else None
        if not self._draft.keys:
            return self._pages.render(request, "start.html", refusal=refusal)
        if request.method == "POST":
            return self._role_page(request, self._draft.keys[-1], Step.INFORMATION, refusal)
        return RedirectResponse(role_address(self._draft.keys[0], Step.INFORMATION), 303)

    async def page(self, request: Request) -> Response:
        key = request.path_params["role"]
        try:
            step = Step(request.path_params["step"])
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
        """The role to go on with after an edit: a new one, the same one under its new name, or what is left."""
        keys = self._draft.keys
        if new := [each for each in keys if each not in before]:
            return new[0]
        if key in keys:
            return key
        return keys[0] if keys else None

    def _role_page(self, request: Request, key: str, step: Step, refusal: Refusal | None) -> Response:
        workspace = self._pages.workspace
        view = RoleView(self._draft, key, workspace.before)
        texts = Texts.of(language_of(request))
        panel = request.query_params.get("panel", PANELS[0])
        steps = self._steps(view, step, workspace.visit(key, step))
        position = [*Step].index(step)
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
            explanation=view.explanation(language_of(request)) if step is Step.REVIEW else None,
            question=Question.of(view.role, request.query_params) if view.role and panel == "question" else None,
            offers=offers(workspace, key) if step is Step.REVIEW else None,
        )

    def _steps(self, view: RoleView, current: Step, visited: set[Step]) -> list[StepLink]:
        return [
            StepLink(step, view.address(step), step is current, step in visited, len(view.faults_of(step)))
            for step in Step
        ]


def _options(texts: Texts, group: str, values: Sequence[str]) -> list[tuple[str, str, str]]:
    """For each value its title and what it means."""
    return [(value, texts(f"{group}.{value}"), texts(f"{group}.{value}_hint")) for value in values]
