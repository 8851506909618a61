"""A moto server in this process, without AWS's managed policies, and a proxy in front of it that breaks calls."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer
from tests.deployment.proxy import Proxy
from tests.deployment.world import World
from tests.tools import Server

from rolecast.account import client
from rolecast.deployment import execute


@pytest.fixture(scope="session")
def running_proxy() -> Iterator[Proxy]:
    proxy = Proxy()
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture(scope="session")
def owner() -> Iterator[World]:
    """The same account, by a way of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield World(Server(f"http://{host}:{port}"))
    server.stop()


@pytest.fixture
def proxy(running_proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    """A proxy that breaks nothing yet; what connects to AWS in this test goes through it and does not sleep."""
    running_proxy.reset()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in Server(running_proxy.endpoint).environment().items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(client, "ATTEMPTS", 2)
    monkeypatch.setattr(execute, "PATIENCE_SECONDS", 3)
    real_sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: real_sleep(min(seconds, 0.001)))
    return running_proxy


@pytest.fixture
def world(proxy: Proxy, owner: World) -> World:
    """The account behind the proxy, empty."""
    owner.empty()
    return owner
