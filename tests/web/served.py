"""`rolecast serve` as a process of its own, and requests to it that no browser would send."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_SECONDS = 20


@dataclass
class Served:
    """A server that runs. `address` opens its pages, once."""

    address: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    """Everything that it has written, once it has ended."""

    @property
    def port(self) -> int:
        return int(urlsplit(self.address).port or 0)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", headers: Sequence[tuple[str, str]] = (), body: str | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and body. Host is sent unless `headers` have it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        has_host = any(name == "Host" for name, _ in headers)
        connection.putrequest(method, path, skip_host=has_host, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode() if body is not None else None)
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, content

    @property
    def token(self) -> str:
        return urlsplit(self.address).query.partition("=")[2]

    def log_in(self) -> tuple[str, str]:
        """Opens the session as the page's script does, and returns the header that has it."""
        status, body = self.try_token(self.token)
        assert status == 200
        return "Authorization", f"Bearer {json.loads(body)['session']}"

    def try_token(self, token: str, *headers: tuple[str, str]) -> tuple[int, str]:
        """Status and body of the answer to a token."""
        own = (("Origin", f"http://{self.host}"), ("Content-Type", "application/json"))
        status, _, body = self.ask("/login", "POST", [*own, *headers], json.dumps({"token": token}))
        return status, body


@contextmanager
def serving(file: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """Serves the role file from its folder, with a state folder beside it; ends the server, which must end well."""
    folder = file.parent
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    surroundings = {**kept, "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), **(environment or {})}
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "rolecast"), "serve", str(file), "--no-open", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
        cwd=folder,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    served = Served(address, process)
    try:
        assert address.startswith("http://"), process.communicate(timeout=_SECONDS)
        yield served
    finally:
        process.terminate()
        rest, errors = process.communicate(timeout=_SECONDS)
        served.said += [address, rest, errors]
    assert process.returncode == 0, errors
