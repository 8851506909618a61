"""What would let a role of the catalogue do what it may not."""

from __future__ import annotations

import pytest

from rolecast.access.remedies import Remedy, RemedyKind, SettingEdit, first, remedies
from rolecast.composition.compose import compose
from rolecast.iam.requests import Request
from rolecast.role import Role
from rolecast.rolefile.load import parse

SAGEMAKER = "arn:aws:sagemaker:us-east-1:123456789012"


def role(text: str) -> Role:
    head = 'version: 1\naccount: "123456789012"\nregion: us-east-1\n'
    return compose(parse(f"{head}roles:\n  one: {text}\n"))["one"].resolve()


def texts(found: list[Remedy]) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("text", "action", "resource", "said"),
    [
        (
            "{activities: {manage-ml-jobs: }}",
            "sagemaker:StopTransformJob",
            f"{SAGEMAKER}:transform-job/t",
            ["add `manage-ml-jobs/stop-transform-job` to `corrections`, or use `edition: corrected`"],
        ),
        (
            "{activities: {s3-bucket-access: {s3_buckets: [fraud]}}}",
            "s3:GetObject",
            "arn:aws:s3:::other/a/b",
            ["add `other` to `s3_buckets` of `s3-bucket-access`"],
        ),
        # The parameter before an activity that would allow more.
        (
            "{activities: {s3-bucket-access: {s3_buckets: [fraud]}}}",
            "s3:ListBucket",
            "arn:aws:s3:::other",
            ["add `other` to `s3_buckets` of `s3-bucket-access`"],
        ),
        # Of two activities the one whose parameter names the resource.
        (
            "{activities: {manage-ml-jobs: }}",
            "s3:DeleteObject",
            "arn:aws:s3:::other/a",
            ["add the activity `s3-bucket-access`, the narrowest that allows it"],
        ),
        (
            "{activities: {manage-ml-jobs: }}",
            "athena:StartQueryExecution",
            "arn:aws:athena:us-east-1:123456789012:workgroup/w",
            ["add the activity `query-athena-workgroups`, the narrowest that allows it"],
        ),
        ("{activities: {manage-ml-jobs: }}", "ec2:RunInstances", "*", []),
    ],
)
def test_the_narrowest_remedy_comes_first(text: str, action: str, resource: str, said: list[str]) -> None:
    """A correction or the value of a parameter; without any, the activity that allows the least beside."""
    assert texts(first([*remedies(role(text), Request(action, resource), is_named=True)])) == said


def test_what_fails_on_the_request_is_no_remedy() -> None:
    """An activity that passes roles to SageMaker alone does not help to pass one to EC2."""
    arn = "arn:aws:iam::123456789012:role/other"
    one = role("{activities: {s3-full-access: }}")
    for service, is_found in (("ec2.amazonaws.com", False), ("sagemaker.amazonaws.com", True)):
        request = Request("iam:PassRole", arn, context={"iam:PassedToService": service})
        assert bool(first([*remedies(one, request, is_named=True)])) is is_found


def test_an_activity_whose_parameter_cannot_name_the_resource_is_no_remedy() -> None:
    """No parameter takes the name of a bucket with capital letters, as some old buckets have."""
    one = role("{activities: {manage-ml-jobs: }}")
    for bucket, said in (("churn", "s3-bucket-access"), ("Old_Churn", "s3-full-access")):
        request = Request("s3:GetObject", f"arn:aws:s3:::{bucket}/x")
        found = first([*remedies(one, request, is_named=True)])
        assert texts(found) == [f"add the activity `{said}`, the narrowest that allows it"]


def test_without_a_resource_any_will_do() -> None:
    """The made-up name that the question was tried with is not looked at."""
    one = role("{activities: {manage-ml-jobs: }}")
    request = Request("glue:GetTable", "arn:aws:glue:us-east-1:123456789012:table/rolecast-probe/rolecast-probe")
    assert "manage-glue-tables" not in "".join(texts([*remedies(one, request, is_named=True)]))
    said = ["add the activity `manage-glue-tables`, the narrowest that allows it"]
    assert texts(first([*remedies(one, request, is_named=False)])) == said


@pytest.mark.parametrize(
    ("activities", "action", "said"),
    [
        ("{manage-endpoints: }", "sagemaker:DeleteModel", "manage-models"),
        ("{feature-store-execution: {s3_buckets: [fraud]}}", "sagemaker:DeleteModel", "manage-models"),
        ("{feature-store-execution: {s3_buckets: [fraud]}}", "s3:DeleteObject", "s3-bucket-access"),
        ("{s3-full-access: }", "sagemaker:PutRecord", "engineer-features"),
        ("{pipeline-execution: {s3_buckets: [fraud]}}", "sagemaker:PutRecord", "feature-store-execution"),
    ],
)
def test_people_are_not_given_what_services_run_with(activities: str, action: str, said: str) -> None:
    """A role that services run with gets what allows the least, whoever it is for."""
    one = role(f"{{activities: {activities}}}")
    found = [*remedies(one, Request(action, "*"), is_named=False)]
    assert texts(first(found)) == [f"add the activity `{said}`, the narrowest that allows it"]


def test_a_narrowing_is_not_evaded() -> None:
    """What the role's tags refuse, no other activity of the same role allows."""
    tagged = role("{activities: {manage-models: }, narrowing: {tags: {team: a}}}")
    arn = f"{SAGEMAKER}:model/m"
    other = Request("sagemaker:DeleteModel", arn, context={"aws:ResourceTag/team": "b"})
    assert not first([*remedies(tagged, other, is_named=True)])
    jobs = Request("sagemaker:StopTrainingJob", f"{SAGEMAKER}:training-job/j", context={"aws:ResourceTag/team": "a"})
    assert first([*remedies(tagged, jobs, is_named=True)])


def test_an_activity_has_its_corrections_in_the_corrected_edition_alone() -> None:
    """One correction of another activity does not correct what is selected anew."""
    request = Request("sagemaker:UpdatePipeline", f"{SAGEMAKER}:pipeline/p")
    for text, is_found in (
        ("{edition: corrected, activities: {s3-full-access: }}", True),
        ("{corrections: [manage-ml-jobs/read-tags], activities: {manage-ml-jobs: }}", False),
    ):
        found = texts(first([*remedies(role(text), request, is_named=True)]))
        assert ("add the activity `manage-pipelines`, the narrowest that allows it" in found) is is_found


PASSED = "arn:aws:iam::123456789012:role/service-role/compute"
OWN = "add a separate statement to `extra_policies`: "


@pytest.mark.parametrize(
    ("text", "request_", "found"),
    [
        (
            "{activities: {s3-bucket-access: {s3_buckets: [fraud]}}}",
            Request("s3:GetObject", "arn:aws:s3:::other/a/b"),
            [
                (
                    RemedyKind.PARAMETER,
                    SettingEdit(("activities", "s3-bucket-access", "s3_buckets"), "other", joins=True),
                ),
                (RemedyKind.ACTIVITY, None),
                (RemedyKind.STATEMENT, "s3:GetObject"),
            ],
        ),
        # A role to pass has a path.
        (
            "{activities: {manage-ml-jobs: }}",
            Request("iam:PassRole", PASSED, context={"iam:PassedToService": "sagemaker.amazonaws.com"}),
            [
                (RemedyKind.PARAMETER, SettingEdit(("activities", "manage-ml-jobs", "pass_roles"), PASSED, joins=True)),
                (RemedyKind.ACTIVITY, None),
                (RemedyKind.STATEMENT, "iam:PassRole"),
            ],
        ),
        # The activity's parameter has the value that the request names.
        (
            "{activities: {manage-ml-jobs: }}",
            Request("s3:DeleteObject", "arn:aws:s3:::other/a"),
            [
                (RemedyKind.ACTIVITY, SettingEdit(("activities", "s3-bucket-access"), {"s3_buckets": ["other"]})),
                (RemedyKind.STATEMENT, "s3:DeleteObject"),
            ],
        ),
        (
            "{activities: {manage-ml-jobs: }}",
            Request("ec2:RunInstances", "arn:aws:ec2:us-east-1:123456789012:instance/*"),
            [(RemedyKind.STATEMENT, "ec2:RunInstances")],
        ),
    ],
)
def test_every_remedy_has_its_edit(
    text: str, request_: Request, found: list[tuple[RemedyKind, SettingEdit | str | None]]
) -> None:
    """The narrowest first, each with what to write; the last is a statement for this request alone."""
    given = [*remedies(role(text), request_, is_named=True)]
    assert [each.kind for each in given] == [kind for kind, _ in found]
    for remedy, (kind, edit) in zip(given, found, strict=True):
        if isinstance(edit, SettingEdit):
            assert remedy.edit == edit
        elif kind is RemedyKind.STATEMENT:
            assert remedy.text == f"{OWN}{request_.action} on {request_.resource}"
            assert remedy.edit is not None
            assert remedy.edit.value["Statement"]["Action"] == edit
            assert remedy.edit.value["Statement"]["Resource"] == request_.resource
