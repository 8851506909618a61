"""Refuses everyone but the user who started the server: other hosts, other pages, other users of the machine.

A page that can create roles must not be reachable by a foreign host name that resolves to this machine, by forms or
scripts of other pages, or by other users and servers of the machine.
https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rolecast.reading.texts import MAX_BYTES
from rolecast.web.bodies import json_object

LOGIN = "/login"
ENTRANCE = "/entrance"
"""A page without data of the draft. Its script adds the session and loads the requested page."""
STATIC = "/static"
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
"""A role file as JSON, and the rest of a request."""
_MOST_BYTES_OF_A_LOGIN = 1_000
_SAFE = ("GET", "HEAD")
_NO_SESSION = (
    "Open the address that `rolecast serve` printed. It works once; start `rolecast serve` again for a new one."
)


class SessionGuard:
    """Forwards requests to `app` if they have the session.

    `hosts` are the accepted values of the Host header: `name:port`, or `name` if the port is 80. `token` can be
    exchanged once for the session, which the browser stores for this origin and sends in `Authorization`. A cookie
    would be unsafe: browsers send the cookies of a host to all its ports, and so to servers of other users.
    https://www.rfc-editor.org/rfc/rfc6265#section-8.5
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = frozenset(f"http://{host}" for host in hosts)
        self._token: str | None = token
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", scope["type"]  # the server is started for HTTP only

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
            await send(message)

        request = Request(scope, receive)
        if answer := self._refusal(request):
            await answer(scope, receive, send_guarded)
        elif scope["path"] == LOGIN and scope["method"] == "POST":
            await (await self._log_in(request))(scope, receive, send_guarded)
        elif self._is_known(request) or scope["path"].startswith(f"{STATIC}/"):
            await self._app(scope, receive, send_guarded)
        elif scope["method"] in _SAFE and "authorization" not in request.headers:
            entrance = {**scope, "path": ENTRANCE, "raw_path": ENTRANCE.encode(), "query_string": b""}
            await self._app(entrance, receive, send_guarded)
        else:
            await PlainTextResponse(_NO_SESSION, 403)(scope, receive, send_guarded)

    def _refusal(self, request: Request) -> Response | None:
        """The response to a request that is refused from any client."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return PlainTextResponse("Another host is meant.", 421)
        if self._is_foreign(request.method, request.headers):
            return PlainTextResponse("Requests of other pages are refused.", 403)
        if request.method in _SAFE:
            return None
        if self._is_known(request):
            return _refusal_of_body(request.headers, _MOST_BYTES)
        return _refusal_of_body(request.headers, _MOST_BYTES_OF_A_LOGIN) if request.url.path == LOGIN else None

    def _is_foreign(self, method: str, headers: Headers) -> bool:
        """Whether the request comes from another page.

        Links and bookmarks may lead here, but other pages may not send, embed or read anything:
        https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
        """
        origins = headers.getlist("origin")
        if any(origin not in self._origins for origin in origins):
            return True
        is_safe = method in _SAFE
        site = headers.get("sec-fetch-site")
        if not is_safe and not origins and site != "same-origin":
            return True
        if site in (None, "same-origin", "none"):
            return False
        is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return not (is_safe and is_link)

    def _is_known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {self._session}".encode())

    async def _log_in(self, request: Request) -> Response:
        """The session, in exchange for the printed token, which is then used up."""
        try:
            token = str((await json_object(request)).get("token"))
        except HTTPException as error:
            return PlainTextResponse(error.detail, error.status_code)
        is_right = self._token is not None and secrets.compare_digest(
            token.encode("utf-8", "replace"), self._token.encode()
        )
        if not is_right:
            return PlainTextResponse(_NO_SESSION, 403)
        self._token = None
        return JSONResponse({"session": self._session})


def _refusal_of_body(headers: Headers, most_bytes: int) -> Response | None:
    """Refuses bodies that are not JSON, which forms of other pages cannot send without a preflight, and large ones."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return PlainTextResponse("JSON is needed.", 415)
    length = headers.get("content-length", "")
    # A chunked body can have any length, whatever Content-Length says.
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        return PlainTextResponse("The length is needed.", 411)
    return PlainTextResponse("Too large.", 413) if len(length) > 15 or int(length) > most_bytes else None
