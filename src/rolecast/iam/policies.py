"""The policies that apply to a request, and references to their statements."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from rolecast.iam.documents import Document
from rolecast.iam.statements import Effect, PolicyType, Statement


class Layer(Enum):
    """The kind of policy, by its role in a decision."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    RESOURCE = "resource"
    ENDPOINT = "endpoint"
    """The policy of the VPC endpoint that a request goes through. It has the form of a resource policy.

    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """

    @property
    def policy_type(self) -> PolicyType:
        return PolicyType.RESOURCE if self is Layer.ENDPOINT else PolicyType(self.value)

    @property
    def is_completed(self) -> bool:
        """Whether missing parts of an ARN in a Resource are completed with `*`."""
        return self in (Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION, Layer.SCP)


class NamedPolicy(NamedTuple):
    """A policy with its name. `document` is None for a policy that applies and whose text is not available."""

    name: str
    document: Document | None


class StatementRef(NamedTuple):
    """A reference to a statement by layer, policy and position. `statement` counts from 0."""

    layer: Layer
    policy: str
    statement: int
    sid: str | None
    effect: Effect


class LayeredStatement(NamedTuple):
    """A statement with its layer. `level` counts from 0."""

    ref: StatementRef
    level: int
    statement: Statement
    has_variables: bool


class Policies(NamedTuple):
    """All policies that apply to a request. A layer without policies does not apply.

    `scps` and `rcps` have one tuple per level: the organization's root, each organizational unit on the path, and the
    account. `scps` are those of the principal's account, `rcps` those of the resource's account. `endpoint` is the
    policy of the VPC endpoint that the request goes through.
    """

    identity: tuple[NamedPolicy, ...] = ()
    boundary: tuple[NamedPolicy, ...] = ()
    session: tuple[NamedPolicy, ...] = ()
    scps: tuple[tuple[NamedPolicy, ...], ...] = ()
    rcps: tuple[tuple[NamedPolicy, ...], ...] = ()
    resource: NamedPolicy | None = None
    endpoint: NamedPolicy | None = None

    def levels(self) -> Iterator[tuple[Layer, int, tuple[NamedPolicy, ...]]]:
        """Each layer with the policies of each of its levels. Only SCPs and RCPs have more than one level."""
        for layer, policies in (
            (Layer.IDENTITY, self.identity),
            (Layer.BOUNDARY, self.boundary),
            (Layer.SESSION, self.session),
        ):
            if policies:
                yield layer, 0, policies
        for layer, levels in ((Layer.SCP, self.scps), (Layer.RCP, self.rcps)):
            for level, policies in enumerate(levels):
                yield layer, level, policies
        for layer, policy in ((Layer.RESOURCE, self.resource), (Layer.ENDPOINT, self.endpoint)):
            if policy is not None:
                yield layer, 0, (policy,)

    def statements(self) -> Iterator[LayeredStatement]:
        """Every statement of the available policies, in order."""
        for layer, level, policies in self.levels():
            for name, document in policies:
                for number, statement in enumerate(document.statements if document else ()):
                    ref = StatementRef(layer, name, number, statement.sid, statement.effect)
                    yield LayeredStatement(ref, level, statement, document is not None and document.has_variables)
