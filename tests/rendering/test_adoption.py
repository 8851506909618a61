"""`build --import`: roles that are there, as the tools take them over."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.rendering import evaluation, examples
from tests.rendering.account import Account, make_by_hand
from tests.rendering.readback import found, wanted
from tests.tools import terraform

from rolecast.composition.compose import compose
from rolecast.reading.faults import InputError
from rolecast.rendering.formats import Format, render_adoption
from rolecast.role import PolicyKind, Role, UnresolvedError
from rolecast.rolefile.load import load


def there() -> dict[str, Role]:
    """A role of Role Manager's, with a time in its policies' names, and one with an inline and an attached policy."""
    (jobs,) = compose(load(str(examples.FOLDER / "minimal.json")), timestamp="20250102T030405").values()
    inline = jobs.policies[0]._replace(name="by-hand", kind=PolicyKind.INLINE)
    (attached,) = (role for role in examples.roles("team.yaml").values() if role.attached)
    other = replace(jobs, key="other", name="Other.Role", policies=(inline,), attached=attached.attached)
    return {"jobs": jobs, "other": other}


def test_terraform_takes_over_and_changes_nothing(account: Account, tmp_path: Path) -> None:
    """Every resource is imported, no call writes, and without the import blocks nothing is left to do."""
    roles = there()
    iam = account.server.client("iam")
    for role in roles.values():
        make_by_hand(role, iam)
    account.calls.clear()
    files = render_adoption(roles, Format.HCL)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    real = terraform(tmp_path, account.server.environment("eu-west-1"))
    real.init()
    assert real.run("fmt", "-check").stdout == ""
    applied = real.must("apply", "-input=false", "-auto-approve")
    count = files["imports.tf"].count("import {")
    assert f"Resources: {count} imported, 0 added, 0 changed, 0 destroyed." in applied
    assert account.writes == []
    (tmp_path / "imports.tf").unlink()
    again = real.run("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout + again.stderr
    assert [found(iam, role.name) for role in roles.values()] == [wanted(role) for role in roles.values()]


def test_both_syntaxes_import_the_same() -> None:
    """To the same addresses, by the same ids."""
    blocks = json.loads(render_adoption(there(), Format.TERRAFORM)["imports.tf.json"])["import"]
    native = render_adoption(there(), Format.HCL)["imports.tf"]
    assert blocks
    assert native.count("import {") == len(blocks)
    for block in blocks:
        assert f'  to = {block["to"]}\n  id = "{block["id"]}"\n' in native


def test_a_template_lists_what_its_resources_are() -> None:
    """By the identifiers that the schemas of the resources name; all are retained, and there are no outputs."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    template, listed = map(evaluation.load, render_adoption(there(), Format.CLOUDFORMATION, stem="x").values())
    assert "Outputs" not in template
    resources = template["Resources"]
    assert [each["LogicalResourceId"] for each in listed] == [*resources]
    for each in listed:
        resource = resources[each["LogicalResourceId"]]
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", each["ResourceType"]).schema
        assert resource["Type"] == each["ResourceType"]
        assert [f"/properties/{name}" for name in each["ResourceIdentifier"]] == schema["primaryIdentifier"]
        assert (resource["DeletionPolicy"], "read" in schema["handlers"]) == ("Retain", True)
    assert listed[0]["ResourceIdentifier"] == {"RoleName": "sagemaker-jobs"}
    own = "arn:aws:iam::123456789012:policy/SM_CommonJobManagement_sagemaker-jobs_20250102T030405"
    assert listed[1]["ResourceIdentifier"] == {"PolicyArn": own}


def test_each_template_has_its_commands() -> None:
    """One for each role here, with the list beside it."""
    files = render_adoption(there(), Format.CLOUDFORMATION, "fraud.yaml")
    assert [*files] == [
        *("jobs.template.yaml", "jobs.resources-to-import.json"),
        *("other.template.yaml", "other.resources-to-import.json"),
    ]
    heading = files["jobs.template.yaml"].partition("\nAWSTemplateFormatVersion")[0]
    assert "--stack-name fraud-jobs --change-set-name adopt --change-set-type IMPORT" in heading
    assert "--resources-to-import file://jobs.resources-to-import.json" in heading


def test_where_the_account_has_to_be_known() -> None:
    """What is there has an ARN."""
    roles = examples.roles(examples.HOMELESS)
    for tool in (Format.HCL, Format.TERRAFORM, Format.CLOUDFORMATION):
        with pytest.raises(UnresolvedError):
            render_adoption(roles, tool)


def test_a_format_without_state_is_refused() -> None:
    """The script brings roles up to date without knowing them."""
    with pytest.raises(InputError, match="the format aws-cli does not support importing roles"):
        render_adoption(there(), Format.AWS_CLI)
