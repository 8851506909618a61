"""Tells every open page when the draft has changed, so that two tabs show the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from rolecast.draft.workspace import Workspace

_LOOKS_A_SECOND = 5
_SECONDS_OF_SILENCE = 15


class Events:
    """The draft's versions, as server-sent events."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def stream(self, _request: Request) -> StreamingResponse:
        return StreamingResponse(self._versions(), media_type="text/event-stream")

    async def _versions(self) -> AsyncIterator[str]:
        told, silent = 0, 0
        while True:
            if self._workspace.version != told:
                told, silent = self._workspace.version, 0
                yield f"data: {told}\n\n"
            elif silent >= _SECONDS_OF_SILENCE * _LOOKS_A_SECOND:
                silent = 0
                yield ": still here\n\n"  # or nobody would learn that the page is gone
            silent += 1
            await asyncio.sleep(1 / _LOOKS_A_SECOND)
