"""JSON: the shape that programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from tests.rendering import examples, hostile

from rolecast.rendering.json import render
from rolecast.role import Notice, Role


def test_the_shape() -> None:
    """Every key, in its order, with account, region and partition filled in."""
    role = examples.roles("quick-setup.yaml")["quick"]
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
                "Resource": ["arn:aws:s3:::*"],
            }
        ],
    }
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    expected = {
        "format_version": "1",
        "made_from": "a role file",
        "roles": [
            {
                "key": "quick",
                "name": "sagemaker-quick",
                "arn": "arn:aws:iam::123456789012:role/sagemaker-quick",
                "path": "/",
                "description": "",
                "max_session_duration": 3600,
                "trust_policy": {"Version": "2012-10-17", "Statement": [trust]},
                "policies": [
                    {
                        "name": "AmazonSageMaker-ExecutionPolicy_sagemaker-quick",
                        "kind": "managed",
                        "activities": ["quick-setup"],
                        "origins": [["quick-setup"]],
                        "document": document,
                        "size": 162,
                    }
                ],
                "attached": [
                    "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
                    "arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess",
                    "arn:aws:iam::aws:policy/AmazonSageMakerCanvasAIServicesAccess",
                ],
                "permissions_boundary": None,
                "tags": {},
                "notices": [],
            }
        ],
    }
    text = render([role])
    assert json.loads(text) == expected
    assert text == json.dumps(expected, indent=2) + "\n"


def test_origins_stand_beside_statements() -> None:
    """For each statement the activities that it came from, in the order of the statements."""
    (role,) = json.loads(render([*examples.roles("everything.yaml").values()]))["roles"]
    for policy in role["policies"]:
        assert len(policy["origins"]) == len(policy["document"]["Statement"])
        assert set(policy["activities"]) == {activity for origin in policy["origins"] for activity in origin}
        assert policy["size"] == len(json.dumps(policy["document"], separators=(",", ":")))


def test_notices_are_in_it() -> None:
    """A program sees what a person is told."""
    role = examples.roles("quick-setup.yaml")["quick"]
    noticed = replace(role, notices=(Notice("network-ignored", "`network` has no effect"),))
    (read,) = json.loads(render([noticed]))["roles"]
    assert read["notices"] == [{"code": "network-ignored", "message": "`network` has no effect"}]


@given(role=hostile.roles())
def test_texts_are_as_they_were_written(role: Role) -> None:
    """Letters beyond ASCII too, unescaped for who reads it."""
    text = render([role])
    (read,) = json.loads(text)["roles"]
    resolved = role.resolve()
    assert (read["description"], read["tags"]) == (resolved.description, resolved.tags)
    assert [policy["document"] for policy in read["policies"]] == [policy.document.json for policy in resolved.policies]
    assert set(resolved.description) - set('\t\n\r\\"') <= set(text)
