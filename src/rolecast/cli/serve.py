"""`rolecast serve`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rolecast.cli.languages import say, spoken_option
from rolecast.cli.usage import MisuseError
from rolecast.reading import installation
from rolecast.reading.faults import Fault, RolecastError

_REMOTE = (
    "anyone who reaches that address and has the token can read and edit the role file{apply}, "
    "and the connection is not encrypted"
)
_APPLY = " and make roles in the account"


@click.command(
    "serve",
    epilog="""\b
Examples:
  rolecast serve                         # roles.yaml, which need not exist yet
  rolecast serve team.yaml --port 8080 --no-open
  rolecast serve --allow-apply           # the page may plan and apply
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="PORT",
    help="Port to listen on. Defaults to a port derived from the file name, or any free port.",
)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Allow a --host that other machines can reach.")
@click.option("--allow-apply", is_flag=True, help="Allow the page to apply changes to the account.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@spoken_option
def command(file: Path, port: int | None, host: str, allow_remote: bool, allow_apply: bool, no_open: bool) -> None:
    """Serve the wizard on this machine and open it in the browser.

    FILE is the role file to edit, which need not exist yet. Defaults to roles.yaml. Prints an address that works once,
    for one browser. Ctrl-C stops the server; unsaved changes are kept for the next start.
    """
    try:
        import platformdirs

        from rolecast.draft.workspace import Workspace
        from rolecast.web.app import create_app
        from rolecast.web.server import bind, bind_for, is_loopback, serve
    except ModuleNotFoundError as error:
        fault = Fault(
            None,
            f"`rolecast serve` needs {error.name}",
            f"in a checkout of Rolecast, run `{installation.command('web')}`",
        )
        raise RolecastError([fault]) from None
    if not Path(__file__).is_file():
        remedy = "install the package, then run it"
        raise RolecastError([Fault(None, "the page cannot be served from a zip", remedy)])
    meaning = _REMOTE.format(apply=_APPLY if allow_apply else "")
    if not is_loopback(host):
        if not allow_remote:
            raise MisuseError(
                f"`--host {host}` lets other machines in: {meaning}", "add `--allow-remote` if you want that"
            )
        click.echo(say(f"warning: {meaning}"), err=True)
    workspace = Workspace(file, platformdirs.user_state_path("rolecast", appauthor=False) / "drafts")

    def show() -> None:
        click.echo(address.login)
        click.echo(say(f"Serving {file}; Ctrl-C stops."), err=True)
        if sys.stdout.isatty() and not no_open:
            import webbrowser
            from threading import Thread

            # Some browsers block until they are closed, and the browser waits for the server.
            Thread(target=webbrowser.open, args=[address.login], daemon=True).start()

    with workspace.claimed():
        address = bind_for(file, host) if port is None else bind(host, port)
        serve(create_app(workspace, allow_apply=allow_apply), address, show)
