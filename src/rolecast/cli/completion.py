"""`rolecast completion`"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from rolecast.cli.status import Status

SHELLS = ("bash", "fish", "zsh")


@click.command(
    "completion",
    epilog="""\b
Examples:
  eval "$(rolecast completion bash)"                                         # in ~/.bashrc
  eval "$(rolecast completion zsh)"                                          # in ~/.zshrc
  rolecast completion fish > ~/.config/fish/completions/rolecast.fish
""",
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> Status:
    """Print the script that completes commands, options, roles, actions and activities in a shell."""
    from rolecast.cli.main import rolecast  # which lists this command

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(rolecast, {}, "rolecast", "_ROLECAST_COMPLETE").source())
    return Status.DONE
