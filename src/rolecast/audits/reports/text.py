"""Audits for people: a table that fits the terminal, worst first, and each principal in detail if they are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rolecast.access.ways import WayKind
from rolecast.audits.activities import GrantDegree, Granted
from rolecast.audits.changes import PrincipalNews
from rolecast.audits.ranking import worst_first
from rolecast.audits.results import Audit, Audited, PrincipalKind, Proposal
from rolecast.audits.usage import UNUSED_DAYS, usage
from rolecast.iam.comparison import Verdict
from rolecast.reading.faults import visible

DETAILED = 3
"""Up to so many principals are shown in detail."""
_MOST_ROWS = 40
_LONGEST_LIST = 6
_WORDS = {GrantDegree.FULL: "full", GrantDegree.CONDITIONAL: "conditional", GrantDegree.PARTIAL: "partial"}
_KINDS = {
    WayKind.IAM.value: "changes permissions",
    WayKind.PASSED_ROLE.value: "passes a role",
    WayKind.EXISTING_RESOURCE.value: "uses another role",
}


def render(audit: Audit, new: tuple[PrincipalNews, ...] | None, width: int) -> str:
    return "".join(f"{visible(line)}\n" for line in _lines(audit, new, width))


def _lines(audit: Audit, new: tuple[PrincipalNews, ...] | None, width: int) -> Iterator[str]:
    yield _title(audit)
    yield ""
    ordered = worst_first(audit.principals)
    if new is not None:
        yield from _changes(new)
    elif len(ordered) <= DETAILED:
        for each in ordered:
            yield from _details(each)
            yield ""
    else:
        yield from table(ordered[:_MOST_ROWS], width)
        if len(ordered) > _MOST_ROWS:
            yield f"and {len(ordered) - _MOST_ROWS:,} more; `--format tsv`, `json` and `html` have them all"
        yield ""
        yield from _summary(ordered)
        yield "`--role NAME` shows a principal in detail"
    yield f"not considered: {'; '.join(audit.not_considered)}"


def _title(audit: Audit) -> str:
    counts = Counter(each.kind for each in audit.principals)
    parts = [_count(counts[kind], kind.value) for kind in PrincipalKind if counts[kind] or kind is PrincipalKind.ROLE]
    place = f"account {audit.account}: " if audit.account else ""
    return f"{place}{', '.join(parts)} (AWS data of {audit.data_date})"


def table(principals: Sequence[Audited], width: int) -> Iterator[str]:
    """Rows no longer than the width: with less in a cell if need be. Names are kept as long as they can be."""
    heading = ("PRINCIPAL", "LAST USED", "ACTIVITIES", "BEYOND", "ESCALATION")
    for is_short in (False, True):
        rows = [heading, *(_row(each, is_short=is_short) for each in principals)]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        if sum(widths) + 8 <= width:
            break
    widths[0] = min(widths[0], max(20, width - sum(widths[1:]) - 8))
    for row in rows:
        cells = (_cut(text, size).ljust(size) for text, size in zip(row, widths, strict=True))
        yield _cut("  ".join(cells).rstrip(), width)


def _row(each: Audited, *, is_short: bool) -> tuple[str, str, str, str, str]:
    name = each.name if each.kind is PrincipalKind.ROLE else f"{each.name} ({each.kind.value})"
    mark = " ?" if each.unavailable else ""
    beyond = _beyond(each).partition(" (")[0] if is_short else _beyond(each)
    return (
        f"{visible(name)}{mark}",
        _last_used(each),
        _grants(each, is_short=is_short),
        beyond,
        _escalation(each, is_short=is_short),
    )


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
        return "nothing"
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


def _summary(principals: Sequence[Audited]) -> Iterator[str]:
    administrators = sum(each.is_administrator for each in principals)
    escalating = sum(bool(each.escalation) for each in principals)
    beyond = sum(each.beyond.number > 0 for each in principals)
    unused = sum(each.last_used is not None and each.last_used.time is None for each in principals)
    unavailable = sum(bool(each.unavailable) for each in principals)
    counted = {
        "administrators": administrators,
        "with a way to more permissions": escalating,
        "with actions beyond their activities": beyond,
        "never used, as far as IAM tracks it": unused,
        "with policies whose text is not available (marked ?): they may allow more or less": unavailable,
    }
    yield from (f"{count:,} {text}" for text, count in counted.items() if count)
    if (found := usage(principals)) and found.unused:
        last = found.last.date().isoformat()
        yield f"{len(found.unused):,} not used in the {UNUSED_DAYS} days before {last}, the last use of any role"


def _details(each: Audited) -> Iterator[str]:
    yield f"{each.kind.value} {each.name}"
    yield f"  ARN         {each.arn}"
    if each.last_used is not None:
        region = f" in {each.last_used.region}" if each.last_used.region else ""
        yield f"  last used   {_last_used(each)}{region}"
    for trusted in each.trust:
        conditions = f" if {', '.join(trusted.conditions)}" if trusted.conditions else ""
        yield f"  trusts      {trusted.kind} {trusted.principal}{conditions}"
    yield f"  allows      {_count(each.allowed, 'action')}"
    if each.is_administrator:
        yield "  administrator: everything is allowed on everything"
    else:
        yield from _abilities(each)
    for finding in each.findings:
        suppressed = f" (suppressed: {finding.suppression.reason})" if finding.suppression else ""
        yield f"  finding     {finding.message} [{finding.rule}]{suppressed}"
    if each.proposal:
        yield from _proposal(each.proposal)
    for name in each.unavailable:
        yield f"  not known   {name}: it may allow more, or deny some of this"


def _abilities(each: Audited) -> Iterator[str]:
    for granted in each.activities:
        yield from _granted(granted)
    levels = _listed(each.beyond.levels)
    yield f"  beyond      {_count(each.beyond.number, 'action')}{f': {levels}' if levels else ''}"
    if each.beyond.services:
        yield f"              {_listed(each.beyond.services)}"
    for path in each.escalation:
        policies = ", ".join(dict.fromkeys(policy for policy, _, _ in path.statements))
        yield f"  escalation  {path.way}: {_KINDS[path.kind]}, on {_some(path.targets)} (by {policies})"


def _granted(granted: Granted) -> Iterator[str]:
    within = f", part of {', '.join(granted.within)}" if granted.within else ""
    conditions = f" if {', '.join(granted.conditions)}" if granted.conditions else ""
    yield f"  {_WORDS[granted.grant]:<11} {granted.id}{within}{conditions}"
    if granted.missing:
        yield f"              missing {_some(granted.missing)}"
    if granted.resources:
        yield f"              on {_some(granted.resources)}"


def _proposal(proposal: Proposal) -> Iterator[str]:
    if proposal.comparison is None:
        yield f"  proposal    none: {'; '.join(proposal.reasons)}"
        return
    yield f"  proposal    {_some(proposal.activities)}"
    if proposal.narrowing:
        yield f"              narrowed by {_some(proposal.narrowing)}"
    if proposal.kept:
        yield f"              keeps {_some(proposal.kept)}"
    gains, losses = (
        _some([action for gain in found for action in gain.actions])
        for found in (proposal.comparison.gains, proposal.comparison.losses)
    )
    if proposal.comparison.verdict is Verdict.SAME:
        yield "              allows the same"
    if gains:
        yield f"              allows more: {gains}"
    if losses:
        yield f"              allows less: {losses}"
    doubts = (*proposal.comparison.undecided_gains, *proposal.comparison.undecided_losses)
    if doubts:
        yield f"              not decided: {_some(tuple(dict.fromkeys(doubts)))}"


def _changes(new: Sequence[PrincipalNews]) -> Iterator[str]:
    if not new:
        yield "nothing new since the baseline"
        yield ""
    for each in new:
        yield f"{each.name}{' (new)' if each.is_new else ''}"
        if each.activities:
            yield f"  activities  {_some(each.activities)}"
        if each.beyond:
            yield f"  beyond      {_listed(each.beyond)}"
        yield from (f"  escalation  {path}" for path in each.escalation)
        if each.reaches:
            yield f"  reaches     {_some(each.reaches)}"
        yield from (f"  finding     {rule}" for rule in each.findings)
        yield ""


def _some(texts: Sequence[str]) -> str:
    shown = texts if len(texts) <= _LONGEST_LIST else texts[: _LONGEST_LIST - 1]
    more = f" and {len(texts) - len(shown)} more" if len(shown) < len(texts) else ""
    return ", ".join(shown) + more


def _listed(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _some([f"{name} {count:,}" for name, count in ordered])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"
