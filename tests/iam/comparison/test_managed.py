"""AWS's own policies: the same however they are written, less without an action, more with a wider resource."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from tests.iam.comparison.runs import size
from tests.iam.comparison.sides import Json, assert_replays

from rolecast.iam import known_actions, managed
from rolecast.iam.comparison import Verdict, compare, verdict
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies


@cache
def documents() -> dict[str, Json]:
    """Some of AWS's policies, or all of them."""
    found = [(name, document.json) for name, document in managed.documents()]
    step = max(1, len(found) // size(0.4))
    return dict(found[::step])


def policies(*written: Json) -> Policies:
    return Policies(
        identity=tuple(NamedPolicy(f"policy {number}", Document(each)) for number, each in enumerate(written))
    )


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def split(document: Json, chance: random.Random) -> Iterator[Json]:
    """Documents with the statements in another order, some of them cut in two."""
    statements = []
    for statement in as_list(document["Statement"]):
        element = chance.choice(("Action", "Resource"))
        texts = as_list(statement.get(element, []))
        if len(texts) > 1 and chance.random() < 0.5:
            at = chance.randrange(1, len(texts))
            statements += [{**statement, element: texts[:at]}, {**statement, element: texts[at:]}]
        else:
            statements.append({**statement, **({element: chance.sample(texts, len(texts))} if texts else {})})
    chance.shuffle(statements)
    for number, statement in enumerate(statements):
        statement["Sid"] = f"S{number}"
    half = chance.randrange(len(statements) + 1)
    for part in (statements[:half], statements[half:]):
        if part:
            yield {**document, "Statement": part}


def test_a_policy_is_the_same_shuffled_and_split() -> None:
    """Its statements in another order, cut in two, over two policies."""
    chance = random.Random(1)  # noqa: S311
    for name, document in documents().items():
        assert verdict(policies(document), policies(*split(document, chance))) is Verdict.SAME, name


def test_a_policy_without_an_action_allows_less() -> None:
    """Or the same where another statement has it too; what it loses is that action."""
    chance = random.Random(2)  # noqa: S311
    lost = 0
    for name, document in documents().items():
        statements = [dict(each) for each in as_list(document["Statement"])]
        allowing = [
            each for each in statements if each["Effect"] == "Allow" and len(as_list(each.get("Action", []))) > 1
        ]
        if not allowing:
            continue
        statement = chance.choice(allowing)
        actions = as_list(statement["Action"])
        gone = chance.choice(actions)
        statement["Action"] = [each for each in actions if each != gone]
        fewer = {**document, "Statement": statements}
        comparison = compare(policies(document), policies(fewer))
        assert comparison.verdict in (Verdict.LESS, Verdict.SAME), name
        meant = {action.name for action in known_actions.meant(gone)} or {gone}
        assert {action for loss in comparison.losses for action in loss.actions} <= {*meant, gone}, name
        lost += comparison.verdict is Verdict.LESS
    assert lost > len(documents()) // 4


def test_a_policy_with_a_wider_resource_allows_more() -> None:
    """Or the same where another statement allows it anyway. Each gain replays."""
    chance = random.Random(3)  # noqa: S311
    gained = 0
    for name, document in documents().items():
        statements = [dict(each) for each in as_list(document["Statement"])]
        narrow = [each for each in statements if each["Effect"] == "Allow" and each.get("Resource", "*") != "*"]
        if not narrow:
            continue
        chance.choice(narrow)["Resource"] = "*"
        wider = {**document, "Statement": statements}
        comparison = compare(policies(document), policies(wider))
        assert comparison.verdict in (Verdict.MORE, Verdict.SAME), name
        assert_replays(comparison, {"identity": [document]}, {"identity": [wider]})
        gained += comparison.verdict is Verdict.MORE
    assert gained > 5


def test_neighbours_are_decided_and_their_requests_replay() -> None:
    """Each policy against the next one by name."""
    names = list(documents())
    for one, other in pairwise(names):
        old, new = documents()[one], documents()[other]
        comparison = compare(policies(old), policies(new))
        assert comparison.verdict is not Verdict.UNKNOWN, (one, other, comparison)
        assert not comparison.undecided_gains + comparison.undecided_losses, (one, other)
        assert_replays(comparison, {"identity": [old]}, {"identity": [new]})


@pytest.mark.parametrize(("name", "lacks"), [("AmazonSageMaker", 6)])
def test_what_full_access_lacks_of_read_only(name: str, lacks: int) -> None:
    """AmazonSageMakerFullAccess does not allow all that AmazonSageMakerReadOnly does."""
    full, read_only = managed.document(f"{name}FullAccess"), managed.document(f"{name}ReadOnly")
    assert full is not None
    assert read_only is not None
    comparison = compare(policies(full.json), policies(read_only.json))
    found = [action for gain in comparison.gains if gain.heading.listed for action in gain.actions]
    assert len(found) == lacks
    engines = Engine(policies(full.json)), Engine(policies(read_only.json))
    for gain in comparison.gains:
        answers = [engine.decide(gain.request).answer for engine in engines]
        assert answers in ([Answer.IMPLICIT_DENY, Answer.ALLOW], [Answer.EXPLICIT_DENY, Answer.ALLOW])
