"""Reads a text as a source: parses it once and detects its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from rolecast.iam.statements import PolicyType
from rolecast.reading import texts
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.reading.nodes import MappingNode, Node
from rolecast.sources import detection, policy
from rolecast.sources.contents import Contents, Item, SourceKind


class Parsed(NamedTuple):
    """A parsed text. `faults` are errors that do not prevent further reading."""

    text: str
    name: str
    kind: SourceKind
    root: Node
    faults: Faults
    type: PolicyType | None = None
    """The type of the policies in it, if the user specified it."""


def parse(text: str, name: str, kind: SourceKind | None = None) -> Parsed:
    """The source in a text, of the given or detected kind.

    Raises InputError if it is not a source, or not of that kind.
    """
    if foreign := detection.foreign_text(text, name):
        raise InputError([foreign])
    faults, tags = Faults(), Faults()
    if texts.is_json(text, name):
        root = texts.read(text, name, faults)
    else:
        from rolecast.reading import yaml_text  # imported here: accounts and most policies are JSON

        # Only a template may have tags, and it is recognized after parsing.
        root = yaml_text.read(text, name, faults, lambda tag, node: _tagged(tag, node, tags))
    found = detection.kind_of(root)
    if found is SourceKind.DETAILS and not texts.is_json(text, name):
        raise InputError([Fault(root.place, "account details are only read as JSON", "write it with `--output json`")])
    if found is not SourceKind.CLOUDFORMATION:
        faults.extend(tags)
    if found is None and kind not in policy.TYPES:
        raise InputError([*faults, detection.foreign(root)])
    if kind is None or kind is found:
        assert found is not None  # otherwise an error was raised
        return Parsed(text, name, found, root, faults)
    if kind in policy.TYPES and (found is None or found in policy.TYPES):
        return Parsed(text, name, kind, root, faults)
    if kind in policy.TYPES and found is SourceKind.ANSWER:
        return Parsed(text, name, found, root, faults, policy.TYPES[kind])
    raise InputError([Fault(root.place, f"this is not a `{kind}`, but a `{found}`", f"give it as `--source {found}`")])


def read(parsed: Parsed) -> Contents:
    """The contents of a source other than a role file. Raises InputError for errors in the text as a whole."""
    parsed.faults.raise_any()
    return Contents(parsed.name, parsed.kind, _items(parsed), partial(_definitions, parsed))


def _items(parsed: Parsed) -> Iterator[Item]:
    """Imports only the reader of the source's kind."""
    root, name, kind = parsed.root, parsed.name, parsed.kind
    if kind in policy.TYPES:
        return policy.read(root, name, kind)
    assert isinstance(root, MappingNode)  # its kind was detected from its keys
    if kind is SourceKind.CLOUDFORMATION:
        from rolecast.sources import cloudformation

        return cloudformation.read(root, name)
    if kind is SourceKind.DETAILS:
        from rolecast.sources import account_details

        return account_details.read_text(parsed.text, name)
    if kind is SourceKind.TERRAFORM:
        from rolecast.sources import terraform

        return terraform.read(root, name)
    from rolecast.sources import aws_answers

    return aws_answers.read(root, name, parsed.type)


def _definitions(parsed: Parsed) -> Mapping[str, str]:
    if parsed.kind is SourceKind.CLOUDFORMATION:
        from rolecast.sources import cloudformation

        assert isinstance(parsed.root, MappingNode)
        return cloudformation.definitions(parsed.root)
    if parsed.kind is SourceKind.TERRAFORM:
        from rolecast.sources import terraform

        return terraform.definitions(parsed.text)
    return {}


def _tagged(tag: str, node: Node, faults: Faults) -> Node | None:
    from rolecast.sources.intrinsics import expand_tag  # imported here: few texts have tags

    expanded = expand_tag(tag, node)
    if expanded is not None:
        faults.add(node.place, f"the tag `{tag}` has no meaning here", "remove it")
    return expanded
