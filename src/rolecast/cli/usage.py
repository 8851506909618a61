"""Usage errors, in the form and language of all other messages."""

from __future__ import annotations

import re

import click

from rolecast.cli.languages import say, say_fault
from rolecast.reading.faults import Fault, did_you_mean
from rolecast.reading.languages import Language

_QUOTED = r"'([^']*)'"


class MisuseError(click.UsageError):
    """A usage error that a command reports, with what to do about it."""

    def __init__(self, message: str, help: str | None = None, context: click.Context | None = None) -> None:
        super().__init__(message, context)
        self.help = help


def write_usage_error(error: click.UsageError, language: Language) -> None:
    """Writes the error, what to do, and the command's usage to standard error."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    named = f"`{_name(error)}`: " if _is_of_parameter(error) else ""
    remedy = _remedy(error) or "add `--help` for the arguments and options"
    fault = Fault(None, f"{named}{say(_message(error), language)}", remedy)
    click.echo(f"{say('error', language)}: {say_fault(fault, language)}", err=True)
    if error.ctx:
        pieces = " ".join(error.ctx.command.collect_usage_pieces(error.ctx))
        click.echo(f"{say('usage', language)}: {error.ctx.command_path} {pieces}", err=True)


def _message(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"there is no option `{error.option_name}`"
    if isinstance(error, click.BadOptionUsage):
        needs = "needs a value" if "requires" in error.message else "takes no value"
        return f"`{error.option_name}` {needs}"
    if isinstance(error, click.MissingParameter):
        return f"missing argument `{_name(error)}`"
    if found := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message):
        return f"unexpected argument `{found[1]}`"
    return _as_ours(error.message) if _is_of_parameter(error) else error.message


def _is_of_parameter(error: click.UsageError) -> bool:
    return isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter)


def _name(error: click.UsageError) -> str:
    """The parameter's name in the help."""
    parameter = error.param if isinstance(error, click.BadParameter) else None
    if isinstance(parameter, click.Argument) and error.ctx:
        return parameter.make_metavar(error.ctx).strip("[].{}")
    return parameter.opts[-1] if parameter else ""


def _as_ours(message: str) -> str:
    """A message from click without capital and full stop, and with backticks instead of quotes."""
    text = f"{message[:1].lower()}{message[1:]}".removesuffix(".").replace("integer range", "integer")
    return re.sub(_QUOTED, r"`\1`", text)


def _remedy(error: click.UsageError) -> str | None:
    """What to do, if there is more to say than where to find help."""
    if isinstance(error, MisuseError):
        return error.help
    if isinstance(error, click.NoSuchOption) and error.ctx:
        known = [name for parameter in error.ctx.command.get_params(error.ctx) for name in parameter.opts]
        return did_you_mean(error.option_name, known)
    if isinstance(error, click.BadParameter) and error.param and isinstance(error.param.type, click.Choice):
        given = re.match(_QUOTED, error.message)
        return did_you_mean(given[1], error.param.type.choices) if given else None
    return None
