"""The questions beside the comparison itself, what is not available, limits, and JSON."""

from __future__ import annotations

import itertools
import json
import random
import tracemalloc

import pytest
from tests.iam.comparison.sides import Json, allow, assert_replays, deny, document, identity, resource_policy
from tests.runs import IS_LONG

from rolecast.iam.comparison import Budget, Verdict, allows_more, compare, granted, to_json, verdict
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.reading.faults import InputError

MOST_MEGABYTES = 100


def test_what_is_granted_of_an_action() -> None:
    """On a resource, which may be a pattern; with a request that shows it."""
    policies = identity(allow("s3:*", "arn:aws:s3:::data/*"), deny("s3:Delete*"))
    assert granted(policies, "s3:GetObject").verdict is Verdict.MORE
    assert granted(policies, "s3:GetObject", "arn:aws:s3:::data/x").gains[0].request.resource == "arn:aws:s3:::data/x"
    assert granted(policies, "s3:GetObject", "arn:aws:s3:::other/*").verdict is Verdict.SAME
    assert granted(policies, "s3:DeleteObject").verdict is Verdict.SAME
    assert granted(policies, "iam:*").verdict is Verdict.SAME
    assert granted(policies, "s3:Put*", "arn:aws:s3:::data/*").gains[0].statements[0].statement == 0


@pytest.mark.parametrize("statement", [allow("sts:GetCallerIdentity"), allow("s3:GetObject"), deny("*")])
def test_what_needs_no_permission_is_not_proved_to_be_denied(statement: Json) -> None:
    """AWS allows it even under a Deny; of a pattern, the other actions decide."""
    held = identity(statement)
    comparison = granted(held, "STS:GetCallerIdentity")
    assert (comparison.verdict, comparison.gains) == (Verdict.UNKNOWN, ())
    assert comparison.undecided_gains == ("AWS allows `STS:GetCallerIdentity` whatever policies say",)
    assert granted(held, "sts:Get*").verdict is Verdict.SAME


def test_what_a_resource_policy_grants() -> None:
    """To somebody, by itself or with the consent of their own policies."""
    policies = resource_policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": "444455556666"},
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/*",
        }
    )
    assert granted(policies, "s3:GetObject").verdict is Verdict.MORE
    assert granted(policies, "s3:PutObject").verdict is Verdict.SAME


def test_an_action_that_cannot_be_is_refused() -> None:
    """As in a policy."""
    with pytest.raises(InputError, match="the requested permission"):
        granted(identity(allow("s3:*")), "s3")


def test_one_direction_alone() -> None:
    """Whether there is more, with or without less; and where that is not decided."""
    some, other = allow("s3:GetObject"), allow("sqs:SendMessage")
    assert allows_more(identity(some), identity(some, other)) is True
    assert allows_more(identity(some, other), identity(some)) is False
    assert allows_more(identity(some), identity(other)) is True
    assert allows_more(identity(*pigeonholes(9, 8)), identity(allow("s3:*")), Budget(100_000)) is None


def test_a_policy_without_text_leaves_it_undecided() -> None:
    """Unless both sides have the same ones and are the same beside."""
    own = identity(allow("s3:*")).identity
    unknown = Policies(identity=(*own, NamedPolicy("theirs", None)))
    other = Policies(identity=(*identity(allow("s3:Get*")).identity, NamedPolicy("theirs", None)))
    comparison = compare(unknown, other)
    assert comparison.verdict is Verdict.UNKNOWN
    assert comparison.undecided_losses == ("the text of `theirs` is not available",)
    assert comparison.allows_more is False  # what theirs allows both allow, and the other allows less beside it
    assert not comparison.gains + comparison.losses
    assert verdict(unknown, unknown) is Verdict.SAME
    assert verdict(Policies(identity=own), unknown) is Verdict.UNKNOWN


def test_a_policy_without_text_beside_a_change_of_more_than_allows() -> None:
    """It may allow what a Deny or a boundary takes away, so that this is a loss only where it does not."""
    theirs = NamedPolicy("theirs", None)
    own = Policies(identity=(*identity(allow("s3:Get*")).identity, theirs))
    denied = Policies(identity=(*identity(allow("s3:Get*"), deny("sqs:*")).identity, theirs))
    bounded = Policies(identity=own.identity, boundary=identity(allow("s3:*")).identity)
    for other in (denied, bounded):
        assert compare(own, other).allows_less is None
        assert compare(other, own).allows_more is None


def test_a_policy_that_is_not_valid_is_an_error() -> None:
    """With all that is wrong with it."""
    broken = Policies(identity=(NamedPolicy("own", Document({"Statement": [{"Effect": "allow"}]})),))
    with pytest.raises(InputError):
        compare(broken, broken)


def test_nothing_and_everything() -> None:
    """No policies allow nothing; everything is more than that, of every service."""
    comparison = compare(Policies(), identity(allow("*")))
    assert comparison.verdict is Verdict.MORE
    assert len({gain.heading.service for gain in comparison.gains}) > 450
    assert verdict(Policies(), Policies()) is Verdict.SAME
    assert verdict(Policies(), identity(deny("*"))) is Verdict.SAME


def test_the_json_of_a_comparison() -> None:
    """Each request in it is a request of `decide`, with its keys as they are written."""
    keys = {"ForAllValues:StringEquals": {"aws:TagKeys": ["Team"]}}
    tagged = {"StringLike": {"aws:RequestTag/Team": ["fraud*"]}, **keys}
    old, new = document(allow("s3:ListBucket")), document(allow("s3:GetObject", Condition=tagged, Sid="Read"))
    before, after = (Policies(identity=(NamedPolicy("own", Document(each)),)) for each in (old, new))
    comparison = compare(before, after)
    shown = to_json(comparison)
    assert json.loads(json.dumps(shown)) == shown
    assert shown["verdict"] == "both"
    assert shown["unknown"] == []
    assert shown["not_considered"] == [
        "service control policies",
        "resource control policies",
        "resource policies",
        "session policies",
        "VPC endpoint policies",
    ]
    assert shown["gains"] == [
        {
            "service": "s3",
            "access_level": "Read",
            "actions": ["s3:GetObject"],
            "listed": True,
            "latent": False,
            "needs_identity_policy": False,
            "principals": [],
            "statements": [{"type": "identity", "policy": "own", "statement": 0, "sid": "Read"}],
            "request": {
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::example/example",
                "context": {"aws:RequestTag/Team": "fraudexample", "aws:TagKeys": "Team"},
            },
        }
    ]
    assert_replays(comparison, {"identity": [old]}, {"identity": [new]})


def pigeonholes(tags: int, values: int) -> list[Json]:
    """Some two of the tags are equal, or one is none of the values: of more tags than values that is always so."""
    keys = [f"aws:RequestTag/t{number}" for number in range(tags)]
    texts = [f"v{number}" for number in range(values)]
    pairs = itertools.product(itertools.combinations(keys, 2), texts)
    equal = [allow("s3:*", Condition={"StringEquals": dict.fromkeys(pair, text)}) for pair, text in pairs]
    return [*equal, *(allow("s3:*", Condition={"StringNotEquals": {key: texts}}) for key in keys)]


def test_a_cover_by_many_statements_is_proved() -> None:
    """Each of five tags has one of four values, so that two are equal."""
    assert verdict(identity(*pigeonholes(5, 4)), identity(allow("s3:*"))) is Verdict.SAME
    assert verdict(identity(*pigeonholes(4, 4)), identity(allow("s3:*"))) is Verdict.MORE


def test_what_is_too_hard_ends_undecided() -> None:
    """With a reason that says what was tried, and no longer than the budget lets it."""
    comparison = compare(identity(*pigeonholes(9, 8)), identity(allow("s3:*")), Budget(100_000))
    assert comparison.verdict is Verdict.UNKNOWN
    assert comparison.undecided_gains == ("too many cases: gave up after 100,000 steps",)
    assert comparison.allows_less is False


def test_more_statements_than_the_budget_allows_are_not_read() -> None:
    """The reason names what was asked for; a question about them is undecided too."""
    old, new = (identity(*(allow("s3:GetObject", f"arn:aws:s3:::{side}{n}/*") for n in range(200))) for side in "ab")
    comparison = compare(old, new, Budget(20_000))
    reason = "too many cases: 400 statements with 800 elements"
    assert (comparison.verdict, comparison.gains, comparison.losses) == (Verdict.UNKNOWN, (), ())
    assert comparison.undecided_gains == comparison.undecided_losses == (reason,)
    assert granted(old, "s3:GetObject", budget=Budget(10_000)).allows_more is None
    assert verdict(old, new, Budget(100_000)) is Verdict.BOTH
    assert verdict(old, old, Budget(10_000)) is Verdict.SAME


def test_a_gain_is_shown_though_the_budget_ends_before_a_better_example() -> None:
    """Policies full of wildcards: what was found counts, and the rest is said to be undecided."""
    globs = [f"arn:aws:s3:::*x{number}*y*z{{}}*" for number in range(60)]
    old, new = (identity(*(allow("s3:*", each.format(side)) for each in globs)) for side in "ab")
    comparison = compare(old, new, Budget(12_000))
    assert comparison.gains
    assert comparison.allows_more is True


def random_globs(chance: random.Random, letters: str, length: int, count: int) -> list[str]:
    return ["arn:aws:s3:::" + "".join(chance.choice(letters) for _ in range(length)) for _ in range(count)]


def many(kind: str) -> tuple[Policies, Policies]:
    """Policies that are large, or full of wildcards."""
    chance = random.Random(kind)  # noqa: S311
    if kind == "statements":
        count = 1_000 if IS_LONG else 300
        names = [allow(f"s3:Get{'?' * (number % 7)}{number}*", f"arn:aws:s3:::b{number}/*") for number in range(count)]
        return identity(*names), identity(*names[1:])
    if kind == "denies":
        denies = [deny("s3:GetObject", f"arn:aws:s3:::b{number}*") for number in range(2_000 if IS_LONG else 500)]
        return identity(allow("s3:*"), *denies), identity(allow("s3:*"), *denies[1:])
    if kind == "stars":
        globs = random_globs(chance, "aab*", 60, 100)
        return identity(allow("s3:*", globs)), identity(allow("s3:*", [each.replace("aa", "a*a") for each in globs]))
    if kind == "question marks":
        globs = random_globs(chance, "ab?*", 40, 100)
        return identity(allow("s3:*"), deny("s3:*", globs)), identity(allow("s3:*"), deny("s3:*", globs[1:]))
    keys = [f"aws:PrincipalTag/k{number}" for number in range(12)]
    texts = ["arn:aws:s3:::" + "*".join(f"${{{key}}}" for key in chance.sample(keys, 4)) for _ in range(60)]
    return identity(allow("s3:*", texts[::2])), identity(allow("s3:*", texts[1::2]))


@pytest.mark.parametrize("kind", ["statements", "denies", "stars", "question marks", "variables"])
def test_large_and_hostile_policies_end(kind: str) -> None:
    """In a verdict, if only that nothing is decided, with little memory."""
    old, new = many(kind)
    tracemalloc.start()
    try:
        found = verdict(old, new, Budget(300_000 if IS_LONG else 50_000))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found in Verdict
    assert most // 2**20 < MOST_MEGABYTES
