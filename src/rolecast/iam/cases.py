"""Decision cases as JSON: reads policies and a request, writes the decision; one case per line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from rolecast.iam.decision import Answer, Decision, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies
from rolecast.iam.principals import ANONYMOUS
from rolecast.iam.requests import ABSENT, Request
from rolecast.reading.faults import Fault, Faults, InputError, did_you_mean

MOST_ENGINES = 64

T = TypeVar("T")


class Expectation(NamedTuple):
    """The expected decision of a case. `blocked_by` is None if the case does not specify it."""

    answer: Answer
    blocked_by: frozenset[Layer] | None

    def is_met(self, decision: Decision) -> bool:
        if decision.answer is not self.answer:
            return False
        return self.blocked_by is None or self.blocked_by == set(decision.blocked_by)


class Case(NamedTuple):
    name: str | None
    engine: Engine
    request: Request
    expectation: Expectation | None
    source: str | None
    """The address of the page that states the rule."""


def read(value: object) -> Case:
    """The case in a JSON value. Raises InputError with all errors.

    A string in place of a document names a policy that applies and whose text is not available.
    """
    reader = _Reader()
    case = reader.case(value)
    reader.faults.raise_any()
    assert case is not None
    return case


def write(case: Case, decision: Decision) -> dict[str, Any]:
    """The decision of a case as a JSON value."""
    return {
        "name": case.name,
        "decision": decision.answer.value,
        "statements": [
            {
                "type": ref.layer.value,
                "policy": ref.policy,
                "statement": ref.statement,
                "sid": ref.sid,
                "effect": ref.effect.value,
            }
            for ref in decision.statements
        ],
        "blocked_by": [layer.value for layer in decision.blocked_by],
        "missing": list(decision.missing),
        "unavailable": list(decision.unavailable),
        "as_expected": None if case.expectation is None else case.expectation.is_met(decision),
    }


def decide(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The decision of each line's case as a JSON value; `{"name", "error"}` for an invalid case.

    Lines are UTF-8; empty ones are skipped. Memory is bounded: keeps the engines of the last few different policies.
    """
    return (_decide(line) for line in lines if line.strip())


def load(text: str) -> object:
    """The JSON value of a text. Raises InputError if it is not JSON, or if an object has a duplicate key."""
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_refuse
        )
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError:
        problem = "a text has half of a surrogate pair, which is no character"
    except json.JSONDecodeError as error:
        problem = f"this is not JSON: {error}"
    except RecursionError:
        problem = "this is nested too deeply"
    except ValueError as error:  # raised by the hooks
        problem = str(error)
    raise InputError([Fault(None, problem)])


def _decide(line: bytes) -> dict[str, Any]:
    name: object = None
    try:
        value = load(line.decode("utf-8-sig"))
        name = value.get("name") if isinstance(value, Mapping) else None
        case = read(value)
    except UnicodeDecodeError:
        return {"name": None, "error": "this line is not UTF-8 text"}
    except InputError as error:
        said = "; ".join(fault.message for fault in error.faults)
        # A message may quote text that cannot be encoded.
        return {"name": name if isinstance(name, str) else None, "error": said.encode(errors="replace").decode()}
    return write(case, case.engine.decide(case.request))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"`{twice}` is twice in one object")
    return found


def _integer(text: str) -> int:
    if len(text) > 400:
        raise ValueError(f"a number of {len(text)} digits is too long")
    return int(text)


def _decimal(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:60]} is too large")
    return number


def _refuse(constant: str) -> None:
    raise ValueError(f"`{constant}` is no JSON number")


@lru_cache(maxsize=MOST_ENGINES)
def _engine(policies: str) -> Engine:
    """The engine for the policies in a JSON text. Raises InputError with all errors."""
    reader = _Reader()
    found = reader.policies(json.loads(policies))
    reader.faults.raise_any()
    return Engine(found)


_CASE = ("name", "policies", "request", "expect", "source")
_POLICIES = ("identity", "boundary", "session", "scps", "rcps", "resource", "endpoint")
_REQUEST = ("principal", "action", "resource", "resource_account", "context")
_EXPECT = ("decision", "blocked_by")

_ACTION = re.compile(r"[A-Za-z0-9-]+:[^\s:*?]+")
_RESOURCE = re.compile(r"\*|[^\s:]+:.+", re.DOTALL)
_PRINCIPAL = re.compile(rf"arn:[^\s*?]+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[^\s*?]*|{ANONYMOUS}")
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


class _Reader:
    """Reads the parts of a case. Omits invalid parts; the result is discarded if there are errors."""

    def __init__(self) -> None:
        self.faults = Faults()

    def case(self, value: object) -> Case | None:
        given = self._object(value, "a case", _CASE, needed=("policies", "request"))
        engine = self._engine(given["policies"]) if "policies" in given else None
        request = self._request(given["request"]) if "request" in given else None
        expectation = self._expectation(given["expect"]) if "expect" in given else None
        name, source = self._text(given, "name"), self._text(given, "source")
        if engine is None or request is None:
            return None
        for layer, policy in (("a resource", engine.policies.resource), ("an endpoint", engine.policies.endpoint)):
            if policy is not None and request.principal is None:
                self._add(f"{layer} policy needs the `principal` of the request")
        return Case(name, engine, request, expectation, source)

    def policies(self, value: object) -> Policies:
        given = self._object(value, "`policies`", _POLICIES)
        return Policies(
            identity=self._group(given.get("identity", []), "identity", Layer.IDENTITY),
            boundary=self._group(given.get("boundary", []), "boundary", Layer.BOUNDARY),
            session=self._group(given.get("session", []), "session", Layer.SESSION),
            scps=self._levels(given.get("scps", []), "scps", Layer.SCP),
            rcps=self._levels(given.get("rcps", []), "rcps", Layer.RCP),
            resource=self._policy(given["resource"], "resource", Layer.RESOURCE) if "resource" in given else None,
            endpoint=self._policy(given["endpoint"], "endpoint", Layer.ENDPOINT) if "endpoint" in given else None,
        )

    def _levels(self, value: object, name: str, layer: Layer) -> tuple[tuple[NamedPolicy, ...], ...]:
        levels = self._list(value, f"`{name}`")
        return tuple(self._group(level, f"{name}[{number}]", layer) for number, level in enumerate(levels))

    def _group(self, value: object, name: str, layer: Layer) -> tuple[NamedPolicy, ...]:
        documents = self._list(value, f"`{name}`")
        return tuple(self._policy(each, f"{name}[{number}]", layer) for number, each in enumerate(documents))

    def _policy(self, value: object, name: str, layer: Layer) -> NamedPolicy:
        if isinstance(value, str):
            return NamedPolicy(value, None)
        document = Document(value, layer.policy_type, name)
        self.faults.extend(document.faults)
        return NamedPolicy(name, document)

    def _engine(self, value: object) -> Engine | None:
        try:
            return _engine(json.dumps(value))
        except InputError as error:
            self._add_all(error)
        except RecursionError:
            self._add("`policies` is nested too deeply")
        return None

    def _request(self, value: object) -> Request | None:
        given = self._object(value, "`request`", _REQUEST, needed=("action", "resource"))
        action = self._text(given, "action", _ACTION, "an action is `service:Name` without wildcards")
        resource = self._text(given, "resource", _RESOURCE, "a resource is an ARN or `*`")
        principal = self._text(
            given, "principal", _PRINCIPAL, f"a principal is an ARN, the name of a service or `{ANONYMOUS}`"
        )
        account = self._text(given, "resource_account", _ACCOUNT, "an account has 12 digits")
        context = self._context(given.get("context", {}))
        if action is None or resource is None:
            return None
        return Request(action, resource, principal, context, account)

    def _context(self, value: object) -> dict[str, str | tuple[str, ...]]:
        if not isinstance(value, Mapping):
            self._add("`context` is an object")
            return {}
        folded = {key.lower() for key in value}
        if len(folded) < len(value):
            self._add("`context` has a key twice, in different case")
        return {key: self._context_value(each, key) for key, each in value.items()}

    def _context_value(self, value: object, key: str) -> str | tuple[str, ...]:
        if value is None:
            return ABSENT
        if isinstance(value, list):
            return tuple(self._scalar(each, key) for each in value)
        return self._scalar(value, key)

    def _scalar(self, value: object, key: str) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            return json.dumps(value)
        self._add(f"`{key}` has a text, a number, true or false, a list of these, or null")
        return ""

    def _expectation(self, value: object) -> Expectation | None:
        given = self._object(value, "`expect`", _EXPECT, needed=("decision",))
        answers = {answer.value: answer for answer in Answer}
        layers = {layer.value: layer for layer in Layer}
        answer = self._one_of(given.get("decision"), answers) if "decision" in given else None
        blocking = [self._one_of(each, layers) for each in self._list(given.get("blocked_by", []), "`blocked_by`")]
        if answer is None:
            return None
        known = frozenset(layer for layer in blocking if layer is not None)
        return Expectation(answer, known if "blocked_by" in given else None)

    def _one_of(self, value: object, known: Mapping[str, T]) -> T | None:
        if isinstance(value, str) and value in known:
            return known[value]
        self._add(f"`{value}` is none of {', '.join(known)}")
        return None

    def _object(
        self, value: object, what: str, known: tuple[str, ...], needed: tuple[str, ...] = ()
    ) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self._add(f"{what} is an object")
            return {}
        for key in value:
            if key not in known:
                self._add(f"{what} has no `{key}`", did_you_mean(key, known))
        for key in needed:
            if key not in value:
                self._add(f"{what} lacks `{key}`")
        return value

    def _list(self, value: object, what: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self._add(f"{what} is a list")
        return []

    def _text(
        self, given: Mapping[str, Any], key: str, form: re.Pattern[str] | None = None, remedy: str | None = None
    ) -> str | None:
        value = given.get(key)
        if isinstance(value, str) and (form is None or form.fullmatch(value)):
            return value
        if key in given:
            problem = f"cannot be `{value}`" if isinstance(value, str) else "is a text"
            self._add(f"`{key}` {problem}", remedy)
        return None

    def _add(self, message: str, help: str | None = None) -> None:
        self.faults.add(None, message, help)

    def _add_all(self, error: InputError) -> None:
        for fault in error.faults:
            self.faults.add(*fault)
