"""The codes of IAM Access Analyzer: each is found in a document that must have it, and not in one that nearly has."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from rolecast.checks import analyzer, rulebook
from rolecast.checks.check import check
from rolecast.checks.subjects import of_document
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType

HERE = Path(__file__).parent
KNOWN = json.loads((HERE / "access-analyzer-codes.json").read_bytes())
CASES = yaml.safe_load((HERE / "access-analyzer.yaml").read_text(encoding="utf-8"))


def codes_of(value: dict[str, Any], type: str) -> set[str | None]:
    """The codes of what is found in a document, or in the one statement of a document."""
    policy = {"Version": "2012-10-17", "Statement": [value]} if "Effect" in value else value
    found = check(of_document(Document(policy, PolicyType(type))))
    return {finding.access_analyzer for finding in found}


def lengthened(statement: dict[str, Any], least: int) -> dict[str, Any]:
    """The statement with so many resources or principals that a document of it has at least this size."""
    element = "Resource" if "Resource" in statement else "Principal"
    (pattern,) = statement[element] if element == "Resource" else statement[element]["AWS"]
    texts: list[str] = []
    for number in count():
        texts.append(pattern.format(number))
        longer = statement | {element: texts if element == "Resource" else {"AWS": texts}}
        if Document({"Version": "2012-10-17", "Statement": [longer]}).size >= least:
            return longer
    raise AssertionError


@pytest.mark.parametrize("code", CASES)
def test_a_code_is_found_and_its_near_miss_is_not(code: str) -> None:
    """With the code that AWS gives to the same finding."""
    case = CASES[code]
    must = lengthened(case["must"], case["long"]) if "long" in case else case["must"]
    assert code in codes_of(must, case.get("type", "identity"))
    assert code not in codes_of(case["must_not"], case.get("type", "identity"))


def test_every_code_is_found_or_left_out_for_a_reason() -> None:
    """All codes that AWS documents: those with a case here, and those out of scope."""
    documented = {code for name, codes in KNOWN.items() if not name.startswith("_") for code in codes}
    assert CASES.keys() | analyzer.OUT_OF_SCOPE.keys() == documented
    assert not CASES.keys() & analyzer.OUT_OF_SCOPE.keys()
    assert analyzer.TYPES.keys() == documented
    assert CASES.keys() >= analyzer.BY_NAME


def test_each_code_has_a_rule_and_its_type() -> None:
    """A rule carries each code that is found, and the type of each is the one that AWS gives it."""
    carried = {code for rule in rulebook.rules() for code in rule.access_analyzer}
    assert carried == CASES.keys()
    for code, severity in analyzer.TYPES.items():
        assert code in KNOWN[severity.name]


@pytest.mark.parametrize(
    ("provider", "code"),
    [
        ("token.actions.githubusercontent.com", "MISSING_GITHUB_REPO_CONDITION_KEY"),
        ("gitlab.com", "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"),
    ],
)
def test_github_has_a_code_of_its_own(provider: str, code: str) -> None:
    """What every project of another public provider can assume has the code of identity providers."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{provider}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{provider}:aud": "sts.amazonaws.com"}},
    }
    assert code in codes_of(statement, "trust")
