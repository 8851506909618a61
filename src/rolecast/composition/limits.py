"""IAM's quotas, checked before anything is created.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rolecast.composition.packing import Measure
from rolecast.iam import names
from rolecast.iam.documents import Document
from rolecast.iam.quotas import (
    INLINE_POLICIES_CHARACTERS,
    MANAGED_POLICY_CHARACTERS,
    TAGS_PER_ROLE,
    Quotas,
)
from rolecast.role import AttachedPolicy, Notice, Policy, PolicyKind, Role

SUBNETS_PER_REQUEST = 16
SECURITY_GROUPS_PER_REQUEST = 5
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html"""

_UNIQUE = "rename one: names are unique in an account, regardless of case"
_POLICY_CHARACTERS = r"[\t\n\r\x20-\xff]*"


class Excess(NamedTuple):
    """A quota that is exceeded. `setting` is the key of the role file that it depends on, if any."""

    setting: str | None
    message: str
    help: str | None = None


def excesses_of_layout(
    policies: Iterable[Policy], attached: Sequence[AttachedPolicy], quotas: Quotas, measure: Measure
) -> Iterator[Excess]:
    """The quotas that the role exceeds with its packing; another one may fit."""
    policies = tuple(policies)
    managed = [policy for policy in policies if policy.kind is PolicyKind.MANAGED]
    count = len(managed) + len(attached)
    if count > quotas.attached_policies:
        yield Excess(
            "packing",
            f"{count} managed policies would be attached ({len(managed)} made here, {len(attached)} named); "
            f"the quota is {quotas.attached_policies}",
        )
    for policy in managed:
        if (size := measure(policy.document)) > MANAGED_POLICY_CHARACTERS:
            yield Excess(
                "packing",
                f"the policy `{policy.name}` has {size:,} characters; "
                f"a managed policy has at most {MANAGED_POLICY_CHARACTERS:,}",
            )
    inline = sum(measure(policy.document) for policy in policies if policy.kind is PolicyKind.INLINE)
    if inline > INLINE_POLICIES_CHARACTERS:
        yield Excess(
            "packing",
            f"the inline policies have {inline:,} characters in total; the quota is {INLINE_POLICIES_CHARACTERS:,}",
        )


def excesses_of_role(role: Role, quotas: Quotas, measure: Measure) -> Iterator[Excess]:
    """The quotas that the role exceeds with any packing."""
    if problem := names.role_name(role.name):
        yield Excess("name", f"the role name `{role.name}` {problem}", "shorten the key, `name_prefix` or `name`")
    for policy in role.policies:
        if problem := names.policy_name(policy.name):
            remedy = "set a shorter `policy_suffix`"
            yield Excess("policy_suffix", f"the policy name `{policy.name}` {problem}", remedy)
    yield from _excesses_of_names(role)
    if not role.trust_policy.statements:
        yield Excess("trust", "no principal may assume it", "name a service or a principal")
    trust_size = measure(role.trust_policy)
    if trust_size > quotas.trust_policy:
        yield Excess(
            "trust",
            f"the trust policy has {trust_size:,} characters; the quota is {quotas.trust_policy:,}",
            "name fewer principals, or set `quotas: {trust_policy: ...}` if AWS has raised yours",
        )
    yield from _excesses_of_tags(role.tags)
    for name, document in (("trust", role.trust_policy), *((policy.name, policy.document) for policy in role.policies)):
        if problem := refused_character(document):
            yield Excess(None, f"the policy `{name}` {problem}", "use characters up to U+00FF (`ÿ`)")


def refused_character(document: Document) -> str | None:
    """The first character of a document that IAM rejects, in words; None if there is none.

    IAM accepts U+0009, U+000A, U+000D and U+0020 to U+00FF:
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
    """
    text = document.text
    return None if text.isascii() else names.refused_character(text, _POLICY_CHARACTERS)


def repeated_names(roles: Iterable[Role]) -> Iterator[tuple[Role, Excess]]:
    """Names that two roles or two managed policies of one account share, regardless of case."""
    yield from _repeated(roles, "role", lambda role: [role.name])
    yield from _repeated(
        roles,
        "policy",
        lambda role: [policy.name for policy in role.policies if policy.kind is PolicyKind.MANAGED],
    )


def account_notices(roles: Iterable[Role], quotas: Quotas) -> list[Notice]:
    """Notices if the file alone exceeds a quota of an account. What the account already has is unknown."""
    by_account: defaultdict[str | None, list[Role]] = defaultdict(list)
    for role in roles:
        by_account[role.environment.account].append(role)
    notices = []
    for account, members in by_account.items():
        policies = sum(policy.kind is PolicyKind.MANAGED for role in members for policy in role.policies)
        for count, quota, noun in (
            (len(members), quotas.roles, "roles"),
            (policies, quotas.customer_managed_policies, "customer managed policies"),
        ):
            if count > quota:
                where = f"account {account}" if account else "the account"
                text = f"the file creates {count:,} {noun}; {where} can have at most {quota:,} in all"
                notices.append(Notice(f"account-{noun.replace(' ', '-')}", text))
    return notices


def _excesses_of_names(role: Role) -> Iterator[Excess]:
    seen: set[str] = set()
    for policy in role.policies:
        if policy.name.lower() in seen:
            yield Excess("extra_policies", f"duplicate policy name `{policy.name}`", _UNIQUE)
        seen.add(policy.name.lower())


def _excesses_of_tags(tags: Mapping[str, str]) -> Iterator[Excess]:
    if len(tags) > TAGS_PER_ROLE:
        remedy = "remove some; those of the file count too"
        yield Excess("tags", f"{len(tags)} tags; a role has at most {TAGS_PER_ROLE}", remedy)
    for one, other in alike(tags):
        message = f"the tags `{one}` and `{other}` differ only in case, which IAM ignores"
        yield Excess("tags", message, "remove one")


def alike(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Keys that differ only in case from an earlier one, as (earlier, key)."""
    seen: dict[str, str] = {}
    for key in keys:
        first = seen.setdefault(key.lower(), key)
        if first != key:
            yield first, key


def _repeated(roles: Iterable[Role], noun: str, names_of: Callable[[Role], list[str]]) -> Iterator[tuple[Role, Excess]]:
    first: dict[tuple[str | None, str], Role] = {}
    for role in roles:
        for name in names_of(role):
            other = first.setdefault((role.environment.account, name.lower()), role)
            if other is not role:
                yield role, Excess(None, f"the {noun} name `{name}` is taken by the role `{other.key}`", _UNIQUE)
