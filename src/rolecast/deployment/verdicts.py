"""Judges a failed step: it is done anyway, may succeed later, or cannot succeed.

A call is done anyway if it was made before, and its answer lost. And since IAM is eventually consistent, a call may not
see what an earlier one has just created.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from rolecast.account.client import Connection
from rolecast.account.errors import AccountError, RefusedError
from rolecast.account.principals import read_tags
from rolecast.account.responses import AwsResponse, MalformedError
from rolecast.deployment.ownership import OwnershipRecord
from rolecast.deployment.steps import IamCall, Step
from rolecast.iam.documents import Document


class StepVerdict(Enum):
    DONE = "done"
    WAIT = "wait"
    REFUSED = "refused"
    UNSEEN = "unseen"
    """What the step removes does not exist, or is not visible yet: counts as done if a retry says so again."""


class ForeignRecordError(AccountError):
    """A role's record is not as this apply wrote it."""


_REMOVALS = (
    IamCall.DETACH,
    IamCall.DELETE_INLINE_POLICY,
    IamCall.DELETE_BOUNDARY,
    IamCall.DELETE_POLICY_VERSION,
    IamCall.DELETE_POLICY,
    IamCall.DELETE_ROLE,
)
_PASSING = ("ConcurrentModification", "EntityTemporarilyUnmodifiable", "Throttling", "ThrottlingException")


_SHOWN = {
    IamCall.CREATE_ROLE: ("Role", "RoleName"),
    IamCall.CREATE_POLICY: ("Policy", "Arn"),
    IamCall.CREATE_POLICY_VERSION: ("PolicyVersion", "VersionId"),
}


def check_answer(step: Step, answer: AwsResponse) -> None:
    """Raises MalformedError if the answer does not show the step's effect, as when a proxy answers instead of AWS.

    Raises ForeignRecordError if the role's record is not the one that the step expects.
    """
    answer.object("ResponseMetadata").text("RequestId")
    if shown := _SHOWN.get(step.operation):
        answer.object(shown[0]).text(shown[1])
    if step.operation is IamCall.CHECK_RECORD:
        tags, expected = read_tags(answer), step.parameters["Record"]
        if OwnershipRecord.read(
            {name: value for name, value in tags.items() if name in expected}
        ) != OwnershipRecord.read(expected):
            raise ForeignRecordError(
                f"role `{step.role}` is being changed by another apply",
                "wait for it to finish and run again; no permissions were removed",
            )


def judge(step: Step, error: AccountError, done: Sequence[Step], connection: Connection) -> StepVerdict:
    """What `error` means for `step`, after the steps that are `done`. May make calls that read from IAM."""
    if isinstance(error, ForeignRecordError):
        return StepVerdict.WAIT
    if isinstance(error, MalformedError):
        return _of_malformed(step, connection)
    return _of_refusal(step, error, done, connection) if isinstance(error, RefusedError) else StepVerdict.REFUSED


def _of_refusal(step: Step, error: RefusedError, done: Sequence[Step], connection: Connection) -> StepVerdict:
    code = error.code
    if code in _PASSING:
        return StepVerdict.WAIT
    if code == "NoSuchEntity":
        return _of_missing(step, error.reason, done)
    if code == "EntityAlreadyExists":
        return _of_present(step, connection)
    if code == "LimitExceeded" and step.operation is IamCall.CREATE_POLICY_VERSION:
        is_done = _default_document(step.parameters["PolicyArn"], connection).means_same(step.document)
        return StepVerdict.DONE if is_done else StepVerdict.REFUSED
    if code == "DeleteConflict" and step.operation in (IamCall.DELETE_POLICY, IamCall.DELETE_ROLE):
        return StepVerdict.WAIT  # an earlier detach may not be visible yet
    if code == "MalformedPolicyDocument" and "principal" in error.reason.lower():
        # The trust policy may name a role that was just created.
        return StepVerdict.WAIT if _created(IamCall.CREATE_ROLE, done) else StepVerdict.REFUSED
    return StepVerdict.REFUSED


def _of_malformed(step: Step, connection: Connection) -> StepVerdict:
    """All steps can be retried, except that a retry must not create a second version of a policy."""
    if step.operation is not IamCall.CREATE_POLICY_VERSION:
        return StepVerdict.WAIT
    try:
        is_done = _default_document(step.parameters["PolicyArn"], connection).means_same(step.document)
    except AccountError:
        return StepVerdict.WAIT
    return StepVerdict.DONE if is_done else StepVerdict.WAIT


def _of_missing(step: Step, reason: str, done: Sequence[Step]) -> StepVerdict:
    if step.operation in _REMOVALS:
        return StepVerdict.UNSEEN
    made = _created(IamCall.CREATE_ROLE, done) | _created(IamCall.CREATE_POLICY, done)
    # IAM names what is missing: waiting helps if it was just created.
    return StepVerdict.WAIT if any(name and name in reason for name in made) else StepVerdict.REFUSED


def _of_present(step: Step, connection: Connection) -> StepVerdict:
    """DONE if the existing resource is what the step would have created: the answer of an earlier try was lost."""
    try:
        if step.operation is IamCall.CREATE_ROLE:
            tags = read_tags(connection.ask("GetRole", RoleName=step.role).object("Role"))
            is_ours = True
        else:
            path, name = step.parameters["Path"], step.parameters["PolicyName"]
            arn = f"arn:{connection.partition}:iam::{connection.account}:policy{path}{name}"
            tags = read_tags(connection.ask("ListPolicyTags", PolicyArn=arn))
            is_ours = _default_document(arn, connection).means_same(step.document)
    except RefusedError as error:
        # It has another path, or is not visible yet.
        return StepVerdict.WAIT if error.code == "NoSuchEntity" else StepVerdict.REFUSED
    return (
        StepVerdict.DONE
        if is_ours and tags == {tag["Key"]: tag["Value"] for tag in step.parameters["Tags"]}
        else StepVerdict.REFUSED
    )


def _default_document(arn: str, connection: Connection) -> Document:
    version = connection.ask("GetPolicy", PolicyArn=arn).object("Policy").text("DefaultVersionId")
    answer = connection.ask("GetPolicyVersion", PolicyArn=arn, VersionId=version)
    return answer.object("PolicyVersion").document("Document", arn)


def _created(operation: IamCall, done: Sequence[Step]) -> set[str | None]:
    name = "RoleName" if operation is IamCall.CREATE_ROLE else "PolicyName"
    return {step.parameters[name] for step in done if step.operation is operation}
