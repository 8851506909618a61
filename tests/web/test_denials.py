"""The box for an AccessDenied message says what `rolecast denied` says of the draft."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from tests.cli.conftest import here
from tests.web.asking import Asker
from tests.workflows.test_denying import IDENTITY, ROLES, SCP, says

from rolecast.draft.workspace import Workspace
from rolecast.web.app import create_app
from rolecast.workflows.denying import denied

__all__ = ["here"]  # a fixture

BUCKET = says("compute", "s3:PutObject", "arn:aws:s3:::models/a", IDENTITY)


def serving(text: str, language: str = "en") -> Asker:
    path = Path("roles.yaml")
    path.write_text(text, encoding="utf-8")
    return Asker(create_app(Workspace(path, Path("state")), allow_apply=False), language)


def plain(text: str) -> str:
    """Without the backticks, which are markup on the page, and without spaces."""
    return "".join(text.replace("`", "").split())


@pytest.mark.parametrize(
    "message", [BUCKET, says("compute", "s3:PutObject", "arn:aws:s3:::fraud-training/a", SCP)], ids=["identity", "SCP"]
)
def test_the_box_says_what_the_command_says(message: str, here: Path) -> None:
    """The verdict, the reasons and every remedy."""
    words = plain(serving(ROLES).post("/denials", message=message).words)
    (found,) = denied(message, ROLES)
    for line in (found.verdict, *found.reasons, *(each.remedy.text for each in found.advice)):
        assert plain(line) in words


def test_a_remedy_of_the_draft_can_be_written(here: Path) -> None:
    """Its button makes the edit that the command would write, and the draft then allows the request."""
    asker = serving(ROLES)
    page = asker.post("/denials", message=BUCKET)
    path, value = (
        json.loads(unescape(re.findall(f'data-{name}="([^"]*)"', page.text)[0])) for name in ("path", "value")
    )
    asker.post("/roles/compute/information", edit="set", about="denial-1-1", path=path, value=value)
    assert "allow it" in asker.post("/denials", message=BUCKET).words


def test_a_statement_has_no_button(here: Path) -> None:
    """The page sets texts and lists; a policy is written in the file."""
    message = says("compute", "s3:ListAllMyBuckets", None, IDENTITY)
    page = serving(ROLES).post("/denials", message=message)
    assert "extra_policies" in page.words
    assert "data-edit" not in page.text


@pytest.mark.parametrize(
    ("message", "words"), [("nothing", "no denied request found"), ("", "no denied request found"), (7, "no denied")]
)
def test_a_message_without_a_denial_is_an_error(message: object, words: str, here: Path) -> None:
    """What was looked for is said, and the message is not repeated."""
    page = serving(ROLES).post("/denials", message=message)
    assert page.status == 200
    assert words in page.words


def test_a_draft_with_errors_says_so(here: Path) -> None:
    """What is left out of its roles would make an answer wrong."""
    page = serving(ROLES.replace("[fraud-training]  #", "[Not_A_Bucket]  #")).post("/denials", message=BUCKET)
    assert "Not_A_Bucket" in page.words
    assert "data-edit" not in page.text


def test_nothing_of_a_message_becomes_markup_or_is_kept(here: Path) -> None:
    """Text in a resource stays text, secrets are not shown, and no later page has the message."""
    asker = serving(ROLES)
    key = "AKIAIOSFODNN7EXAMPLE"
    message = says("compute", "s3:PutObject", f'"arn:aws:s3:::zebras/{key}&lt;b&gt;bold&lt;/b&gt;"')
    page = asker.post("/denials", message=message)
    assert "<b>" not in page.text
    assert key not in page.text
    assert "zebras" in page.text
    assert "zebras" not in asker.get("/roles/compute/information?panel=denied").text


def test_the_box_speaks_japanese(here: Path) -> None:
    """Its own words; the reasons are those of the command."""
    asker = serving(ROLES, "ja")
    assert "AccessDenied メッセージ" in asker.get("/roles/compute/information?panel=denied").words
    assert "ロールファイルに書き込む" in asker.post("/denials", message=BUCKET).words
