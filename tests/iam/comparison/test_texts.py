"""Texts that are in some languages and in none of others, held against an automaton over all texts."""

from __future__ import annotations

import random
from collections import deque

import pytest
from tests.iam.comparison.runs import size

from rolecast.iam import patterns
from rolecast.iam.comparison import languages, texts
from rolecast.iam.comparison.budget import Budget, UndecidedError
from rolecast.iam.comparison.languages import Arns, Certainty, FormatTexts, Opaque, PatternTexts, TextSet
from rolecast.iam.patterns import ArnPattern
from rolecast.iam.variables import TextTemplate, Variable

ANY, ONE = "*", "?"
Symbols = list[tuple[str, str]]
"""Of each symbol what it is, and the characters that it does not match if it is a wildcard."""


def symbols(pattern: str, *, is_arn: bool) -> Symbols:
    """The symbols of a pattern: in the first five parts of an ARN no wildcard matches a colon."""
    found, colons = [], 0
    for character in pattern:
        colons += character == ":"
        found.append((character, ":" if is_arn and colons < 5 else ""))
    return found


def closed(pattern: Symbols, positions: set[int]) -> frozenset[int]:
    found = set(positions)
    for position in range(len(pattern)):
        if position in found and pattern[position][0] == ANY:
            found.add(position + 1)
    return frozenset(found)


def after(pattern: Symbols, positions: frozenset[int], character: str) -> frozenset[int]:
    found = set()
    for position in positions:
        if position == len(pattern):
            continue
        symbol, but = pattern[position]
        if symbol in (ANY, ONE) and character != but:
            found.add(position + (symbol == ONE))
        elif symbol not in (ANY, ONE) and symbol == character:
            found.add(position + 1)
    return closed(pattern, found)


def exists(inside: list[Symbols], outside: list[Symbols]) -> bool:
    """Whether a text is in all and in none of the others, by all states that the patterns reach together."""
    whole = [*inside, *outside]
    characters = {symbol for pattern in whole for symbol, _ in pattern} - {ANY, ONE} | {"F", ":"}
    start = tuple(closed(pattern, {0}) for pattern in whole)
    seen, queue = {start}, deque([start])
    while queue:
        state = queue.popleft()
        accepted = [len(pattern) in positions for pattern, positions in zip(whole, state, strict=True)]
        if all(accepted[: len(inside)]) and not any(accepted[len(inside) :]):
            return True
        for character in characters:
            found = tuple(after(pattern, positions, character) for pattern, positions in zip(whole, state, strict=True))
            if found not in seen:
                seen.add(found)
                queue.append(found)
    return False


def arn(pattern: str) -> TextSet:
    parts = pattern.split(":", 5)
    return Arns(ArnPattern(tuple(map(patterns.pattern, parts))))


def plain(pattern: str) -> TextSet:
    return PatternTexts(patterns.pattern(pattern))


def a_pattern(chance: random.Random) -> str:
    return "".join(chance.choice("aab:*?*") for _ in range(chance.randrange(1, 7)))


def an_arn(chance: random.Random) -> str:
    parts = ["".join(chance.choice("a*?") for _ in range(chance.randrange(3))) for _ in range(4)]
    return ":".join(["arn", *parts, "".join(chance.choice("ab:*?") for _ in range(chance.randrange(4)))])


@pytest.mark.parametrize("seed", range(4))
def test_a_text_is_found_where_there_is_one(seed: int) -> None:
    """For patterns over whole texts and over ARNs, some to be in and some to be outside of."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(size(2)):
        if seed % 2:
            inside, outside = ([a_pattern(chance) for _ in range(chance.randrange(*r))] for r in ((1, 4), (0, 5)))
            make, is_arn = plain, False
        else:
            inside, outside = ([an_arn(chance) for _ in range(chance.randrange(*r))] for r in ((1, 3), (0, 4)))
            make, is_arn = arn, True
        found = texts.find([[make(each)] for each in inside], map(make, outside), Budget())
        spelled = [[symbols(each, is_arn=is_arn) for each in some] for some in (inside, outside)]
        assert (found is not None) is exists(*spelled), (inside, outside, found)
        if found is not None:
            assert all(make(each).matches(found) for each in inside)
            assert not any(make(each).matches(found) for each in outside)


def test_one_of_each_choice_is_enough() -> None:
    """A text is in some language of each choice; patterns that exclude each other leave the others."""
    choices = [[plain("a*"), plain("b*")], [plain("*c"), plain("*d")], [plain("ad"), plain("bc")]]
    assert texts.find(choices, [plain("ad")], Budget()) == "bc"
    assert texts.find(choices, [plain("ad"), plain("b?")], Budget()) is None


def test_a_question_mark_is_one_character_and_a_star_is_any_number() -> None:
    """`?` of a covering pattern stands for no `*`; only together do `a` and `a?*` cover `a*`."""
    assert texts.find([[plain("a*")]], [plain("a?")], Budget()) is not None
    assert texts.find([[plain("a*")]], [plain("a?*")], Budget()) == "a"
    assert texts.find([[plain("a*")]], [plain("a"), plain("a?*")], Budget()) is None


def test_without_regard_to_case_either_case_will_do() -> None:
    """A text that is none of the usual spellings is found among the others."""
    red = languages.literal("red", folded=True)
    others = [languages.literal(each) for each in ("red", "RED", "Red", "rED")]
    found = texts.find([[red]], others, Budget())
    assert found is not None
    assert found.lower() == "red"
    assert texts.find([[red]], [plain("r*"), plain("R*")], Budget()) is None
    assert texts.find([[plain("re?")]], [languages.literal("red", folded=True)], Budget()) is not None
    assert texts.find([[languages.literal("red")]], [languages.literal("red", folded=True)], Budget()) is None


def test_a_variable_rules_out_what_is_the_same_pattern() -> None:
    """Of a value that nobody knows it is certain that it is the same wherever the variable stands."""
    whole = TextTemplate(("home/", Variable("aws:username"), patterns.Wildcard.ANY))
    below = TextTemplate(("home/", Variable("aws:username"), "/docs"))
    inside = PatternTexts(patterns.pattern("home/?*/docs"), template=below)
    assert texts.find([[inside]], [Opaque(whole, Certainty.WHOLE)], Budget()) is None
    assert texts.find([[inside]], [Opaque(whole, Certainty.SAME)], Budget()) is not None


def test_the_shape_of_an_arn_keeps_slashes_out_of_names() -> None:
    """A bucket has no slash in its name; an object has."""
    bucket = FormatTexts("arn:${Partition}:s3:::${BucketName}", frozenset({"BucketName"}))
    below = arn("arn:aws:s3:::b/*")
    assert bucket.matches("arn:aws:s3:::b")
    assert texts.find([[below], [bucket]], [], Budget()) is None
    assert (
        texts.find([[below], [FormatTexts("arn:${Partition}:s3:::${BucketName}/${ObjectName}")]], [], Budget())
        is not None
    )


def test_a_search_that_is_too_long_ends() -> None:
    """With an error that says what was tried."""
    outside = [plain("a" + "?" * length) for length in range(20)]
    outside.append(plain("a" + "?" * 20 + "*"))
    assert texts.find([[plain("a*")]], outside, Budget()) is None
    with pytest.raises(UndecidedError, match="too many cases: gave up after 500 steps"):
        texts.find([[plain("a*")]], outside, Budget(500))
