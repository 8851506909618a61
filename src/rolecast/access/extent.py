"""The resources on which a role may do an action, by the patterns in its policies.

Each pattern is tried with resources with made-up names, to which Denies, the boundary and conditions apply as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rolecast.access import validity
from rolecast.access.questions import Asker, Context, Reply
from rolecast.iam import algebra, patterns
from rolecast.iam.decision import Answer
from rolecast.iam.patterns import Pattern
from rolecast.iam.policies import Layer
from rolecast.iam.statements import Effect
from rolecast.iam.traces import Trace
from rolecast.iam.variables import WILD
from rolecast.role import Environment

# A name that nobody uses: a statement that matches it matches every name.
_PROBE = "rolecast-probe"
_FILLINGS = (_PROBE, f"{_PROBE}/{_PROBE}", f"{_PROBE}/{_PROBE}/{_PROBE}", f"{_PROBE}:{_PROBE}")
_BEST_FIRST = (Answer.ALLOW, Answer.UNKNOWN, Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY)


class Extent(NamedTuple):
    """A resource pattern, and whether the role may do the action on it.

    `exceptions` are patterns within it that Denies name. `reply` is for a resource with a made-up name.
    """

    pattern: str
    reply: Reply
    exceptions: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        return self.reply.answer is Answer.ALLOW

    @property
    def described(self) -> str:
        """The pattern, its exceptions, and what an unknown answer depends on, on one line."""
        exceptions = f", but not on {', '.join(self.exceptions)}" if self.exceptions else ""
        reply = self.reply
        unknown = "" if self.is_certain else ", ".join(reply.needed or reply.open_texts or reply.decision.unavailable)
        return f"{self.pattern}{exceptions}{f', depending on {unknown}' if unknown else ''}"

    @property
    def is_possible(self) -> bool:
        return self.reply.answer in (Answer.ALLOW, Answer.UNKNOWN)


def extents(asker: Asker, action: str, context: Context) -> list[Extent]:
    """The results for the patterns that the policies name, best answer first.

    Omits patterns that others with the same answer cover, and patterns of resources that the action does not apply to.
    """
    traces = asker.ask(action, "*", context).traces
    given = [text for each in traces if each.ref.effect is Effect.ALLOW for text in _named(each) if _is_own(each)]
    wide = list(map(_completed, given))
    # The parts of a pattern that remain if the boundary or a Deny removes most of it.
    left = [text for each in traces if not _is_own(each) or each.ref.effect is Effect.DENY for text in _named(each)]
    within = [text for text in left if any(algebra.covers(each, _completed(text)) for each in wide)]
    tried = [_try(asker, action, text, context, traces) for text in dict.fromkeys((*given, *within))]
    found = sorted((each for each in tried if each), key=lambda each: _BEST_FIRST.index(each.reply.answer))
    return [each for number, each in enumerate(found) if not _is_covered(each, number, found)]


def example(asker: Asker, action: str) -> str | None:
    """A resource with a made-up name that the action applies to; None if its resource types are unknown."""
    return next(iter(validity.examples(action, asker.role.environment, _PROBE)), None)


def _is_own(found: Trace) -> bool:
    return found.ref.layer is Layer.IDENTITY


def _named(found: Trace) -> tuple[str, ...]:
    """The patterns that an Allow names or a Deny exempts."""
    statement = found.statement
    if statement.effect is Effect.DENY:
        return statement.not_resources or ()
    return ("*",) if statement.resources is None else statement.resources


def _completed(text: str) -> Pattern:
    return patterns.pattern(patterns.completed(text))


def _try(asker: Asker, action: str, pattern: str, context: Context, traces: tuple[Trace, ...]) -> Extent | None:
    """The result for resources of the pattern; None if the action does not apply to any."""
    environment = asker.role.environment
    replies = [asker.ask(action, resource, context) for resource in probes(asker, pattern, action, context)]
    if not replies:
        return None
    best = min(replies, key=lambda reply: _BEST_FIRST.index(reply.answer))
    return Extent(pattern, best, tuple(_exceptions(pattern, best.request.resource, traces, environment)))


def probes(asker: Asker, pattern: str, action: str, context: Context) -> Iterator[str]:
    """Resources with made-up names that match a pattern and that the action applies to."""
    environment, pattern = asker.role.environment, asker.filled(pattern, context)
    whole = patterns.pattern(WILD.sub("*", patterns.completed(pattern)))
    for resource in validity.examples(action, environment, _PROBE):
        if patterns.matches(whole, resource):
            yield resource
    if pattern == "*" and validity.examples(action, environment, _PROBE):
        return
    for filling in _FILLINGS:
        resource = _filled(pattern, filling, environment)
        if validity.fits(action, resource):
            yield resource


def _filled(pattern: str, filling: str, environment: Environment) -> str:
    partition = environment.partition
    parts = patterns.completed(pattern).split(":", 5)
    known = ("arn", partition.id if partition else "aws", None, environment.region, environment.account)
    for number, value in enumerate(known):
        if value and number < len(parts) and patterns.matches(patterns.pattern(parts[number]), value):
            parts[number] = value
    return ":".join(WILD.sub(filling, part).replace("?", "x") for part in parts)


def _exceptions(pattern: str, resource: str, traces: Iterable[Trace], environment: Environment) -> Iterator[str]:
    """The patterns of Denies that are within a pattern and do not match the tried resource."""
    whole = patterns.pattern(WILD.sub("*", patterns.completed(pattern)))
    for each in traces:
        if each.ref.effect is not Effect.DENY:
            continue
        for text in each.statement.resources or ():
            glob = _completed(text)
            if patterns.matches(whole, _filled(text, _PROBE, environment)) and not patterns.matches(glob, resource):
                yield text


def _is_covered(extent: Extent, number: int, found: list[Extent]) -> bool:
    """Whether another pattern with the same answer and without exceptions covers it."""
    if "${" in extent.pattern:
        return False
    narrow = _completed(extent.pattern)
    for other_number, other in enumerate(found):
        if other_number == number or "${" in other.pattern or other.exceptions:
            continue
        wide = _completed(other.pattern)
        if other.reply.answer is not extent.reply.answer or not algebra.covers(wide, narrow):
            continue
        if other_number < number or not algebra.covers(narrow, wide):
            return True
    return False
