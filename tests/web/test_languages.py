"""Every word of the pages is there in both languages, and which language a page is in."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest
from starlette.requests import Request

from rolecast.reading.languages import Language
from rolecast.web.languages import PageTexts, language_of

WEB = Path(str(resources.files("rolecast.web")))
ENGLISH, JAPANESE = PageTexts.of(Language.EN).by_key, PageTexts.of(Language.JA).by_key


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def request(languages: str | None = None, cookie: str | None = None) -> Request:
    headers = [(b"accept-language", languages.encode())] if languages is not None else []
    headers += [(b"cookie", f"language={cookie}".encode())] if cookie is not None else []
    return Request({"type": "http", "headers": headers})


def test_both_languages_have_the_same_texts() -> None:
    """None is forgotten, and none is empty."""
    assert list(ENGLISH) == list(JAPANESE)
    assert all(text.strip() for text in (*ENGLISH.values(), *JAPANESE.values()))


@pytest.mark.parametrize("key", [key for key, text in ENGLISH.items() if "{" in text or "{" in JAPANESE[key]])
def test_both_languages_say_the_same_of_what(key: str) -> None:
    """A count or a name that one of them tells, the other tells too."""
    assert names(ENGLISH[key]) == names(JAPANESE[key])
    assert "" not in names(ENGLISH[key])


def test_texts_that_are_used_are_there() -> None:
    """All that templates ask for by name."""
    used = {
        key
        for path in (WEB / "templates").rglob("*.html")
        for key in re.findall(r"\bt\([\"']([a-z_.]+)[\"'](?! ~)", path.read_text(encoding="utf-8"))
    }
    assert len(used) > 100
    assert sorted(used - ENGLISH.keys()) == []


def test_texts_that_are_there_are_used() -> None:
    """By name or by what it begins with, in a template or in code."""
    sources = [*(WEB / "templates").rglob("*.html"), *WEB.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    quoted = set(re.findall(r"[\"']([a-z_]+\.[A-Za-z_]*)[\"']", text))
    groups = {f"{group}." for group in re.findall(r"_options\(\w+, \"(\w+)\"", text)}
    beginnings = (*groups, *(key for key in quoted if key not in ENGLISH))
    unused = [key for key in ENGLISH if key not in quoted and not key.startswith(beginnings)]
    assert unused == []


def test_a_text_is_filled_in() -> None:
    """With all that it names: a name too few or a text that there is not is a mistake of ours."""
    texts = PageTexts.of(Language.EN)
    key = next(key for key, text in ENGLISH.items() if names(text) == {"count"})
    assert "17" in texts(key, count=17)
    with pytest.raises(KeyError, match="count"):
        texts(key)
    with pytest.raises(KeyError, match=r"no\.such"):
        texts("no.such")


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("JA-jp", "ja"),
        ("ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7", "ja"),
        ("en-US,en;q=0.9,ja;q=0.8", "en"),
        ("ja;q=0.3, en;q=0.8", "en"),
        ("de-DE,de;q=0.9,ja;q=0.5", "ja"),
        ("de, fr;q=0.5", "en"),
        ("*", "en"),
        ("en;q=0.2, *;q=0.7", "ja"),
        ("ja;q=0, *", "en"),
        ("ja;q=much, ;;, =,en;q=0.1", "en"),
    ],
)
def test_the_browser_is_asked(languages: str | None, expected: str) -> None:
    """What it likes best of what there is; English where it likes none, or cannot be understood."""
    assert language_of(request(languages)) == expected


@pytest.mark.parametrize(("cookie", "expected"), [("en", "en"), ("ja", "ja"), ("xx", "ja"), ("", "ja")])
def test_a_choice_goes_before(cookie: str, expected: str) -> None:
    """Where it is one."""
    assert language_of(request("ja", cookie)) == expected
