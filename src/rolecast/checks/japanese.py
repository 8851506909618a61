"""Findings in Japanese, from the translations in each rule's file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rolecast.catalogue.library import CATALOGUE
from rolecast.checks import rulebook
from rolecast.checks.findings import Finding
from rolecast.reading.languages import Language
from rolecast.reading.translation import Joints, Translation

JOINTS = Joints({"and": " と ", "or": " または "}, {"; ": "; ", ", ": "、"}, " ほか {count} 件")
COMMON = {
    "did you mean `{name}`?": "`{name}` の間違いではありませんか",
    "in the role file, `corrections: [{names}]` or `edition: corrected` fixes it": (
        "ロールファイルの `corrections: [{names}]` または `edition: corrected` で解消できます"
    ),
    "{help}; in the role file, `corrections: [{names}]` or `edition: corrected` fixes it": (
        "{help}。ロールファイルの `corrections: [{names}]` または `edition: corrected` でも解消できます"
    ),
}
"""Remedies of several rules."""
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
    "a string": "文字列",
    "a number": "数値",
    "true or false": "true または false",
}
"""Nouns that placeholders in messages stand for."""


def translated(finding: Finding) -> Finding:
    """The finding with message and remedy in Japanese, as far as they have a translation."""
    return finding._replace(
        wording=text(finding.rule, finding.wording) or finding.wording,
        help=finding.help and (text(finding.rule, finding.help) or finding.help),
        language=Language.JA,
    )


def text(rule: str, english: str) -> str | None:
    """The Japanese of a rule's message or remedy; None if there is none."""
    return _translation(rule)(english)


@cache
def _translation(rule: str) -> Translation:
    return Translation(JOINTS, rulebook.rule(rule).japanese, COMMON, NOUNS, _privileges())


@cache
def _privileges() -> Mapping[str, str]:
    """The reasons for restricting activities, by the English text."""
    return {
        text["en"].removesuffix("."): text["ja"].removesuffix("。")
        for activity in map(CATALOGUE.activity, CATALOGUE.activity_ids)
        for text in activity.privileges.values()
    }
