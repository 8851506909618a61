"""A rule's page, from its documentation: what `rolecast rule` prints, and docs/reference/rules.md with all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks import analyzer
from rolecast.checks.rulebook import Rule, rules

_INTRODUCTION = """\
# Rules

What `rolecast check` looks for in role files and policy documents, by general rules over IAM's policy language and
[the service reference](../explanation/data.md); none knows an activity by name. `rolecast rule ID` prints one page.

A finding is a suggestion (it works; it could be tighter or shorter), a warning (something does not work as it seems to
be meant), a security warning (it allows more than it should) or an error (AWS refuses it, or does not have what it
names). The exit status is 10 if one is at or above `--fail-on`, which defaults to a warning.

A finding that is meant is suppressed, with a reason, for a role, or at the top of the file for all of its roles:

```yaml
version: 1
roles:
  models:
    activities:
      manage-models:
    suppress:
      - rule: missing-tagging
        policy: SM_ModelManagement_*     # only in this policy; wildcards are taken
        action: sagemaker:CreateModel    # only this action of a finding
        reason: models are not tagged here
```

For policy documents, write the same list in a separate file, `--suppressions FILE`; its `policy` is then the
document's file. A suppression without a matching finding is itself a finding.
"""


def page(rule: Rule) -> str:
    """The Markdown page of one rule."""
    return f"# {rule.id}\n\n{rule.summary}\n\n{_facts(rule)}\n\n{rule.documentation}\n"


def reference() -> str:
    """The Markdown page with all rules, one section each."""
    return "\n".join([_INTRODUCTION, *_table(), "", *(_section(rule) for rule in rules())])


def _table() -> Iterator[str]:
    yield "| rule | severity | what it finds |"
    yield "|---|---|---|"
    for rule in rules():
        yield f"| [{rule.id}](#{rule.id}) | {rule.severity.value} | {rule.summary} |"


def _section(rule: Rule) -> str:
    return re.sub(r"^(#+ )", r"#\1", page(rule), flags=re.MULTILINE)


def _facts(rule: Rule) -> str:
    facts = [f"Severity: {rule.severity.value}"]
    codes = [f"[{code}]({analyzer.address(code)})" for code in rule.access_analyzer]
    if codes:
        facts.append(f"The same check of IAM Access Analyzer: {', '.join(codes)}")
    return "\n".join(f"- {fact}" for fact in facts)
