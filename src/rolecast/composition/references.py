"""What a role file refers to: roles to pass, managed policies, regions, instance types and ARNs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.flow import Flow
from rolecast.composition.naming import own_arn
from rolecast.iam import instance_types, managed, names
from rolecast.iam.partitions import PARTITIONS, REGIONS
from rolecast.reading.faults import Faults, Place, did_you_mean, nearest
from rolecast.role import AttachedPolicy, Environment
from rolecast.rolefile.load import RoleFile
from rolecast.rolefile.request import RoleRequest


class References(NamedTuple):
    """Resolves the references in one role's settings. Adds an error for each that is invalid."""

    request: RoleRequest
    rolefile: RoleFile
    environment: Environment
    faults: Faults

    def pass_roles(self, activity_id: str, own: list[str] | None) -> list[str]:
        """The ARNs that an activity may pass: its own, otherwise the role's, otherwise that of the role itself."""
        if own is not None:
            path: tuple[str, ...] = ("activities", activity_id, "pass_roles")
            return [self._role(text, self.request.place(*path, index)) for index, text in enumerate(own)]
        if self.request.get("pass_roles") is None:
            return [own_arn(self.request)]
        return self.named_roles()

    def named_roles(self) -> list[str]:
        """The ARNs of the role's own `pass_roles`."""
        named = self.request.get("pass_roles", ())
        return [self._role(text, self.request.place("pass_roles", index)) for index, text in enumerate(named)]

    def attached(self, flow: Flow, activities: Iterable[Activity]) -> Iterator[AttachedPolicy]:
        """Managed policies without duplicates: the flow's, the activities', then the additional ones."""
        arns = [_aws_arn(name) for name in flow.attached]
        arns += [_aws_arn(activity.managed) for activity in activities if activity.managed]
        for index, text in enumerate(self.request.get("additional_policies", ())):
            arns += filter(None, [self._policy(text, self.request.place("additional_policies", index))])
        once: dict[str, str] = {}
        for arn in arns:
            once.setdefault(arn.split(":", 2)[-1], arn)  # all have the same partition, filled in or not
        yield from map(self._attached, once.values())

    def boundary(self) -> AttachedPolicy | None:
        text = self.request.get("permissions_boundary")
        arn = self._policy(text, self.request.place("permissions_boundary")) if text else None
        return self._attached(arn) if arn else None

    def _attached(self, arn: str) -> AttachedPolicy:
        """The policy, with its document if the role file has it in `known_policies`."""
        known = self.request.get("known_policies", {})
        written = (arn.replace("{{partition}}", partition.id) for partition in PARTITIONS)
        return AttachedPolicy(arn, next((known[each] for each in written if each in known), None))

    def check_arns(self, values: Iterable[str], *path: str) -> None:
        """Adds an error for each ARN in the list at `path` with another partition or an unknown region."""
        for index, value in enumerate(values):
            if value.startswith("arn:"):
                place = self.request.place(*path, index)
                self._check_partition(value, place)
                if region := names.arn_region(value):
                    self.check_region(region, place)

    def check_region(self, region: str, place: Place) -> None:
        """Adds an error for a region that neither Rolecast nor the file lists."""
        if region in REGIONS or region in self.request.get("unlisted_regions", ()) or _is_open(region):
            return
        newer = "a region newer than Rolecast's list goes into `unlisted_regions`"
        near = did_you_mean(region, REGIONS)
        self.faults.add(place, f"there is no region `{region}`", f"{near} {newer}" if near else newer)

    def check_instance_types(self, types: Iterable[str], *path: str) -> None:
        """Adds an error for each type in the list at `path` that neither Rolecast nor the file lists."""
        unlisted = self.request.get("unlisted_instance_types", ())
        newer = "a type newer than Rolecast's list goes into `unlisted_instance_types`"
        for index, text in enumerate(types):
            if not instance_types.is_known(text) and text not in unlisted:
                near = did_you_mean(text, instance_types.known())
                remedy = f"{near} {newer}" if near else newer
                self.faults.add(self.request.place(*path, index), f"there is no instance type `{text}`", remedy)

    def check_account(self, values: Iterable[str], *path: str) -> None:
        """Adds an error for each role in the list at `path` that is in another account."""
        for index, value in enumerate(values):
            place = self.request.place(*path, index)
            self._check_account(names.arn_account(value), place, "cannot pass a role from another account")

    def _role(self, text: str, place: Place) -> str:
        if text.startswith("arn:"):
            self._check_partition(text, place)
            self._check_account(names.arn_account(text), place, "cannot pass a role from another account")
            return text
        if _is_open(text):
            self._check_default(text, place)
            return text
        other = self.rolefile.roles.get(text)
        if other is None:

            def remedy() -> str:
                return did_you_mean(text, self.rolefile.roles) or "name a role of this file, or a role's ARN"

            self.faults.add(place, f"there is no role `{text}` in this file", remedy)
            return text
        self._check_account(other.get("account"), place, "cannot pass a role from another account")
        return own_arn(other)

    def _policy(self, text: str, place: Place) -> str | None:
        if _is_open(text) and not text.startswith("arn:"):
            self._check_default(text, place)
            return text
        if not text.startswith("arn:"):
            if managed.find(text) is None:

                def remedy() -> str:
                    return did_you_mean(text, managed.names()) or "a policy of your own needs its ARN"

                self.faults.add(place, f"AWS has no managed policy `{text}`", remedy)
                return None
            return _aws_arn(text)
        self._check_partition(text, place)
        if names.arn_account(text) == "aws":
            self._check_published(text, place)
        else:
            self._check_account(names.arn_account(text), place, "cannot attach a policy from another account")
        return text

    def _check_published(self, arn: str, place: Place) -> None:
        """Adds an error for the ARN of an AWS managed policy that does not exist."""
        name, partition = arn.rpartition("/")[2], names.arn_partition(arn)
        known = managed.find(name) or managed.find(nearest(name, managed.names()) or "")
        if known is None or known.arn(partition) != arn:
            remedy = f"did you mean `{known.arn(partition)}`?" if known else None
            self.faults.add(place, f"AWS has no managed policy `{arn}`", remedy)

    def _check_default(self, text: str, place: Place) -> None:
        """Adds an error for an open variable in place of an ARN whose default is not an ARN."""
        for variable in self.rolefile.variables:
            if variable.token == text and not all(each.startswith("arn:") for each in variable.default or ()):
                message = f"the variable `{variable.name}` has no value here, and its default is not an ARN"
                self.faults.add(place, message, f"write an ARN, or give the value with `--set {variable.name}=VALUE`")

    def _check_partition(self, arn: str, place: Place) -> None:
        partition = self.environment.partition
        written = names.arn_partition(arn)
        if partition and written != partition.id and not _is_open(written):
            self.faults.add(
                place,
                f"`{arn}` is in the partition `{written}`, "
                f"but the region {self.environment.region} is in `{partition.id}`",
            )

    def _check_account(self, account: str | None, place: Place, why: str) -> None:
        own = self.environment.account
        if account and own and account != own and not _is_open(account):
            self.faults.add(place, f"{why}: it is in {account}, this role is in {own}")


def _is_open(text: str) -> bool:
    """Whether the text contains something to fill in."""
    return "{{" in text


def _aws_arn(name: str) -> str:
    policy = managed.find(name)
    assert policy is not None, name  # tests check the catalogue's names, and users' names were checked before
    return policy.arn("{{partition}}")
