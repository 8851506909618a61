"""HTTP connections with timeouts.

Without them, uvicorn waits for a request forever, and with its own limit of connections it answers the page's owner
with 503 if another client holds that many.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST_CONNECTIONS = 100
"""A browser opens six per host: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Connection_management_in_HTTP_1.x"""
MOST_AT_ONCE = 128
"""The number of connections that the event loop accepts before it serves those that are open."""
SECONDS_FOR_A_HEAD = 10
SECONDS_BETWEEN_PARTS = 10
"""Between parts of a body."""


class HttpConnection(H11Protocol):
    """A connection that is closed if a request takes too long to arrive.

    With more than `MOST_CONNECTIONS`, the one that has been idle longest is closed.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._idle_since = self.loop.time()
        self._deadline: asyncio.TimerHandle | None = None
        self._set_deadline(SECONDS_FOR_A_HEAD)
        others = [
            each for each in self.connections if isinstance(each, HttpConnection) and each.is_open and each is not self
        ]
        if len(others) >= MOST_CONNECTIONS:
            idle = [each for each in others if each.is_idle]
            min(idle, key=lambda each: each._idle_since, default=self).transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        state = self.conn.their_state
        if state is h11.IDLE and self._deadline is None:
            self._set_deadline(SECONDS_FOR_A_HEAD)
        elif state is not h11.IDLE:
            self._set_deadline(SECONDS_BETWEEN_PARTS if state is h11.SEND_BODY else None)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._idle_since = self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._set_deadline(None)

    @property
    def is_open(self) -> bool:
        return not self.transport.is_closing()

    @property
    def is_idle(self) -> bool:
        """Whether no response is due."""
        cycle: RequestResponseCycle | None = self.cycle  # initially None, although uvicorn declares it without
        return cycle is None or cycle.response_complete

    def _set_deadline(self, seconds: float | None) -> None:
        """Closes the connection after `seconds`. None removes the deadline: a response may take any time."""
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self.transport.abort) if seconds else None
