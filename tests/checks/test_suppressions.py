"""What is let be, with a reason."""

from __future__ import annotations

from tests.checks.checking import allow, check, policy, role, subject_of

from rolecast.checks import suppressions
from rolecast.checks.findings import Finding, Suppression

DOCUMENT = policy(allow(["s3:GetBucketAcl", "s3:PutBucketAcl"], "arn:aws:s3:::raw-data/*"))
RULE = "mismatched-action"


def suppressed(*given: Suppression) -> list[tuple[tuple[str, ...], str | None]]:
    """The actions of the findings of the rule, and the reason for those that are suppressed."""
    found = check(subject_of(DOCUMENT, "policy.json"), given)
    return [(finding.actions, finding.suppression.reason if finding.suppression else None) for finding in found]


def test_a_rule_is_suppressed() -> None:
    """Its findings stay, marked with the reason."""
    assert suppressed(Suppression(RULE, "why")) == [(("s3:GetBucketAcl", "s3:PutBucketAcl"), "why")]
    assert suppressed(Suppression("full-access", "why")) == [(("s3:GetBucketAcl", "s3:PutBucketAcl"), None)]


def test_an_action_is_taken_out_of_a_finding() -> None:
    """The finding stands there twice: suppressed for that action, in any case, and not for the other."""
    assert suppressed(Suppression(RULE, "why", action="S3:get*")) == [
        (("s3:GetBucketAcl",), "why"),
        (("s3:PutBucketAcl",), None),
    ]
    assert suppressed(Suppression(RULE, "get", action="s3:Get*"), Suppression(RULE, "put", action="s3:Put*")) == [
        (("s3:GetBucketAcl",), "get"),
        (("s3:PutBucketAcl",), "put"),
    ]


def test_a_policy_is_told_by_its_name() -> None:
    """Of a role by the policy's name, of a document by the file's; wildcards are taken."""
    assert suppressed(Suppression(RULE, "why", policy="policy.*"))[0][1] == "why"
    assert suppressed(Suppression(RULE, "why", policy="other.json"))[0][1] is None
    given = role("activities: {manage-glue-tables: {s3_buckets: [fraud], glue_database_names: [fraud]}}")
    for pattern, is_let_be in (("SM_GlueTable*", True), ("SM_Other*", False)):
        found = [each for each in check(given, [Suppression(RULE, "why", policy=pattern)]) if each.rule == RULE]
        assert found
        assert all((finding.suppression is not None) is is_let_be for finding in found)


def test_one_of_several_actions_that_go_together_is_enough() -> None:
    """A way to more permissions that takes two actions is let be by either."""
    document = policy(allow(["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"]))
    given = Suppression("escalation-by-existing-resource", "why", action="ec2:ModifyLaunchTemplate")
    found = [finding for finding in check(document, [given]) if finding.rule == given.rule]
    assert [finding.suppression for finding in found] == [given]


def test_a_resource_is_let_be_where_nothing_else_is() -> None:
    """A statement on others as well is not what the suppression names, nor is a wider pattern than it has."""
    on = "arn:aws:s3:::raw-data/*"
    for resources, pattern, is_let_be in (
        ([on], on, True),
        ([on], "arn:aws:s3:::raw-*", True),
        ([on], "arn:aws:s3:::raw-data/a*", False),
        ([on, "arn:aws:s3:::other/*"], on, False),
        ([on, "arn:aws:s3:::raw-other/*"], "arn:aws:s3:::raw-*", True),
    ):
        found = check(policy(allow(["s3:PutBucketAcl"], resources)), [Suppression(RULE, "why", resource=pattern)])
        assert [each.suppression is not None for each in found if each.rule == RULE] == [is_let_be], resources
    apart = check(policy(allow("s3:Get*", on), allow("s3:PutBucketAcl", on)), [Suppression(RULE, "why", resource="b*")])
    assert [each.suppression for each in apart if each.rule == RULE] == [None]


def test_unused_suppressions_are_findings() -> None:
    """Each that no finding is marked with, where it stands."""
    used, unused = Suppression(RULE, "why"), Suppression("full-access", "old")
    found = check(DOCUMENT, [used, unused])
    (finding,) = suppressions.unused([used, unused], found, "roles.yaml")
    assert (finding.rule, finding.target.source) == ("unused-suppression", "roles.yaml")
    assert "`full-access`" in finding.message


def test_nothing_is_lost() -> None:
    """Whatever is suppressed, the actions of all findings are those that there were."""

    def actions(found: list[Finding]) -> list[tuple[str, str]]:
        return sorted((finding.rule, action) for finding in found for action in finding.actions)

    document = policy(allow(["sagemaker:CreateModel", "sagemaker:CreateTrainingJob", "iam:PassRole"]))
    everything = check(document)
    for rule in {finding.rule for finding in everything}:
        assert actions(check(document, [Suppression(rule, "why", action="sagemaker:*")])) == actions(everything)
