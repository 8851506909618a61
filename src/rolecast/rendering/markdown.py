"""Roles as Markdown, for those who approve them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import orjson

from rolecast.access.explanation import Explanation, explain
from rolecast.access.origins import with_origin
from rolecast.catalogue.activity import Activity
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account
from rolecast.iam.quotas import MANAGED_POLICY_CHARACTERS
from rolecast.reading.languages import Language
from rolecast.rendering import marks
from rolecast.role import AttachedPolicy, Notice, Policy, PolicyKind, Role

SUFFIX = ".md"

_PIPE = r"\|"

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~$]")
_OPENING = re.compile(r"^(\d*)([#+\-=:|.)])")
"""What begins a heading, list, underline or table at the start of a line."""


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One page with all roles. Raises UnresolvedError if a role's account or region is unknown."""
    roles = [role.resolve() for role in roles]
    blocks = [f"<!-- {marks.line('markdown', source)} -->", "# IAM roles", _summary(roles)]
    for role in roles:
        blocks += _role(role)
    return "\n\n".join(blocks) + "\n"


def _summary(roles: Sequence[Role]) -> str:
    rows = [
        [
            code(role.name),
            str(role.environment.account),
            str(role.environment.region),
            _names(_principals(role.trust_policy)),
            str(len(role.policies)),
            str(len(role.attached)),
            str(len(role.notices)),
        ]
        for role in roles
    ]
    return _table(["Role", "Account", "Region", "Trusts", "Own policies", "Attached policies", "Notices"], rows)


def _role(role: Role) -> Iterator[str]:
    yield f"## {code(role.name)}"
    if role.description:
        yield quoted(role.description)
    yield _facts(role)
    yield from _notices(role.notices)
    explanation = explain(role, Language.EN)
    yield "### Who can assume it"
    yield "\n".join(f"- {prose(sentence)}" for sentence in explanation.trust)
    yield _json(role.trust_policy)
    yield from _abilities(explanation)
    if role.policies:
        yield "### What its policies are made of"
        yield _sources(role.policies)
    if role.attached:
        yield "### Attached policies"
        yield "\n".join(f"- {code(policy.arn)}{_purpose(policy)}" for policy in role.attached)
    for policy in role.policies:
        yield from _policy(policy)


def _facts(role: Role) -> str:
    facts = {
        "ARN": code(role.arn),
        "Longest session": f"{role.max_session_duration:,} seconds",
        "Permissions boundary": code(role.permissions_boundary.arn) if role.permissions_boundary else "none",
        "Tags": ", ".join(f"{code(key)} = {code(value)}" for key, value in role.tags.items()) or "none",
    }
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())


def _notices(notices: Iterable[Notice]) -> Iterator[str]:
    if notices:
        yield "### Notices"
        yield "\n".join(f"- {code(notice.code)}: {prose(notice.message)}" for notice in notices)


def _abilities(explanation: Explanation) -> Iterator[str]:
    if explanation.abilities:
        yield "### What it can do"
        yield "\n".join(
            line
            for ability in explanation.abilities
            for line in (
                f"- {prose(ability.title)}: {prose(ability.text)}",
                *(f"  - {prose(sentence)}" for sentence in ability.sentences),
            )
        )
    if explanation.lacks:
        yield "### What it cannot do"
        yield "\n".join(f"- {prose(lack)}" for lack in explanation.lacks)


def _principals(trust_policy: Document) -> Iterator[str]:
    for statement in trust_policy.statements:
        if statement.principals:
            yield from (name for _, names in statement.principals.entries for name in names)


def _sources(policies: Sequence[Policy]) -> str:
    sources = dict.fromkeys(source for policy in policies for source in policy.activities)
    rows = [
        [
            _titled(source),
            _purpose_of(source),
            _names(policy.name for policy in policies if source in policy.activities),
        ]
        for source in sources
    ]
    rows += [["the role file", "", code(policy.name)] for policy in policies if not policy.activities]
    return _table(["From", "For", "Policies"], rows)


def _policy(policy: Policy) -> Iterator[str]:
    yield f"### {code(policy.name)}"
    managed = policy.kind is PolicyKind.MANAGED
    kind, limit = ("A managed", f" of {MANAGED_POLICY_CHARACTERS:,}") if managed else ("An inline", "")
    size = f"{kind} policy of the role's own: {policy.size:,}{limit} characters"
    if len(set(policy.origins)) > 1:
        yield f"{size}. Where its statements come from:"
        yield _table(["Statement", "Sid", "Effect", "From"], _origins(policy))
    else:
        yield f"{size}, from {_names(policy.activities) or 'the role file'}."
    yield _json(policy.document)


def _origins(policy: Policy) -> list[list[str]]:
    return [
        [str(number), code(statement.sid) if statement.sid else "", statement.effect.value, _names(origins)]
        for number, (statement, origins) in enumerate(zip(policy.document.statements, policy.origins, strict=True), 1)
    ]


def _purpose(attached: AttachedPolicy) -> str:
    """The purpose of an attached policy, if an activity has it."""
    if arn_account(attached.arn) == "aws":
        for activity in CATALOGUE.activities():
            if activity.managed == attached.name:
                return f": what the activity {_titled(activity.id)} attaches. {prose(activity.description['en'])}"
    return ""


def _titled(source: str) -> str:
    known = _known(source)
    return f"{prose(known.title)} ({code(source)})" if known else code(source)


def _purpose_of(source: str) -> str:
    known = _known(source)
    if known is None:
        return "an activity of the team's own"
    purpose = prose(known.description["en"])
    return with_origin(purpose, known.source, Language.EN) if isinstance(known, Activity) else purpose


def _known(source: str) -> Activity | Flow | None:
    if source in CATALOGUE.flow_ids:
        return CATALOGUE.flow(source)
    return CATALOGUE.activity(source) if source in CATALOGUE.activity_ids else None


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(code, names))


def _table(heading: list[str], rows: list[list[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', _PIPE) for cell in cells)} |" for cells in lines)


def _json(document: Document) -> str:
    return f"```json\n{orjson.dumps(document.json, option=orjson.OPT_INDENT_2).decode()}\n```"


def prose(text: str) -> str:
    """One line of text as Markdown. Special characters are escaped; text in backticks becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escaped(text)
    return "".join(code(part) if index % 2 else _escaped(part) for index, part in enumerate(parts))


def quoted(text: str) -> str:
    """Several lines of text as a block quotation. Special characters are escaped."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "> " + "\\\n> ".join(_escaped(line) for line in lines if line)


def code(text: str) -> str:
    """One line of text as inline code."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{' '.join(text.splitlines()) or ' '}{space}{fence}"


def _escaped(text: str) -> str:
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", text))
