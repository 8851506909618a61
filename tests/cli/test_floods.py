"""Files of nothing but faults, or of more than fits: told in a few pages, and without work that grows out of hand."""

from __future__ import annotations

from cProfile import Profile

import pytest
from tests.cli.conftest import Call

from rolecast.reading import faults as faults_module
from rolecast.reading import nodes
from rolecast.reading.faults import MOST_LISTED
from rolecast.reading.shapes import MOST_ITEMS

HEAD = 'version: 1\naccount: "123456789012"\nregion: us-east-1\nroles:\n'
COUNT = 3_000


def _flood(line: str, before: str = "  a:\n") -> str:
    return HEAD + before + "".join(line.format(n=n) + "\n" for n in range(COUNT))


FLOODS = {
    "unknown keys": (_flood("    key{n}: 1"), COUNT),
    "duplicate keys": (_flood("    path: /"), COUNT - 1),
    "unknown activities": (_flood("      activity{n}:", "  a:\n    activities:\n"), COUNT),
    "unknown roles and policies": (
        _flood("  r{n}: {{pass_roles: [q{n}], additional_policies: [p{n}]}}", ""),
        2 * COUNT,
    ),
    "policies with unknown elements": (
        _flood(
            "      p{n}: {{Version: 2012-10-17, Statemnt: 1, Statement:"
            " [{{Effect: Deny, Action: '*', Resource: '*'}}]}}",
            "  a:\n    extra_policies:\n",
        ),
        COUNT,
    ),
}


@pytest.mark.parametrize("name", FLOODS)
def test_of_many_faults_some_are_listed_and_the_others_counted(
    name: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a misspelt word was meant to be is looked for only where it is told."""
    looked_for: list[str] = []
    nearest = faults_module.nearest

    def counted(word: str, known: object) -> str | None:
        looked_for.append(word)
        return nearest(word, known)  # type: ignore[arg-type]

    monkeypatch.setattr(faults_module, "nearest", counted)
    text, count = FLOODS[name]
    outcome = call("build", "-", stdin=text)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.count("standard input:") == MOST_LISTED
    assert outcome.err.endswith(f"{count:,} errors ({MOST_LISTED} listed); nothing was written\n")
    assert len(looked_for) <= (COUNT if "policies with" in name else MOST_LISTED)  # each policy is read by itself


def test_check_counts_them_too(call: Call) -> None:
    """On standard error, where the faults are."""
    outcome = call("check", "-", stdin=FLOODS["unknown keys"][0])
    assert outcome.status == 1
    assert outcome.err.endswith(f"\n{COUNT - MOST_LISTED:,} more\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{HEAD}  a: {{pass_roles: [{','.join(f'r{n}' for n in range(MOST_ITEMS + 1))}]}}\n",
            "standard input:5:19: 10,001 items; a list here has at most 10,000\n",
        ),
        (
            HEAD + "".join(f"  r{n}:\n" for n in range(MOST_ITEMS + 1)),
            "standard input:5:3: 10,001 keys; a mapping here has at most 10,000\n  help: split the file\n",
        ),
        ("[" + "1," * nodes.MAX_VALUES + "1]", "the file contains more than 500,000 values up to here\n"),
    ],
    ids=["a list", "a mapping", "a file"],
)
def test_what_is_too_much_is_refused(text: str, message: str, call: Call) -> None:
    """By a limit that is stated: more items or roles than IAM takes, or more values than anybody writes."""
    outcome = call("build", "-", stdin=text)
    assert (outcome.status, outcome.out) == (1, "")
    assert message in outcome.err


def test_twice_the_roles_take_twice_the_steps(call: Call) -> None:
    """Counted in calls of functions, which no machine makes slower."""
    counts = []
    for count in (150, 300):
        text = HEAD + "".join(f"  r{n}: {{activities: {{manage-ml-jobs: }}}}\n" for n in range(count))
        profile = Profile()
        profile.enable()
        assert call("build", "-", stdin=text).status == 0
        profile.disable()
        counts.append(sum(entry.callcount for entry in profile.getstats()))
    assert counts[1] < 2.2 * counts[0]
