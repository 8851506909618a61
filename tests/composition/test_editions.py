"""Editions: what a role has of its activities' corrections, and what is told of those without effect."""

import json
from itertools import combinations

import pytest
from tests.composition.making import EXAMPLES, HEAD, given, make_one, refuse_one

from rolecast.catalogue.activity import Activity, ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import templates
from rolecast.role import Role

CORRECTED = [activity for activity in CATALOGUE.activities() if activity.corrections]
ENDPOINTS = given("manage-endpoints")
OWN = "arn:aws:iam::123456789012:role/sagemaker-a"
COMPUTE = "arn:aws:iam::123456789012:role/compute"


def text(role: Role) -> str:
    return json.dumps([policy.document.json for policy in role.policies])


@pytest.mark.parametrize("activity", CORRECTED, ids=lambda activity: activity.id)
def test_the_corrected_edition_has_all_corrections(activity: Activity) -> None:
    """The policy is the catalogue's with every correction, under the console's name."""
    role = make_one(f"edition: corrected\n{given(activity.id)}").resolve()
    values = {**EXAMPLES[activity.id], "pass_roles": [OWN], **role.environment.values}
    assert {policy.name: policy.document.json for policy in role.policies} == {
        f"{name}_sagemaker-a": templates.fill(document, values)
        for name, document in activity.documents([], activity.corrections).items()
    }
    assert role.notices == ()


@pytest.mark.parametrize("activity", CORRECTED, ids=lambda activity: activity.id)
def test_single_corrections_within_the_console_edition(activity: Activity) -> None:
    """Each by its name, any two together; naming all is the corrected edition."""
    selected = given(activity.id)
    names = [f"{activity.id}/{name}" for name in activity.corrections]
    corrected = make_one(f"edition: corrected\n{selected}")
    for some in (*combinations(names, 1), *combinations(names, 2), tuple(names)):
        role = make_one(f"corrections: {json.dumps(some)}\n{selected}")
        assert (role.policies == corrected.policies) == (
            activity.document([], [name.partition("/")[2] for name in some])
            == activity.document([], activity.corrections)
        )
    assert make_one(selected).policies != corrected.policies


def test_the_edition_is_inherited() -> None:
    """The file's, unless the role has its own."""
    head = f"{HEAD}edition: corrected\n"
    selected = given("manage-ml-jobs")
    assert make_one(selected, head) == make_one(f"edition: corrected\n{selected}")
    assert make_one(f"edition: console\n{selected}", head) == make_one(selected)


def test_endpoints_pass_roles_in_the_corrected_edition() -> None:
    """The activity's own, else the role's, else the role itself."""
    itself = make_one(f"edition: corrected\n{ENDPOINTS}")
    assert f'"{OWN}"' in text(itself.resolve())
    assert f'"{COMPUTE}"' in text(make_one(f"edition: corrected\npass_roles: [{COMPUTE}]\n{ENDPOINTS}"))
    own = f"activities: {{manage-endpoints: {{pass_roles: [{COMPUTE}]}}}}"
    assert f'"{COMPUTE}"' in text(make_one(f"edition: corrected\n{own}"))
    assert f'"{COMPUTE}"' in text(make_one(f"corrections: [manage-endpoints/pass-role]\n{own}"))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            f"pass_roles: [{COMPUTE}]\n{ENDPOINTS}",
            ["`pass_roles` has no effect: no selected activity passes a role"],
        ),
        (
            f"activities: {{manage-endpoints: {{pass_roles: [{COMPUTE}]}}}}",
            ["`pass_roles` of `manage-endpoints` has no effect: it passes roles only in the corrected edition"],
        ),
        (
            f"corrections: [manage-ml-jobs/own-jobs]\n{ENDPOINTS}",
            ["the correction `manage-ml-jobs/own-jobs` has no effect: `manage-ml-jobs` is not selected"],
        ),
        (
            f"edition: corrected\ncorrections: [manage-endpoints/pass-role]\n{ENDPOINTS}",
            ["`corrections` has no effect: the corrected edition includes them all"],
        ),
        (f"corrections: [manage-endpoints/pass-role]\npass_roles: [{COMPUTE}]\n{ENDPOINTS}", []),
    ],
)
def test_what_is_without_effect_is_told(settings: str, expected: list[str]) -> None:
    """Roles to pass that nothing passes, and corrections of what is not there."""
    assert [notice.message for notice in make_one(settings).notices] == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("edition: correct", "`correct` is not an edition\n  help: did you mean `corrected`?"),
        ("edition: newest", "`newest` is not an edition\n  help: one of console, corrected"),
        (
            "corrections: [manage-ml-jobs/stop-transform-jobs]",
            "there is no correction `manage-ml-jobs/stop-transform-jobs`\n  help: did you mean `manage-ml-jobs/stop-tr",
        ),
        (
            "corrections: [all]",
            "there is no correction `all`\n  help: `rolecast show ACTIVITY --edition corrected` lists them",
        ),
        ("corrections: manage-ml-jobs/own-jobs", "expected a list, found `manage-ml-jobs/own-jobs`"),
        ("corrections: [manage-ml-jobs/own-jobs, manage-ml-jobs/own-jobs]", "in this list"),
    ],
)
def test_what_there_is_not_is_refused(settings: str, expected: str) -> None:
    """With the name that is near, or where to find the names."""
    (fault,) = refuse_one(f"{settings}\n{given('manage-ml-jobs')}")
    assert expected in fault


def test_every_activity_fits_in_the_corrected_edition() -> None:
    """All 21 policies of AWS's activities, with network and encryption, attached and packed."""
    of_aws = [name for name in EXAMPLES if CATALOGUE.activity(name).source is not ActivitySource.ROLECAST]
    everything = given(*of_aws)
    settings = (
        "edition: corrected\nquotas: {attached_policies: 25}\n"
        "network: {subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}\n"
        "encryption: {data_keys: ['arn:aws:kms:us-east-1:123456789012:key/1'], "
        "volume_keys: ['arn:aws:kms:us-east-1:123456789012:key/2']}\n"
    )
    assert len(make_one(f"{settings}{everything}").policies) == 21
    assert len(make_one(f"{settings}packing: fewest\n{everything}").policies) <= 6
