"""The option for the language of what a command prints, and texts in that language."""

from __future__ import annotations

import os

import click

from rolecast.reading.faults import Fault, visible
from rolecast.reading.languages import Language


class Speech:
    """The language of a run, for all that has no option of the command at hand. One for each run."""

    def __init__(self) -> None:
        self.language = Language.EN


def language_of_system() -> str:
    """The language of LC_ALL, LC_MESSAGES or LANG, the first that is set: https://man7.org/linux/man-pages/man7/locale.7.html"""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return (Language.JA if next(filter(None, names), "").startswith("ja") else Language.EN).value


def _language(context: click.Context, _parameter: click.Parameter, value: str) -> Language:
    language = Language(value)
    if speech := context.find_object(Speech):
        speech.language = language
    return language


language_option = click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    default=language_of_system,
    callback=_language,
    help="Language of the output. Defaults to that of LANG.",
)
"""For commands whose texts are made in a language."""
spoken_option = click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    default=language_of_system,
    callback=_language,
    expose_value=False,
    help="Language of the output. Defaults to that of LANG.",
)
"""For commands whose texts `say` translates."""


def say(text: str, speech: Speech | None = None) -> str:
    """A text of one or more lines in the language of the run."""
    if _speech(speech).language is Language.EN:
        return text
    from rolecast.japanese import in_japanese

    return in_japanese(text)


def say_fault(fault: Fault, speech: Speech | None = None) -> str:
    """A fault with its place and what to do about it, in the language of the run."""
    if _speech(speech).language is Language.EN:
        return str(fault)
    from rolecast.japanese import fault_in_japanese

    said = fault_in_japanese(fault)
    remedy = f"\n  対処: {visible(said.help)}" if said.help else ""
    return f"{said._replace(help=None)}{remedy}"


def _speech(known: Speech | None) -> Speech:
    """That of the command at hand; a run that has ended has none, and its own is known."""
    context = click.get_current_context(silent=True)
    return known or (context and context.find_object(Speech)) or Speech()
