"""From a role file to its roles, and from these to texts."""

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
    """The role file in what is given. `values` are those of its variables, `account` and `region` what it does not say.

    With `leaves_open` variables without a value stay open for CloudFormation, Terraform and the CDK though they have a
    default. Raises InputError with everything that is wrong with the file itself.
    """
    if isinstance(given, RoleFile):
        return given
    texts = {name: [value] if isinstance(value, str) else [*value] for name, value in (values or {}).items()}
    return parse(*text_of(given), Assigned(texts, account, region, leaves_open))


def compose(given: Text | RoleFile, *, timestamp: str | None = None) -> dict[str, Role]:
    """The roles of a role file by key. `timestamp` ends the names of policies, as the console does.

    Raises InputError with everything in the file that cannot be made, the limits of IAM included.
    """
    rolefile = given if isinstance(given, RoleFile) else read(*text_of(given))
    return composition.compose(rolefile, timestamp=timestamp)


def render(given: Text | RoleFile | Mapping[str, Role], format: Format | str, source: str = UNNAMED) -> str:
    """Roles in a format; what `rolecast build` writes. `source` is what the text calls the role file.

    Takes the roles that `compose` has made, or a role file. Raises InputError where the format cannot hold the roles
    together or not at all, and UnresolvedError where it needs an account or region that a role does not have.
    """
    if isinstance(given, Mapping) and all(isinstance(each, Role) for each in given.values()):
        return formats.render(given, format, source)
    return formats.render(compose(given), format, source)


def render_file(
    rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str, source: str, file: str | None = None
) -> str:
    """Roles of a role file in one text, which is written to `file`.

    Raises InputError, with the role's place where it lacks account or region.
    """
    part = next(iter(roles)) if len(roles) == 1 < len(rolefile.roles) else None
    try:
        return formats.render(roles, format, source, file, part)
    except UnresolvedError:
        raise InputError(_unresolved(rolefile, roles, format)) from None


def render_folder(rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str, source: str) -> dict[str, str]:
    """A file for each role, by name. Raises like `render_file`."""
    try:
        return formats.render_folder(roles, format, source)
    except UnresolvedError:
        raise InputError(_unresolved(rolefile, roles, format)) from None


def render_adoption(
    rolefile: RoleFile, roles: Mapping[str, Role], format: Format | str, source: str, stem: str | None
) -> dict[str, str]:
    """What brings the roles, as they are in their account, under the format's tool. Raises like `render_file`."""
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
                f"add `{missing[0]}:` to the file, or build cloudformation or terraform, which look it up",
            )
        if role.variables:
            names = " and ".join(f"`{each.name}`" for each in role.variables)
            yield Fault(
                place,
                f"role `{key}`: the format {Format(format)} needs values of the variables {names}",
                f"give them with {' '.join(f'`--set {each.name}=VALUE`' for each in role.variables)}",
            )
