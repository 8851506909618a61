"""A rule's page, from its documentation: what `rolecast rule` prints, and what stands in docs/rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolecast.checks import analyzer
from rolecast.checks.rulebook import Rule, rules


def page(rule: Rule) -> str:
    """The page of one rule, in Markdown."""
    return f"# {rule.id}\n\n{rule.summary}\n\n{_facts(rule)}\n\n{rule.documentation}\n"


def index(listed: Iterable[Rule]) -> str:
    """The page that lists the rules, by how much they weigh."""
    lines = [
        "# Rules",
        "",
        "What `rolecast check` looks for. `rolecast rule ID` prints a rule's page.",
        "",
        "| rule | severity | what it finds |",
        "|---|---|---|",
        *(f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {rule.summary} |" for rule in listed),
    ]
    return "\n".join(lines) + "\n"


def pages() -> Iterator[tuple[str, str]]:
    """The file names and texts of the folder docs/rules."""
    yield "index.md", index(rules())
    for rule in rules():
        yield f"{rule.id}.md", page(rule)


def _facts(rule: Rule) -> str:
    facts = [f"Severity: {rule.severity.value}"]
    codes = [f"[{code}]({analyzer.address(code)})" for code in rule.access_analyzer]
    if codes:
        facts.append(f"The same check of IAM Access Analyzer: {', '.join(codes)}")
    return "\n".join(f"- {fact}" for fact in facts)
