"""The question box: may this role do that? The question is in the address, so that the answer follows every edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse

from rolecast.access.inquiry import Response, complete, context_of, inquire
from rolecast.access.validity import check_keys, check_resource, find_action
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role

_MOST_SUGGESTIONS = 50


class ContextRow(NamedTuple):
    """A condition key and its value as typed. A key without a value is not part of the question."""

    key: str
    value: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class PageQuestion:
    """The question about a role in an address, and its answer. `action` is empty if there is none."""

    role: Role
    action: str
    resource: str
    pairs: tuple[tuple[str, str], ...]
    is_whole: bool
    """False if the role has errors: it may lack something, such as a boundary, and the answer could be wrong."""

    @classmethod
    def of(cls, role: Role, query: QueryParams, *, is_whole: bool) -> PageQuestion:
        """The question in `?action=A&resource=R&key=K&value=V`, with one `key` and `value` per condition."""
        pairs = zip(query.getlist("key"), query.getlist("value"), strict=False)
        stripped = ((key.strip(), value.strip()) for key, value in pairs)
        return cls(
            role,
            query.get("action", "").strip(),
            query.get("resource", "").strip(),
            tuple(pair for pair in stripped if any(pair)),
            is_whole,
        )

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which of account and region the role file must name before a question can be answered."""
        return self.role.environment.missing

    @cached_property
    def action_faults(self) -> tuple[Fault, ...]:
        return _faults(lambda: find_action(self.action)) if self.action else ()

    @cached_property
    def resource_faults(self) -> tuple[Fault, ...]:
        """Errors of a resource that the action cannot be used on. Empty if the role's account or region is unknown."""
        if not self.resource or self.lacks:
            return ()
        return _faults(lambda: check_resource(self.action, self.resource, self.role.environment))

    @property
    def is_newer(self) -> bool:
        """Whether the service reference does not know the action, which may be newer."""
        return bool(self.action) and not self.action_faults and find_action(self.action) is None

    @cached_property
    def response(self) -> Response | None:
        """The answer; None if there is no question or it cannot be answered."""
        given = [row for row in self._given if row.value]
        is_asked = self.is_whole and self.action and not self.lacks
        if not is_asked or self.action_faults or self.resource_faults or any(row.faults for row in given):
            return None
        context = context_of((row.key, row.value) for row in given)
        return inquire(self.role.resolve(), self.action, self.resource or None, context)

    @property
    def rows(self) -> list[ContextRow]:
        """The rows of the form: the given keys, the missing ones that the answer depends on, and an empty row."""
        keys = {row.key.lower() for row in self._given}
        missing = self.response.missing if self.response else ()
        needed = [ContextRow(key, "") for key in missing if key.lower() not in keys]
        return [*self._given, *needed, ContextRow("", "")]

    @property
    def _given(self) -> Iterator[ContextRow]:
        for key, value in self.pairs:
            missing = Fault(None, f"the value `{value}` has no condition key")
            yield ContextRow(key, value, _faults(partial(check_keys, [key])) if key else (missing,))


async def actions(request: Request) -> JSONResponse:
    """`/actions?prefix=PREFIX`: the names of actions with this prefix, as a JSON list."""
    return JSONResponse(complete(request.query_params.get("prefix", ""), _MOST_SUGGESTIONS))


def _faults(check: Callable[[], object]) -> tuple[Fault, ...]:
    try:
        check()
    except InputError as error:
        return error.faults
    return ()
