"""Audits as a single self-contained page, from the audit's JSON. It loads nothing and is complete without its script.

All data of an account is escaped, and the page's content security policy allows only its own script and style, by their
digests.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from rolecast.audits.reports.json import LISTS
from rolecast.audits.reports.words import WORDS
from rolecast.audits.results import PrincipalKind
from rolecast.audits.usage import UNUSED_DAYS
from rolecast.iam.kept import Kept
from rolecast.iam.names import arn_name
from rolecast.reading.faults import visible
from rolecast.reading.languages import Language
from rolecast.reading.shipped import folder

_PAGE = folder(__name__, __file__) / "page"
_BEGINNING = re.compile(r"^arn:aws[a-z-]*:(?=.)")
_CLASSES = {"full": "F", "conditional": "C", "partial": "P"}
_MOST_LISTED = 3
_MOST_NAMES = 8
_CELL, _ROW, _HEAD, _NAME = 14, 6, 165, 420
_MOST_NAMED = 60
"""Maximum number of rows for which the map shows names."""
_MOST_EDGES = 24
_WIDTH, _SIDE, _STEP = 1_100, 400, 22

_MOST_KEPT = 8_192

Principal = Mapping[str, Any]
_Lists = tuple[tuple[str, ...], ...]


def render(value: Mapping[str, Any], order: Sequence[str], language: Language = Language.EN) -> str:
    """The page for an audit's JSON. `order` has the ARNs of principals in the order of the table."""
    return "".join(_Page(value, order, language).parts())


class _Page:
    def __init__(self, value: Mapping[str, Any], order: Sequence[str], language: Language) -> None:
        self._value = value
        self._words = WORDS[language]
        self._escaped = {key: escape(text) for key, text in self._words.items()}
        self._language = language.value
        self._kinds = {each["arn"]: kind.value for kind, name in LISTS.items() for each in value[name]}
        by_arn = {each["arn"]: each for name in LISTS.values() for each in value[name]}
        self._principals: list[Principal] = [by_arn[arn] for arn in order]
        # Principals have much in common, so parts are cached.
        self._remarked: Kept[_Lists, str] = Kept(_MOST_KEPT)
        self._counted: Kept[tuple[tuple[str, int], ...], str] = Kept(_MOST_KEPT)

    def _say(self, key: str, **values: object) -> str:
        return escape(self._words[key].format(**values)) if values else self._escaped[key]

    def parts(self) -> Iterator[str]:
        style, script = (_file(name) for name in ("page.css", "page.js"))
        policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
        account = self._value["account"]
        title = ": ".join([self._say("title"), *([self._say("account", account=account)] if account else [])])
        yield (
            f'<!doctype html>\n<html lang="{self._language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title}</title><style>{style}</style></head><body><main>"
            f"<h1>{title}</h1>"
            f'<p class="soft">{self._say("data", date=self._value["data_date"])}</p>'
        )
        yield from self._tiles()
        yield f"<h2>{self._say('map')}</h2>"
        yield from self._map()
        yield f'<h2>{self._say("paths")}</h2><p class="soft">{self._say("paths-help")}</p>'
        yield from self._paths()
        yield f"<h2>{self._say('principals')}</h2>"
        yield from self._table()
        yield f"<h2>{self._say('not-considered')}</h2><ul>"
        yield from (f"<li>{escape(self._words.get(each, each))}</li>" for each in self._value["not_considered"])
        yield f"</ul></main><script>{script}</script></body></html>\n"

    def _tiles(self) -> Iterator[str]:
        counts = {
            "principals": len(self._principals),
            "administrators": sum(each["administrator"] for each in self._principals),
            "ways": sum(bool(each["escalation"]) for each in self._principals),
            "beyond": sum(each["beyond"]["count"] > 0 for each in self._principals),
            "never": sum(each["last_used"] is not None and not each["last_used"]["time"] for each in self._principals),
            "unused": len((self._value["unused"] or {"principals": ()})["principals"]),
            "unknown": sum(bool(each["unavailable"]) for each in self._principals),
        }
        tiles = (f"<li><b>{count:,}</b>{self._say(key, days=UNUSED_DAYS)}</li>" for key, count in counts.items())
        yield f'<ul class="tiles">{"".join(tiles)}</ul>'

    def _map(self) -> Iterator[str]:
        """A map, with similar rows next to each other and the most common activities first."""
        counts = Counter(each["id"] for principal in self._principals for each in principal["activities"])
        columns = [activity for activity, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        if not columns:
            yield f"<p>{self._say('nothing')}</p>"
            return
        rows = sorted(self._principals, key=lambda each: _likeness(each, columns))
        places = {activity: number for number, activity in enumerate(columns)}
        cells: defaultdict[str, list[str]] = defaultdict(list)
        for number, principal in enumerate(rows):
            for each in principal["activities"]:
                cells[each["grant"][0]].append(f"M{places[each['id']]} {number}h.9")
        is_named = len(rows) <= _MOST_NAMED
        row = _CELL if is_named else _ROW
        width, height = len(columns) * _CELL + (_NAME if is_named else _HEAD), _HEAD + len(rows) * row
        label = self._say("map-label", rows=len(rows), columns=len(columns))
        legend = " ".join(f'<span class="{css}">■</span> {self._say(grant)}' for grant, css in _CLASSES.items())
        yield f'<p class="soft">{self._say("map-help")} {legend}</p><div class="map" tabindex="0" role="region"'
        yield f' aria-label="{self._say("map")}"><svg role="img" aria-label="{label}" width="{width}"'
        yield f' height="{height}" viewBox="0 0 {width} {height}">'
        for activity, number in places.items():
            x = number * _CELL + _CELL // 2
            yield f'<text transform="translate({x} {_HEAD - 6}) rotate(-45)">{escape(activity)}</text>'
        yield f'<g transform="translate(0 {_HEAD + row // 2}) scale({_CELL} {row})">'
        yield from (f'<path class="{grant}" d="{"".join(paths)}"/>' for grant, paths in cells.items())
        yield "</g>"
        for number, principal in enumerate(rows if is_named else ()):
            x, y = len(columns) * _CELL + _CELL // 2, _HEAD + number * row + row * 3 // 4
            yield f'<text x="{x}" y="{y}">{_text(principal["name"])}</text>'
        yield "</svg></div>"

    def _paths(self) -> Iterator[str]:
        """The ways between principals, after a picture of the edges that most principals share."""
        graph = self._value["graph"]
        edges = [(each, graph["targets"][each["to"]]) for each in graph["edges"]]
        if not edges:
            yield f"<p>{self._say('no-paths')}</p>"
            return
        edges.sort(key=lambda edge: (not self._administrators & set(edge[1]["principals"]), -len(edge[0]["from"])))
        yield from self._picture(edges)
        by_way: defaultdict[tuple[str, str], list[tuple[Principal, Principal]]] = defaultdict(list)
        for edge, target in edges:
            by_way[edge["kind"], edge["way"]].append((edge, target))
        yield "<ul>"
        for (kind, way), own in sorted(by_way.items()):
            count = len({name for edge, _ in own for name in edge["from"]})
            yield f"<li><details><summary>{escape(way)}: {self._say(kind)} ({count:,})</summary><div>"
            for edge, target in own[:_MOST_NAMES]:
                yield f"<p>{self._some([*map(arn_name, edge['from'])], _MOST_NAMES)} → {self._target(target)}</p>"
            yield self._rest(len(own) - _MOST_NAMES)
            yield "</div></details></li>"
        yield "</ul>"

    @cached_property
    def _administrators(self) -> set[str]:
        return {each["arn"] for each in self._principals if each["administrator"]}

    def _target(self, target: Mapping[str, Any], most: int = _MOST_LISTED) -> str:
        """The principals of a target, administrators first; the pattern if they are unknown."""
        reached = sorted(target["principals"], key=lambda arn: arn not in self._administrators)
        if not reached:
            return _text(_short(target["pattern"]))
        marks = dict.fromkeys(self._administrators, f" ({self._words['admin']})")
        return self._some([f"{arn_name(arn)}{marks.get(arn, '')}" for arn in reached], most)

    def _picture(self, edges: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Iterator[str]:
        """Principals other than administrators on the left, those they reach on the right. The list below has the same
        data.
        """
        lines = dict.fromkeys(
            (self._some([*map(arn_name, sources)], 1), self._target(target, 1))
            for edge, target in edges
            if (sources := [arn for arn in edge["from"] if arn not in self._administrators])
        )
        if not lines:
            return
        shown = [*lines][:_MOST_EDGES]
        sides = [{text: number for number, text in enumerate(dict.fromkeys(side))} for side in zip(*shown, strict=True)]
        height = max(map(len, sides)) * _STEP + _STEP // 2
        yield f'<div class="map" tabindex="0" role="region" aria-label="{self._say("paths")}">'
        yield f'<svg role="img" aria-label="{self._say("paths")}" width="{_WIDTH}" height="{height}"><g class="edges">'
        for left, right in shown:
            start, end = (side[text] * _STEP + _STEP // 2 for side, text in zip(sides, (left, right), strict=True))
            yield f'<path d="M{_SIDE} {start}C{_WIDTH // 2} {start} {_WIDTH // 2} {end} {_WIDTH - _SIDE} {end}"/>'
        yield "</g>"
        for side, x, anchor in zip(sides, (_SIDE - 6, _WIDTH - _SIDE + 6), ("end", "start"), strict=True):
            for text, number in side.items():
                yield f'<text x="{x}" y="{number * _STEP + _STEP // 2 + 4}" text-anchor="{anchor}">{text}</text>'
        yield f'</svg></div><p class="soft">{self._rest(len(lines) - len(shown))}</p>'

    def _table(self) -> Iterator[str]:
        yield f'<p id="filter" hidden><label>{self._say("filter")} <input type="search"></label> '
        yield '<span id="count" class="soft" aria-live="polite"></span></p>'
        yield f'<div class="wide" tabindex="0" role="region" aria-label="{self._say("principals")}">'
        yield f'<table id="principals"><caption>{self._say("table")}</caption><thead><tr>'
        keys = ("name", "used", "activities", "allowed", "beyond-column", "ways-column", "findings")
        yield from (f'<th scope="col">{self._say(key)}</th>' for key in keys)
        yield "</tr></thead><tbody>"
        yield from map(self._row, self._principals)
        yield "</tbody></table></div>"

    def _row(self, each: Principal) -> str:
        used = each["last_used"]
        date = "" if used is None else used["time"][:10] if used["time"] else self._say("not-used")
        grants = Counter(granted["grant"] for granted in each["activities"] if not granted["within"])
        shown = " ".join(
            f"<b class={css}>{grants[grant]} {self._say(grant)}</b>" for grant, css in _CLASSES.items() if grants[grant]
        )
        open_findings = sum(finding["suppressed"] is None for finding in each["findings"])
        numbers = (each["allowed"], each["beyond"]["count"], len(each["escalation"]), open_findings)
        cells = "".join(f"<td class=n>{number:,}" for number in numbers)
        kind = self._kinds[each["arn"]]
        mark = f" ({self._say(kind)})" if kind != PrincipalKind.ROLE else ""
        return (
            f"<tr><th scope=row><details><summary>{_text(each['name'])}{mark}</summary>{''.join(self._card(each))}"
            f"</details><td>{date}"
            f"<td class=n>{shown}{cells}\n"
        )

    def _card(self, each: Principal) -> Iterator[str]:
        if not each["arn"].endswith(f":iam::{self._value['account']}:{self._kinds[each['arn']]}/{each['name']}"):
            yield f"<p><code>{_text(each['arn'])}</code>"
        if each["trust"]:
            trusted = [trust["principal"] for trust in each["trust"]]
            yield f"<p><i>{self._say('trusts')}</i> {self._some(trusted)}"
        if each["administrator"]:
            yield f"<p class=B>{self._say('administrator')}"
        else:
            yield from self._granted(each["activities"])
        if each["beyond"]["count"]:
            yield f"<p class=B>{self._say('beyond-column')} {each['beyond']['count']:,}: "
            yield f"{self._counts(each['beyond']['levels'])}; {self._counts(each['beyond']['services'])}"
        for path in each["escalation"]:
            yield f"<p>{escape(path['way'])}: {self._say(path['kind'])} → {self._some([*map(_short, path['targets'])])}"
        for finding in each["findings"]:
            reason = finding["suppressed"]
            mark = f" ({self._say('suppressed')}: {_text(reason)})" if reason else ""
            yield f"<p>{_text(finding['message'])} [{escape(finding['rule'])}]{mark}"
        if proposal := each.get("proposal"):
            yield f"<p><i>{self._say('proposal')}</i> {self._proposed(proposal)}"
        for name in each["unavailable"]:
            yield f"<p class=B><code>{_text(name)}</code> {self._say('not-known')}"

    def _proposed(self, proposal: Mapping[str, Any]) -> str:
        if proposal["role_file"] is None:
            return f"<span lang=en>{_text('; '.join(proposal['reasons']))}</span>"
        lists = {"narrowed": proposal["narrowing"], "keeps": proposal["kept"], "undecided": proposal["unknown"]}
        lists |= {key: [action for gain in proposal[key] for action in gain["actions"]] for key in ("gains", "losses")}
        parts = [self._some(proposal["activities"], _MOST_NAMES)]
        parts += [f"{self._say(key)} {self._some(texts)}" for key, texts in lists.items() if texts]
        return "; ".join([*parts, *([self._say("same")] if proposal["verdict"] == "same" else [])])

    def _granted(self, activities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        """One line per grant; activities with the same remarks are grouped."""
        by_grant: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for each in activities:
            by_grant[each["grant"]][self._remarks(each)].append(escape(each["id"]))
        for grant, css in _CLASSES.items():
            if by_grant[grant]:
                groups = (f"{', '.join(names)}{remarks}" for remarks, names in by_grant[grant].items())
                yield f"<p><b class={css}>{self._say(grant)}</b> {', '.join(groups)}"

    def _remarks(self, granted: Mapping[str, Any]) -> str:
        lists = tuple([tuple(granted[key]) for key in ("within", "conditions", "missing", "resources")])
        if lists not in self._remarked:
            self._remarked[lists] = self._remarks_on(*lists)
        return self._remarked[lists]

    def _remarks_on(
        self, within: Sequence[str], conditions: Sequence[str], missing: Sequence[str], resources: Sequence[str]
    ) -> str:
        named = [_short(text) for text in resources if text != "*"]
        parts = {
            "part": self._some(within),
            "if": self._some(conditions),
            "missing": self._some(missing, 1),
            "on": self._some([text for text in named if text.removesuffix("/*") == text or text[:-2] not in named], 1),
        }
        said = "; ".join(f"{self._say(key)} {text}" for key, text in parts.items() if text)
        return f" <i>({said})</i>" if said else ""

    def _counts(self, counts: Mapping[str, int]) -> str:
        items = tuple(counts.items())
        if items not in self._counted:
            ordered = sorted(items, key=lambda item: (-item[1], item[0]))
            self._counted[items] = self._some([f"{name} {count:,}" for name, count in ordered])
        return self._counted[items]

    def _some(self, texts: Sequence[str], most: int = _MOST_LISTED) -> str:
        if not texts:
            return ""
        return f"{', '.join(map(_text, texts[:most]))} {self._rest(len(texts) - most)}".rstrip()

    def _rest(self, count: int) -> str:
        return self._say("more", count=f"{count:,}") if count > 0 else ""


def _likeness(principal: Principal, columns: Iterable[str]) -> tuple[bool, ...]:
    """A sort key that places principals with the same common activities next to each other."""
    granted = {each["id"] for each in principal["activities"]}
    return tuple(activity not in granted for activity in columns)


def _short(arn: str) -> str:
    """An ARN without its common prefix."""
    return _BEGINNING.sub("", arn)


@lru_cache(maxsize=_MOST_KEPT)  # principals share most of their activities, conditions and actions
def _text(text: str) -> str:
    return escape(visible(text))


def _file(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
