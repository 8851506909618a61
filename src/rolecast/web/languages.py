"""The texts of the pages, by language."""

from __future__ import annotations

from functools import cache
from importlib import resources

from starlette.requests import Request

from rolecast.reading import nodes, texts
from rolecast.reading.languages import Language

LANGUAGE_COOKIE = "language"


class PageTexts:
    """The texts of one language, by `group.name`."""

    def __init__(self, language: Language) -> None:
        file = resources.files("rolecast.web") / "texts" / f"{language}.yaml"
        groups = nodes.plain_value(texts.parse(file.read_text(encoding="utf-8"), file.name), number=str)
        self.by_key = {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}

    @classmethod
    @cache
    def of(cls, language: Language) -> PageTexts:
        return cls(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text with its `{names}` filled in. Raises KeyError for an unknown key or a missing value."""
        text: str = self.by_key[key]
        return text.format(**values)


def language_of(request: Request) -> Language:
    """The language that the user chose; otherwise the browser's; otherwise English."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in list(Language):
        return Language(chosen)
    return _asked_for(request.headers.get("accept-language", ""))


def _asked_for(header: str) -> Language:
    """The preferred language by Accept-Language: https://www.rfc-editor.org/rfc/rfc9110#name-accept-language"""
    weights: dict[str, float] = {}
    for part in header.split(","):
        tag, _, parameter = part.strip().partition(";")
        name, _, weight = parameter.strip().partition("=")
        try:
            weights.setdefault(tag.strip().lower().partition("-")[0], float(weight) if name == "q" else 1.0)
        except ValueError:
            continue  # ignore an invalid weight
    return max(Language, key=lambda language: weights.get(language, weights.get("*", 0.0)))
