"""Values on the command line: `--set NAME=V1,V2`, `--context`, and completion of ids."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.reading.faults import Fault, Faults, InputError, RolecastError, did_you_mean
from rolecast.reading.shapes import Rule

if TYPE_CHECKING:
    from rolecast.rolefile.variables import Assigned

SINGLE = ("account", "region", "studio_id")
"""Names that take a single value."""
_MOST_COMPLETED = 1_000


class Assignments:
    """The given values by name. The values of a repeated name are joined."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Assignments:
        """Raises InputError for a text without `=` or with an empty value."""
        values: dict[str, list[str]] = {}
        faults = Faults()
        for text in texts:
            name, _, joined = text.partition("=")
            parts = [part.strip() for part in joined.split(",")]
            if not name or not all(parts):
                faults.add(None, f"`--set {text}` is not an assignment", "write it as `--set NAME=VALUE,VALUE`")
            values.setdefault(name, []).extend(parts)
        faults.raise_any()
        return cls(values)

    def add(self, name: str, value: str | None) -> None:
        if value is not None:
            self._values.setdefault(name, []).append(value)

    def checked(self, rules: Mapping[str, Rule], about: str) -> dict[str, list[str]]:
        """The values by name. Raises InputError for unknown names and invalid values."""
        faults = Faults()
        for name, values in self._values.items():
            if name not in rules:
                remedy = did_you_mean(name, rules) or f"the names are {', '.join(f'`{known}`' for known in rules)}"
                faults.add(None, f"`{about}` has nothing called `{name}`", remedy)
                continue
            if name in SINGLE and len(values) > 1:
                faults.add(None, f"{name}: {' and '.join(f'`{value}`' for value in values)}", "give one of them")
            for value in values:
                if problem := rules[name](value):
                    faults.add(None, f"{name}: `{value}` {problem}")
        faults.raise_any()
        return self._values


def variable_options(command: Any) -> Any:
    """Adds `--set`, `--account` and `--region` for a role file; the command gets an Assigned as `assigned`."""

    @wraps(command)
    def with_home(*, assigned: Assigned, account: str | None, region: str | None, **options: Any) -> Any:
        return command(**options, assigned=assigned._replace(account=account, region=region))

    account = click.option(
        "--account", metavar="A", help="AWS account of the roles, if the role file does not name it."
    )
    region = click.option("--region", metavar="R", help="AWS region of the roles, if the file does not name it.")
    return set_option(account(region(with_home)))


def set_option(command: Any) -> Any:
    """Adds `--set`; the command gets an Assigned as `assigned`."""
    return click.option(
        "--set",
        "assigned",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_assigned,
        help="Value of a variable of the role file; VALUE,VALUE for a list. Can be given several times.",
    )(command)


def _assigned(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> Assigned:
    """Raises InputError for a text without `=`."""
    from rolecast.rolefile.variables import Assigned  # commands without role files have no variables

    values: dict[str, list[str]] = {}
    faults = Faults()
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            faults.add(None, f"`--set {text}` is not an assignment", "write it as `--set NAME=VALUE`")
        values.setdefault(name, []).append(value)
    faults.raise_any()
    return Assigned(values)


def complete_activity(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in CATALOGUE.activity_ids if name.startswith(incomplete)]


def complete_persona(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in CATALOGUE.persona_ids if name.startswith(incomplete)]


def complete_action(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Service prefixes with a colon, then the actions of the service."""
    from rolecast.access.inquiry import complete

    return complete(incomplete, _MOST_COMPLETED)


def complete_role(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The roles of the files on the command line, as far as they can be read."""
    # If the line ends with an option without a value, as it usually does here, click leaves the words in `args`.
    words = ctx.args or [str(ctx.params.get("file"))]
    keys: list[str] = []
    for path in filter(os.path.isfile, words):
        with suppress(RolecastError, OSError):
            keys += _roles_of(path)
    return [key for key in dict.fromkeys(keys) if key.startswith(incomplete)]


def _roles_of(path: str) -> Iterator[str]:
    from rolecast.rolefile.load import RoleFile
    from rolecast.sources.contents import FoundRole
    from rolecast.workflows.inputs import open_all

    for found in open_all(path):
        if isinstance(found, RoleFile):
            yield from found.roles
        else:
            yield from (item.role.key for item in found.items if isinstance(item, FoundRole))


def catalogue_option(command: Any) -> Any:
    """Adds `--catalogue`; the command gets a Catalogue. Raises InputError for an invalid folder."""
    return click.option(
        "--catalogue",
        metavar="FOLDER",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=_open_catalogue,
        help="Folder with activities and personas of your own.",
    )(command)


def _open_catalogue(_ctx: click.Context, _param: click.Parameter, folder: Path | None) -> Catalogue:
    if folder is None:
        return CATALOGUE
    from rolecast.catalogue.verification import open_folder

    return open_folder(folder)


def unknown(noun: str, name: str, known: Iterable[str], elsewhere: str) -> InputError:
    """The error for an unknown id. `elsewhere` is the command that lists the ids."""
    remedy = did_you_mean(name, known) or f"`{elsewhere}` lists them"
    return InputError([Fault(None, f"there is no {noun} `{name}`", remedy)])


def read_context(pairs: Iterable[str]) -> dict[str, list[str]]:
    """The values by condition key. Raises InputError for a pair without `=`."""
    faults = Faults()
    context: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            remedy = "write `--context KEY=VALUE`, or `--absent KEY`"
            faults.add(None, f"`--context {pair}` gives no value", remedy)
        context.setdefault(key, []).append(value)
    faults.raise_any()
    return context
