"""Markdown: what a reviewer reads, and that no text becomes anything but text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token
from syrupy.assertion import SnapshotAssertion
from tests.rendering import examples, hostile

from rolecast.rendering.markdown import code, prose, render
from rolecast.role import AttachedPolicy, Notice, Role

READER = MarkdownIt("commonmark").enable("table")


@given(role=hostile.roles())
def test_texts_stay_texts(role: Role) -> None:
    """Read by a Markdown parser, the page has our own structure alone, and the description word for word."""
    mark, *tokens = READER.parse(render([role]))
    assert (mark.type, mark.content.count("-->")) == ("html_block", 1)
    kinds = {token.type for token in [*tokens, *_inline(tokens)]}
    assert kinds <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "code_inline"),
        *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
        *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "fence", "hardbreak"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("blockquote_open", "blockquote_close"),
    }
    quotations = [token for before, token in zip(tokens, tokens[2:], strict=False) if before.type == "blockquote_open"]
    words = [word for token in quotations for each in token.children or [] for word in each.content.split()]
    assert words == role.resolve().description.split()


@given(role=hostile.roles())
def test_documents_are_whole(role: Role) -> None:
    """The JSON that a reviewer reads is the policy's, character for character."""
    fences = [json.loads(token.content) for token in READER.parse(render([role])) if token.type == "fence"]
    resolved = role.resolve()
    assert fences == [resolved.trust_policy.json, *(policy.document.json for policy in resolved.policies)]


@given(role=hostile.roles())
def test_tables_keep_their_columns(role: Role) -> None:
    """A bar in a path, a name or a notice does not make a column."""
    noticed = replace(role, notices=(Notice("code", "a | `b|c` `"),))
    tokens = READER.parse(render([noticed]))
    rows = [
        [token.type for token in row].count("td_open") or [token.type for token in row].count("th_open")
        for row in _between(tokens, "tr_open", "tr_close")
    ]
    assert set(rows) == {7, 3}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`network` has no effect", "<code>network</code> has no effect"),
        ("a lone ` stays", "a lone ` stays"),
        ("<b> & *x* [y](z) _w_", "&lt;b&gt; &amp; *x* [y](z) _w_"),
        ("1. one", "1. one"),
        ("- dash", "- dash"),
        ("# heading", "# heading"),
    ],
)
def test_prose_shows_what_was_written(text: str, shown: str) -> None:
    """Backticks in pairs mark code, as in our own messages; everything else is text."""
    assert READER.render(prose(text)) == f"<p>{shown}</p>\n"


@pytest.mark.parametrize("text", ["a", "a`b", "``", "`a`", "a|b", "\\", ""])
def test_code_shows_what_was_written(text: str) -> None:
    """However many backticks stand in it."""
    assert READER.render(code(text)).rstrip() == f"<p><code>{text or ' '}</code></p>"


def test_where_statements_come_from() -> None:
    """A packed policy has a row for each statement, with the activities that it came from."""
    page = render([*examples.roles("everything.yaml").values()])
    assert "| 1 |  | Allow | `access-required-aws-services`, `s3-bucket-access` |" in page
    assert re.search(r"\| \d+ \| `RetrieveStatement` \| Allow \| `canvas-kendra-access` \|", page)
    assert "what the activity Canvas Core Access (`canvas-core-access`) attaches" in page
    assert "to the service `sagemaker.amazonaws.com` if `aws:SourceArn` is an ARN that matches" in page


def test_own_policies_come_from_the_role_file() -> None:
    """A policy that the user wrote has no activity."""
    page = render([*examples.roles("china.yaml").values()])
    assert "| the role file |  | `read-parameters` |" in page
    assert "An inline policy of the role's own: 196 characters, from the role file." in page


def test_the_page_as_people_see_it(snapshot: SnapshotAssertion) -> None:
    """Read a change of this snapshot as a reviewer of a role would."""
    (role,) = examples.roles("minimal.json").values()
    noticed = replace(
        role,
        description="Trains the fraud models,\nday and night.",
        tags={"team": "fraud"},
        attached=(AttachedPolicy("arn:{{partition}}:iam::aws:policy/AmazonSageMakerCanvasFullAccess"),),
        notices=(Notice("region-unlisted", "not in Rolecast's list of regions, and assumed to exist: `eu-west-9`"),),
    )
    assert render([noticed]) == snapshot


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


def _between(tokens: list[Token], first: str, last: str) -> list[list[Token]]:
    starts = [index for index, token in enumerate(tokens) if token.type == first]
    ends = [index for index, token in enumerate(tokens) if token.type == last]
    return [tokens[start:end] for start, end in zip(starts, ends, strict=True)]
