"""`rolecast build`"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from rolecast.cli.languages import say, spoken_option
from rolecast.cli.output import STANDARD_OUTPUT, write_notices
from rolecast.cli.outputs import Output, force_option, inputs_of, left_behind, source_from
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import complete_role, variable_options
from rolecast.composition.compose import account_notices, compose
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import read_text
from rolecast.rendering.formats import WITH_VARIABLES, Format, file_name, notices, read_together, readable_name
from rolecast.rendering.marks import Mark
from rolecast.role import Role
from rolecast.rolefile.load import RoleFile, read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.building import render_adoption, render_file, render_folder
from rolecast.workflows.roles import only


@click.command(
    "build",
    epilog="""\b
Examples:
  rolecast build                                          # roles.yaml as JSON
  rolecast build -f cloudformation -o roles.template.yaml
  rolecast build team.yaml --role data-scientist -f terraform -o role.tf.json
  rolecast build -f terraform -o terraform/               # a file for each role
  rolecast build -f terraform -o terraform/ --check       # 12 if it is not up to date
  rolecast build -f hcl --import -o terraform/            # adopts existing roles
  rolecast build -f hcl --from HEAD -o terraform/         # what the change means when it is deployed
  rolecast build --set bucket=fraud-dev --account 123456789012 -f aws-cli
  cat roles.yaml | rolecast build - -f markdown
""",
)
@click.argument("file", default="roles.yaml", type=click.Path(readable=False, allow_dash=True))
@click.option("--role", "key", metavar="KEY", shell_complete=complete_role, help="Build only this role.")
@click.option(
    "-f",
    "--format",
    # For an enum, click would use the members' names.
    type=click.Choice([each.value for each in Format]),
    metavar="FORMAT",
    default=Format.JSON.value,
    show_default=True,
    help=f"Output format: {', '.join(Format)}.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=str, allow_dash=True),
    help="File to write, or a folder (existing, or ending in /) for one file per role.",
)
@click.option(
    "--from",
    "earlier",
    metavar="OLD",
    help="Show what will happen when the change from OLD is deployed: a role file, git revision or REVISION:PATH.",
)
@click.option(
    "--import",
    "adopts",
    is_flag=True,
    help="Bring existing roles under CloudFormation or Terraform without changing them.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 12 if the output is not up to date.")
@force_option
@variable_options
@spoken_option
@click.option("--timestamp", is_flag=True, help="Append the time to policy names, as the console does.")
def command(
    file: str,
    key: str | None,
    format: str,
    output: str | None,
    earlier: str | None,
    adopts: bool,
    check: bool,
    force: bool,
    timestamp: bool,
    assigned: Assigned,
) -> int:
    """Build the roles of a role file as CloudFormation, Terraform, CDK, AWS CLI or JSON.

    FILE is YAML or JSON. Defaults to roles.yaml; - is standard input. All errors are reported together, and nothing
    is written if there are any.

    Variables of the file that --set does not give become parameters in CloudFormation, variables in Terraform and
    arguments of the CDK constructs. In other formats they take their defaults.
    """
    if check and (output in (None, STANDARD_OUTPUT) or timestamp):
        raise MisuseError(
            "`--check` needs `-o` and cannot be used with `--timestamp`", "name the files to compare with `-o`"
        )
    if adopts and output in (None, STANDARD_OUTPUT):
        raise MisuseError("`--import` may write several files", "name a folder with `-o`")
    assigned = assigned._replace(leaves_open=not adopts and Format(format) in WITH_VARIABLES)
    rolefile = read(*read_text(file), assigned)
    roles = compose(rolefile, timestamp=f"{datetime.now(UTC):%Y%m%dT%H%M%S}" if timestamp else None)
    inputs = inputs_of(rolefile)
    if earlier is not None:
        from rolecast.cli.earlier import read_earlier
        from rolecast.rendering.transitions import with_former_names

        rolefile_before = read_earlier(earlier, file, assigned)
        inputs += [Path(earlier), *inputs_of(rolefile_before)]
        before = compose(rolefile_before)
        _write_transitions(before, roles, Format(format))
        roles = with_former_names(roles, before)
    chosen = roles if key is None else {key: only(roles, key)}
    if output is None or output == STANDARD_OUTPUT:
        text = render_file(rolefile, chosen, format, Path(rolefile.source).name)
        click.echo(text, nl=False)
        parts: dict[str, tuple[Mapping[str, Role], str]] = {rolefile.source: (chosen, text)}
    else:
        made = _make(rolefile, chosen, Format(format), output, is_whole=key is None, adopts=adopts)
        if check:
            return _report(made.outdated())
        made.write(inputs, force=force)
        _write_summary(made, len(chosen))
        parts = _parts(made, chosen, rolefile.source)
    for role in chosen.values():
        write_notices(role.notices, f"role `{role.key}`")
    write_notices(account_notices(rolefile, roles), rolefile.source)
    for source, (made_of, text) in parts.items():
        write_notices(notices(made_of, format, text), source)
    return Status.DONE


def _parts(made: Output, roles: Mapping[str, Role], source: str) -> dict[str, tuple[Mapping[str, Role], str]]:
    """The roles and the text of each file, by the name that notices use: a single file's is `source`, the role file."""
    if made.folder is None:
        return {source: (roles, next(iter(made.files.values())))}
    files = {key: made.folder / file_name(key, made.format) for key in roles}
    return {str(path): ({key: roles[key]}, made.files[path]) for key, path in files.items()}


def _make(
    rolefile: RoleFile, roles: Mapping[str, Role], format: Format, output: str, *, is_whole: bool, adopts: bool
) -> Output:
    """The output for these roles. `is_whole` is whether they are all of the file's, so that other files are stale."""
    path = Path(output)
    if not output.endswith("/") and not (output and path.is_dir()):
        if (name := readable_name(path.name, format)) != path.name and (path.is_file() or not path.exists()):
            message = f"the format {format} cannot be read from a file called `{path.name}`"
            raise InputError([Fault(None, message, f"call it `{path.with_name(name)}`")])
        source = source_from(path.parent, rolefile)
        if not adopts:
            return Output(format, None, {path: render_file(rolefile, roles, format, source, path.name)})
        stem = path.name.partition(".")[0]
        main, *others = render_adoption(rolefile, roles, format, source, stem).items()
        return Output(format, None, {path: main[1], **{path.with_name(name): text for name, text in others}})
    source = source_from(path, rolefile)
    texts = (
        render_adoption(rolefile, roles, format, source, None)
        if adopts
        else render_folder(rolefile, roles, format, source)
    )
    files = {path / name: text for name, text in texts.items()}
    marks = [Mark(each, source) for each in read_together(format)]
    return Output(format, path, files, left_behind(path, files, marks) if is_whole else ())


def _write_transitions(old: Mapping[str, Role], new: Mapping[str, Role], format: Format) -> None:
    # Imported only here, because it compares statements, which is expensive to import.
    from rolecast.rendering.transitions import deployable, transitions, with_other_access

    formats = deployable(format)
    for each in formats:
        found = transitions(old, new, each)
        prefix = f"{each}: " if len(formats) > 1 else f"{say('with physical names')}: " if each is not format else ""
        for transition in found:
            click.echo(f"{prefix}{say(str(transition))}", err=True)
        if not found:
            click.echo(f"{prefix}{say('nothing changes')}", err=True)
    _write_access(with_other_access(old, new))


def _write_access(changed: list[tuple[Role | None, Role]]) -> None:
    """Shows the permissions that the roles gain and lose."""
    from rolecast.comparisons import summary  # rarely needed
    from rolecast.workflows.comparing import compare_roles

    compared = compare_roles(changed[: summary.MOST_SHOWN])
    click.echo(say(summary.render(compared, changed)), nl=False, err=True)


def _report(outdated: list[str]) -> Status:
    for what in outdated:
        click.echo(say(what), err=True)
    if outdated:
        click.echo(say("  help: run the same command without `--check`"), err=True)
    return Status.CHANGES if outdated else Status.DONE


def _write_summary(made: Output, count: int) -> None:
    click.echo(say(f"wrote {count} role{'s' if count > 1 else ''} to {', '.join(map(str, made.files))}"), err=True)
    for path in made.stale:
        click.echo(say(f"removed {path}: it is no longer built from the role file"), err=True)
