"""`rolecast completion`"""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, get_completion_class

from rolecast.cli.status import Status

SHELLS = ("bash", "fish", "zsh")


class _Bash(BashComplete):
    """Also completes words with colons, such as `s3:GetObject`: bash replaces only the part after the last colon."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' line=${COMP_LINE:0:COMP_POINT} words typed response type value
    IFS=$' \\t' read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    typed=${words[-1]}
    response=$(COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) %(complete_var)s=bash_complete "$1")
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                [[ $value == *: ]] && compopt -o nospace
                [[ $COMP_WORDBREAKS == *:* ]] && value=${value#"${typed%%"${typed##*:}"}"}
                COMPREPLY+=("$value")
                ;;
        esac
    done <<< "$response"
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


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
    """Print a shell completion script.

    It completes commands, options, roles, actions and activities.
    """
    from rolecast.cli.main import rolecast  # avoids a circular import

    kind = _Bash if shell == "bash" else get_completion_class(shell)
    assert kind is not None
    click.echo(kind(rolecast, {}, "rolecast", "_ROLECAST_COMPLETE").source())
    return Status.DONE
