"""Findings in Japanese: the texts beside the English ones in each rule's file, found by the English text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from rolecast.access.phrases import Language
from rolecast.catalogue.library import CATALOGUE
from rolecast.checks import rulebook
from rolecast.checks.findings import Finding

COMMON = {
    "did you mean `{name}`?": "`{name}` の間違いではありませんか",
    "in the role file, `corrections: [{names}]` or `edition: corrected` fixes it": (
        "ロールファイルの `corrections: [{names}]` または `edition: corrected` で解消できます"
    ),
    "{help}; in the role file, `corrections: [{names}]` or `edition: corrected` fixes it": (
        "{help}。ロールファイルの `corrections: [{names}]` または `edition: corrected` でも解消できます"
    ),
}
"""Remedies that findings of any rule may have."""
NOUNS = {
    "an identity policy": "アイデンティティベースのポリシー",
    "a permissions boundary": "アクセス許可の境界",
    "a session policy": "セッションポリシー",
    "a service control policy": "サービスコントロールポリシー",
    "a resource control policy": "リソースコントロールポリシー",
    "a resource policy": "リソースベースのポリシー",
    "a trust policy": "信頼ポリシー",
    "a mapping": "マッピング",
    "a list": "リスト",
    "a text": "文字列",
    "a number": "数値",
    "true or false": "ブール値",
}
"""What a place in a message may be filled with."""
_NESTED = ("help", "doubt")
"""Places that are filled with a whole text."""
_PLACE = re.compile(r"(\{[a-z]+\})")
_MORE = re.compile(r" and (\d+) more$")
_BETWEEN = re.compile(r"(?<=`) (and|or) (?=`)")
_JOINING = {"and": "と", "or": "または"}


def translated(finding: Finding) -> Finding:
    """The finding with its message and its remedy in Japanese. A text that has no Japanese stays as it is."""
    return replace(
        finding,
        wording=text(finding.rule, finding.wording) or finding.wording,
        help=finding.help and (text(finding.rule, finding.help) or finding.help),
        language=Language.JA,
    )


def text(rule: str, english: str) -> str | None:
    """The Japanese of a message or remedy of a rule, or None if its file has none."""
    for pattern, japanese in _templates(rule):
        if found := pattern.fullmatch(english):
            parts = {f"{{{name}}}": _part(rule, name, value) for name, value in found.groupdict().items()}
            return "".join(parts.get(part, part) for part in _PLACE.split(japanese))
    return None


def _part(rule: str, name: str, value: str) -> str:
    return (text(rule, value) or value) if name in _NESTED else _filling(value)


def _filling(value: str) -> str:
    value = _MORE.sub(r" ほか \1 件", value)
    value = _BETWEEN.sub(lambda found: f" {_JOINING[found[1]]} ", value)
    return NOUNS.get(value) or _privileges().get(value, value)


@cache
def _templates(rule: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English texts of a rule as patterns, those with most fixed characters first, with the Japanese ones."""
    texts = {**rulebook.rule(rule).japanese, **COMMON}
    by_length = sorted(texts, key=lambda english: len(_PLACE.sub("", english)), reverse=True)
    return tuple((_pattern(english), texts[english]) for english in by_length)


def _pattern(english: str) -> re.Pattern[str]:
    """Matches the text with anything in its places; a place that comes again is the same again."""
    known: set[str] = set()
    parts = []
    for part in _PLACE.split(english):
        if not _PLACE.fullmatch(part):
            parts.append(re.escape(part))
        elif part in known:
            parts.append(f"(?P={part[1:-1]})")
        else:
            known.add(part)
            parts.append(f"(?P<{part[1:-1]}>.+?)")
    return re.compile("".join(parts), re.DOTALL)


@cache
def _privileges() -> Mapping[str, str]:
    """Why few people should have an activity, by the English text."""
    return {
        text["en"].removesuffix("."): text["ja"].removesuffix("。")
        for activity in map(CATALOGUE.activity, CATALOGUE.activity_ids)
        for text in activity.privileges.values()
    }
