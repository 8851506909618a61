"""Translates English texts by pairs of templates with `{places}`."""

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
"""The patterns of places with these names. Others match anything; in backticks, also nothing."""
_SAID_BY_OTHERS = "reason"


class Joints(NamedTuple):
    """How the other language joins items of lists, by the English words and signs; `more` contains a `{count}`."""

    words: Mapping[str, str]
    signs: Mapping[str, str]
    more: str


class _Template(NamedTuple):
    """An English template, its fixed parts, and the template in the other language."""

    english: str
    fixed: tuple[str, ...]
    text: str


class Translation:
    """The texts of one language, by the English ones.

    A place in backticks is the user's text, and is kept. Any other place may contain a text that is translated too, or
    a list of such texts or of texts in backticks. `{reason}` is someone else's text and is kept too. `{s}` is the
    ending of a plural, `{count}` a number.
    """

    def __init__(self, joints: Joints, *texts: Mapping[str, str]) -> None:
        self._joints = joints
        self._known = {english: text for each in texts for english, text in each.items()}
        templates = [
            _Template(english, tuple(filter(None, _PLACE.split(english)[::2])), text)
            for english, text in self._known.items()
            if _PLACE.search(english)
        ]
        # The most specific templates first.
        self._templates = sorted(templates, key=lambda each: -sum(map(len, each.fixed)))

    def __call__(self, english: str) -> str | None:
        """The translated text, or None if there is none. Keeps leading spaces and a leading symbol."""
        if whole := self._known.get(english):
            return whole
        beginning = _BEGINNING.match(english)
        assert beginning is not None  # matches the empty string
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
        """Translates a list of texts that all match the template, which would match the whole list too."""
        beginning = _PLACE.split(template.english)[0]
        for sign, other in self._joints.signs.items() if beginning else ():
            items = english.split(sign)
            if len(items) > 1 and all(item.startswith(beginning) for item in items):
                said = [self(item) for item in items]
                if all(said):
                    return other.join(text or "" for text in said)
        return None

    def _part(self, value: str) -> str:
        """Translates the content of a place: a text, a list, or a text that is the same in every language."""
        if _LIST.fullmatch(value):
            value = _MORE.sub(lambda found: self._joints.more.format(count=found[1]), value)
            return _JOINT.sub(lambda found: self._joints.words[found[1]], value)
        return self(value) or self._listed(value) or value

    def _listed(self, value: str) -> str | None:
        """Translates a list of texts; None if none of them has a translation."""
        for sign, other in self._joints.signs.items():
            items = value.split(sign)
            if len(items) > 1:
                said = [self(item) or self._listed(item) for item in items]
                if any(said):
                    return other.join(text or item for text, item in zip(said, items, strict=True))
        return None


@cache
def _pattern(english: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """The pattern that matches a template, and the names of the places whose texts are kept.

    A repeated place must match the same text.
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
