"""Which persona preselects which activity, as a picture."""

from collections.abc import Iterator
from html import escape

from rolecast.catalogue.groups import TITLES, grouped
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.persona import by_kind

_CELL, _LEFT, _TOP = 18, 330, 190
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.group{font-weight:600}.line{stroke:#d0d7de}.dot{fill:#0969da}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.line{stroke:#3d444d}.dot{fill:#4493f8}}"
)


def picture() -> str:
    """The matrix as an SVG document: a row an activity, by group, and a column a persona, people first."""
    personas = [each for members in by_kind(CATALOGUE.personas()).values() for each in members]
    rows = [(group, each) for group, members in grouped(CATALOGUE.activities()).items() for each in (None, *members)]
    width, height = _LEFT + len(personas) * _CELL + 150, _TOP + len(rows) * _CELL + 10
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            "<title>The activities that each persona preselects</title>",
            f"<style>{_STYLE}</style>",
            *_columns([persona.title for persona in personas], height),
            *(
                line
                for number, (group, activity) in enumerate(rows)
                for line in _row(
                    _TOP + number * _CELL,
                    TITLES[group]["en"] if activity is None else activity.title,
                    None if activity is None else [activity.id in persona.activities for persona in personas],
                )
            ),
            "</svg>\n",
        )
    )


def _columns(titles: list[str], height: int) -> Iterator[str]:
    for number, title in enumerate(titles):
        x = _LEFT + number * _CELL + _CELL // 2
        yield f'<line class="line" x1="{x}" y1="{_TOP}" x2="{x}" y2="{height - 10}"/>'
        yield f'<text transform="translate({x + 4} {_TOP - 8}) rotate(-50)">{escape(title)}</text>'


def _row(y: int, title: str, dots: list[bool] | None) -> Iterator[str]:
    middle = y + _CELL // 2
    kind = ' class="group"' if dots is None else ""
    yield f'<text{kind} x="{8 if dots is None else 20}" y="{middle + 4}">{escape(title)}</text>'
    for number, is_dot in enumerate(dots or ()):
        if is_dot:
            yield f'<circle class="dot" cx="{_LEFT + number * _CELL + _CELL // 2}" cy="{middle}" r="5"/>'
