"""The central value: an IAM role as Rolecast knows it, wherever it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from rolecast.iam import managed, templates
from rolecast.iam.documents import Document
from rolecast.iam.partitions import PARTITIONS, Partition, partition_of
from rolecast.reading.faults import Fault, RolecastError

LONGEST_ENVIRONMENT = {
    "account": ["123456789012"],
    "region": ["us-isof-south-1"],
    "partition": ["aws-us-gov"],
    "dns_suffix": ["amazonaws.com.cn"],
}
"""The longest texts that AWS has, for sizes of documents whose environment is not known."""


class UnresolvedError(RolecastError):
    """A role's account or region is needed and not known."""


class OpenVariable(NamedTuple):
    """A `{{name}}` of a role file that has no value yet: it is given at deployment."""

    name: str
    description: str = ""
    is_list: bool = False
    default: tuple[str, ...] | None = None
    """One text, or those of a list."""
    patterns: tuple[str, ...] = ()
    """What the value, or each of a list, has to match as a whole; all of them."""

    @property
    def token(self) -> str:
        """How it is written in a text."""
        return f"{{{{{self.name}}}}}"


class PolicyKind(StrEnum):
    MANAGED = "managed"
    INLINE = "inline"


class Environment(NamedTuple):
    """Where a role lives. None is not known: CloudFormation and Terraform find out when they deploy."""

    account: str | None = None
    region: str | None = None
    partition_id: str | None = None
    """Such as `aws`, for a role whose region is not known; else the partition follows from the region."""

    @property
    def partition(self) -> Partition | None:
        if self.region:
            return partition_of(self.region)
        return next((each for each in PARTITIONS if each.id == self.partition_id), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of account and region are not known."""
        return tuple(name for name in ("account", "region") if not getattr(self, name))

    @property
    def values(self) -> templates.Fillings:
        """What `{{account}}`, `{{region}}`, `{{partition}}` and `{{dns_suffix}}` mean, as far as known."""
        partition = self.partition
        known = {
            "account": self.account,
            "region": self.region,
            "partition": partition and partition.id,
            "dns_suffix": partition and partition.dns_suffix,
        }
        return {name: [text] for name, text in known.items() if text}


class Policy(NamedTuple):
    """A customer managed or inline policy of a role."""

    name: str
    kind: PolicyKind
    document: Document
    origins: tuple[tuple[str, ...], ...] = ()
    """For each statement the activities that it came from; empty for a user's own policy."""

    @property
    def activities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(activity for origin in self.origins for activity in origin))

    @property
    def size(self) -> int:
        """Characters as IAM counts them; an upper bound while account or region are not known."""
        return self.document.fill(LONGEST_ENVIRONMENT).size

    def fill(self, values: templates.Fillings) -> Policy:
        filled = self.document.fill(values)
        return self if filled is self.document else self._replace(document=filled)


class AttachedPolicy(NamedTuple):
    """A managed policy from outside the role, by its ARN. `text` is what the role's own source has of it, if any."""

    arn: str
    text: Document | None = None

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def document(self) -> Document | None:
        """Its text: that of the source, or what AWS publishes; None where it is not known."""
        return self.text or managed.document_of(self.arn)

    def fill(self, values: templates.Fillings) -> AttachedPolicy:
        return self._replace(arn=templates.fill(self.arn, values)) if "{{" in self.arn else self


class Recipe(NamedTuple):
    """What a role was made of, for those who explain it. Names are those of the catalogue.

    `preselected` are the activities of its persona, if it has one; `activities` are those that it has.
    """

    activities: tuple[str, ...]
    preselected: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    """Each behind its activity: `manage-ml-jobs/stop-transform-job`."""
    is_corrected: bool = False
    """Whether it has every correction of whatever activity it gets."""
    guarding: Mapping[str, Any] = {}
    """The settings that promise something of every request, as the role file has them: `network` and the like."""


class Notice(NamedTuple):
    """Something a person should know that is no fault."""

    code: str
    message: str


class LastUse(NamedTuple):
    """When and in which region something was last used, as far back as IAM tracks it.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
    """

    time: datetime | None = None
    """None if IAM has seen no use."""
    region: str | None = None


class Deletion(StrEnum):
    """What a tool does with a role and its policies that are no longer wanted."""

    DELETE = "delete"
    RETAIN = "retain"
    """Leaves them, or refuses to take them away."""
    FORCE = "force"
    """Deletes the role also when somebody else has attached policies to it."""


@dataclass(frozen=True)
class Role:
    """An IAM role.

    Its texts may hold `{{account}}`, `{{region}}`, `{{partition}}` and `{{dns_suffix}}`, so that one value serves
    a template that is deployed to any account as well as a script for a single one; `resolve` fills them in.
    """

    key: str
    """What the role file calls it."""
    name: str
    trust_policy: Document
    path: str = "/"
    description: str = ""
    max_session_duration: int = 3_600
    """Seconds."""
    policies: tuple[Policy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    """AWS's managed policies, or the account's own."""
    permissions_boundary: AttachedPolicy | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    environment: Environment = field(default_factory=Environment)
    deletion: Deletion = Deletion.DELETE
    variables: tuple[OpenVariable, ...] = ()
    """Variables without a value. Texts contain them as `{{name}}`, and they are open texts of the documents."""
    is_exported: bool = False
    """Whether CloudFormation exports its ARN and name."""
    former_names: tuple[str, ...] = ()
    """What the role was called before, the oldest first, for tools that would take it for another one."""
    recipe: Recipe | None = field(default=None, compare=False)
    """None where that is not known, as for a role that was found in an account."""
    instance_profiles: tuple[str, ...] = ()
    """Names."""
    id: str | None = None
    """Such as AROA1234567890EXAMPLE: IAM never gives it to another role. None for a role that is not in an account."""
    last_used: LastUse | None = None
    """None where it is not known."""
    unknown: frozenset[str] = frozenset()
    """The names of the fields that the role's source does not have. What these fields hold means nothing."""

    @property
    def arn(self) -> str:
        """The ARN, with `{{account}}` and `{{partition}}` in it where they are not known."""
        return _known(role_arn(self.path, self.name), self.environment)

    @property
    def inline(self) -> dict[str, Document]:
        """The inline policies, by name."""
        return {policy.name: policy.document for policy in self.policies if policy.kind is PolicyKind.INLINE}

    @property
    def managed(self) -> dict[str, Document]:
        """The role's own managed policies, by ARN."""
        own = [policy for policy in self.policies if policy.kind is PolicyKind.MANAGED]
        beginning = self.policy_arn("") if own else ""
        return {f"{beginning}{policy.name}": policy.document for policy in own}

    def policy_arn(self, name: str) -> str:
        """The ARN of a managed policy of the role's own, which has the role's path."""
        return _known(f"arn:{{{{partition}}}}:iam::{{{{account}}}}:policy{self.path}{name}", self.environment)

    @property
    def attachments(self) -> tuple[str, ...]:
        """The ARNs of all managed policies that are attached, the role's own first."""
        return tuple(dict.fromkeys((*self.managed, *(policy.arn for policy in self.attached))))

    @property
    def boundary_arn(self) -> str | None:
        return self.permissions_boundary.arn if self.permissions_boundary else None

    @property
    def names(self) -> set[str]:
        """The `{{names}}` in its texts that are still to be filled in."""
        bounding = [self.permissions_boundary] if self.permissions_boundary else []
        texts = [self.description, *self.tags.values(), *(policy.arn for policy in (*self.attached, *bounding))]
        documents = (self.trust_policy, *(policy.document for policy in self.policies))
        return templates.names_in(texts).union(*(document.names for document in documents))

    def resolve(self) -> Role:
        """The role with its environment filled in. Raises UnresolvedError where account or region are not known."""
        if missing := self.environment.missing:
            message = f"role `{self.key}`: {' and '.join(missing)} not given"
            remedy = f"add `{missing[0]}:` to the role file, or pass `--{missing[0]}`"
            raise UnresolvedError([Fault(None, message, remedy)])
        return self.fill(self.environment.values)

    def resolve_texts(self) -> Role:
        """The role with its environment filled in. Raises UnresolvedError only where its texts name what is not known.

        Its ARN may still name a partition that is not known.
        """
        values = self.environment.values
        return self.fill(values) if self.names <= values.keys() else self.resolve()

    def fill(self, values: templates.Fillings) -> Role:
        """The role with `values` in place of the `{{names}}` in its texts; itself where it has none of them."""
        if self.names.isdisjoint(values):
            return self
        return replace(
            self,
            description=templates.fill(self.description, values),
            tags={key: templates.fill(value, values) for key, value in self.tags.items()},
            trust_policy=self.trust_policy.fill(values),
            policies=tuple(policy.fill(values) for policy in self.policies),
            attached=tuple(policy.fill(values) for policy in self.attached),
            permissions_boundary=self.permissions_boundary and self.permissions_boundary.fill(values),
        )


def refuse_variables(roles: Iterable[Role]) -> None:
    """Raises UnresolvedError if one of the roles has a variable without a value."""
    faults = []
    for role in roles:
        if role.variables:
            names = " and ".join(f"`{each.name}`" for each in role.variables)
            remedy = f"give them with {' '.join(f'`--set {each.name}=VALUE`' for each in role.variables)}"
            faults.append(Fault(None, f"role `{role.key}` needs values of the variables {names}", remedy))
    if faults:
        raise UnresolvedError(faults)


class Group(NamedTuple):
    """An IAM group: policies that its users have."""

    name: str
    path: str = "/"
    policies: tuple[Policy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    environment: Environment = Environment()
    id: str | None = None
    """Such as AGPA1234567890EXAMPLE."""
    unknown: frozenset[str] = frozenset()
    """As a role's."""
    key: str | None = None
    """As a role's; None for the name."""

    @property
    def arn(self) -> str:
        return _known(f"arn:{{{{partition}}}}:iam::{{{{account}}}}:group{self.path}{self.name}", self.environment)


class User(NamedTuple):
    """An IAM user, with the groups that it is in."""

    name: str
    path: str = "/"
    policies: tuple[Policy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    groups: tuple[Group, ...] = ()
    permissions_boundary: AttachedPolicy | None = None
    tags: Mapping[str, str] = {}
    environment: Environment = Environment()
    id: str | None = None
    """Such as AIDA1234567890EXAMPLE."""
    key: str | None = None
    """As a role's; None for the name."""

    @property
    def arn(self) -> str:
        return user_arn(self.path, self.name, self.environment)


Principal = Role | User | Group


def role_arn(path: str, name: str) -> str:
    return f"arn:{{{{partition}}}}:iam::{{{{account}}}}:role{path}{name}"


def user_arn(path: str, name: str, environment: Environment) -> str:
    """The ARN of a user, with `{{account}}` and `{{partition}}` in it where they are not known."""
    return _known(f"arn:{{{{partition}}}}:iam::{{{{account}}}}:user{path}{name}", environment)


def _known(text: str, environment: Environment) -> str:
    if environment.account and (partition := environment.partition):  # nearly always, and much quicker
        text = text.replace("{{account}}", environment.account).replace("{{partition}}", partition.id)
        if "{{" not in text:
            return text
    filled: str = templates.fill(text, environment.values)
    return filled
