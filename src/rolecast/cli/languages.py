"""The option for the language of what a command prints."""

from __future__ import annotations

import os

import click

from rolecast.access.phrases import Language


def language_of_system() -> str:
    """The language of LC_ALL, LC_MESSAGES or LANG, the first that is set: https://man7.org/linux/man-pages/man7/locale.7.html"""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return (Language.JA if next(filter(None, names), "").startswith("ja") else Language.EN).value


def _language(_context: click.Context, _parameter: click.Parameter, value: str) -> Language:
    return Language(value)


language_option = click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    default=language_of_system,
    callback=_language,
    help="Language of the output. Defaults to that of LANG.",
)
