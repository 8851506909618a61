"""`--verify`: what the parameters name, on a moto server and on services that refuse to tell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, call, here
from tests.tools import Server

from rolecast.account import existence
from rolecast.account.errors import AccountError, RefusedError
from rolecast.account.existence import Presence, look_for
from rolecast.catalogue.parameters import TYPES

__all__ = ["call", "here"]  # fixtures

FILE = """
version: 1
account: "123456789012"
region: us-east-1
network:
  subnets: [{subnet}]
  security_groups: [{group}]
encryption:
  data_keys: [{key}]
  volume_keys: [{key}]
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [{bucket}]
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/{repository}]
  people:
    pass_roles: [compute, "arn:aws:iam::123456789012:role/{role}", "arn:aws:iam::123456789012:role/sagemaker-people"]
    activities:
      manage-ml-jobs:
      s3-bucket-access: {{s3_buckets: [{bucket}]}}
      query-athena-workgroups: {{workgroup_names: [{workgroup}]}}
      manage-glue-tables: {{s3_buckets: [{bucket}], glue_database_names: [{database}]}}
edition: console
"""
NOWHERE = {
    "subnet": "subnet-0a1b2c3d4e5f67890",
    "group": "sg-0a1b2c3d4e5f67890",
    "key": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "bucket": "missing",
    "repository": "missing",
    "role": "missing",
    "workgroup": "missing",
    "database": "missing",
}


@pytest.fixture
def there(aws: Server, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The names of one of each thing, which the account has."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in aws.environment("us-east-1").items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    aws.client("s3").create_bucket(Bucket="fraud-training")
    aws.client("ecr").create_repository(repositoryName="fraud")
    aws.client("athena").create_work_group(Name="analysts")
    aws.client("glue").create_database(DatabaseInput={"Name": "features"})
    trust = '{"Version": "2012-10-17", "Statement": []}'
    aws.client("iam").create_role(RoleName="runner", AssumeRolePolicyDocument=trust)
    group = ec2.create_security_group(GroupName="jobs", Description="jobs", VpcId=vpc)
    return {
        "subnet": ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"],
        "group": group["GroupId"],
        "key": aws.client("kms").create_key()["KeyMetadata"]["Arn"],
        "bucket": "fraud-training",
        "repository": "fraud",
        "role": "runner",
        "workgroup": "analysts",
        "database": "features",
    }


def write(folder: Path, names: dict[str, str]) -> None:
    (folder / "roles.yaml").write_text(FILE.format(**names), encoding="utf-8")


def verified(errors: str) -> list[str]:
    """What was printed, but for what is said of the roles themselves."""
    return [line for line in errors.splitlines() if not line.startswith("notice: role ")]


def test_what_is_there_is_counted(call: Call, here: Path, there: dict[str, str]) -> None:
    """Each thing once, however many roles name it; roles of the file are about to be made."""
    write(here, there)
    done = call("plan", "--verify")
    assert done.status == 0, done.err
    assert verified(done.err) == ["verified: 8 of 8 names of the role file exist in the account"]


def test_what_is_missing_is_told_with_its_place(call: Call, here: Path, there: dict[str, str]) -> None:
    """All of it, before a plan is made and before anything is applied."""
    write(here, NOWHERE)
    for command in (["plan", "--verify"], ["apply", "--verify", "--yes"]):
        done = call(*command)
        assert (done.status, done.out) == (1, "")
        missing = [line.partition(": ")[2] for line in verified(done.err)[:-1]]
        nouns = ["bucket", "database", "key", "repository", "role", "security group", "subnet", "workgroup"]
        assert sorted({line.partition("there is no ")[2].partition(" `")[0] for line in missing}) == nouns
        where = "in the account 123456789012 in us-east-1"
        assert f"roles.yaml:16:22: there is no bucket `missing` {where}" in done.err
        assert f"roles.yaml:6:13: there is no subnet `{NOWHERE['subnet']}` {where}" in done.err


def test_subnets_and_groups_of_several_vpcs(call: Call, here: Path, there: dict[str, str], aws: Server) -> None:
    """SageMaker takes one VPC a job, so such a network lets no job run."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="other", Description="other", VpcId=vpc)["GroupId"]
    write(here, {**there, "group": group})
    done = call("plan", "--verify")
    assert done.status == 1
    assert "subnets and security groups are in several VPCs: " in done.err
    assert f"{group} in {vpc}" in done.err


def test_a_role_of_that_name_under_another_path_is_not_the_one(call: Call, here: Path, there: dict[str, str]) -> None:
    """Its ARN is another one, so passing it would be refused."""
    write(here, {**there, "role": "ml/runner"})
    assert "there is no role `arn:aws:iam::123456789012:role/ml/runner`" in call("plan", "--verify").err


class Stub:
    """A connection whose services all answer the same."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def service(self, _name: str, _region: str) -> Stub:
        return self

    def call(self, _operation: str, **_parameters: Any) -> Any:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.mark.parametrize("type_id", existence._LOOKUPS)
@pytest.mark.parametrize(
    "error",
    [
        RefusedError("Get", "AccessDenied", "User x is not authorized"),
        RefusedError("Get", "AccessDeniedException", "User x is not authorized"),
        RefusedError("Get", "UnauthorizedOperation", "You are not authorized"),
        RefusedError("Get", "403", "Forbidden"),
        RefusedError("Get", "Throttling", "Rate exceeded"),
        AccountError("AWS cannot be reached: x", "look at the network"),
    ],
    ids=lambda error: getattr(error, "code", "no answer"),
)
def test_not_being_allowed_to_look_is_not_missing(type_id: str, error: AccountError) -> None:
    """Whatever keeps the answer from us, the reason is told, and nothing is taken for missing."""
    found = look_for(Stub(error), type_id, TYPES[type_id].example, "us-east-1")  # type: ignore[arg-type]
    assert found == (Presence.UNKNOWN, str(error).partition("\n")[0], None)


@pytest.mark.parametrize(
    ("type_id", "code", "reason"),
    [
        ("s3-bucket", "404", "Not Found"),
        ("athena-workgroup", "InvalidRequestException", "WorkGroup missing is not found."),
        ("kendra-index-id", "ResourceNotFoundException", "The request index does not exist"),
        ("kms-key-arn", "NotFoundException", "Key does not exist"),
        ("glue-database", "EntityNotFoundException", "Database not found"),
    ],
)
def test_how_services_say_that_there_is_none(type_id: str, code: str, reason: str) -> None:
    """Each has a code of its own."""
    stub: Any = Stub(RefusedError("Get", code, reason))
    assert look_for(stub, type_id, TYPES[type_id].example, "us-east-1").presence is Presence.MISSING


def test_a_request_that_athena_refuses_for_another_reason_is_not_missing() -> None:
    """It has one code for all that is wrong with a request."""
    stub: Any = Stub(RefusedError("GetWorkGroup", "InvalidRequestException", "Member must have length"))
    assert look_for(stub, "athena-workgroup", "x", "us-east-1").presence is Presence.UNKNOWN


def test_a_bucket_in_another_region_is_there() -> None:
    """S3 says where to go instead."""
    stub: Any = Stub(RefusedError("HeadBucket", "301", "Moved Permanently"))
    assert look_for(stub, "s3-bucket", "x", "us-east-1").presence is Presence.THERE


def test_what_could_not_be_checked_is_told(
    call: Call, here: Path, there: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a notice: the plan is made."""
    real, reason = existence.look_for, "AWS refuses HeadBucket: Forbidden (403)"

    def denied(connection: Any, type_id: str, value: str, region: str) -> Any:
        if type_id == "s3-bucket":
            connection = Stub(RefusedError("HeadBucket", "403", "Forbidden"))
        return real(connection, type_id, value, region)

    monkeypatch.setattr("rolecast.cli.verifying.look_for", denied)
    write(here, there)
    done = call("plan", "--verify")
    assert done.status == 0
    assert verified(done.err) == [
        f"notice: roles.yaml:16:22: could not check the bucket `fraud-training`: {reason}",
        "verified: 7 of 8 names of the role file exist in the account",
    ]
