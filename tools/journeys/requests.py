"""The IAM requests that a recorded call makes, by the service reference.

An operation needs the actions that the reference names for it, each on every resource that the call's parameters name;
iam:PassRole for the roles that it hands over, and sagemaker:AddTags for the tags that it sets. Condition keys have
their values from the parameters too. A call of which that cannot be told is an error, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rolecast.iam import services
from rolecast.iam.requests import Request
from rolecast.iam.services import Action, Need, Service, When

ACCOUNT, REGION = "123456789012", "us-east-1"
ALWAYS = {"aws:ResourceAccount": ACCOUNT, "aws:PrincipalAccount": ACCOUNT, "aws:RequestedRegion": REGION}
"""What every request of a journey has."""

# The prefix of the actions where it is not the name that botocore has for the service.
_PREFIXES = {
    "sagemaker-runtime": "sagemaker",
    "sagemaker-featurestore-runtime": "sagemaker",
    "sagemaker-metrics": "sagemaker",
    "sagemaker-a2i-runtime": "sagemaker",
    "stepfunctions": "states",
}
# Nobody needs a permission for it, and no policy can take it away.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
# The SDK lists the buckets to see whether its own is there, and asks what a role may do before it passes it. It goes on
# where that is denied: the stand-in denies it.
_FREE = {("sts", "GetCallerIdentity"), ("s3", "ListBuckets"), ("iam", "SimulatePrincipalPolicy")}

# The SDK looks up its own role, and goes on where that is denied. Who asks moto is called so.
_OWN_ROLE = {"RoleName": "moto"}

# Members that fill in a variable of an ARN where they are not called like it. The first that a call has counts.
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "AutoMLJobJobName": ("AutoMLJobName",),
    "BucketName": ("Bucket",),
    "ObjectName": ("Key",),
    "ModelPackageName": ("ModelPackageGroupName",),
    "MlflowTrackingServerName": ("TrackingServerName",),
    "RoleNameWithPath": ("RoleName",),
    "UserProfileName": ("SpaceName",),
    "ClusterId": ("ClusterName", "Cluster"),
    "ModelBiasJobDefinitionName": ("JobDefinitionName",),
    "ModelExplainabilityJobDefinitionName": ("JobDefinitionName",),
    "ModelQualityJobDefinitionName": ("JobDefinitionName",),
    "DataQualityJobDefinitionName": ("JobDefinitionName",),
    "InferenceRecommendationsJobName": ("JobName",),
    "Rest": ("TrainingSessionName",),  # of the one type whose ARN the reference does not tell
    "ScheduleName": ("Name",),
    "RuleName": ("Name",),
    "DatabaseName": ("Name",),
    "AppId": ("Name",),
    "ResourceId": ("ResourceId",),
    "WorkGroupName": ("WorkGroup",),
    "Version": ("Version", "VersionNumber"),
}
# Ids that AWS makes when it makes the resource, and what is known to AWS alone.
_MADE = {
    "DomainId": "d-made",
    "ClusterId": "made",
    "HashOfArtifactSource": "made",
    "RandomString": "made",
    "AppId": "app-made",
    "MLflowAppId": "app-made",
    "Version": "1",
    "ClusterSchedulerConfigId": "made",
    "ComputeQuotaId": "made",
    "GroupName": "default",
    "WorkGroupName": "primary",  # of a query that is asked for by its id
    "TrainingPlanName": "made",
}
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/\S+")


class UnclearError(Exception):
    """What a call asks for cannot be told from its parameters."""


@dataclass(frozen=True, eq=False)
class Call:
    """A call as it is recorded: botocore's names of service and operation. Equal to itself alone."""

    service: str
    operation: str
    parameters: Mapping[str, Any]


@cache
def requests_of(call: Call) -> tuple[Request, ...]:
    """Every request that must be allowed for the call to succeed. Raises UnclearError."""
    prefix = _PREFIXES.get(call.service, call.service)
    if (prefix, call.operation) in _FREE or (call.operation == "GetRole" and call.parameters == _OWN_ROLE):
        return ()
    service = services.service(prefix)
    if service is None:
        raise UnclearError(f"there is no service `{prefix}`")
    found = [each for name in _actions(service, call.operation) for each in _requests(name, call)]
    return tuple(each for number, each in enumerate(found) if each not in found[:number])


def _actions(service: Service, operation: str) -> tuple[str, ...]:
    if other := service.operations.get(operation.lower()):
        if not other.required:
            raise UnclearError(f"{operation} needs some of {', '.join(other.conditional)}")
        return other.required
    if operation.lower() not in service.actions:
        raise UnclearError(f"nothing tells which action `{service.prefix}` checks for {operation}")
    return (f"{service.prefix}:{service.actions[operation.lower()].name}",)


def _requests(name: str, call: Call) -> Iterator[Request]:
    prefix, _, action_name = name.partition(":")
    service = services.service(prefix)
    if service is None:
        raise UnclearError(f"there is no service `{prefix}`")
    action = service.actions[action_name.lower()]
    context = _context(service, action, call.parameters)
    resources = _resources(service, action, call)
    yield from (Request(name, resource, context=context) for resource in resources)
    for need in action.needs:
        yield from _needed(need, call, resources)


def _needed(need: Need, call: Call, resources: list[str]) -> Iterator[Request]:
    if need.action == "iam:PassRole":
        for role in sorted({text for text in _texts(call.parameters) if _ROLE.fullmatch(text)}):
            for principal in need.services or ("",):
                yield Request("iam:PassRole", role, context={**ALWAYS, "iam:PassedToService": principal})
    elif need.when is When.TAGS and call.parameters.get("Tags"):
        prefix, _, name = need.action.partition(":")
        service = services.service(prefix)
        assert service is not None
        own = _context(service, service.actions[name.lower()], call.parameters)
        tagging = {**own, "sagemaker:TaggingAction": call.operation}
        yield from (Request(need.action, resource, context=tagging) for resource in resources)


def _resources(service: Service, action: Action, call: Call) -> list[str]:
    if not action.resources:
        return ["*"]
    types = {each.name: service.resource_types[each.name.lower()].arns for each in action.resources}
    found = [
        resource
        for arns in types.values()
        for resource in dict.fromkeys(each for arn in arns for each in _named(arn, call.parameters))
    ]
    if not found:
        required = [each.name for each in action.resources if each.required is not False]
        if not required:  # it may be limited to resources and names none: only a statement about all allows that
            return ["*"]
        made = (_filled(arn, call.parameters, _MADE) for name in required for arn in types[name])
        found = [resource for resource in made if resource]
    if not found:
        raise UnclearError(f"nothing tells which {' or '.join(types)} {action.name} is about: {dict(call.parameters)}")
    return list(dict.fromkeys(found))


def _named(arn: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    """The resources of this form that the parameters name, by ARN or by name."""
    form = _form(arn)
    for text in _texts(parameters):
        if text.startswith("arn:") and form.fullmatch(text):
            yield text
    if filled := _filled(arn, parameters, {}):
        yield filled


@cache
def _form(arn: str) -> re.Pattern[str]:
    parts = re.split(r"(\$\{\w+\})", arn)
    return re.compile("".join(_variable(part) if part.startswith("${") else re.escape(part) for part in parts))


def _variable(part: str) -> str:
    return r"[^:]+" if part in ("${ModelPackageName}", "${ObjectName}", "${LogGroupName}") else "[^:/]+"


def _filled(arn: str, parameters: Mapping[str, Any], made: Mapping[str, str]) -> str | None:
    """The ARN with its variables from the parameters, or from what AWS makes; None where one stays open."""
    known = {name.lower(): value for name, value in _leaves(parameters.get("Identifiers", []), "")}
    known |= {name.lower(): str(value) for name, value in parameters.items() if isinstance(value, str | int)}
    known |= {"partition": "aws", "region": REGION, "account": ACCOUNT}
    values: dict[str, str] = {}
    for name in re.findall(r"\$\{(\w+)\}", arn):
        texts = (str(known[each.lower()]) for each in (name, *_MEMBERS.get(name, ())) if each.lower() in known)
        value = next((text for text in texts if not text.startswith("arn:")), made.get(name))
        if value is None:
            return None
        values[name] = value
    return re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], arn)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _members(*names: str) -> Callable[[Mapping[str, Any]], list[str]]:
    """The values of all members of these names, at any depth."""
    return lambda parameters: [text for name, text in _leaves(parameters, "") if name in names]


def _keys_below(*names: str) -> Callable[[Mapping[str, Any]], list[str]]:
    """The KMS keys in members of these names."""
    return lambda parameters: [
        text
        for name in names
        for each in _all(parameters, name)
        for member, text in _leaves(each, "")
        if member == "KmsKeyId"
    ]


def _all(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for member, each in value.items():
            if member == name:
                yield each
            yield from _all(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _all(each, name)


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for member, each in value.items():
            yield from _leaves(each, member)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _volume_keys(parameters: Mapping[str, Any]) -> list[str]:
    """Of notebooks, endpoint configurations, labeling jobs and domains the key of the volume is `KmsKeyId` itself."""
    own = parameters.get("KmsKeyId")
    return [*_members("VolumeKmsKeyId")(parameters), *([own] if isinstance(own, str) else [])]


def _workteam_types(parameters: Mapping[str, Any]) -> list[str]:
    """Whose people they are is in the ARN of the team."""
    return [text.rpartition("workteam/")[2].partition("/")[0] for text in _members("WorkteamArn")(parameters)]


def _is_given(name: str) -> Callable[[Mapping[str, Any]], list[str]]:
    return lambda parameters: ["true"] if name in parameters else []


# The values of SageMaker's condition keys.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html#amazonsagemaker-policy-keys
_KEYS: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "sagemaker:InstanceTypes": _members("InstanceType"),
    "sagemaker:VpcSubnets": _members("Subnets", "SubnetIds", "SubnetId"),
    "sagemaker:VpcSecurityGroupIds": _members("SecurityGroupIds", "SecurityGroups"),
    "sagemaker:VolumeKmsKeyArn": _volume_keys,
    "sagemaker:OutputKmsKeyArn": _keys_below(
        "OutputDataConfig",
        "OutputConfig",
        "TransformOutput",
        "ProcessingOutputConfig",
        "MonitoringOutputConfig",
        "DataQualityJobOutputConfig",
        "ModelQualityJobOutputConfig",
        "ModelBiasJobOutputConfig",
        "ModelExplainabilityJobOutputConfig",
        "DataCaptureConfig",
    ),
    "sagemaker:NetworkIsolation": _members("EnableNetworkIsolation"),
    "sagemaker:InterContainerTrafficEncryption": _members("EnableInterContainerTrafficEncryption"),
    "sagemaker:MaxRuntimeInSeconds": _members("MaxRuntimeInSeconds"),
    "sagemaker:RootAccess": _members("RootAccess"),
    "sagemaker:DirectInternetAccess": _members("DirectInternetAccess"),
    "sagemaker:ModelApprovalStatus": _members("ModelApprovalStatus"),
    "sagemaker:ModelArn": _members("ModelArn"),
    "sagemaker:TargetModel": _members("TargetModel"),
    "sagemaker:AuthMode": _members("AuthMode"),
    "sagemaker:AppNetworkAccessType": _members("AppNetworkAccessType"),
    "sagemaker:DomainSharingOutputKmsKeyArn": _members("S3KmsKeyId"),
    "sagemaker:SpaceSharingType": _members("SharingType"),
    "sagemaker:FeatureGroupEnableOnlineStore": _members("EnableOnlineStore"),
    "sagemaker:FeatureGroupOfflineStoreS3Uri": _members("S3Uri"),
    "sagemaker:FeatureGroupOfflineStoreKmsKeyArn": _keys_below("S3StorageConfig"),
    "sagemaker:FeatureGroupOnlineStoreKmsKeyArn": _keys_below("SecurityConfig"),
    "sagemaker:ServerlessMaxConcurrency": _members("MaxConcurrency"),
    "sagemaker:ServerlessMemorySize": _members("MemorySizeInMB"),
    "sagemaker:FeatureGroupOfflineStoreConfig": _is_given("OfflineStoreConfig"),
    "sagemaker:WorkteamType": _workteam_types,
    "sagemaker:WorkteamArn": _members("WorkteamArn"),
    "application-autoscaling:service-namespace": _members("ServiceNamespace"),
    "application-autoscaling:scalable-dimension": _members("ScalableDimension"),
    "cloudwatch:namespace": _members("Namespace"),
    "s3:x-amz-acl": _members("ACL"),
    "s3:prefix": _members("Prefix"),
}


def _context(service: Service, action: Action, parameters: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The keys of the action that the parameters have values for."""
    context: dict[str, str | tuple[str, ...]] = dict(ALWAYS)
    for key in service.condition_keys_of(action):
        if key in _KEYS and (values := tuple(dict.fromkeys(_KEYS[key](parameters)))):
            many = (
                service.condition_keys[key.lower()].type.startswith("ArrayOf")
                if key.lower() in service.condition_keys
                else False
            )
            context[key] = values if many else values[0]
    tags = _tags(parameters)
    if tags and any(key.startswith("aws:RequestTag/") for key in service.condition_keys_of(action)):
        context |= {f"aws:RequestTag/{key}": value for key, value in tags.items()}
        context["aws:TagKeys"] = tuple(tags)
    return context


def _tags(parameters: Mapping[str, Any]) -> dict[str, str]:
    given = parameters.get("Tags", [])
    if isinstance(given, Mapping):
        return {str(key): str(value) for key, value in given.items()}
    return {str(each.get("Key", "")): str(each.get("Value", "")) for each in given if isinstance(each, Mapping)}
