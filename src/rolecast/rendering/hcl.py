"""Roles as Terraform configuration in its native syntax, as `terraform fmt` would lay it out.

https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rolecast.rendering import configuration, marks
from rolecast.rendering.blocks import Block
from rolecast.rendering.expressions import arguments
from rolecast.role import Role

SUFFIX = ".tf"


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One file with all roles. Raises InputError where roles belong in several accounts or regions."""
    return _text(configuration.whole(roles), source)


def render_folder(roles: Sequence[Role], source: str = marks.UNNAMED) -> dict[str, str]:
    """A module: a file for each role, and files for what they share. Raises like `render`."""
    return {f"{name}{SUFFIX}": _text(blocks, source) for name, blocks in configuration.module(roles).items()}


def render_adoption(roles: Sequence[Role], source: str, stem: str | None) -> dict[str, str]:
    """The same with import blocks: in one file of this stem or, without, as a module. Raises like `configuration`."""
    if stem is not None:
        return {f"{stem}{SUFFIX}": _text(configuration.whole(roles, adopts=True), source)}
    blocks = configuration.module(roles, adopts=True)
    return {f"{name}{SUFFIX}": _text(each, source) for name, each in blocks.items()}


def file_name(key: str) -> str:
    """What to call the file of a role, so that Terraform takes it for one with resources."""
    return f"{configuration.file_stem(key)}{SUFFIX}"


def _text(blocks: Iterable[Block], source: str) -> str:
    return "\n".join([f"# {marks.line('hcl', source)}\n", *(_block(block, "") for block in blocks)])


def _block(block: Block, indent: str) -> str:
    head = " ".join([block.type, *(f'"{label}"' for label in block.labels)])
    inside = f"{indent}  "
    parts = [arguments(group, inside) for group in block.arguments if group]
    parts += [_block(each, inside) for each in block.blocks]
    body = "\n" + "\n".join(parts) + indent if parts else ""
    return f"{indent}{head} {{{body}}}\n"
