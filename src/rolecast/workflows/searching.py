"""Searches for principals that may do an action, by their own policies or by assuming a role: the function `who`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from rolecast.access import trusted, validity
from rolecast.access.directory import Directory, Grade, Standing
from rolecast.access.questions import Context
from rolecast.access.trusted import EntitledKind, Trustee
from rolecast.account.client import connect
from rolecast.account.live import read_principals
from rolecast.composition.compose import compose
from rolecast.iam import openings
from rolecast.iam.policies import StatementRef
from rolecast.reading.faults import Fault, Faults, InputError
from rolecast.role import Environment, Group, Role, User
from rolecast.rolefile.load import RoleFile
from rolecast.sources import contents
from rolecast.sources.contents import FoundRole, FoundUser, Unread
from rolecast.workflows.asking import context_from
from rolecast.workflows.inputs import Given, Input, open_all

NOT_CONSIDERED = (
    "service control policies",
    "resource control policies",
    "resource-based policies",
    "session policies",
    "VPC endpoint policies",
    "the account's root user",
)
_GRADES = [*Grade]
_KINDS = [*EntitledKind]


class Entitled(NamedTuple):
    """A principal that may do the action.

    `statements` are the statements in its own policies that allow it; if there are none, `through` lists the roles that
    it can assume for it. `conditions` are the conditions of all of these. `unavailable` names policies whose text is
    not known. `resources` are the patterns on which it may, if the question names no resource or a pattern.
    """

    kind: EntitledKind
    arn: str
    grade: Grade
    statements: tuple[StatementRef, ...] = ()
    conditions: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    through: tuple[str, ...] = ()


class SearchResult(NamedTuple):
    """The principals that may do `action` on `resource`, sorted by kind, certainty and ARN.

    `resource` is the evaluated one: for an action on S3 objects, a bucket's ARN becomes that of its objects.
    """

    action: str
    resource: str | None
    entitled: tuple[Entitled, ...]
    unread: tuple[Unread, ...]
    faults: Faults
    """The parts of the sources that could not be read; the rest was searched."""

    @property
    def grade(self) -> Grade | None:
        """The most certain of the answers; None if no principal may."""
        return min((each.grade for each in self.entitled), key=_GRADES.index, default=None)


def who(
    action: str,
    *given: Given,
    resource: str | None = None,
    context: Mapping[str, str | Sequence[str]] | None = None,
    absent: Iterable[str] = (),
    source: contents.SourceKind | str | None = None,
    profile: str | None = None,
) -> SearchResult:
    """The principals that may do an action. The library form of `rolecast who`.

    `given` are role files and other sources of principals; `profile` is an AWS profile whose account is read.
    `resource` is an ARN and may have wildcards; without it, every principal that may do the action on some resource is
    listed. `context` maps condition keys to their values; `absent` lists keys that are certainly not in the request.

    Raises InputError if the action, resource or a condition key does not exist, if a whole source cannot be read or if
    there are no principals, and AccountError if AWS cannot be reached or refuses a call.
    """
    validity.find_action(action)
    _context(context, absent)  # report errors in the question before reading sources
    return Searcher(*given, source=source, profile=profile).who(action, resource, context, absent)


class Searcher:
    """Reads the sources once, for any number of questions. Raises InputError and AccountError like `who`."""

    def __init__(
        self, *given: Given, source: contents.SourceKind | str | None = None, profile: str | None = None
    ) -> None:
        self._faults, self._unread = Faults(), list[Unread]()
        kind = contents.SourceKind(source) if source else None
        principals = [each for one in given for each in _principals(one, kind, self._faults, self._unread)]
        if profile is not None:
            principals += [each for each in read_principals(connect(profile)) if not isinstance(each, Group)]
        if not principals:
            self._faults.raise_any()
            raise InputError(
                [Fault(None, "there is no role or user in the sources", "name account details or a role file")]
            )
        self._directory = Directory(principals)

    def who(
        self,
        action: str,
        resource: str | None = None,
        context: Mapping[str, str | Sequence[str]] | None = None,
        absent: Iterable[str] = (),
    ) -> SearchResult:
        """Like the function `who`, for these sources."""
        validity.find_action(action)
        resource = _evaluated(action, resource)
        found = _Search(self._directory).run(action, resource, _context(context, absent))
        order = sorted(found, key=lambda each: (_KINDS.index(each.kind), _GRADES.index(each.grade), each.arn))
        return SearchResult(action, resource, tuple(order), tuple(self._unread), self._faults)


def _context(context: Mapping[str, str | Sequence[str]] | None, absent: Iterable[str]) -> Context:
    asked = context_from(context, absent)
    validity.check_keys(asked)
    return asked


def _principals(
    given: Given, kind: contents.SourceKind | None, faults: Faults, unread: list[Unread]
) -> Iterator[Role | User]:
    for each in open_all(given, kind):
        try:
            yield from _in(each, faults, unread)
        except InputError as error:  # in one file of a folder
            faults.extend(error.faults, error.more)


def _in(found: Input, faults: Faults, unread: list[Unread]) -> Iterator[Role | User]:
    if isinstance(found, RoleFile):
        yield from (role.resolve() for role in compose(found).values())
        return
    for item in found.items:
        if isinstance(item, FoundRole | FoundUser):
            unread += _unreadable(item)
        if isinstance(item, FoundRole):
            yield item.role.resolve() if found.kind is contents.SourceKind.ROLE_FILE else item.role
        elif isinstance(item, FoundUser):
            yield item.user
        elif isinstance(item, Unread):
            unread.append(item)
        elif isinstance(item, Fault):
            faults.extend([item])


def _unreadable(item: FoundRole | FoundUser) -> Iterator[Unread]:
    """A principal's policies that are not valid: what they allow is unknown."""
    principal = item.role if isinstance(item, FoundRole) else item.user
    documents = [(each.name, each.document) for each in principal.policies]
    documents += [(each.name, each.document) for each in principal.attached if each.document]
    for name, document in documents:
        if document.faults and not openings.is_unknown(document):
            yield Unread(
                item.place, f"`{principal.name}`: policy `{name}` cannot be read: {document.faults[0].message}"
            )
    trust = principal.trust_policy if isinstance(principal, Role) else None
    if trust is not None and trust.faults and not openings.is_unknown(trust):
        problem = trust.faults[0].message
        yield Unread(item.place, f"`{principal.name}`: the trust policy cannot be read: {problem}")


def _evaluated(action: str, resource: str | None) -> str | None:
    """The resource; for S3, the bucket or its objects, whichever the action applies to.

    Raises InputError if the action does not apply to the resource.
    """
    if resource is None or resource == "*":
        return resource
    if resource.count(":") >= 5 and resource.split(":")[2] == "s3" and not validity.fits(action, resource):
        bucket, slash, _ = resource.partition("/")
        other = bucket if slash else f"{resource}/*"
        if validity.fits(action, other):
            return other
    validity.check_resource(action, resource, Environment())
    return resource


class _Search:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._found: dict[str, Entitled] = {}
        self._through: dict[str, dict[str, None]] = {}
        """The roles that a principal can assume to do the action, by its ARN, in the order in which they are found."""
        self._trusted: dict[tuple[str, Environment], tuple[tuple[Trustee, ...], set[str]]] = {}

    def run(self, action: str, resource: str | None, context: Context) -> Iterable[Entitled]:
        """Principals allowed by their own policies, then those that can assume one of these roles, and so on."""
        target = self._directory.principals.get(resource or "")
        if isinstance(target, Role) and action.lower() in trusted.ACTIONS:
            self._assume(target, action, context)
        else:
            for principal, standing in self._directory.find(action, resource, context):
                self._add_own(principal, standing)
        roles = [arn for arn in self._found if isinstance(self._directory.principals.get(arn), Role)]
        while roles:
            roles = [arn for role in roles for arn in self._become(role)]
        return (each._replace(through=tuple(self._through.get(arn, ()))) for arn, each in self._found.items())

    def _add_own(self, principal: Role | User, standing: Standing) -> None:
        entitled = _of_own(principal, standing)
        self._found[entitled.arn] = entitled

    def _trustees(self, role: Role) -> tuple[tuple[Trustee, ...], set[str]]:
        """Principals outside the account that can assume a role, and the texts that can match principals in it.

        Many roles have the same trust policy.
        """
        key = role.trust_policy.text, role.environment
        if key not in self._trusted:
            self._trusted[key] = tuple(trusted.outsiders(role)), trusted.insiders(role)
        return self._trusted[key]

    def _assume(self, role: Role, action: str, context: Context) -> None:
        """Adds the principals that may assume a role, which its trust policy has to allow too."""
        for outsider in trusted.outsiders(role, context):
            is_way = trusted.action(outsider.kind, outsider.name).lower() == action.lower()
            if is_way or outsider.grade is Grade.UNKNOWN:
                self._found[outsider.name] = _of_outsider(outsider)
        named = trusted.insiders(role)
        if named and action.lower() == "sts:assumerole":
            for principal, standing in self._directory.assuming(role, named, context):
                self._add_own(principal, standing)

    def _become(self, arn: str) -> Iterator[str]:
        """Adds the principals that can assume the role. Yields the roles among them that have become more certain."""
        role, target = self._directory.principals[arn], self._found[arn]
        assert isinstance(role, Role)
        outsiders, named = self._trustees(role)
        for outsider in outsiders:
            self._add(_of_outsider(outsider), target)
        if not named:
            return
        for principal, standing in self._directory.assuming(role, named):
            becoming = _of_own(principal, standing)._replace(statements=())
            if self._add(becoming, target) and isinstance(principal, Role):
                yield principal.arn

    def _add(self, becoming: Entitled, target: Entitled) -> bool:
        """Adds a principal that can assume an entitled role, with the less certain of the two grades.

        Returns whether the principal is new or has become more certain.
        """
        arn, known = becoming.arn, self._found.get(becoming.arn)
        grade = max(becoming.grade, target.grade, key=_GRADES.index)
        conditions = _once(becoming.conditions, target.conditions)
        unavailable = _once(becoming.unavailable, target.unavailable)
        if known is None or _GRADES.index(grade) < _GRADES.index(known.grade):
            self._found[arn] = becoming._replace(grade=grade, conditions=conditions, unavailable=unavailable)
            self._through[arn] = {target.arn: None}
            return True
        if grade is known.grade and arn in self._through:
            self._through[arn][target.arn] = None
            if conditions or unavailable:
                conditions, unavailable = _once(known.conditions, conditions), _once(known.unavailable, unavailable)
                self._found[arn] = known._replace(conditions=conditions, unavailable=unavailable)
        return False


def _once(*texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(texts)))


def _of_own(principal: Role | User, standing: Standing) -> Entitled:
    return Entitled(
        _kind(principal),
        principal.arn,
        standing.grade,
        standing.statements,
        standing.conditions,
        standing.unavailable,
        standing.resources,
    )


def _of_outsider(outsider: Trustee) -> Entitled:
    conditions, unavailable = outsider.conditions, outsider.unavailable
    return Entitled(outsider.kind, outsider.name, outsider.grade, conditions=conditions, unavailable=unavailable)


def _kind(principal: Role | User) -> EntitledKind:
    return EntitledKind.USER if isinstance(principal, User) else EntitledKind.ROLE
