"""The languages of Rolecast's texts."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Language codes by https://www.rfc-editor.org/info/bcp47"""

    EN = "en"
    JA = "ja"

    @property
    def own_name(self) -> str:
        """The language's name in the language itself."""
        return {Language.EN: "English", Language.JA: "日本語"}[self]
