"""`rolecast serve` as a process of its own, and requests to it that no browser would send."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

_SECONDS = 20


@dataclass
class Served:
    """A server that runs. `address` opens its pages, once."""

    address: str
    process: Process
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


class Fork:
    """A server in a fork of a process that has shown the pages once: it is there at once. What tests need of Popen."""

    def __init__(self, **task: object) -> None:
        self.pid: int = _forks().ask(**task)
        self.returncode: int | None = None
        self._lock = Lock()

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def poll(self) -> int | None:
        with self._lock:  # whoever learns of the end is the only one who is told
            if self.returncode is None:
                self.returncode = _forks().ask(pid=self.pid)
        return self.returncode

    def wait(self, timeout: float) -> int:
        deadline = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("rolecast serve", timeout)
            time.sleep(0.01)
        return status


class _Forks:
    """The process that the forks are of."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.web.forks"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[2])
        self._lock = Lock()
        atexit.register(self._end)

    def ask(self, **question: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(f"{json.dumps(question)}\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def _end(self) -> None:
        self._process.communicate()


_forks = cache(_Forks)


Process = subprocess.Popen[bytes] | Fork


@contextmanager
def serving(
    file: Path,
    *options: str,
    environment: dict[str, str] | None = None,
    is_fork: bool = True,
    patience: int | None = None,
) -> Iterator[Served]:
    """Serves the role file from its folder, with a state folder beside it; ends the server, which must end well.

    A fork drops a connection that has stalled for the seconds of `patience`; those of the package by default.
    """
    folder = file.parent
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    surroundings = {**kept, "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), **(environment or {})}
    arguments = ["serve", str(file), "--no-open", *options]
    with TemporaryDirectory() as streams:
        out, err = Path(streams) / "out", Path(streams) / "err"
        with out.open("w") as stdout, err.open("w") as stderr:
            if is_fork:
                process: Process = Fork(
                    arguments=arguments,
                    folder=str(folder),
                    environment=surroundings,
                    out=str(out),
                    err=str(err),
                    patience=patience,
                )
            else:
                command = [str(Path(sys.executable).parent / "rolecast"), *arguments]
                process = subprocess.Popen(command, stdout=stdout, stderr=stderr, env=surroundings, cwd=folder)
        while "\n" not in out.read_text() and process.poll() is None:
            time.sleep(0.01)
        address = out.read_text().strip()
        served = Served(address, process)
        try:
            assert address.startswith("http://"), err.read_text()
            yield served
        finally:
            process.terminate()
            process.wait(_SECONDS)
            served.said += [address, out.read_text().removeprefix(f"{address}\n"), err.read_text()]
        assert process.returncode == 0, served.said[2]
