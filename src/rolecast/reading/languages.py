"""The languages that Rolecast speaks."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """By the codes of https://www.rfc-editor.org/info/bcp47"""

    EN = "en"
    JA = "ja"

    @property
    def own_name(self) -> str:
        """What those who speak it call it."""
        return {Language.EN: "English", Language.JA: "日本語"}[self]
