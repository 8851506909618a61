"""The engine decides as the naive reference does."""

from __future__ import annotations

from hypothesis import given, settings
from tests.iam import generated, reference
from tests.iam.generated import Json
from tests.runs import case_count

from rolecast.iam import cases


@settings(max_examples=case_count(500))
@given(generated.cases())
def test_the_engine_decides_as_the_reference(case: Json) -> None:
    """Answer, blockers, statements and missing keys are the same."""
    read = cases.read(case)
    decision = read.engine.decide(read.request)
    answer, blocked_by, statements, missing = reference.decide(case["policies"], case["request"])
    assert decision.answer.value == answer
    assert {layer.value for layer in decision.blocked_by} == blocked_by
    assert {(ref.layer.value, ref.policy, ref.statement) for ref in decision.statements} == statements
    assert {key.lower() for key in decision.missing} == missing
