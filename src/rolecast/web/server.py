"""Serves the pages on an address of this machine, for the user who sees the printed URL."""

from __future__ import annotations

import errno
import hashlib
import ipaddress
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

import uvicorn
from starlette.types import ASGIApp

from rolecast.reading.faults import Fault, InputError
from rolecast.web.connections import MOST_AT_ONCE, HttpConnection
from rolecast.web.guard import LOGIN, SessionGuard

_SECONDS_FOR_OPEN_REQUESTS = 1
_PORTS = range(16_384, 32_768)
"""Below the ports that systems assign to connections: from 32,768 on Linux, from 49,152 elsewhere.

https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html, https://www.rfc-editor.org/rfc/rfc6335#section-6
"""


class Address(NamedTuple):
    """The listening socket. `hosts` are the accepted values of the Host header; `login` is the URL that works once."""

    socket: socket.socket
    hosts: frozenset[str]
    token: str

    @property
    def login(self) -> str:
        return f"http://{self.socket_name}{LOGIN}?token={self.token}"

    @property
    def socket_name(self) -> str:
        return _name(*self.socket.getsockname()[:2])


def bind(host: str, port: int) -> Address:
    """Listens on one address and port; 0 is any free port. Raises InputError if that is impossible."""
    listening = None
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        if ipaddress.ip_address(place[0]).is_unspecified:
            remedy = "give the one that the browser will use"
            raise InputError([Fault(None, f"`{host}` means every address of this machine", remedy)])
        listening = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # Windows would let another process listen on the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(MOST_AT_ONCE)
    except OSError as error:
        if listening:
            listening.close()
        is_port = error.errno in (errno.EADDRINUSE, errno.EACCES)
        remedy = "name another port, or omit it to use any free port" if is_port else "name an address of this machine"
        raise InputError([Fault(None, f"cannot listen on {_name(host, port)}: {error.strerror}", remedy)]) from None
    taken = listening.getsockname()[1]
    names = {host.lower(), listening.getsockname()[0], *(("localhost",) if is_loopback(host) else ())}
    return Address(listening, frozenset(_name(name, taken) for name in names), secrets.token_urlsafe(32))


def bind_for(file: Path, host: str) -> Address:
    """Listens on the port that belongs to this role file, so that open pages reconnect; on any port if it is taken."""
    digest = hashlib.sha256(str(file.resolve()).encode()).digest()
    try:
        return bind(host, _PORTS[int.from_bytes(digest[:4]) % len(_PORTS)])
    except InputError:
        return bind(host, 0)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host: https://www.rfc-editor.org/rfc/rfc6761#section-6.3"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"  # `127.example.com` is an ordinary name


def serve(app: ASGIApp, address: Address, when_ready: Callable[[], None]) -> None:
    """Serves until stopped by Ctrl-C or a signal."""
    config = uvicorn.Config(
        SessionGuard(app, address.hosts, address.token),
        access_log=False,
        backlog=MOST_AT_ONCE,
        date_header=False,
        http=HttpConnection,
        lifespan="off",
        log_config=None,
        log_level="critical",  # pages report their errors themselves
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_FOR_OPEN_REQUESTS,
        ws="none",
    )
    # asyncio would warn about every connection that it cannot accept and every late write.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    # After shutting down, uvicorn raises the signal again for the previous handler.
    signal.signal(signal.SIGTERM, _stop)
    with suppress(KeyboardInterrupt):
        when_ready()
        uvicorn.Server(config).run([address.socket])


def _stop(*_: object) -> NoReturn:
    sys.exit(0)


def _name(host: str, port: int) -> str:
    """Host and port as browsers write them in Host and Origin, without HTTP's default port."""
    bare = f"[{host}]" if ":" in host else host
    return bare if port == 80 else f"{bare}:{port}"
