"""A folder of Terraform configuration as a module: called from a root module, judged by the real tools."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.rendering import examples
from tests.rendering.readback import found, wanted
from tests.tools import ACCOUNT, Server, terraform

from rolecast.composition.compose import compose
from rolecast.rendering import hcl
from rolecast.rolefile.load import load
from rolecast.rolefile.variables import Assigned

REGION = "eu-west-1"
EXAMPLE = examples.FOLDER / "stages"


def test_a_root_module_calls_it_with_what_it_makes_itself(aws: Server, tmp_path: Path) -> None:
    """The bucket and the key have no ARN when the plan is made, and the second plan is empty."""
    shutil.copy(EXAMPLE / "main.tf", tmp_path)
    (tmp_path / "roles").mkdir()
    roles = compose(load(EXAMPLE / "roles.yaml", Assigned(leaves_open=True)))
    for name, text in hcl.render_folder([*roles.values()]).items():
        (tmp_path / "roles" / name).write_text(text, encoding="utf-8")
    real = terraform(tmp_path, aws.environment(REGION))
    real.must("fmt", "-check", "-recursive")
    real.install()
    real.must("apply", "-input=false", "-auto-approve")

    (bucket,) = (each["Name"] for each in aws.client("s3").list_buckets()["Buckets"])
    (key,) = (each["KeyArn"] for each in aws.client("kms", REGION).list_keys()["Keys"])
    given = {"data_bucket": [bucket], "data_key": [key], "repositories": ["fraud,fraud-base"]}
    iam = aws.client("iam", REGION)
    for role in compose(load(EXAMPLE / "roles.yaml", Assigned(given, ACCOUNT, REGION))).values():
        assert found(iam, role.name) == wanted(role)
    assert f"arn:aws:iam::{ACCOUNT}:role/fraud-dev-compute" in real.must("output", "compute_role_arn")
    again = real.run("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout + again.stderr
