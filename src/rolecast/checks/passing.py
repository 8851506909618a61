"""The roles that may be passed to services, by `iam:PassRole`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks.statements import CheckedStatement
from rolecast.checks.subjects import TOGETHER, Subject
from rolecast.iam import formats, patterns
from rolecast.iam.statements import Texts

PASS_ROLE = "iam:passrole"  # noqa: S105  # no password
_SERVICE_KEY = "iam:passedtoservice"
_ANY_ROLE = "role/${Name}"


class Passing(NamedTuple):
    """An Allow of iam:PassRole, restricted by Denies.

    `open_resources` are the entries of Resource that match any role; `by_exception`: its NotResource allows all roles
    except some. `services` are patterns of the services that the roles may be passed to; None for any.
    """

    checked: CheckedStatement
    open_resources: Texts
    by_exception: bool
    services: Texts | None

    @property
    def is_of_any_role(self) -> bool:
        return bool(self.open_resources) or self.by_exception

    def may_reach(self, service: str) -> bool:
        """Whether roles may be passed to a service principal such as `sagemaker.amazonaws.com`."""
        return self.services is None or any(patterns.matches(patterns.pattern(each), service) for each in self.services)


@lru_cache(maxsize=TOGETHER)
def passings(subject: Subject) -> tuple[Passing, ...]:
    """The statements of all policies that allow passing roles."""
    return tuple(_passings(subject)) if subject.touches("iam") else ()


def _passings(subject: Subject) -> Iterator[Passing]:
    grants = subject.grants
    denies = grants.denying(PASS_ROLE)
    narrowed = any(narrows_roles(deny) for deny in denies)
    barred = [services for deny in denies if (services := _barred_services(deny)) is not None]
    for checked in grants.allowing(PASS_ROLE):
        resources = checked.statement.resources or ()
        open_ones = () if narrowed else tuple(filter(is_any_role, resources))
        by_exception = checked.statement.not_resources is not None and not narrowed
        services = _services(checked)
        if services is None and barred:
            services = barred[0]
        yield Passing(checked, open_ones, by_exception, services)


def is_any_role(resource: str) -> bool:
    """Whether a Resource matches roles of any name."""
    return formats.is_any(resource, "iam", _ANY_ROLE)


def _services(checked: CheckedStatement) -> Texts | None:
    """The services to which an Allow's conditions limit it; None if they do not."""
    for condition in checked.conditions:
        names_services = not condition.operator.negated and not condition.is_null
        if condition.key == _SERVICE_KEY and condition.needs_key and names_services:
            values = condition.written.values
            return None if any(map(formats.is_everything, values)) else values
    return None


def _barred_services(deny: CheckedStatement) -> Texts | None:
    """The services that a Deny of iam:PassRole exempts, if it applies to all roles and all other services."""
    if len(deny.conditions) != 1 or not any(map(is_any_role, deny.statement.resources or ())):
        return None
    condition = deny.conditions[0]
    is_about_service = condition.key == _SERVICE_KEY and condition.operator.quantifier is None
    return condition.written.values if is_about_service and condition.operator.negated else None


def narrows_roles(deny: CheckedStatement) -> bool:
    """Whether a Deny applies to all roles except those in its NotResource."""
    spared = deny.statement.not_resources
    return spared is not None and not deny.statement.conditions and not any(map(is_any_role, spared))
