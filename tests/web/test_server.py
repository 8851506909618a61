"""Where the server listens, how it is stopped, and what its HTTP does with requests that no library would send."""

from __future__ import annotations

import json
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from unittest.mock import Mock

import pytest
from tests.web.served import Served, serving

from rolecast.reading.faults import InputError
from rolecast.web.server import Address, bind, bind_for, is_loopback


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("served") / "roles.yaml"
    file.write_text("version: 1\nroles: {compute: {persona: compute-role}}\n", encoding="utf-8")
    with serving(file) as server:
        yield server


@pytest.fixture(scope="module")
def session(served: Served) -> tuple[str, str]:
    return served.log_in()


def exchange(served: Served, request: bytes, host: str = "127.0.0.1") -> bytes:
    """All that the server answers until it closes the connection."""
    with socket.create_connection((host, served.port), timeout=20) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def head(served: Served, first_line: str, *lines: str) -> bytes:
    return "\r\n".join([first_line, *lines, "", ""]).format(host=served.host).encode()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.example.com", False),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com", False),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("", False),
    ],
)
def test_what_is_loopback(host: str, expected: bool) -> None:
    """An address of it, or the one name that is: what a name begins with does not count."""
    assert is_loopback(host) is expected


def test_every_start_has_a_port_and_a_token_of_its_own() -> None:
    """Two servers are in nobody's way."""
    first, second = bind("127.0.0.1", 0), bind("127.0.0.1", 0)
    with first.socket, second.socket:
        assert first.socket.getsockname()[1] != second.socket.getsockname()[1] != 0
        assert first.token != second.token
        assert len(first.token) >= 43  # 32 bytes as base64


def test_a_file_has_a_port_of_its_own(tmp_path: Path) -> None:
    """The same at every start, and none that the system gives to a connection; where it is taken, any."""
    files = [tmp_path / f"{number}.yaml" for number in range(20)]
    ports = []
    for file in files:
        first = bind_for(file, "127.0.0.1")
        with first.socket, bind_for(file, "127.0.0.1").socket as second:
            ports.append(first.socket.getsockname()[1])
            assert second.getsockname()[1] != ports[-1]
    assert max(ports) < 32_768
    assert len({*ports}) > 1
    with bind_for(files[0], "127.0.0.1").socket as again:
        assert again.getsockname()[1] == ports[0]


def test_hosts_are_as_browsers_write_them() -> None:
    """In lower case, whatever was typed."""
    address = bind("LocalHost", 0)
    with address.socket:
        host, port = address.socket.getsockname()[:2]
        assert f"localhost:{port}" in address.hosts
        assert address.login.startswith(f"http://[{host}]:" if ":" in host else f"http://{host}:")
        assert {name.lower() for name in address.hosts} == address.hosts


def test_the_port_of_http_is_left_out() -> None:
    """Browsers do not write it in Host, Origin and addresses."""
    address = Address(Mock(**{"getsockname.return_value": ("127.0.0.1", 80)}), frozenset({"127.0.0.1"}), "token")
    assert address.login == "http://127.0.0.1/login?token=token"


def test_other_addresses_of_the_machine_are_not_served(served: Served) -> None:
    """Loopback is a whole network: a neighbour of 127.0.0.1 in it has nothing."""
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.2", served.port), timeout=5):
        pass


@pytest.mark.parametrize("host", ["::1", "localhost"])
def test_it_is_served_by_the_names_of_loopback(host: str, tmp_path: Path) -> None:
    """IPv6 too: the address that is printed opens the pages, and other hosts stay refused."""
    if host == "::1":
        try:
            bind(host, 0).socket.close()
        except InputError:
            pytest.skip("this system has no IPv6 loopback")
    with serving(tmp_path / "roles.yaml", "--host", host) as server:
        name, _, _ = server.address.removeprefix("http://").partition("/")
        body = json.dumps({"token": server.token}).encode()
        lines = [f"Origin: http://{name}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        for asked, status in (("evil.example", b"421"), (name, b"200"), (name, b"403")):
            request = head(server, "POST /login HTTP/1.1", f"Host: {asked}", "Connection: close", *lines)
            assert exchange(server, request + body, name.rpartition(":")[0].strip("[]")).split()[1] == status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_with_pages_open(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C is how it is meant to end: well, without a word, although a tab holds its connection."""
    with serving(tmp_path / "roles.yaml", is_fork=False) as server:
        name, session = server.log_in()
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as tab:
            tab.sendall(head(server, "GET /version HTTP/1.1", "Host: {host}", f"{name}: {session}"))
            assert tab.recv(65_536).startswith(b"HTTP/1.1 200")
            server.process.send_signal(number)
            assert server.process.wait(timeout=20) == 0
    assert len(server.said[2].splitlines()) == 1


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["GET / HTTP/1.0"], b"421"),
        (["GET / HTTP/1.1"], b"400"),  # as HTTP/1.1 itself wants it
        (["GET / HTTP/1.1", "Host: {host}", "Host: {host}"], b"400"),
        (["GET http://127.0.0.1/ HTTP/1.1", "Host: evil.example"], b"421"),
    ],
)
def test_there_is_one_host_or_no_answer(served: Served, lines: list[str], expected: bytes) -> None:
    """None, two, and one that an address in the first line contradicts."""
    assert exchange(served, head(served, *lines)).split()[1] == expected


def test_a_body_in_chunks_is_refused(served: Served, session: tuple[str, str]) -> None:
    """Its length could be said to be 2, and it would be read without end."""
    lines = ["POST / HTTP/1.1", "Host: {host}", "Origin: http://{host}", ": ".join(session)]
    lines += ["Content-Type: application/json", "Content-Length: 2", "Transfer-Encoding: chunked", "Connection: close"]
    assert exchange(served, head(served, *lines) + b"2\r\n{}\r\n0\r\n\r\n").split()[1] == b"411"


def test_nobody_may_speak_for_another(served: Served) -> None:
    """A forwarded host is no host: there is no proxy that could have written it."""
    status, *_ = served.ask("/", headers=[("Host", "evil.example"), ("X-Forwarded-Host", served.host)])
    assert status == 421


def posting(served: Served, session: tuple[str, str], length: int) -> bytes:
    """The head of a POST whose body is to have this length."""
    lines = ["POST / HTTP/1.1", "Host: {host}", "Origin: http://{host}", ": ".join(session)]
    return head(served, *lines, "Content-Type: application/json", f"Content-Length: {length}")


def test_a_request_that_stalls_is_dropped(tmp_path: Path) -> None:
    """Before it has begun, in its head and in its body; a request that comes in parts is answered."""
    with serving(tmp_path / "roles.yaml", patience=2) as served, ExitStack() as held:
        session = served.log_in()
        stalled = [held.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=60)) for _ in "abc"]
        for connection, begun in zip(
            stalled, (b"", b"GET / HTTP/1.1\r\nHost:", posting(served, session, 100) + b'{"edit"'), strict=True
        ):
            connection.sendall(begun)
        for connection in stalled:
            with suppress(ConnectionResetError):
                assert connection.recv(65_536) == b""
        whole = posting(served, session, 2) + b"{}"
        connection = held.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=60))
        for part in (whole[:20], whole[20:-1], whole[-1:]):
            connection.sendall(part)
        assert connection.recv(65_536).split()[1] == b"400"


def test_idle_connections_do_not_keep_the_owner_out(tmp_path: Path) -> None:
    """Of 2,000 the oldest are closed, requests that were begun too; nothing is written about that."""
    with serving(tmp_path / "roles.yaml") as server, ExitStack() as held:
        session = server.log_in()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 5_000), hard))
        held.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for number in range(2_000):
            connection = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            connection.sendall(b"GET / HTTP/1.1\r\n" if number % 2 else b"")
            if number % 100 == 0:  # as many as may wait for the server: more come a second later
                assert server.ask("/version", headers=[session])[0] == 200
        assert server.ask("/activities", headers=[session])[0] == 200
        assert len(list(Path(f"/proc/{server.process.pid}/fd").iterdir())) < 300
    assert server.said[2].splitlines() == [f"Serving {tmp_path / 'roles.yaml'}; Ctrl-C stops."]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", '{"edit": ' + "[" * 100_000 + "]" * 100_000 + "}"),
        ("/", "[" * 1_000_000),
        ("/", json.dumps({"edit": "set", "path": ["roles", *["y"] * 50_000], "value": "z"})),
        ("/", json.dumps({"edit": "set", "path": ["a"] * 50_000, "value": "z"})),
        ("/language", '{"language": ' + "[" * 100_000 + "]" * 100_000 + "}"),
        ("/", '{"edit": "select", "role": 1' + "0" * 5_000 + "}"),
        ("/roles/" + "x" * 10_000 + "/review", None),
        ("/static/" + "x" * 10_000, None),
        ("/static/" + "x/" * 3_000, None),
        ("/static/%00", None),
        ("/activities/" + "x" * 10_000, None),
        ("/files/" + "x" * 10_000, None),
        ("/roles/" + "%00" * 3_000 + "/information", None),
        ("/" + "x" * 100_000, None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_too_deep_or_too_long_is_a_mistake_of_the_client(
    path: str, body: str | None, served: Served, session: tuple[str, str]
) -> None:
    """Answered with a status of 400 to 499, and with nothing on the terminal."""
    headers = [session, ("Origin", f"http://{served.host}"), ("Content-Type", "application/json")]
    status, *_ = served.ask(path, "GET" if body is None else "POST", headers, body)
    assert 400 <= status < 500
