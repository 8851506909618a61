"""What comparisons of policies get wrong easily, a case each."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from tests.iam.comparison.sides import Json, actions, allow, assert_replays, deny, document, identity

from rolecast.iam.comparison import Verdict, compare, granted, verdict
from rolecast.iam.comparison.differences import Differences

LOGS = "arn:aws:logs:eu-west-1"


def when(operator: str, key: str, *values: str, action: str = "s3:GetObject") -> Json:
    """An Allow under one condition."""
    return allow(action, Condition={operator: {key: list(values)}})


def found(old: Json | list[Json], new: Json | list[Json], version: str = "2012-10-17") -> Verdict:
    """The verdict on identity policies with these statements, whose requests replay."""
    before, after = (identity(*(each if isinstance(each, list) else [each]), version=version) for each in (old, new))
    whole = compare(before, after)
    written = [
        {"identity": [document(*(each if isinstance(each, list) else [each]), version=version)]} for each in (old, new)
    ]
    assert_replays(whole, *written)
    assert whole.verdict is verdict(before, after)
    return whole.verdict


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("arn:aws:s3:::a?", "arn:aws:s3:::a*", Verdict.MORE),
        ("arn:aws:s3:::a*", "arn:aws:s3:::a?", Verdict.LESS),
        (["arn:aws:s3:::a", "arn:aws:s3:::a?*"], "arn:aws:s3:::a*", Verdict.SAME),
        (["arn:aws:s3:::a", "arn:aws:s3:::a??*"], "arn:aws:s3:::a*", Verdict.MORE),
        ("arn:aws:s3:::*?", "arn:aws:s3:::?*", Verdict.SAME),
    ],
)
def test_a_question_mark_covers_one_character(old: Any, new: Any, expected: Verdict) -> None:
    """Not what stands for a `*`; together, several patterns cover what none covers alone."""
    assert found(allow("s3:GetObject", old), allow("s3:GetObject", new)) is expected


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1a"),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/target"),
    ],
)
def test_a_key_or_role_without_its_own_policy_counts_as_allowed(action: str, resource: str) -> None:
    """`decide` calls that unknown, since the other policies allow it."""
    assert found(allow("s3:GetObject"), [allow("s3:GetObject"), allow(action, resource)]) is Verdict.MORE
    assert found(allow(action), allow(action, resource)) is Verdict.LESS


def test_a_key_with_one_value_never_has_two() -> None:
    """Or StringEquals and StringNotEquals would leave a request out between them."""
    both = [when("StringEquals", "aws:RequestTag/a", "x"), when("StringNotEquals", "aws:RequestTag/a", "x")]
    assert found(both, allow("s3:GetObject")) is Verdict.SAME


def test_a_key_with_several_values_may_have_two() -> None:
    """Then an operator without ForAllValues or ForAnyValue holds neither way."""
    both = [when("StringEquals", "aws:TagKeys", "x"), when("StringNotEquals", "aws:TagKeys", "x")]
    assert found(both, allow("s3:GetObject")) is Verdict.MORE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Bool", "aws:SecureTransport", "true"), ("Bool", "aws:SecureTransport", "false")),
        (("StringEquals", "aws:SecureTransport", "true"), ("BoolIfExists", "aws:SecureTransport", "false")),
        (("NumericLessThan", "s3:max-keys", "5"), ("NumericGreaterThanEquals", "s3:max-keys", "5")),
        (("DateLessThanEquals", "aws:CurrentTime", "2026-01-01"), ("DateGreaterThan", "aws:CurrentTime", "2026-01-01")),
        (("IpAddress", "aws:SourceIp", "0.0.0.0/0"), ("IpAddress", "aws:SourceIp", "::/0")),
        (("ArnLike", "aws:SourceArn", "arn:*:*:*:*:*"), ("Null", "aws:SourceArn", "true")),
        (("Bool", "new:Flag", "true"), ("Bool", "new:Flag", "false")),
        (("NumericEquals", "new:Number", "1"), ("NumericNotEquals", "new:Number", "1")),
    ],
)
def test_a_typed_key_has_values_of_its_type(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    """Two conditions that share them out leave none over but, for most, the absence of the key."""
    parts = [when(*one), when(*other), when("Null", one[1], "true")]
    assert found(parts, allow("s3:GetObject")) is Verdict.SAME


def test_a_tag_that_is_compared_as_a_number_may_be_none() -> None:
    """The reference calls it a text."""
    parts = [when("NumericEquals", "aws:RequestTag/n", "1"), when("NumericNotEquals", "aws:RequestTag/n", "1")]
    parts = [
        parts[0],
        when("NumericLessThan", "aws:RequestTag/n", "1"),
        when("NumericGreaterThan", "aws:RequestTag/n", "1"),
    ]
    assert found([*parts, when("Null", "aws:RequestTag/n", "true")], allow("s3:GetObject")) is Verdict.MORE


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("sts:AssumeRoleWithWebIdentity", "cognito-identity.amazonaws.com:amr"),
        ("cloudformation:CreateChangeSet", "cloudformation:ImportResourceTypes"),
    ],
)
def test_a_key_of_a_service_that_is_asked_about_as_a_list_may_be_one(action: str, key: str) -> None:
    """AWS documents lists that its reference calls single: a proof must not rest on that."""
    present = {"Null": {key: "false"}}
    every = allow(action, Condition={"ForAllValues:StringLike": {key: "authenticated"}, **present})
    some = allow(action, Condition={"ForAnyValue:StringLike": {key: "authenticated"}})
    assert found(every, some) is Verdict.MORE
    assert found(some, every) is Verdict.LESS


def test_for_all_values_holds_without_the_key() -> None:
    """So that ForAllValues allows more than ForAnyValue, unless Null asks for the key."""
    any_value = when("ForAnyValue:StringEquals", "aws:TagKeys", "a")
    every_value = when("ForAllValues:StringEquals", "aws:TagKeys", "a")
    assert found(any_value, every_value) is Verdict.BOTH  # any of several may be `a`
    one = allow("s3:GetObject", Condition={"StringEquals": {"aws:TagKeys": ["a"]}})
    assert found(one, every_value) is Verdict.MORE
    present = allow("s3:GetObject", Condition={**every_value["Condition"], "Null": {"aws:TagKeys": "false"}})
    assert found(one, present) is Verdict.SAME


def test_only_resources_that_an_action_has_are_listed() -> None:
    """What AWS's reference does not have is a gain too, shown apart."""
    old, new = allow("s3:*", "arn:aws:s3:::data"), allow("s3:*", ["arn:aws:s3:::data", "arn:aws:s3:::data/*"])
    comparison = compare(identity(old), identity(new))
    assert "s3:GetObject" in actions(comparison)
    assert "s3:ListBucket" not in actions(comparison)
    assert "s3:ListBucket" in actions(comparison, listed=False)


def test_what_the_reference_does_not_know_is_not_overlooked() -> None:
    """Neither an action on a resource that it does not list, nor an action or service that it does not have."""
    for new in (
        allow("ssmmessages:OpenDataChannel", "arn:aws:ssm:*:*:session/*"),
        allow("s3:GetNewThing"),
        allow("newservice:Get*"),
    ):
        comparison = compare(identity(allow("s3:GetObject")), identity(allow("s3:GetObject"), new))
        assert comparison.verdict in (Verdict.MORE, Verdict.BOTH)
        assert {gain.heading.service for gain in comparison.gains} == {new["Action"].partition(":")[0]}
        assert not any(gain.heading.listed for gain in comparison.gains)


def test_names_that_aws_may_add_are_told_apart() -> None:
    """`s3:Get*` matches more than what is known today; a list of all of it does not."""
    known = sorted(actions(compare(identity(allow("sqs:SendMessage")), identity(allow("s3:Get*")))))
    comparison = compare(identity(allow(known)), identity(allow("s3:Get*")))
    assert comparison.verdict is Verdict.MORE
    assert [(gain.actions, gain.heading.latent) for gain in comparison.gains] == [(("s3:Get*",), True)]


def test_a_pattern_that_another_meets_in_part_is_split() -> None:
    """Of names that AWS may add, `s3:Get*` and `s3:*Object` share some."""
    old = [allow("s3:Get*"), deny("s3:*Object")]
    comparison = compare(identity(*old), identity(allow("s3:Get*")))
    latent = [gain for gain in comparison.gains if gain.heading.latent]
    assert [gain.actions for gain in latent] == [("s3:Get*",)]
    assert latent[0].request.action.lower().startswith("s3:get")
    assert latent[0].request.action.lower().endswith("object")


def test_everything_is_known_without_reading_the_services() -> None:
    """A verdict on `*` opens none of the services' files."""
    script = """
import sys
from rolecast.iam import services
from tests.iam.comparison.sides import allow, deny, identity
from rolecast.iam.comparison import verdict
services._read = lambda prefix: sys.exit(f"read {prefix}")
print(verdict(identity(allow("*"), deny("iam:*")), identity(allow("*"))).value)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("more\n", "")


def test_versions_are_compared_by_what_they_mean() -> None:
    """`${aws:username}` is a variable since 2012 and plain text before."""
    statement = allow("s3:GetObject", "arn:aws:s3:::home/${aws:username}/*")
    assert verdict(identity(statement, version="2008-10-17"), identity(statement)) is Verdict.BOTH
    assert verdict(identity(allow("s3:*"), version="2008-10-17"), identity(allow("s3:*"))) is Verdict.SAME


def test_a_value_with_colons_shifts_the_parts_of_an_arn() -> None:
    """A variable in an Arn operator may stand for several parts."""
    old = when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*")
    new = when("ArnLike", "aws:SourceArn", "arn:aws:sns:${aws:PrincipalTag/place}:topic")
    assert found(old, new) is Verdict.LESS
    assert found(new, old) is Verdict.MORE


def test_case_is_no_difference_where_an_operator_ignores_it() -> None:
    """In letters of Latin-1 as in others."""
    lower = when("StringEqualsIgnoreCase", "aws:RequestTag/a", "straße-é")
    assert found(lower, when("StringEqualsIgnoreCase", "aws:RequestTag/a", "STRAßE-É")) is Verdict.SAME
    assert found(lower, when("StringEquals", "aws:RequestTag/a", "STRAßE-É")) is Verdict.LESS


def test_a_letter_may_have_more_than_two_cases() -> None:
    """The sign of kelvin is a k in lower case: values of requests can hold it, those of policies cannot."""
    both = when("StringEquals", "aws:RequestTag/a", "k", "K")
    folded = compare(identity(both), identity(when("StringEqualsIgnoreCase", "aws:RequestTag/a", "k")))
    assert [gain.request.context["aws:requesttag/a"] for gain in folded.gains] == ["\u212a"]
    assert (
        found(
            when("StringEquals", "aws:RequestTag/a", "a", "A"), when("StringEqualsIgnoreCase", "aws:RequestTag/a", "a")
        )
        is Verdict.SAME
    )


def test_few_shapes_of_resources_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all that actions have, only those that the resource of an Allow of every action can be."""
    tried: list[object] = []
    answer = Differences.answer

    def counting(*given: Any) -> object:
        tried.append(given)
        return answer(*given)

    monkeypatch.setattr(Differences, "answer", counting)
    comparison = compare(identity(allow("s3:ListBucket")), identity(allow("*", "arn:aws:s3:::data/*")))
    assert {gain.heading.service for gain in comparison.gains if gain.heading.listed} >= {"s3"}
    assert len(tried) < 30


def test_requests_are_such_as_people_have() -> None:
    """With a region, an account of twelve digits and names; what a policy asks for is kept."""
    comparison = compare(
        identity(allow("sqs:ListQueues")),
        identity(
            allow(
                "sqs:SendMessage",
                "arn:aws:sqs:*:*:fraud-*",
                Condition={"StringLike": {"aws:RequestTag/Team": "fraud*"}},
            )
        ),
    )
    (gain,) = comparison.gains
    assert gain.request.resource == "arn:aws:sqs:us-east-1:111122223333:fraud-example"
    assert gain.request.context == {"aws:requesttag/team": "fraudexample"}
    assert gain.keys["aws:requesttag/team"] == "aws:RequestTag/Team"


def test_a_wildcard_does_not_run_across_the_colons_of_an_arn() -> None:
    """AWS's own samples say that `stack/Other/*` lets nobody touch what a Deny of `stack/Sensitive/*` protects."""
    protected = deny("cloudformation:*", "arn:aws:cloudformation:*:*:stack/Sensitive/*")
    old = [allow("cloudformation:*"), protected]
    assert found(old, allow("cloudformation:*", "arn:aws:cloudformation:*:*:stack/Other/*")) is Verdict.LESS


def test_what_a_wildcard_across_colons_matches_for_every_request_is_no_gain() -> None:
    """AWS lets a `*` at the end of a part match colons: allowed and denied is what the engine says.

    AWSGlueServiceRole changed so.
    """
    old, new = allow("logs:PutLogEvents", f"{LOGS}:*:/glue/*"), allow("logs:PutLogEvents", f"{LOGS}:*:*:/glue/*")
    assert found(old, new) is Verdict.LESS
    assert found(new, old) is Verdict.MORE
    every = "arn:aws:iam::111122223333:a:role/x"
    denied = [allow("iam:GetRole", every), deny("iam:*", "arn:aws:iam::*:role/x")]
    assert found([deny("iam:*", every), allow("iam:GetRole", every)], denied) is Verdict.SAME


def test_a_name_with_colons_is_not_denied_by_what_is_meant_for_another_region() -> None:
    """A `*` of OLD's Deny could match across colons; nobody means that, and no gain is made of it."""
    component = "arn:aws:sagemaker:us-east-1:111122223333:inference-component/*"
    old = [allow("sagemaker:*"), deny("*", "arn:aws:*:eu-central-1:*:*")]
    assert found(old, allow("sagemaker:InvokeEndpoint", component)) is Verdict.LESS
    of_region = granted(identity(allow("sagemaker:*", component)), "sagemaker:*", "arn:aws:*:eu-central-1:*:*")
    assert of_region.verdict is Verdict.SAME


def test_what_depends_on_colons_is_not_decided() -> None:
    """Where only a `*` across colons allows it, for some requests, a gain is neither shown nor ruled out."""
    old = identity(allow("logs:PutLogEvents", f"{LOGS}:*:x"), deny("logs:*", f"{LOGS}:*:*:*:a:x"))
    comparison = compare(old, identity(allow("logs:PutLogEvents", f"{LOGS}:*:a:x")))
    assert comparison.allows_more is None
    assert comparison.undecided_gains == (
        "it depends on whether a `*` in the first five parts of an ARN matches colons",
    )


def test_two_variables_that_are_the_same_are_the_same() -> None:
    """What a team's tag lets it read, it reads, whatever the tag is."""
    own = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*")
    docs = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/docs/*")
    other = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/squad}/*")
    assert found(own, docs) is Verdict.LESS
    assert found(docs, own) is Verdict.MORE
    assert found(own, other) is Verdict.BOTH
    same = when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")
    assert found(same, when("StringLike", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")) is Verdict.SAME
    assert found(same, when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/Team}")) is Verdict.SAME


def test_a_variable_that_is_pinned_to_some_texts_is_one_of_them() -> None:
    """All of them are tried, and then there is a proof."""
    team = {"StringEquals": {"aws:PrincipalTag/team": ["red", "blue"]}}
    old = allow("s3:GetObject", ["arn:aws:s3:::red/*", "arn:aws:s3:::blue/*"])
    new = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*", Condition=team)
    assert found(old, new) is Verdict.LESS
    assert found(allow("s3:GetObject", "arn:aws:s3:::red/*"), new) is Verdict.BOTH
