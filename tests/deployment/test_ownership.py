"""The record in a role's tags."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rolecast.deployment.ownership import (
    PENDING,
    OwnershipRecord,
    PartKind,
    RolePart,
    content_mark,
    deployment_name,
    surplus_record_tags,
    user_tags,
)
from rolecast.iam import names
from rolecast.iam.documents import Document
from rolecast.role import Role

PARTS = st.builds(
    RolePart,
    st.sampled_from([PartKind.ATTACHMENT, PartKind.INLINE_POLICY, PartKind.TAG]),
    st.from_regex(r"[A-Za-z0-9_+=,.@-]{1,20}", fullmatch=True),
)


@given(st.dictionaries(PARTS, st.text(max_size=20), max_size=80))
def test_a_record_survives_its_tags(contents: dict[RolePart, str]) -> None:
    """Any number of parts fits in tags that IAM takes, 25 in each, and comes back."""
    record = OwnershipRecord().marking({part: content_mark(content) for part, content in contents.items()})
    tags = record.tags()
    assert OwnershipRecord.read({"team": "a", **tags}) == record
    assert all(names.tag_key(name) is None and names.tag_value(value) is None for name, value in tags.items())
    assert len(tags) == max(1, -(-len(contents) // 25))
    for part, content in contents.items():
        assert record.mark(part) == content_mark(content)


def test_25_parts_fit_in_one_tag() -> None:
    """Which is what a role has at most attached."""
    parts = {
        RolePart(PartKind.ATTACHMENT, f"arn:aws:iam::123456789012:policy/p{number}"): PENDING for number in range(25)
    }
    tags = OwnershipRecord().marking(parts).tags()
    assert list(tags) == ["rolecast:made"]
    assert len(tags["rolecast:made"]) == 252


def test_what_is_no_record_owns_nothing() -> None:
    """A tag of that name that somebody else wrote, or a record of a later format."""
    assert OwnershipRecord.read({"rolecast:made": "yes"}) == OwnershipRecord()
    assert OwnershipRecord.read({"rolecast:made": "2:AAAAAAAAAA"}) == OwnershipRecord()
    assert OwnershipRecord.read({"rolecast:made": "1:cut"}) == OwnershipRecord()


def test_a_shorter_record_leaves_tags_to_remove() -> None:
    """The second tag of a record of 26 parts is of no use once there are 25."""
    long = OwnershipRecord().marking({RolePart(PartKind.TAG, str(number)): PENDING for number in range(26)})
    role = Role("r", "r", Document({}), tags=long.tags())
    assert surplus_record_tags(role, long) == []
    assert surplus_record_tags(role, long.only([RolePart(PartKind.TAG, "8")])) == ["rolecast:made-2"]


def test_names_of_deployments() -> None:
    """They stand in a tag, and people type them."""
    assert deployment_name("fraud-team.v2") is None
    assert all(deployment_name(text) for text in ("", "-x", "a b", "a" * 65, "équipe"))


def test_tags_of_people_are_neither_ours_nor_those_of_aws() -> None:
    """Nobody can set a tag that begins with `aws:`."""
    tags = {"team": "a", "rolecast:made": "1:", "aws:cloudformation:stack-name": "x"}
    assert user_tags(tags) == {"team": "a"}


def test_contents_have_short_marks() -> None:
    """Four characters that no pending mark is."""
    for content in ("", "x", 3_600, Document({"Version": "2012-10-17", "Statement": []})):
        assert re.fullmatch(r"[A-Za-z0-9_-]{4}", content_mark(content))
