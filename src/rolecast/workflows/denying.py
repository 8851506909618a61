"""Diagnoses of denials that AWS reports: whether the role's policies deny the request, and what would allow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rolecast.access import remedies, validity
from rolecast.access.additions import Additions, additions
from rolecast.access.denials import advice, operations, pasted
from rolecast.access.denials.denial import HIDDEN, Blame, Denial, role_name
from rolecast.access.inquiry import Response, inquire
from rolecast.access.questions import Context, Reply
from rolecast.access.reasons import statement_name
from rolecast.access.remedies import Remedy, RemedyKind, SettingEdit
from rolecast.iam import services
from rolecast.iam.decision import Answer
from rolecast.iam.policies import Layer
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect, Statement
from rolecast.reading.faults import Faults, InputError
from rolecast.role import Role
from rolecast.sources import contents
from rolecast.workflows import fixing
from rolecast.workflows.candidates import (
    Candidate,
    choose,
    live_candidates,
    of_name,
    placed,
    read_candidates,
    sources,
    written_candidates,
)
from rolecast.workflows.fixing import Written
from rolecast.workflows.inputs import Given

_DENIALS = (Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY)
_ALLOWS = (Answer.ALLOW, Answer.UNKNOWN)


class Advice(NamedTuple):
    """A remedy for a denial.

    `edit` is the change of the role file, and `also_allows` what that would allow beyond the request. `depends_on` are
    condition keys without which the remedy does not allow the request, and whose values are not in the message.
    """

    remedy: Remedy
    edit: SettingEdit | None = None
    also_allows: Additions | None = None
    depends_on: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """The condition that the remedy depends on, as a sentence; empty if the remedy certainly allows the request."""
        keys = ", ".join(self.depends_on)
        return f"allows the request under a condition on {keys}, which the message does not give" if keys else ""


class Diagnosis(NamedTuple):
    """The diagnosis of one denial.

    `role` is the key of the role that was evaluated; None if no source has it. `agrees` is whether the role's policies
    deny the request as AWS says; None if other policies decide, or if the answer is not known. `notes` are sentences
    about what was skipped or assumed.
    """

    denial: Denial
    role: str | None
    response: Response | None
    agrees: bool | None
    advice: tuple[Advice, ...]
    notes: tuple[str, ...]
    kind: str = "role"
    """`role`, or `user` if `role` is the name of a user."""

    @property
    def verdict(self) -> str:
        """A sentence about the role's decision on the request; empty if no role was evaluated."""
        if self.role is None:
            return ""
        if self.response is None:
            return f"role `{self.role}` does not trust it" if self.agrees else ""
        return advice.verdict(self.denial, self.kind, self.role, self.response.answer, agrees=self.agrees)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for the role's decision, without the remedies."""
        if self.response is None:
            return ()
        because = (line for line in self.response.reasons if not line.startswith("help:"))
        return (*because, *(f"on {each.described}" for each in self.response.extents))


def denied(
    message: str,
    *given: Given,
    role: str | None = None,
    source: contents.SourceKind | str | None = None,
    profile: str | None = None,
) -> list[Diagnosis]:
    """A diagnosis of each denial in a message: what AWS denied, and what would allow it. The library form of
    `rolecast denied`.

    `message` is the text of an error message, of several, or of CloudTrail records in JSON; it is never read as a path.
    `given` are role files and other sources in which to look for the role, and `profile` is an AWS profile of its
    account. `role` is the role's key, name or ARN, if the message does not name it.

    Raises InputError if there is no denial in the message or a source cannot be read, and AccountError if AWS cannot
    be reached or refuses a call.
    """
    denials = pasted.read(message)
    kind = contents.SourceKind(source) if source else None
    faults = Faults()
    candidates = [each for one in given for each in read_candidates(one, kind, faults)]
    if profile is not None:
        candidates += live_candidates(profile)
    if faults and (not candidates or any(choose(denial, candidates, role)[0] is None for denial in denials)):
        faults.raise_any()  # the role may be in what cannot be read
    return [diagnose(denial, candidates, role) for denial in denials]


def fixed(text: str, source: str, message: str, role: str | None = None) -> tuple[str, list[Diagnosis]]:
    """The text of a role file with the narrowest remedy of each denial applied, and the diagnoses.

    Each denial is diagnosed after the remedies of those before it. Raises InputError like `denied`.
    """
    found = []
    for denial in pasted.read(message):
        diagnosis = diagnose(denial, written_candidates(text, source), role)
        found.append(diagnosis)
        if edit := next((each.edit for each in diagnosis.advice if each.edit), None):
            text = fixing.apply(text, edit)
    return text, found


def diagnose(denial: Denial, candidates: Iterable[Candidate], key: str | None = None) -> Diagnosis:
    """The diagnosis of a denial by the candidates' policies."""
    candidates = [*candidates]
    if denial.blame is Blame.TRUST:
        return _of_trust(denial, candidates, key)
    chosen, notes = choose(denial, candidates, key)
    if chosen is None or denial.action is None:
        if denial.action is None:
            notes = [*notes, "the message does not say which action was denied"]
        asked = advice.elsewhere(denial, _asking(denial, None))
        return Diagnosis(denial, chosen.role.key if chosen else None, None, None, (*map(Advice, asked),), tuple(notes))
    chosen = placed(chosen, denial)
    resource, problem = _resource(chosen.role, denial)
    if problem:
        notes = [*notes, problem]
    context = _context(denial)
    try:
        response = inquire(chosen.role, denial.action, resource, context)
    except InputError as error:
        return Diagnosis(denial, chosen.role.key, None, None, (), (*notes, error.faults[0].message), chosen.kind)
    agrees = _agrees(denial, response)
    found = tuple(_advice(denial, chosen, response, resource, context))
    return Diagnosis(denial, chosen.role.key, response, agrees, found, tuple(notes), chosen.kind)


def _agrees(denial: Denial, response: Response) -> bool | None:
    if advice.is_outside(denial) or response.answer is Answer.UNKNOWN:
        return None
    if response.answer is Answer.ALLOW:
        return False
    if denial.blame is Blame.UNKNOWN or response.reply is None:
        return True
    if response.reply.outcomes and denial.blame is Blame.IDENTITY:
        # With other values for the missing keys, a Deny may match instead.
        is_explicit = denial.is_explicit
        return (
            is_explicit is None
            or (Answer.EXPLICIT_DENY if is_explicit else Answer.IMPLICIT_DENY) in response.reply.outcomes
        )
    layer = Layer.BOUNDARY if denial.blame is Blame.BOUNDARY else Layer.IDENTITY
    # AWS names one of the policies that deny a request; the engine all of them.
    is_same = denial.is_explicit is (response.answer is Answer.EXPLICIT_DENY) or denial.is_explicit is None
    return is_same and layer in response.reply.decision.blocked_by


def _advice(
    denial: Denial, chosen: Candidate, response: Response, resource: str | None, context: Context
) -> Iterator[Advice]:
    principal = _asking(denial, chosen)
    if response.answer in _DENIALS and response.reply is not None:
        decision = response.reply.decision
        if response.answer is Answer.EXPLICIT_DENY:
            for ref in decision.statements:
                yield Advice(Remedy(RemedyKind.STATEMENT, f"{statement_name(ref)} denies it: narrow or remove it"))
        elif Layer.IDENTITY in decision.blocked_by:
            request = Request(response.reply.request.action, resource or "*", context=context)
            found = _narrowest_first(_of_role_file(chosen, request, is_named=resource is not None))
            if _is_overridden(denial, response.reply):
                yield from map(Advice, advice.remove_deny(denial, _difference(chosen)))
                found = [each._replace(edit=None) for each in found]  # not enough without removing the Deny
            yield from found
        if Layer.BOUNDARY in decision.blocked_by and denial.blame is not Blame.BOUNDARY:
            boundary = denial._replace(
                blame=Blame.BOUNDARY,
                is_explicit=response.answer is Answer.EXPLICIT_DENY,
                policy=chosen.role.boundary_arn,
            )
            yield from map(Advice, advice.elsewhere(boundary, principal))
    yield from map(Advice, advice.elsewhere(denial, principal))
    if response.answer is Answer.UNKNOWN and response.reply and response.reply.needed and not advice.is_outside(denial):
        yield Advice(advice.unmet_conditions(response.reply.needed))
    if response.answer is Answer.ALLOW and not advice.is_outside(denial):
        if denial.blame is Blame.IDENTITY and denial.is_explicit:
            yield from map(Advice, advice.remove_deny(denial, _difference(chosen)))
        else:
            yield from map(Advice, advice.possible_causes(denial, principal, _difference(chosen)))


def _is_overridden(denial: Denial, reply: Reply) -> bool:
    """Whether AWS found a Deny statement of the principal that is not in these policies: then no Allow is enough.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    is_own = denial.blame in (Blame.IDENTITY, Blame.UNKNOWN) and denial.elsewhere is None
    return is_own and denial.is_explicit is True and Answer.EXPLICIT_DENY not in reply.outcomes


def _difference(chosen: Candidate) -> str | None:
    """How to find out whether AWS evaluated other policies than these; None if these were just read from AWS."""
    if chosen.text is not None or chosen.role.recipe is not None:
        return "compare the role with what is deployed: `rolecast drift`, or `rolecast plan`"
    return None if chosen.is_live else f"the policies of the {chosen.kind} may not be those of {chosen.source} any more"


def _narrowest_first(found: Iterable[Advice]) -> list[Advice]:
    """Sorts remedies by kind. Those that allow far more than the request come last.

    An activity that allows the request under a condition comes after remedies that certainly allow it.
    """

    def place(each: Advice) -> tuple[bool, bool]:
        is_wide = each.also_allows is not None and each.also_allows.is_wide
        return is_wide, each.remedy.kind is RemedyKind.ACTIVITY and bool(each.depends_on)

    return sorted(found, key=place)


def _of_role_file(chosen: Candidate, request: Request, *, is_named: bool) -> Iterator[Advice]:
    """The remedies in the role file. Each is tried: it has an edit only if the edited role is allowed the request."""
    role = chosen.role
    if role.recipe is None:
        if is_named:
            own = remedies.own_statement(request)
            statement = own.edit.value["Statement"] if own.edit else None
            yield Advice(
                Remedy(
                    RemedyKind.STATEMENT, f"add this statement to one of the {chosen.kind}'s policies", None, statement
                )
            )
        return
    for remedy in remedies.remedies(role, request, is_named=is_named, catalogue=chosen.catalogue):
        if remedy.edit is None or chosen.text is None:
            yield Advice(remedy)
            continue
        written = Written(chosen.text, chosen.source, role.key)
        edit = fixing.resolve(written, remedy.edit)
        after = fixing.role_after(written, edit, role)
        asked = _again(after, request, is_named=is_named) if after else None
        if after is None or asked is None or asked.answer not in _ALLOWS:
            yield Advice(remedy)
        else:
            depends = asked.reply.needed if asked.answer is Answer.UNKNOWN and asked.reply else ()
            yield Advice(remedy, edit, additions(role, after, request), depends)


def _again(role: Role, request: Request, *, is_named: bool) -> Response:
    return inquire(role, request.action, request.resource if is_named else None, request.context)


def _asking(denial: Denial, chosen: Candidate | None) -> str:
    """The ARN of the role or user that made the request, for policies that name it."""
    if chosen is not None and "{{" not in chosen.arn:
        return chosen.arn
    named = denial.role
    if named and denial.principal:
        return f"arn:{denial.principal.split(':')[1]}:iam::{named.account}:role/{named.name}"
    return denial.principal or "ARN-OF-THE-ROLE"


def _resource(role: Role, denial: Denial) -> tuple[str | None, str | None]:
    """The resource to evaluate, and the reason if it is not the one in the message."""
    action = denial.action or ""
    try:
        known = validity.find_action(action)
        if known is not None and not known.resources:
            return "*", None
        if denial.resource is not None and HIDDEN in denial.resource:
            return None, "the resource has a secret in it: the role is evaluated without a resource"
        if denial.resource is not None:
            validity.check_resource(action, denial.resource, role.environment)
    except InputError as error:
        return None, f"{error.faults[0].message}: the role is evaluated without a resource"
    return denial.resource, None


def _context(denial: Denial) -> Context:
    """The values of condition keys that the message gives."""
    context: dict[str, str | tuple[str, ...]] = {
        key: values[0] if len(values) == 1 else values for key, values in denial.context
    }
    is_given = any(key.lower() == "iam:passedtoservice" for key in context)
    service = _passed_to(denial.operation) if denial.action == "iam:PassRole" and denial.operation else None
    return {**context, "iam:PassedToService": service} if service and not is_given else context


def _passed_to(operation: str) -> str | None:
    """The service that an API call passes a role to, if only one is known."""
    action = operations.action_of(operation, None)
    service = services.service(action.partition(":")[0]) if action else None
    known = service.actions.get(operation.lower()) if service else None
    named = (
        {each for need in known.needs if need.action == "iam:PassRole" for each in need.services} if known else set()
    )
    return named.pop() if len(named) == 1 else None


def _of_trust(denial: Denial, candidates: list[Candidate], key: str | None) -> Diagnosis:
    """The diagnosis for a role that cannot be assumed. `key` selects it if the message does not name it."""
    principal = _asking(denial, None)
    target = role_name(denial.resource) if denial.resource else None
    found = of_name(target, candidates) if target else choose(denial, candidates, key)[0] if key else None
    asked = tuple(map(Advice, advice.elsewhere(denial, principal)))
    if found is None:
        notes = (f"no role named `{target.name}` in {sources(candidates)}",) if target and candidates else ()
        return Diagnosis(denial, None, None, None, asked, notes)
    if denial.principal is None:
        return Diagnosis(denial, found.role.key, None, None, asked, ("the message does not say who cannot assume it",))
    found = placed(found, denial)
    trusted = [text for each in found.role.trust_policy.statements for text in _principals(each)]
    if principal in trusted:
        note = f"the trust policy in {found.source} names {principal}: the deployed one differs, or its conditions fail"
        return Diagnosis(denial, found.role.key, None, False, (), (note,))
    if found.text is None:
        return Diagnosis(denial, found.role.key, None, None, asked, ())
    name = "principals" if principal.startswith("arn:") else "services"
    written = Written(found.text, found.source, found.role.key)
    usual = [] if name == "principals" else [text for text in trusted if not text.startswith("arn:")]
    edit = fixing.trusting(written, name, principal, usual)
    remedy = Remedy(RemedyKind.PARAMETER, f"add `{principal}` to `trust.{name}`")
    is_made = fixing.role_after(written, edit, found.role) is not None
    return Diagnosis(denial, found.role.key, None, True, (Advice(remedy, edit if is_made else None),), ())


def _principals(statement: Statement) -> Iterator[str]:
    """The texts of the principals that an Allow names."""
    if statement.principals is not None and statement.effect is Effect.ALLOW:
        yield from (text for _, texts in statement.principals.entries for text in texts)
