"""The central value: an IAM role, from any source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

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
"""The longest values in AWS, for the size of documents whose environment is unknown."""

PSEUDO_PARAMETERS = {
    "account": "AWS::AccountId",
    "region": "AWS::Region",
    "partition": "AWS::Partition",
    "dns_suffix": "AWS::URLSuffix",
}
"""What CloudFormation calls the same.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
"""


class UnresolvedError(RolecastError):
    """A role's account, region or variables are needed but unknown."""


class OpenVariable(NamedTuple):
    """A `{{name}}` in a role file without a value yet: the deployment provides it."""

    name: str
    description: str = ""
    is_list: bool = False
    default: tuple[str, ...] | None = None
    """One text, or the texts of a list."""
    patterns: tuple[str, ...] = ()
    """Regular expressions. The value, or each value of a list, must match all of them as a whole."""

    @property
    def token(self) -> str:
        """How texts contain it."""
        return f"{{{{{self.name}}}}}"


class PolicyKind(StrEnum):
    MANAGED = "managed"
    INLINE = "inline"


class Environment(NamedTuple):
    """The account and region of a role. None if unknown: CloudFormation and Terraform find out at deployment."""

    account: str | None = None
    region: str | None = None
    partition_id: str | None = None
    """The partition, such as `aws`, of a role whose region is unknown; otherwise it follows from the region."""

    @property
    def partition(self) -> Partition | None:
        if self.region:
            return partition_of(self.region)
        return next((each for each in PARTITIONS if each.id == self.partition_id), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Which of account and region are unknown."""
        return tuple(name for name in ("account", "region") if not getattr(self, name))

    @property
    def values(self) -> templates.Fillings:
        """The known values of `{{account}}`, `{{region}}`, `{{partition}}` and `{{dns_suffix}}`."""
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
    """For each statement, the activities that it came from; empty for a user's own policy."""

    @property
    def activities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(activity for origin in self.origins for activity in origin))

    @property
    def size(self) -> int:
        """Characters as IAM counts them; an upper bound if account or region are unknown."""
        return self.document.fill(LONGEST_ENVIRONMENT).size

    def fill(self, values: templates.Fillings) -> Policy:
        filled = self.document.fill(values)
        return self if filled is self.document else self._replace(document=filled)


class AttachedPolicy(NamedTuple):
    """A managed policy that is not the role's own, by ARN.

    `text` is its document in the role's source, if it has one.
    """

    arn: str
    text: Document | None = None

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def document(self) -> Document | None:
        """The source's document, or the one that AWS publishes; None if unknown."""
        return self.text or managed.document_of(self.arn)

    def fill(self, values: templates.Fillings) -> AttachedPolicy:
        return self._replace(arn=templates.fill(self.arn, values)) if "{{" in self.arn else self


class Recipe(NamedTuple):
    """What a role was composed from, for explanations. Names are those of the catalogue.

    `preselected` are the activities of its persona, if any; `activities` are those that it has.
    """

    activities: tuple[str, ...]
    preselected: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    """With their activity: `manage-ml-jobs/stop-transform-job`."""
    is_corrected: bool = False
    """Whether it has every correction of all activities that it has or may get."""
    guarding: Mapping[str, Any] = {}
    """The settings that promise something for every request, such as `network`, as in the role file."""


class Notice(NamedTuple):
    """Something a user should know that is not an error."""

    code: str
    message: str


class LastUse(NamedTuple):
    """When and in which region something was last used, within IAM's tracking period.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
    """

    time: datetime | None = None
    """None if IAM has recorded no use."""
    region: str | None = None


class Deletion(StrEnum):
    """What a tool does with a role and its policies that are no longer wanted."""

    DELETE = "delete"
    RETAIN = "retain"
    """Keeps them, or refuses to delete them."""
    FORCE = "force"
    """Deletes the role even if policies were attached to it from outside."""


@dataclass(frozen=True)
class Role:
    """An IAM role.

    Its texts may contain `{{account}}`, `{{region}}`, `{{partition}}` and `{{dns_suffix}}`, so that one value serves
    both a template for any account and a script for a single one; `resolve` fills them in.
    """

    key: str
    """Its name in the role file."""
    name: str
    trust_policy: Document
    path: str = "/"
    description: str = ""
    max_session_duration: int = 3_600
    """Seconds."""
    policies: tuple[Policy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    """AWS managed policies, and the account's that are not the role's own."""
    permissions_boundary: AttachedPolicy | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    environment: Environment = field(default_factory=Environment)
    deletion: Deletion = Deletion.DELETE
    variables: tuple[OpenVariable, ...] = ()
    """Variables without a value. Texts contain them as `{{name}}`, and documents have them as open texts."""
    is_exported: bool = False
    """Whether CloudFormation exports its ARN and name."""
    former_names: tuple[str, ...] = ()
    """The names that the role had before, oldest first, so that tools do not see a different role."""
    recipe: Recipe | None = field(default=None, compare=False)
    """None if unknown, as for a role from an account."""
    instance_profiles: tuple[str, ...] = ()
    """Names."""
    id: str | None = None
    """Such as AROA1234567890EXAMPLE. IAM never reuses it. None for a role that is not from an account."""
    last_used: LastUse | None = None
    """None if unknown."""
    unknown: frozenset[str] = frozenset()
    """The names of fields that the role's source does not have. The values of these fields are meaningless."""

    @property
    def arn(self) -> str:
        """The ARN. It contains `{{account}}` and `{{partition}}` if they are unknown."""
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
        """The ARN of one of the role's own managed policies, which have the role's path."""
        return _known(f"arn:{{{{partition}}}}:iam::{{{{account}}}}:policy{self.path}{name}", self.environment)

    @property
    def attachments(self) -> tuple[str, ...]:
        """The ARNs of all attached managed policies, the role's own first."""
        return tuple(dict.fromkeys((*self.managed, *(policy.arn for policy in self.attached))))

    @property
    def boundary_arn(self) -> str | None:
        return self.permissions_boundary.arn if self.permissions_boundary else None

    @property
    def names(self) -> set[str]:
        """The `{{names}}` in its texts that are not filled in."""
        bounding = [self.permissions_boundary] if self.permissions_boundary else []
        texts = [self.description, *self.tags.values(), *(policy.arn for policy in (*self.attached, *bounding))]
        documents = (self.trust_policy, *(policy.document for policy in self.policies))
        return templates.names_in(texts).union(*(document.names for document in documents))

    def resolve(self) -> Role:
        """The role with its environment filled in. Raises UnresolvedError if account or region are unknown."""
        if missing := self.environment.missing:
            message = f"role `{self.key}`: {' and '.join(missing)} not given"
            remedy = f"add `{missing[0]}:` to the role file, or pass `--{missing[0]}`"
            raise UnresolvedError([Fault(None, message, remedy)])
        return self.fill(self.environment.values)

    def resolve_texts(self) -> Role:
        """The role with its environment filled in. Raises UnresolvedError only if its texts contain unknown values.

        Its ARN may still contain an unknown partition.
        """
        values = self.environment.values
        return self.fill(values) if self.names <= values.keys() else self.resolve()

    def fill(self, values: templates.Fillings) -> Role:
        """The role with `values` filled in for `{{names}}` in its texts; the same object if it has none."""
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
    """An IAM group, whose policies apply to its users."""

    name: str
    path: str = "/"
    policies: tuple[Policy, ...] = ()
    attached: tuple[AttachedPolicy, ...] = ()
    environment: Environment = Environment()
    id: str | None = None
    """Such as AGPA1234567890EXAMPLE."""
    unknown: frozenset[str] = frozenset()
    """As for a role."""
    key: str | None = None
    """As for a role, or None for the name."""

    @property
    def arn(self) -> str:
        return _known(f"arn:{{{{partition}}}}:iam::{{{{account}}}}:group{self.path}{self.name}", self.environment)


class User(NamedTuple):
    """An IAM user, with its groups."""

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
    """As for a role, or None for the name."""

    @property
    def arn(self) -> str:
        return user_arn(self.path, self.name, self.environment)


Principal = Role | User | Group
_Principal = TypeVar("_Principal", Role, User, Group)


def placed(principal: _Principal, environment: Environment) -> _Principal:
    """The principal in this environment, which its own texts and those of its attached policies then contain."""
    values = environment.values

    def filled(attached: AttachedPolicy) -> AttachedPolicy:
        return attached.fill(values)._replace(text=attached.text and attached.text.fill(values))

    changes: dict[str, Any] = {
        "environment": environment,
        "policies": tuple(policy.fill(values) for policy in principal.policies),
        "attached": tuple(map(filled, principal.attached)),
    }
    if isinstance(principal, Group):
        return principal._replace(**changes)
    changes["permissions_boundary"] = principal.permissions_boundary and filled(principal.permissions_boundary)
    if isinstance(principal, Role):
        return replace(principal.fill(values), **changes)
    return principal._replace(**changes, groups=tuple(placed(group, environment) for group in principal.groups))


def role_arn(path: str, name: str) -> str:
    return f"arn:{{{{partition}}}}:iam::{{{{account}}}}:role{path}{name}"


def user_arn(path: str, name: str, environment: Environment) -> str:
    """The ARN of a user, with `{{account}}` and `{{partition}}` in it if they are unknown."""
    return _known(f"arn:{{{{partition}}}}:iam::{{{{account}}}}:user{path}{name}", environment)


def _known(text: str, environment: Environment) -> str:
    if environment.account and (partition := environment.partition):  # nearly always, and much faster
        text = text.replace("{{account}}", environment.account).replace("{{partition}}", partition.id)
        if "{{" not in text:
            return text
    filled: str = templates.fill(text, environment.values)
    return filled
