"""The verdict on a small world is that of trying every request there is in it.

The policies tell no more requests apart than the world has: of each sort of action, resource and value that they
name there is one, and one of all others.
"""

from __future__ import annotations

import itertools
import random

from tests.iam.comparison.runs import size
from tests.iam.comparison.sides import Json, allow, deny, identity

from rolecast.iam.comparison import Verdict, verdict
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.policies import Policies
from rolecast.iam.requests import Request

NAMED_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:*")
ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "ec2:RunInstances")
NAMED_RESOURCES = ("arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::a/*", "*")
RESOURCES = ("arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::a/z", "arn:aws:s3:::b")
TAG, SECURE = "aws:RequestTag/k", "aws:SecureTransport"
VALUES = {TAG: (None, "v", "w", "other", ""), SECURE: (None, "true", "false")}
STRINGS = (
    *("StringEquals", "StringNotEquals", "StringEqualsIfExists"),
    *("ForAllValues:StringEquals", "ForAnyValue:StringEquals"),
)

REQUESTS = [
    Request(action, resource, context={key: each for key, each in ((TAG, tag), (SECURE, secure)) if each is not None})
    for action, resource, tag, secure in itertools.product(ACTIONS, RESOURCES, VALUES[TAG], VALUES[SECURE])
]


def some(chance: random.Random, options: tuple[str, ...]) -> list[str]:
    return chance.sample(options, chance.randint(1, 2))


def a_statement(chance: random.Random) -> Json:
    statement = chance.choice((allow, allow, allow, deny))(some(chance, NAMED_ACTIONS), some(chance, NAMED_RESOURCES))
    if chance.random() < 0.02:
        statement["NotAction"] = statement.pop("Action")
    if chance.random() < 0.1:
        statement["NotResource"] = statement.pop("Resource")
    conditions: Json = {}
    if chance.random() < 0.5:
        conditions[chance.choice(STRINGS)] = {TAG: some(chance, ("v", "w"))}
    if chance.random() < 0.2:
        conditions["Null"] = {chance.choice((TAG, SECURE)): chance.choice(("true", "false"))}
    if chance.random() < 0.3:
        conditions["Bool"] = {SECURE: chance.choice(("true", "false"))}
    return {**statement, "Condition": conditions} if conditions else statement


def a_pair(chance: random.Random) -> tuple[list[Json], list[Json]]:
    """Two lists of statements, of which one or two differ."""
    old = [a_statement(chance) for _ in range(chance.randint(1, 4))]
    new = list(old)
    for _ in range(chance.randint(1, 2)):
        if chance.random() < 0.3:
            new.append(a_statement(chance))
        else:
            new[chance.randrange(len(new))] = a_statement(chance)
    return old, new


def enumerated(old: Policies, new: Policies) -> Verdict:
    one, other = ([Engine(side).decide(each).answer is Answer.ALLOW for each in REQUESTS] for side in (old, new))
    more = any(now and not was for was, now in zip(one, other, strict=True))
    less = any(was and not now for was, now in zip(one, other, strict=True))
    return {(True, True): Verdict.BOTH, (True, False): Verdict.MORE, (False, True): Verdict.LESS}.get(
        (more, less), Verdict.SAME
    )


def test_the_verdict_is_that_of_trying_every_request() -> None:
    """Over four actions, four resources and two keys with up to five values."""
    chance = random.Random(2026)  # noqa: S311
    verdicts = dict.fromkeys(Verdict, 0)
    for _ in range(size(0.4)):
        old, new = a_pair(chance)
        sides = identity(*old), identity(*new)
        expected = enumerated(*sides)
        assert verdict(*sides) is expected, (old, new)
        verdicts[expected] += 1
    assert all(count > 5 for each, count in verdicts.items() if each is not Verdict.UNKNOWN), verdicts
