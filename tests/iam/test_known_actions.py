"""The names of all actions: that they are those of the services, and which of them a text means."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecast.iam import algebra, known_actions, patterns, services


def test_the_names_are_those_of_the_services() -> None:
    """The generated file agrees with every service's own: names, access levels, ARN formats."""
    assert set(known_actions.prefixes()) == services.prefixes()
    for prefix in known_actions.prefixes():
        service, names = services.service(prefix), known_actions.names(prefix)
        assert service is not None
        assert names is not None
        assert names.folded == tuple(sorted(f"{prefix}:{name}" for name in service.actions))
        for number, folded in enumerate(names.folded):
            listed, known = service.actions[folded.partition(":")[2]], names.action(number)
            assert (known.name, known.level) == (f"{prefix}:{listed.name}", listed.access_level)
            arns = {arn for each in listed.resources for arn in service.resource_types[each.name.lower()].arns}
            assert set(known.formats) == arns
            required = [each.name.lower() for each in listed.resources if each.required]
            first = {arn for name in required for arn in service.resource_types[name].arns}
            assert set(known.formats[: len(first)]) == first or not first


@given(
    st.sampled_from(["s3", "iam", "sqs", "ec2"]),
    st.sampled_from(["get", "getobject", "GetObject", "", "pass", "a", "t"]),
    st.sampled_from(["*", "", "?", "*acl", "*t*", "?*", "e?", "*?s"]),
)
def test_a_text_means_what_its_pattern_matches(prefix: str, head: str, tail: str) -> None:
    """The short ways for heads and names find what trying every name finds."""
    pattern = algebra.action(f"{prefix}:{head}{tail}")
    names = known_actions.names(prefix)
    assert names is not None
    expected = [number for number, name in enumerate(names.folded) if patterns.matches(pattern, name)]
    assert list(known_actions.numbers(names.matching(pattern))) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sqs:*message", {"sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"}),
        ("IAM:passrole", {"iam:PassRole"}),
        ("iam:NoSuchAction", set()),
        ("nosuchservice:*", set()),
    ],
)
def test_the_actions_that_a_text_means(text: str, names: set[str]) -> None:
    """With the prefix, in AWS's spelling."""
    assert {action.name for action in known_actions.meant(text)} == names


@pytest.mark.parametrize("text", ["*", "*:*"])
def test_everything_is_every_action_of_every_service(text: str) -> None:
    """As many as the shipped data has."""
    assert sum(1 for _ in known_actions.meant(text)) == 22_345


def test_an_action_by_name() -> None:
    """In any case; None where there is no such action or service."""
    found = known_actions.find("IAM:passrole")
    assert found is not None
    assert (found.name, found.level, found.formats[0]) == (
        "iam:PassRole",
        services.AccessLevel.WRITE,
        "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
    )
    assert known_actions.find("iam:PassRoles") is None
    assert known_actions.find("x:PassRole") is None


def test_no_service_is_read_for_a_star() -> None:
    """What all actions are called is known without any of the services' files."""
    script = """
import builtins, io, pathlib
from rolecast.iam import known_actions
opened = []
real = io.open
def watched(file, *arguments, **options):
    opened.append(str(file))
    return real(file, *arguments, **options)
io.open = watched
builtins.open = watched
pathlib.io.open = watched
assert sum(1 for _ in known_actions.meant("*")) > 20_000
assert [name for name in opened if name.endswith("actions.txt")], opened
assert not [name for name in opened if "services" in name], opened
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
