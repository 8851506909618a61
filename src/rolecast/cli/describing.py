"""The description of an activity in `rolecast show`, in English and Japanese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rolecast.access.origins import origin
from rolecast.access.phrases import Phrase
from rolecast.catalogue.activity import Activity, Correction, Variant
from rolecast.catalogue.groups import TITLES
from rolecast.reading.languages import Language

_PARAMETER = Phrase("parameter", "パラメータ")
_IN_CONSOLE = Phrase(" ({name} in the console)", " (コンソールでは {name})")
_OPTIONAL = Phrase(" (optional)", " (省略可)")
_REQUIRES = Phrase("requires", "前提条件")
_POLICY = Phrase("policy", "ポリシー")
_MANAGED = Phrase("{name}, managed by AWS", "{name} (AWS マネージドポリシー)")
_SOURCE = Phrase("source", "出典")
_ORIGIN = Phrase("origin", "由来")
_GROUP = Phrase("group", "グループ")
_PRIVILEGED = Phrase("privileged", "特権")
_CLOSED = Phrase("closed", "提供終了")
_NOT = Phrase("not {overlay}", "{overlay} 対象外")
_TRUSTED_BY = Phrase("trusted by", "信頼先")
_PASSES_TO = Phrase("passes to", "渡す先")
_ROLE_WITH = Phrase("{services}, a role with {activities}", "{services} に、{activities} を持つロール")
_CORRECTION = Phrase("correction", "修正")
_WHY = Phrase("why: {text}", "理由: {text}")
_CORRECTION_SOURCE = Phrase("source: {text}", "出典: {text}")
_OR = Phrase(" or ", " または ")


def description(activity: Activity, language: Language) -> Iterator[str]:
    """Its purpose, parameters, requirements and origin."""
    either = _OR.say(language)
    yield f"{activity.title} ({activity.id})"
    yield activity.description[language]
    yield ""
    for name, parameter in activity.parameters.items():
        console = _IN_CONSOLE.say(language, name=parameter.console_name) if parameter.console_name else ""
        optional = _OPTIONAL.say(language) if parameter.default is not None else ""
        yield _line(language, _PARAMETER, f"{name}{console}{optional}: {parameter.description[language]}")
    for alternatives in activity.requires:
        yield _line(language, _REQUIRES, either.join(alternatives))
    names = ", ".join(activity.policy_names(())) or _MANAGED.say(language, name=str(activity.managed))
    yield _line(language, _POLICY, names)
    yield from _marks(activity, language, either)
    for source in activity.sources:
        yield _line(language, _SOURCE, source)
    yield ""


def changes(
    activity: Activity, wanted: Variant, corrections: Mapping[str, Correction], language: Language
) -> Iterator[str]:
    """What the corrections change in this variant, and why."""
    plain = activity.document(wanted)
    for name, correction in corrections.items():
        if activity.document(wanted, [name]) != plain:
            yield _line(language, _CORRECTION, f"{activity.id}/{name}: {correction.what[language]}")
            yield f"           {_WHY.say(language, text=correction.why[language])}"
            for source in correction.sources:
                yield f"           {_CORRECTION_SOURCE.say(language, text=source)}"
            yield ""


def _marks(activity: Activity, language: Language, either: str) -> Iterator[str]:
    """The activity's origin and group, and its special properties."""
    if said := origin(activity.source, language):
        yield _line(language, _ORIGIN, said)
    yield _line(language, _GROUP, TITLES[activity.group][language])
    for privilege, text in activity.privileges.items():
        yield _line(language, _PRIVILEGED, f"{privilege}: {text[language]}")
    if activity.closed:
        yield _line(language, _CLOSED, activity.closed[language])
    for overlay, text in activity.unkept.items():
        yield _line(language, _NOT, text[language], overlay=overlay.name)
    if activity.trusted_by:
        yield _line(language, _TRUSTED_BY, ", ".join(activity.trusted_by))
    for passed in activity.passes:
        services, activities = either.join(passed.services), either.join(passed.activities)
        yield _line(language, _PASSES_TO, _ROLE_WITH.say(language, services=services, activities=activities))


def _line(language: Language, label: Phrase, text: str, **parts: str) -> str:
    """A line with a label. Only English labels are aligned, because Japanese characters have different widths."""
    said = label.say(language, **parts)
    return f"{said:<10} {text}" if language is Language.EN else f"{said}: {text}"
