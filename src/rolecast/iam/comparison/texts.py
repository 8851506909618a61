"""Finds a text that is in all of some languages and in none of others, or proves that there is none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rolecast.iam.comparison.budget import Budget
from rolecast.iam.comparison.languages import Opaque, TextSet, unused_character
from rolecast.iam.comparison.machines import machine

Choice = Sequence[TextSet]
"""Languages; at least one of them must contain the text."""

_Reached = tuple[tuple[int, ...], tuple[int, ...]]
"""The states of the languages to be in, and of those to be outside of."""

_WORDS = ("example", "example/example", "example:example", "x", "")


def find(choices: Iterable[Choice], outside: Iterable[TextSet], budget: Budget) -> str | None:
    """A text that is in one language of each choice and in none of `outside`; None if there is certainly none.

    Raises UndecidedError if the budget is exceeded.
    """
    outside = tuple(dict.fromkeys(outside))
    for inside in _combinations(sorted(map(tuple, choices), key=len), (), outside, budget):
        text = _find(inside, [each for each in outside if all(map(each.meets, inside))], budget)
        if text is not None:
            return text
    return None


def _combinations(
    choices: Sequence[tuple[TextSet, ...]], chosen: tuple[TextSet, ...], outside: Sequence[TextSet], budget: Budget
) -> Iterator[tuple[TextSet, ...]]:
    """Selections of one language per choice that may share texts. Omits languages that cover another selected one."""
    budget.spend(3 + len(chosen) + len(outside))
    if not choices:
        yield chosen
        return
    first, *rest = choices
    if any(_replaces(other, each) for each in first for other in chosen):
        yield from _combinations(rest, chosen, outside, budget)
        return
    for each in first:
        if all(map(each.meets, chosen)) and not any(other.covers(each) for other in outside):
            kept = tuple(other for other in chosen if not _replaces(each, other))
            yield from _combinations(rest, (*kept, each), outside, budget)


def _replaces(one: TextSet, other: TextSet) -> bool:
    """Whether one language lies within another, which has no requirements on variables."""
    return other.template is None and other.covers(one)


def _find(inside: Sequence[TextSet], outside: Sequence[TextSet], budget: Budget) -> str | None:
    """A text in all of `inside` and in none of `outside`; None if there is certainly none."""
    if any(excluded.covers(each) for excluded in outside for each in inside):
        return None
    outside = [each for each in outside if not isinstance(each, Opaque)]
    only = next((each.literal for each in inside if each.literal is not None), None)
    if only is not None:
        return only if _fits(only, inside, outside) else None
    unused = unused_character(each.symbols for each in (*inside, *outside))
    for word in (*_WORDS, unused):
        for each in inside:
            text = each.example(word)
            for cased in (text, text.upper(), text.title()) if each.is_folded else (text,):
                if _fits(cased, inside, outside):
                    return cased
    return _walk(inside, outside, unused, budget)


def _fits(text: str, inside: Iterable[TextSet], outside: Iterable[TextSet]) -> bool:
    return all(each.matches(text) for each in inside) and not any(each.matches(text) for each in outside)


def _walk(inside: Sequence[TextSet], outside: Sequence[TextSet], unused: str, budget: Budget) -> str | None:
    """The shortest text, by a breadth-first search over the combined states of all languages.

    After a character that no language expects, each is in the states that it reaches by wildcards alone. For languages
    to be outside of, no other character is better, except a colon at the end of an ARN's part.
    """
    wanted, refused = list(map(machine, inside)), list(map(machine, outside))
    usual = {unused, ":"} if any(each.has_parts for each in (*wanted, *refused)) else {unused}
    start = (tuple(each.start for each in wanted), tuple(each.start for each in refused))
    before: dict[_Reached, tuple[_Reached | None, str]] = {start: (None, "")}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        budget.spend(10 + 3 * (len(wanted) + len(refused)))
        ins, outs = state
        if any(each.accepts_all(bits) for each, bits in zip(refused, outs, strict=True)):
            continue
        if all(each.is_accepted(bits) for each, bits in zip(wanted, ins, strict=True)) and not any(
            each.is_accepted(bits) for each, bits in zip(refused, outs, strict=True)
        ):
            return _spelled(state, before)
        expected = [character for each, bits in zip(wanted, ins, strict=True) for character in each.expected(bits)]
        for character in dict.fromkeys((*expected, *sorted(usual, reverse=True))):
            next_ins = tuple(each.after(bits, character) for each, bits in zip(wanted, ins, strict=True))
            if not all(next_ins):
                continue
            after = (next_ins, tuple(each.after(bits, character) for each, bits in zip(refused, outs, strict=True)))
            if after not in before:
                before[after] = (state, character)
                queue.append(after)
    return None


def _spelled(state: _Reached, before: Mapping[_Reached, tuple[_Reached | None, str]]) -> str:
    characters = []
    earlier: _Reached | None = state
    while earlier is not None:
        earlier, character = before[earlier]
        characters.append(character)
    return "".join(reversed(characters))
