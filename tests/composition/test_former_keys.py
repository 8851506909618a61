"""`was`: the keys that a role had before."""

from __future__ import annotations

import pytest

from rolecast.composition.compose import compose
from rolecast.reading.faults import InputError
from rolecast.role import Role
from rolecast.rolefile.load import parse

HEAD = "version: 1\naccount: '123456789012'\nregion: us-east-1\nroles:\n"


def roles(text: str) -> dict[str, Role]:
    return compose(parse(HEAD + text))


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("was: b", ("sagemaker-b",)),
        ("was: [c, b]", ("sagemaker-c", "sagemaker-b")),
        ("was: b, name_prefix: x-", ("x-b",)),
        ("was: b, name: sagemaker-b", ()),
        ("was: A", ()),
        ("", None),
    ],
)
def test_a_key_stands_for_the_name_that_it_made(settings: str, names: tuple[str, ...] | None) -> None:
    """With the prefix that the role has; a name that stayed is no former one."""
    if names is None:
        assert roles("  a: {activities: {manage-ml-jobs: }}")["a"].former_names == ()
    else:
        assert roles(f"  a: {{activities: {{manage-ml-jobs: }}, {settings}}}")["a"].former_names == names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  a: {was: b}\n  b: {}", "roles.yaml:5:12: `b` is the key of a role of this file"),
        ("  a: {was: a}", "roles.yaml:5:12: `a` is the key of a role of this file"),
        ("  a: {was: c}\n  b: {was: [d, c]}", "roles.yaml:6:16: `c` is the former key of the role `a`"),
    ],
)
def test_a_key_belongs_to_one_role(text: str, message: str) -> None:
    """Or a tool would move two roles to one place."""
    with pytest.raises(InputError) as raised:
        roles(text)
    assert message in str(raised.value)
