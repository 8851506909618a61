"""The command `rolecast`: finds the subcommand, and converts errors to messages and exit statuses."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from rolecast import __version__
from rolecast.cli.languages import language_of, say, say_fault
from rolecast.cli.status import Status
from rolecast.reading.faults import Fault, InputError, RolecastError
from rolecast.reading.languages import Language

COMMANDS = {
    "activities": "List the ML activities of the catalogue.",
    "apply": "Change the account to match the role file.",
    "audit": "Show which ML activities the roles of an account grant, and what else they allow.",
    "build": "Build the roles of a role file as CloudFormation, Terraform, CDK, AWS CLI or JSON.",
    "can": "Show whether a role is allowed to perform an action, and why.",
    "check": "Check role files and policies from any source for mistakes.",
    "compare": "Show what NEW allows that OLD does not, or prove that it allows nothing more.",
    "completion": "Print a shell completion script.",
    "decide": "Evaluate requests, each against the policies given with it.",
    "denied": "Explain an AccessDenied message and what would allow the request.",
    "destroy": "Remove every role and policy of the deployment from the account.",
    "drift": "Show what others changed in the account since the last apply.",
    "explain": "Explain a role in plain words.",
    "import": "Generate a role file from existing roles.",
    "new": "Write a new role file, commented and ready to build.",
    "permissions": "Print the least-privilege policy for deploying, or for `audit` and `who`.",
    "personas": "List the personas and the activities that they preselect.",
    "plan": "Show what `rolecast apply` would change in the account, and why.",
    "rule": "Print the documentation of a rule of `rolecast check`, or list all rules.",
    "schema": "Print the JSON Schema of the role file.",
    "serve": "Serve the wizard on this machine and open it in the browser.",
    "show": "Show an activity: its purpose, parameters, requirements and policy.",
    "test": "Check the expectations in a role file.",
    "who": "List the principals that are allowed to perform an action.",
}
"""The commands, which are modules, with their short help. Here, so that listing them does not import them."""

GROUPS = {
    "Make": ("new", "build", "serve"),
    "Judge": ("check", "audit", "can", "compare", "test", "who", "denied", "explain", "decide"),
    "Keep": ("plan", "apply", "drift", "destroy", "import", "permissions"),
    "Look up": ("activities", "personas", "show", "rule", "schema", "completion"),
}
"""The commands by purpose, as the help lists them."""


class _Commands(click.Group):
    """The subcommands, each imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"rolecast.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from rolecast.cli.usage import MisuseError
            from rolecast.reading.faults import did_you_mean

            remedy = did_you_mean(args[0], COMMANDS) or "`rolecast --help` lists the commands"
            raise MisuseError(f"there is no command `{args[0]}`", remedy, ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader closed the pipe. Redirects output to avoid a second error when Python flushes at exit.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for stream in (sys.stdout, sys.stderr):
                os.dup2(nowhere, stream.fileno())
            ctx.exit(Status.DONE)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for group, names in GROUPS.items():
            with formatter.section(group):
                formatter.write_dl([(name, COMMANDS[name]) for name in names])


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from rolecast.iam.data import date

        click.echo(f"rolecast {__version__} (AWS data of {date()})")
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A first role: `rolecast new -o roles.yaml`, then `rolecast build`.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and the date of the AWS data.",
)
def rolecast() -> None:
    """Turn SageMaker personas and ML activities into least-privilege IAM roles."""


def main() -> NoReturn:
    """Runs the command line and exits with a `Status`."""
    gc.set_threshold(100_000)  # a command's objects mostly live until it ends
    status = run(sys.argv[1:])
    gc.freeze()  # avoids a last collection at exit
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Runs the command line with these arguments and returns its exit status. Writes errors to standard error."""
    language = language_of(arguments)
    if sys.stdout is None:
        click.echo(say("error: standard output is closed", language), err=True)
        return Status.FAILED
    try:
        status = rolecast.main(arguments, prog_name="rolecast", standalone_mode=False, obj=language)
    except click.UsageError as error:
        from rolecast.cli.usage import write_usage_error

        write_usage_error(error, language)
        return Status.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo(say("stopped", language), err=True)
        return Status.INTERRUPTED
    except InputError as error:
        _report(error, next(iter(arguments), ""), language)
        return Status.FAILED
    except RolecastError as error:
        for fault in error.faults:
            click.echo(f"{say('error', language)}: {say_fault(fault, language)}", err=True)
        return Status.FAILED
    except UnicodeEncodeError as error:
        message = f"output: the encoding {error.encoding} cannot write `{error.object[error.start]}`"
        fault = Fault(None, message, "set the environment variable PYTHONUTF8=1")
        click.echo(f"{say('error', language)}: {say_fault(fault, language)}", err=True)
        return Status.FAILED
    except OSError as error:
        _report_failure(error, language)
        return Status.FAILED
    return status if isinstance(status, int) else Status.DONE


def _report_failure(error: OSError, language: Language) -> None:
    """Reports an error of the operating system. Names the folder if it is missing, where the system names the file."""
    from pathlib import Path

    if error.errno == errno.ENOENT and error.filename and not (folder := Path(error.filename).parent).exists():
        fault = Fault(None, f"there is no folder `{folder}`", "create it, or name another file with `-o`")
        click.echo(f"{say('error', language)}: {say_fault(fault, language)}", err=True)
    else:
        click.echo(f"{say('error', language)}: {error.filename or say('output', language)}: {error.strerror}", err=True)


_UNDONE = {
    **dict.fromkeys(("build", "import", "new"), "; nothing was written"),
    **dict.fromkeys(("apply", "destroy"), "; nothing was changed"),
}
"""What did not happen because of an error, for commands that are expected to change something."""


def _report(error: InputError, command: str, language: Language) -> None:
    for fault in error.faults:
        click.echo(say_fault(fault, language), err=True)
    count = len(error.faults) + error.more
    listed = f" ({len(error.faults)} listed)" if error.more else ""
    click.echo(say(f"{count:,} error{'s' if count > 1 else ''}{listed}{_UNDONE.get(command, '')}", language), err=True)
