"""What a document says, written back."""

from __future__ import annotations

import json

import pytest
from tests.iam.generated import Json

from rolecast.iam import writing
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading import texts


def allow(action: Json, resource: Json = "*", **more: Json) -> dict[str, Json]:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


@pytest.mark.parametrize(
    ("policy_type", "policy"),
    [
        (PolicyType.IDENTITY, {"Statement": allow("s3:*")}),
        (PolicyType.IDENTITY, {"Version": "2012-10-17", "Statement": [allow(["s3:*"], ["*", "*"], Sid="A")]}),
        (
            PolicyType.IDENTITY,
            {
                "Statement": {
                    "Effect": "Deny",
                    "NotAction": ["a:b", "A:B"],
                    "NotResource": "*",
                    "Condition": {
                        "Bool": {"a:b": [True, "true"], "c:d": False},
                        "NumericLessThan": {"e:f": 1.5, "g:h": [10, -3, 0, 12345678901234567890]},
                        "StringEquals": {"i:j": []},
                    },
                }
            },
        ),
        (
            PolicyType.RESOURCE,
            {
                "Id": "x",
                "Statement": [
                    {"Effect": "Deny", "NotPrincipal": {"AWS": ["123456789012"], "Service": "a.b"}, "Action": []},
                    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                    {"Effect": "Allow", "Principal": {}, "Action": "*", "Resource": "*"},
                ],
            },
        ),
    ],
)
def test_what_was_written_is_written_back(policy_type: PolicyType, policy: Json) -> None:
    """Texts and lists, numbers and booleans stay what they were, from JSON and from a text."""
    for document in (
        Document(policy, policy_type),
        Document.of_node(texts.parse(json.dumps(policy), "x"), policy_type),
    ):
        written = writing.to_json(document.content)
        assert json.dumps(written, sort_keys=True) == json.dumps(policy, sort_keys=True)


def test_elements_are_written_in_the_order_of_the_reference() -> None:
    """However they were written."""
    policy = {"Statement": {"Resource": "*", "Condition": {}, "Action": "*", "Effect": "Allow", "Sid": "A"}}
    written = writing.to_json(Document(policy).content)
    assert list(written["Statement"]) == ["Sid", "Effect", "Action", "Resource"]
