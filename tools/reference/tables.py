"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(text: str) -> str:
    return f"`{text}`"


def codes(texts: Iterable[str], last: str = ", ") -> str:
    return last.join(map(code, texts))


def source_link(address: str) -> str:
    """A link that shows the name of the page, not its whole address."""
    return f"[{address.rpartition('/')[2].removesuffix('.html')}]({address})"
