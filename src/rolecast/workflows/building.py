"""From a role file to its roles, and from roles to texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rolecast.composition import compose as composition
from rolecast.reading.faults import Fault, InputError
from rolecast.rendering import formats
from rolecast.rendering.formats import Format
from rolecast.rendering.marks import UNNAMED
from rolecast.role import Role, UnresolvedError
from rolecast.rolefile.load import RoleFile, parse, read
from rolecast.rolefile.variables import Assigned
from rolecast.workflows.given import Text, text_of


def load(
    given: Text | RoleFile,
    *,
    values: Mapping[str, str | Sequence[str]] | None = None,
    account: str | None = None,
    region: str | None = None,
    leaves_open: bool = False,
) -> RoleFile:
    """Reads a role file, YAML or JSON. A `RoleFile` is returned as it is.

    `values` maps the file's variables to their values. `account` (12 digits) and `region` are used if the file names
    none. With `leaves_open`, variables without a value become parameters of the generated CloudFormation, Terraform or
    CDK code even if they have a default.

    Raises InputError with every error in the file, each with its place.
    """
    if isinstance(given, RoleFile):
        return given
    texts = {name: [value] if isinstance(value, str) else [*value] for name, value in (values or {}).items()}
    return parse(*text_of(given), Assigned(texts, account, region, leaves_open))


def compose(given: Text | RoleFile, *, timestamp: str | None = None) -> dict[str, Role]:
    """The roles of a role file, by key and in the file's order.

    `timestamp` is appended to the names of policies, as SageMaker's console does.

    Raises InputError with every error in the file, and if a role exceeds a limit of IAM.
    """
    rolefile = given if isinstance(given, RoleFile) else read(*text_of(given))
    return composition.compose(rolefile, timestamp=timestamp)


def render(given: Text | RoleFile | Mapping[str, Role], format: Format | str, source: str = UNNAMED) -> str:
    """The text of roles in a format. The library form of `rolecast build`.

    Takes a role file, or roles by key as `compose` returns them. `format` is a `Format` or its value. `source` is the
    name of the role file in the generated comments.

    Raises InputError if the format cannot express the roles or cannot hold them in one text, UnresolvedError if it
    needs an account, a region or a variable that a role does not have, and ValueError if there is no such format.
    """
    if isinstance(given, Mapping) and all(isinstance(each, Role) for each in given.values()):
        return formats.render(given, format, source)
    return formats.render(compose(given), format, source)


def render_file(
    rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str, source: str, file: str | None = None
) -> str:
    """Roles of a role file in one text. `file` is the name of the file that it is written to.

    Raises InputError like `render`, and for a role that lacks an account, region or variables that the format needs.
    """
    part = next(iter(roles)) if len(roles) == 1 < len(rolefile.roles) else None
    try:
        return formats.render(roles, format, source, file, part)
    except UnresolvedError:
        raise InputError(_unresolved(rolefile, roles, format)) from None


def render_folder(rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str, source: str) -> dict[str, str]:
    """One file per role, as texts by file name. Raises like `render_file`."""
    try:
        return formats.render_folder(roles, format, source)
    except UnresolvedError:
        raise InputError(_unresolved(rolefile, roles, format)) from None


def render_adoption(
    rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str, source: str, stem: str | None
) -> dict[str, str]:
    """Files with which the format's tool imports existing roles, as texts by file name. Raises like `render_file`."""
    try:
        return formats.render_adoption(roles, format, source, stem)
    except UnresolvedError:
        raise InputError(_unresolved(rolefile, roles, format)) from None


def _unresolved(rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str) -> Iterator[Fault]:
    for key, role in roles.items():
        place = rolefile.roles[key].key_place
        if missing := role.environment.missing:
            yield Fault(
                place,
                f"role `{key}`: the format {Format(format)} needs {' and '.join(f'`{name}`' for name in missing)}",
                f"add `{missing[0]}:` to the file, pass `--{missing[0]}`, "
                "or build cloudformation or terraform, which look it up",
            )
        if role.variables:
            names = " and ".join(f"`{each.name}`" for each in role.variables)
            yield Fault(
                place,
                f"role `{key}`: the format {Format(format)} needs values of the variables {names}",
                f"give them with {' '.join(f'`--set {each.name}=VALUE`' for each in role.variables)}",
            )
