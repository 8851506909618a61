"""All problems of a role, from `check` and `test`, with the addresses at which they can be fixed."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rolecast.access.reasons import reasons
from rolecast.checks.findings import Finding, Severity
from rolecast.composition.editions import known_faults
from rolecast.draft.draft import Draft, InnerPath
from rolecast.draft.steps import WizardStep
from rolecast.draft.visits import Visits
from rolecast.reading.faults import Fault
from rolecast.web.addresses import address_of, control_of, role_address
from rolecast.workflows.expectations import Outcome


class Level(StrEnum):
    """The severity of a problem, most severe first. Those of findings are named as in IAM Access Analyzer."""

    ERROR = "error"
    EXPECTATION = "expectation"
    SECURITY_WARNING = "security-warning"
    WARNING = "warning"
    SUGGESTION = "suggestion"
    NOTICE = "notice"


_ORDER = [*Level]
_TRUST_POLICY = "trust policy"
_OF_GUARDRAILS = "guardrail"
"""The prefix of the codes of notices about guardrails, which the page shows elsewhere."""
_LEVELS = {
    Severity.ERROR: Level.ERROR,
    Severity.SECURITY_WARNING: Level.SECURITY_WARNING,
    Severity.WARNING: Level.WARNING,
    Severity.SUGGESTION: Level.SUGGESTION,
}


class RoleProblem(NamedTuple):
    """A problem of a role. `path` is the setting that it is about, `address` where the setting is changed.

    An unmet expectation has an `outcome` and no text. A problem from a finding has the `finding`, which has texts in
    every language. `is_new` is whether the user has not reached the setting yet.
    """

    level: Level
    text: str
    help: str | None
    path: InnerPath
    address: str
    details: tuple[str, ...] = ()
    finding: Finding | None = None
    outcome: Outcome | None = None
    is_new: bool = False

    @property
    def is_grave(self) -> bool:
        """Whether it is an error or a warning."""
        return self.level not in (Level.SUGGESTION, Level.NOTICE)

    @property
    def where(self) -> str:
        """The setting, as a path in the role file."""
        return ".".join(map(str, self.path[2:] if self.path[:1] == ("roles",) else self.path))


def problems_of(draft: Draft, key: str, visits: Visits) -> list[RoleProblem]:
    """The role's errors, unmet expectations, findings and notices, most severe first."""
    findings = (each for each in draft.findings_of(key) if each.suppression is None)
    found = [
        *(_of_fault(fault, draft, key, visits) for fault in draft.faults_of(key)),
        *(_of_impossible(fault, draft, key) for fault in draft.impossible(key)),
        *(_of_outcome(outcome, draft, key) for outcome in draft.outcomes(key) or () if not outcome.is_met),
        *(_of_finding(finding, draft, key) for finding in findings),
        *_notices(draft, key),
    ]
    return sorted(found, key=lambda problem: _ORDER.index(problem.level))


def errors_of(draft: Draft) -> list[RoleProblem]:
    """The errors of all roles, each with its role, and those of the file."""
    found = []
    for fault in draft.faults:
        path = draft.path_of(fault)
        own = (str(path[1]),) if path[:1] == ("roles",) and len(path) > 1 else ()
        address = address_of(next(iter((*own, *draft.keys)), ""), path)
        found.append(RoleProblem(Level.ERROR, fault.message, fault.help, path, address, own))
    return found


def _of_fault(fault: Fault, draft: Draft, key: str, visits: Visits) -> RoleProblem:
    path = draft.path_of(fault)
    is_new = path[:2] == ("roles", key) and visits.is_new(key, control_of(path))
    return RoleProblem(Level.ERROR, fault.message, fault.help, path, address_of(key, path), is_new=is_new)


def _of_impossible(fault: Fault, draft: Draft, key: str) -> RoleProblem:
    path = draft.path_of(fault)
    return RoleProblem(Level.EXPECTATION, fault.message, fault.help, path, address_of(key, path))


def _of_outcome(outcome: Outcome, draft: Draft, key: str) -> RoleProblem:
    details = tuple(line.strip() for line in reasons(outcome.reply, outcome.role))
    path = draft.path_at(outcome.place)
    return RoleProblem(Level.EXPECTATION, "", None, path, address_of(key, path), details, outcome=outcome)


def _of_finding(finding: Finding, draft: Draft, key: str) -> RoleProblem:
    target = finding.target
    activity = next(iter(target.activities), None)
    path: InnerPath = ("roles", key, "activities", activity) if activity else draft.path_at(finding.place)
    policy = (target.policy,) if target.policy else ()
    if target.policy == _TRUST_POLICY:
        path = ("roles", key, "trust")
    return RoleProblem(
        _LEVELS[finding.severity], finding.message, finding.help, path, address_of(key, path), policy, finding
    )


def _notices(draft: Draft, key: str) -> list[RoleProblem]:
    role = draft.roles.get(key)
    if role is None:
        return []
    own = (notice for notice in role.notices if not notice.code.startswith(_OF_GUARDRAILS))
    address = role_address(key, WizardStep.REVIEW)
    notices = (*own, *known_faults(draft.rolefile, [role]))
    return [RoleProblem(Level.NOTICE, notice.message, None, (), address) for notice in notices]
