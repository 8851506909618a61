"""A statement's actions by what a narrowing asks of them: each known one is in its own portion and in no other."""

from typing import Any

import pytest

from rolecast.catalogue.narrowings import SAGEMAKER, narrowings
from rolecast.catalogue.portions import portions
from rolecast.iam import algebra, patterns, services

SETTINGS: dict[str, Any] = {
    "instance_types": ["ml.m5.large"],
    "inter_container_encryption": True,
    "network_isolation": True,
    "tags": {"team": "fraud"},
    "regions": ["eu-west-1"],
}
STATEMENTS: list[dict[str, Any]] = [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Allow", "Action": ["sagemaker:*", "sagemaker-mlflow:*", "iam:*"], "Resource": "*"},
    {"Effect": "Allow", "Action": ["sagemaker:List*", "sagemaker:*Pipeline*", "iam:Get*"], "Resource": "*"},
    {"Effect": "Allow", "NotAction": ["sagemaker:Delete*", "iam:Pass*"], "Resource": "*"},
]


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_each_action_is_in_its_own_portion(statement: dict[str, Any], name: str) -> None:
    """`ListPipeline*`, written for the executions of pipelines, would be about ListPipelines as well."""
    (narrowing,) = narrowings({name: SETTINGS[name]})
    found = portions(statement, narrowing.scope)
    for prefix in (*SAGEMAKER, "iam"):
        service = services.service(prefix)
        assert service
        for folded, action in service.actions.items():
            text = f"{prefix}:{folded}"
            asked = [portion.asked for portion in found if has(portion.element, portion.texts, text)]
            if narrowing.everywhere:
                expected = () if prefix == "iam" else narrowing.everywhere
            else:
                expected = narrowing.scope.of(service, action) if prefix in SAGEMAKER else ()
            was = has("NotAction" if "NotAction" in statement else "Action", listed(statement), text)
            assert set(map(repr, asked)) == ({repr(expected)} if was else set()), text


def has(element: str, texts: list[str], action: str) -> bool:
    is_named = any(patterns.matches(algebra.action(text), action) for text in texts)
    return is_named is (element == "Action")


def listed(statement: dict[str, Any]) -> list[str]:
    texts = statement["NotAction"] if "NotAction" in statement else statement["Action"]
    return texts if isinstance(texts, list) else [texts]
