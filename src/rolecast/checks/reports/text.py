"""Findings for people: a line of totals, then one line per finding with the remedy below it.

A finding that several roles of a file share is one line with the list of roles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rolecast.access.phrases import Phrase
from rolecast.checks.findings import Finding, Severity, listed
from rolecast.checks.reports.results import Results
from rolecast.reading.faults import visible
from rolecast.reading.languages import Language

_SEVERITIES = {
    Severity.ERROR: "エラー",
    Severity.SECURITY_WARNING: "セキュリティ警告",
    Severity.WARNING: "警告",
    Severity.SUGGESTION: "提案",
}
"""In Japanese, as in AWS's translation of IAM Access Analyzer."""
_HELP = Phrase("  help: {help}", "  対処: {help}")
_ROLE = Phrase("role {names}", "ロール {names}")
_ROLES = Phrase("roles {names}", "ロール {names}")
_ACTIVITY = Phrase("activity {names}", "アクティビティ {names}")
_POLICY = Phrase("policy `{name}`", "ポリシー `{name}`")
_TRUST_POLICY = Phrase("trust policy", "信頼ポリシー")
_STATEMENT = Phrase("statement {number}{sid}", "ステートメント {number}{sid}")
_COMMA = Phrase(", ", "、")
_TOTALS = Phrase("{found} in {files}{suppressed}", "{files}: {found}{suppressed}")
_NOTHING = Phrase("nothing found", "検出結果なし")
_FILES = Phrase("{number} files", "{number} 個のファイル")
_FILE = Phrase("1 file", "1 個のファイル")
_SUPPRESSED = Phrase(" ({number} suppressed)", "（{number} 件を抑制）")


def render(results: Results) -> str:
    return "".join(f"{line}\n" for line in _lines(results))


def finding_lines(finding: Finding, *alike: Finding) -> Iterator[str]:
    """`file:line:column: severity: message [rule]`, then the remedy, if any. `alike` are the same finding on other
    roles.
    """
    where = str(finding.place) if finding.place else finding.target.source
    yield visible(f"{where}: {_severity(finding)}: {described(finding, *alike)} [{finding.rule}]")
    if finding.help:
        yield visible(_HELP.say(finding.language, help=finding.help))


def _severity(finding: Finding) -> str:
    return finding.severity.value if finding.language is Language.EN else _SEVERITIES[finding.severity]


def described(finding: Finding, *alike: Finding) -> str:
    """The message, preceded by the roles, policy and statement that the position does not show. Escapes invisible
    characters.
    """
    target, language = finding.target, finding.language
    parts = []
    roles = tuple(dict.fromkeys(each.target.role for each in (finding, *alike) if each.target.role))
    if roles:
        parts.append((_ROLES if len(roles) > 1 else _ROLE).say(language, names=listed(roles, language=language)))
    if target.policy and any(each.target.policy != target.policy for each in alike):
        parts.append(_ACTIVITY.say(language, names=listed(target.activities, language=language)))
    elif target.policy == "trust policy":
        parts.append(_TRUST_POLICY.say(language))
    elif target.policy:
        parts.append(_POLICY.say(language, name=target.policy))
    if target.statement is not None and (target.role or not finding.place):
        sid = f" (`{target.sid}`)" if target.sid else ""
        parts.append(_STATEMENT.say(language, number=str(target.statement + 1), sid=sid))
    return visible(f"{_COMMA.say(language).join(parts)}: {finding.message}" if parts else finding.message)


def remedy_line(remedy: str | None) -> str:
    """The line with the remedy after a message, in formats for programs; empty if there is none."""
    return f"\nhelp: {visible(remedy)}" if remedy else ""


def _lines(results: Results) -> Iterator[str]:
    groups = _groups(results.findings)
    if results.files:
        yield _totals(results, [first for first, *_ in groups])
    for group in groups:
        yield from finding_lines(*group)


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings in order; those that differ only in their roles are grouped."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_kind(finding), []).append(finding)
    return list(groups.values())


def _kind(finding: Finding) -> object:
    """A key that equal findings on several roles share; the finding itself if it has no role."""
    target = finding.target
    if target.role is None:
        return finding
    of_activities = target._replace(role=None, policy=None if target.activities else target.policy)
    return finding._replace(target=of_activities, place=None)


def _totals(results: Results, findings: Iterable[Finding]) -> str:
    language = results.language
    counts = Counter(finding.severity for finding in findings)
    found = [_count(severity, counts[severity], language) for severity in reversed(Severity) if counts[severity]]
    number = len(results.files)
    return _TOTALS.say(
        language,
        found=_COMMA.say(language).join(found) or _NOTHING.say(language),
        files=_FILE.say(language) if number == 1 else _FILES.say(language, number=str(number)),
        suppressed=_SUPPRESSED.say(language, number=str(results.suppressed)) if results.suppressed else "",
    )


def _count(severity: Severity, number: int, language: Language) -> str:
    if language is Language.JA:
        return f"{_SEVERITIES[severity]} {number} 件"
    return f"{number} {severity.value.replace('-', ' ')}{'s' if number > 1 else ''}"
