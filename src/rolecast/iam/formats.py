"""The ARN formats of the service reference, and which of them a Resource can match.

Decisions match a Resource as one pattern over the whole ARN. Here the six parts are compared separately, since a
pattern whose `*` would have to match a colon between two parts matches no existing resource.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import patterns, services
from rolecast.iam.services import Service
from rolecast.iam.variables import PLACE, WILD

_HEAD = re.compile(r"[^*?$]*")
_NEAR = 3
# AWS owns some of their resources, which have no account although the reference's format has one.
_WITH_SHARED = frozenset({"ec2", "elasticbeanstalk", "imagebuilder", "resource-explorer-2", "sagemaker", "ssm"})


class ArnFormat(NamedTuple):
    """An ARN format of a resource type.

    In `region`, `account` and `resource`, a `${Name}` matches one or more characters (without a slash if it is in
    `slashless`), and `*` any number. `head` is the part of `resource` before the first of them.
    """

    type: str
    service: str
    region: str
    account: str
    resource: str
    head: str
    slashless: frozenset[str] = frozenset()


def read(arn: str, type: str, slashless: frozenset[str] = frozenset()) -> ArnFormat | None:
    """The format in a text of the service reference; None if it lacks parts of an ARN."""
    if arn.count(":") < 5:
        return None
    _, _, service, region, account, resource = arn.split(":", 5)
    return ArnFormat(type, service, region, account, resource, _head(resource), slashless)


@lru_cache(maxsize=512)
def known(prefix: str) -> tuple[ArnFormat, ...]:
    """The ARN formats of all resource types of a known service."""
    service = _service(prefix)
    found = (
        read(arn, kind.name.lower(), service.slashless) for kind in service.resource_types.values() for arn in kind.arns
    )
    return tuple(form for form in found if form is not None)


def is_service(prefix: str) -> bool:
    """Whether `prefix` is a service with known resource types."""
    return prefix in services.prefixes() and bool(_service(prefix).resource_types)


def is_everything(resource: str) -> bool:
    """Whether a Resource matches every resource, including the `*` of actions without resource types."""
    return resource == "*" or (resource != "" and not resource.strip("*"))


def is_any(resource: str, service: str, form: str) -> bool:
    """Whether a Resource matches every resource of a service whose ARN ends in `form`, such as `role/${Name}`."""
    if is_everything(resource):
        return True
    given = parts(resource)
    # Nobody uses this name: a pattern that matches it matches every name.
    probe = PLACE.sub("rolecast.any.name", form)
    return _fits(given[2], service) and patterns.matches(patterns.pattern(given[5]), probe)


def parts(resource: str) -> list[str]:
    """The six parts of a Resource that is an ARN, with `*` for missing parts and policy variables."""
    given = (PLACE.sub("*", resource) if "${" in resource else resource).split(":", 5)
    return given + ["*"] * (6 - len(given))


@lru_cache(maxsize=16_384)
def types(prefix: str, resource: str) -> frozenset[str]:
    """The resource types of a known service that a Resource can match, by name in lower case."""
    if is_everything(resource):
        return frozenset(_service(prefix).resource_types)
    _, _, owner, region, account, rest = parts(resource)
    return frozenset(
        form.type
        for form in met(prefix, rest)
        if _fits(owner, form.service)
        and _fits(region, form.region)
        and (_fits(account, form.account) or account == "")  # resources of AWS have no account, or `aws`
    )


@lru_cache(maxsize=1_024)  # several rules ask about the same resource
def met(prefix: str, rest: str) -> tuple[ArnFormat, ...]:
    """The formats of a known service that can match the last part of an ARN, according to `meets`."""
    return tuple([form for form in _near(prefix, _head(rest)[:_NEAR]) if meets(rest, form)])


def has_account(forms: Sequence[ArnFormat]) -> bool:
    """Whether all resources of the formats have an account, including those that AWS owns."""
    return all(form.account and form.service not in _WITH_SHARED for form in forms)


def meets(rest: str, form: ArnFormat) -> bool:
    """Whether the last part of an ARN of the format can match `rest`, in which `*` and `?` are wildcards."""
    return _meets(rest, form.resource, form.head, form.slashless)


def _meets(pattern: str, form: str, known: str, slashless: frozenset[str]) -> bool:
    answer = _meets_by_beginning(pattern, form, known, slashless)
    return _meets_by_symbols(pattern, form, slashless) if answer is None else answer


def _meets_by_beginning(pattern: str, form: str, known: str, slashless: frozenset[str]) -> bool | None:
    """Whether the pattern meets the format, if the parts before wildcards and variables decide it; None otherwise."""
    first = _head(pattern)
    if not first.startswith(known) and not known.startswith(first):
        return False
    if pattern == f"{first}*" and known.startswith(first):
        return True
    if not first.startswith(known) or not form.startswith("$", len(known)):
        return None
    # The rest of the pattern must match a variable and the text after it.
    end = form.index("}", len(known)) + 1
    left, known_of_left, after = pattern[len(known) :], len(first) - len(known), form[end:]
    slash = left.find("/")
    if form[len(known) + 2 : end - 1] not in slashless or slash < 0:
        if not after or left[known_of_left:] == "*":
            return left != ""
        return False if known_of_left == len(left) and slash < 0 and "/" in after else None
    if slash >= known_of_left or not after.startswith("/"):
        return False if slash < known_of_left and not after else None
    # The variable ends at the first slash.
    return slash > 0 and _meets(left[slash + 1 :], after[1:], _head(after[1:]), slashless)


def _meets_by_symbols(pattern: str, form: str, slashless: frozenset[str]) -> bool:
    symbols = _symbols(pattern)
    state = _after_stars(1, symbols)
    position = 0
    for found in WILD.finditer(form):
        state = _after_text(state, form[position : found.start()], symbols)
        if found[1] is None:
            state |= _after_any(state, symbols, with_slash=True)
        else:
            state = _after_any(state, symbols, with_slash=found[1] not in slashless)
        if not state:
            return False
        position = found.end()
    return bool(_after_text(state, form[position:], symbols) & symbols.end)


@lru_cache(maxsize=8_192)
def _near(prefix: str, first: str) -> tuple[ArnFormat, ...]:
    """The formats that can begin with the characters `first`, which rules out most of them."""
    return tuple(form for form in known(prefix) if form.head.startswith(first) or first.startswith(form.head[:_NEAR]))


def _fits(part: str, form: str) -> bool:
    """Whether a service, region or account of a Resource can be that of the format."""
    if part in (form, "*"):
        return True
    if form.startswith("${") and form.endswith("}") and form.count("$") == 1:
        return part != ""
    if "*" in part or "?" in part or "$" in form or "*" in form:
        return _meets(part, form, _head(form), frozenset())
    return False


def _service(prefix: str) -> Service:
    service = services.service(prefix)
    assert service is not None, prefix
    return service


@lru_cache(maxsize=16_384)
def _head(text: str) -> str:
    """The part before the first wildcard or variable."""
    found = _HEAD.match(text)
    return found[0] if found else ""


class _Symbols(NamedTuple):
    """A pattern as sets of positions, each a bit. A state is the set of positions reached."""

    literals: dict[str, int]
    ones: int
    stars: int
    end: int


@lru_cache(maxsize=4_096)
def _symbols(pattern: str) -> _Symbols:
    literals: dict[str, int] = {}
    ones = stars = 0
    collapsed = WILD.sub("*", pattern)
    bit = 1
    for character in collapsed:
        if character == "*":
            stars |= bit
        elif character == "?":
            ones |= bit
        else:
            literals[character] = literals.get(character, 0) | bit
        bit <<= 1
    return _Symbols(literals, ones, stars, bit)


def _after_stars(state: int, symbols: _Symbols) -> int:
    # There are no consecutive stars.
    return state | (state & symbols.stars) << 1


def _after_text(state: int, text: str, symbols: _Symbols) -> int:
    literals, ones, stars, _ = symbols
    for character in text:
        state = (state & (literals.get(character, 0) | ones)) << 1 | state & stars
        state |= (state & stars) << 1
        if not state:
            break
    return state


def _after_any(state: int, symbols: _Symbols, *, with_slash: bool) -> int:
    """The positions after one or more arbitrary characters."""
    literals, _, stars, end = symbols
    steps = (end - 1) & ~stars
    if not with_slash:
        steps &= ~literals.get("/", 0)
    reached = 0
    while state:
        state = (state & steps) << 1 | state & stars
        state = (state | (state & stars) << 1) & ~reached
        reached |= state
    return reached
