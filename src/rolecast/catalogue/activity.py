"""An ML activity: its statements, the variants of them, and what it is called. One file each."""

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

if TYPE_CHECKING:  # only what is narrowed needs them
    from rolecast.catalogue.narrowings import Narrowed, Narrowing


class Overlay(StrEnum):
    """What can change an activity's statements. Combined ones are written with `+` in the order given here."""

    VPC = "vpc"
    KMS = "kms"
    DOMAIN_SETUP = "domain-setup"


class ActivitySource(StrEnum):
    """Where an activity's statements come from."""

    CONSOLE = "console"
    """The console's own policy, as it generates it."""
    DOCUMENTATION = "documentation"
    """What AWS documents or publishes for the same job: the console's own policy is not public."""
    ROLECAST = "rolecast"
    """Rolecast's own, from the service reference and the documentation: the console has no such activity."""
    OWN = "own"
    """A team's own catalogue."""


class Privilege(StrEnum):
    """Why an activity is for few people only."""

    OPENS_DATA = "opens-data"
    """It can open data to other accounts."""
    SPENDS_MONEY = "spends-money"
    """It buys something that is paid for whether it is used or not."""
    PASSES_RIGHTS = "passes-on-rights"
    """It decides what other people may do."""


class Edition(StrEnum):
    """Whether policies are exactly what AWS generates, or have its known faults fixed."""

    CONSOLE = "console"
    CORRECTED = "corrected"


Variant = tuple[Overlay, ...]
"""The overlays that make a variant; the plain form has none. Written with `+` between them, or `plain`."""

PLAIN = "plain"


def variant(text: str) -> Variant:
    """The variant that is written so. Raises ValueError for what is none."""
    return () if text == PLAIN else tuple(map(Overlay, text.split("+")))


class Parameter(NamedTuple):
    name: str
    type: ParameterType
    console_name: str | None
    """None where the console does not ask for it, or what it calls it is not public."""
    description: Mapping[str, str]
    most: int | None
    """How many values it may have, if that is limited."""
    default: tuple[str, ...] | None = None
    """What it is if it is not given; None if it must be. Empty leaves out the statements that name it."""

    @property
    def is_required(self) -> bool:
        """The roles to pass are the role itself if none are named."""
        return self.default is None and self.name != "pass_roles"


class PassedRole(NamedTuple):
    """What an activity passes a role for: it is passed to one of `services`, which run with it.

    `activities` make a role that can do the work. Such a role is allowed, for each entry of `needs`, at least one of
    its actions.
    """

    services: tuple[str, ...]
    activities: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]


class ExampleRequest(NamedTuple):
    """A request that a role with this activity alone must be allowed, or must not be, in the given variants.

    Its texts name parameters like the statements do.
    """

    action: str
    resource: str
    context: Mapping[str, Any]
    variants: tuple[Variant, ...]


class Correction(NamedTuple):
    """A fix for a known fault of the generated policy. Texts by language: `en` and `ja`.

    In its `variants` it changes what the overlays have made of the statements; without any it changes the plain
    statements, before any overlay. `must_allow` and `must_not_allow` are decided wrongly without it, and rightly with
    it.
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
    """What an activity permits."""

    statements: Statements
    overlays: Mapping[str, tuple[OverlayOperation, ...]]
    corrections: Mapping[str, Correction]


class Requests(NamedTuple):
    """What a role with an activity alone must be allowed, and what not, in both editions."""

    must_allow: tuple[ExampleRequest, ...]
    must_not_allow: tuple[ExampleRequest, ...]


@dataclass(frozen=True, eq=False)
class Activity:
    """An activity as its file has it. Texts by language: `en` and `ja`.

    Either `policy` names a policy of our own and `statements` are its statements, or `managed` names an
    AWS managed policy that is attached instead. Where one policy cannot hold the statements, `continued` names
    those that they go on in, each with the statement that it begins with.

    A list of activities needs none of their statements, and a role none of their requests: `read` and `read_requests`
    read them when they are first asked for.
    """

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    source: ActivitySource
    sources: tuple[str, ...]
    group: JobGroup | None
    privileges: Mapping[Privilege, Mapping[str, str]]
    """Why it is for few people only, each with what it can do."""
    closed: Mapping[str, str] | None
    """What AWS has closed to new customers, if the activity is about that."""
    unkept: Mapping[Overlay, Mapping[str, str]]
    """What the VPC or KMS conditions of a role cannot hold: the actions do not carry the keys."""
    policy: str | None
    continued: Mapping[str, str]
    managed: str | None
    parameters: Mapping[str, Parameter]
    requires: tuple[tuple[str, ...], ...]
    """For each requirement the activities of which one is enough."""
    trusted_by: tuple[str, ...]
    """The services that run with a role that has this activity. Empty for what people do."""
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

    def unmet(self, ticked: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """The requirements that the ticked activities do not meet."""
        return tuple(alternatives for alternatives in self.requires if not set(alternatives) & set(ticked))

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Every form that the activity has, the plain one first."""
        alone: tuple[Variant, ...] = tuple((overlay,) for overlay in self._supported)
        both = (Overlay.VPC, Overlay.KMS)
        return ((), *alone, both) if all(map(self.supports, both)) else ((), *alone)

    def effective(self, wanted: Collection[str]) -> Variant:
        """Those of the wanted overlays that change this activity."""
        return tuple(overlay for overlay in self._supported if overlay in wanted)

    def policy_names(self, wanted: Collection[str]) -> list[str]:
        """The names before the role's own part of them: AWS marks the VPC and KMS variants."""
        marks = [f"_{overlay.name}" for overlay in self.effective(wanted) if overlay is not Overlay.DOMAIN_SETUP]
        names = [self.policy, *self.continued] if self.policy else []
        return [f"{name}{''.join(marks)}" for name in names]

    def varied_statements(self, wanted: Collection[str], corrections: Collection[str] = ()) -> Statements:
        """The statements with the wanted overlays and the named corrections, places still to be filled in.

        A combination that AWS did not make as the sum of its parts has an entry of its own, `vpc+kms`.
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
        """The policy documents by `policy_names`, places still to be filled in.

        Statements that name a parameter of `without` are left out, and so is a policy that has no others.
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
                parts[part_of[name.partition("/")[0]]].append(statement)  # a narrowing may have made several of one
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

    `narrowing` are the role file's settings as JSON, `without` the parameters that have no value.
    """
    documents = activity.documents(wanted, corrections, _narrowings(narrowing), without)
    return {name: DocumentTemplate(document) for name, document in documents.items()}


@lru_cache(maxsize=4_096)
def narrowed(activity: Activity, wanted: Variant, corrections: tuple[str, ...], narrowing: str) -> Narrowed:
    """What the settings, as JSON, make of the activity's statements."""
    from rolecast.catalogue.narrowings import narrow

    return narrow(activity.varied_statements(wanted, corrections), _narrowings(narrowing))


def _narrowings(settings: str) -> Sequence[Narrowing]:
    """Those of the settings, as JSON."""
    if settings == "{}":
        return ()
    from rolecast.catalogue.narrowings import narrowings

    return narrowings(json.loads(settings))
