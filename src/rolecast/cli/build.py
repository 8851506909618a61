"""`rolecast build`"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from rolecast.cli.output import write_notices
from rolecast.cli.values import only_role
from rolecast.composition.compose import account_notices, compose
from rolecast.draft.building import unresolved
from rolecast.reading.faults import InputError
from rolecast.reading.files import write_file, write_folder
from rolecast.reading.texts import read_text
from rolecast.rendering.formats import Format, notices, render, render_folder
from rolecast.role import Role, UnresolvedError
from rolecast.rolefile.load import read


@click.command(
    "build",
    epilog="""\b
Examples:
  rolecast build                                          # roles.yaml as JSON
  rolecast build -f cloudformation -o roles.template.yaml
  rolecast build team.yaml --role data-scientist -f terraform -o role.tf.json
  rolecast build -f terraform -o terraform/               # a file for each role
  cat roles.yaml | rolecast build - -f markdown
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(allow_dash=True))
@click.option("--role", "key", metavar="KEY", help="Only this role of the file.")
@click.option(
    "-f",
    "--format",
    # Of an enum, click would take the members' names.
    type=click.Choice([each.value for each in Format]),
    default=Format.JSON.value,
    show_default=True,
    help="What to make.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=str),
    help="The file to write, or a folder (an existing one, or with / at its end) for a file a role.",
)
@click.option("--timestamp", is_flag=True, help="End the names of policies with the time, as the console does.")
def command(file: str, key: str | None, format: str, output: str | None, timestamp: bool) -> None:
    """Make the roles of a role file, in the format you deploy with.

    FILE is YAML or JSON, roles.yaml by default; - is standard input. All faults are reported together,
    and nothing is written when there is one.
    """
    rolefile = read(*read_text(file))
    roles = compose(rolefile, timestamp=f"{datetime.now(UTC):%Y%m%dT%H%M%S}" if timestamp else None)
    chosen = roles if key is None else {key: only_role(roles, key)}
    try:
        if output is None:
            click.echo(render(chosen, format), nl=False)
        else:
            _write(chosen, format, output)
    except UnresolvedError:
        raise InputError(unresolved(chosen, rolefile, format)) from None
    for role in chosen.values():
        write_notices(role.notices, f"role `{role.key}`")
    write_notices(account_notices(rolefile, roles), rolefile.source)
    write_notices(notices(chosen, format), rolefile.source)


def _write(roles: Mapping[str, Role], format: str, output: str) -> None:
    path = Path(output)
    executable = format == Format.AWS_CLI
    count = f"{len(roles)} role{'s' if len(roles) > 1 else ''}"
    if output.endswith("/") or (output and path.is_dir()):
        files = render_folder(roles, format)
        write_folder(path, files, executable=executable)
        click.echo(f"wrote {count} to {', '.join(str(path / name) for name in files)}", err=True)
    else:
        write_file(path, render(roles, format), executable=executable)
        click.echo(f"wrote {count} to {path}", err=True)
