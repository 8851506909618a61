"""Composes the roles of a role file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from rolecast.catalogue.activity import Activity, Edition, Overlay, templates_of
from rolecast.catalogue.flow import Flow
from rolecast.catalogue.library import Catalogue
from rolecast.composition import customizations, editions, former_keys, limits, notices, validation
from rolecast.composition.naming import former_names, policy_suffix, role_name
from rolecast.composition.narrowing import Selected, narrowing_notices
from rolecast.composition.packing import PACKINGS, Packing, lay_out
from rolecast.composition.references import References
from rolecast.composition.selection import own_values, select_activities
from rolecast.composition.trust import is_guarded, trust_policy
from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.iam.instance_types import is_known
from rolecast.iam.partitions import REGIONS
from rolecast.iam.quotas import Quotas
from rolecast.iam.statements import VERSION
from rolecast.iam.templates import DocumentTemplate
from rolecast.reading.faults import Faults
from rolecast.role import LONGEST_ENVIRONMENT, Deletion, Environment, Notice, Policy, PolicyKind, Recipe, Role
from rolecast.rolefile.load import RoleFile
from rolecast.rolefile.request import RoleRequest

if TYPE_CHECKING:
    from rolecast.guardrails.guardrail import Guardrail


def compose(rolefile: RoleFile, *, timestamp: str | None = None, home: Environment | None = None) -> dict[str, Role]:
    """The file's roles by key.

    Their texts still contain `{{account}}` and the like; `Role.resolve` fills them in. `timestamp` is added to the
    names of policies, as the console does.

    `home` is for roles that are composed only for a comparison with those of an account: the account's environment. It
    is filled in once for all roles, there are no notices, and guardrails are proved only if the file requires them to
    hold.

    Raises InputError with all errors of the file and of its roles, including exceeded quotas of IAM.
    """
    roles, faults = attempt(rolefile, timestamp=timestamp, home=home)
    faults.raise_any()
    return roles


def attempt(
    rolefile: RoleFile, *, timestamp: str | None = None, home: Environment | None = None
) -> tuple[dict[str, Role], Faults]:
    """The file's roles as far as they can be composed, for editors of an unfinished file, and all errors.

    What is missing due to an error is left out of the role, or stays `{{name}}` in it.
    """
    faults = Faults()
    faults.extend(rolefile.faults, rolefile.more_faults)
    roles = {
        key: _Composer(request, rolefile, timestamp, rolefile.catalogue, faults, home).role()
        for key, request in rolefile.roles.items()
    }
    former_keys.check(rolefile, faults)
    for role, excess in limits.repeated_names(roles.values()):
        faults.add(rolefile.roles[role.key].key_place, f"role `{role.key}`: {excess.message}", excess.help)
    return roles, faults


def account_notices(rolefile: RoleFile, roles: Mapping[str, Role]) -> list[Notice]:
    """Notices about the file as a whole: unused variables and quotas of accounts."""
    first = next(iter(rolefile.roles.values()))
    unused = [Notice("variable-unused", f"nothing uses the variable `{name}`") for name in rolefile.unused_variables]
    return unused + limits.account_notices(roles.values(), Quotas(**first.get("quotas", {})))


@dataclass
class _Composer:
    """Composes one role."""

    request: RoleRequest
    rolefile: RoleFile
    timestamp: str | None
    catalogue: Catalogue
    faults: Faults
    home: Environment | None
    _made: dict[str, dict[str, DocumentTemplate]] = field(default_factory=dict)
    """The templates of each activity by policy name, by the activity's id."""
    _composed: dict[str, tuple[Document, Document]] = field(default_factory=dict)
    """The documents of activities by policy name: as they are, and as if they could pass any role."""

    @cached_property
    def narrowing(self) -> Mapping[str, Any]:
        """The role's narrowings that are not switched off."""
        return {name: value for name, value in (self.request.get("narrowing") or {}).items() if value}

    def role(self) -> Role:
        request = self.request
        environment = Environment(request.get("account"), request.get("region"))
        flow = self.catalogue.flow(request.get("flow", "role-manager"))
        references = References(request, self.rolefile, environment, self.faults)
        activities = select_activities(request, flow, self.catalogue, self.faults)
        wanted = (*customizations.overlays(request, flow), *flow.overlays)
        references.named_roles()  # whether or not an activity passes them
        references.check_arns(request.get("trust", {}).get("principals", ()), "trust", "principals")
        for name, keys in (request.get("encryption") or {}).items():
            references.check_arns(keys, "encryption", name)
        validation.check_regions(request, self.narrowing, references, self.faults)
        validation.check_versions(request, self.faults)
        if types := self.narrowing.get("instance_types"):
            references.check_instance_types(types, "narrowing", "instance_types")
        if self.narrowing:
            validation.check_narrowing(request, self.narrowing, self._selected(activities, wanted), self.faults)
        trust, trust_notices = trust_policy(request, activities)
        own_notices = (*self._notices(flow, activities, wanted), *trust_notices) if self.home is None else ()
        role = Role(
            key=request.key,
            name=role_name(request),
            path=request.get("path", "/"),
            description=request.get("description", ""),
            max_session_duration=request.get("max_session_duration", 3_600),
            trust_policy=trust,
            policies=tuple(self._policies(flow, activities, wanted, references)),
            attached=tuple(references.attached(flow, activities)),
            permissions_boundary=references.boundary(),
            tags=request.get("tags", {}),
            notices=own_notices,
            environment=environment,
            deletion=Deletion(request.get("deletion", Deletion.DELETE)),
            is_exported=request.get("exports", False),
            former_names=former_names(request),
            recipe=self._recipe(flow, activities, wanted),
        )
        role = self._enforcing(role)
        if self.request.get("guardrails") == "enforce":
            self._check_prevented(role, activities, wanted, references)
        return self._opened(self._guarded(self._within_limits(self._granting(role))))

    def _opened(self, role: Role) -> Role:
        """The role with the file's open variables that it uses, also marked in its documents."""
        if not (texts := self._open_texts):
            return role
        names = role.names
        policies = tuple(each._replace(document=each.document.opened(texts)) for each in role.policies)
        return replace(
            role,
            variables=tuple(each for each in self.rolefile.variables if each.name in names),
            policies=policies,
            trust_policy=role.trust_policy.opened(texts),
        )

    @property
    def _open_texts(self) -> Mapping[str, str]:
        return {each.name: each.token for each in self.rolefile.variables}

    def _recipe(self, flow: Flow, activities: list[Activity], wanted: tuple[Overlay, ...]) -> Recipe:
        persona = self.request.get("persona", flow.persona)
        return Recipe(
            tuple(each.id for each in activities),
            self.catalogue.persona(persona).activities if persona else (),
            wanted,
            tuple(f"{each.id}/{name}" for each in activities for name in editions.corrections(self.request, each)),
            editions.edition(self.request) is Edition.CORRECTED,
            self._guarding(flow, activities),
        )

    def _policies(
        self, flow: Flow, activities: list[Activity], wanted: tuple[Overlay, ...], references: References
    ) -> Iterator[Policy]:
        suffix = policy_suffix(self.request, self.timestamp)
        has_guardrails = self._is_proved and bool(self._guarding(flow, activities))
        for name, statements in flow.policies.items():
            document = Document({"Version": VERSION, "Statement": list(statements.values())})
            yield Policy(f"{name}{suffix}", PolicyKind.MANAGED, document, ((flow.id,),) * len(statements))
        for activity in activities:
            by_name = self._templates(activity, wanted)
            names = _names(by_name)
            values = self._values(activity, names, references)
            missing = names - values.keys() - LONGEST_ENVIRONMENT.keys()
            for name in sorted(missing - activity.parameters.keys() - self.request.faulty):  # already reported
                self.faults.add(
                    self.request.place("activities", activity.id),
                    f"the activity `{activity.id}` needs `{name}` in the flow `{flow.id}`",
                    f"add `{name}:` to the role",
                )
            for name, template in by_name.items():
                origins = ((activity.id,),) * template.length
                given = tuple((each, tuple(values[each])) for each in template.names if each in values)
                document = _filled(template, given).opened(self._open_texts)
                if has_guardrails:
                    passing_any = _filled(template, _passing_any(template, given)).opened(self._open_texts)
                    self._composed[f"{name}{suffix}"] = document, passing_any
                yield Policy(f"{name}{suffix}", PolicyKind.MANAGED, document, origins)
        for name, document in self.request.get("extra_policies", {}).items():
            yield Policy(name, PolicyKind.MANAGED, document, ((),) * len(document.statements))
        for name, document in self.request.get("inline_policies", {}).items():
            yield Policy(name, PolicyKind.INLINE, document, ((),) * len(document.statements))

    def _templates(self, activity: Activity, wanted: tuple[Overlay, ...]) -> dict[str, DocumentTemplate]:
        if activity.id not in self._made:
            corrections = editions.corrections(self.request, activity)
            without = frozenset(name for name, values in own_values(self.request, activity).items() if not values)
            made = templates_of(activity, activity.effective(wanted), corrections, self._narrowing_text, without)
            if home := self._home:
                made = {name: _at_home(template, home) for name, template in made.items()}
            self._made[activity.id] = made
        return self._made[activity.id]

    @cached_property
    def _narrowing_text(self) -> str:
        return json.dumps(self.narrowing)

    @cached_property
    def _home(self) -> Environment | None:
        """`home`, with the role's region."""
        return self.home and self.home._replace(region=self.request.get("region"))

    def _values(self, activity: Activity, needed: Set[str], references: References) -> dict[str, list[str]]:
        values = own_values(self.request, activity)
        for name, parameter in activity.parameters.items():
            path = "activities", activity.id, name
            if name != "pass_roles":
                references.check_arns(values.get(name, ()), *path)
            if parameter.type.id == "role-arn":
                references.check_account(values.get(name, ()), *path)
        if "pass_roles" in needed:
            values["pass_roles"] = references.pass_roles(activity.id, values.get("pass_roles"))
        given = {**values, **self._shared_values}
        if not self._known:
            return given
        return {name: templates.fill(given[name], self._known) for name in needed if name in given}

    @cached_property
    def _shared_values(self) -> dict[str, list[str]]:
        """What all activities of the role have the same values for."""
        studio_id = self.request.get("studio_id")
        return {**customizations.values(self.request), **({"studio_id": [studio_id]} if studio_id else {})}

    @cached_property
    def _known(self) -> templates.Fillings:
        """What is filled in at once."""
        return self._home.values if self._home else {}

    def _given(self, activity: Activity) -> Mapping[str, list[str]]:
        """The activity's parameters in the role file."""
        given = self.request.get("activities", {}).get(activity.id)
        return given if isinstance(given, Mapping) else {}

    def _notices(self, flow: Flow, activities: list[Activity], wanted: tuple[Overlay, ...]) -> Iterator[Notice]:
        yield from customizations.notices(self.request, flow, activities)
        yield from editions.notices(self.request, activities)
        yield from notices.of_activities(self.request, self.rolefile, activities)
        yield from notices.of_overriding(self.request, self.catalogue, activities)
        if self.narrowing:
            yield from narrowing_notices(self.narrowing, self._selected(activities, wanted))
        passing = [each for each in activities if "pass_roles" in _names(self._templates(each, wanted))]
        if self.request.get("pass_roles") and not passing:
            yield Notice("pass-roles-unused", "`pass_roles` has no effect: no selected activity passes a role")
        for activity in activities:
            yield from notices.of_passed(self.request, activity, self._templates(activity, wanted).values())
            if "pass_roles" in self._given(activity) and activity not in passing:
                text = f"`pass_roles` of `{activity.id}` has no effect: it passes roles only in the corrected edition"
                yield Notice("pass-roles-unused", text)
        if unlisted := [f"`{region}`" for region in self.request.get("unlisted_regions", ()) if region not in REGIONS]:
            text = f"not in Rolecast's list of regions, and assumed to exist: {', '.join(unlisted)}"
            yield Notice("region-unlisted", text)
        if types := [f"`{each}`" for each in self.request.get("unlisted_instance_types", ()) if not is_known(each)]:
            text = f"not in Rolecast's list of instance types, and assumed to exist: {', '.join(types)}"
            yield Notice("instance-type-unlisted", text)

    def _selected(self, activities: list[Activity], wanted: tuple[Overlay, ...]) -> list[Selected]:
        return [
            Selected(each, each.effective(wanted), editions.corrections(self.request, each))
            for each in activities
            if each.statements
        ]

    def _guarding(self, flow: Flow, activities: list[Activity]) -> dict[str, Any]:
        """The role's settings that promise something and have an effect in the flow; none if the role has errors."""
        if self.request.faulty:
            return {}
        in_flow = (each.key for each in customizations.CUSTOMIZATIONS if each.overlay in flow.customizations)
        asked = {name: self.request.get(name) for name in in_flow} | {"narrowing": self.narrowing}
        asked |= {"trust": {"confused_deputy": True} if is_guarded(self.request, activities) else {}}
        return {name: value for name, value in asked.items() if value}

    def _guardrails(self, role: Role) -> list[Guardrail]:
        """The guardrails of the role's settings; none if there are errors."""
        if self.faults or not (role.recipe and role.recipe.guarding):
            return []
        from rolecast.guardrails.guardrail import guardrails_of  # rarely needed

        return guardrails_of(role)

    def _enforcing(self, role: Role) -> Role:
        """The role with Deny statements for what its settings forbid, if it asks for `guardrails: enforce`."""
        if self.request.get("guardrails") != "enforce":
            return role
        from rolecast.composition import guarding

        name = f"{guarding.POLICY}{policy_suffix(self.request, self.timestamp)}"
        guardrails = self._guardrails(role)
        denials = guarding.policies(guardrails, name)
        return replace(
            role,
            policies=(*role.policies, *denials),
            trust_policy=guarding.enforced(role.trust_policy, guardrails),
        )

    def _check_prevented(
        self, role: Role, activities: list[Activity], wanted: tuple[Overlay, ...], references: References
    ) -> None:
        """Adds an error for each activity whose own actions the Deny statements would deny."""
        from rolecast.composition import guarding

        for activity in activities if not self.faults else ():
            if not activity.statements:
                continue
            values = self._values(activity, _names(self._templates(activity, wanted)), references)
            corrections = editions.corrections(self.request, activity)
            if actions := guarding.prevented(role, activity, wanted, corrections, values):
                listed = ", ".join(f"`{action}`" for action in actions)
                self.faults.add(
                    self.request.place("guardrails"),
                    f"role `{role.key}`: enforcing would deny {listed}, which `{activity.id}` is for",
                    "remove the activity, set the settings that it cannot keep to `false`, "
                    "or use `guardrails: require`",
                )

    def _guarded(self, role: Role) -> Role:
        """The role with notices about its guardrails. Adds errors if they must hold and do not."""
        guardrails = self._guardrails(role) if self._is_proved else []
        if not guardrails:
            return role
        from rolecast.composition import guarding
        from rolecast.guardrails.breaches import breaches
        from rolecast.guardrails.proof import prove

        proofs = prove(guarding.as_proved(role, self._composed), guardrails)
        for proof in proofs if self._must_hold else ():
            for breach in breaches(role, proof):
                place = self.request.place(*proof.guardrail.setting.split("."))
                self.faults.add(place, f"role `{role.key}`: {breach.message}", breach.help)
        notices = guarding.notices(role, proofs, with_broken=not self._must_hold)
        return replace(role, notices=(*role.notices, *notices))

    @property
    def _must_hold(self) -> bool:
        """Whether it is an error if a guardrail does not hold."""
        return bool(self.request.get("guardrails", "notice") != "notice")

    @property
    def _is_proved(self) -> bool:
        return self.home is None or self._must_hold

    def _granting(self, role: Role) -> Role:
        if role.policies or role.attached:
            return role
        notice = Notice("grants-nothing", "the role has no policies: name a persona, activities or policies")
        return replace(role, notices=(*role.notices, notice))

    def _within_limits(self, role: Role) -> Role:
        """The role with its policies packed. Adds an error for every quota that it exceeds."""
        quotas = Quotas(**self.request.get("quotas", {}))
        # The value of a variable without a default is unknown; its `{{name}}` is counted instead.
        defaults = {each.name: [max(each.default, key=len)] for each in self.rolefile.variables if each.default}
        environment = {**LONGEST_ENVIRONMENT, **role.environment.values, **defaults}
        known = {f"{{{{{name}}}}}": texts[0] for name, texts in environment.items()}

        def measure(document: Document) -> int:
            text = document.text
            for token, value in known.items() if "{{" in text else ():
                text = text.replace(token, value)
            return len(text)

        def laid_out(packing: Packing) -> tuple[Policy, ...]:
            packed_name = f"SM_Packed{policy_suffix(self.request, self.timestamp)}"
            return lay_out(role.policies, packing, packed_name, measure)

        def excesses(policies: tuple[Policy, ...]) -> list[limits.Excess]:
            return list(limits.excesses_of_layout(policies, role.attached, quotas, measure))

        packing: Packing = self.request.get("packing", "per-activity")
        if packing != "per-activity" and any(policy.document.faults for policy in role.policies):
            packing = "per-activity"  # missing values, already reported, make its statements unreadable
        policies = laid_out(packing)
        # The size of a role with errors is unknown.
        if not self.request.faulty and (exceeded := excesses(policies)):
            fitting = [other for other in PACKINGS if other != packing and not excesses(laid_out(other))]
            remedy = _packing_remedy(fitting)
            for excess in exceeded:
                self._add_excess(excess._replace(help=remedy))
        role = replace(role, policies=policies)
        for excess in limits.excesses_of_role(role, quotas, measure):
            self._add_excess(excess)
        return role

    def _add_excess(self, excess: limits.Excess) -> None:
        place = self.request.place(excess.setting) if excess.setting else self.request.key_place
        self.faults.add(place, f"role `{self.request.key}`: {excess.message}", excess.help)


_Given = tuple[tuple[str, tuple[str, ...]], ...]
_ANY_ROLE = ("arn:{{partition}}:iam::{{account}}:role/*",)


def _passing_any(template: DocumentTemplate, values: _Given) -> _Given:
    """The values, with any role instead of those that the template only passes."""
    return tuple((name, _ANY_ROLE if name in template.names_only_in("iam") else texts) for name, texts in values)


@lru_cache(maxsize=512)
def _at_home(template: DocumentTemplate, home: Environment) -> DocumentTemplate:
    return DocumentTemplate(template.fill(home.values))


@lru_cache(maxsize=512)
def _filled(template: DocumentTemplate, values: _Given) -> Document:
    """Cached, so that roles with the same values share one document, which is parsed once."""
    return Document(template.fill(dict(values)))


def _names(templates: Mapping[str, DocumentTemplate]) -> frozenset[str]:
    return frozenset().union(*(template.names for template in templates.values()))


def _packing_remedy(fitting: list[Packing]) -> str:
    if fitting:
        return f"it fits with {' or '.join(f'`packing: {packing}`' for packing in fitting)}"
    return "no packing fits: remove activities, or attach fewer policies"
