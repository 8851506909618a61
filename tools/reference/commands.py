"""The command reference: each command's help, as a terminal shows it."""

from collections.abc import Iterator

import click

from rolecast.cli.main import COMMANDS, rolecast

_WIDTH = 88


def commands() -> str:
    return "\n".join(_sections())


def _sections() -> Iterator[str]:
    top = click.Context(rolecast, info_name="rolecast", terminal_width=_WIDTH, help_option_names=["-h", "--help"])
    yield _section("rolecast", rolecast.get_help(top))
    for name in COMMANDS:
        command = rolecast.get_command(top, name)
        assert command is not None, name
        context = click.Context(command, info_name=name, parent=top)
        yield _section(f"rolecast {name}", command.get_help(context))


def _section(title: str, text: str) -> str:
    body = "\n".join(line.rstrip() for line in text.splitlines())
    return f"## {title}\n\n```text\n{body}\n```\n"
