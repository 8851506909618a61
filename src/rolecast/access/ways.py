"""Combinations of actions by which a role can get more permissions than its policies grant.

Each is minimal: a catalogue may list the same one with further actions. All actions must be allowed, including
`iam:PassRole` if a role is passed.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

PASS_ROLE = "iam:PassRole"  # noqa: S105  # no password
_CATALOGUE = "https://pathfinding.cloud/paths/"
_HACKING_THE_CLOUD = "https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation/"
_SAGEMAKER = "https://docs.aws.amazon.com/sagemaker/latest/"
_SAGEMAKER_API = f"{_SAGEMAKER}APIReference/API_"


class WayKind(Enum):
    """What a way makes use of."""

    IAM = "iam"
    """IAM actions change the permissions of users, groups or roles, or create their credentials."""
    PASSED_ROLE = "passed-role"
    """A new resource runs with a role that is passed to it."""
    EXISTING_RESOURCE = "existing-resource"
    """An existing resource runs with its own role, and code or a session is injected into it."""


class Way(NamedTuple):
    """One combination of actions.

    `target` is the resource type that determines the gain, such as `sagemaker:notebook-instance`: the passed role, the
    opened notebook. `services` are the principals that the role can be passed to; `iam:PassRole` must be allowed for at
    least one of them. Each action must be allowed on a resource of each type that it requires, except the types in
    `never`, which belong to other kinds of request.
    """

    id: str
    kind: WayKind
    actions: tuple[str, ...]
    target: str
    source: str
    services: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """All actions, `iam:PassRole` first."""
        return (PASS_ROLE, *self.actions) if self.kind is WayKind.PASSED_ROLE else self.actions

    @property
    def text(self) -> str:
        """The actions as findings list them."""
        return " with ".join(self.actions)


def _iam(id: str, actions: str, target: str, source: str) -> Way:
    return Way(id, WayKind.IAM, tuple(actions.split()), f"iam:{target}", source)


def _passed(id: str, service: str, actions: str, source: str, *, never: str = "") -> Way:
    services = tuple(f"{name}.amazonaws.com" for name in service.split())
    return Way(
        id, WayKind.PASSED_ROLE, tuple(actions.split()), "iam:role", source, services, never=tuple(never.split())
    )


def _existing(id: str, target: str, actions: str, source: str, *, never: str = "") -> Way:
    return Way(id, WayKind.EXISTING_RESOURCE, tuple(actions.split()), target, source, never=tuple(never.split()))


WAYS = (
    _iam("policy-version", "iam:CreatePolicyVersion", "policy", f"{_CATALOGUE}iam-001"),
    _iam("default-policy-version", "iam:SetDefaultPolicyVersion", "policy", f"{_CATALOGUE}iam-002"),
    _iam("attach-user-policy", "iam:AttachUserPolicy", "user", f"{_CATALOGUE}iam-007"),
    _iam("attach-group-policy", "iam:AttachGroupPolicy", "group", f"{_CATALOGUE}iam-008"),
    _iam("attach-role-policy", "iam:AttachRolePolicy", "role", f"{_CATALOGUE}iam-009"),
    _iam("put-user-policy", "iam:PutUserPolicy", "user", f"{_CATALOGUE}iam-010"),
    _iam("put-group-policy", "iam:PutGroupPolicy", "group", f"{_CATALOGUE}iam-011"),
    _iam("put-role-policy", "iam:PutRolePolicy", "role", f"{_CATALOGUE}iam-012"),
    _iam("add-user-to-group", "iam:AddUserToGroup", "group", f"{_CATALOGUE}iam-013"),
    _iam("access-key", "iam:CreateAccessKey", "user", f"{_CATALOGUE}iam-004"),
    _iam("login-profile", "iam:CreateLoginProfile", "user", f"{_CATALOGUE}iam-005"),
    _iam("password", "iam:UpdateLoginProfile", "user", f"{_CATALOGUE}iam-006"),
    # A principal that a trust policy in the same account names needs no identity policy.
    _iam("trust-policy", "iam:UpdateAssumeRolePolicy", "role", f"{_CATALOGUE}iam-014"),
    _passed("app-runner", "tasks.apprunner apprunner", "apprunner:CreateService", f"{_CATALOGUE}apprunner-001"),
    _passed(
        "code-interpreter",
        "bedrock-agentcore",
        "bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession"
        " bedrock-agentcore:InvokeCodeInterpreter",
        f"{_CATALOGUE}bedrock-001",
        never="code-interpreter",
    ),
    _passed(
        "agent-runtime",
        "bedrock-agentcore",
        "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint"
        " bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:InvokeAgentRuntimeCommand",
        f"{_CATALOGUE}bedrock-003",
    ),
    _passed("batch-job", "ecs-tasks", "batch:RegisterJobDefinition batch:SubmitJob", f"{_CATALOGUE}batch-001"),
    _passed("braket-job", "braket", "braket:CreateJob", f"{_CATALOGUE}braket-001", never="device"),
    _passed("stack", "cloudformation", "cloudformation:CreateStack", f"{_CATALOGUE}cloudformation-001"),
    _passed(
        "stack-set",
        "cloudformation",
        "cloudformation:CreateStackSet cloudformation:CreateStackInstances",
        f"{_CATALOGUE}cloudformation-003",
    ),
    _passed("update-stack-set", "cloudformation", "cloudformation:UpdateStackSet", f"{_CATALOGUE}cloudformation-004"),
    _passed("build", "codebuild", "codebuild:CreateProject codebuild:StartBuild", f"{_CATALOGUE}codebuild-001"),
    _passed(
        "build-batch", "codebuild", "codebuild:CreateProject codebuild:StartBuildBatch", f"{_CATALOGUE}codebuild-004"
    ),
    _passed(
        "code-pipeline",
        "codepipeline",
        "codepipeline:CreatePipeline",
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_CreatePipeline.html",
    ),
    _passed(
        "identity-pool",
        "cognito-identity",
        "cognito-identity:SetIdentityPoolRoles",
        f"{_CATALOGUE}cognito-identity-001",
    ),
    _passed(
        "data-pipeline",
        "datapipeline",
        "datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline",
        f"{_CATALOGUE}datapipeline-001",
    ),
    _passed("instance", "ec2", "ec2:RunInstances", f"{_CATALOGUE}ec2-001"),
    _passed("spot-instance", "ec2", "ec2:RequestSpotInstances", f"{_CATALOGUE}ec2-004"),
    _passed(
        "instance-profile",
        "ec2",
        "ec2:AssociateIamInstanceProfile",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile.html",
    ),
    _passed(
        "other-instance-profile",
        "ec2",
        "ec2:ReplaceIamInstanceProfileAssociation",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceIamInstanceProfileAssociation.html",
    ),
    _passed(
        "auto-scaling-group",
        "ec2",
        "autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup",
        _HACKING_THE_CLOUD,
    ),
    _passed("task", "ecs-tasks", "ecs:RunTask", f"{_CATALOGUE}ecs-008"),
    _passed("task-on-instance", "ecs-tasks", "ecs:StartTask", f"{_CATALOGUE}ecs-009"),
    _passed("ecs-service", "ecs-tasks", "ecs:RegisterTaskDefinition ecs:CreateService", f"{_CATALOGUE}ecs-003"),
    _passed(
        "update-ecs-service",
        "ecs-tasks",
        "ecs:RegisterTaskDefinition ecs:UpdateService",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    ),
    _passed("emr-cluster", "elasticmapreduce ec2", "elasticmapreduce:RunJobFlow", f"{_CATALOGUE}emr-001"),
    _passed("emr-serverless-job", "emr-serverless", "emr-serverless:StartJobRun", f"{_CATALOGUE}emrserverless-001"),
    _passed("game-fleet", "gamelift", "gamelift:CreateBuild gamelift:CreateFleet", f"{_CATALOGUE}gamelift-001"),
    _passed("glue-endpoint", "glue", "glue:CreateDevEndpoint", f"{_CATALOGUE}glue-001"),
    _passed("glue-job", "glue", "glue:CreateJob glue:StartJobRun", f"{_CATALOGUE}glue-003"),
    _passed("glue-job-trigger", "glue", "glue:CreateJob glue:CreateTrigger", f"{_CATALOGUE}glue-004"),
    _passed("update-glue-job", "glue", "glue:UpdateJob glue:StartJobRun", f"{_CATALOGUE}glue-005"),
    _passed("update-glue-job-trigger", "glue", "glue:UpdateJob glue:CreateTrigger", f"{_CATALOGUE}glue-006"),
    _passed("glue-session", "glue", "glue:CreateSession glue:RunStatement", f"{_CATALOGUE}glue-007"),
    _passed(
        "image",
        "ec2",
        "imagebuilder:CreateComponent imagebuilder:CreateImageRecipe imagebuilder:CreateInfrastructureConfiguration"
        " imagebuilder:CreateImage",
        f"{_CATALOGUE}imagebuilder-001",
    ),
    _passed(
        "flink-application",
        "kinesisanalytics",
        "kinesisanalytics:CreateApplication kinesisanalytics:StartApplication",
        f"{_CATALOGUE}kinesisanalytics-001",
    ),
    _passed("function", "lambda", "lambda:CreateFunction lambda:InvokeFunction", f"{_CATALOGUE}lambda-001"),
    _passed(
        "function-source", "lambda", "lambda:CreateFunction lambda:CreateEventSourceMapping", f"{_CATALOGUE}lambda-002"
    ),
    _passed("function-permission", "lambda", "lambda:CreateFunction lambda:AddPermission", f"{_CATALOGUE}lambda-006"),
    _passed("omics-run", "omics", "omics:CreateWorkflow omics:StartRun", f"{_CATALOGUE}omics-001"),
    _passed(
        "notebook",
        "sagemaker",
        "sagemaker:CreateNotebookInstance sagemaker:CreatePresignedNotebookInstanceUrl",
        f"{_CATALOGUE}sagemaker-001",
    ),
    _passed(
        "notebook-script",
        "sagemaker",
        "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:CreateNotebookInstance",
        f"{_SAGEMAKER}dg/notebook-lifecycle-config.html",
    ),
    _passed("training-job", "sagemaker", "sagemaker:CreateTrainingJob", f"{_CATALOGUE}sagemaker-002"),
    _passed("processing-job", "sagemaker", "sagemaker:CreateProcessingJob", f"{_CATALOGUE}sagemaker-003"),
    _passed(
        "tuning-job",
        "sagemaker",
        "sagemaker:CreateHyperParameterTuningJob",
        f"{_SAGEMAKER_API}CreateHyperParameterTuningJob.html",
    ),
    _passed(
        "user-profile",
        "sagemaker",
        "sagemaker:CreateUserProfile sagemaker:CreatePresignedDomainUrl",
        f"{_SAGEMAKER_API}CreateUserProfile.html",
    ),
    _passed(
        "update-user-profile",
        "sagemaker",
        "sagemaker:UpdateUserProfile sagemaker:CreatePresignedDomainUrl",
        f"{_SAGEMAKER_API}UpdateUserProfile.html",
    ),
    _passed(
        "pipeline",
        "sagemaker",
        "sagemaker:CreatePipeline sagemaker:StartPipelineExecution",
        f"{_SAGEMAKER_API}CreatePipeline.html",
    ),
    _passed(
        "batch-transform",
        "sagemaker",
        "sagemaker:CreateModel sagemaker:CreateTransformJob",
        f"{_SAGEMAKER_API}CreateModel.html",
    ),
    _passed(
        "endpoint",
        "sagemaker",
        "sagemaker:CreateModel sagemaker:CreateEndpointConfig sagemaker:CreateEndpoint",
        f"{_SAGEMAKER_API}CreateModel.html",
    ),
    _passed(
        "schedule",
        "scheduler",
        "scheduler:CreateSchedule",
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html",
    ),
    _passed(
        "automation",
        "ssm",
        "ssm:CreateDocument ssm:StartAutomationExecution",
        f"{_CATALOGUE}ssm-003",
        never="automation-execution",
    ),
    _passed(
        "state-machine",
        "states",
        "states:CreateStateMachine states:StartExecution",
        "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html",
    ),
    _existing("update-app-runner", "apprunner:service", "apprunner:UpdateService", f"{_CATALOGUE}apprunner-002"),
    _existing(
        "use-code-interpreter",
        "bedrock-agentcore:code-interpreter-custom",
        "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
        f"{_CATALOGUE}bedrock-002",
        never="code-interpreter",
    ),
    _existing(
        "command-agent-runtime",
        "bedrock-agentcore:runtime",
        "bedrock-agentcore:InvokeAgentRuntimeCommand",
        f"{_CATALOGUE}bedrock-004",
    ),
    _existing("update-stack", "cloudformation:stack", "cloudformation:UpdateStack", f"{_CATALOGUE}cloudformation-002"),
    _existing(
        "change-set",
        "cloudformation:stack",
        "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
        f"{_CATALOGUE}cloudformation-005",
    ),
    _existing("start-build", "codebuild:project", "codebuild:StartBuild", f"{_CATALOGUE}codebuild-002"),
    _existing("start-build-batch", "codebuild:project", "codebuild:StartBuildBatch", f"{_CATALOGUE}codebuild-003"),
    _existing(
        "code-deploy", "codedeploy:deploymentgroup", "codedeploy:CreateDeployment", f"{_CATALOGUE}codedeploy-001"
    ),
    _existing(
        "user-data",
        "ec2:instance",
        "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
        f"{_CATALOGUE}ec2-002",
    ),
    _existing(
        "launch-template",
        "ec2:launch-template",
        "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate",
        f"{_CATALOGUE}ec2-005",
    ),
    _existing("ssh-key", "ec2:instance", "ec2-instance-connect:SendSSHPublicKey", f"{_CATALOGUE}ec2-003"),
    _existing("command-task", "ecs:task", "ecs:ExecuteCommand", f"{_CATALOGUE}ecs-006"),
    _existing(
        "emr-step",
        "elasticmapreduce:cluster",
        "elasticmapreduce:AddJobFlowSteps",
        "https://docs.aws.amazon.com/emr/latest/APIReference/API_AddJobFlowSteps.html",
    ),
    _existing("update-glue-endpoint", "glue:devendpoint", "glue:UpdateDevEndpoint", f"{_CATALOGUE}glue-002"),
    _existing("function-code", "lambda:function", "lambda:UpdateFunctionCode", f"{_CATALOGUE}lambda-003"),
    _existing("function-layer", "lambda:function", "lambda:UpdateFunctionConfiguration", _HACKING_THE_CLOUD),
    _existing(
        "open-notebook",
        "sagemaker:notebook-instance",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
        f"{_CATALOGUE}sagemaker-004",
    ),
    _existing(
        "notebook-lifecycle",
        "sagemaker:notebook-instance",
        "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:UpdateNotebookInstance"
        " sagemaker:StopNotebookInstance sagemaker:StartNotebookInstance",
        f"{_CATALOGUE}sagemaker-005",
    ),
    _existing(
        "change-notebook-lifecycle",
        "sagemaker:notebook-instance-lifecycle-config",
        "sagemaker:UpdateNotebookInstanceLifecycleConfig",
        f"{_SAGEMAKER}dg/notebook-lifecycle-config.html",
    ),
    _existing(
        "open-studio",
        "sagemaker:user-profile",
        "sagemaker:CreatePresignedDomainUrl",
        f"{_SAGEMAKER_API}CreatePresignedDomainUrl.html",
    ),
    _existing("open-space", "sagemaker:space", "sagemaker:StartSession", f"{_SAGEMAKER_API}StartSession.html"),
    _existing(
        "profile-lifecycle",
        "sagemaker:user-profile",
        "sagemaker:CreateStudioLifecycleConfig sagemaker:UpdateUserProfile",
        f"{_SAGEMAKER}dg/studio-lcc.html",
    ),
    _existing(
        "domain-lifecycle",
        "sagemaker:domain",
        "sagemaker:CreateStudioLifecycleConfig sagemaker:UpdateDomain",
        f"{_SAGEMAKER}dg/studio-lcc.html",
    ),
    _existing(
        "update-pipeline",
        "sagemaker:pipeline",
        "sagemaker:UpdatePipeline sagemaker:StartPipelineExecution",
        f"{_SAGEMAKER_API}UpdatePipeline.html",
    ),
    _existing("session", "ec2:instance", "ssm:StartSession", f"{_CATALOGUE}ssm-001"),
    _existing("command", "ec2:instance", "ssm:SendCommand", f"{_CATALOGUE}ssm-002"),
    _existing(
        "update-state-machine",
        "states:stateMachine",
        "states:UpdateStateMachine states:StartExecution",
        "https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html",
    ),
)
"""Each is in a public catalogue or follows from AWS's documentation of the actions; see its `source`."""

BECOMING_USER = frozenset({"access-key", "login-profile", "password"})
"""The ways that give the credentials of a user."""
