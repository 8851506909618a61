"""What other pages can do to the server in a real Chromium whose person is logged in: lead here by a link, no more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from tests.web.served import Served

TRIES = """async (host) => {
  const post = { method: 'POST', body: '{"edit": "revert"}', credentials: 'include' }
  const json = { ...post, headers: { 'Content-Type': 'application/json' } }
  const fetched = (how) => fetch(`http://${host}/`, how).then((answer) => answer.status || answer.type, () => 'failed')
  const opened = (source) => new Promise((told) => {
    source.onopen = () => told('open')
    source.onerror = () => told('failed')
  })
  const loaded = (name, more) => new Promise((told) => {
    const element = Object.assign(document.createElement(name), more)
    element.onload = () => told('loaded')
    element.onerror = () => told('failed')
    document.head.append(element)
  })
  return {
    read: await fetched({ credentials: 'include' }),
    post: await fetched(json),
    websocket: await opened(new WebSocket(`ws://${host}/version`)),
    script: await loaded('script', { src: `http://${host}/static/page.js` }),
    style: await loaded('link', { rel: 'stylesheet', href: `http://${host}/static/style.css` }),
  }
}"""
PAGE = """<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">
<a id="link" href="{address}">In</a>
<form id="form" method="post" enctype="text/plain" action="http://{host}/">
<input name='{{"edit": "revert", "about": "' value='"}}'></form>
<iframe src="http://{host}/"></iframe>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(params=["another site", "another port"])
def elsewhere(request: pytest.FixtureRequest, served: Served, tmp_path: Path) -> Iterator[str]:
    """A page that is not the server's: of another site, or of the same one at another port."""
    page = tmp_path / "elsewhere.html"
    page.write_text(PAGE.format(host=served.host, address=served.address), encoding="utf-8")
    if request.param == "another site":
        yield page.as_uri()
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{page.name}"
        server.shutdown()
        thread.join()


@pytest.fixture
def visitor(chromium: Browser, elsewhere: str) -> Iterator[BrowserContext]:
    """Somebody with a profile of their own. Pages are closed before what serves them."""
    with chromium.new_context() as context:
        yield context


def test_the_printed_address_works_as_a_link(served: Served, elsewhere: str, visitor: BrowserContext) -> None:
    """From a chat or a notebook, say: it ends at the first page, and stays open when that is loaded again."""
    page = visitor.new_page()
    page.goto(elsewhere)
    page.click("#link")
    page.wait_for_url(f"http://{served.host}/")
    page.wait_for_selector("#begin")
    assert page.reload() is not None
    page.wait_for_selector("#begin")


def test_other_pages_reach_nothing(served: Served, elsewhere: str, visitor: BrowserContext) -> None:
    """They neither read nor send, open, load or frame anything, and the draft is as it was."""
    own = visitor.new_page()
    own.goto(served.address)
    own.wait_for_selector("html[data-version]")
    before = own.locator("html").get_attribute("data-version")
    other = visitor.new_page()
    statuses: dict[str, list[int]] = {}
    other.on("response", lambda answer: statuses.setdefault(answer.request.method, []).append(answer.status))
    with other.expect_response(f"http://{served.host}/") as framed:
        other.goto(elsewhere)
    assert framed.value.status == 403
    assert set(other.evaluate(TRIES, served.host).values()) == {"failed"}
    with other.expect_navigation():
        other.evaluate("document.getElementById('form').submit()")
    assert other.locator("body").inner_text() == "Requests of other pages are refused."
    assert set(statuses["POST"]) == {403}
    own.reload()
    own.wait_for_selector("html[data-version]")
    assert own.locator("html").get_attribute("data-version") == before


@pytest.fixture
def neighbour() -> Iterator[tuple[str, list[str]]]:
    """A server of somebody else on another port of the same host, and all the headers that browsers have sent to it."""
    heard: list[str] = []

    class Listener(Quiet):
        def do_GET(self) -> None:
            heard.extend(map(str, self.headers.values()))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", heard
        server.shutdown()
        thread.join()


def test_a_server_on_another_port_gets_nothing_that_opens_the_pages(
    served: Served, neighbour: tuple[str, list[str]], chromium: Browser
) -> None:
    """Browsers send cookies to every port of a host. Neither its requests nor its storage have the session."""
    address, heard = neighbour
    with chromium.new_context() as context:
        own = context.new_page()
        own.goto(served.address)
        own.wait_for_selector("#begin")
        own.click("#language-ja")
        own.wait_for_selector("html[lang=ja]")
        session = own.evaluate("JSON.parse(localStorage['rolecast-session']).session")
        assert served.ask("/version", headers=[("Authorization", f"Bearer {session}")])[0] == 200
        other = context.new_page()
        other.goto(address)
        assert other.evaluate("JSON.stringify(localStorage) + document.cookie") == "{}"
        assert other.evaluate(TRIES, served.host)["read"] == "failed"
    assert heard
    assert not [value for value in heard if session in value]
    for value in heard:
        for name in ("Cookie", "Authorization"):
            assert "data-address" not in served.ask("/", headers=[(name, value)])[2]
