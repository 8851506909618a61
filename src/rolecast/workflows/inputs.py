"""Opens inputs: files, folders, standard input, texts, JSON values and Rolecast's own values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rolecast.iam import names
from rolecast.iam.documents import Document
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.role import Environment, Role, placed
from rolecast.rolefile.load import RoleFile, read_root
from rolecast.rolefile.shape import region
from rolecast.rolefile.variables import NOTHING, Assigned
from rolecast.sources import account_details, folder, managed_policy, texts
from rolecast.sources.contents import (
    Contents,
    FoundGroup,
    FoundPolicy,
    FoundRole,
    FoundUser,
    Item,
    SourceKind,
    Unread,
)
from rolecast.workflows import revisions
from rolecast.workflows.given import Text, path_of, text_of

Given = Text | RoleFile | Role | Document | Contents
"""A path, text or JSON value; the ARN of an AWS managed policy, or `aws:NAME`; or one of Rolecast's own values.

These are role files, roles, documents, and roles by key, as `compose` returns them.
"""
Input = RoleFile | Contents
_DEPLOYED = (SourceKind.CLOUDFORMATION, SourceKind.TERRAFORM)
"""Sources that say neither account nor region."""


def open_all(given: Given, kind: SourceKind | None = None) -> Iterator[Input]:
    """The role file or source of the input; for a folder, those of its files.

    An unreadable file or folder in it is a source with only errors. Raises InputError if there is no source, or none of
    the kind.
    """
    path = path_of(given)
    if path is not None and Path(path).is_dir():
        yield from _open_folder(Path(path), kind)
    else:
        yield open_one(given, kind)


def open_one(given: Given, kind: SourceKind | None = None) -> Input:
    """Like `open_all`, for anything but a folder."""
    if isinstance(given, RoleFile | Contents):
        return given
    if isinstance(given, Document):
        return Contents(given.source, SourceKind.POLICY, iter([FoundPolicy(None, given)]))
    if isinstance(given, Role):
        return Contents(given.name, SourceKind.ROLE_FILE, iter([FoundRole(given, None)]))
    if isinstance(given, Mapping):
        roles = [value for value in given.values() if isinstance(value, Role)]
        if roles and len(roles) == len(given):
            return Contents("the roles", SourceKind.ROLE_FILE, (FoundRole(role, None) for role in roles))
    path = path_of(given)
    if path is not None and (kind is SourceKind.MANAGED_POLICY or managed_policy.is_name(path)):
        return Contents(path, SourceKind.MANAGED_POLICY, managed_policy.read(path))
    if path is not None and kind in (None, SourceKind.DETAILS) and account_details.is_in(path):
        return Contents("standard input" if path == "-" else path, SourceKind.DETAILS, account_details.read(path))
    return open_parsed(texts.parse(*text_of(given), kind))


def fill_in(given: Iterable[Given], assigned: Assigned, kind: SourceKind | None = None) -> list[Given]:
    """The inputs, with role files read with these values, and templates in this account and region.

    Raises InputError if there are values and nothing to use them for.
    """
    given = list(given)
    if assigned == NOTHING:
        return given
    filled = [_filled(each, assigned, kind) for each in given]
    if all(new is old for new, old in zip(filled, given, strict=True)):
        named = ", ".join(f"`{path_of(each)}`" for each in given if path_of(each))
        if assigned.values:
            message = f"`--set` is for a role file{f', and {named} is none' if named else ''}"
        else:
            neither = f", and {named} is neither" if named else ""
            message = f"`--account` and `--region` are for a role file or a template{neither}"
        raise InputError([Fault(None, message, "leave it out, or name a role file")])
    return filled


def _filled(given: Given, assigned: Assigned, kind: SourceKind | None) -> Given:
    path = path_of(given)
    if path is None or kind not in (None, SourceKind.ROLE_FILE) or managed_policy.is_name(path) or Path(path).is_dir():
        return given
    if revisions.is_revision(path):
        parsed = texts.parse(revisions.read(path), path, kind)
    elif path == "-" or not account_details.is_in(path):
        parsed = texts.parse(*text_of(path), kind)
    else:
        return given
    if parsed.kind in _DEPLOYED and not assigned.values:
        return _in_environment(texts.read(parsed), assigned)
    if parsed.kind is not SourceKind.ROLE_FILE:
        return open_parsed(parsed) if path == "-" else given
    return read_root(parsed.root, parsed.name, parsed.faults, assigned)


def _in_environment(contents: Contents, assigned: Assigned) -> Contents:
    """The contents as they are in the account and region. Raises InputError for one that cannot exist."""
    faults = Faults()
    for name, text, rule in (("account", assigned.account, names.account), ("region", assigned.region, region)):
        if text and (problem := rule(text)):
            faults.add(None, f"{name}: `{text}` {problem}")
    faults.raise_any()
    environment = Environment(assigned.account, assigned.region)

    def item_there(item: Item) -> Item:
        match item:
            case FoundRole(role):
                return item._replace(role=placed(role, environment))
            case FoundUser(user):
                return item._replace(user=placed(user, environment))
            case FoundGroup(group):
                return item._replace(group=placed(group, environment))
            case FoundPolicy(_, document):
                return item._replace(document=document.fill(environment.values))
            case Unread() | Fault():
                return item

    return contents._replace(items=map(item_there, contents.items))


def open_parsed(parsed: texts.Parsed) -> Input:
    """The role file or source in a text. Raises InputError like `open_all`."""
    if parsed.kind is SourceKind.ROLE_FILE:
        return read_root(parsed.root, parsed.name, parsed.faults)
    return texts.read(parsed)


def _open_folder(path: Path, kind: SourceKind | None) -> Iterator[Input]:
    left_out: list[Unread] = []
    count = 0
    for file in folder.files(path):
        if isinstance(file, Fault):
            count += 1
            yield Contents(str(path), kind or SourceKind.POLICY, iter([file]))
            continue
        try:
            found = open_one(file, kind)
        except InputError as error:
            if folder.is_meant(file):
                count += 1
                yield Contents(file, kind or SourceKind.POLICY, iter(error.faults))
                continue
            left_out.append(Unread(None, f"skipped, because it is not a source: {error.faults[0]}"))
        else:
            count += 1
            yield found
    if not count:
        raise InputError([folder.nothing_in(path)])
    if left_out:
        yield Contents(str(path), SourceKind.POLICY, iter(left_out))
