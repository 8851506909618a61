"""Keeps everybody out but the one who started the server: other hosts, other pages, other people of the machine.

A page that can make roles must not be reached through a name that somebody lets point to this machine, nor by a form
or a script of another page, nor by another user or another server of it. https://cheatsheetseries.owasp.org/cheatsheets/
Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
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
"""A page with nothing of the draft in it. Its script knows the session, and asks for the page that was meant."""
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
"""The size of a role file as JSON, with the rest of a request."""
_MOST_BYTES_OF_A_LOGIN = 1_000
_SAFE = ("GET", "HEAD")
_NO_SESSION = (
    "Open the address that `rolecast serve` printed. It works once; start `rolecast serve` again for a new one."
)


class SessionGuard:
    """Lets requests through to `app` that have the session of the browser which had `token`.

    `hosts` are the values of Host that the server answers to: `name:port`, and `name` where the port is 80. The token
    opens one session, which the browser keeps for this origin and sends in `Authorization`. A cookie would not do:
    browsers send the cookies of a host to each of its ports, and so to the servers of other people.
    https://www.rfc-editor.org/rfc/rfc6265#section-8.5
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = frozenset(f"http://{host}" for host in hosts)
        self._token: str | None = token
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", scope["type"]  # the server is started without anything else

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
        """The response to a request that is refused from every client."""
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
        """Whether another page asks: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site

        A link or a bookmark may lead here, but nothing may be sent, framed or read from elsewhere.
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
        """The session, for the token that was printed. It is used up by that, and by nothing else."""
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
    """Bodies are JSON, which no form of another page can send without being asked first, and not endless."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return PlainTextResponse("JSON is needed.", 415)
    length = headers.get("content-length", "")
    # Where a body is sent in chunks, it is as long as it likes, whatever its length is said to be.
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        return PlainTextResponse("The length is needed.", 411)
    return PlainTextResponse("Too large.", 413) if len(length) > 15 or int(length) > most_bytes else None
