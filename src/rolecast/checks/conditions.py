"""Conditions with the properties that rules use."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import services
from rolecast.iam.operators import Operator, Quantifier, ValueComparison, operator
from rolecast.iam.services import Action, ConditionKey, Service
from rolecast.iam.statements import Condition, Statement

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
# Global keys that a request nevertheless has only if the page of its action lists them.
_OF_ACTIONS = ("aws:requesttag/", "aws:tagkeys", "aws:resourcetag/")
# Keys for the circumstances of a request, not its subject.
_OF_CIRCUMSTANCES = (
    *("aws:multifactorauth", "aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:securetransport"),
    *("aws:currenttime", "aws:epochtime", "aws:tokenissuetime", "aws:requestedregion", "aws:useragent", "aws:referer"),
    *("aws:principal", "aws:userid", "aws:username", "aws:sourceidentity", "aws:federatedprovider"),
)
_ARNS = ("aws:principalarn", "aws:sourcearn")


class CheckedCondition(NamedTuple):
    """A condition with its properties.

    `key` is in lower case; `known` is its entry in the service reference. `needs_key`: it never holds for a request
    without the key.
    """

    written: Condition
    operator: Operator
    key: str
    known: ConditionKey | None
    needs_key: bool

    @property
    def path(self) -> tuple[str, ...]:
        return ("Condition", self.written.operator, self.written.key)

    @property
    def is_null(self) -> bool:
        return self.operator.comparison is ValueComparison.ABSENCE

    @property
    def limits(self) -> bool:
        """Whether it holds neither without the key nor for any value (or any account's ARN)."""
        return self.needs_key and not self.is_null and not any(map(self._takes_any, self.written.values))

    @property
    def wants_absence(self) -> bool:
        """Whether it is a `Null` that requires the key to be absent."""
        return _is_null(self.written, self.operator, "true")

    def _takes_any(self, value: str) -> bool:
        match self.operator.comparison:
            case ValueComparison.ADDRESS:
                return value.endswith("/0")
            case ValueComparison.TEXT_PATTERN | ValueComparison.ARN:
                # An ARN without an account is that of a bucket, whose name identifies the owner.
                owner = [part for part in value.split(":", 5)[4:] if part][:1] if self.key in _ARNS else [value]
                return not "".join(owner).strip("*?")
            case _:
                return False


@lru_cache(maxsize=8_192)
def checked_condition(condition: Condition) -> CheckedCondition:
    """The condition with its properties. It must be valid."""
    found = operator(condition.operator)
    assert found is not None
    key = condition.key.lower()
    return CheckedCondition(condition, found, key, condition_key(key), _needs_key(condition, found))


def may_carry(service: Service, action: Action, key: str) -> bool:
    """Whether a request for the action may have the condition key (in lower case). True if unknown."""
    if action.access_level is None:  # the keys of these newer actions are unknown
        return True
    # Keys of other services and global keys may come with the caller, such as `lambda:SourceFunctionArn`.
    is_of_service = key.startswith(f"{service.prefix}:") and key not in services.global_condition_keys()
    if not is_of_service and not key.startswith(_OF_ACTIONS):
        return True
    return _key_name(key) in _carried(service.prefix, action.name)


def narrows(statement: Statement) -> bool:
    """Whether a condition limits the subject of requests, not only their circumstances."""
    return any(not condition.key.lower().startswith(_OF_CIRCUMSTANCES) for condition in statement.conditions)


@lru_cache(maxsize=8_192)
def condition_key(name: str) -> ConditionKey | None:
    """The condition key with a name, in any case; None if unknown.

    The reference has several notations for names with a variable part, such as `s3:ExistingObjectTag/<key>`.
    """
    found = services.find_condition_key(name)
    head, slash, _ = name.lower().partition("/")
    service = services.service(head.partition(":")[0])
    if found is None and slash and service:
        keys = service.condition_keys
        return next((keys[known] for known in keys if known.startswith(head + slash)), None)
    return found


def lacks_tag(key: str) -> bool:
    """Whether a condition key (in lower case) is for tags and does not name a tag."""
    base, _, tag = key.partition("/")
    return not tag and condition_key(base) is None and condition_key(f"{base}/tag") is not None


def _needs_key(condition: Condition, found: Operator) -> bool:
    if found.comparison is ValueComparison.ABSENCE:
        return _is_null(condition, found, "false")
    if found.quantifier is Quantifier.ALL or found.if_exists:
        return False
    return found.quantifier is Quantifier.ANY or not found.negated


def _is_null(condition: Condition, found: Operator, wanted: str) -> bool:
    return (
        found.comparison is ValueComparison.ABSENCE
        and found.quantifier is None
        and {value.lower() for value in condition.values} == {wanted}
    )


def _key_name(key: str) -> str:
    """The reference's name of a key, in lower case: `aws:requesttag/${tagkey}` for `aws:RequestTag/x`."""
    known = condition_key(key)
    return known.name.lower() if known else key


@lru_cache(maxsize=8_192)
def _carried(prefix: str, action: str) -> frozenset[str]:
    service = services.service(prefix)
    assert service is not None
    return frozenset(name.lower() for name in service.condition_keys_of(service.actions[action.lower()]))
