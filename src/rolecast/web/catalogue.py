"""The pages of the catalogue: all activities, one activity with all its variants, and all personas."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from rolecast.catalogue.activity import PLAIN, Activity, Correction, ExampleRequest, Overlay, Variant
from rolecast.catalogue.groups import TITLES, grouped
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.showing import (
    Line,
    differences,
    folded,
    json_lines,
    merge,
    shown,
    shown_statements,
)
from rolecast.iam import managed
from rolecast.iam.templates import DocumentTemplate
from rolecast.reading.faults import nearest
from rolecast.reading.languages import Language
from rolecast.web.languages import PageTexts, language_of
from rolecast.web.pages import Pages, environment

_FLAGS = {Overlay.VPC: "--vpc", Overlay.KMS: "--kms", Overlay.DOMAIN_SETUP: "--flow domain-setup"}


class PolicyPart(NamedTuple):
    """A policy, with the numbers of the first and last statement in it."""

    name: str
    first: int
    last: int


class DisplayedForm(NamedTuple):
    """A variant of an activity's policy, or policies if one cannot hold the statements."""

    id: str
    policies: Sequence[PolicyPart]
    blocks: Sequence[tuple[Line, ...] | None]
    """The document in blocks, compared with the plain variant. None is a row that only other variants have."""
    command: str


class Toggle(NamedTuple):
    """A link that shows or hides a variant. Its address is None if it would hide the only one."""

    id: str
    is_shown: bool
    address: str | None


class Trial(NamedTuple):
    """A request that is decided wrongly without a correction."""

    action: str
    resource: str
    context: Sequence[tuple[str, str]]
    forms: tuple[str, ...]
    is_allowed: bool
    """Whether it is allowed with the correction."""


class KnownFault(NamedTuple):
    """A known fault and its correction.

    `changes` are, for groups of variants, the changed lines of their statements.
    """

    correction: Correction
    trials: Sequence[Trial]
    changes: Sequence[tuple[tuple[str, ...], tuple[tuple[Line, ...], ...]]]


class CataloguePages:
    """The pages for the draft's catalogue: the shipped one, extended by the team's own."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    @property
    def _catalogue(self) -> Catalogue:
        return self._pages.workspace.draft.catalogue

    async def activities(self, request: HttpRequest) -> Response:
        """`/activities`: all activities."""
        content = _content("catalogue/activities_list.html", self._catalogue, language_of(request))
        return self._pages.render(request, "catalogue/activities.html", content=content)

    async def personas(self, request: HttpRequest) -> Response:
        """`/personas`: all personas and the activities that they preselect."""
        content = _content("catalogue/personas_matrix.html", self._catalogue, language_of(request))
        return self._pages.render(request, "catalogue/personas.html", content=content)

    async def activity(self, request: HttpRequest) -> Response:
        """`/activities/{id}`: one activity, with all variants or those of `?variants=plain,vpc`."""
        name, catalogue = request.path_params["id"], self._catalogue
        if name not in catalogue.activity_ids:
            near = nearest(name, catalogue.activity_ids)
            meant = catalogue.activity(near) if near else None
            return self._pages.render(request, "catalogue/unknown.html", 404, name=name, meant=meant)
        activity = catalogue.activity(name)
        wanted = chosen(activity, request.query_params.get("variants", ""))
        return self._pages.render(
            request,
            "catalogue/activity.html",
            activity=activity,
            catalogue=catalogue,
            managed=managed.find(activity.managed) if activity.managed else None,
            forms=forms(activity, wanted, catalogue),
            toggles=toggles(activity, wanted),
            known=[_known(activity, each) for each in activity.corrections.values()],
        )


@lru_cache(maxsize=8)
def _content(template: str, catalogue: Catalogue, language: Language) -> Markup:
    """A page's content for a whole catalogue. Cached, because it is large and changes only with the catalogue."""
    activities = catalogue.activities()
    text = (
        environment()
        .get_template(template)
        .render(
            t=PageTexts.of(language),
            language=language,
            activities=activities,
            groups=grouped(activities),
            titles=TITLES,
            overlays=[*Overlay],
            personas=catalogue.personas(),
        )
    )
    return Markup(text)  # noqa: S704  # the environment has escaped it


def chosen(activity: Activity, text: str) -> tuple[Variant, ...]:
    """The variants that an address names, in their usual order; all if it names no valid one."""
    names = text.split(",")
    every = _variants(activity)
    return tuple(each for each in every if _id(each) in names) or every


def toggles(activity: Activity, wanted: Sequence[Variant]) -> list[Toggle]:
    """A link for each of the activity's variants."""
    return [_toggle(activity, each, wanted) for each in _variants(activity)]


def forms(activity: Activity, wanted: Sequence[Variant], catalogue: Catalogue) -> list[DisplayedForm]:
    """The variants side by side, with corresponding statements in one row."""
    if activity.managed:
        document = managed.document(activity.managed)
        assert document is not None, activity.managed  # the catalogue's names are tested
        policy = PolicyPart(activity.managed, 1, len(document.statements))
        lines = tuple(Line(" ", text) for text in json_lines(document.json))
        return [DisplayedForm(PLAIN, (policy,), (lines,), _command(activity, (), catalogue))]
    plain = shown_statements(activity, ())
    compared = {each: differences(plain, shown_statements(activity, each)) for each in wanted}
    rows = reduce(merge, compared.values(), list[str]())
    return [
        DisplayedForm(_id(each), _policies(activity, each), _blocks(lines, rows), _command(activity, each, catalogue))
        for each, lines in compared.items()
    ]


def _policies(activity: Activity, each: Variant) -> list[PolicyPart]:
    parts: list[PolicyPart] = []
    for name, document in activity.documents(each).items():
        before = parts[-1].last if parts else 0
        parts.append(PolicyPart(name, before + 1, before + DocumentTemplate(document).length))
    return parts


def _variants(activity: Activity) -> tuple[Variant, ...]:
    """The activity's variants, those of the console's Role Manager first."""
    return tuple(sorted(activity.variants, key=lambda each: Overlay.DOMAIN_SETUP in each))


def _id(each: Variant) -> str:
    return "+".join(each) or PLAIN


def _toggle(activity: Activity, each: Variant, wanted: Sequence[Variant]) -> Toggle:
    is_shown = each in wanted
    left = [other for other in _variants(activity) if (other in wanted) != (other == each)]
    query = urlencode({"variants": ",".join(map(_id, left))}, safe=",")
    path = f"/activities/{activity.id}"
    address = path if len(left) == len(activity.variants) else f"{path}?{query}" if left else None
    return Toggle(_id(each), is_shown, address)


def _blocks(lines: Mapping[str, tuple[Line, ...]], rows: Sequence[str]) -> list[tuple[Line, ...] | None]:
    """The document's lines: the head, a block for each row, and the end."""
    last = [name for name, block in lines.items() if any(line.symbol != "-" for line in block)][-1]
    blocks: list[tuple[Line, ...] | None] = []
    for name, block in lines.items():
        blocks += [None] * (rows.index(name) - len(blocks))
        blocks.append(_inside(block, is_last=name == last))
    blocks += [None] * (len(rows) - len(blocks))
    head, tail = ("{", '  "Version": "2012-10-17",', '  "Statement": ['), ("  ]", "}")
    return [tuple(Line(" ", text) for text in head), *blocks, tuple(Line(" ", text) for text in tail)]


def _inside(block: Iterable[Line], *, is_last: bool) -> tuple[Line, ...]:
    """The lines of a statement, as an item of a list."""
    *lines, end = (Line(line.symbol, f"    {line.text}") for line in block)
    return (*lines, end if is_last else Line(end.symbol, f"{end.text},"))


def _command(activity: Activity, each: Variant, catalogue: Catalogue) -> str:
    """The command that shows the same document."""
    words = ["rolecast", "show", activity.id]
    if catalogue.base is not None:
        words += ["--catalogue", str(catalogue.folder)]
    return " ".join([shlex.join(words), *(_FLAGS[overlay] for overlay in each), "--format json"])


def _known(activity: Activity, correction: Correction) -> KnownFault:
    trials = [_trial(each, True) for each in correction.must_allow]
    trials += [_trial(each, False) for each in correction.must_not_allow]
    by_change: defaultdict[tuple[tuple[Line, ...], ...], list[str]] = defaultdict(list)
    for each in _variants(activity):
        before, after = (shown_statements(activity, each, names) for names in ((), (correction.name,)))
        changed = [
            folded(lines) for lines in differences(before, after).values() if any(line.symbol != " " for line in lines)
        ]
        if changed:
            by_change[tuple(changed)].append(_id(each))
    return KnownFault(correction, trials, [(tuple(ids), change) for change, ids in by_change.items()])


def _trial(request: ExampleRequest, is_allowed: bool) -> Trial:
    context = [(key, _text(shown(value))) for key, value in request.context.items()]
    return Trial(request.action, shown(request.resource), context, tuple(map(_id, request.variants)), is_allowed)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
