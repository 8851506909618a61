"""Nobody gets in but the browser that had the address: each way in is tried against the running server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.web.served import Served, serving

JSON = ("Content-Type", "application/json")
WEBSOCKET = [
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "roles.yaml", is_fork=False) as server:
        yield server


@pytest.fixture(scope="module")
def session(served: Served) -> tuple[str, str]:
    return served.log_in()


def test_it_listens_on_loopback_alone(served: Served) -> None:
    """The kernel's own table of listening sockets has the port once, on 127.0.0.1."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("this system has no /proc/net/tcp")
    rows = [line.split() for name in ("tcp", "tcp6") for line in table.with_name(name).read_text().splitlines()[1:]]
    listening = [
        row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == served.port
    ]
    assert listening == ["0100007F"]


def test_without_the_session_there_is_nothing(served: Served, session: tuple[str, str]) -> None:
    """A browser gets the same page at every address, with nothing of the draft in it; anyone else is refused."""
    pages = {served.ask(path)[2] for path in ("/", "/roles/compute/information", "/version", "/activities", "/nowhere")}
    (page,) = pages
    assert "data-address" not in page
    assert "roles.yaml" not in page
    wrong = ("Authorization", f"{session[1]}x")
    for path in ("/", "/version", "/files/role-file", "/entrance"):
        status, _, body = served.ask(path, headers=[wrong])
        assert status == 403, path
        assert "start `rolecast serve` again" in body
    own = [("Origin", f"http://{served.host}"), JSON]
    assert served.ask("/", "POST", own, '{"edit": "undo"}')[0] == 403
    assert served.ask("/", "POST", [*own, wrong], '{"edit": "undo"}')[0] == 403


def test_the_address_works_once(tmp_path: Path) -> None:
    """A wrong token and opening the address do not use it up; the token alone does."""
    with serving(tmp_path / "roles.yaml") as server:
        parts = urlsplit(server.address)
        assert server.try_token("wrong")[0] == 403
        assert server.try_token("\ud800")[0] == 403
        assert server.ask(f"{parts.path}?{parts.query}")[0] == 200
        session = server.log_in()
        assert server.try_token(server.token)[0] == 403
        assert server.ask("/", headers=[session])[0] == 200


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ([("Origin", "{origin}"), JSON], "[]", 400),
        ([("Origin", "{origin}"), JSON], "[" * 900, 400),
        ([("Origin", "{origin}"), JSON], "{}", 403),
        ([("Origin", "{origin}"), JSON], '{"token": "%s"}' % ("x" * 2000), 413),
        ([("Origin", "{origin}")], "{}", 415),
        ([("Origin", "http://evil.example"), JSON], "{}", 403),
        ([JSON], "{}", 403),
    ],
)
def test_what_is_no_login(served: Served, headers: list[tuple[str, str]], body: str, expected: int) -> None:
    """A body of another kind, a large one, and one that another page sends."""
    given = [(name, value.format(origin=f"http://{served.host}")) for name, value in headers]
    assert served.ask("/login", "POST", given, body)[0] == expected


def test_the_session_is_no_cookie(tmp_path: Path) -> None:
    """Browsers send cookies to every port of a host: none is set, and none is read."""
    with serving(tmp_path / "roles.yaml") as server:
        name, value = server.log_in()
        secret = value.removeprefix("Bearer ")
        for path in ("/", "/login", "/activities", "/static/page.js"):
            _, headers, body = server.ask(path, headers=[(name, value)])
            assert headers["Set-Cookie"] is None
            assert secret not in body
        cookies = [("Cookie", f"rolecast-{server.port}={secret}; rolecast-session={secret}")]
        assert "data-address" not in server.ask("/", headers=cookies)[2]


@pytest.mark.parametrize(
    "hosts",
    [
        ["evil.example"],
        ["evil.example:{port}"],
        ["127.0.0.1"],
        ["127.0.0.1:1"],
        ["localhost.evil.example:{port}"],
        [""],
        [],
        ["127.0.0.1:{port}", "evil.example"],
    ],
)
def test_other_hosts_are_refused(served: Served, session: tuple[str, str], hosts: list[str]) -> None:
    """A name that somebody lets point to this machine, and none or two of them. HTTP itself forbids the last two."""
    headers = [("Host", host.format(port=served.port)) for host in hosts]
    if not hosts:
        headers = [("Host", "")]
    status, *_ = served.ask("/", headers=[*headers, session])
    assert status in ((400, 421) if len(hosts) != 1 else (421,))


def test_localhost_is_the_same_host(served: Served, session: tuple[str, str]) -> None:
    """With the port."""
    assert served.ask("/", headers=[("Host", f"localhost:{served.port}"), session])[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{port}"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_origins_are_refused(served: Served, session: tuple[str, str], origin: str, method: str) -> None:
    """With the session too, whatever the method."""
    headers = [session, JSON, ("Origin", origin.format(port=served.port))]
    status, answer, _ = served.ask("/", method, headers, "{}" if method == "POST" else None)
    assert status == 403
    assert not [name for name in answer if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("Host", "evil.example")], 421),
        ([("Origin", "http://evil.example")], 403),
        ([("Origin", "null")], 403),
    ],
)
def test_a_websocket_is_refused_alike(
    served: Served, session: tuple[str, str], headers: list[tuple[str, str]], expected: int
) -> None:
    """Before anything is opened."""
    assert served.ask("/events", headers=[*WEBSOCKET, *headers, session])[0] == expected


def test_no_websocket_is_opened(served: Served, session: tuple[str, str]) -> None:
    """The pages have none: a handshake is answered as a request without it, never with 101."""
    assert served.ask("/", headers=[*WEBSOCKET, ("Origin", f"http://{served.host}"), session])[0] in (200, 303)


@pytest.mark.parametrize(
    ("fetch", "expected"),
    [
        ({"Site": "same-origin"}, 200),
        ({"Site": "none", "Mode": "navigate", "Dest": "document"}, 200),
        ({"Site": "cross-site", "Mode": "navigate", "Dest": "document"}, 200),
        ({"Site": "cross-site", "Mode": "navigate", "Dest": "iframe"}, 403),
        ({"Site": "cross-site", "Mode": "no-cors", "Dest": "script"}, 403),
        ({"Site": "same-site", "Mode": "cors", "Dest": "empty"}, 403),
    ],
)
def test_a_link_may_lead_here_and_nothing_else(
    served: Served, session: tuple[str, str], fetch: dict[str, str], expected: int
) -> None:
    """By what browsers say of a request: another port of this machine is another site's page as well."""
    headers = [(f"Sec-Fetch-{name}", value) for name, value in fetch.items()]
    assert served.ask("/", headers=[*headers, session])[0] == expected


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ([JSON], "{}", 403),  # who sends it is not said
        ([("Origin", "{origin}"), ("Content-Type", "text/plain")], "{}", 415),
        ([("Origin", "{origin}"), ("Content-Type", "application/x-www-form-urlencoded")], "a=b", 415),
        ([("Origin", "{origin}"), JSON], "[]", 400),
        ([("Origin", "{origin}"), JSON], "{", 400),
        ([("Origin", "{origin}"), JSON], '{"edit": "no such"}', 400),
        ([("Origin", "{origin}"), JSON], '{"edit": "select", "nothing": 1}', 400),
    ],
)
def test_what_may_be_posted(
    served: Served, session: tuple[str, str], headers: list[tuple[str, str]], body: str, expected: int
) -> None:
    """JSON by this very page; a wrong body is an answer, not a traceback."""
    given = [(name, value.format(origin=f"http://{served.host}")) for name, value in headers]
    assert served.ask("/", "POST", [*given, session], body)[0] == expected


def test_a_body_without_end_is_refused(served: Served, session: tuple[str, str]) -> None:
    """Before it is read."""
    headers = [("Origin", f"http://{served.host}"), JSON, session, ("Content-Length", "999999999999")]
    assert served.ask("/", "POST", headers)[0] == 413


@pytest.mark.parametrize("path", ["/", "/login?token=x", "/nowhere", "/static/page.js", "/static/none.js"])
def test_every_answer_has_the_headers(served: Served, session: tuple[str, str], path: str) -> None:
    """Refusals, errors and files too; nothing says what the server is made of, nothing lets other pages read."""
    _, headers, _ = served.ask(path, headers=[session])
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"] is None
    assert not [name for name in headers if name.lower().startswith("access-control")]


def test_preflights_are_not_answered(served: Served, session: tuple[str, str]) -> None:
    """No other page is told that it may send anything."""
    headers = [("Origin", "http://evil.example"), ("Access-Control-Request-Method", "POST"), session]
    status, answer, _ = served.ask("/", "OPTIONS", headers)
    assert status == 403
    assert answer["Access-Control-Allow-Origin"] is None


def test_nothing_sensitive_is_said(tmp_path: Path) -> None:
    """The token once, on standard output; the session's secret never, whatever goes wrong."""
    with serving(tmp_path / "roles.yaml") as server:
        session = server.log_in()
        for path in ("/", "/nowhere", "/login?token=wrong"):
            server.ask(path, headers=[session])
        server.ask("/", "POST", [session, JSON, ("Origin", f"http://{server.host}")], '{"edit": "no such"}')
    address, rest, errors = server.said
    secret = session[1].removeprefix("Bearer ")
    token = address.partition("token=")[2]
    assert secret not in rest + errors
    assert token not in rest + errors
    assert errors.splitlines() == [f"Serving {tmp_path / 'roles.yaml'}; Ctrl-C stops."]


def refused(*arguments: str) -> tuple[int, str]:
    """The exit status and the errors of a `rolecast serve` that does not start."""
    command = [str(Path(sys.executable).parent / "rolecast"), "serve", "--no-open", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_other_machines_are_let_in_by_a_flag_alone(tmp_path: Path) -> None:
    """And what that means is said, with the flag and without."""
    status, errors = refused("--host", "192.0.2.1")
    assert status == 2
    assert "--allow-remote" in errors
    assert "can read and edit the role file" in " ".join(errors.split())
    status, errors = refused("--host", "192.0.2.1", "--allow-remote", "--allow-apply", str(tmp_path / "roles.yaml"))
    assert status == 1  # it is no address of this machine
    assert "make roles in the account" in errors
    assert "cannot listen on 192.0.2.1:0" in errors
    for host in ("0.0.0.0", "0", "::"):
        status, errors = refused("--host", host, "--allow-remote")
        assert status == 1, host
        assert f"`{host}` means every address of this machine" in errors


def test_a_port_that_is_taken(served: Served, tmp_path: Path) -> None:
    """What is wrong, and what to do."""
    status, errors = refused("--port", str(served.port), str(tmp_path / "roles.yaml"))
    assert status == 1
    assert f"cannot listen on 127.0.0.1:{served.port}" in errors
    assert "name another port" in errors


def test_a_file_that_is_no_role_file_is_not_served(tmp_path: Path) -> None:
    """It would be written over when the draft is saved."""
    file = tmp_path / "roles.yaml"
    file.write_text("- a list\n", encoding="utf-8")
    status, errors = refused(str(file))
    assert status == 1
    assert "a mapping" in errors
