"""A moto server without AWS's managed policies, which is quick to empty, and a proxy in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from rolecast.account import client
from rolecast.deployment import execute
from tests.deployment.proxy import Proxy
from tests.deployment.world import World
from tests.tools import Server


@pytest.fixture(scope="session")
def quick_server() -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        server = Server(f"http://127.0.0.1:{port}")
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def running_proxy(quick_server: Server) -> Iterator[Proxy]:
    proxy = Proxy(quick_server)
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture
def proxy(running_proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    """A proxy that breaks nothing yet; what connects to AWS in this test goes through it and does not sleep."""
    running_proxy.reset()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in running_proxy.server.environment().items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", running_proxy.endpoint)
    monkeypatch.setattr(client, "ATTEMPTS", 2)
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(execute, "PATIENCE_SECONDS", 3)
    real_sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: real_sleep(min(seconds, 0.001)))
    return running_proxy


@pytest.fixture(scope="session")
def owner(quick_server: Server) -> World:
    return World(quick_server)


@pytest.fixture
def world(proxy: Proxy, owner: World) -> World:
    """The account behind the proxy, empty."""
    owner.empty()
    return owner


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the moto server ended"
        try:
            World(server).empty()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the moto server does not answer")
