"""Texts that are in some patterns and in none of others: z3, which shares nothing with us, is of the same opinion."""

from __future__ import annotations

import random
from functools import reduce
from typing import Any

import pytest
from tests.iam.comparison.runs import size
from tests.iam.comparison.test_texts import a_pattern, an_arn, arn, plain

from rolecast.iam.comparison import texts
from rolecast.iam.comparison.budget import Budget
from rolecast.iam.comparison.languages import TextSet

z3 = pytest.importorskip("z3", reason="needs z3-solver")

EFFORT = 500_000
"""What z3 may spend on a problem: not seconds, so that the answer is the same on every machine."""


def expression(pattern: str, *, is_arn: bool) -> Any:
    """The pattern as a regular expression of z3: in the first five parts of an ARN no wildcard matches a colon."""
    sort = z3.ReSort(z3.StringSort())
    no_colon = z3.Intersect(z3.AllChar(sort), z3.Complement(z3.Re(":")))
    found, colons = z3.Re(""), 0
    for character in pattern:
        colons += character == ":"
        one = no_colon if is_arn and colons < 5 else z3.AllChar(sort)
        step = {"*": z3.Star(one), "?": one}.get(character)
        found = z3.Concat(found, z3.Re(character) if step is None else step)
    return found


def z3_finds(inside: list[str], outside: list[str], *, is_arn: bool) -> bool | None:
    """Whether z3 finds a text; None where it gives up."""
    parts = [expression(each, is_arn=is_arn) for each in inside]
    parts += [z3.Complement(expression(each, is_arn=is_arn)) for each in outside]
    solver = z3.Solver()
    solver.set("rlimit", EFFORT)
    solver.add(z3.InRe(z3.String("text"), reduce(z3.Intersect, parts)))
    answer = solver.check()
    return None if answer == z3.unknown else answer == z3.sat


@pytest.mark.parametrize("is_arn", [False, True])
def test_z3_finds_a_text_where_we_do(is_arn: bool) -> None:
    """And none where we prove that there is none; it gives up on few."""
    chance = random.Random(f"z3 {is_arn}")  # noqa: S311
    found = dict.fromkeys((True, False, None), 0)
    for _ in range(size(0.5)):
        inside, outside = (
            [(an_arn if is_arn else a_pattern)(chance) for _ in range(chance.randrange(*count))]
            for count in (((1, 3), (1, 4)) if is_arn else ((1, 4), (1, 6)))
        )
        theirs = z3_finds(inside, outside, is_arn=is_arn)
        found[theirs] += 1
        if theirs is not None:
            languages: list[list[TextSet]] = [[(arn if is_arn else plain)(each)] for each in inside]
            refused = [(arn if is_arn else plain)(each) for each in outside]
            ours = texts.find(languages, refused, Budget())
            assert (ours is not None) is theirs, (inside, outside, ours)
    assert found[None] <= max(1, sum(found.values()) // 10), found
    assert min(found[True], found[False]) > sum(found.values()) // 20, found
