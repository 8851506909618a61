"""What an audit finds, as values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from rolecast.audits.activities import Granted
from rolecast.checks.findings import Finding
from rolecast.reading.languages import Language
from rolecast.role import LastUse

if TYPE_CHECKING:  # much to load for what only proposals have
    from rolecast.iam.comparison import Comparison

NOT_CONSIDERED = (
    "service control policies and resource control policies",
    "policies of resources, such as buckets and keys",
    "session policies",
    "policies of VPC endpoints",
)


class PrincipalKind(StrEnum):
    ROLE = "role"
    USER = "user"
    GROUP = "group"


class Trusted(NamedTuple):
    """Whom a role's trust policy lets in. `kind` is AWS's word, such as Service; `conditions` are keys."""

    kind: str
    principal: str
    conditions: tuple[str, ...]


class Beyond(NamedTuple):
    """How many actions a principal has beyond its activities, altogether, by service and by access level."""

    number: int
    services: Mapping[str, int]
    levels: Mapping[str, int]


class Path(NamedTuple):
    """A way to more permissions that is open to a principal, on `targets`, which are resource patterns."""

    way: str
    kind: str
    targets: tuple[str, ...]
    statements: tuple[tuple[str, int, str | None], ...]
    """The policy, the number of the statement, counted from 0, and its Sid."""


class Proposal(NamedTuple):
    """A role file that makes a role of activities and of what no activity allows.

    `narrowing` are its narrowings by name, `kept` the policies of which something is left. `comparison` has what the
    new role would allow more, as gains, and less. If a role file cannot hold the role, there are `reasons` in the place
    of all that.
    """

    role_file: str = ""
    activities: tuple[str, ...] = ()
    narrowing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    comparison: Comparison | None = None
    reasons: tuple[str, ...] = ()


class Audited(NamedTuple):
    """A principal. `allowed` is the number of known actions that it may do on something.

    `unavailable` names the policies that apply and whose text is not known: they may allow more, or deny some of this.
    """

    kind: PrincipalKind
    name: str
    arn: str
    last_used: LastUse | None
    trust: tuple[Trusted, ...]
    activities: tuple[Granted, ...]
    allowed: int
    is_administrator: bool
    beyond: Beyond
    escalation: tuple[Path, ...]
    findings: tuple[Finding, ...]
    unavailable: tuple[str, ...]
    proposal: Proposal | None = None
    """None if no activity explains anything, for users and groups, and if proposals were not asked for."""


class EscalationTarget(NamedTuple):
    """A resource pattern, and the roles or users of the account that it stands for and that can be reached.

    None are known of something that exists and runs with a role: which one, IAM does not say.
    """

    pattern: str
    principals: tuple[str, ...]


class EscalationEdge(NamedTuple):
    """A way that principals have to a target, by its number in the graph. Nobody counts as reaching itself."""

    way: str
    kind: str
    sources: tuple[str, ...]
    target: int


class EscalationGraph(NamedTuple):
    """Who reaches whom. ARNs, but for the patterns of targets."""

    edges: tuple[EscalationEdge, ...] = ()
    targets: tuple[EscalationTarget, ...] = ()


class Audit(NamedTuple):
    """The principals of an account. `account` is None where there are several, or it is not known."""

    account: str | None
    data_date: str
    principals: tuple[Audited, ...]
    graph: EscalationGraph = EscalationGraph()
    not_considered: tuple[str, ...] = NOT_CONSIDERED
    language: Language = Language.EN
    """That of the findings."""

    def in_japanese(self) -> Audit:
        """The audit with the messages and remedies of its findings in Japanese."""
        from rolecast.checks.japanese import translated

        principals = tuple(
            each._replace(findings=tuple(map(translated, each.findings))) if each.findings else each
            for each in self.principals
        )
        return self._replace(principals=principals, language=Language.JA)
