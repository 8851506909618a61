"""Ways in which permissions let someone get more permissions.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rolecast.checks.conditions import narrows
from rolecast.checks.statements import CheckedStatement
from rolecast.checks.subjects import Subject
from rolecast.iam import formats, patterns, templates


class OwnWay(NamedTuple):
    """IAM's own actions: all of `actions` on whatever user, group, role or policy (`kind`) give more permissions."""

    actions: tuple[str, ...]
    kind: str


class ServiceWay(NamedTuple):
    """A service's actions that, all together, run someone's code or calls with a role that was passed to it."""

    service: str
    actions: tuple[str, ...]


OWN_WAYS = (
    OwnWay(("iam:CreatePolicyVersion",), "policy"),
    OwnWay(("iam:SetDefaultPolicyVersion",), "policy"),
    OwnWay(("iam:AttachUserPolicy",), "user"),
    OwnWay(("iam:AttachGroupPolicy",), "group"),
    OwnWay(("iam:AttachRolePolicy",), "role"),
    OwnWay(("iam:PutUserPolicy",), "user"),
    OwnWay(("iam:PutGroupPolicy",), "group"),
    OwnWay(("iam:PutRolePolicy",), "role"),
    OwnWay(("iam:AddUserToGroup",), "group"),
    OwnWay(("iam:CreateAccessKey",), "user"),
    OwnWay(("iam:CreateLoginProfile",), "user"),
    OwnWay(("iam:UpdateLoginProfile",), "user"),
    OwnWay(("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"), "role"),
)

SERVICE_WAYS = tuple(
    ServiceWay(f"{service}.amazonaws.com", actions)
    for service, actions in (
        ("sagemaker", ("sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl")),
        ("sagemaker", ("sagemaker:CreateTrainingJob",)),
        ("sagemaker", ("sagemaker:CreateProcessingJob",)),
        ("sagemaker", ("sagemaker:CreateUserProfile", "sagemaker:CreatePresignedDomainUrl")),
        ("sagemaker", ("sagemaker:UpdateUserProfile", "sagemaker:CreatePresignedDomainUrl")),
        ("sagemaker", ("sagemaker:CreatePipeline", "sagemaker:StartPipelineExecution")),
        ("sagemaker", ("sagemaker:CreateModel", "sagemaker:CreateTransformJob")),
        ("sagemaker", ("sagemaker:CreateModel", "sagemaker:CreateEndpointConfig", "sagemaker:CreateEndpoint")),
        ("apprunner", ("apprunner:CreateService",)),
        ("cloudformation", ("cloudformation:CreateStack",)),
        ("cloudformation", ("cloudformation:UpdateStack",)),
        ("codebuild", ("codebuild:CreateProject", "codebuild:StartBuild")),
        ("codepipeline", ("codepipeline:CreatePipeline",)),
        ("datapipeline", ("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition")),
        ("ec2", ("ec2:RunInstances",)),
        ("ec2", ("ec2:AssociateIamInstanceProfile",)),
        ("ecs-tasks", ("ecs:RegisterTaskDefinition", "ecs:RunTask")),
        ("ecs-tasks", ("ecs:RegisterTaskDefinition", "ecs:CreateService")),
        ("ecs-tasks", ("batch:RegisterJobDefinition", "batch:SubmitJob")),
        ("elasticmapreduce", ("elasticmapreduce:RunJobFlow",)),
        ("emr-serverless", ("emr-serverless:StartJobRun",)),
        ("glue", ("glue:CreateDevEndpoint",)),
        ("glue", ("glue:CreateJob", "glue:StartJobRun")),
        ("glue", ("glue:CreateSession", "glue:RunStatement")),
        ("lambda", ("lambda:CreateFunction", "lambda:InvokeFunction")),
        ("lambda", ("lambda:CreateFunction", "lambda:CreateEventSourceMapping")),
        ("lambda", ("lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode")),
        ("scheduler", ("scheduler:CreateSchedule",)),
        ("ssm", ("ssm:StartAutomationExecution",)),
        ("states", ("states:CreateStateMachine", "states:StartExecution")),
    )
)


def has_full_access(subject: Subject) -> bool:
    """Whether everything is allowed anyway, so that there is nothing to be won."""
    return any(map(is_full_access, subject.granting_or_attached))


def is_full_access(checked: CheckedStatement) -> bool:
    """Whether it is an Allow of every action on every resource, without conditions."""
    return (
        checked.is_allow
        and checked.is_everywhere
        and not checked.statement.conditions
        and any(written.is_everything for written in checked.actions)
    )


def open_statements(action: str, kind: str, subject: Subject) -> list[CheckedStatement]:
    """The statements that allow an IAM action on users, groups, roles or policies whatever their name, or on itself.

    Left out are those whose conditions, or the conditions of a Deny, limit what it can be used for.
    """
    found = [
        checked
        for checked in subject.grants.allowing(action)
        if not narrows(checked.statement) and _is_open(checked, kind, subject)
    ]
    if found and any(narrows(deny.statement) for deny in subject.grants.denying(action)):
        return []
    return found


def _is_open(checked: CheckedStatement, kind: str, subject: Subject) -> bool:
    resources = checked.statement.resources
    if resources is None:
        return True
    return any(formats.is_any(resource, "iam", f"{kind}/${{Name}}") for resource in resources) or (
        kind == "role" and _matches_own(resources, subject)
    )


def _matches_own(resources: Iterable[str], subject: Subject) -> bool:
    role = subject.role
    if role is None:
        return False
    own = templates.fill(role.arn, role.environment.values)
    return any(patterns.matches(patterns.pattern(resource), own) for resource in resources)
