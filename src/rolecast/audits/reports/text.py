"""Audits for people: a table that fits the terminal, or each principal in detail if there are only a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rolecast.access.ways import WayKind
from rolecast.audits.activities import GrantDegree, Granted
from rolecast.audits.changes import PrincipalNews
from rolecast.audits.ranking import worst_first
from rolecast.audits.results import Audit, Audited, PrincipalKind, Proposal
from rolecast.audits.usage import UNUSED_DAYS, usage
from rolecast.reading.faults import visible
from rolecast.reading.widths import columns, cut, padded

Say = Callable[[str], str]
"""Translates a text to the language of the report."""

DETAILED = 3
"""Maximum number of principals to show in detail."""
_MOST_ROWS = 40
_LONGEST_LIST = 6
_WORDS = {GrantDegree.FULL: "full", GrantDegree.CONDITIONAL: "conditional", GrantDegree.PARTIAL: "partial"}
_KINDS = {
    WayKind.IAM.value: "changes permissions",
    WayKind.PASSED_ROLE.value: "passes a role",
    WayKind.EXISTING_RESOURCE.value: "uses another role",
}


def render(audit: Audit, new: tuple[PrincipalNews, ...] | None, width: int, say: Say = str) -> str:
    return "".join(f"{visible(line)}\n" for line in _Report(say).lines(audit, new, width))


class _Report:
    """The lines of a report, in one language."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def lines(self, audit: Audit, new: tuple[PrincipalNews, ...] | None, width: int) -> Iterator[str]:
        yield self._title(audit)
        yield ""
        ordered = worst_first(audit.principals)
        if new is not None:
            yield from self._changes(new)
        elif len(ordered) <= DETAILED:
            for each in ordered:
                yield from self._details(each)
                yield ""
        else:
            yield from self.table(ordered[:_MOST_ROWS], width)
            if len(ordered) > _MOST_ROWS:
                left = len(ordered) - _MOST_ROWS
                yield self._say(f"and {left:,} more; `--format tsv`, `json` and `html` have them all")
            yield ""
            yield from self._summary(ordered)
            yield self._say("`--role NAME` shows a principal in detail")
        yield self._say(f"not considered: {'; '.join(audit.not_considered)}")

    def _title(self, audit: Audit) -> str:
        counts = Counter(each.kind for each in audit.principals)
        parts = [
            _count(counts[kind], kind.value) for kind in PrincipalKind if counts[kind] or kind is PrincipalKind.ROLE
        ]
        place = f"account {audit.account}: " if audit.account else ""
        return self._say(f"{place}{', '.join(parts)} (AWS data of {audit.data_date})")

    def table(self, principals: Sequence[Audited], width: int) -> Iterator[str]:
        """The table, no wider than `width`. Shortens cells if needed, names last."""
        heading = tuple(map(self._say, ("PRINCIPAL", "LAST USED", "ACTIVITIES", "BEYOND", "ESCALATION")))
        for is_short in (False, True):
            rows = [heading, *(self._row(each, is_short=is_short) for each in principals)]
            widths = [max(columns(row[column]) for row in rows) for column in range(5)]
            if sum(widths) + 8 <= width:
                break
        widths[0] = min(widths[0], max(20, width - sum(widths[1:]) - 8))
        for row in rows:
            cells = (padded(cut(text, size), size) for text, size in zip(row, widths, strict=True))
            yield cut("  ".join(cells).rstrip(), width)

    def _row(self, each: Audited, *, is_short: bool) -> tuple[str, ...]:
        name = each.name if each.kind is PrincipalKind.ROLE else f"{each.name} ({self._say(each.kind.value)})"
        mark = " ?" if each.unavailable else ""
        beyond = _beyond(each).partition(" (")[0] if is_short else _beyond(each)
        cells = (_last_used(each), _grants(each, is_short=is_short), beyond, _escalation(each, is_short=is_short))
        return (f"{visible(name)}{mark}", *(", ".join(map(self._say, cell.split(", "))) for cell in cells))

    def _summary(self, principals: Sequence[Audited]) -> Iterator[str]:
        administrators = sum(each.is_administrator for each in principals)
        escalating = sum(bool(each.escalation) for each in principals)
        beyond = sum(each.beyond.number > 0 for each in principals)
        unused = sum(each.last_used is not None and each.last_used.time is None for each in principals)
        unavailable = sum(bool(each.unavailable) for each in principals)
        counted = {
            f"administrator{'' if administrators == 1 else 's'}": administrators,
            "with a way to more permissions": escalating,
            "with actions beyond their activities": beyond,
            "never used, as far as IAM tracks it": unused,
            "with policies whose text is not available (marked ?): they may allow more or less": unavailable,
        }
        yield from (self._say(f"{count:,} {text}") for text, count in counted.items() if count)
        if (found := usage(principals)) and found.unused:
            last = found.last.date().isoformat()
            count = len(found.unused)
            yield self._say(f"{count:,} not used in the {UNUSED_DAYS} days before {last}, the last use of any role")

    def _field(self, label: str, text: str) -> str:
        return f"  {padded(self._say(label), 11)} {self._say(text)}"

    def _more(self, text: str) -> str:
        """A continuation line of a field."""
        return f"{' ' * 14}{self._say(text)}"

    def _details(self, each: Audited) -> Iterator[str]:
        yield f"{self._say(each.kind.value)} {each.name}"
        yield self._field("ARN", each.arn)
        if each.last_used is not None:
            used = _last_used(each)
            yield self._field("last used", f"{used} in {each.last_used.region}" if each.last_used.region else used)
        for trusted in each.trust:
            yield self._field("trusts", f"{trusted.kind} {trusted.principal}") + self._if(trusted.conditions)
        yield self._field("allows", _count(each.allowed, "action"))
        if each.is_administrator:
            yield f"  {self._say('administrator: everything is allowed on everything')}"
        else:
            yield from self._abilities(each)
        for finding in each.findings:
            suppressed = f" {self._say(f'(suppressed: {finding.suppression.reason})')}" if finding.suppression else ""
            yield self._field("finding", f"{finding.message} [{finding.rule}]") + suppressed
        if each.proposal:
            yield from self._proposal(each.proposal)
        for name in each.unavailable:
            yield self._field("not known", f"{name}: it may allow more, or deny some of this")

    def _if(self, conditions: Sequence[str]) -> str:
        joined = ", ".join(conditions)
        return f" {self._say(f'if {joined}')}" if joined else ""

    def _abilities(self, each: Audited) -> Iterator[str]:
        for granted in each.activities:
            yield from self._granted(granted)
        levels = _listed(each.beyond.levels)
        count = self._say(_count(each.beyond.number, "action"))
        yield self._field("beyond", f"{count}: {self._say(levels)}" if levels else count)
        if each.beyond.services:
            yield self._more(_listed(each.beyond.services))
        for path in each.escalation:
            policies = ", ".join(dict.fromkeys(policy for policy, _, _ in path.statements))
            targets = _some(path.targets)
            yield self._field("escalation", f"{path.way}: {_KINDS[path.kind]}, on {targets} (by {policies})")

    def _granted(self, granted: Granted) -> Iterator[str]:
        others = ", ".join(granted.within)
        within = f", {self._say(f'part of {others}')}" if others else ""
        yield self._field(_WORDS[granted.grant], granted.id) + within + self._if(granted.conditions)
        if granted.missing:
            yield self._more(f"missing {_some(granted.missing)}")
        if granted.resources:
            yield self._more(f"on {_some(granted.resources)}")

    def _proposal(self, proposal: Proposal) -> Iterator[str]:
        if proposal.comparison is None:
            yield self._field("proposal", f"none: {'; '.join(proposal.reasons)}")
            return
        yield self._field("proposal", _some(proposal.activities))
        if proposal.narrowing:
            yield self._more(f"narrowed by {_some(proposal.narrowing)}")
        if proposal.kept:
            yield self._more(f"keeps {_some(proposal.kept)}")
        gains, losses = (
            _some([action for gain in found for action in gain.actions])
            for found in (proposal.comparison.gains, proposal.comparison.losses)
        )
        from rolecast.iam.comparison import Verdict  # imported here: few audits propose anything

        if proposal.comparison.verdict is Verdict.SAME:
            yield self._more("allows the same")
        if gains:
            yield self._more(f"allows more: {gains}")
        if losses:
            yield self._more(f"allows less: {losses}")
        doubts = (*proposal.comparison.undecided_gains, *proposal.comparison.undecided_losses)
        if doubts:
            yield self._more(f"not decided: {_some(tuple(dict.fromkeys(doubts)))}")

    def _changes(self, new: Sequence[PrincipalNews]) -> Iterator[str]:
        if not new:
            yield self._say("nothing new since the baseline")
            yield ""
        for each in new:
            yield f"{each.name} {self._say('(new)')}" if each.is_new else each.name
            if each.activities:
                yield self._field("activities", _some(each.activities))
            if each.beyond:
                yield self._field("beyond", _listed(each.beyond))
            yield from (self._field("escalation", path) for path in each.escalation)
            if each.reaches:
                yield self._field("reaches", _some(each.reaches))
            yield from (self._field("finding", rule) for rule in each.findings)
            yield ""


def _last_used(each: Audited) -> str:
    if each.last_used is None:
        return "-"
    return each.last_used.time.date().isoformat() if each.last_used.time else "never"


def _grants(each: Audited, *, is_short: bool) -> str:
    if each.is_administrator:
        return "all"
    counts = Counter(granted.grant for granted in each.activities if not granted.within)
    texts = [f"{counts[grant]} {_WORDS[grant]}" for grant in GrantDegree if counts[grant]]
    if is_short and len(texts) > 1:
        return f"{texts[0]} +{counts.total() - int(texts[0].partition(' ')[0])}"
    return ", ".join(texts) or "none"


def _beyond(each: Audited) -> str:
    if each.is_administrator:
        return "everything"
    if not each.beyond.number:
        return "none"
    first = max(each.beyond.services.items(), key=lambda item: item[1])
    others = f" +{len(each.beyond.services) - 1}" if len(each.beyond.services) > 1 else ""
    return f"{each.beyond.number:,} ({first[0]}{others})"


def _escalation(each: Audited, *, is_short: bool) -> str:
    if each.is_administrator:
        return "administrator"
    counts = Counter(path.kind for path in each.escalation)
    texts = [f"{text} ({counts[kind]})" for kind, text in _KINDS.items() if counts[kind]]
    if is_short and len(texts) > 1:
        return f"{texts[0].partition(' (')[0]}, ..."
    return ", ".join(texts) or "none found"


def _some(texts: Sequence[str]) -> str:
    shown = texts if len(texts) <= _LONGEST_LIST else texts[: _LONGEST_LIST - 1]
    more = f" and {len(texts) - len(shown)} more" if len(shown) < len(texts) else ""
    return ", ".join(shown) + more


def _listed(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _some([f"{name} {count:,}" for name, count in ordered])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
