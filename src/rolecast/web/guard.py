"""Keeps everybody out but the one who started the server: other hosts, other pages, other people of the machine.

A page that can make roles must not be reached through a name that somebody lets point to this machine, nor by a form
or a script of another page, nor by another user of it. https://cheatsheetseries.owasp.org/cheatsheets/
Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rolecast.reading.texts import MAX_BYTES

LOGIN = "/login"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_MOST_BYTES = MAX_BYTES + 1_000_000
"""A role file as JSON, and what stands around it."""
_SAFE = ("GET", "HEAD")
_ONWARD = (
    '<!doctype html><html lang="en"><title>Rolecast</title><link rel="icon" href="data:,">'
    '<meta http-equiv="refresh" content="0; url=/"><a href="/">Rolecast</a>'
)
_NO_KEY = (
    "This page needs the address that `rolecast serve` printed, which works once. "
    "Go on in the tab that it opened, load this one again, or start `rolecast serve` again."
)


class Guard:
    """Lets requests through to `app` that come from the browser which had `token`.

    `hosts` are the values of Host that the server answers to: `name:port`, and `name` where the port is 80. The token
    opens one session: its cookie is HttpOnly and SameSite=Strict. It is not Secure, since browsers do not agree whether
    plain HTTP on loopback may set such a cookie; for the same reason its name has no `__Host-`.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = frozenset(f"http://{host}" for host in hosts)
        self._token: str | None = token
        self._session = secrets.token_urlsafe(32)
        # Cookies of one host are sent to all of its ports: two servers must not share a name.
        self.cookie = f"rolecast-{urlsplit(f'http://{min(hosts)}').port or 80}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", scope["type"]  # the server is started without anything else

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
            await send(message)

        answer = self._refusal(scope) or self._app
        await answer(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that does not reach the application."""
        connection = HTTPConnection(scope)
        headers = connection.headers
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return PlainTextResponse("Another host is meant.", 421)
        if self._is_foreign(scope, headers):
            return PlainTextResponse("Requests of other pages are refused.", 403)
        given = connection.cookies.get(self.cookie, "")
        is_known = secrets.compare_digest(given.encode(), self._session.encode())
        if scope["path"] == LOGIN and scope["method"] == "GET":
            return RedirectResponse("/", 303) if is_known else self._login(connection)
        if not is_known:
            return PlainTextResponse(_NO_KEY, 403)
        return None if scope["method"] in _SAFE else _refusal_of_body(headers)

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        """Whether another page asks: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site

        A link or a bookmark may lead here, but nothing may be sent, framed or read from elsewhere.
        """
        origins = headers.getlist("origin")
        if any(origin not in self._origins for origin in origins):
            return True
        is_safe = scope["method"] in _SAFE
        site = headers.get("sec-fetch-site")
        if not is_safe and not origins and site != "same-origin":
            return True
        if site in (None, "same-origin", "none"):
            return False
        is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return not (is_safe and is_link)

    def _login(self, connection: HTTPConnection) -> Response:
        given, headers = connection.query_params.get("token", ""), connection.headers
        is_early = "prefetch" in f"{headers.get('sec-purpose')} {headers.get('purpose')}"
        if self._token is None or is_early or not secrets.compare_digest(given.encode(), self._token.encode()):
            return PlainTextResponse(_NO_KEY, 403)
        self._token = None
        # A redirect would go without the cookie where a link from elsewhere led here: it is SameSite=Strict.
        response = HTMLResponse(_ONWARD)
        response.set_cookie(self.cookie, self._session, httponly=True, samesite="strict", path="/")
        return response


def _refusal_of_body(headers: Headers) -> Response | None:
    """Bodies are JSON, which no form of another page can send without being asked first, and not endless."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return PlainTextResponse("JSON is needed.", 415)
    length = headers.get("content-length", "")
    # Where a body is sent in chunks, it is as long as it likes, whatever its length is said to be.
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        return PlainTextResponse("The length is needed.", 411)
    return PlainTextResponse("Too large.", 413) if int(length) > _MOST_BYTES else None
