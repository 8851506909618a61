"""The content of a report."""

from __future__ import annotations

from typing import NamedTuple

from rolecast.checks.findings import Finding, Severity
from rolecast.reading.faults import Fault
from rolecast.reading.languages import Language


class FileResult(NamedTuple):
    """The findings of one file, including suppressed ones. `name` is the file's name in messages."""

    name: str
    findings: tuple[Finding, ...]


class Results(NamedTuple):
    """The content of a report. Findings below `fail_on` are not failures. `version` is Rolecast's.

    `faults` are the errors of inputs that could not be read and checked, which distinguish the report from one without
    findings.
    """

    files: tuple[FileResult, ...]
    fail_on: Severity = Severity.WARNING
    version: str = ""
    language: Language = Language.EN
    faults: tuple[Fault, ...] = ()

    def in_japanese(self) -> Results:
        """The results with messages and remedies in Japanese."""
        from rolecast.checks.japanese import translated

        files = tuple(FileResult(file.name, tuple(map(translated, file.findings))) for file in self.files)
        return self._replace(files=files, language=Language.JA)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all files, except suppressed ones."""
        return tuple(finding for file in self.files for finding in file.findings if finding.suppression is None)

    @property
    def suppressed(self) -> int:
        return sum(finding.suppression is not None for file in self.files for finding in file.findings)

    @property
    def failures(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity.is_at_least(self.fail_on))
