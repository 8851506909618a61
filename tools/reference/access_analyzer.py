"""The table of IAM Access Analyzer's codes: the rules that find each, or why none does."""

from tools.reference.tables import code, table

from rolecast.checks import analyzer, rulebook
from rolecast.checks.findings import Severity

_NOUNS = {
    Severity.ERROR: "Errors",
    Severity.SECURITY_WARNING: "Security warnings",
    Severity.WARNING: "General warnings",
    Severity.SUGGESTION: "Suggestions",
}


_MARK = "\\*"


def codes() -> str:
    found = {
        each: [rule for rule in rulebook.rules() if each in rule.access_analyzer] for each in sorted(analyzer.TYPES)
    }
    left_out = len(analyzer.OUT_OF_SCOPE)
    introduction = (
        f"Of {len(found)} codes, {len(found) - left_out} are found and {left_out} are not, for the reasons below. "
        f"{_MARK} marks {len(analyzer.BY_NAME)} codes whose text on AWS's page was not at hand: their rules are built "
        "from the names of the codes and from what AWS documents of the condition keys and elements."
    )
    parts = [introduction]
    for severity, noun in _NOUNS.items():
        rows = [
            [_linked(each), _told(each, rules)] for each, rules in found.items() if analyzer.TYPES[each] is severity
        ]
        parts += [f"## {noun}", table(["Code", "Found by the rule, or why not"], rows)]
    return "\n\n".join(parts)


def _linked(each: str) -> str:
    link = f"[{code(each)}]({analyzer.address(each)})"
    return f"{link} {_MARK}" if each in analyzer.BY_NAME else link


def _told(each: str, rules: list[rulebook.Rule]) -> str:
    if each in analyzer.OUT_OF_SCOPE:
        return f"not found: {analyzer.OUT_OF_SCOPE[each]}"
    return ", ".join(f"[{rule.id}](rules.md#{rule.id}) ({rule.severity.value})" for rule in rules)
