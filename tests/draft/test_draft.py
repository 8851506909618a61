"""A draft tells what is wrong at the setting that it is wrong in, and makes what can be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from rolecast.checks.findings import Severity
from rolecast.composition.compose import compose
from rolecast.draft import edits
from rolecast.draft.draft import Draft
from rolecast.draft.steps import WizardStep, step_of
from rolecast.reading.faults import InputError
from rolecast.rolefile.load import parse
from rolecast.rolefile.shape import PACKINGS

EXAMPLES = Path(__file__).parents[2] / "examples"

TEXT = """\
version: 1
account: "123456789012"
region: us-east-1
network:
  subnets: [subnet-0a1b2c3d4e5f67890]
  security_groups: [sg-0a1b2c3d4e5f67890]
roles:
  compute:
    persona: compute-role
    activities:
      access-required-aws-services: {s3_buckets: [Not_A_Bucket], ecr_repository_arns: []}
  scientist:
    persona: data-scientist
    description: of the fraud team
    activities:
      s3-bucket-access: {s3_buckets: [raw-data]}
      manage-experiments: false
      canvas-kendra-access: {kendra_index_ids: [0123abcd-4567-89ab-cdef-0123456789ab]}
"""


def draft(text: str = TEXT) -> Draft:
    return Draft(text, "roles.yaml")


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.*ml")), ids=lambda path: path.name)
def test_a_draft_without_faults_has_the_roles_that_are_built(example: Path) -> None:
    """The page shows what `rolecast build` makes."""
    text = example.read_text(encoding="utf-8")
    made = Draft(text, str(example))
    assert made.faults == ()
    assert made.roles == compose(parse(text, str(example)))


def test_a_fault_stands_at_its_setting() -> None:
    """At the parameter that has it, and counted in its step."""
    made = draft()
    buckets = made.field("compute", "activities", "access-required-aws-services", "s3_buckets")
    assert [fault.message for fault in buckets.faults] == [
        "`Not_A_Bucket` is not a bucket name: lower-case letters, digits, `.` and `-`, a letter or digit at both ends"
    ]
    repositories = made.field("compute", "activities", "access-required-aws-services", "ecr_repository_arns")
    assert [fault.message for fault in repositories.faults] == ["this list is empty"]
    assert {step_of(made.path_of(fault)) for fault in made.faults} == {WizardStep.ACTIVITIES}


def test_a_role_with_faults_is_shown_as_far_as_it_goes() -> None:
    """Its other policies are whole; what is not known stands in it by its name."""
    made = draft()
    assert made.roles["scientist"].policies
    assert "{{ecr_repository_arns}}" in str(made.roles["compute"].policies)


def test_what_is_set_for_all_roles_is_inherited() -> None:
    """An edit of it is of the role alone, but for the account and the like, which stay at the top."""
    made = draft()
    subnets = made.field("scientist", "network", "subnets")
    assert subnets.value == ["subnet-0a1b2c3d4e5f67890"]
    assert subnets.is_inherited
    assert subnets.path == ("roles", "scientist", "network", "subnets")
    account = made.field("scientist", "account")
    assert (account.path, account.value, account.is_inherited) == (("account",), "123456789012", False)


def test_a_role_s_own_mapping_takes_the_place_of_the_file_s() -> None:
    """As in composing: what it lacks is not taken from the file."""
    made = draft(TEXT.replace("    description:", "    network: {subnets: [subnet-0a1b2c3d]}\n    description:"))
    assert made.field("scientist", "network", "security_groups").value is None
    assert made.field("scientist", "network", "subnets").value == ["subnet-0a1b2c3d"]


def test_choices_say_what_is_selected_and_what_is_missing() -> None:
    """Preselected and deselected, selected by hand, and with a requirement that is not met."""
    choices = {choice.activity.id: choice for choice in draft().choices("scientist")}
    assert (choices["manage-ml-jobs"].is_selected, choices["manage-ml-jobs"].is_preselected) == (True, True)
    assert (choices["manage-experiments"].is_selected, choices["manage-experiments"].is_preselected) == (False, True)
    assert not choices["s3-full-access"].is_selected
    kendra = choices["canvas-kendra-access"]
    assert kendra.is_selected
    assert [set(alternatives) <= set(choices) for alternatives in kendra.unmet] == [True]
    assert not any(choices[other].is_selected for other in kendra.unmet[0])
    assert kendra.faults


def test_text_that_no_yaml_reader_would_keep() -> None:
    """Values are shown as they were typed."""
    made = draft(TEXT.replace('"123456789012"', "012345670123").replace("of the fraud team", "on"))
    assert made.field("scientist", "account").value == "012345670123"
    assert made.field("scientist", "description").value == "on"


def test_suppressions_of_unknown_rules_are_faults() -> None:
    """They keep `check` from working, so they are told."""
    made = draft(TEXT.replace("Not_A_Bucket", "data").replace("ecr_repository_arns: []", "ecr_repository_arns: [x]"))
    repository = "arn:aws:ecr:us-east-1:123456789012:repository/x"
    text = made.text.replace("[x]", f"[{repository}]") + "      canvas-core-access:\n"
    text += "    suppress: [{rule: no-such-rule, reason: because}]\n"
    assert [fault.message for fault in draft(text).faults] == ["there is no rule `no-such-rule`"]


def test_findings_are_those_of_check() -> None:
    """Of each role, though another one has faults."""
    found = draft().findings
    assert {finding.target.role for finding in found} >= {"scientist"}


@pytest.mark.parametrize("text", ["[1, 2]", "a: [", "just text"])
def test_what_is_no_mapping_is_no_draft(text: str) -> None:
    """Opening it is refused, and nothing is lost."""
    with pytest.raises(InputError):
        draft(text)


def test_an_empty_text_is_a_draft_without_roles() -> None:
    """The beginning of a new file."""
    made = draft("# my team\n")
    assert made.keys == ()
    assert [fault.message for fault in made.faults][:1] != []


def test_policies_that_there_are_not_are_left_out() -> None:
    """The rest of the role can still be shown and checked."""
    wrong = "    additional_policies: [NoSuch]\n    permissions_boundary: NoSuch\n    description:"
    text = TEXT.replace("    description:", wrong)
    role = draft(text).roles["scientist"]
    assert (role.attached, role.permissions_boundary) == ((), None)
    assert {finding.target.role for finding in draft(text).findings} >= {"scientist"}


def test_a_role_that_lacks_values_is_not_blamed_for_what_stands_in_their_place() -> None:
    """Its errors say what is missing; findings on `{{s3_buckets}}` would be of nothing that anybody wrote."""
    begun = Draft("", "roles.yaml")
    begun = Draft(edits.begin(begun, "data-scientist", "123456789012", "us-east-1"), "roles.yaml")
    assert begun.faults
    assert [finding for finding in begun.findings if "{{" in finding.message] == []
    assert {finding.severity for finding in begun.findings} == {Severity.SUGGESTION}


def test_suppressions_hold_in_a_file_with_errors() -> None:
    """In another role too, and none is called idle: a finding may be missing because of the error."""
    suppressed = "suppress: [{rule: confused-deputy, reason: ours}, {rule: unscoped-account, reason: none here}]\n"
    made = draft(suppressed + TEXT)
    found = [finding for finding in made.findings if finding.rule == "confused-deputy"]
    assert found
    assert all(finding.suppression for finding in found)
    assert [finding for finding in made.findings if finding.rule == "unused-suppression"] == []


def test_expectations_are_checked_where_that_can_be_done() -> None:
    """Not of a role with faults, without a region, or of what cannot exist."""
    role = """\
version: 1
account: "123456789012"
region: us-east-1
roles:
  one:
    persona: compute-role
    activities: {access-required-aws-services: {s3_buckets: [data], ecr_repository_arns: [REPOSITORY]}}
    expect: {allow: [{action: s3:GetObject, resource: "arn:aws:s3:::data/x"}]}
""".replace("REPOSITORY", "arn:aws:ecr:us-east-1:123456789012:repository/x")
    outcomes = draft(role).outcomes("one")
    assert outcomes is not None
    assert [outcome.is_met for outcome in outcomes] == [True]
    for old, new in (("region: us-east-1\n", ""), ("[data]", "[]"), ("s3:GetObject", "s3:GetObjct")):
        assert draft(role.replace(old, new)).outcomes("one") is None
    assert len(draft(role.replace("s3:GetObject", "s3:GetObjct")).impossible("one")) == 1
    assert draft().outcomes("compute") == ()


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_role_that_lacks_values_is_made_with_every_packing(packing: str) -> None:
    """What stands in their place cannot be united with anything; the role is shown as far as it goes."""
    made = draft(TEXT.replace("region: us-east-1\n", f"region: us-east-1\npacking: {packing}\n"))
    assert {"this list is empty"} <= {fault.message for fault in made.faults}
    assert made.roles["compute"].policies
