"""The results of an audit, as values."""

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
    """A principal that a role's trust policy trusts. `kind` is the type of principal in the policy, such as Service;
    `conditions` are condition keys.
    """

    kind: str
    principal: str
    conditions: tuple[str, ...]


class Beyond(NamedTuple):
    """How many actions a principal is allowed beyond its activities: in total, by service and by access level."""

    number: int
    services: Mapping[str, int]
    levels: Mapping[str, int]


class Path(NamedTuple):
    """A privilege escalation path that is open to a principal. `targets` are resource patterns."""

    way: str
    kind: str
    targets: tuple[str, ...]
    statements: tuple[tuple[str, int, str | None], ...]
    """For each statement the policy's name, the statement's number, counted from 0, and its Sid."""


class Proposal(NamedTuple):
    """A role file that replaces a role's policies with activities, and keeps the statements that no activity explains.

    `narrowing` lists the names of its narrowings, and `kept` the policies with remaining statements. `comparison` has
    what the new role would additionally allow (gains) and no longer allow (losses). If a role file cannot describe the
    role, only `reasons` is set, to sentences.
    """

    role_file: str = ""
    activities: tuple[str, ...] = ()
    narrowing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    comparison: Comparison | None = None
    reasons: tuple[str, ...] = ()


class Audited(NamedTuple):
    """The audit of one principal. `allowed` is the number of known actions that it may do on at least one resource.

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
    """None for users and groups, if no activity explains anything, and if no proposals were requested."""


class EscalationTarget(NamedTuple):
    """A resource pattern, with the roles and users of the account that it matches and that can be reached.

    `principals` is empty for resources that run with a role, such as a notebook instance: IAM does not know the role.
    """

    pattern: str
    principals: tuple[str, ...]


class EscalationEdge(NamedTuple):
    """A way by which principals reach a target, given by its index in the graph. Edges omit principals reaching
    themselves.
    """

    way: str
    kind: str
    sources: tuple[str, ...]
    target: int


class EscalationGraph(NamedTuple):
    """Which principals reach which others. Principals are ARNs; targets are patterns."""

    edges: tuple[EscalationEdge, ...] = ()
    targets: tuple[EscalationTarget, ...] = ()


class Audit(NamedTuple):
    """The audit of an account's principals. `account` is None if there are several accounts, or if it is not known.

    `data_date` is the date of the AWS data, as YYYY-MM-DD. `not_considered` are kinds of policies that may also apply.
    """

    account: str | None
    data_date: str
    principals: tuple[Audited, ...]
    graph: EscalationGraph = EscalationGraph()
    not_considered: tuple[str, ...] = NOT_CONSIDERED
    language: Language = Language.EN
    """The language of the findings."""

    def in_japanese(self) -> Audit:
        """The audit with the messages and remedies of its findings in Japanese."""
        from rolecast.checks.japanese import translated

        principals = tuple(
            each._replace(findings=tuple(map(translated, each.findings))) if each.findings else each
            for each in self.principals
        )
        return self._replace(principals=principals, language=Language.JA)
