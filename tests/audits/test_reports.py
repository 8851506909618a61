"""The page of an audit as text: its size, its words, and what it may load."""

from __future__ import annotations

from typing import Any

from rolecast.audits.reports import html
from rolecast.audits.reports.words import WORDS
from rolecast.reading.languages import Language

MOST_BYTES = 1_000_000


def principal(number: int) -> dict[str, Any]:
    """As JSON has it, with about as much to say as a role of an account has."""
    bucket = f"arn:aws:s3:::team-data-{number:05}"
    return {
        "name": f"team-{number // 10:03}-role-{number:05}",
        "arn": f"arn:aws:iam::123456789012:role/team-{number // 10:03}-role-{number:05}",
        "last_used": {"time": "2026-05-01T08:00:00+00:00", "region": "eu-west-1"},
        "trust": [{"kind": "Service", "principal": "sagemaker.amazonaws.com", "conditions": []}],
        "activities": [
            granted("search-and-visualize-experiments", "full"),
            granted("read-features", "full", resources=["arn:aws:sagemaker:*:123456789012:feature-group/*"]),
            granted("s3-bucket-access", "conditional", resources=[bucket, f"{bucket}/*"], conditions=["aws:SourceVpc"]),
            granted("connect-local-ide", "partial", missing=["sagemaker:StartSession"]),
            granted("use-hyperpod-clusters", "partial", missing=["ssm:StartSession", "ssm:TerminateSession"]),
        ],
        "allowed": 354,
        "administrator": False,
        "beyond": {"count": 160, "services": {"logs": 133, "ecr": 27}, "levels": {"Write": 75, "List": 85}},
        "escalation": [
            {"way": "training-job", "kind": "passed-role", "targets": ["arn:aws:iam::123456789012:role/team-*"]}
        ],
        "findings": [],
        "unavailable": [],
    }


def granted(activity: str, grant: str, **more: list[str]) -> dict[str, Any]:
    return {"id": activity, "grant": grant, "missing": [], "resources": [], "conditions": [], "within": [], **more}


def page(count: int, language: Language = Language.EN) -> str:
    roles = [principal(number) for number in range(count)]
    value = {
        "account": "123456789012",
        "data_date": "2026-01-01",
        "not_considered": ["session policies"],
        "unused": None,
        "roles": roles,
        "users": [],
        "groups": [],
        "graph": {
            "edges": [{"way": "training-job", "kind": "passed-role", "from": [each["arn"] for each in roles], "to": 0}],
            "targets": [{"pattern": "role/*", "principals": [each["arn"] for each in roles]}],
        },
    }
    return html.render(value, [each["arn"] for each in roles], language)


def test_a_thousand_roles_take_less_than_a_megabyte() -> None:
    """All of them, each with its card."""
    text = page(1_000)
    assert text.count("<summary>team-") == 1_000
    assert len(text.encode()) < MOST_BYTES


def test_nothing_is_loaded_from_anywhere() -> None:
    """No address in the page that a browser would follow by itself."""
    text = page(2)
    assert not any(each in text for each in ("http:", "https:", "src=", "@import", "url("))
    assert "default-src 'none'" in text


def test_both_languages_say_the_same() -> None:
    """Each word has a Japanese one, and a page in Japanese has no English label."""
    assert WORDS[Language.EN].keys() == WORDS[Language.JA].keys()
    assert "ロールを渡す" in page(1, Language.JA)
    assert "passes a role" not in page(1, Language.JA)
