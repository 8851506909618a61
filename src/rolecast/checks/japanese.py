"""Findings in Japanese: the texts beside the English ones in each rule's file, found by the English text."""

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
    "a string": "文字列",
    "a number": "数値",
    "true or false": "true または false",
}
"""What a place in a message may be filled with."""


def translated(finding: Finding) -> Finding:
    """The finding with its message and its remedy in Japanese. A text that has no Japanese stays as it is."""
    return finding._replace(
        wording=text(finding.rule, finding.wording) or finding.wording,
        help=finding.help and (text(finding.rule, finding.help) or finding.help),
        language=Language.JA,
    )


def text(rule: str, english: str) -> str | None:
    """The Japanese of a message or remedy of a rule, or None if its file has none."""
    return _translation(rule)(english)


@cache
def _translation(rule: str) -> Translation:
    return Translation(JOINTS, rulebook.rule(rule).japanese, COMMON, NOUNS, _privileges())


@cache
def _privileges() -> Mapping[str, str]:
    """Why few people should have an activity, by the English text."""
    return {
        text["en"].removesuffix("."): text["ja"].removesuffix("。")
        for activity in map(CATALOGUE.activity, CATALOGUE.activity_ids)
        for text in activity.privileges.values()
    }
