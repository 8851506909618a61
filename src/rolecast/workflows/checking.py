"""Findings on role files and other sources: the function `check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from rolecast.checks import suppressions
from rolecast.checks.check import check as check_subject
from rolecast.checks.check import check_each
from rolecast.checks.findings import Finding, Suppression
from rolecast.checks.reports.results import FileResult
from rolecast.checks.subjects import Places, Subject, of_attached, of_document, of_role
from rolecast.iam import templates
from rolecast.iam.quotas import Quotas
from rolecast.reading import nodes
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.nodes import MappingNode
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile
from rolecast.rolefile.request import RoleRequest
from rolecast.sources.contents import FoundGroup, FoundPolicy, FoundRole, FoundUser, SourceKind, Unread
from rolecast.workflows.inputs import Given, Input, open_all
from rolecast.workflows.parallel import in_parallel
from rolecast.workflows.suppressing import Suppressed, suppressions_in, suppressions_of

_Checkable = FoundRole | FoundPolicy | FoundUser | FoundGroup


class Checked(NamedTuple):
    """The findings of each file or other input, what could not be read, and what was skipped."""

    files: tuple[FileResult, ...]
    faults: Faults
    unread: tuple[Unread, ...] = ()


def check(*given: Given, source: SourceKind | str | None = None, suppress: Suppressed = ()) -> list[Finding]:
    """The findings of all rules, in the order of the sources. The library form of `rolecast check`.

    `source` is the kind of every source, if the content does not show it. `suppress` is a file of suppressions, or
    the suppressions themselves. Suppressed findings are in the result and have their `suppression`; a suppression that
    matches no finding is reported as a finding.

    Raises InputError with everything that cannot be read; nothing is checked in that case.
    """
    checked = check_all(given, SourceKind(source) if source else None, suppress)
    checked.faults.raise_any()
    return [finding for file in checked.files for finding in file.findings]


def check_all(given: Iterable[Given], kind: SourceKind | None = None, suppress: Suppressed = ()) -> Checked:
    """Like `check`, but with as much as can be read. Raises InputError for `suppress` only."""
    name, outside = suppressions_of(suppress)
    files: list[FileResult] = []
    faults = Faults()
    unread: list[Unread] = []
    for each in given:
        try:
            for found in open_all(each, kind):
                result = _check_input(found, outside, faults, unread)
                if result is not None:
                    files.append(result)
        except InputError as error:
            faults.extend(error.faults, error.more)
    if unused := suppressions.unused(outside, [finding for file in files for finding in file.findings], name):
        files.append(FileResult(name, tuple(unused)))
    return Checked(tuple(files), faults, tuple(unread))


def _check_input(
    found: Input, outside: Sequence[Suppression], faults: Faults, unread: list[Unread]
) -> FileResult | None:
    """The findings of one input; None if nothing in it can be checked."""
    if isinstance(found, RoleFile):
        from rolecast.composition.compose import compose  # needed only for role files

        return FileResult(found.source, tuple(check_roles(found, compose(found), outside)))
    findings: dict[object, Finding] = {}
    kinds: set[type] = set()

    def checkable() -> Iterator[_Checkable]:
        for item in found.items:
            kinds.add(type(item))
            if isinstance(item, Fault):
                faults.extend([item])
            elif isinstance(item, Unread):
                unread.append(item)
            elif not isinstance(item, FoundUser | FoundGroup) or any(each.text is None for each in item[0].attached):
                yield item

    def work(items: Iterable[_Checkable]) -> list[Finding]:
        subjects = (_subject(item, found.name) for item in items)
        return [finding for each in check_each(subjects, outside) for finding in each]

    for each in in_parallel(work, checkable()):
        for finding in each:
            findings.setdefault(_identity(finding), finding)
    return FileResult(found.name, tuple(sorted(findings.values(), key=_order))) if kinds - {Unread, Fault} else None


def _subject(item: _Checkable, source: str) -> Subject:
    match item:
        case FoundPolicy(name, document, kind):
            return of_document(document, source, name, kind)
        case FoundUser(principal, place) | FoundGroup(principal, place):
            return of_attached(principal, source, place)
        case FoundRole(role, place):
            return of_role(role, source, Places(place) if place else None)


def _identity(finding: Finding) -> object:
    """A key, equal for findings about one policy that several roles share, so that they are reported once."""
    if finding.place is None or finding.target.statement is None:
        return finding
    return finding.rule, finding.place, finding.wording, finding.actions, finding.suppression


def check_roles(rolefile: RoleFile, roles: Mapping[str, Role], outside: Iterable[Suppression] = ()) -> list[Finding]:
    """The findings in the order of the file. `outside` are suppressions from outside the file.

    Raises InputError for a suppression of a rule that does not exist.
    """
    of_file: list[Suppression] = []
    found: list[Finding] = []
    for key, subject in _subjects(rolefile, roles).items():
        request = rolefile.roles[key]
        of_file = suppressions_in(request.defaults)
        of_role_itself = suppressions_in(request.node)
        findings = check_subject(subject, [*of_role_itself, *of_file, *outside])
        found += findings
        found += suppressions.unused(of_role_itself, findings, rolefile.source)
    found += suppressions.unused(of_file, found, rolefile.source)
    return sorted(found, key=_order)


def _subjects(rolefile: RoleFile, roles: Mapping[str, Role]) -> dict[str, Subject]:
    """The subjects by role key, each with its activities and the file's other roles."""
    by_arn: dict[str, Subject] = {}
    found: dict[str, Subject] = {}
    for key, role in roles.items():
        request = rolefile.roles[key]
        subject = of_role(role, rolefile.source, _places(request), Quotas(**request.get("quotas", {})))
        made_of = role.recipe.activities if role.recipe else ()
        activities = tuple(rolefile.catalogue.activity(name) for name in made_of)
        regions = (*subject.regions, *request.get("unlisted_regions", ()))
        found[key] = replace(subject, activities=activities, regions=regions, others=by_arn)
        by_arn[str(templates.fill(role.arn, role.environment.values))] = found[key]
    return found


def _places(request: RoleRequest) -> Places:
    activities = nodes.child(request.node, "activities")
    entries = activities if isinstance(activities, MappingNode) else ()
    return Places(request.key_place, {key.text: key.place for key, _ in entries})


def _order(finding: Finding) -> tuple[int, int]:
    return finding.place[1:] if finding.place else (0, 0)
