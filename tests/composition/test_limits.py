"""IAM's limits: each error says the number, the limit and what would fit."""

import json

import pytest
from tests.composition.making import EXAMPLES, HEAD, VPC, given, make, make_one, refuse_once, refuse_one

from rolecast.catalogue.activity import ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.limits import refused_character
from rolecast.iam.documents import Document
from rolecast.role import PolicyKind

OF_THE_CONSOLE = [name for name in EXAMPLES if CATALOGUE.activity(name).source is ActivitySource.CONSOLE]
ALL = given(*OF_THE_CONSOLE)
TWO_MORE = "additional_policies: [AmazonSageMakerFullAccess, AWSGlueConsoleSageMakerNotebookFullAccess]"
EVERYTHING = f"network: {VPC}\n{TWO_MORE}\n{ALL}"


def own_policy(size: int) -> str:
    """A policy document of exactly this many characters, as IAM counts them."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "x"}]}
    room = size - len(json.dumps(document, separators=(",", ":"))) + 1
    document["Statement"][0]["Resource"] = f"arn:aws:s3:::{'x' * (room - len('arn:aws:s3:::'))}"  # type: ignore[index]
    assert len(json.dumps(document, separators=(",", ":"))) == size
    return json.dumps(document)


@pytest.mark.parametrize("quota", [20, 10])
def test_everything_fits_with_fewest(quota: int) -> None:
    """All 18 activities of the console with VPC conditions and two more policies are a role that can be deployed."""
    role = make_one(f"packing: fewest\nquotas: {{attached_policies: {quota}}}\n{EVERYTHING}").resolve()
    assert all(policy.kind is PolicyKind.MANAGED and policy.size <= 6_144 for policy in role.policies)
    assert len(role.policies) + len(role.attached) <= quota
    assert len(role.attached) == 6
    assert {activity for policy in role.policies for activity in policy.activities} == {
        name for name in OF_THE_CONSOLE if not name.startswith("canvas") or name == "canvas-kendra-access"
    }


def test_everything_fits_the_default_quota_as_it_is() -> None:
    """14 policies of its own, four of Canvas and two more: exactly 20."""
    role = make_one(EVERYTHING)
    assert (len(role.policies), len(role.attached)) == (14, 6)


def test_too_many_policies_name_the_packing_that_fits() -> None:
    """With the number and the quota."""
    assert refuse_once(f"quotas: {{attached_policies: 10}}\n{EVERYTHING}") == (
        "5:3: role `a`: 20 managed policies would be attached (14 made here, 6 named); the quota is 10\n"
        "  help: it fits with `packing: fewest`"
    )
    smaller = given(*(name for name in OF_THE_CONSOLE if name.startswith("manage")))
    assert refuse_once(f"quotas: {{attached_policies: 6}}\n{smaller}\npacking: per-activity") == (
        "8:14: role `a`: 7 managed policies would be attached (7 made here, 0 named); the quota is 6\n"
        "  help: it fits with `packing: fewest` or `packing: inline`"
    )


def test_too_many_policies_for_any_packing() -> None:
    """Where those of others alone are too many."""
    assert refuse_once(f"quotas: {{attached_policies: 1}}\n{TWO_MORE}") == (
        "5:3: role `a`: 2 managed policies would be attached (0 made here, 2 named); the quota is 1\n"
        "  help: no packing fits: remove activities, or attach fewer policies"
    )


def test_quotas_can_be_raised() -> None:
    """As AWS raises them on request, up to 25."""
    more = "additional_policies: " + json.dumps(
        ["ReadOnlyAccess", "ViewOnlyAccess", "SecurityAudit", "AmazonS3FullAccess", "AmazonEC2FullAccess"]
    )
    settings = f"{ALL}\n{more}"
    fault = refuse_once(settings)
    assert "23 managed policies would be attached (14 made here, 9 named); the quota is 20" in fault
    make_one(f"quotas: {{attached_policies: 23}}\n{settings}")


def test_a_policy_has_at_most_6144_characters() -> None:
    """White space not counted; inline there is more room, and a policy of one's own is never taken apart."""
    make_one(f"extra_policies: {{own: {own_policy(6_144)}}}")
    assert refuse_once(f"extra_policies: {{own: {own_policy(6_145)}}}") == (
        "5:3: role `a`: the policy `own` has 6,145 characters; a managed policy has at most 6,144\n"
        "  help: it fits with `packing: inline`"
    )


def test_inline_policies_have_at_most_10240_characters_together() -> None:
    """Of all of them, white space not counted."""
    split = f"extra_policies: {{one: {own_policy(5_120)}, two: {own_policy(5_120)}}}"
    make_one(f"packing: inline\n{split}")
    assert refuse_once(f"packing: inline\n{split.replace('arn:aws:s3:::x', 'arn:aws:s3:::xx', 1)}") == (
        "6:14: role `a`: the inline policies have 10,241 characters in total; the quota is 10,240\n"
        "  help: it fits with `packing: per-activity` or `packing: fewest`"
    )


def test_sizes_are_those_after_filling_in() -> None:
    """An account and a region that are known count as they are, unknown ones as the longest that AWS has."""
    place = "{{region}}"
    document = (
        own_policy(6_144 - len("us-east-1") + len(place)).replace("s3:::", f"s3:::{place}").replace("x" * 10, "", 1)
    )
    assert make_one(f"extra_policies: {{own: {document}}}").policies[0].size == 6_144 + len("us-isof-south-1") - 9
    unknown = refuse_once(f"extra_policies: {{own: {document}}}", "version: 1\n")
    assert "the policy `own` has 6,150 characters" in unknown


def test_a_trust_policy_has_at_most_2048_characters() -> None:
    """Or what the account's quota allows."""
    principals = json.dumps([f"arn:aws:iam::123456789012:role/{n:040}" for n in range(30)])
    fault = refuse_once(f"trust: {{principals: {principals}}}")
    assert fault == (
        "6:12: role `a`: the trust policy has 2,420 characters; the quota is 2,048\n"
        "  help: name fewer principals, or set `quotas: {trust_policy: ...}` if AWS has raised yours"
    )
    make_one(f"quotas: {{trust_policy: 4096}}\ntrust: {{principals: {principals}}}")


def test_names_have_a_limit_that_counts_the_prefix() -> None:
    """64 characters of a role's name, 128 of a policy's."""
    assert make(f"roles:\n  {'k' * 54}: {{}}")
    fault = refuse_once(f"name_prefix: {'p' * 64}-")
    assert fault == (
        f"5:3: role `a`: the role name `{'p' * 64}-a` has 66 characters; the name has at most 64\n"
        "  help: shorten the key, `name_prefix` or `name`"
    )
    fault = refuse_once(f"policy_suffix: {'s' * 120}\nactivities: {{manage-models: }}")
    assert fault == (
        f"6:20: role `a`: the policy name `SM_ModelManagement{'s' * 120}` has 138 characters; "
        "the name has at most 128\n"
        "  help: set a shorter `policy_suffix`"
    )


def test_a_role_has_at_most_50_tags() -> None:
    """Those of the file included."""
    head = HEAD + "tags: " + json.dumps({f"k{n}": "" for n in range(49)}) + "\n"
    assert len(make_one("tags: {own: ''}", head).tags) == 50
    assert refuse_once("tags: {own: '', more: ''}", head) == (
        "7:11: role `a`: 51 tags; a role has at most 50\n  help: remove some; those of the file count too"
    )


def test_tag_keys_differ_in_more_than_case() -> None:
    """IAM takes `Team` and `team` for one."""
    assert refuse_once("tags: {team: b}", f"{HEAD}tags: {{Team: a}}\n") == (
        "7:11: role `a`: the tags `Team` and `team` differ only in case, which IAM ignores\n  help: remove one"
    )


def test_characters_that_iam_refuses_in_a_policy() -> None:
    """Named with their code point; those up to U+00FF may stand."""
    database = "activities: {manage-glue-tables: {s3_buckets: [abc], glue_database_names: [%s]}}"
    make_one(database % "café")
    fault = refuse_once(database % "売上")
    assert fault == (
        "5:3: role `a`: the policy `SM_GlueTableManagement_sagemaker-a` has `売` (U+58F2) as character 213, which IAM "
        "does not accept\n  help: use characters up to U+00FF (`ÿ`)"
    )
    assert "the policy `trust` has `売`" in refuse_once("trust: {principals: ['arn:aws:iam::123456789012:user/売']}")
    assert refused_character(Document({"Statement": [{"Resource": "ÿ"}]})) is None
    assert "`—` (U+2014)" in (refused_character(Document({"Statement": [{"Resource": "a—b"}]})) or "")


def test_several_limits_at_once_are_all_told() -> None:
    """Of one role and of several."""
    faults = refuse_one(
        f"packing: inline\nname: {'n' * 64}\npolicy_suffix: {'s' * 128}\n"
        f"extra_policies: {{own: {own_policy(10_241)}}}\nactivities: {{manage-models: }}"
    )
    assert [fault.partition(":")[0] for fault in faults] == ["6", "8"]
