"""An ML activity: its statements and their variants."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rolecast.catalogue import overlays
from rolecast.catalogue.groups import JobGroup
from rolecast.catalogue.overlays import OverlayOperation, Statement, Statements
from rolecast.catalogue.parameters import ParameterType
from rolecast.iam import templates
from rolecast.iam.templates import DocumentTemplate

if TYPE_CHECKING:  # rarely needed at run time
    from rolecast.catalogue.narrowings import Narrowed, Narrowing


class Overlay(StrEnum):
    """A modification of an activity's statements. Combinations are written with `+`, in this order."""

    VPC = "vpc"
    KMS = "kms"
    DOMAIN_SETUP = "domain-setup"


class ActivitySource(StrEnum):
    """The origin of an activity's statements."""

    CONSOLE = "console"
    """The policy that the console generates."""
    DOCUMENTATION = "documentation"
    """Policies that AWS documents or publishes for the same job. The console's own policy is not public."""
    ROLECAST = "rolecast"
    """Rolecast, based on the service reference and the documentation. The console has no such activity."""
    OWN = "own"
    """A team's own catalogue."""


class Privilege(StrEnum):
    """Why only few people should have an activity."""

    OPENS_DATA = "opens-data"
    """It can share data with other accounts."""
    SPENDS_MONEY = "spends-money"
    """It buys something that costs money even if it is not used."""
    PASSES_RIGHTS = "passes-on-rights"
    """It determines what other people may do."""


class Edition(StrEnum):
    """Whether policies are exactly what AWS generates, or have its known faults fixed."""

    CONSOLE = "console"
    CORRECTED = "corrected"


Variant = tuple[Overlay, ...]
"""The overlays of a variant, written with `+` between them. The plain variant has none and is written `plain`."""

PLAIN = "plain"


def variant(text: str) -> Variant:
    """Parses a variant. Raises ValueError if it is invalid."""
    return () if text == PLAIN else tuple(map(Overlay, text.split("+")))


class Parameter(NamedTuple):
    name: str
    type: ParameterType
    console_name: str | None
    """The console's name for it; None if the console does not ask for it or the name is not public."""
    description: Mapping[str, str]
    most: int | None
    """The maximum number of values, if any."""
    default: tuple[str, ...] | None = None
    """The values if none are given; None if they are required. If empty, statements with the parameter are left out."""

    @property
    def is_required(self) -> bool:
        """Whether it has no default. `pass_roles` defaults to the role itself."""
        return self.default is None and self.name != "pass_roles"


class PassedRole(NamedTuple):
    """The purpose of passing a role: one of `services` runs with it.

    A role with one of `activities` can do the work. For each entry of `needs`, the role must be allowed at least one of
    its actions.
    """

    services: tuple[str, ...]
    activities: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]


class ExampleRequest(NamedTuple):
    """A request that a role with only this activity must be allowed, or must not be, in the given variants.

    Its texts may contain parameters, as statements do.
    """

    action: str
    resource: str
    context: Mapping[str, Any]
    variants: tuple[Variant, ...]


class Correction(NamedTuple):
    """A fix for a known fault of the generated policy. Texts are by language: `en` and `ja`.

    With `variants`, it changes the statements of these variants, after their overlays. Without, it changes the plain
    statements, before any overlay. The requests are decided wrongly without it and correctly with it.
    """

    name: str
    what: Mapping[str, str]
    why: Mapping[str, str]
    sources: tuple[str, ...]
    variants: tuple[Variant, ...]
    operations: tuple[OverlayOperation, ...]
    must_allow: tuple[ExampleRequest, ...]
    must_not_allow: tuple[ExampleRequest, ...]


class Body(NamedTuple):
    """The statements of an activity, and the changes to them."""

    statements: Statements
    overlays: Mapping[str, tuple[OverlayOperation, ...]]
    corrections: Mapping[str, Correction]


class Requests(NamedTuple):
    """What a role with only this activity must be allowed, and must not be, in both editions."""

    must_allow: tuple[ExampleRequest, ...]
    must_not_allow: tuple[ExampleRequest, ...]


@dataclass(frozen=True, eq=False)
class Activity:
    """An activity as its file describes it. Texts are by language: `en` and `ja`.

    Either `policy` is the name of a policy with `statements`, or `managed` is the name of an AWS managed policy to
    attach. If one policy cannot hold the statements, `continued` has the names of further policies, each with its first
    statement.

    Lists of activities need no statements, and roles no requests: `read` and `read_requests` read them on first use.
    """

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    source: ActivitySource
    sources: tuple[str, ...]
    group: JobGroup | None
    privileges: Mapping[Privilege, Mapping[str, str]]
    """Why only few people should have it, with what it can do."""
    closed: Mapping[str, str] | None
    """What AWS has closed to new customers, if the activity is about that."""
    unkept: Mapping[Overlay, Mapping[str, str]]
    """What the role's VPC or KMS conditions cannot limit, because actions lack the condition keys."""
    policy: str | None
    continued: Mapping[str, str]
    managed: str | None
    parameters: Mapping[str, Parameter]
    requires: tuple[tuple[str, ...], ...]
    """The requirements: each lists alternative activities, and is met by any of them."""
    trusted_by: tuple[str, ...]
    """The services that run with a role that has this activity. Empty if people use it."""
    passes: tuple[PassedRole, ...]
    overlay_names: tuple[str, ...]
    correction_names: tuple[str, ...]
    read: Callable[[], Body]
    read_requests: Callable[[], Requests]

    @cached_property
    def _body(self) -> Body:
        return self.read()

    @cached_property
    def _requests(self) -> Requests:
        return self.read_requests()

    @property
    def statements(self) -> Statements:
        return self._body.statements

    @property
    def overlays(self) -> Mapping[str, tuple[OverlayOperation, ...]]:
        return self._body.overlays

    @property
    def corrections(self) -> Mapping[str, Correction]:
        return self._body.corrections

    @property
    def must_allow(self) -> tuple[ExampleRequest, ...]:
        return self._requests.must_allow

    @property
    def must_not_allow(self) -> tuple[ExampleRequest, ...]:
        return self._requests.must_not_allow

    @cached_property
    def _supported(self) -> Variant:
        named = {part for name in self.overlay_names for part in name.split("+")}
        return tuple(overlay for overlay in Overlay if overlay in named)

    def supports(self, overlay: Overlay) -> bool:
        return overlay in self._supported

    def unmet(self, selected: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """The requirements that the selected activities do not meet."""
        return tuple(alternatives for alternatives in self.requires if not set(alternatives) & set(selected))

    @property
    def variants(self) -> tuple[Variant, ...]:
        """All variants of the activity, the plain one first."""
        alone: tuple[Variant, ...] = tuple((overlay,) for overlay in self._supported)
        both = (Overlay.VPC, Overlay.KMS)
        return ((), *alone, both) if all(map(self.supports, both)) else ((), *alone)

    def effective(self, wanted: Collection[str]) -> Variant:
        """The wanted overlays that change this activity."""
        return tuple(overlay for overlay in self._supported if overlay in wanted)

    def policy_names(self, wanted: Collection[str]) -> list[str]:
        """The names of the policies, without the role's part. AWS adds suffixes for VPC and KMS variants."""
        marks = [f"_{overlay.name}" for overlay in self.effective(wanted) if overlay is not Overlay.DOMAIN_SETUP]
        names = [self.policy, *self.continued] if self.policy else []
        return [f"{name}{''.join(marks)}" for name in names]

    def varied_statements(self, wanted: Collection[str], corrections: Collection[str] = ()) -> Statements:
        """The statements with the wanted overlays and the named corrections, with their `{{names}}` not filled in.

        If AWS's combination is not the sum of its parts, it has a separate entry, `vpc+kms`.
        """
        effective = self.effective(wanted)
        chosen = [correction for name, correction in self.corrections.items() if name in corrections]
        statements = self.statements
        for correction in chosen:
            if not correction.variants:
                statements = overlays.apply_all(correction.operations, statements)
        combined = "+".join(effective)
        for name in [combined] if combined in self.overlays else effective:
            statements = overlays.apply_all(self.overlays[name], statements)
        for correction in chosen:
            if effective in correction.variants:
                statements = overlays.apply_all(correction.operations, statements)
        return statements

    def document(self, wanted: Collection[str], corrections: Collection[str] = ()) -> dict[str, Any]:
        """All statements in one document, with the wanted overlays and the named corrections."""
        return _document(self.varied_statements(wanted, corrections).values())

    def documents(
        self,
        wanted: Collection[str],
        corrections: Collection[str] = (),
        narrowings: Sequence[Narrowing] = (),
        without: Collection[str] = (),
    ) -> dict[str, dict[str, Any]]:
        """The policy documents by `policy_names`, with their `{{names}}` not filled in.

        Statements that contain a parameter in `without` are left out, and so are policies without other statements.
        """
        starts = set(self.continued.values())
        varied = self.varied_statements(wanted, corrections)
        part_of: dict[str, int] = {}
        for number, name in enumerate(varied):
            part_of[name] = max(part_of.values(), default=0) + (number > 0 and name in starts)
        parts: list[list[Statement]] = [[] for _ in range(max(part_of.values(), default=-1) + 1)]
        if narrowings:
            from rolecast.catalogue.narrowings import narrow

            varied = narrow(varied, narrowings).statements
        for name, statement in varied.items():
            if not without or templates.names_in(statement).isdisjoint(without):
                parts[part_of[name.partition("/")[0]]].append(statement)  # narrowing may have split it
        named = zip(self.policy_names(wanted), parts, strict=True)
        return {name: _document(part) for name, part in named if part}


def _document(statements: Iterable[Statement]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@lru_cache(maxsize=4_096)
def templates_of(
    activity: Activity,
    wanted: Variant,
    corrections: tuple[str, ...] = (),
    narrowing: str = "{}",
    without: frozenset[str] = frozenset(),
) -> dict[str, DocumentTemplate]:
    """The activity's documents with these overlays and corrections, ready to be filled in for many roles.

    `narrowing` are the role file's settings as JSON, `without` the parameters without a value.
    """
    documents = activity.documents(wanted, corrections, _narrowings(narrowing), without)
    return {name: DocumentTemplate(document) for name, document in documents.items()}


@lru_cache(maxsize=4_096)
def narrowed(activity: Activity, wanted: Variant, corrections: tuple[str, ...], narrowing: str) -> Narrowed:
    """The activity's statements, narrowed by the settings, which are JSON."""
    from rolecast.catalogue.narrowings import narrow

    return narrow(activity.varied_statements(wanted, corrections), _narrowings(narrowing))


def _narrowings(settings: str) -> Sequence[Narrowing]:
    """The narrowings of settings, which are JSON."""
    if settings == "{}":
        return ()
    from rolecast.catalogue.narrowings import narrowings

    return narrowings(json.loads(settings))
