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
UNSAID = {
    "access/explanation.py": "both languages are side by side there",
    "access/names.py": "both languages are side by side there",
    "access/origins.py": "both languages are side by side there",
    "access/phrases.py": "both languages are side by side there",
    "audits/reports/html.py": "a page, with its texts in audits/reports/words.py",
    "audits/reports/words.py": "both languages are side by side there",
    "catalogue/groups.py": "both languages are side by side there",
    "catalogue/persona.py": "both languages are side by side there",
    "cli/activities.py": "both languages are side by side there",
    "cli/describing.py": "both languages are side by side there",
    "cli/show.py": "both languages are side by side there",
    "guardrails/*.py": "data in both languages, and errors of programmers",
    "checks/**/*.py": "tests/checks/test_japanese.py is about them",
    "access/denials/messages.py": "patterns of what AWS says",
    "access/denials/operations.py": "patterns of what AWS says",
    "access/denials/records.py": "patterns of what AWS says",
    "access/ways.py": "names of actions",
    "iam/*.py": "names that AWS gives; what the grammar refuses is under checks, and `decide` answers programs",
    "catalogue/coverage.py": "a file of ours",
    "catalogue/files.py": "a file of ours",
    "comparisons/github.py": "a file in English",
    "draft/new_file.py": "both languages are side by side there",
    "draft/edits.py": "a file in English",
    "rendering/aws_cli.py": "a file in English",
    "rendering/cdk_*.py": "a file in English",
    "rendering/configuration.py": "a file in English",
    "rendering/constructs.py": "a file in English",
    "rendering/markdown.py": "a file in English",
    "rendering/marks.py": "a file in English",
    "rendering/stack_commands.py": "a file in English",
    "cli/completion.py": "a script",
    "cli/rule.py": "documentation of rules, in English",
    "web/*.py": "pages have their texts in web/texts, and tests/web compare the languages",
    "__init__.py": "errors of programmers",
}
"""Modules whose texts nobody is shown, or not in two languages, and why. All others are compared with the Japanese."""
INCLUDED = ("iam/names.py", "guardrails/breaches.py", "guardrails/trust.py", "web/applying.py", "web/server.py")
"""Modules of these folders that have messages all the same."""
PLACES = re.compile(r"\{([a-z]+)\}")
PIECES = re.compile(r"`[^`]*`|`|\{\w*\}|^[-~] |expected | \(|\)|, found |^notice: ")
COMMAND = re.compile(
    r"(?:aws|terraform|pipx?|uv|rolecast) |Invalid control|Unterminated|Rolecast role file|IAM roles for SageMaker"
    r"|integer range|.*(?:must match|these roles belong in the|each value)|vpc or kms|not found|the new role file"
)
"""What people do not read, or type: commands, the words of other libraries and of descriptions in templates."""
HELP = {"click.command", "click.group", "click.option", "click.argument"}
LISTS = {"COMMANDS", "GROUPS", "_HELP"}
"""What help is made of, which is in English."""
QUOTED = re.compile(r"`([^`]+)`")


def modules() -> list[Path]:
    left_out = {path for pattern in UNSAID for path in SOURCE.glob(pattern)} - {SOURCE / name for name in INCLUDED}
    found = (path for path in SOURCE.rglob("*.py") if path.name not in ("japanese.py", "translation.py"))
    return sorted(path for path in found if path not in left_out)


def texts_in(path: Path) -> Iterator[str]:
    """The fixed parts with several words of the texts of a module, but for docstrings, help, what is matched, and what
    settings are for.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unsaid: set[ast.AST] = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            unsaid |= set(node.args)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Field":
            unsaid |= {part for argument in node.args[1:] for part in ast.walk(argument)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) in HELP:
            unsaid |= set(ast.walk(node))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in LISTS:
            unsaid |= set(ast.walk(node))
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


def test_a_text_is_the_same_wherever_it_is_said() -> None:
    """An English text of several packages or rules has one Japanese text."""
    rules = [each.japanese for each in rulebook.rules()]
    said: dict[str, str] = {}
    for texts in (COMMON, NOUNS, japanese.COMMANDS, *japanese.PACKAGES.values(), *rules):
        for english, text in texts.items():
            assert said.setdefault(english, text) == text, english


def prose() -> Iterator[str]:
    """The lines of sentences in what the tests keep of answers, errors and plans, without places in files and JSON."""
    for name in (
        *("deployment/test_drawing", "deployment/test_commands", "deployment/test_importing"),
        *("cli/test_questions", "cli/test_bad_input", "cli/test_denied"),
    ):
        folder, _, file = name.partition("/")
        text = (Path(__file__).parent / folder / "__snapshots__" / f"{file}.ambr").read_text(encoding="utf-8")
        for line in text.splitlines():
            said = re.sub(r"^\S+:\d+:\d+: |^\d+\. |^here: |^note: ", "", line.strip())
            if (
                not said.startswith(('"', "#"))
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


def test_lists_of_texts_with_places() -> None:
    """Each item of a list is a text by itself, though the first one's place could hold the others; and so is a request
    with its condition keys.
    """
    assert japanese.japanese("statement 3 of a, statement 4 (Sid) of b, statement 1 of c") == (
        "a のステートメント 3、b のステートメント 4 (Sid)、c のステートメント 1"
    )
    assert japanese.japanese("e.g. s3:GetObject on arn:aws:s3:::b/* with aws:username=a, s3:prefix=b") == (
        "例: arn:aws:s3:::b/* に対する s3:GetObject (aws:username=a, s3:prefix=b)"
    )


def test_a_text_without_japanese_stays() -> None:
    """Nothing is lost where a text is new."""
    assert japanese.japanese("something quite new") is None
    assert japanese.in_japanese("something quite new\n1 error") == "something quite new\nエラー 1 件"
