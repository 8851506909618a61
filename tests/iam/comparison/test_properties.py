"""What holds of every comparison."""

from __future__ import annotations

import json
import random

from tests.iam.comparison.pairs import Pairs
from tests.iam.comparison.runs import size
from tests.iam.comparison.sides import Json, read

from rolecast.iam.comparison import Verdict, compare, verdict
from rolecast.iam.policies import Policies

NOT_MORE = (Verdict.SAME, Verdict.LESS)
TURNED = {Verdict.MORE: Verdict.LESS, Verdict.LESS: Verdict.MORE}


def policies(document: Json) -> Policies:
    return read({"identity": [document]})


def test_the_other_way_round_gains_are_losses() -> None:
    """So that "same" is symmetric; and the verdict alone is that of the whole comparison."""
    for seed in range(size(0.15)):
        old, new = map(policies, Pairs(seed).pair())
        there, back = compare(old, new), compare(new, old)
        assert {(each.heading, each.actions) for each in there.gains} == {
            (each.heading, each.actions) for each in back.losses
        }
        assert there.verdict is verdict(old, new)
        if not there.undecided_gains and not there.undecided_losses:
            assert back.verdict is TURNED.get(there.verdict, there.verdict)


def test_less_of_less_is_less() -> None:
    """What allows no more than something that allows no more than a third, allows no more than that."""
    met = 0
    for seed in range(size(0.8)):
        pairs = Pairs(seed)
        first, second = pairs.pair()
        third = pairs.changed(second)
        steps = verdict(policies(first), policies(second)), verdict(policies(second), policies(third))
        if steps[0] in NOT_MORE and steps[1] in NOT_MORE:
            met += 1
            assert verdict(policies(first), policies(third)) in (*NOT_MORE, Verdict.UNKNOWN), (first, second, third)
    assert met > 5


def test_order_and_repetition_make_no_difference() -> None:
    """Of statements, of texts in lists, and of policies."""
    chance = random.Random(7)  # noqa: S311
    for seed in range(size(0.15)):
        document = Pairs(seed).document()
        shuffled = [shuffle(statement, chance) for statement in [*document["Statement"], document["Statement"][0]]]
        chance.shuffle(shuffled)
        other = {**document, "Statement": shuffled}
        assert verdict(policies(document), policies(other)) is Verdict.SAME, json.dumps(document)
        split = [{**document, "Statement": [each]} for each in shuffled]
        assert verdict(policies(document), read({"identity": split})) is Verdict.SAME


def shuffle(value: object, chance: random.Random) -> object:
    if isinstance(value, dict):
        return {key: shuffle(each, chance) for key, each in value.items()}
    if isinstance(value, list):
        return chance.sample([*value, value[0]], len(value) + 1) if value else value
    return value


def test_an_allow_more_never_takes_and_a_deny_more_never_gives() -> None:
    """Whatever they say."""
    for seed in range(size(0.5)):
        pairs = Pairs(seed)
        document, statement = pairs.document(), pairs.statement()
        for effect, expected in (("Allow", Verdict.MORE), ("Deny", Verdict.LESS)):
            more = {**document, "Statement": [*document["Statement"], {**statement, "Effect": effect}]}
            found = verdict(policies(document), policies(more))
            assert found in (expected, Verdict.SAME, Verdict.UNKNOWN), (document, statement)
