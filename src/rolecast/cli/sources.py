"""`--source`: the kind of a source, if its content does not show it."""

from __future__ import annotations

from typing import Any

import click

from rolecast.sources.contents import SourceKind


def source_option(command: Any) -> Any:
    """Adds the option; the command gets a `SourceKind` or None as `source`."""
    return click.option(
        "--source",
        type=click.Choice([each.value for each in SourceKind]),
        metavar="KIND",
        callback=lambda _ctx, _param, value: SourceKind(value) if value else None,
        help="Kind of the source, such as scp, if it cannot be detected from the content.",
    )(command)
