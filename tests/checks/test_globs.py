"""Patterns held against each other and against ARN formats."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rolecast.checks import globs
from rolecast.iam import patterns

ALPHABET = "ab/"
TEXTS = ["".join(letters) for length in range(4) for letters in itertools.product(ALPHABET, repeat=length)]
PATTERNS = st.text("ab/*?", max_size=4)
SLASHLESS = frozenset({"S"})
FORMATS = st.lists(st.sampled_from(["a", "b", "/", "${S}", "${Any}", "*"]), max_size=3).map("".join)


def expansions(form: str) -> list[str]:
    """Texts of a format, with short values."""
    values = {"*": TEXTS, "${Any}": TEXTS[1:], "${S}": [text for text in TEXTS[1:] if "/" not in text]}
    pieces = [values.get(piece, [piece]) for piece in re.split(r"(\$\{\w+\}|\*)", form)]
    return ["".join(parts) for parts in itertools.product(*pieces)]


@given(PATTERNS, FORMATS)
def test_overlaps_is_whether_some_text_of_the_format_matches(pattern: str, form: str) -> None:
    """Agrees with trying all short texts; a longer one may be needed, so that only a False is held to that."""
    assume(form.count("$") + form.count("*") <= 2)
    found = any(patterns.matches(patterns.pattern(pattern), text) for text in expansions(form))
    if found:
        assert globs.overlaps(pattern, form, SLASHLESS)
    elif "?" not in pattern and len(pattern) < 4:
        assert not globs.overlaps(pattern, form, SLASHLESS)


@given(PATTERNS, PATTERNS)
def test_covers_is_never_wrong_about_true(wide: str, narrow: str) -> None:
    """What covers another pattern matches every text that the other matches."""
    if globs.covers(wide, narrow):
        matched = [text for text in TEXTS if patterns.matches(patterns.pattern(narrow), text)]
        assert all(patterns.matches(patterns.pattern(wide), text) for text in matched)


@given(PATTERNS, PATTERNS)
def test_covers_agrees_with_the_engine(wide: str, narrow: str) -> None:
    """The short way for texts says the same as the engine's for patterns."""
    assert globs.covers(wide, narrow) is patterns.covers(patterns.pattern(wide), patterns.pattern(narrow))


@given(st.lists(PATTERNS, max_size=5))
def test_covered_leaves_what_matches_the_same(texts: list[str]) -> None:
    """Without the texts that it names the list matches the same texts, unless two cover each other."""
    kept = [text for number, text in enumerate(texts) if number not in globs.covered(texts)]
    assume(len({re.sub(r"\*+", "*", text) for text in texts}) == len(set(texts)))
    for text in TEXTS:
        assert any(patterns.matches(patterns.pattern(each), text) for each in texts) is any(
            patterns.matches(patterns.pattern(each), text) for each in kept
        )


@pytest.mark.parametrize(
    ("wide", "narrow", "is_covered"),
    [
        ("s3:get*", "s3:getobject", True),
        ("s3:get*", "s3:*", False),
        ("a?c", "a*c", False),
        ("a*c", "a?c", True),
        ("${aws:username}*", "alice*", False),
        ("home/${aws:username}/*", "home/${aws:username}/*", True),
        ("home/*", "home/${aws:username}/*", True),
    ],
)
def test_what_covers_what(wide: str, narrow: str, is_covered: bool) -> None:
    """A variable stands for what nobody knows, and covers nothing but itself."""
    assert globs.covers(wide, narrow) is is_covered
