"""An ML activity: its statements, the variants of them, and what it is called. One file each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from rolecast.catalogue import overlays
from rolecast.catalogue.overlays import Operation, Statements
from rolecast.catalogue.parameters import ParameterType
from rolecast.iam.templates import Template


class Overlay(StrEnum):
    """What can change an activity's statements. Combined ones are written with `+` in the order given here."""

    VPC = "vpc"
    KMS = "kms"
    DOMAIN_SETUP = "domain-setup"


class Edition(StrEnum):
    """Exactly what AWS generates, or its known faults mended."""

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
    """None where the console does not ask for it."""
    description: Mapping[str, str]


class Request(NamedTuple):
    """A request that a role with this activity alone must be allowed, or must not be, in the given variants.

    Its texts name parameters like the statements do.
    """

    action: str
    resource: str
    context: Mapping[str, Any]
    variants: tuple[Variant, ...]


class Correction(NamedTuple):
    """A known fault of the generated policy, mended. Texts by language: `en` and `ja`.

    In its `variants` it changes what the overlays have made of the statements; without any it changes the plain
    statements, before any overlay. `must_allow` and `must_not_allow` are decided wrongly without it, and rightly with
    it.
    """

    name: str
    what: Mapping[str, str]
    why: Mapping[str, str]
    sources: tuple[str, ...]
    variants: tuple[Variant, ...]
    operations: tuple[Operation, ...]
    must_allow: tuple[Request, ...]
    must_not_allow: tuple[Request, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """An activity as its file has it. Texts by language: `en` and `ja`.

    Either `policy` names a policy of our own and `statements` are its statements, or `managed` names an
    AWS managed policy that is attached instead.
    """

    id: str
    number: int
    title: str
    description: Mapping[str, str]
    sources: tuple[str, ...]
    policy: str | None
    managed: str | None
    parameters: Mapping[str, Parameter]
    requires: tuple[tuple[str, ...], ...]
    """For each requirement the activities of which one is enough."""
    statements: Statements
    overlays: Mapping[str, tuple[Operation, ...]]
    corrections: Mapping[str, Correction]
    must_allow: tuple[Request, ...]
    must_not_allow: tuple[Request, ...]

    def supports(self, overlay: Overlay) -> bool:
        return any(overlay in name.split("+") for name in self.overlays)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Every form that the activity has, the plain one first."""
        alone: tuple[Variant, ...] = tuple((overlay,) for overlay in Overlay if self.supports(overlay))
        both = (Overlay.VPC, Overlay.KMS)
        return ((), *alone, both) if all(map(self.supports, both)) else ((), *alone)

    def effective(self, wanted: Collection[str]) -> Variant:
        """Those of the wanted overlays that change this activity."""
        return tuple(overlay for overlay in Overlay if overlay in wanted and self.supports(overlay))

    def policy_name(self, wanted: Collection[str]) -> str:
        """The name before the role's own part of it: AWS marks the VPC and KMS variants."""
        marks = [f"_{overlay.name}" for overlay in self.effective(wanted) if overlay is not Overlay.DOMAIN_SETUP]
        return f"{self.policy}{''.join(marks)}"

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
        """The policy document with the wanted overlays and the named corrections, places still to be filled in."""
        statements = self.varied_statements(wanted, corrections)
        return {"Version": "2012-10-17", "Statement": list(statements.values())}


@cache
def template_of(activity: Activity, wanted: Variant, corrections: tuple[str, ...] = ()) -> Template:
    """The activity's document with these overlays and corrections, ready to be filled in for many roles."""
    return Template(activity.document(wanted, corrections))
