"""Makes a plan: reads the account, compares it with the desired roles, and orders the calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rolecast.account.client import Connection
from rolecast.account.live import read_account, read_holders, read_policy_tags
from rolecast.account.state import Account
from rolecast.deployment import account_quotas
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.changes import Left
from rolecast.deployment.difference import AccountDifference, compare, policies_to_go
from rolecast.deployment.order import order
from rolecast.deployment.ownership import PartKind, owner
from rolecast.deployment.plan import Plan, PlanInput, PlanScope
from rolecast.deployment.policy_tags import tags_that_matter
from rolecast.deployment.staleness import state_of
from rolecast.reading.faults import Fault, InputError
from rolecast.role import Role


class Deployment:
    """The roles of a role file in one account. `source` is the file's name.

    `is_named` is whether the user gave the deployment's name. A name that was only derived from the file name is
    refused if the deployment of that name has no role in common with the file: all of its roles would be removed.
    """

    def __init__(self, name: str, source: str, roles: Iterable[Role], *, is_named: bool) -> None:
        self.name = name
        self.source = source
        self.roles = tuple(roles)
        self._is_named = is_named

    def plan(self, connection: Connection, adoption: Adoption, *, thorough: bool = False) -> Plan:
        """The plan that makes the account match the role file.

        If `thorough`, reads the tags of all our policies and of all unattached policies, otherwise only those that can
        matter. Raises InputError if another file seems to use the deployment's name, and AccountError if the account
        cannot be read.
        """
        account = self._read(
            connection,
            self.roles,
            lambda account: tags_that_matter(self.roles, account, self.name, thorough=thorough),
        )
        difference = compare(self.roles, account, self.name, adoption)
        conflicts = (*difference.conflicts, *account_quotas.excesses(difference, account))
        given = PlanInput(self.roles, adoption.names, self._is_named, thorough)
        return self._plan(difference._replace(conflicts=conflicts), account, given, destroys=False)

    def plan_to_destroy(self, connection: Connection, adoption: Adoption) -> Plan:
        """The plan that removes the whole deployment. Raises like `plan`."""
        # For policies that others have attached, only the tags show whether they are ours.
        account = self._read(connection, (), lambda account: account.policies)
        difference = compare((), account, self.name, adoption, destroying=True)
        others = [
            role for wanted in self.roles if (role := account.role(wanted.name)) and owner(role.tags) != self.name
        ]
        left = [Left(f"role {role.name}", "it does not belong to the deployment") for role in others]
        given = PlanInput(self.roles, adoption.names, self._is_named, is_thorough=True)
        return self._plan(difference._replace(left=(*difference.left, *left)), account, given, destroys=True)

    def _read(
        self, connection: Connection, roles: tuple[Role, ...], tagged: Callable[[Account], Iterable[str]]
    ) -> Account:
        account = read_account(connection)
        self._refuse_another_file(account)
        account = account.with_tags(read_policy_tags(connection, tagged(account)))
        kept = {arn for role in roles for arn in role.attachments}
        going = policies_to_go(account, self.name, kept)
        held = [policy.arn for policy in going if policy.uses > len(account.roles_with(policy.arn))]
        return account.with_holders(read_holders(connection, held))

    def _refuse_another_file(self, account: Account) -> None:
        there = sorted(role.name for role in account.roles.values() if owner(role.tags) == self.name)
        if self._is_named or not there or any(role.name in there for role in self.roles):
            return
        names = ", ".join(there[:5]) + (f" and {len(there) - 5} more" if len(there) > 5 else "")
        message = f"the deployment `{self.name}` has other roles in this account: {names}"
        remedy = "if it is another file's, choose a name with `--deployment`; if it is this file's, pass that name"
        raise InputError([Fault(None, message, remedy)])

    def _plan(self, difference: AccountDifference, account: Account, given: PlanInput, *, destroys: bool) -> Plan:
        work = [] if difference.conflicts else [order(role, account, self.name) for role in difference.roles]
        changed = {role.name for role in difference.roles if role.actual or role.wanted}
        policies = {arn for role in self.roles for arn in role.managed}
        policies |= {
            change.name for change in difference.changes if change.kind in (PartKind.POLICY, PartKind.POLICY_TAG)
        }
        return Plan(
            deployment=self.name,
            account=account.id,
            source=self.source,
            destroys=destroys,
            given=given,
            compared=PlanScope(
                roles=len(self.roles),
                policies=sum(len(role.managed) for role in self.roles),
                policy_tags=sum(policy.tags is not None for policy in account.policies.values()),
            ),
            changes=difference.changes,
            conflicts=difference.conflicts,
            windows=tuple(window for part in work for window in part.windows),
            left=difference.left,
            steps=tuple(step for part in work for step in part.steps),
            state=state_of(account, changed, policies),
        )
