"""JSON bodies of requests."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request


async def json_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body.

    Raises HTTPException with status 400 if there is none, if it is nested too deeply, or if it is incomplete.
    """
    try:
        body = await request.json()
    except (ValueError, RecursionError, ClientDisconnect):
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400, "a JSON object is needed")
    return body
