"""What the browser tests rely on does fail: the watch over requests and errors, and the search for barriers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser
from tests.web.browser import Opener, axe, opening

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
STYLE = """
html { color-scheme: light dark; background: Canvas; color: CanvasText; }
@media (prefers-color-scheme: dark) { .dim { color: #333; } }
.narrow { display: none; } @media (width < 600px) { .narrow { display: block; } }
"""


@dataclass
class Site:
    """A page on loopback: its body, its script, and the headers of the last request for it."""

    address: str
    body: str = ""
    script: str = ""
    policy: str = STRICT
    asked: dict[str, str] = field(default_factory=dict)

    def text_of(self, path: str) -> tuple[str, str]:
        if path == "/script.js":
            return "text/javascript", self.script
        if path == "/style.css":
            return "text/css", STYLE
        head = (
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"><script src="/script.js"></script>'
        )
        page = f'<!doctype html><html lang="en"><title>Site</title>{head}<main><h1>Site</h1>{self.body}</main></html>'
        return "text/html", page


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = shown.text_of(self.path)
            if kind == "text/html":
                shown.asked = dict(self.headers)
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", shown.policy)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shown = Site(f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield shown
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ({"body": '<img alt="" src="http://elsewhere.test/a.png">', "policy": ""}, "request: http://elsewhere.test/a"),
        ({"script": "fetch('http://127.0.0.2/').catch(() => 0)", "policy": ""}, "request: http://127.0.0.2/"),
        ({"body": "<script>document.title = 'other'</script>"}, "console: Executing inline script violates"),
        ({"body": '<p style="color: red">Red</p>'}, "console: Applying inline style violates"),
        ({"script": "console.error('it broke')"}, "console: it broke"),
        ({"script": "nobody.is.here"}, "uncaught: nobody is not defined"),
        ({"script": "Promise.reject(new Error('unheard'))"}, "uncaught: unheard"),
    ],
)
def test_a_page_fails_its_test(chromium: Browser, site: Site, page: dict[str, str], fault: str) -> None:
    """By another host, another loopback address, a breach of the policy, an error that is shown or thrown."""
    for name, value in page.items():
        setattr(site, name, value)
    with pytest.raises(pytest.fail.Exception, match=fault), opening(chromium) as open_page:
        open_page().goto(site.address)


def test_a_websocket_is_a_fault(chromium: Browser, site: Site) -> None:
    """To this machine as well: the pages need none."""
    site.script = "new WebSocket(location.href.replace('http', 'ws'))"
    opener = Opener(chromium)
    page = opener()
    with page.expect_websocket():
        page.goto(site.address)
    opener.close()
    assert f"websocket: {site.address.replace('http', 'ws')}" in opener.faults


def test_a_second_tab_is_watched_too(chromium: Browser, site: Site) -> None:
    """It belongs to the same visitor."""
    site.script = "if (navigation.currentEntry.url.includes('second')) console.error('in the second')"
    with pytest.raises(pytest.fail.Exception, match="in the second"), opening(chromium) as open_page:
        open_page().context.new_page().goto(f"{site.address}second")


def test_an_error_can_be_expected(open_page: Opener, site: Site) -> None:
    """A test that stops the server is not failed by what the browser says of that."""
    site.script = "console.error('it broke: ERR_CONNECTION_REFUSED')"
    open_page(expected="ERR_CONNECTION_REFUSED").goto(site.address)


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
def test_a_visitor_prefers_a_language(open_page: Opener, site: Site, locale: str) -> None:
    """The server is told, and the page's scripts."""
    page = open_page(locale)
    page.goto(site.address)
    assert site.asked["Accept-Language"].startswith(locale)
    assert page.evaluate("navigator.language") == locale


def test_axe_finds_barriers_under_a_strict_policy(open_page: Opener, site: Site) -> None:
    """At both widths, and the contrast in dark colours; the page is then as it was. Or in a part, and in one form.

    And without the contrast all else.
    """
    site.body = (
        '<p class="dim">Dim</p><p><button class="narrow"></button></p><div><button id="nameless"></button></div>'
    )
    page = open_page()
    page.goto(site.address)
    assert axe(page) == [
        "light, 1280: button-name (critical): #nameless",
        "light, 390: button-name (critical): .narrow",
        "light, 390: button-name (critical): #nameless",
        "dark, 1280: color-contrast (serious): .dim",
    ]
    assert page.evaluate("innerWidth") == 1280
    assert not page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert axe(page, everywhere=False) == ["light, 1280: button-name (critical): #nameless"]
    assert axe(page, "p.dim") == ["dark, 1280: color-contrast (serious): .dim"]
    assert axe(page, "p.dim", contrast=False) == []
    page.emulate_media(color_scheme="light")
    page.locator(".dim").evaluate("each => { each.style.color = '#eee' }")
    assert axe(page, "p.dim", everywhere=False) == ["light, 1280: color-contrast (serious): .dim"]
    assert axe(page, everywhere=False, contrast=False) == ["light, 1280: button-name (critical): #nameless"]


def test_axe_is_content_with_a_plain_page(open_page: Opener, site: Site) -> None:
    """What is found elsewhere is not the search's own doing."""
    site.body = "<p>Plain</p><button>Named</button>"
    page = open_page(dark=True)
    page.goto(site.address)
    assert axe(page) == []
