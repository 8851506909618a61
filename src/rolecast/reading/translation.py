"""Texts in another language, found by the English text: templates with `{places}` side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

_PLACE = re.compile(r"(\{[a-z]+\})")
_LIST = re.compile(r"`[^`]*`(?:(?:, | and | or )`[^`]*`)*(?: and \d+ more)?")
_MORE = re.compile(r" and (\d+) more$")
_JOINT = re.compile(r"(?<=`) (and|or) (?=`)")
_BEGINNING = re.compile(r"\s*(?:[-+~=!] )?")
_FORMS = {
    "s": "s?",
    "count": "[0-9][0-9,]*",
    "digits": "[0-9]+",
    "counts": "[^;]+",
    "action": r"\S+",
    "pairs": r"[\w:./-]+=.*",
}
"""What is in places of these names. In others there may be anything, in backticks nothing too."""
_SAID_BY_OTHERS = "reason"


class Joints(NamedTuple):
    """How the items of a list are joined in the other language, by the English words; `more` has a `{count}`."""

    words: Mapping[str, str]
    signs: Mapping[str, str]
    more: str


class _Template(NamedTuple):
    """An English text with places, its fixed parts, and the other language's text."""

    english: str
    fixed: tuple[str, ...]
    text: str


class Translation:
    """The texts of one language, by the English ones.

    A place in backticks is what somebody wrote, and stays. Any other may be filled with a text that is translated too,
    or with a list of such texts or of what is in backticks. `{reason}` is what others say and
    stays too. `{s}` is the ending of a plural, `{count}` a number.
    """

    def __init__(self, joints: Joints, *texts: Mapping[str, str]) -> None:
        self._joints = joints
        self._known = {english: text for each in texts for english, text in each.items()}
        templates = [
            _Template(english, tuple(filter(None, _PLACE.split(english)[::2])), text)
            for english, text in self._known.items()
            if _PLACE.search(english)
        ]
        # Those with most fixed characters first: they say most exactly what is meant.
        self._templates = sorted(templates, key=lambda each: -sum(map(len, each.fixed)))

    def __call__(self, english: str) -> str | None:
        """The text in the other language, or None if there is none. Spaces and a symbol at the beginning stay."""
        if whole := self._known.get(english):
            return whole
        beginning = _BEGINNING.match(english)
        assert beginning is not None  # it may be empty
        text = english[beginning.end() :]
        found = self._known.get(text) or self._filled(text)
        return None if found is None else beginning[0] + found

    def _filled(self, english: str) -> str | None:
        for template in self._templates:
            if all(part in english for part in template.fixed):
                pattern, quoted = _pattern(template.english)
                if found := pattern.fullmatch(english):
                    if items := self._alike(english, template):
                        return items
                    parts = {
                        f"{{{name}}}": value if name in quoted else self._part(value)
                        for name, value in found.groupdict(default="").items()
                    }
                    return "".join(parts.get(part, part) for part in _PLACE.split(template.text))
        return None

    def _alike(self, english: str, template: _Template) -> str | None:
        """A list of texts that all begin as the template does: it would take the others for what fills a place."""
        beginning = _PLACE.split(template.english)[0]
        for sign, other in self._joints.signs.items() if beginning else ():
            items = english.split(sign)
            if len(items) > 1 and all(item.startswith(beginning) for item in items):
                said = [self(item) for item in items]
                if all(said):
                    return other.join(text or "" for text in said)
        return None

    def _part(self, value: str) -> str:
        """What fills a place: a text, a list, or what is the same in every language."""
        if _LIST.fullmatch(value):
            value = _MORE.sub(lambda found: self._joints.more.format(count=found[1]), value)
            return _JOINT.sub(lambda found: self._joints.words[found[1]], value)
        return self(value) or self._listed(value) or value

    def _listed(self, value: str) -> str | None:
        """A list of texts; None if none of them is known."""
        for sign, other in self._joints.signs.items():
            items = value.split(sign)
            if len(items) > 1:
                said = [self(item) or self._listed(item) for item in items]
                if any(said):
                    return other.join(text or item for text, item in zip(said, items, strict=True))
        return None


@cache
def _pattern(english: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """Matches the text with anything in its places, and the names of the places whose texts stay.

    A place that comes again is the same again.
    """
    quoted, known, parts = set(), set(), []
    pieces = _PLACE.split(english)
    for number, piece in enumerate(pieces):
        name = piece[1:-1]
        if number % 2 == 0:
            parts.append(re.escape(piece))
            continue
        is_quoted = "".join(pieces[:number]).count("`") % 2 == 1
        if is_quoted or name == _SAID_BY_OTHERS:
            quoted.add(name)
        form = _FORMS.get(name, ".*?" if is_quoted else ".+?")
        parts.append(f"(?P={name})" if name in known else f"(?P<{name}>{form})")
        known.add(name)
    return re.compile("".join(parts), re.DOTALL), frozenset(quoted)
