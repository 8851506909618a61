"""The language of a run: its option, and texts in that language."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from rolecast.reading.faults import Fault, visible
from rolecast.reading.languages import Language

_OPTION = "--lang"
_REMEDY = {Language.EN: "help", Language.JA: "対処"}


def language_of(arguments: Sequence[str]) -> Language:
    """The language of `--lang`, or of the system.

    Determined before the arguments are parsed, so that errors in them are in this language too.
    """
    named = next((value for value in map(_named, arguments, [*arguments[1:], ""]) if value), "")
    return Language(named if named in {*Language} else language_of_system())


def _named(argument: str, following: str) -> str:
    option, _, value = argument.partition("=")
    return (value or following) if option == _OPTION else ""


def language_of_system() -> str:
    """The language of the first of LC_ALL, LC_MESSAGES and LANG that is set.

    https://man7.org/linux/man-pages/man7/locale.7.html
    """
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return (Language.JA if next(filter(None, names), "").startswith("ja") else Language.EN).value


_CHOICE = click.Choice([language.value for language in Language])
_HELP = "Language of the output. Defaults to that of LANG."

language_option = click.option(
    _OPTION,
    type=_CHOICE,
    default=language_of_system,
    callback=lambda _context, _parameter, value: Language(value),
    help=_HELP,
)
"""For commands that create texts in a language."""
spoken_option = click.option(_OPTION, type=_CHOICE, default=language_of_system, expose_value=False, help=_HELP)
"""For commands whose texts are translated by `say`."""


def say(text: str, language: Language | None = None) -> str:
    """The text, of one or more lines, in the language of the run. After a run, pass its language."""
    if (language or _of_run()) is Language.EN:
        return text
    from rolecast.japanese import in_japanese

    return in_japanese(text)


def translated(fault: Fault, language: Language | None = None) -> Fault:
    """The error with message and help in the language of the run. After a run, pass its language."""
    if (language or _of_run()) is Language.EN:
        return fault
    from rolecast.japanese import fault_in_japanese

    return fault_in_japanese(fault)


def say_fault(fault: Fault, language: Language | None = None) -> str:
    """The error with place and help as text, in the language of the run. After a run, pass its language."""
    language = language or _of_run()
    said = translated(fault, language)
    remedy = f"\n  {_REMEDY[language]}: {visible(said.help)}" if said.help else ""
    return f"{said._replace(help=None)}{remedy}"


def _of_run() -> Language:
    context = click.get_current_context(silent=True)
    return (context and context.find_object(Language)) or Language.EN
