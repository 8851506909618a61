"""A server on loopback that answers like AWS, as far as the scripts need it.

S3, IAM, STS and whatever else speaks XML is answered by moto. The others are answered from the shapes of botocore's
models: a resource has the members that it was made with, states are those of work that has come to its end, and a list
is empty. What a script needs beyond that it says itself, in `ANSWERS`.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import botocore.session
from botocore.model import ListShape, OperationModel, Shape, StructureShape
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

ACCOUNT, REGION = "123456789012", "us-east-1"
OPERATION = "HTTP_X_JOURNEY_OPERATION"
"""The header that the recorder adds to each call, as WSGI spells it: service and operation."""
DENIED = {("s3", "ListBuckets"), ("iam", "SimulatePrincipalPolicy")}
"""What the SDK tries, to see which buckets there are or what a role may do, and goes on without where it is denied."""

_DONE = ("Completed", "InService", "Succeeded", "Active", "ACTIVE", "Created", "AVAILABLE", "Approved", "Enabled")
_NEVER = {"NextToken", "nextToken", "FailureReason", "Marker", "StatusMessage", "ResponseMetadata"}
_MAKING = ("Create", "Register", "Put", "Start", "Update")
Json = dict[str, Any]


class StandIn:
    """Answers by the models. `answers` are a script's own: the members of an operation's answer."""

    def __init__(self) -> None:
        self.answers: Mapping[str, Json] = {}
        self.made: dict[tuple[str, str], Json] = {}
        self._session = botocore.session.get_session()

    def forget(self, answers: Mapping[str, Json]) -> None:
        self.answers, self.made = answers, {}

    def is_for(self, service: str) -> bool:
        return "json" in self._session.get_service_model(service).metadata["protocol"]

    def answer(self, service: str, operation: str, parameters: Json) -> tuple[int, Json]:
        model = self._session.get_service_model(service).operation_model(operation)
        known = self._remember(model, parameters)
        if known is None:
            message = f"Cannot create already existing {operation.removeprefix('Create').lower()}: it already exists"
            return 400, {"__type": "ValidationException", "message": message}
        given = self.answers.get(operation, {})
        made = _filled(model.output_shape, {**known, **given}) if model.output_shape else {}
        return 200, {**made, **given}

    def _remember(self, model: OperationModel, parameters: Json) -> Json | None:
        """What is known of the resource that the call is about; None if the call makes what there is."""
        verb = next((verb for verb in (*_MAKING, "Describe", "Delete") if model.name.startswith(verb)), "")
        name = next((value for value in parameters.values() if isinstance(value, str)), "")
        key = (f"{model.service_model.service_name} {model.name.removeprefix(verb)}", name.rpartition("/")[2])
        if verb == "Create" and key in self.made and name:
            return None
        if verb in _MAKING:
            self.made[key] = {**self.made.get(key, {}), **parameters}
        return {**self.made.get(key, {}), **parameters}


def _filled(shape: Shape, known: Json, name: str = "") -> Any:
    if isinstance(shape, StructureShape):
        wanted = {
            member: each
            for member, each in shape.members.items()
            if member not in _NEVER
            and (
                member in known
                or member in shape.required_members
                or isinstance(each, ListShape)
                or member.endswith(("Arn", "Status", "Id", "Url"))
            )
        }
        return {
            member: known[member] if member in known else _filled(each, {}, member) for member, each in wanted.items()
        }
    if isinstance(shape, ListShape):
        return []
    return _scalar(shape, name)


def _scalar(shape: Shape, name: str) -> Any:
    values = list(getattr(shape, "enum", ()))
    if values:
        return next((done for done in _DONE if done in values), values[0])
    if shape.type_name in ("integer", "long", "float", "double"):
        return 1
    if shape.type_name == "timestamp":
        return 1735689600
    if shape.type_name == "map":
        return {}
    if shape.type_name == "boolean":
        return False
    if name.endswith("Arn"):
        return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{_words(name.removesuffix('Arn'))}/made"
    return "https://127.0.0.1/" if name.endswith("Url") else "d-made"


def _words(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


class _Server:
    """The WSGI application: what is JSON to the stand-in, the rest to moto."""

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
        service, _, operation = environ.get(OPERATION, "").partition(" ")
        if (service, operation) in DENIED:
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            error = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
            return [error if service == "s3" else b"<ErrorResponse>%s</ErrorResponse>" % error]
        if not service or not self.stand_in.is_for(service):
            forwarded: Iterable[bytes] = self.moto(environ, start_response)
            return forwarded
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            parameters = json.loads(body)
        except ValueError:  # a body for a model, and not for the service
            parameters = {}
        status, answer = self.stand_in.answer(service, operation, parameters if isinstance(parameters, dict) else {})
        content = json.dumps(answer, default=str).encode()
        headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(content)))]
        start_response(f"{status} {'OK' if status == 200 else 'Bad Request'}", headers)
        return [content]


@contextmanager
def served(stand_in: StandIn) -> Iterator[str]:
    """The address of a server that answers, as long as it is needed."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, _Server(stand_in), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
