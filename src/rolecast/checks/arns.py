"""Which resources a Resource can match: its pattern held against the ARN formats of the service reference.

A decision matches a pattern as one over the whole ARN. Here the six parts are compared one by one, since a
pattern whose `*` would have to run over a colon into the next part matches no resource that there is.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rolecast.checks import globs
from rolecast.iam import patterns, services
from rolecast.iam.services import Service

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_NEAR = 3


class Format(NamedTuple):
    """An ARN format of a resource type. `region`, `account` and `resource` keep their `${Names}`.

    `head` is what stands before the first of them in `resource`.
    """

    type: str
    service: str
    region: str
    account: str
    resource: str
    head: str


def is_everything(resource: str) -> bool:
    """Whether a Resource matches every resource, and so the `*` of an action that has none."""
    return resource == "*" or (resource != "" and not resource.strip("*"))


def is_any(resource: str, service: str, form: str) -> bool:
    """Whether a Resource matches every resource of a service whose ARN ends in `form`, such as `role/${Name}`."""
    if is_everything(resource):
        return True
    given = parts(resource)
    # Nothing is called so: a pattern that matches it matches every name.
    probe = _VARIABLE.sub("rolecast.any.name", form)
    return _fits(given[2], service) and patterns.matches(patterns.pattern(given[5]), probe)


def parts(resource: str) -> list[str]:
    """The six parts of a Resource that is an ARN; those that it lacks are `*`."""
    given = (_VARIABLE.sub("*", resource) if "${" in resource else resource).split(":", 5)
    return given + ["*"] * (6 - len(given))


@lru_cache(maxsize=16_384)
def types(prefix: str, resource: str) -> frozenset[str]:
    """The names, in lower case, of a known service's resource types that a Resource can match."""
    service = _service(prefix)
    if is_everything(resource):
        return frozenset(service.resource_types)
    _, _, owner, region, account, rest = parts(resource)
    head = globs.head(rest)
    return frozenset(
        known.type
        for known in _near(prefix, head[:_NEAR])
        if (head.startswith(known.head) or known.head.startswith(head))
        and _fits(owner, known.service)
        and _fits(region, known.region)
        and (_fits(account, known.account) or account == "")  # what AWS owns has no account, or `aws`
        and globs.overlaps(rest, known.resource, service.slashless)
    )


@lru_cache(maxsize=512)
def formats(prefix: str) -> tuple[Format, ...]:
    """The ARN formats of all resource types of a known service."""
    found = []
    for kind in _service(prefix).resource_types.values():
        for arn in kind.arns:
            if arn.count(":") >= 5:
                _, _, service, region, account, resource = arn.split(":", 5)
                found.append(Format(kind.name.lower(), service, region, account, resource, globs.head(resource)))
    return tuple(found)


@lru_cache(maxsize=8_192)
def _near(prefix: str, first: str) -> tuple[Format, ...]:
    """The formats that can begin with the characters `first`: most are ruled out by that."""
    return tuple(
        known for known in formats(prefix) if known.head.startswith(first) or first.startswith(known.head[:_NEAR])
    )


def _fits(part: str, form: str) -> bool:
    """Whether a service, region or account of a Resource can be one of the format."""
    if part in (form, "*"):
        return True
    if form.startswith("${") and form.endswith("}") and form.count("$") == 1:
        return part != ""
    if "*" in part or "?" in part or "$" in form or "*" in form:
        return globs.overlaps(part, form)
    return False


def is_service(prefix: str) -> bool:
    """Whether `prefix` is a service of which resource types are known."""
    return prefix in services.prefixes() and bool(_service(prefix).resource_types)


def _service(prefix: str) -> Service:
    service = services.service(prefix)
    assert service is not None, prefix
    return service
