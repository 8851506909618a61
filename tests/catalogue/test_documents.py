"""The documents that the catalogue composes are those that AWS generates, to the byte.

reference/policies holds the documents of the console, reference/cdk those of the CDK library
`cdklabs.cdk-aws-sagemaker-role-manager`, a second source that AWS wrote independently of the console, and the only
one of the variants with encryption.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from rolecast.catalogue.activity import ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import templates

REFERENCE = Path(__file__).parent / "reference"
POLICIES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((REFERENCE / "policies").glob("*.json"))}
CDK = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((REFERENCE / "cdk").glob("*.json"))}
ACTIVITY_POLICIES = sorted(POLICIES.keys() - {"quick-setup"})
VARIED = {name for name in ACTIVITY_POLICIES if "." in name}
PARTITION = {"partition": ["aws"], "dns_suffix": ["amazonaws.com"]}

OUR_NAMES = {
    "AccountId": "account",
    "Region": "region",
    "StudioId": "studio_id",
    "ExecutionRoleArn": "pass_roles",
    "PassRoles": "pass_roles",
    "VpcSubnets": "subnets",
    "VpcSecurityGroupIds": "security_groups",
    "VpcSecurityGroups": "security_groups",
    "DataKmsKeys": "data_keys",
    "VolumeKmsKeys": "volume_keys",
    "S3Buckets": "s3_buckets",
    "bucket": "s3_buckets",
    "ECRRepoArns": "ecr_repository_arns",
    "WorkGroupNames": "workgroup_names",
    "GlueDbNames": "glue_database_names",
    "index_ids": "kendra_index_ids",
}
ENVIRONMENT = {"account": ["123456789012"], "region": ["us-east-1"], "studio_id": ["d-abcdefghijkl"]}
ONE = ENVIRONMENT | {
    "pass_roles": ["arn:aws:iam::123456789012:role/sagemaker-compute"],
    "subnets": ["subnet-0a1b2c3d4e5f67890"],
    "security_groups": ["sg-0a1b2c3d4e5f67890"],
    "s3_buckets": ["fraud-training"],
    "ecr_repository_arns": ["arn:aws:ecr:us-east-1:123456789012:repository/fraud"],
    "workgroup_names": ["primary"],
    "glue_database_names": ["fraud"],
    "kendra_index_ids": ["0123abcd-4567-89ab-cdef-0123456789ab"],
}
# Not in the order of the alphabet, which nothing may fall back to.
SEVERAL = ENVIRONMENT | {
    "pass_roles": ["arn:aws:iam::123456789012:role/z", "arn:aws:iam::123456789012:role/team/a"],
    "subnets": ["subnet-0c", "subnet-0a", "subnet-0b"],
    "security_groups": ["sg-0b", "sg-0a"],
    "s3_buckets": ["zebra", "ant", "mole"],
    "ecr_repository_arns": [
        "arn:aws:ecr:us-east-1:123456789012:repository/z",
        "arn:aws:ecr:us-east-1:123456789012:repository/a",
    ],
    "workgroup_names": ["primary", "analysts"],
    "glue_database_names": ["fraud", "churn"],
    "kendra_index_ids": ["ffff", "0000"],
}

POLICY_NAMES = {
    "access-required-aws-services": "SM_ComputeExecutionRole",
    "access-required-aws-services.domain-setup": "SM_ComputeExecutionRole",
    "access-required-aws-services.kms": "SM_ComputeExecutionRole_KMS",
    "access-required-aws-services.vpc": "SM_ComputeExecutionRole_VPC",
    "access-required-aws-services.vpc+kms": "SM_ComputeExecutionRole_VPC_KMS",
    "canvas-kendra-access": "SagemakerCanvasKendraAccessPolicyTemplate",
    "manage-endpoints": "SM_EndpointDeployment",
    "manage-endpoints.kms": "SM_EndpointDeployment_KMS",
    "manage-experiments": "SM_ExperimentsManagement",
    "manage-glue-tables": "SM_GlueTableManagement",
    "manage-glue-tables.kms": "SM_GlueTableManagement_KMS",
    "manage-ml-jobs": "SM_CommonJobManagement",
    "manage-ml-jobs.kms": "SM_CommonJobManagement_KMS",
    "manage-ml-jobs.vpc": "SM_CommonJobManagement_VPC",
    "manage-ml-jobs.vpc+kms": "SM_CommonJobManagement_VPC_KMS",
    "manage-model-monitoring": "SM_ModelMonitoring",
    "manage-model-monitoring.kms": "SM_ModelMonitoring_KMS",
    "manage-model-monitoring.vpc": "SM_ModelMonitoring_VPC",
    "manage-model-monitoring.vpc+kms": "SM_ModelMonitoring_VPC_KMS",
    "manage-models": "SM_ModelManagement",
    "manage-models.vpc": "SM_ModelManagement_VPC",
    "manage-pipelines": "SM_PipelineManagement",
    "query-athena-workgroups": "SM_AthenaQueryAccess",
    "run-studio-applications": "SM_StudioAppPermissions",
    "run-studio-applications.kms": "SM_StudioAppPermissions_KMS",
    "s3-bucket-access": "SageMakerS3BucketPolicyTemplate",
    "s3-full-access": "SageMakerS3AllResourcesPolicyTemplate",
    "search-and-visualize-experiments": "SM_ExperimentsVisualization",
}

COMPARED_WITH_CDK = {
    "accessAWSServices": "access-required-aws-services",
    "accessAWSServicesKms": "access-required-aws-services.kms",
    "accessAWSServicesVpc": "access-required-aws-services.vpc",
    "accessAWSServicesVpcKms": "access-required-aws-services.vpc+kms",
    "accessS3AllResources": "s3-full-access",
    "accessS3Buckets": "s3-bucket-access",
    "manageEndpoints": "manage-endpoints",
    "manageEndpointsKMS": "manage-endpoints.kms",
    "manageExperiments": "manage-experiments",
    "manageGlueTables": "manage-glue-tables",
    "manageGlueTablesKms": "manage-glue-tables.kms",
    "manageJobs": "manage-ml-jobs",
    "manageJobsKms": "manage-ml-jobs.kms",
    "manageJobsVpc": "manage-ml-jobs.vpc",
    "manageJobsVpcKms": "manage-ml-jobs.vpc+kms",
    "manageModels": "manage-models",
    "manageModelsVpc": "manage-models.vpc",
    "managePipelines": "manage-pipelines",
    "monitorModels": "manage-model-monitoring",
    "monitorModelsKms": "manage-model-monitoring.kms",
    "monitorModelsVpc": "manage-model-monitoring.vpc",
    "monitorModelsVpcKms": "manage-model-monitoring.vpc+kms",
    "queryWorkgroups": "query-athena-workgroups",
    "visualizeExperiments": "search-and-visualize-experiments",
}
DIFFERENT_IN_CDK = {
    "accessS3AllResourcesV2": "s3-full-access",  # deletes objects, which the console's does not
    "runStudioApps": "run-studio-applications",  # older than private and shared spaces
    "runStudioAppsKms": "run-studio-applications.kms",  # the same, see the test of its grants
    "runStudioAppsV2": "run-studio-applications",  # the same
}


@pytest.mark.parametrize("values", [ONE, SEVERAL], ids=["one value", "several values"])
@pytest.mark.parametrize("name", ACTIVITY_POLICIES)
def test_documents_of_activities_equal_the_console(name: str, values: dict[str, list[str]]) -> None:
    """Keys, their order, strings and lists, the order of values: all as the console writes them."""
    composed = templates.fill(template(name), values | PARTITION)
    assert json.dumps(composed) == json.dumps(expand(POLICIES[name], values))


@pytest.mark.parametrize("flow", ["quick-setup", "quick-setup-2026"])
def test_document_of_quick_setup_equals_the_console(flow: str) -> None:
    """Both years' quick setups have the console's one policy of their own."""
    (statements,) = CATALOGUE.flow(flow).policies.values()
    document = {"Version": "2012-10-17", "Statement": list(statements.values())}
    composed = templates.fill(document, {"partition": ["aws"]})
    assert json.dumps(composed) == json.dumps(json.loads(POLICIES["quick-setup"]))


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_documents_of_other_partitions(name: str) -> None:
    """ARNs take the partition, kms:ViaService its DNS suffix, and service principals stay `sagemaker.amazonaws.com`."""
    composed = templates.fill(template(name), {"partition": ["aws-cn"], "dns_suffix": ["amazonaws.com.cn"]})
    expected = json.dumps(templates.fill(template(name), PARTITION)).replace("arn:aws:", "arn:aws-cn:")
    via_services = re.sub(r'(kms:ViaService": "[^"]+\.amazonaws\.com)"', r'\1.cn"', expected)
    assert json.dumps(composed) == via_services
    assert not re.search(r"arn:aws(?!-cn)", json.dumps(composed))


def test_there_is_a_reference_for_every_activity_with_a_policy() -> None:
    """All 20 reference documents are compared; every activity's policy has one, and every variant one of the two."""
    assert len(POLICIES) == 20
    with_policy = {each.id for each in CATALOGUE.activities() if each.policy and each.source is ActivitySource.CONSOLE}
    assert {name.partition(".")[0] for name in ACTIVITY_POLICIES} == with_policy
    combined = {f"{name}.{variant}" for name in with_policy for variant in variants(name)}
    assert combined == VARIED | {name for name in POLICY_NAMES if name.endswith("kms")}
    assert combined | with_policy == POLICY_NAMES.keys()


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_policy_names_are_the_consoles(name: str) -> None:
    """The variants are marked `_VPC`, `_KMS` and `_VPC_KMS`; domain setup leaves the name as it is."""
    activity, _, variant = name.partition(".")
    assert CATALOGUE.activity(activity).policy_names(overlays(variant)) == [POLICY_NAMES[name]]


@pytest.mark.parametrize("id", [name for name in ACTIVITY_POLICIES if not {name, f"{name}.vpc"} & VARIED])
def test_what_has_no_vpc_variant_stays_as_it_is(id: str) -> None:
    """VPC customization leaves those activities alone that AWS has no variant of, name included."""
    activity = CATALOGUE.activity(id)
    assert activity.document(["vpc"]) == activity.document([])
    assert activity.policy_names(["vpc"]) == [activity.policy]
    assert activity.document(["vpc", "kms"]) == activity.document(["kms"])


@pytest.mark.parametrize(("cdk_name", "name"), COMPARED_WITH_CDK.items())
def test_documents_equal_the_cdk_librarys(cdk_name: str, name: str) -> None:
    """Where both sources have a document, it is the same, and so is its name."""
    assert json.dumps(templates.fill(template(name), PARTITION)) == cdk_text(cdk_name)
    assert CDK[cdk_name]["name"] == POLICY_NAMES[name]


@pytest.mark.parametrize(("cdk_name", "name"), DIFFERENT_IN_CDK.items())
def test_documents_that_differ_in_the_cdk_library(cdk_name: str, name: str) -> None:
    """These are known to differ; if one no longer did, it would belong to those that are compared."""
    assert json.dumps(templates.fill(template(name), PARTITION)) != cdk_text(cdk_name)
    assert CDK[cdk_name]["name"] == POLICY_NAMES[name]


def test_every_document_of_the_cdk_library_has_its_place() -> None:
    """Each of the 28 is compared or known to differ."""
    assert len(CDK) == 28
    assert CDK.keys() == COMPARED_WITH_CDK.keys() | DIFFERENT_IN_CDK.keys()


def test_encryption_of_studio_adds_the_cdk_librarys_grants() -> None:
    """The console's statements of 2024 stay, and behind them stand the three grants of the older template."""
    statements = templates.fill(template("run-studio-applications.kms"), PARTITION)["Statement"]
    plain = templates.fill(template("run-studio-applications"), PARTITION)["Statement"]
    grants = json.loads(cdk_text("runStudioAppsKms"))["Statement"][2:]
    assert [statement["Action"] for statement in grants] == [
        "kms:CreateGrant",
        "kms:DescribeKey",
        ["kms:Decrypt", "kms:GenerateDataKey"],
    ]
    assert json.dumps(statements) == json.dumps([*plain, *grants])


def test_the_documents_of_model_customization_are_awss_managed_policy() -> None:
    """Its statements, in its order, in two policies; AWS's own Sids and all."""
    documents = CATALOGUE.activity("run-model-customization-jobs").documents([])
    statements = [one for document in documents.values() for one in document["Statement"]]
    assert templates.fill(statements, PARTITION) == documented("run-model-customization-jobs")["document"]["Statement"]
    assert list(documents) == ["SM_ModelCustomization", "SM_ModelCustomizationServices"]


def test_the_document_of_emr_serverless_is_the_documentations() -> None:
    """The two documents of AWS's page, in one policy, with places for the page's account, region and role."""
    reference = documented("run-studio-emr-serverless-applications")
    expected = json.dumps(reference["document"]["Statement"] + reference["second_document"]["Statement"])
    for text, name in (
        ("arn:aws:iam::111122223333:role/EMRServerlessAppRuntimeRole", "runtime_role_arns"),
        ("us-east-1", "region"),
        ("111122223333", "account"),
    ):
        expected = expected.replace(text, f"{{{{{name}}}}}")
    composed = templates.fill(template("run-studio-emr-serverless-applications")["Statement"], PARTITION)
    assert unlisted(composed) == unlisted(json.loads(expected))


def test_the_documents_of_mlflow_are_the_documentations() -> None:
    """AWS has one policy for using and managing together; what uses MLflow Apps is from another page."""
    together = documented("mlflow-sagemaker-service-role.tracking-server")["document"]["Statement"][0]
    use, apps = template("use-mlflow")["Statement"]
    (manage,) = template("manage-mlflow-tracking-servers")["Statement"]
    assert set(use["Action"]) | set(manage["Action"]) == set(together["Action"])
    assert use["Resource"] == manage["Resource"] == together["Resource"] == "*"
    assert apps["Action"] == "sagemaker:CallMlflowAppApi"
    assert (
        template("access-required-aws-services-for-mlflow")
        == documented("mlflow-tracking-server-service-role")["document"]
    )


def test_the_mlflow_actions_are_those_that_aws_lists() -> None:
    """The wildcard of AWS's policy covers every action of its list."""
    actions = documented("mlflow-data-plane-actions")["actions"]
    assert len(actions) == 53
    assert all(action.startswith("sagemaker-mlflow:") for action in actions)


def documented(name: str) -> Any:
    """What AWS documents for the activities whose console policy is not public."""
    return json.loads((REFERENCE / "documentation" / f"{name}.json").read_text(encoding="utf-8"))


def unlisted(value: Any) -> Any:
    """The value with lists of one in place of single strings, in which the documents differ without a meaning."""
    if isinstance(value, dict):
        return {key: [item] if isinstance(item, str) else unlisted(item) for key, item in value.items()}
    return [unlisted(item) for item in value] if isinstance(value, list) else value


def variants(id: str) -> set[str]:
    """The variants that an activity has besides its plain form."""
    return {"+".join(variant) for variant in CATALOGUE.activity(id).variants if variant}


def overlays(variant: str) -> list[str]:
    return variant.split("+") if variant else []


def template(name: str) -> dict[str, Any]:
    activity, _, variant = name.partition(".")
    return CATALOGUE.activity(activity).document(overlays(variant))


def cdk_text(name: str) -> str:
    """A document of the CDK library with our names in place of its own."""
    text = json.dumps(CDK[name]["templateJson"])
    return re.sub(r"(?:\[\[|\{\{)(\w+)(?:\]\]|\}\})", lambda match: "{{" + OUR_NAMES[match[1]] + "}}", text)


def expand(text: str, values: Mapping[str, Sequence[str]]) -> Any:
    """A reference document with values filled in: a line with several values is repeated for each of them.

    Works on lines of text and so shares nothing with `rolecast.iam.templates`.
    """
    lines = []
    for line in text.splitlines():
        body = line.removesuffix(",")
        copies = [body]
        for name in re.findall(r"\{\{\w+\}\}", body):
            copies = [copy.replace(name, value, 1) for copy in copies for value in values[OUR_NAMES[name.strip("{}")]]]
        lines.append(",\n".join(copies) + line[len(body) :])
    return json.loads("\n".join(lines))
