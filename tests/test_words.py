"""The words of help, messages, rules, pages and documentation, and of docstrings and comments in the source."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rolecast"
USUAL = {
    r"mend(s|ed|ing)?": "fix",
    r"hangs? on": "depends on",
    r"let be|lets? \w+ be": "suppress, ignore",
    r"tak(es?|en|ing) away": "remove",
    r"whoever": "anyone who",
    r"tells?|told": "say, show, report",
    r"stands? (?!for\b|in for\b|by\b)\w*|stands?$|stood": "is",
    r"a second time": "duplicate",
    r"of (its|their|one's) own": "its own, separate",
    r"(?:;|,|\.|^) ?else(?= (?!if\b)\w)": "otherwise",
    r"(?<!there )(?<!there was )is no (?!longer\b|more\b)": "is not a",
    r"things?": "the noun that is meant",
    r"of which": "a clause with whose or where",
    r"an? \w+ a line": "one X per line",
    # AWS spells as in the USA. `catalogue` stays: it is a name in files and JSON.
    r"\w*(?:authori|organi|recogni|summari|minimi|customi|initiali|normali|optimi)s(?:e[sd]?|ing|ations?)": "-ize",
    r"analys(?:ed?|ing)": "analyze",
    r"\w*(?:behavi|col|fav|hon|neighb)our\w*": "-or",
    r"\w*licence\w*|centres?|defence": "license, center, defense",
    r"judgement|artefacts?|(?:mis)?spelt|afterwards|towards": "judgment, artifact, spelled, afterward, toward",
    r"(?:cancel|label|model|travel|signal)l(?:ed|ing)": "canceled, labeled, modeled",
}
"""Words that this project does not use where people read them, as patterns, with what to write instead."""
UNUSUAL = re.compile(r"\b(?:" + "|".join(USUAL) + r")(?!\w)", re.IGNORECASE | re.MULTILINE)
CODE = re.compile(r"```(?!console).*?^```|`[^`\n]*`|https?://\S+", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"^ *#.*", re.MULTILINE)


def texts_of_module(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module with more than one word, including docstrings, and its comments."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a file, each with its line."""
    if path.suffix == ".py":
        yield from texts_of_module(path)
    else:
        text = path.read_text(encoding="utf-8")
        unread = CODE if path.suffix == ".md" else COMMENT
        yield 1, unread.sub(lambda found: "\n" * found[0].count("\n"), text)


def files() -> Iterator[Path]:
    """All files with texts for people, but for AWS's own and generated ones, whose texts are in others."""
    yield from SOURCE.rglob("*.py")
    yield from (SOURCE / "catalogue").rglob("*.yaml")
    yield from (SOURCE / "web" / "texts").glob("en.yaml")
    yield from (path for path in (ROOT / "docs").rglob("*.md") if "activities" not in path.parent.parts)
    yield from ROOT.glob("*.md")
    yield from (ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml", ROOT / "examples" / "demo.sh")


@pytest.mark.parametrize("path", sorted(files()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_use_the_usual_words(path: Path) -> None:
    """A text that people read has none of the words that this project avoids."""
    found = [
        f"{path.relative_to(ROOT)}:{line + text[: match.start()].count(chr(10))}: {match[0]!r} in "
        f"{text[max(match.start() - 50, 0) : match.end() + 50]!r}"
        for line, text in texts_of(path)
        for match in UNUSUAL.finditer(text)
    ]
    assert not found, "\n".join(found)
