"""Answers to questions about roles: the functions `can` and `test`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rolecast.access.inquiry import Response, context_of, inquire
from rolecast.access.questions import Context
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.role import refuse_variables
from rolecast.rolefile.load import RoleFile
from rolecast.sources.contents import SourceKind
from rolecast.workflows.choosing import choose
from rolecast.workflows.given import Text
from rolecast.workflows.inputs import Given

if TYPE_CHECKING:
    from rolecast.workflows.expectations import Outcome


def can(
    given: Given,
    action: str,
    resource: str | None = None,
    *,
    role: str | None = None,
    context: Mapping[str, str | Sequence[str]] | None = None,
    absent: Iterable[str] = (),
    source: SourceKind | str | None = None,
) -> Response:
    """Whether a role may do an action, and why. The library form of `rolecast can`.

    `resource` is an ARN, or `*`; without one, the response lists the resource patterns on which the role may do the
    action. `role` selects one of several roles by key, name or ARN. `context` maps condition keys to their values;
    `absent` lists keys that are certainly not in the request.

    Raises InputError if the source cannot be read, or if the role, action, resource or condition key does not exist,
    and UnresolvedError if the role's account, region or variables are not known.
    """
    chosen = choose(given, role, SourceKind(source) if source else None)
    return inquire(chosen.role, action, resource, context_from(context, absent))


def test(given: Text | RoleFile) -> list[Outcome]:
    """The outcome of each expectation (`expect:`) in a role file. The library form of `rolecast test`.

    Raises InputError if the file is invalid or has no expectations, or if an expectation names an action, resource or
    condition key that does not exist, and UnresolvedError if a role's account, region or variables are not known.
    """
    from rolecast.composition.compose import compose  # not needed for `can`
    from rolecast.workflows.building import load
    from rolecast.workflows.expectations import impossible, outcomes

    rolefile = load(given)
    roles = compose(rolefile)
    refuse_variables(roles.values())
    faults = Faults()
    for key, request in rolefile.roles.items():
        faults.extend(impossible(request, roles[key].environment))
    faults.raise_any()
    found = [each for key, request in rolefile.roles.items() for each in outcomes(request, roles[key])]
    if not found:
        raise InputError([Fault(None, f"{rolefile.source} has no expectations", "add `expect:` to a role")])
    return found


def context_from(given: Mapping[str, str | Sequence[str]] | None, absent: Iterable[str]) -> Context:
    """The context of a request, from the values of condition keys and the keys that are absent."""
    values = {key: (each,) if isinstance(each, str) else each for key, each in (given or {}).items()}
    return context_of([(key, value) for key, listed in values.items() for value in listed], absent)
