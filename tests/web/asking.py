"""The application, asked in this process without a network."""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.types import Message


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """What a page says, without its tags and with single spaces."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


class Asker:
    """Asks for pages as a browser does that prefers one language."""

    def __init__(self, application: Starlette, language: str = "en") -> None:
        self._application = application
        self._language = language

    def get(self, address: str) -> Answer:
        return self._run("GET", address, b"")

    def post(self, address: str, **body: object) -> Answer:
        return self._run("POST", address, json.dumps(body).encode())

    def _run(self, method: str, address: str, body: bytes) -> Answer:
        """In a thread of its own, for where a browser is open Playwright's loop counts as running in the test's."""
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(asyncio.run, self._ask(method, address, body)).result()

    async def _ask(self, method: str, address: str, body: bytes) -> Answer:
        path, _, query = address.partition("?")
        headers = {"host": "localhost", "accept-language": self._language, "content-type": "application/json"}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._application(scope, receive, send)
        start, *rest = sent
        return Answer(
            start["status"],
            {name.decode(): value.decode() for name, value in start["headers"]},
            b"".join(message.get("body", b"") for message in rest),
        )
