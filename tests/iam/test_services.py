"""The service reference: what it knows, and how it is looked up."""

from __future__ import annotations

import re

import pytest

from rolecast.iam import services
from rolecast.iam.services import (
    AccessLevel,
    Action,
    ActionResource,
    ConditionKey,
    Need,
    Operation,
    Service,
    When,
)


def known(prefix: str) -> Service:
    service = services.service(prefix)
    assert service is not None
    return service


def action(prefix: str, name: str) -> Action:
    return known(prefix).actions[name.lower()]


def test_sagemaker_is_complete() -> None:
    """All SageMaker actions that the sources know are there, the newer ones among them."""
    actions = known("sagemaker").actions
    assert len(actions) >= 449
    assert actions["createmlflowapp"].name == "CreateMlflowApp"
    assert actions["createmlflowapp"].resources == (ActionResource("mlflow-app", True, ()),)


def test_all_services_load_and_agree_with_themselves() -> None:
    """Each resource type, condition key and operation that a service refers to is one that it knows."""
    assert len(services.prefixes()) >= 456
    for prefix in services.prefixes():
        service = known(prefix)
        assert service.prefix == prefix
        for name in {name for each in service.actions.values() for name in service.condition_keys_of(each)}:
            assert service.find_condition_key(name) or services.find_condition_key(name), name
        for resource_type in service.resource_types.values():
            assert all(arn.startswith("arn:${Partition}:") for arn in resource_type.arns), resource_type
        for folded, key in service.condition_keys.items():
            assert folded == key.name.lower()
        for needed in (a for o in service.operations.values() for a in (*o.required, *o.conditional)):
            owner, _, name = needed.partition(":")
            assert known(owner).actions[name.lower()].name == name


def test_prefix_and_names_are_found_in_any_case() -> None:
    """IAM ignores the case of service prefixes, action names and condition keys."""
    assert services.service("SageMaker") is services.service("sagemaker")
    assert known("sagemaker").find_condition_key("SAGEMAKER:vpcsubnets") == ConditionKey(
        "sagemaker:VpcSubnets", "ArrayOfString", False, None
    )


@pytest.mark.parametrize("prefix", ["", "sagemakr", "../services/s3", "s3.json", "*", "S3\n"])
def test_an_unknown_prefix_is_none(prefix: str) -> None:
    """What is no service's prefix is not found, and never read as a path."""
    assert services.service(prefix) is None


def test_access_levels_are_aws_own() -> None:
    """An action has one of AWS's five levels, tagging and permissions management before Write."""
    assert action("sagemaker", "AddTags").access_level is AccessLevel.TAGGING
    assert action("s3", "PutBucketPolicy").access_level is AccessLevel.PERMISSIONS_MANAGEMENT
    assert action("s3", "ListBucket").access_level is AccessLevel.LIST
    assert action("s3", "GetObject").access_level is AccessLevel.READ
    assert action("s3", "PutObject").access_level is AccessLevel.WRITE


def test_an_action_without_resource_types_has_none() -> None:
    """sagemaker:DescribeLineageGroup cannot be limited to a resource, and says so."""
    assert action("sagemaker", "DescribeLineageGroup").resources == ()


def test_required_and_optional_resource_types_differ() -> None:
    """sagemaker:CreateTrainingJob always names the job and may name a training plan."""
    required = {resource.name: resource.required for resource in action("sagemaker", "CreateTrainingJob").resources}
    assert required == {"reserved-capacity": False, "training-job": True, "training-plan": False}


def test_condition_keys_of_an_action_are_all_it_carries() -> None:
    """sagemaker:CreateTransformJob carries no VPC keys, sagemaker:CreateTrainingJob does; a resource's keys count."""
    sagemaker = known("sagemaker")
    transform = sagemaker.condition_keys_of(sagemaker.actions["createtransformjob"])
    training = sagemaker.condition_keys_of(sagemaker.actions["createtrainingjob"])
    assert "sagemaker:VpcSubnets" not in transform
    assert "sagemaker:VpcSubnets" in training
    assert "aws:ResourceTag/${TagKey}" in transform
    assert "aws:ResourceTag/${TagKey}" not in sagemaker.actions["createtransformjob"].condition_keys


def test_condition_keys_for_one_resource_type_stay_with_it() -> None:
    """ec2:RunInstances knows ec2:InstanceType for the instance and not for the subnet."""
    keys = {resource.name: resource.condition_keys for resource in action("ec2", "RunInstances").resources}
    assert "ec2:InstanceType" in keys["instance"]
    assert "ec2:InstanceType" not in keys["subnet"]


@pytest.mark.parametrize(
    ("prefix", "name", "successor"),
    [
        ("sagemaker", "sagemaker:VolumeKmsKey", "sagemaker:VolumeKmsKeyArn"),
        ("sagemaker", "sagemaker:OutputKmsKey", "sagemaker:OutputKmsKeyArn"),
        ("kms", "kms:CustomerMasterKeySpec", "kms:KeySpec"),
        ("secretsmanager", "secretsmanager:KmsKeyId", "secretsmanager:KmsKeyArn"),
    ],
)
def test_a_deprecated_key_names_its_successor(prefix: str, name: str, successor: str) -> None:
    """A key that AWS has deprecated tells which one replaces it, and that one is not deprecated."""
    service = known(prefix)
    old, new = service.find_condition_key(name), service.find_condition_key(successor)
    assert old is not None
    assert new is not None
    assert (old.deprecated, old.replaced_by) == (True, successor)
    assert (new.deprecated, new.replaced_by) == (False, None)


@pytest.mark.parametrize(
    ("prefix", "name", "need"),
    [
        ("glue", "CreateJob", Need("iam:PassRole", When.ALWAYS, ("glue.amazonaws.com",))),
        ("glue", "CreateJob", Need("glue:TagResource", When.TAGS)),
        ("lambda", "UpdateFunctionConfiguration", Need("iam:PassRole", When.ROLE, ("lambda.amazonaws.com",))),
        ("codebuild", "CreateProject", Need("iam:PassRole", When.ALWAYS, ("codebuild.amazonaws.com",))),
        ("events", "PutTargets", Need("iam:PassRole", When.ROLE, ("events.amazonaws.com",))),
        ("ssm", "SendCommand", Need("iam:PassRole", When.ROLE, ("ssm.amazonaws.com",))),
        ("sagemaker", "UpdateDomain", Need("iam:PassRole", When.ROLE, ("sagemaker.amazonaws.com",))),
        ("sagemaker", "CreateModelPackage", Need("iam:PassRole", When.ROLE, ("sagemaker.amazonaws.com",))),
        ("sagemaker", "UpdateNotebookInstance", Need("iam:PassRole", When.ROLE, ("sagemaker.amazonaws.com",))),
        ("sagemaker", "CreateTrainingJob", Need("iam:PassRole", When.ALWAYS, ("sagemaker.amazonaws.com",))),
        ("sagemaker", "CreateTrainingJob", Need("sagemaker:AddTags", When.TAGS)),
        ("sagemaker", "createjob", Need("iam:PassRole", When.ALWAYS, ("job.sagemaker.amazonaws.com",))),
        # Another name than the operation's; the role stands in a text; only the old column knows it.
        ("s3", "PutReplicationConfiguration", Need("iam:PassRole", When.ROLE, ("s3.amazonaws.com",))),
        ("sns", "SetTopicAttributes", Need("iam:PassRole", When.ROLE, ("sns.amazonaws.com",))),
        ("ec2", "RunInstances", Need("iam:PassRole", When.ROLE)),
    ],
)
def test_what_requests_need_beside_their_action(prefix: str, name: str, need: Need) -> None:
    """iam:PassRole in each request or when a role is given, with the services; the action that adds tags."""
    assert need in action(prefix, name).needs


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("sagemaker", "StartPipelineExecution"),
        ("sagemaker", "DeleteModel"),
        ("sagemaker", "ListModels"),
        ("bedrock", "InvokeModel"),
        ("iam", "AttachRolePolicy"),
        ("sts", "AssumeRole"),
        ("glue", "GetJob"),
        ("securityhub", "BatchImportFindings"),
    ],
)
def test_what_names_a_role_and_passes_none(prefix: str, name: str) -> None:
    """Reading, deleting, assuming, chatting, and the exceptions that AWS's reference shows."""
    assert "iam:PassRole" not in {need.action for need in action(prefix, name).needs}


def test_how_many_actions_pass_roles() -> None:
    """As docs/explanation/data.md says: 913, and 306 of them always; 62 and more of SageMaker's need AddTags."""
    needs = [need for prefix in services.prefixes() for each in known(prefix).actions.values() for need in each.needs]
    passing = [need for need in needs if need.action == "iam:PassRole"]
    always = [need for need in passing if need.when is When.ALWAYS]
    tagging = [need for need in needs if need.when is When.TAGS]
    assert (len(passing), len(always), len(tagging)) == (913, 306, 1603)
    assert sum(bool(need.services) for need in passing) == 181
    assert sum(need.action == "sagemaker:AddTags" for need in tagging) >= 62


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("s3:ExistingObjectTag/team", "s3:ExistingObjectTag/${TagKey}"),
        ("s3:RequestObjectTag/team", "s3:RequestObjectTag/${TagKey}"),
        ("secretsmanager:ResourceTag/team", "secretsmanager:ResourceTag/${TagKey}"),
        ("ssm:resourceTag/team", "ssm:resourceTag/${TagKey}"),
    ],
)
def test_keys_with_an_open_part(name: str, known_as: str) -> None:
    """Whatever way AWS's tables write the open part, any text may stand there."""
    found = services.find_condition_key(name)
    assert found is not None
    assert found.name == known_as


def test_what_no_source_knows_is_none() -> None:
    """A newer action's access level and required types are not made up; its case is that of the API operation."""
    newer = action("sagemaker", "createtrainingsession")
    assert newer[:4] == ("CreateTrainingSession", None, (ActionResource("training-session", None, ()),), ())


def test_arn_formats() -> None:
    """A resource type tells how its ARNs are built; several formats are several ARNs."""
    s3 = known("s3")
    assert s3.resource_types["object"].arns == ("arn:${Partition}:s3:::${BucketName}/${ObjectName}",)
    assert known("lex").resource_types["bot"].arns == (
        "arn:${Partition}:lex:${Region}:${Account}:bot/${BotId}",
        "arn:${Partition}:lex:${Region}:${Account}:bot:${BotName}",
    )


def test_names_without_slash_are_variables_of_the_services_arns() -> None:
    """A bucket's name holds no slash, an object's may; each such name stands in an ARN of its service."""
    assert "BucketName" in known("s3").slashless
    assert "ObjectName" not in known("s3").slashless
    for prefix in services.prefixes():
        service = known(prefix)
        variables = {
            name
            for each in service.resource_types.values()
            for arn in each.arns
            for name in re.findall(r"\$\{(\w+)\}", arn)
        }
        assert service.slashless <= variables, prefix


@pytest.mark.parametrize(
    ("prefix", "name", "required"),
    [
        ("s3", "ListObjectsV2", ("s3:ListBucket",)),
        ("s3", "HeadObject", ("s3:GetObject",)),
        ("lambda", "Invoke", ("lambda:InvokeFunction",)),
        ("bedrock", "Converse", ("bedrock:InvokeModel",)),
        ("kms", "ReEncrypt", ("kms:ReEncryptFrom", "kms:ReEncryptTo")),
    ],
)
def test_an_operation_tells_the_actions_it_needs(prefix: str, name: str, required: tuple[str, ...]) -> None:
    """An operation without an action of its name leads to the actions."""
    service = known(prefix)
    assert name.lower() not in service.actions
    assert service.operations[name.lower()].required == required


def test_a_version_of_an_object_is_needed_only_where_it_is_named() -> None:
    """GetObject needs s3:GetObjectVersion only if the request names a version."""
    operation = known("s3").operations["getobject"]
    assert operation.required == ("s3:GetObject",)
    assert "s3:GetObjectVersion" in operation.conditional


def test_an_operation_may_need_one_of_several() -> None:
    """Nothing is needed by each TransactWriteItems, but some action by every one."""
    assert known("dynamodb").operations["transactwriteitems"] == Operation(
        "TransactWriteItems",
        (),
        ("dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("aws:PrincipalArn", ConditionKey("aws:PrincipalArn", "ARN", False, None)),
        ("AWS:calledvia", ConditionKey("aws:CalledVia", "ArrayOfString", False, None)),
        ("aws:RequestTag/team", ConditionKey("aws:RequestTag/${TagKey}", "String", False, None)),
        ("iam:passedtoservice", ConditionKey("iam:PassedToService", "String", False, None)),
        ("saml:aud", ConditionKey("saml:aud", "String", False, None)),
        (
            "kms:EncryptionContext:team",
            ConditionKey("kms:EncryptionContext:${EncryptionContextKey}", "String", False, None),
        ),
        ("sagemaker:VpcSubnetz", None),
        ("sagemaker", None),
        ("nowhere:Key", None),
        ("", None),
    ],
)
def test_a_condition_key_is_found_by_its_name_alone(name: str, found: ConditionKey | None) -> None:
    """Global keys, keys of services, keys with a part of one's own, and keys whose prefix is no service's."""
    assert services.find_condition_key(name) == found


def test_a_key_with_a_part_of_ones_own_needs_that_part() -> None:
    """aws:RequestTag/ without the tag's key is no condition key."""
    assert services.find_condition_key("aws:RequestTag/") is None
