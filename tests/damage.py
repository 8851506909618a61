"""Texts with something wrong in them, the same ones every time."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

WRONG: list[Any] = [
    None,
    True,
    7,
    -1.5,
    "",
    "x",
    "{{a}}",
    "${a",
    "\ud800",
    "\x00",
    "é" * 9,
    [],
    [[]],
    {},
    {"Ref": []},
    {"Fn::If": [1]},
]
"""What a part of a value is replaced with."""
_MARKS = ("", ",", "}", "'", "\\", "\x00", "NaN", '"', "[" * 99)
"""What a character of a text is replaced with."""


def damaged(seed: str, value: Any, count: int, marks: Sequence[str] = _MARKS) -> Iterator[str]:
    """JSON of the value cut off, with a wrong character, or with wrong, missing and doubled parts."""
    choose = random.Random(seed)  # noqa: S311 - no secret
    text = json.dumps(value, indent=choose.choice([None, 1]))
    for _ in range(count):
        if choose.random() < 0.5:
            yield json.dumps(replaced(value, choose))
        else:
            yield damaged_text(text, choose, marks)


def damaged_text(text: str, choose: random.Random, marks: Sequence[str] = _MARKS) -> str:
    """The text cut off, or with something else in the place of a character."""
    at = choose.randrange(len(text))
    return text[:at] if choose.random() < 0.5 else text[:at] + choose.choice(marks) + text[at + 1 :]


def replaced(value: Any, choose: random.Random) -> Any:
    """The value with a few of its parts replaced or taken away."""
    value = copy.deepcopy(value)
    for _ in range(choose.randint(1, 3)):
        places = list(_places(value))
        if not places:
            break
        holder, key = choose.choice(places)
        if choose.random() < 0.25 and isinstance(holder, dict):
            holder.pop(key, None)
        elif choose.random() < 0.2:
            holder[key] = [holder[key], holder[key]]
        else:
            holder[key] = copy.deepcopy(choose.choice(WRONG))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key, item in list(value.items()) if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(item)
