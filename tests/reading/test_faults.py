"""Faults as people see them."""

import pytest

from rolecast.account.errors import AccountError
from rolecast.deployment.execute import RefusedPlanError
from rolecast.reading.faults import Fault, Faults, InputError, Place, RolecastError, did_you_mean
from rolecast.role import UnresolvedError


def test_a_fault_reads_as_place_message_and_remedy() -> None:
    """One line for what is wrong and where, one for what to do; either place or remedy may be missing."""
    place = Place("roles.yaml", 3, 7)
    assert str(Fault(place, "`x` is wrong", "write `y`")) == "roles.yaml:3:7: `x` is wrong\n  help: write `y`"
    assert str(Fault(None, "`x` is wrong")) == "`x` is wrong"


def test_a_fault_neither_breaks_its_line_nor_drives_a_terminal() -> None:
    """What a person wrote is quoted with escapes; letters of any script stay as they are."""
    fault = Fault(Place("roles.yaml", 1, 1), "`a\nb\x1b[31m売上` is wrong", "write `\x07`")
    assert str(fault) == "roles.yaml:1:1: `a\\nb\\x1b[31m売上` is wrong\n  help: write `\\x07`"


def test_an_error_sorts_its_faults_by_place() -> None:
    """Those without a place come first, the same one only once; lines are numbers, not words."""
    late, early = Fault(Place("a", 10, 1), "late"), Fault(Place("a", 9, 2), "early")
    nowhere, other = Fault(None, "nowhere"), Fault(Place("b", 1, 1), "other file")
    error = InputError([other, late, early, late, nowhere])
    assert error.faults == (nowhere, early, late, other)
    assert str(error) == "nowhere\na:9:2: early\na:10:1: late\nb:1:1: other file"
    assert isinstance(error, RolecastError)


def test_faults_are_raised_only_where_there_are_any() -> None:
    """A collection that stayed empty says nothing."""
    faults = Faults()
    faults.raise_any()
    faults.add(None, "wrong", "mend it")
    assert (len(faults), list(faults)) == (1, [Fault(None, "wrong", "mend it")])
    with pytest.raises(InputError, match=r"wrong\n  help: mend it"):
        faults.raise_any()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("manage-model", "manage-models"),
        ("MANAGE-MODELS", "manage-models"),
        ("s3bucket", "S3-Bucket"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_suggested(word: str, meant: str | None) -> None:
    """In its own spelling, whatever case was typed; nothing where nothing is near."""
    known = ["manage-models", "manage-endpoints", "S3-Bucket"]
    assert did_you_mean(word, known) == (f"did you mean `{meant}`?" if meant else None)


@pytest.mark.parametrize("kind", [RolecastError, InputError, UnresolvedError, RefusedPlanError])
def test_every_error_has_its_faults_apart(kind: type[RolecastError]) -> None:
    """Message, place and help are fields of each error: nobody cuts them out of its text."""
    error = kind([Fault(None, "too late", "begin again")])
    assert [tuple(fault) for fault in error.faults] == [(None, "too late", "begin again", None)]
    assert str(error) == "too late\n  help: begin again"


def test_an_error_of_aws_has_its_help_apart() -> None:
    """What it is built from is a message and a help."""
    assert AccountError("AWS is away", "wait").faults == (Fault(None, "AWS is away", "wait"),)
