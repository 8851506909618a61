"""What rules ask of conditions."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rolecast.iam import services
from rolecast.iam.operators import Operator, Quantifier, ValueComparison, operator
from rolecast.iam.services import Action, ConditionKey, Service
from rolecast.iam.statements import Condition, Statement

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
# They are global, and yet a request has them only where its action's page lists them.
_OF_ACTIONS = ("aws:requesttag/", "aws:tagkeys", "aws:resourcetag/")
# They tell how or from where a request comes, not what it is about.
_OF_CIRCUMSTANCES = (
    *("aws:multifactorauth", "aws:sourceip", "aws:vpcsourceip", "aws:sourcevpc", "aws:securetransport"),
    *("aws:currenttime", "aws:epochtime", "aws:tokenissuetime", "aws:requestedregion", "aws:useragent", "aws:referer"),
    *("aws:principal", "aws:userid", "aws:username", "aws:sourceidentity", "aws:federatedprovider"),
)
_ARNS = ("aws:principalarn", "aws:sourcearn")


class CheckedCondition(NamedTuple):
    """A condition, and what rules ask of it.

    `key` is in lower case; `known` is what the service reference has of it. Where it `needs_key`, it never holds for a
    request without the key.
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
        """Whether it never holds without the key, nor with any value of it or the ARN of any account."""
        return self.needs_key and not self.is_null and not any(map(self._takes_any, self.written.values))

    @property
    def wants_absence(self) -> bool:
        """Whether it is `Null` and asks that the key is absent."""
        return _is_null(self.written, self.operator, "true")

    def _takes_any(self, value: str) -> bool:
        match self.operator.comparison:
            case ValueComparison.ADDRESS:
                return value.endswith("/0")
            case ValueComparison.TEXT_PATTERN | ValueComparison.ARN:
                # An ARN without an account is a bucket's, whose name is the owner's.
                owner = [part for part in value.split(":", 5)[4:] if part][:1] if self.key in _ARNS else [value]
                return not "".join(owner).strip("*?")
            case _:
                return False


@lru_cache(maxsize=8_192)
def checked_condition(condition: Condition) -> CheckedCondition:
    """A condition that the grammar has let pass."""
    found = operator(condition.operator)
    assert found is not None
    key = condition.key.lower()
    return CheckedCondition(condition, found, key, condition_key(key), _needs_key(condition, found))


def may_carry(service: Service, action: Action, key: str) -> bool:
    """Whether a request for the action may have the condition key, given in lower case, as far as is known."""
    if action.access_level is None:  # of these newer actions the keys are not known
        return True
    # Keys of other services and global ones may come with the caller, such as `lambda:SourceFunctionArn`.
    is_of_service = key.startswith(f"{service.prefix}:") and key not in services.global_condition_keys()
    if not is_of_service and not key.startswith(_OF_ACTIONS):
        return True
    return _key_name(key) in _carried(service.prefix, action.name)


def narrows(statement: Statement) -> bool:
    """Whether any condition limits what the statement is about, and not only how a request must come."""
    return any(not condition.key.lower().startswith(_OF_CIRCUMSTANCES) for condition in statement.conditions)


@lru_cache(maxsize=8_192)
def condition_key(name: str) -> ConditionKey | None:
    """The condition key of this name, in any case; None where it is not known.

    The reference has several ways to write that a name goes on, such as `s3:ExistingObjectTag/<key>`.
    """
    found = services.find_condition_key(name)
    head, slash, _ = name.lower().partition("/")
    service = services.service(head.partition(":")[0])
    if found is None and slash and service:
        keys = service.condition_keys
        return next((keys[known] for known in keys if known.startswith(head + slash)), None)
    return found


def lacks_tag(key: str) -> bool:
    """Whether a condition key, given in lower case, is one for tags and does not name a tag."""
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
    """The name, in lower case, that the reference has for a key: `aws:requesttag/${tagkey}` for `aws:RequestTag/x`."""
    known = condition_key(key)
    return known.name.lower() if known else key


@lru_cache(maxsize=8_192)
def _carried(prefix: str, action: str) -> frozenset[str]:
    service = services.service(prefix)
    assert service is not None
    return frozenset(name.lower() for name in service.condition_keys_of(service.actions[action.lower()]))
