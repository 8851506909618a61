"""The origin of activities that the console does not have, as text."""

from __future__ import annotations

from rolecast.access.phrases import Phrase
from rolecast.catalogue.activity import ActivitySource
from rolecast.reading.languages import Language

_ORIGINS = {
    ActivitySource.DOCUMENTATION: Phrase(
        "From AWS's documentation: the console's own policy for it is not public",
        "AWS のドキュメントに基づきます。コンソールが生成するポリシーは公開されていません",
    ),
    ActivitySource.ROLECAST: Phrase(
        "Rolecast's own: the console has no such activity",
        "Rolecast 独自のアクティビティで、コンソールにはありません",
    ),
    ActivitySource.OWN: Phrase("From your own catalogue", "独自のカタログのアクティビティです"),
}
_WITH_ORIGIN = Phrase("{text} {origin}.", "{text}{origin}。")


def origin(source: ActivitySource, language: Language) -> str | None:
    """A sentence without its full stop; None for activities of the console."""
    return _ORIGINS[source].say(language) if source in _ORIGINS else None


def with_origin(text: str, source: ActivitySource, language: Language) -> str:
    """The text, followed by the activity's origin."""
    said = origin(source, language)
    return _WITH_ORIGIN.say(language, text=text, origin=said) if said else text
