"""The effects of a change of the role file on deployed roles, by the tool that deploys them.

Roles and policies are identified by their names in AWS, which IAM compares regardless of case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from rolecast.iam.documents import EVERYTHING, Document
from rolecast.iam.policies import Layer
from rolecast.iam.reach import Reach, is_covered, meets, reach
from rolecast.iam.statements import Effect
from rolecast.rendering.formats import Format
from rolecast.rendering.identifiers import snake_case
from rolecast.role import LONGEST_ENVIRONMENT, Deletion, Policy, PolicyKind, Role

Roles = Mapping[str, Role]
_QUIET = "deploy while nothing uses the role"


class RoleOutcome(StrEnum):
    """What happens to a role."""

    CREATED = "created"
    UPDATED = "updated in place"
    REPLACED = "replaced"
    MOVED = "moved"
    DELETED = "deleted"
    LEFT = "left in the account"
    REFUSED = "refused"
    WINDOW = "window"


class Transition(NamedTuple):
    """What happens to a role, and why. `help` is what to do about a refusal or loss."""

    role: str
    outcome: RoleOutcome
    message: str
    help: str | None = None

    def __str__(self) -> str:
        remedy = f"\n  help: {self.help}" if self.help else ""
        return f"role `{self.role}`: {self.outcome}: {self.message}{remedy}"


def deployable(format: Format) -> tuple[Format, ...]:
    """The format if a tool deploys it, otherwise one format per tool."""
    if format in (Format.CDK_PYTHON, Format.CDK_TYPESCRIPT):
        return (Format.CLOUDFORMATION,)
    tools = (Format.CLOUDFORMATION, Format.HCL, Format.AWS_CLI)
    return (format,) if format in (*tools, Format.TERRAFORM) else tools


def with_former_names(new: Roles, old: Roles) -> dict[str, Role]:
    """The new roles with the old name of their key as a former name, unless another role has that name now."""
    taken = {role.name.lower() for role in new.values()}
    named = {key: role.name for key, role in old.items() if role.name.lower() not in taken}
    return {
        key: replace(role, former_names=(named[key],)) if key in named and not role.former_names else role
        for key, role in new.items()
    }


def transitions(old: Roles, new: Roles, format: Format) -> list[Transition]:
    """What happens to every role that changes, refused ones first."""
    before = {role.name.lower(): _filled(role) for role in old.values()}
    after = {role.name.lower(): _filled(role) for role in with_former_names(new, old).values()}
    owners = {policy.name.lower(): role.name for role in old.values() for policy in _managed(role)}
    is_new = any(name not in before and not role.former_names for name, role in after.items())
    found = [
        *(each for name in after for each in _of_role(before.get(name), after[name], before, owners, format)),
        *(
            _gone(role, format, has_successor=is_new)
            for name, role in before.items()
            if name not in after and not _became(name, after)
        ),
    ]
    return sorted(found, key=lambda each: each.outcome is not RoleOutcome.REFUSED)


def with_other_access(old: Roles, new: Roles) -> list[tuple[Role | None, Role]]:
    """The new roles whose policies or trust policy differ, each with the old role; None if it is new."""
    before = {role.name.lower(): role for role in old.values()}
    pairs = [
        (next((before[name.lower()] for name in (role.name, *role.former_names) if name.lower() in before), None), role)
        for role in with_former_names(new, old).values()
    ]
    return [(was, role) for was, role in pairs if was is None or _access(_filled(was)) != _access(_filled(role))]


def _of_role(
    old: Role | None, new: Role, before: Mapping[str, Role], owners: Mapping[str, str], format: Format
) -> Iterator[Transition]:
    for policy in _managed(new):
        owner = owners.get(policy.name.lower())
        if owner is not None and owner.lower() != new.name.lower() and format is not Format.AWS_CLI:
            message = (
                f"the policy `{policy.name}` still belongs to the role `{owner}`, "
                "and IAM allows only one policy of this name"
            )
            yield Transition(new.name, RoleOutcome.REFUSED, message, "give the policy a new name")
    if old is None:
        yield from _new(new, before, format)
    elif elsewhere := _elsewhere(old, new, format):
        yield elsewhere
    elif old.path != new.path or old.name != new.name:
        yield _unmovable(old, new, format)
    elif changes := [*_changes(old, new, format)]:
        yield Transition(new.name, RoleOutcome.UPDATED, "; ".join(changes))
        yield from _windows(old, new, format)


def _new(role: Role, before: Mapping[str, Role], format: Format) -> Iterator[Transition]:
    former = [before[name.lower()].name for name in role.former_names if name.lower() in before]
    if not former:
        yield Transition(role.name, RoleOutcome.CREATED, "a role of this name is new")
    elif format in (Format.TERRAFORM, Format.HCL):
        message = f"it was `{former[-1]}`, which is destroyed once the new role has its policies; its ARN changes"
        yield Transition(role.name, RoleOutcome.MOVED, message)
    elif format is Format.CLOUDFORMATION:
        message = f"it was `{former[-1]}`, which is deleted once the new role has its policies; its ARN changes"
        yield Transition(role.name, RoleOutcome.REPLACED, message)
    else:
        yield Transition(
            role.name, RoleOutcome.CREATED, f"it was `{former[-1]}`, which stays as it is", _removal(former[-1])
        )


def _elsewhere(old: Role, new: Role, format: Format) -> Transition | None:
    """The transition of a role that moves to another account, or with CloudFormation to another region."""
    was, is_now = old.environment, new.environment
    if was.account and is_now.account and was.account != is_now.account:
        message = f"its account changes from `{was.account}` to `{is_now.account}`; what is in the old one stays there"
        return Transition(
            new.name, RoleOutcome.CREATED, message, "delete it there with the old file, if nobody needs it"
        )
    if format is Format.CLOUDFORMATION and was.region and is_now.region and was.region != is_now.region:
        message = (
            f"its region changes from `{was.region}` to `{is_now.region}`, but a stack cannot change its region; "
            "a new stack fails because the role already exists"
        )
        return Transition(
            new.name, RoleOutcome.REFUSED, message, "delete the old stack first: the role does not exist in between"
        )
    return None


def _unmovable(old: Role, new: Role, format: Format) -> Transition:
    """The transition of a role whose path or case of its name changes, which no tool can do."""
    if old.path != new.path:
        what = f"its path changes from `{old.path}` to `{new.path}`, and IAM cannot move a role"
    else:
        what = f"its name was `{old.name}`, which IAM treats as the same"
    match format:
        case Format.CLOUDFORMATION:
            why = "CloudFormation cannot replace a resource with a custom name, and rolls the update back"
            way = "or deploy without the role and then with it: it does not exist in between"
        case Format.TERRAFORM | Format.HCL:
            why = "Terraform creates before it destroys, fails with EntityAlreadyExists and leaves it unchanged"
            kinds = ("aws_iam_role", *(["aws_iam_policy"] if any(_managed(old)) else []))
            targets = " ".join(f"-target={kind}.{snake_case(old.name)}" for kind in kinds)
            way = f"or run `terraform destroy {targets}` and then `terraform apply`: it does not exist in between"
        case _:
            why = "the script stops"
            way = f"or delete the role first: {_removal(old.name)}"
    return Transition(new.name, RoleOutcome.REFUSED, f"{what}; {why}", f"give the role a new name as well, {way}")


def _gone(role: Role, format: Format, *, has_successor: bool) -> Transition:
    if format is Format.AWS_CLI:
        return Transition(role.name, RoleOutcome.LEFT, "the script deletes no roles", _removal(role.name))
    if role.deletion is not Deletion.RETAIN:
        message = "it is no longer in the file, and its policies are removed with it"
        can_move = has_successor and format in (Format.TERRAFORM, Format.HCL)
        remedy = (
            f"if a new role replaces it, give the new role `was: {role.key}`: "
            "it is then created before this one is deleted"
        )
        return Transition(role.name, RoleOutcome.DELETED, message, remedy if can_move else None)
    if format is Format.CLOUDFORMATION:
        return Transition(
            role.name, RoleOutcome.LEFT, "its `deletion` is `retain`; CloudFormation no longer manages it"
        )
    message = "it is no longer in the file, and neither is the `prevent_destroy` of its `deletion: retain`"
    remedy = f"run `terraform state rm` on its addresses, which end in `.{snake_case(role.name)}`, to keep it"
    return Transition(role.name, RoleOutcome.DELETED, message, remedy)


def _became(name: str, after: Mapping[str, Role]) -> bool:
    """Whether a role with another name has this one as a former name."""
    return any(name in map(str.lower, role.former_names) for role in after.values())


def _changes(old: Role, new: Role, format: Format) -> Iterator[str]:
    is_script = format is Format.AWS_CLI  # it removes nothing
    settings = {
        "description": (old.description, new.description),
        "session length": (old.max_session_duration, new.max_session_duration),
        "trust policy": (old.trust_policy, new.trust_policy),
        "permissions boundary": (old.boundary_arn, new.boundary_arn or (old.boundary_arn if is_script else None)),
        "tags": (old.tags, {**old.tags, **new.tags} if is_script else new.tags),
    }
    if changed := [name for name, (one, other) in settings.items() if one != other]:
        yield ", ".join(changed)
    policies, wanted = _documents(old), _documents(new)
    added, gone = wanted.keys() - policies.keys(), policies.keys() - wanted.keys()
    goes = "left, with the commands that remove it" if format is Format.AWS_CLI else "detached or deleted after that"
    twice = {name for _, name in added} & {name for _, name in gone}
    for verb, names in (
        ("created or attached", added),
        ("changed", {name for name in wanted.keys() & policies.keys() if wanted[name] != policies[name]}),
        (goes, gone),
    ):
        if names:
            named = (f"{kind} `{name}`" if name in twice else f"`{name}`" for kind, name in sorted(names))
            yield f"{verb}: {', '.join(named)}"
    if is_script:
        yield from _left_settings(old, new)


def _left_settings(old: Role, new: Role) -> Iterator[str]:
    if old.boundary_arn and not new.boundary_arn:
        yield "left, with the command that removes it: permissions boundary"
    # Tag keys are case-insensitive: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
    kept = {key.lower() for key in new.tags}
    if gone := [key for key in old.tags if key.lower() not in kept]:
        yield f"left: tags {', '.join(f'`{key}`' for key in gone)}"


def _documents(role: Role) -> dict[tuple[str, str], Document | None]:
    own: dict[tuple[str, str], Document | None] = {(each.kind, each.name): each.document for each in role.policies}
    return {**own, **{("attached", each.arn.rpartition("/")[2]): None for each in role.attached}}


def _windows(old: Role, new: Role, format: Format) -> Iterator[Transition]:
    """The moments in which the role may lack permissions that both versions grant, because they move between policies.

    This includes attached policies: every tool attaches policies after updating the role's own.
    """
    before, after = _texts(old), _texts(new)
    updated = sorted(key for key in before.keys() & after.keys() if before[key] != after[key])
    stays = [allowed for key in after if key in before and key not in updated for allowed in _allowed(after[key])]
    lost = {key: _beyond(before[key], [*stays, *_allowed(after[key])]) for key in updated}
    gained = {key: _beyond(text, _allowed(before[key]) if key in before else []) for key, text in after.items()}
    for key, parts in lost.items():
        others = [part for other, parts in gained.items() if other != key for part in parts]
        if _any_meets(parts, others):
            message = (
                f"other policies may now grant permissions that `{key[1]}` no longer grants; "
                "policies are updated one by one, so the role may lack them for a moment"
            )
            yield Transition(new.name, RoleOutcome.WINDOW, message, _QUIET)
    if format is Format.CLOUDFORMATION:
        stays += [allowed for key in updated for allowed in _allowed(after[key])]
        added = [part for key in after.keys() - before.keys() for part in gained[key]]
        gone = sorted(key for key in before.keys() - after.keys() if _any_meets(_beyond(before[key], stays), added))
        if gone:
            message = (
                f"new policies may now grant permissions that {', '.join(f'`{name}`' for _, name in gone)} granted; "
                "the role is updated in one step, and AWS does not document that additions come before removals"
            )
            yield Transition(new.name, RoleOutcome.WINDOW, message, _QUIET)


def _any_meets(parts: list[Reach], others: list[Reach]) -> bool:
    return any(meets(part, other) for part in parts for other in others)


def _access(role: Role) -> tuple[object, ...]:
    """The values that decide what a role may do, and who may assume it."""
    return role.trust_policy, role.permissions_boundary, _documents(role)


def _texts(role: Role) -> dict[tuple[str, str], Document]:
    """The documents of all policies. An unknown document counts as one that grants everything."""
    attached = {("attached", each.arn): each.document or EVERYTHING for each in role.attached}
    return {**{(policy.kind, policy.name): policy.document for policy in role.policies}, **attached}


def _beyond(document: Document, known: list[Reach]) -> list[Reach]:
    """The parts of what a document allows that `known` does not cover."""
    return [part for allowed in _allowed(document) for part in allowed.split() if not is_covered(part, known)]


def _allowed(document: Document) -> list[Reach]:
    """What a document allows. Raises InputError if the document is invalid."""
    filled = document.fill(LONGEST_ENVIRONMENT)
    return [
        reach(statement, Layer.IDENTITY, has_variables=filled.has_variables)
        for statement in filled.statements
        if statement.effect is Effect.ALLOW
    ]


def _filled(role: Role) -> Role:
    """The role with its known environment filled in, so that a change of environment changes its texts."""
    return role.fill(role.environment.values)


def _managed(role: Role) -> Iterator[Policy]:
    return (policy for policy in role.policies if policy.kind is PolicyKind.MANAGED)


def _removal(name: str) -> str:
    """The commands that delete a role."""
    return (
        f"`aws iam list-attached-role-policies --role-name {name}`, detach each, delete the inline policies, "
        f"then `aws iam delete-role --role-name {name}`"
    )
