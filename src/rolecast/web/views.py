"""One role of the draft as the pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from rolecast.access.explanation import explain
from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.groups import TITLES, grouped
from rolecast.checks.findings import Finding, Severity
from rolecast.composition.limits import Excess, excesses_of_layout
from rolecast.draft.changes import DraftChange, access, changes, editions
from rolecast.draft.draft import ActivityChoice, Draft, DraftField, InnerPath
from rolecast.draft.edits import set_value
from rolecast.draft.steps import WizardStep, step_of
from rolecast.draft.visits import Visits
from rolecast.iam.documents import Document
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS, MANAGED_POLICY_CHARACTERS, Quotas
from rolecast.reading.faults import Fault
from rolecast.reading.languages import Language
from rolecast.role import LONGEST_ENVIRONMENT, Policy, PolicyKind, Role
from rolecast.rolefile.shape import PACKINGS
from rolecast.web.addresses import role_address
from rolecast.web.guardrails import ShownGuardrail, shown_guardrails
from rolecast.web.problems import RoleProblem, problems_of
from rolecast.workflows.comparing import ComparedRole


class ShownStatement(NamedTuple):
    """A statement of a policy, and the titles of the activities that it came from."""

    document: Mapping[str, Any]
    activities: tuple[str, ...]


@dataclass(frozen=True)
class RoleView:
    """One role of the draft as a page shows it."""

    draft: Draft
    key: str
    before: Draft | None
    visits: Visits

    @cached_property
    def role(self) -> Role | None:
        """The role as far as it can be composed, with its known environment filled in."""
        role = self.draft.roles.get(self.key)
        return role and role.fill(role.environment.values)

    def field(self, *names: str) -> DraftField:
        return self.draft.field(self.key, *names)

    def address(self, step: str) -> str:
        return role_address(self.key, step)

    @cached_property
    def choices(self) -> tuple[ActivityChoice, ...]:
        return self.draft.choices(self.key)

    @property
    def groups(self) -> list[tuple[Mapping[str, str], list[ActivityChoice]]]:
        """The choices by group, with the group's title by language."""
        by_id = {choice.activity.id: choice for choice in self.choices}
        members = grouped(choice.activity for choice in self.choices)
        return [(TITLES[group], [by_id[each.id] for each in activities]) for group, activities in members.items()]

    @property
    def selected(self) -> list[ActivityChoice]:
        return [choice for choice in self.choices if choice.is_selected]

    @property
    def persona(self) -> str | None:
        return self.draft.persona(self.key)

    @property
    def passes_roles(self) -> bool:
        """Whether a selected activity passes roles."""
        return any("pass_roles" in choice.activity.parameters for choice in self.selected)

    def changed_by(self, overlay: str) -> list[str]:
        """The titles of the selected activities that a customization changes."""
        return [choice.activity.title for choice in self.selected if choice.activity.supports(Overlay(overlay))]

    @cached_property
    def changes(self) -> Sequence[DraftChange]:
        if self.before is None:
            return ()
        return changes(self.before.roles.get(self.key), self.draft.roles.get(self.key))

    @cached_property
    def access(self) -> ComparedRole | None:
        """The permissions gained and lost by the last edit; None if it changed nothing in the role."""
        if self.before is None or not self.changes:
            return None
        return access(self.before.roles.get(self.key), self.draft.roles.get(self.key))

    @cached_property
    def editions(self) -> ComparedRole | None:
        """The permissions gained and lost by changing from the console edition to the corrected one."""
        return editions(self.draft, self.key)

    @cached_property
    def findings(self) -> list[Finding]:
        """The role's findings, most severe first, suppressed ones last."""
        order = [*Severity]
        own = self.draft.findings_of(self.key)
        return sorted(own, key=lambda each: (each.suppression is not None, -order.index(each.severity)))

    @cached_property
    def guardrails(self) -> list[ShownGuardrail]:
        """The guardrails of the role's settings, and whether they hold."""
        return shown_guardrails(self.role, self.findings) if self.role else []

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """The errors of this role, and those that belong to no role."""
        return self.draft.faults_of(self.key)

    @cached_property
    def problems(self) -> list[RoleProblem]:
        """All problems of this role, most severe first."""
        return problems_of(self.draft, self.key, self.visits)

    @cached_property
    def all(self) -> list[RoleView]:
        """This role and the others, in the order of the file."""
        return [self if key == self.key else RoleView(self.draft, key, None, self.visits) for key in self.draft.keys]

    @property
    def others(self) -> list[RoleView]:
        """The other roles that have errors or warnings."""
        return [view for view in self.all if view is not self and view.grave]

    @cached_property
    def grave(self) -> list[RoleProblem]:
        """The errors and warnings of this role, including unmet expectations."""
        return [problem for problem in self.problems if problem.is_grave]

    @property
    def open_findings(self) -> int:
        """The number of findings that are not suppressed."""
        return sum(problem.finding is not None for problem in self.problems)

    @property
    def grave_findings(self) -> int:
        """The number of unsuppressed findings that are errors or warnings."""
        return sum(problem.finding is not None for problem in self.grave)

    @property
    def is_wrong(self) -> bool:
        """Whether there are errors or warnings at settings that the user has reached."""
        return any(not problem.is_new for problem in self.grave)

    def faults_at(self, step: WizardStep) -> list[Fault]:
        """The errors at the fields of the step that the user has reached."""
        faults = {fault: self.draft.path_of(fault) for fault in self.faults}
        return [fault for fault, path in faults.items() if step_of(path) is step and not self.is_new(path)]

    def is_new(self, path: InnerPath) -> bool:
        """Whether the user has not reached the setting yet."""
        return self.visits.is_new(self.key, path)

    @property
    def quotas(self) -> Quotas:
        request = self.draft.rolefile.roles.get(self.key)
        return Quotas(**request.get("quotas", {})) if request else Quotas()

    @cached_property
    def excesses(self) -> list[Excess]:
        """The quotas that the role exceeds with its packing."""
        return self._excesses(self.draft)

    @cached_property
    def fitting(self) -> list[str]:
        """The packings that would exceed none."""
        if not self.excesses:
            return []
        path = ["roles", self.key, "packing"]
        return [each for each in PACKINGS if not self._excesses(self._with(set_value(self.draft, path, each)))]

    def _with(self, text: str) -> Draft:
        return Draft(text, self.draft.source)

    def _excesses(self, draft: Draft) -> list[Excess]:
        role = draft.roles.get(self.key)
        if role is None or any(policy.document.faults for policy in role.policies):
            return []  # values are missing, so its size is unknown
        role = role.fill(role.environment.values)

        def measure(document: Document) -> int:
            return document.fill(LONGEST_ENVIRONMENT).size

        return list(excesses_of_layout(role.policies, role.attached, self.quotas, measure))

    @property
    def attached_count(self) -> int:
        assert self.role is not None
        managed = sum(policy.kind is PolicyKind.MANAGED for policy in self.role.policies)
        return managed + len(self.role.attached)

    @property
    def inline_size(self) -> int:
        """The total size of the inline policies, in characters."""
        assert self.role is not None
        return sum(policy.size for policy in self.role.policies if policy.kind is PolicyKind.INLINE)

    def is_too_large(self, policy: Policy) -> bool:
        size = policy.size if policy.kind is PolicyKind.MANAGED else self.inline_size
        return size > self.most_characters(policy)

    def most_characters(self, policy: Policy) -> int:
        return MANAGED_POLICY_CHARACTERS if policy.kind is PolicyKind.MANAGED else INLINE_POLICIES_CHARACTERS

    def statements(self, policy: Policy) -> list[ShownStatement]:
        return [
            ShownStatement(part, tuple(map(self._title, origins)))
            for part, origins in zip(policy.document.parts, policy.origins, strict=True)
        ]

    def _title(self, origin: str) -> str:
        catalogue = self.draft.catalogue
        return catalogue.activity(origin).title if origin in catalogue.activity_ids else origin

    def explanation(self, language: Language) -> Any:
        """The role in plain words; None if its account or region is unknown, or it has errors."""
        role = self.draft.roles.get(self.key)
        if role is None or role.environment.missing or self.faults:
            return None
        return explain(role.resolve(), language, self.draft.catalogue)
