"""The rules by their specifications: Markdown files with a policy or a role file, and all that the rule says of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.checks.checking import findings

from rolecast.checks import pages, rulebook
from rolecast.checks.check import check
from rolecast.checks.reports.text import finding_lines
from rolecast.checks.subjects import of_document
from rolecast.cli.main import run
from rolecast.composition.compose import compose
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import texts
from rolecast.rolefile.load import parse
from rolecast.workflows.checking import check_roles

SPECIFICATIONS = Path(__file__).parent / "rules"
DOCS = Path(__file__).parent.parent.parent / "docs" / "reference" / "rules.md"
NOTHING = "nothing found"
# The examples of these are no documents by themselves: nothing in them tells what they are for.
TYPES = {"invalid-rcp": PolicyType.RCP, "rcp-without-services": PolicyType.RCP}
# Roles that these are about cannot stand in a role file: it is refused before it is checked.
WITHOUT_FINDING = {"role-quotas"}
_CASE = re.compile(
    r"([^\n`#][^\n]*)\n\n```(json|json rcp|json scp|yaml)\n(.*?)\n```\n\n```text\n(.*?)\n```\n", re.DOTALL
)


class Case(NamedTuple):
    rule: str
    sentence: str
    kind: str
    text: str
    said: str


def cases() -> list[Case]:
    return [
        Case(path.stem, *found)
        for path in sorted(SPECIFICATIONS.glob("*.md"))
        for found in _CASE.findall(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.rule}: {case.sentence}")
def test_the_rule_says_what_its_specification_says(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of each policy or role file the rule's findings are rendered exactly as written below it."""
    if case.kind.startswith("json "):
        document = Document.of_node(texts.parse(case.text, "policy.json"), PolicyType(case.kind[5:]), "policy.json")
        found = check(of_document(document))
        output = "\n".join(line for finding in found for line in finding_lines(finding))
    else:
        monkeypatch.chdir(tmp_path)
        name = "policy.json" if case.kind == "json" else "roles.yaml"
        Path(name).write_text(f"{case.text}\n", encoding="utf-8")
        run(["check", name])
        output, errors = capsys.readouterr()
        assert errors == ""
    said = re.findall(rf"^.* \[{case.rule}\](?:\n  help: .*)?$", output, re.MULTILINE)
    assert ("\n".join(said) or NOTHING) == case.said


def test_all_of_a_specification_is_read() -> None:
    """No case is passed over because its form is a little different."""
    for path in SPECIFICATIONS.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.stem}\n")
        assert text.count("```text\n") == len(_CASE.findall(text)) == text.count("```") // 4, path


def test_each_rule_has_a_specification_with_a_finding_and_a_near_miss() -> None:
    """Each rule is shown at work, and where it keeps quiet."""
    said: dict[str, set[bool]] = {}
    for case in cases():
        said.setdefault(case.rule, set()).add(case.said == NOTHING)
    assert sorted(said) == list(rulebook.ids())
    assert {rule for rule, kinds in said.items() if kinds != {True, False}} == WITHOUT_FINDING


@pytest.mark.parametrize("id", rulebook.ids())
def test_a_rule_is_documented(id: str) -> None:
    """A rule's page has a sentence, all headings in order, and addresses of AWS's documentation."""
    rule = rulebook.rule(id)
    assert rule.summary.endswith(".")
    assert "\n" not in rule.summary
    assert re.findall(r"^## (.*)$", rule.documentation, re.MULTILINE) == list(rulebook.HEADINGS)
    assert all(rule.section(heading) for heading in rulebook.HEADINGS)
    assert rule.sources
    assert rule.section("Sources").splitlines() == [f"- {source}" for source in rule.sources]


@pytest.mark.parametrize("id", rulebook.ids())
def test_the_examples_of_a_page_are_right(id: str) -> None:
    """The rule finds something in what stands under `Example`, and nothing in what stands under `Use instead`."""
    rule = rulebook.rule(id)
    for heading, is_found in (("Example", True), ("Use instead", False)):
        for text in re.findall(r"```json\n(.*?)\n```", rule.section(heading), re.DOTALL):
            value = json.loads(text)
            example = of_document(Document(value, TYPES[id])) if id in TYPES else value
            assert bool(findings(id, example)) is is_found, heading
        for text in re.findall(r"```yaml\n(.*?)\n```", rule.section(heading), re.DOTALL):
            rolefile = parse(text)
            told = [found.rule for found in check_roles(rolefile, compose(rolefile)) if found.suppression is None]
            assert (id in told) is is_found, heading


def test_the_documentation_is_that_of_the_rules() -> None:
    """docs/reference/rules.md has what `rolecast rule` prints, rule by rule."""
    assert DOCS.read_text(encoding="utf-8") == pages.reference()
