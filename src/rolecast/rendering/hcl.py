"""Roles as Terraform configuration in its native syntax, in the layout of `terraform fmt`.

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
    """One file with all roles. Raises InputError if they belong in several accounts or regions."""
    return _text(configuration.whole(roles), source)


def render_folder(roles: Sequence[Role], source: str = marks.UNNAMED) -> dict[str, str]:
    """A module: one file per role, and files for shared blocks. Raises like `render`."""
    return {f"{name}{SUFFIX}": _text(blocks, source) for name, blocks in configuration.module(roles).items()}


def render_adoption(roles: Sequence[Role], source: str, stem: str | None) -> dict[str, str]:
    """The same with import blocks: one file if `stem` is given, otherwise a module.

    Raises like `configuration.whole`.
    """
    if stem is not None:
        return {f"{stem}{SUFFIX}": _text(configuration.whole(roles, adopts=True), source)}
    blocks = configuration.module(roles, adopts=True)
    return {f"{name}{SUFFIX}": _text(each, source) for name, each in blocks.items()}


def file_name(key: str) -> str:
    """The name of a role's file, such that Terraform reads it as an ordinary file."""
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
