"""The phrases of sentences, in English and Japanese side by side."""

from __future__ import annotations

import re
from typing import NamedTuple

from rolecast.iam.operators import Relation, ValueComparison
from rolecast.reading.languages import Language

_INNER_SPACE = r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])"
"""A space between two Japanese characters. Spaces around other text are kept."""


class Phrase(NamedTuple):
    """A text in both languages, with `{names}` for its parts."""

    en: str
    ja: str

    def say(self, language: Language, **parts: str) -> str:
        if language is Language.EN:
            return self.en.format(**parts)
        return without_inner_spaces(self.ja.format(**parts))


def without_inner_spaces(japanese: str) -> str:
    """The text without spaces between two Japanese characters."""
    return re.sub(_INNER_SPACE, "", japanese)


class OperatorVerb(NamedTuple):
    """A comparison of a value of the request with `{values}`: with one or several values, and both negated."""

    one: Phrase
    several: Phrase
    not_one: Phrase
    not_several: Phrase


# A sentence and its limits.
ALLOWS = Phrase("allows {actions}{subject}{limits}", "{subject}{actions} を許可{limits}")
DENIES = Phrase("denies {actions}{subject}{limits}", "{subject}{actions} を拒否{limits}")
TO = Phrase(" to {who}", "{who} に ")
FIRST = Phrase(" {limit}", ": {limit}")
OR = Phrase("; or {limit}", "、または {limit}")
ON = Phrase("on {resources}", "{resources} に対して")
IF = Phrase("if {demands}", "{demands}場合")
ON_IF = Phrase("on {resources} if {demands}", "{resources} に対して、{demands}場合")
AND = Phrase("{first}, and {second}", "{first}、かつ {second}")
COMMA = Phrase(", ", "、")
MORE = Phrase("{shown} and {number} more", "{shown} ほか {number} 件")

EVERY_ACTION = Phrase("every action", "すべてのアクション")
NO_ACTION = Phrase("no action", "該当なしのアクション")
ACTION_EXCEPT = Phrase("every action except {those}", "{those} 以外のすべてのアクション")
EVERY_RESOURCE = Phrase("every resource", "すべてのリソース")
NO_RESOURCE = Phrase("no resource", "該当なしのリソース")
RESOURCE_EXCEPT = Phrase("every resource except {those}", "{those} 以外のすべてのリソース")
EVERYONE = Phrase("everyone", "すべてのプリンシパル")
NOBODY = Phrase("nobody", "該当なしのプリンシパル")
EVERYONE_EXCEPT = Phrase("everyone except {those}", "{those} 以外のすべてのプリンシパル")
PRINCIPALS = {
    "AWS": Phrase("{name}", "{name}"),
    "Service": Phrase("the service {name}", "サービス {name}"),
    "Federated": Phrase("identities from {name}", "{name} の ID"),
    "CanonicalUser": Phrase("the canonical user {name}", "正規ユーザー {name}"),
}

# A demand on a condition key. An item is one of the values that a request gives for it.
NAMED = Phrase("the {name}", "{name}")
ITEM_OF = Phrase("value of {key}", "{key} の値")
SINGLE = Phrase("{subject} {verb}", "{subject} が {verb}")
ALL = Phrase("every {item} {verb}", "すべての {item} が {verb}")
NONE = Phrase("no {item} {verb}", "どの {item} も {verb}")
ANY = Phrase("at least one {item} {verb}", "少なくとも 1 つの {item} が {verb}")
GIVEN_SINGLE = Phrase("{subject} is given and {verb}", "{subject} が指定されており、{verb}")
GIVEN_ALL = Phrase(
    "at least one {item} is given and every one {verb}", "{item} が 1 つ以上指定されており、すべてが {verb}"
)
GIVEN_NONE = Phrase("at least one {item} is given and none {verb}", "{item} が 1 つ以上指定されており、どれも {verb}")
NEGATING = (NONE, GIVEN_NONE)
"""Their verb is negated in Japanese, but not in English."""
OR_ABSENT = Phrase("{demand} (or is not given)", "{demand}（または指定されていない）")
OR_NONE = Phrase("{demand} (or none is given)", "{demand}（または 1 つも指定されていない）")
PRESENT = Phrase("{subject} is given", "{subject} が指定されている")
ABSENT = Phrase("{subject} is not given", "{subject} が指定されていない")
ALWAYS = Phrase("{subject} is given or not", "{subject} が指定されているか否かを問わない")
NEVER = Phrase(
    "{subject} is both given and not given, which never holds",
    "{subject} が指定され、かつ指定されていない（成り立たない）",
)

IS = OperatorVerb(
    Phrase("is {values}", "{values} である"),
    Phrase("is one of {values}", "{values} のいずれかである"),
    Phrase("is not {values}", "{values} でない"),
    Phrase("is none of {values}", "{values} のいずれでもない"),
)
IS_EXACTLY = OperatorVerb(
    Phrase("is exactly {values}", "文字どおり {values} である"),
    Phrase("is exactly one of {values}", "文字どおり {values} のいずれかである"),
    Phrase("is not exactly {values}", "文字どおりの {values} でない"),
    Phrase("is exactly none of {values}", "文字どおりの {values} のいずれでもない"),
)
"""For texts that look like patterns but are not."""
IS_ARN = OperatorVerb(
    Phrase("is the ARN {values}", "ARN {values} である"),
    Phrase("is one of the ARNs {values}", "ARN {values} のいずれかである"),
    Phrase("is not the ARN {values}", "ARN {values} でない"),
    Phrase("is none of the ARNs {values}", "ARN {values} のいずれでもない"),
)
VERBS: dict[tuple[ValueComparison, Relation], tuple[Phrase, ...]] = {
    (ValueComparison.TEXT, Relation.EQUAL): IS,
    (ValueComparison.FLAG, Relation.EQUAL): IS,
    (ValueComparison.TEXT_IGNORING_CASE, Relation.EQUAL): OperatorVerb(
        Phrase("is {values} in upper or lower case", "大文字と小文字を区別せずに {values} である"),
        Phrase("is one of {values} in upper or lower case", "大文字と小文字を区別せずに {values} のいずれかである"),
        Phrase("is not {values} in upper or lower case", "大文字と小文字を区別せずに {values} でない"),
        Phrase("is none of {values} in upper or lower case", "大文字と小文字を区別せずに {values} のいずれでもない"),
    ),
    (ValueComparison.TEXT_PATTERN, Relation.EQUAL): OperatorVerb(
        Phrase("matches {values}", "{values} に一致する"),
        Phrase("matches one of {values}", "{values} のいずれかに一致する"),
        Phrase("does not match {values}", "{values} に一致しない"),
        Phrase("matches none of {values}", "{values} のいずれにも一致しない"),
    ),
    (ValueComparison.ARN, Relation.EQUAL): OperatorVerb(
        Phrase("is an ARN that matches {values}", "{values} に一致する ARN である"),
        Phrase("is an ARN that matches one of {values}", "{values} のいずれかに一致する ARN である"),
        Phrase("is no ARN that matches {values}", "{values} に一致する ARN でない"),
        Phrase("is no ARN that matches one of {values}", "{values} のいずれかに一致する ARN でない"),
    ),
    (ValueComparison.ADDRESS, Relation.EQUAL): OperatorVerb(
        Phrase("is in {values}", "{values} の範囲内である"),
        Phrase("is in one of {values}", "{values} のいずれかの範囲内である"),
        Phrase("is outside {values}", "{values} の範囲外である"),
        Phrase("is outside all of {values}", "{values} のすべての範囲外である"),
    ),
    (ValueComparison.BINARY, Relation.EQUAL): OperatorVerb(
        Phrase("is the binary value {values}", "バイナリ値 {values} である"),
        Phrase("is one of the binary values {values}", "バイナリ値 {values} のいずれかである"),
        Phrase("is not the binary value {values}", "バイナリ値 {values} でない"),
        Phrase("is none of the binary values {values}", "バイナリ値 {values} のいずれでもない"),
    ),
    (ValueComparison.NUMBER, Relation.EQUAL): OperatorVerb(
        Phrase("equals {values}", "{values} に等しい"),
        Phrase("equals one of {values}", "{values} のいずれかに等しい"),
        Phrase("does not equal {values}", "{values} に等しくない"),
        Phrase("equals none of {values}", "{values} のいずれにも等しくない"),
    ),
    (ValueComparison.DATE, Relation.EQUAL): OperatorVerb(
        Phrase("is the time {values}", "時刻 {values} である"),
        Phrase("is one of the times {values}", "時刻 {values} のいずれかである"),
        Phrase("is not the time {values}", "時刻 {values} でない"),
        Phrase("is none of the times {values}", "時刻 {values} のいずれでもない"),
    ),
    # With one value or several: the policy language cannot negate these.
    (ValueComparison.NUMBER, Relation.LESS): (
        Phrase("is less than {values}", "{values} より小さい"),
        Phrase("is less than one of {values}", "{values} のいずれかより小さい"),
    ),
    (ValueComparison.NUMBER, Relation.AT_MOST): (
        Phrase("is at most {values}", "{values} 以下である"),
        Phrase("is at most one of {values}", "{values} のいずれか以下である"),
    ),
    (ValueComparison.NUMBER, Relation.GREATER): (
        Phrase("is greater than {values}", "{values} より大きい"),
        Phrase("is greater than one of {values}", "{values} のいずれかより大きい"),
    ),
    (ValueComparison.NUMBER, Relation.AT_LEAST): (
        Phrase("is at least {values}", "{values} 以上である"),
        Phrase("is at least one of {values}", "{values} のいずれか以上である"),
    ),
    (ValueComparison.DATE, Relation.LESS): (
        Phrase("is before {values}", "{values} より前である"),
        Phrase("is before one of {values}", "{values} のいずれかより前である"),
    ),
    (ValueComparison.DATE, Relation.AT_MOST): (
        Phrase("is at or before {values}", "{values} 以前である"),
        Phrase("is at or before one of {values}", "{values} のいずれか以前である"),
    ),
    (ValueComparison.DATE, Relation.GREATER): (
        Phrase("is after {values}", "{values} より後である"),
        Phrase("is after one of {values}", "{values} のいずれかより後である"),
    ),
    (ValueComparison.DATE, Relation.AT_LEAST): (
        Phrase("is at or after {values}", "{values} 以降である"),
        Phrase("is at or after one of {values}", "{values} のいずれか以降である"),
    ),
}
IN_NONE = Phrase("is in an empty list", "空のリストに含まれる")
NOT_IN_NONE = Phrase("is not in an empty list", "空のリストに含まれない")

# A value, and notes on it.
VARIABLE = Phrase("the request's {key}", "リクエストの {key}")
VARIABLE_OR = Phrase(
    "the request's {key} ({default} if that is not given)", "リクエストの {key}（ない場合は {default}）"
)
FILLED = Phrase("{value} (with the request's {variables})", "{value}（{variables} はリクエストの値）")
OR_DEFAULT = Phrase("{key} or {default}", "{key} または {default}")
ESCAPED = Phrase("{value} (with `${{*}}` and the like for plain characters)", "{value}（`${{*}}` などは文字そのもの）")
LITERAL = Phrase("{value} (`${{...}}` is plain text here)", "{value}（`${{...}}` は文字そのもの）")
INVALID = Phrase("{value} (invalid: nothing matches it)", "{value}（無効な値のため何にも一致しない）")

# The summary of a document.
WHOLE = Phrase("allows all actions of {services}", "{services} のすべてのアクションを許可")
PART = Phrase("allows some actions of {services}", "{services} の一部のアクションを許可")
LIMITED = Phrase(
    "allows some actions of {services}, on some resources or under conditions only",
    "{services} の一部のアクションを、一部のリソースまたは条件に限って許可",
)
