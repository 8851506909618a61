"""Deny statements of guardrails: they deny exactly the requests that do not meet what is asked."""

import random
from typing import Any

import pytest
from tests.guardrails.making import SETTINGS, asked, engine, is_met
from tests.runs import case_count

from rolecast.guardrails.denials import denials, short, unmet
from rolecast.guardrails.guardrail import guardrails
from rolecast.iam import known_actions
from rolecast.iam.decision import Answer

REQUESTS = case_count(300)
GUARDRAILS = guardrails(SETTINGS)


@pytest.mark.parametrize("guardrail", GUARDRAILS, ids=lambda guardrail: guardrail.setting)
def test_what_is_denied_is_what_does_not_meet_the_guardrail(guardrail: Any) -> None:
    """By the engine, for requests with and without each key, of actions that it is about and others."""
    source = random.Random(guardrail.setting)  # noqa: S311  # cases, no secrets
    denying = engine(list(denials(guardrail)))
    answers = set()
    for _ in range(REQUESTS):
        request = asked(source, guardrail)
        denied = denying.decide(request).answer is Answer.EXPLICIT_DENY
        assert denied is not is_met(guardrail, request), request
        answers.add(denied)
    assert answers == {True, False}


@pytest.mark.parametrize("guardrail", GUARDRAILS, ids=lambda guardrail: guardrail.setting)
def test_short_texts_mean_the_same_actions(guardrail: Any) -> None:
    """No other known action is denied because its name begins alike."""
    for requirement in guardrail.requirements:
        meant = {known.name for text in short(requirement.actions) for known in known_actions.meant(text)}
        assert meant == set(requirement.actions)


def test_either_of_two_conditions_is_enough() -> None:
    """Denied is what meets neither; what cannot be is left out."""
    asked = ({"Null": {"k": "true"}, "StringEquals": {"a": "1"}}, {"Null": {"k": "false"}, "StringEquals": {"b": "2"}})
    assert unmet(asked) == [
        {"Null": {"k": "false"}, "StringNotEquals": {"b": "2"}},
        {"StringNotEquals": {"a": "1"}, "Null": {"k": "true"}},
        {"StringNotEquals": {"a": "1", "b": "2"}},
    ]
