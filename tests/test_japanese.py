"""Messages, remedies, answers and plans in Japanese: each text has both languages, with the same places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rolecast import japanese
from rolecast.checks import rulebook
from rolecast.checks.japanese import COMMON, NOUNS

SOURCE = Path(__file__).parents[1] / "src" / "rolecast"
SAID = (
    "access/extent.py",
    "access/additions.py",
    "access/denials/advice.py",
    "access/denials/pasted.py",
    "access/inquiry.py",
    "access/reasons.py",
    "access/remedies.py",
    "access/validity.py",
    "account/answers.py",
    "account/client.py",
    "account/errors.py",
    "catalogue/parameters.py",
    "catalogue/verification.py",
    "comparisons/summary.py",
    "comparisons/text.py",
    "composition/*.py",
    "deployment/account_quotas.py",
    "deployment/changes.py",
    "deployment/comparison.py",
    "deployment/difference.py",
    "deployment/document_drawing.py",
    "deployment/drawing.py",
    "deployment/execute.py",
    "deployment/grant_work.py",
    "deployment/grants.py",
    "deployment/ownership.py",
    "deployment/planning.py",
    "deployment/steps.py",
    "deployment/verdicts.py",
    "deployment/wanted.py",
    "draft/changes.py",
    "draft/draft.py",
    "draft/workspace.py",
    "guardrails/breaches.py",
    "guardrails/trust.py",
    "iam/names.py",
    "reading/*.py",
    "rendering/transitions.py",
    "role.py",
    "rolefile/*.py",
    "sources/*.py",
    "workflows/*.py",
)
"""The modules whose texts people are shown in their language."""
PLACES = re.compile(r"\{([a-z]+)\}")
PIECES = re.compile(r"`[^`]*`|`|\{\w*\}|^[-~] |expected | \(|\)|, found ")
COMMAND = re.compile(r"(?:aws|terraform|pipx?|uv) |Invalid control|Unterminated|Rolecast role file")
"""What people do not read, or type: commands, and the words of other libraries."""
QUOTED = re.compile(r"`([^`]+)`")


def modules() -> list[Path]:
    found = (path for pattern in SAID for path in SOURCE.glob(pattern))
    return sorted(path for path in found if path.name not in ("japanese.py", "translation.py"))


def texts_in(path: Path) -> Iterator[str]:
    """The fixed parts with several words of the texts of a module: not of docstrings, of what is matched and of what
    settings are for.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unsaid: set[ast.AST] = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            unsaid |= set(node.args)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Field":
            unsaid |= {part for argument in node.args[1:] for part in ast.walk(argument)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in unsaid:
            pieces = PIECES.split(node.value)
            yield from (each for each in pieces if re.search(r"[a-z] [a-z]", each) and not COMMAND.match(each))


@cache
def known() -> str:
    grammar = rulebook.rule("invalid-policy").japanese
    return "\n".join(
        (*grammar, *COMMON, *NOUNS, *japanese.COMMANDS, *(t for p in japanese.PACKAGES.values() for t in p))
    )


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_text_has_both_languages(path: Path) -> None:
    """Whatever a module says of faults, notices, answers and changes is among the texts that there are in Japanese."""
    assert [part for part in texts_in(path) if part.strip() not in known()] == []


@pytest.mark.parametrize("package", [*japanese.PACKAGES, "COMMANDS"])
def test_the_places_of_both_languages_are_the_same(package: str) -> None:
    """The Japanese text names every place that the English one has, and no other, but for the ending of a plural."""
    for english, text in japanese.PACKAGES.get(package, japanese.COMMANDS).items():
        assert {*PLACES.findall(english)} - {"s"} == {*PLACES.findall(text)}, english


def prose() -> Iterator[str]:
    """The lines of sentences in what the tests keep of answers, errors and plans, without places in files and JSON."""
    for name in ("deployment/test_drawing", "deployment/test_commands", "cli/test_questions", "cli/test_bad_input"):
        folder, _, file = name.partition("/")
        text = (Path(__file__).parent / folder / "__snapshots__" / f"{file}.ambr").read_text(encoding="utf-8")
        for line in text.splitlines():
            said = re.sub(r"^\S+:\d+:\d+: ", "", line.strip())
            if (
                not said.startswith('"')
                and line.startswith("  ")
                and re.search(r"[a-z]{2} [a-z]{2}", re.sub(r"`[^`]*`", "", said))
            ):
                yield said


@pytest.mark.parametrize("english", dict.fromkeys(prose()))
def test_what_commands_print_is_japanese(english: str) -> None:
    """Every line has a Japanese one that keeps what is in backticks."""
    text = japanese.japanese(english)
    assert text is not None
    assert sorted(QUOTED.findall(text)) == sorted(QUOTED.findall(english))


def test_what_others_say_stays() -> None:
    """AWS's own words, and whatever is in backticks, are not translated, though there are texts like them."""
    said = "User: arn:aws:iam::123456789012:user/x is not authorized to perform: iam:TagRole"
    assert japanese.japanese(f"AWS refuses TagRole: {said} (AccessDenied)") == (
        f"AWS が TagRole を拒否しました: {said} (AccessDenied)"
    )
    assert japanese.japanese("`a list` is not a persona") == "`a list` はペルソナとして使用できません"


def test_lists_and_plurals() -> None:
    """Each item of a list is translated, and the ending of a plural has no place in Japanese."""
    assert japanese.japanese("2 roles, 1 policy to create; 1 tag to remove. It takes 5 calls.") == (
        "作成: ロール 2 個、ポリシー 1 個; 削除: タグ 1 個。API 呼び出しは 5 回です。"
    )
    assert japanese.japanese("name `a` or `b` in `pass_roles`") == ("`pass_roles` に `a` または `b` を指定してください")


def test_a_text_without_japanese_stays() -> None:
    """Nothing is lost where a text is new."""
    assert japanese.japanese("something quite new") is None
    assert japanese.in_japanese("something quite new\n1 error") == "something quite new\nエラー 1 件"
