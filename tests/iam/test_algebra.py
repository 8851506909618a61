"""What patterns cover and meet, held against all short texts, an automaton and the engine."""

from __future__ import annotations

import itertools
from collections import deque

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rolecast.iam import algebra, patterns, variables
from rolecast.iam.patterns import EVERYTHING
from rolecast.iam.variables import TextTemplate

GLOBS = st.text("ab:*?", max_size=7)
# Of a text with variables nothing is certain but what holds for every value.
SYMBOLS = ["a", "b", "*", "?", "${x}", "${X}", "${y}", "${y, 'a'}", "${y, ''}"]
TEMPLATES = st.lists(st.sampled_from(SYMBOLS), max_size=5).map("".join)
VALUES = ["", "a", "b", "ab", "ba", "*", "?"]
TEXTS = ["".join(letters) for length in range(5) for letters in itertools.product("abf", repeat=length)]


def meaning(text: str, *, has_variables: bool = True) -> algebra.Text:
    return variables.template(text, wildcards=True) if has_variables and "${" in text else patterns.pattern(text)


def matches(text: algebra.Text, given: str, context: dict[str, str]) -> bool:
    if not isinstance(text, TextTemplate):
        return patterns.matches(text, given)
    filled = variables.fill(text, context)
    return filled is not None and patterns.matches(patterns.from_tokens(filled), given)


def step(pattern: str, positions: frozenset[int], character: str) -> frozenset[int]:
    """The positions of a pattern that a character leads to, `*` passed over."""
    found = set()
    for position in positions:
        if position < len(pattern):
            if pattern[position] == "*":
                found.add(position)
            elif pattern[position] in ("?", character):
                found.add(position + 1)
    return closure(pattern, found)


def closure(pattern: str, positions: set[int] | frozenset[int]) -> frozenset[int]:
    found = set(positions)
    for position in range(len(pattern)):
        if position in found and pattern[position] == "*":
            found.add(position + 1)
    return frozenset(found)


def pairs_reached(one: str, other: str) -> set[tuple[bool, bool]]:
    """For all texts: whether each pattern matches. `f` stands for the characters that neither has."""
    start = (closure(one, {0}), closure(other, {0}))
    seen, queue = {start}, deque([start])
    while queue:
        first, second = queue.popleft()
        for character in {*one, *other, "f"} - {"*", "?"}:
            after = (step(one, first, character), step(other, second, character))
            if after not in seen:
                seen.add(after)
                queue.append(after)
    return {(len(one) in first, len(other) in second) for first, second in seen}


@given(GLOBS, GLOBS)
@example("a*?b", "a*cb")
@example("*?", "?*")
@example("a?*", "a*")
@example("*a?*a*", "*aba*a")
def test_covering_and_meeting_are_exact(wide: str, narrow: str) -> None:
    """For patterns without variables, an automaton over all texts finds the same."""
    reached = pairs_reached(wide, narrow)
    one, other = patterns.pattern(wide), patterns.pattern(narrow)
    assert algebra.covers(one, other) is ((False, True) not in reached)
    assert algebra.meets(one, other) is ((True, True) in reached)


@given(TEMPLATES, TEMPLATES, st.booleans())
@example("${x}*", "${x}b", True)
@example("?${x}", "${x}a", True)
@example("?", "${x}", True)
@example("*${y, ''}?*", "${y, ''}", True)
@example("*?", "${y, ''}", True)
def test_what_is_certain_of_variables_holds_for_every_value(one: str, other: str, has_variables: bool) -> None:
    """What covers matches all that is covered; what does not meet has no text in common."""
    wide, narrow = meaning(one, has_variables=has_variables), meaning(other, has_variables=has_variables)
    covers, meets = algebra.covers(wide, narrow), algebra.meets(wide, narrow)
    for x, y in itertools.product([None, *VALUES], repeat=2):
        context = {key: value for key, value in (("x", x), ("y", y)) if value is not None}
        for text in {*TEXTS[:200], *VALUES, x or "", y or "", f"{x}{y}", f"{x}b", f"b{y}", f"a{x}"}:
            if matches(narrow, text, context):
                assert not covers or matches(wide, text, context)
                assert meets or not matches(wide, text, context)


@given(st.lists(TEMPLATES | GLOBS, max_size=6))
def test_without_what_is_covered_a_list_matches_the_same(texts: list[str]) -> None:
    """Each text that is left out is covered by one that stays."""
    meant = [meaning(text) for text in texts]
    left_out = algebra.covered(meant)
    kept = [text for number, text in enumerate(meant) if number not in left_out]
    assert left_out == sorted(left_out)
    for number in left_out:
        assert any(algebra.covers(text, meant[number]) for text in kept)
    for one, other in itertools.permutations(kept, 2):
        assert not algebra.covers(one, other)


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ("s3:*", "s3:get*", True),
        ("s3:get*", "s3:*", False),
        ("s3:get?bject", "s3:getobject", True),
        ("s3:get?bject", "s3:get*", False),
        ("s3:?et*", "s3:get*", True),
        ("s3:*?", "s3:*", False),
        ("s3:*?x", "s3:*x", False),
        ("home/${aws:username}/*", "home/${AWS:UserName}/docs", True),
        ("home/*", "home/${aws:username}/*", True),
        ("${aws:username}*", "alice*", False),
        ("${aws:username}", "${aws:username, 'nobody'}", False),
        ("?", "${aws:username}", False),
        ("?*", "${aws:username}", True),
        ("?*", "${aws:username, ''}", False),
    ],
)
def test_what_covers_what(wide: str, narrow: str, covers: bool) -> None:
    """A variable is a text that is not empty, unless its default is, and covers nothing but itself."""
    assert algebra.covers(meaning(wide), meaning(narrow)) is covers


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("*a", "*b", False),
        ("a?", "?b", True),
        ("a?c", "*bb*", False),
        ("${x}-x", "a-*", True),
        ("${x}-x", "a-y", False),
        ("a${x}", "a", False),
        ("a${x, ''}", "a", True),
        ("${x}a", "${x}b", False),
        ("a/${x}/a*", "a/${x}/b*", False),
        ("*a/${x}", "*b/${x}", False),
        ("${x}", "${x}/b", False),
        ("${x}", "${y}/b", True),
        ("?${x}", "${y}${x}", True),
        ("${x}", "a${x}*", False),
        ("${x}b", "a${x}*${y}", False),
        ("${x}b", "a*${x}", True),
        ("${x}${x}", "a${x}*", True),
        ("${x}", "${x}${y, ''}*", True),
    ],
)
def test_what_meets_what(one: str, other: str, meets: bool) -> None:
    """Patterns meet where a text matches both, whatever the values of variables."""
    assert algebra.meets(meaning(one), meaning(other)) is meets
    assert algebra.meets(meaning(other), meaning(one)) is meets


@given(GLOBS)
def test_a_pattern_covers_itself_and_is_covered_by_everything(text: str) -> None:
    """Whatever its wildcards."""
    pattern = patterns.pattern(text)
    assert algebra.covers(pattern, pattern)
    assert algebra.covers(EVERYTHING, pattern)


@pytest.mark.parametrize("text", ["*a" * 20_000, "?*" * 2_000, "a?" * 2_000 + "*", "?" * 20_000, "*a?b" * 2_000])
def test_patterns_of_many_wildcards_end(text: str) -> None:
    """Held against each other, which would never end if each `*` were tried at each place."""
    pattern, other = patterns.pattern(text), patterns.pattern("b" + text)
    assert algebra.covers(pattern, pattern)
    assert not algebra.covers(other, pattern)
    assert algebra.meets(pattern, pattern)


def test_actions_and_resources_are_read_as_the_engine_reads_them() -> None:
    """Actions in lower case; resources with the parts that they lack, and variables after the fifth colon alone."""
    assert algebra.action("S3:Get*") == patterns.pattern("s3:get*")
    assert algebra.action("*:*") == EVERYTHING
    with_variable = "arn:aws:s3:::${aws:username}/*"
    assert isinstance(algebra.resource(with_variable, has_variables=True, is_completed=True), TextTemplate)
    for text, has_variables, same in (
        (with_variable, False, with_variable),
        ("arn:aws:sqs", True, "arn:aws:sqs:*:*:*"),
        ("arn:${aws:PrincipalTag/p}:s3:::b", True, "arn:${aws:PrincipalTag/p}:s3:::b"),
        ("*", True, "*"),
    ):
        found = algebra.resource(text, has_variables=has_variables, is_completed=True)
        assert found == patterns.pattern(same)
