"""What stands on loopback between boto3 and moto: it counts calls, breaks them, and is as strict as IAM.

moto takes what IAM refuses: the removal of policies that are in use, names that differ in their path alone, more
attachments and longer inline policies than the quotas. It answers all details of an account at once, whatever MaxItems
says. What is refused here is documented at
https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html and the other operations' pages.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from tests.deployment import backend

READS = ("Get", "List")
DETAILS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


class Fault(Enum):
    """How a call breaks."""

    THROTTLED = "throttling"
    FAILED = "a 500"
    RESET_BEFORE = "a reset before the server acts"
    RESET_AFTER = "a reset after the server has acted"
    DENIED = "access denied"
    SILENT = "a time-out"
    KILLED = "kill -9"
    PAGE = "a page in HTML"
    WELL_FORMED_PAGE = "a page in HTML that is XML too"
    CUT = "an answer that is cut off"
    EMPTY = "an answer without what was asked for"
    ABSENT = "an answer that what is asked about is not there"


def details_page(answer: bytes, parameters: dict[str, str]) -> bytes:
    """Of an account's details the items that `Marker` and `MaxItems` ask for, counted through all lists.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
    """
    start, most = int(parameters.get("Marker", "0")), int(parameters.get("MaxItems", "100"))
    root = ElementTree.fromstring(answer)  # noqa: S314  # moto's own
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    (result,) = root.iter(f"{space}GetAccountAuthorizationDetailsResult")
    lists = [result.find(f"{space}{name}") for name in DETAILS]
    items = [(each, item) for each in lists if each is not None for item in list(each)]
    if start == 0 and len(items) <= most:
        return answer
    for each, item in (*items[:start], *items[start + most :]):
        each.remove(item)
    for name, text in (("IsTruncated", str(start + most < len(items)).lower()), ("Marker", str(start + most))):
        found = result.find(f"{space}{name}")
        (ElementTree.SubElement(result, f"{space}{name}") if found is None else found).text = text
    return ElementTree.tostring(root)


@dataclass
class Plan:
    """What is to go wrong: `fault` at the call of this number, counted from 0, and with `lasts` at all that follow."""

    fault: Fault
    number: int
    lasts: bool = False

    def breaks(self, number: int) -> bool:
        return number == self.number or (self.lasts and number > self.number)


@dataclass
class Proxy:
    """`calls` are the actions that were asked for, in order; `after_writing` is called after each that wrote."""

    quota: int = 10
    """Attached policies of a role."""
    plan: Plan | None = None
    calls: list[str] = field(default_factory=list)
    after_writing: Callable[[], None] | None = None
    before_call: Callable[[dict[str, str]], None] | None = None
    """Told of the parameters of each call that is let through."""
    interruption: Callable[[], None] | None = None
    """Called after each call, before it is answered."""
    pid: int | None = None
    """Of the process that KILLED kills."""
    hidden: dict[str, int] = field(default_factory=dict)
    """For a role or policy name, how many more calls about it find that it is not there yet."""
    refusal: tuple[str, str] | None = None
    """A code and a message that every call is refused with."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _details: tuple[int, bytes] = (200, b"")
    """Of the whole account, when the first page was asked for."""

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def reset(self) -> None:
        self.plan = None
        self.calls.clear()
        self.after_writing = None
        self.interruption = None
        self.before_call = None
        self.hidden.clear()
        self.quota = 10

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith(READS)]

    def take(self, action: str) -> Fault | None:
        with self._lock:
            number = len(self.calls)
            self.calls.append(action)
        return self.plan.fault if self.plan and self.plan.breaks(number) else None

    def forward(self, body: bytes, headers: dict[str, str], parameters: dict[str, str]) -> tuple[int, bytes]:
        if refusal := self._refusal(parameters):
            return refusal
        if self.before_call:
            self.before_call(parameters)
        if parameters["Action"] == "GetAccountAuthorizationDetails":
            if "Marker" not in parameters:
                self._details = backend.answer(body, headers)
            content = self._details[0], details_page(self._details[1], parameters)
        else:
            content = backend.answer(body, headers)
        if self.after_writing and not parameters["Action"].startswith(READS):
            self.after_writing()
        if self.interruption:
            self.interruption()
        return content

    def _refusal(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:
        """What IAM would refuse and moto does not, and what is not to be seen yet."""
        action = parameters["Action"]
        for name in (parameters.get("RoleName", ""), parameters.get("PolicyArn", "").rpartition("/")[2]):
            if self.hidden.get(name, 0) > 0 and action not in ("CreateRole", "CreatePolicy"):
                self.hidden[name] -= 1
                return error(404, "NoSuchEntity", f"{name} cannot be found")
        check = getattr(self, f"_check_{action}", None)
        return check(parameters) if check else None

    def _check_AttachRolePolicy(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:  # noqa: N802
        attached = backend.attached(parameters["RoleName"])
        if len(attached) >= self.quota and parameters["PolicyArn"] not in attached:
            return error(409, "LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {self.quota}")
        return None

    def _check_PutRolePolicy(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:  # noqa: N802
        documents = {**backend.inline(parameters["RoleName"]), parameters["PolicyName"]: parameters["PolicyDocument"]}
        if sum(map(_size, documents.values())) > 10_240:
            return error(409, "LimitExceeded", "Maximum policy size of 10240 bytes exceeded")
        return None

    def _check_CreatePolicy(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:  # noqa: N802
        if parameters["PolicyName"].lower() in map(str.lower, backend.policy_names()):
            return error(409, "EntityAlreadyExists", f"A policy called {parameters['PolicyName']} already exists.")
        return self._check_size(parameters)

    def _check_CreateRole(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:  # noqa: N802
        if parameters["RoleName"].lower() in map(str.lower, backend.grants()):
            return error(409, "EntityAlreadyExists", f"Role with name {parameters['RoleName']} already exists.")
        return None

    def _check_DeleteRole(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:  # noqa: N802
        if backend.grants().get(parameters["RoleName"]):
            return error(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.")
        return None

    def _check_size(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:
        if _size(parameters["PolicyDocument"]) > 6_144:
            return error(409, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
        return None

    _check_CreatePolicyVersion = _check_size  # noqa: N815

    def _check_DeletePolicy(self, parameters: dict[str, str]) -> tuple[int, bytes] | None:  # noqa: N802
        if backend.users_of(parameters["PolicyArn"]):
            return error(409, "DeleteConflict", "Cannot delete a policy attached to entities.")
        if len(backend.versions(parameters["PolicyArn"])) > 1:
            return error(409, "DeleteConflict", "This policy has more than one version.")
        return None


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait for each other
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parameters = dict(parse_qsl(body.decode()))
        fault = self.proxy.take(parameters["Action"])
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        if self.proxy.refusal:
            self._answer(*error(403, *self.proxy.refusal))
        elif fault in (None, Fault.RESET_AFTER, Fault.KILLED, Fault.CUT):
            answer = self.proxy.forward(body, headers, parameters)
            if fault is Fault.RESET_AFTER:
                self._reset()
            elif fault is Fault.CUT:
                self._answer(answer[0], answer[1][: len(answer[1]) // 2])
            elif fault is Fault.KILLED and self.proxy.pid:
                os.kill(self.proxy.pid, signal.SIGKILL)
                self._reset()
            else:
                self._answer(*answer)
        else:
            self._break(fault)

    def _break(self, fault: Fault | None) -> None:
        if fault is Fault.THROTTLED:
            self._answer(*error(400, "Throttling", "Rate exceeded"))
        elif fault is Fault.FAILED:
            self._answer(*error(500, "ServiceFailure", "The request processing has failed"))
        elif fault is Fault.DENIED:
            self._answer(*error(403, "AccessDenied", "User: arn:aws:iam::123456789012:user/x is not authorized"))
        elif fault in _SENSELESS:
            self._answer(*_SENSELESS[fault])
        elif fault is Fault.SILENT:
            self.connection.settimeout(10)
            self.rfile.read(1)  # until the other side gives up
            self.close_connection = True
        else:
            self._reset()

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        if self.connection.fileno() != -1:
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def error(status: int, code: str, message: str) -> tuple[int, bytes]:
    kind = "Receiver" if status >= 500 else "Sender"
    body = (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>'
        f"<Type>{kind}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>"
    )
    return status, body.encode()


_SENSELESS = {
    Fault.PAGE: (200, b"<!doctype html><html><body><p>Log in to this network<br></body></html>"),
    Fault.WELL_FORMED_PAGE: (200, b"<html><body><p>Log in to this network</p></body></html>"),
    Fault.EMPTY: (200, b"<Response><Result/><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></Response>"),
    Fault.ABSENT: error(404, "NoSuchEntity", "It cannot be found."),
}


def _size(document: str) -> int:
    return len(json.dumps(json.loads(document), separators=(",", ":")))
