"""What the last edit gave to a role and took from it, beside what it changed in the file's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.asking import Asker

from rolecast.draft.workspace import Workspace
from rolecast.web.app import create_app

ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
edition: corrected
roles:
  reader:
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
"""
PATH = ["roles", "reader", "activities", "s3-bucket-access", "s3_buckets"]
PANEL = "/roles/reader/activities?panel=changes"
EDITIONS = "/roles/reader/activities?panel=editions"
POLICIES = "/roles/reader/activities?panel=policies"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    file = tmp_path / "roles.yaml"
    file.write_text(ROLES, encoding="utf-8")
    return Workspace(file, tmp_path / "kept")


@pytest.mark.parametrize(
    ("language", "gained", "lost"),
    [("en", "Actions gained", "Actions lost"), ("ja", "新たに許可されるアクション", "許可されなくなるアクション")],
)
def test_the_last_change_shows_actions(workspace: Workspace, language: str, gained: str, lost: str) -> None:
    """One bucket in place of another: both are shown, by service and access level, in the panel and in the review."""
    asker = Asker(create_app(workspace, allow_apply=False), language)
    assert asker.post(PANEL, edit="set", path=PATH, value=["models"]).status == 200
    for address in (PANEL, "/roles/reader/review"):
        words = asker.get(address).words
        assert f"{gained} + s3 (List): s3:ListBucket + s3 (Read): s3:GetObject" in words
        assert f"{lost} - s3 (List): s3:ListBucket - s3 (Read): s3:GetObject" in words


def test_a_change_of_words_alone_is_said_to_be_one(workspace: Workspace) -> None:
    """The policies are packed otherwise, and allow the same."""
    asker = Asker(create_app(workspace, allow_apply=False))
    assert asker.post(PANEL, edit="set", path=["roles", "reader", "packing"], value="fewest").status == 200
    words = asker.get(PANEL).words
    assert "The role allows the same as before." in words
    assert "Actions gained" not in words


@pytest.mark.parametrize(("language", "gained"), [("en", "Actions gained"), ("ja", "新たに許可されるアクション")])
def test_the_editions_of_a_role_are_compared(workspace: Workspace, language: str, gained: str) -> None:
    """What the corrected edition allows it beside the console's, whichever of them the role has."""
    asker = Asker(create_app(workspace, allow_apply=False), language)
    assert asker.post(EDITIONS, edit="select", role="reader", activity="manage-ml-jobs", value=True).status == 200
    shown = asker.get(EDITIONS).words
    assert f"{gained} + " in shown
    assert "sagemaker:StopTransformJob" in shown
    assert asker.post(EDITIONS, edit="set", path=["roles", "reader", "edition"], value="console").status == 200
    assert asker.get(EDITIONS).words.partition(gained)[2] == shown.partition(gained)[2]


def test_the_editions_of_a_role_may_allow_the_same(workspace: Workspace) -> None:
    """Where no activity of it has a correction; with errors there is nothing to compare."""
    asker = Asker(create_app(workspace, allow_apply=False))
    assert "Both editions allow this role the same." in asker.get(EDITIONS).words
    assert asker.post(EDITIONS, edit="set", path=PATH, value=["Not a bucket"]).status == 200
    assert "The editions can be compared once the role's errors are fixed." in asker.get(EDITIONS).words


@pytest.mark.parametrize(
    ("language", "managed", "inline"), [("en", "managed", "inline"), ("ja", "マネージド", "インライン")]
)
def test_kinds_of_policies_are_in_the_language_of_the_page(
    workspace: Workspace, language: str, managed: str, inline: str
) -> None:
    """Beside the policy's name."""
    asker = Asker(create_app(workspace, allow_apply=False), language)
    name = "SageMakerS3BucketPolicyTemplate"
    assert f"{name}_sagemaker-reader {managed} " in asker.get(POLICIES).words
    assert asker.post(POLICIES, edit="set", path=["roles", "reader", "packing"], value="inline").status == 200
    assert f" {inline} " in asker.get(POLICIES).words.partition(name)[2]
