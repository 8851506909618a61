"""Splits a statement's actions by what a narrowing requires of them, according to the service reference.

Named actions are kept as written. A wildcard is expanded if its actions are treated differently, and so is the part of
an Allow with NotAction that a narrowing concerns. A portion never contains actions that the statement does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rolecast.catalogue.overlays import Statement, as_list
from rolecast.iam import algebra, patterns

if TYPE_CHECKING:
    from rolecast.iam.services import Action, Service

_Kind = TypeVar("_Kind")

Asked = tuple[Mapping[str, Any], ...]
"""Alternative conditions: a request must meet any one. Empty if nothing is required."""


class Portion(NamedTuple):
    """The Action or NotAction of a part of a statement, and the conditions required of it."""

    element: str
    texts: list[str]
    asked: Asked


class PortionScope(NamedTuple):
    """What a narrowing requires: `of` single actions of the services in `prefixes`, and `elsewhere` of all others."""

    prefixes: tuple[str, ...]
    of: Callable[[Service, Action], Asked]
    elsewhere: Asked = ()


class UnreadableError(Exception):
    """The actions of a statement are written in a way that cannot be split. The message says which."""


def portions(statement: Statement, scope: PortionScope) -> list[Portion]:
    """The parts of the statement, which together have all of its known actions. Raises UnreadableError."""
    if "NotAction" in statement:
        return _of_everything(as_list(statement["NotAction"]), scope)
    written = as_list(statement["Action"])
    if any(text in ("*", "*:*") for text in written):
        return _of_everything([], scope)
    found: dict[str, _Texts] = {}
    for text in written:
        for known, asked in _of_text(text, _matches_star(statement), scope):
            found.setdefault(repr(asked), _Texts(asked, {})).texts[known] = None
    return [Portion("Action", list(group.texts), group.asked) for group in found.values()]


class _Texts(NamedTuple):
    asked: Asked
    texts: dict[str, None]


def _of_text(text: str, matches_star: bool, scope: PortionScope) -> Iterator[tuple[str, Asked]]:
    """An Action of the statement: unchanged, or split into texts for its parts."""
    prefix, _, name = text.partition(":")
    if "*" in prefix or "?" in prefix:
        raise UnreadableError(f"the wildcard in the service of `{text}`")
    if prefix.lower() not in scope.prefixes:
        yield text, scope.elsewhere
        return
    known = _service(prefix)
    if known is None:
        yield text, ()
        return
    glob = patterns.pattern(name.lower())
    meant = _matching_actions(known, glob)
    # An action without resource types is allowed only on the resource `*`.
    usable = [action for action in meant if matches_star or action.resources]
    asked = {action.name: scope.of(known, action) for action in usable}
    distinct = list({repr(each): each for each in asked.values()}.values())
    if len(distinct) <= 1:
        yield text, distinct[0] if distinct else ()
        return
    yield from written_out(known, asked, lambda wide: algebra.covers(glob, wide))


def _matching_actions(known: Service, glob: patterns.Pattern) -> list[Action]:
    if isinstance(glob, patterns.Glob) and glob.last is None:
        return [known.actions[glob.first]] if glob.first in known.actions else []
    return [action for folded, action in known.actions.items() if patterns.matches(glob, folded)]


def _of_everything(excluded: list[str], scope: PortionScope) -> list[Portion]:
    """The parts of all actions except the excluded ones."""
    left_out = [algebra.action(text) for text in excluded]
    groups: dict[str, _Texts] = {}
    for prefix in scope.prefixes:
        known = _service(prefix)
        if known is None:
            continue
        asked = {
            action.name: scope.of(known, action)
            for folded, action in known.actions.items()
            if not any(patterns.matches(each, f"{prefix}:{folded}") for each in left_out)
        }

        def is_free(wide: patterns.Pattern, prefix: str = prefix) -> bool:
            whole = algebra.action(f"{prefix}:{_text(wide)}")
            return not any(algebra.meets(each, whole) for each in left_out)

        for text, each in written_out(known, asked, is_free):
            groups.setdefault(repr(each), _Texts(each, {})).texts[text] = None
    apart = [f"{prefix}:*" for prefix in scope.prefixes]
    rest = Portion("NotAction", list(dict.fromkeys((*excluded, *apart))), scope.elsewhere)
    return [*(Portion("Action", list(group.texts), group.asked) for group in groups.values()), rest]


def written_out(
    known: Service, asked: Mapping[str, _Kind], may_have: Callable[[patterns.Pattern], bool]
) -> Iterator[tuple[str, _Kind]]:
    """Few texts for the actions: `CreateModel*` if all actions of the service with this prefix have the same value."""
    yield from _branches(known, _names(known.prefix), asked, may_have)


def _branches(
    known: Service,
    names: list[tuple[str, ...]],
    asked: Mapping[str, _Kind],
    may_have: Callable[[patterns.Pattern], bool],
    depth: int = 0,
) -> Iterator[tuple[str, _Kind]]:
    """The texts for actions whose first `depth` words are the same."""
    whole = ["".join(words) for words in names]
    here = {repr(asked[name]) if name in asked else None for name in whole}
    if here == {None}:
        return
    start = "".join(names[0][:depth])
    is_one = len(here) == 1 and len(names) > 1 and _begin_so(known.prefix, start.lower()) == len(names)
    if is_one and may_have(patterns.pattern(f"{start}*".lower())):
        yield f"{known.prefix}:{start}*", asked[whole[0]]
        return
    if len(names) == 1:
        yield f"{known.prefix}:{whole[0]}", asked[whole[0]]
        return
    branches: dict[str, list[tuple[str, ...]]] = {}
    for words in names:
        branches.setdefault(words[depth] if len(words) > depth else "", []).append(words)
    for branch in branches.values():
        yield from _branches(known, branch, asked, may_have, depth + 1)


def _service(prefix: str) -> Service | None:
    from rolecast.iam import services  # rarely needed

    return services.service(prefix)


@cache
def _names(prefix: str) -> list[tuple[str, ...]]:
    """The names of a service's actions as words, sorted."""
    known = _service(prefix)
    return sorted(_words(action.name) for action in known.actions.values()) if known else []


@cache
def _begin_so(prefix: str, start: str) -> int:
    """The number of a service's actions that begin with a text, such as `ListPipelines` with `ListPipeline`."""
    known = _service(prefix)
    return sum(folded.startswith(start) for folded in known.actions) if known else 0


def _words(name: str) -> tuple[str, ...]:
    """`CreateModelCard` as Create, Model, Card."""
    starts = [0, *(at for at in range(1, len(name)) if name[at].isupper() and not name[at - 1].isupper())]
    return tuple(name[start:end] for start, end in zip(starts, [*starts[1:], len(name)], strict=True))


def _text(pattern: patterns.Pattern) -> str:
    return algebra.symbols(pattern).replace(algebra.ANY, "*").replace(algebra.ONE, "?")


def _matches_star(statement: Statement) -> bool:
    """Whether the statement can match requests without a resource."""
    if "NotResource" in statement:
        return True
    return any(_is_everything(text) for text in as_list(statement.get("Resource", "*")))


def _is_everything(text: str) -> bool:
    # A parameter's value may be any text, even `*`.
    return not text.strip("*") or text.startswith("{{") or patterns.whole_service(patterns.completed(text)) is not None
