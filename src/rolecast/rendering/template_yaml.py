"""Writes a CloudFormation template as YAML, with functions in their short forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from rolecast.rendering.intrinsics import Intrinsic


def template_yaml(template: Mapping[str, Any], heading: str) -> str:
    """The template below its heading, with empty lines between sections and between resources."""
    sections = []
    for name, content in template.items():
        if name == "Resources":
            resources = (_indented(_dump({resource_id: body})) for resource_id, body in content.items())
            sections.append(f"{name}:\n" + "\n".join(resources))
        else:
            sections.append(_dump({name: content}))
    first, second, *others = sections
    return "\n".join([heading + first + second, *others])


def _indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """YAML for CloudFormation: no anchors, and no text that a parser could read as a number."""

    def ignore_aliases(self, *_: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    plain = len(text) > 1 and text[0].isalpha() and text[0].isascii()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


def _represent_call(dumper: yaml.SafeDumper, call: Intrinsic) -> yaml.Node:
    if isinstance(call.argument, str):
        return dumper.represent_scalar(call.tag, call.argument, style="'" if call.tag == "!Sub" else None)
    return dumper.represent_sequence(call.tag, call.argument, flow_style=True)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Intrinsic, _represent_call)


def _dump(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=-1, default_flow_style=False
    )
    return text
