"""Sentences against the decision engine, and their texts against each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.access import reading
from tests.iam import generated, reference
from tests.iam.generated import Json
from tests.runs import case_count

from rolecast.access import wording
from rolecast.access.demands import demands
from rolecast.access.sentences import outline, said, sentences
from rolecast.iam import cases, conditions
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy
from rolecast.iam.statements import Condition
from rolecast.reading.languages import Language

VERDICTS = {Answer.ALLOW: "Allow", Answer.EXPLICIT_DENY: "Deny", Answer.IMPLICIT_DENY: None}
ANYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
BY_IDENTITY = {"Statement": {**ANYTHING["Statement"], "Principal": {"AWS": generated.HOME}}}
"""The policy of a resource that leaves it to the account who may."""


@st.composite
def documents(draw: st.DrawFn, layer: str) -> tuple[Json, Json]:
    """A document and a request that it is nearly about."""
    choose = generated.Choices(draw)
    request = generated.a_request(choose)
    statements = [generated.a_statement(choose, layer, request) for _ in range(1 + choose.below(4))]
    version = choose.one(({"Version": "2012-10-17"}, {"Version": "2012-10-17"}, {}))
    return {**version, "Statement": statements}, request


def one_of(policy: NamedPolicy | None) -> Document:
    """The document of a policy that is there."""
    assert policy is not None
    assert policy.document is not None
    return policy.document


def is_for_policies(request: Json) -> bool:
    """Whether policies have a say: in some calls, and on what is AWS's own, they have none."""
    return not reference.is_free(request) and not reference.refuses(request)


@settings(max_examples=case_count(200))
@given(documents("identity"))
def test_sentences_agree_with_the_decision(case: Json) -> None:
    """What the sentences of a policy allow and deny is what the engine decides by it."""
    policy, request = case
    request = {**request, "principal": generated.PRINCIPALS[0]}
    assume(is_for_policies(request))
    read = cases.read({"policies": {"identity": [policy], "resource": BY_IDENTITY}, "request": request})
    expected = VERDICTS[read.engine.decide(read.request).answer]
    assert reading.verdict(sentences(said(one_of(read.engine.policies.identity[0]))), request) == expected


@settings(max_examples=case_count(100))
@given(documents("resource"))
def test_sentences_with_subjects_agree_with_the_decision(case: Json) -> None:
    """Those of a trust or resource policy too: across accounts nothing else allows."""
    policy, request = case
    request = {**request, "resource_account": "999999999999"}
    assume(is_for_policies(request))
    read = cases.read(
        {"policies": {"identity": [ANYTHING], "session": [ANYTHING], "resource": policy}, "request": request}
    )
    assert read.engine.policies.resource is not None
    expected = VERDICTS[read.engine.decide(read.request).answer]
    assert reading.verdict(sentences(said(one_of(read.engine.policies.resource))), request) == expected


@settings(max_examples=case_count(100))
@given(documents("identity"))
def test_outlines_agree_with_the_decision(case: Json) -> None:
    """What an outline says of a service is true of each request to it."""
    policy, request = case
    request = {**request, "principal": generated.PRINCIPALS[0]}
    assume(is_for_policies(request))
    read = cases.read({"policies": {"identity": [policy], "resource": BY_IDENTITY}, "request": request})
    found = outline(said(one_of(read.engine.policies.identity[0])))
    decided = VERDICTS[read.engine.decide(read.request).answer]
    told = reading.verdict(found.sentences, request)
    service = request["action"].lower().partition(":")[0]
    assert (told == "Deny") == (decided == "Deny")
    if told is None and service in found.whole:
        assert decided == "Allow"
    elif told is None and service not in (*found.part, *found.limited):
        assert decided is None


def variants(kind: str, key: str) -> Iterator[tuple[Condition, ...]]:
    """Every operator of a kind on `key`, with each number of values and each Null beside it."""
    for name, prefix, suffix in itertools.product(
        generated.OPERATORS[kind], ("", "ForAllValues:", "ForAnyValue:"), ("", "IfExists")
    ):
        operator = f"{prefix}{name if kind == 'Ip' else kind + name}{suffix}"
        values = tuple(reference.as_text(each) for each in generated.VALUES[kind])
        for some in ((), *((each,) for each in values), values[:2], values[1:3]):
            for null in ((), ("true",), ("false",), ("true", "false")):
                beside = (Condition("Null", key, null),) if null else ()
                yield (Condition(operator, key, some), *beside)


@pytest.mark.parametrize("has_variables", [True, False])
@pytest.mark.parametrize(("key", "kind"), [(key, kind) for key, (kinds, _) in generated.KEYS.items() for kind in kinds])
def test_texts_that_are_the_same_mean_the_same(key: str, kind: str, has_variables: bool) -> None:
    """No two demands that some request tells apart have the same words, and each has some."""
    contexts = [{}, *({key.lower(): given_value(value)} for value in generated.KEYS[key][1])]
    meanings: dict[Json, Json] = {}  # by language and text
    for asked in variants(kind, key):
        tests = [conditions.test(condition, has_variables=has_variables) for condition in asked]
        meaning = tuple(all(test.holds(context) for test in tests) for context in contexts)
        demanded = [*demands(asked)]
        assert demanded
        for language in Language:
            text = (language, *(wording.demand(each, language, has_variables=has_variables) for each in demanded))
            assert all(text)
            assert meanings.setdefault(text, (meaning, asked))[0] == meaning, (text, asked, meanings[text][1])


def given_value(value: Json) -> Json:
    return tuple(map(reference.as_text, value)) if isinstance(value, list) else reference.as_text(value)
