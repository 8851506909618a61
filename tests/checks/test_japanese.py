"""Findings in Japanese: each text of a rule has both languages, and translating keeps what is quoted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checks.checking import checked_text
from tests.checks.test_rules import Case, cases

from rolecast.checks import japanese, rulebook, rules
from rolecast.checks.check import check
from rolecast.checks.findings import Finding, Severity, Target
from rolecast.checks.reports.results import FileResult, Results
from rolecast.checks.reports.text import render
from rolecast.checks.subjects import of_document
from rolecast.iam import grammar, refusals
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import texts
from rolecast.reading.languages import Language
from rolecast.workflows.checking import check_all

QUOTED = re.compile(r"`([^`]+)`")
KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def found_in(case: Case, folder: Path) -> list[Finding]:
    if case.kind.startswith("json "):
        document = Document.of_node(texts.parse(case.text, "policy.json"), PolicyType(case.kind[5:]), "policy.json")
        return check(of_document(document))
    path = folder / ("policy.json" if case.kind == "json" else "roles.yaml")
    path.write_text(f"{case.text}\n", encoding="utf-8")
    return [finding for file in check_all([str(path)]).files for finding in file.findings]


@pytest.mark.parametrize("rule", rulebook.ids())
def test_findings_are_said_in_japanese(rule: str, tmp_path: Path) -> None:
    """Every finding of a rule's specification has a Japanese message and remedy, with the same quoted words."""
    for case in cases():
        for finding in found_in(case, tmp_path) if case.rule == rule else ():
            said = japanese.translated(finding)
            for english, text in ((finding.message, said.message), (finding.help or "", said.help or "")):
                assert not english or KANA.search(text), english
                assert sorted(set(QUOTED.findall(english))) == sorted(set(QUOTED.findall(text))), (english, text)


def texts_in(path: Path) -> Iterator[str]:
    """The fixed parts of the texts of a module that have several words, but for docstrings and what is matched."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_over = {part for node in ast.walk(tree) if isinstance(node, ast.Expr) for part in ast.walk(node)}
    yields = {part for node in ast.walk(tree) if isinstance(node, ast.Yield) for part in ast.walk(node)}
    for node in ast.walk(tree):
        named = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(named, ast.Name) and named.id == "JAPANESE":
            passed_over |= set(ast.walk(node))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            passed_over |= set(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed_over - yields:
            yield from (
                part for part in re.split(r"`[^`]*`|`|{actions}", node.value) if re.search(r"[a-z] [a-z]", part)
            )


@pytest.mark.parametrize("rule", [*rulebook.ids()])
def test_every_text_of_a_rule_has_both_languages(rule: str) -> None:
    """Whatever a rule can say is among the texts that its file has in Japanese; so is what IAM's grammar refuses."""
    module = Path(rules.__file__ or "").with_name(f"{rule.replace('-', '_')}.py")
    paths = [module, Path(grammar.__file__), Path(refusals.__file__)] if rule == "invalid-policy" else [module]
    known = "\n".join((*rulebook.rule(rule).japanese, *japanese.COMMON, *japanese.NOUNS))
    assert [part for path in paths for part in texts_in(path) if part.strip() not in known] == []


@pytest.mark.parametrize("rule", rulebook.ids())
def test_the_places_of_both_languages_are_the_same(rule: str) -> None:
    """The Japanese text names every place that the English one has, and no other."""
    for english, text in rulebook.rule(rule).japanese.items():
        places = re.compile(r"\{[a-z]+\}")
        assert set(places.findall(english)) == set(places.findall(text)), english
        assert KANA.search(text), english


def test_a_report_is_japanese_throughout() -> None:
    """Totals, severity, place and remedy; the rule's id and the user's words stay."""
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}}'
    found = tuple(checked_text(text))
    results = Results((FileResult("policy.json", found),)).in_japanese()
    assert results.language is Language.JA
    assert render(results) == (
        "1 個のファイル: エラー 1 件\n"
        "policy.json:1:70: エラー: `s3:GetObjekt` は Amazon S3 のアクションではありません [unknown-action]\n"
        "  対処: `GetObject` の間違いではありませんか\n"
    )


def test_many_actions_are_counted_in_japanese() -> None:
    """Of many actions the first ones are listed, and the others counted, as in English."""
    actions = tuple(f"s3:Get{number}" for number in range(9))
    message = "{actions} is not an action of S3"
    finding = Finding("unknown-action", Severity.ERROR, message, None, Target("policy.json"), actions=actions)
    said = japanese.translated(finding).message
    assert said.startswith("`s3:Get0`, `s3:Get1`, ")
    assert said.endswith("`s3:Get4` ほか 4 件は S3 のアクションではありません")
