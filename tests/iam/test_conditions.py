"""Operators by name, their values, and what tests hold. The rules themselves are in cases/conditions.jsonl."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from tests.iam.generated import Json

from rolecast.iam import conditions, operators, scalars
from rolecast.iam.operators import Quantifier, Relation, ValueComparison
from rolecast.iam.statements import Condition


def test_an_operator_is_read_from_its_name() -> None:
    """With its prefix and its suffix."""
    found = operators.operator("ForAnyValue:StringNotLikeIfExists")
    assert found is not None
    assert found.comparison is ValueComparison.TEXT_PATTERN
    assert found.relation is Relation.EQUAL
    assert (found.negated, found.quantifier, found.if_exists) == (True, Quantifier.ANY, True)
    numeric = operators.operator("NumericLessThanEquals")
    assert numeric is not None
    assert numeric.relation is Relation.AT_MOST


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("StringEqual", "did you mean `StringEquals`?"),
        ("stringequals", "did you mean `StringEquals`?"),
        ("StringEqualsIfExist", "did you mean `StringEquals`?"),
        ("ForAllValue:StringEquals", "did you mean `ForAllValues`?"),
        ("Some:StringEquals", "a prefix is `ForAllValues:` or `ForAnyValue:`"),
        ("ForAllValues:StringLikes", "did you mean `StringLike`?"),
        ("NullIfExists", "`Null` already tests whether a key exists: remove `IfExists`"),
        ("IfExists", None),
        ("", None),
        (":StringEquals", "a prefix is `ForAllValues:` or `ForAnyValue:`"),
    ],
)
def test_an_unknown_operator(name: str, help: str) -> None:
    """There is none of that name, and the nearest is named."""
    assert operators.operator(name) is None
    assert operators.similar(name) == help


@pytest.mark.parametrize(
    ("text", "number"),
    [("10", 10), ("+1", 1), ("-1.5", Fraction(-3, 2)), ("1e2", 100), ("0.10", Fraction(1, 10)), ("007", 7)],
)
def test_numbers(text: str, number: float | None) -> None:
    """Integers and decimals, exactly."""
    assert scalars.number(text) == number


@pytest.mark.parametrize("text", ["", "x", "1.", ".5", "1,5", "0x1", "nan", "inf", "1e9999", " 1", "١", "1" * 200])
def test_no_numbers(text: str) -> None:
    """Anything else is none, and nothing is so large that it takes long."""
    assert scalars.number(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 1, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("2026-02-03T04:05Z", datetime(2026, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-02-03T04:05:06Z", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2026-02-03T04:05:06.5Z", datetime(2026, 2, 3, 4, 5, 6, 500_000, tzinfo=UTC)),
        ("2026-02-03T04:05:06", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("2026-02-03T04:05:06+09:00", datetime(2026, 2, 2, 19, 5, 6, tzinfo=UTC)),
        ("2026-02-03T04:05:06-01:30", datetime(2026, 2, 3, 5, 35, 6, tzinfo=UTC)),
        ("1969-12-31T23:59:59.5Z", datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1767323045", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1767323045.25", datetime(2026, 1, 2, 3, 4, 5, 250_000, tzinfo=UTC)),
        ("-1", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_dates(text: str, moment: datetime) -> None:
    """ISO 8601 as the W3C writes it, or seconds since 1970."""
    assert scalars.date(text) == Fraction(str(moment.timestamp()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-13",
        "2026-02-30",
        "2026-02-03T25:00Z",
        "2026-02-03 04:05:06Z",
        "0000-01-01",
        "1" * 30,
        "20260203"[:7] + "x",
    ],
)
def test_no_dates(text: str) -> None:
    """Anything else is none."""
    assert scalars.date(text) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_zone_may_lead_out_of_the_calendar(text: str) -> None:
    """The moment is still one to compare with."""
    assert scalars.date(text) is not None


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("10.0.0.1", "10.0.0.1/32"),
        ("10.0.0.77/24", "10.0.0.0/24"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("2001:DB8::1/32", "2001:db8::/32"),
    ],
)
def test_networks(text: str, network: Json) -> None:
    """CIDR, whose host bits are ignored, or one address."""
    assert str(scalars.network(text)) == network


@pytest.mark.parametrize(
    "text", ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/255.0.0.0", "10.0.0.0/", "x/8", "fe80::1%eth0", "10.0.0.0/²"]
)
def test_no_networks(text: str) -> None:
    """Anything else is none."""
    assert scalars.network(text) is None


def holds(operator: str, values: Json, given: Json, *, has_variables: bool = True) -> bool:
    test = conditions.test(Condition(operator, "A:Key", values), has_variables=has_variables)
    return test.holds({} if given is None else {"a:key": given})


def test_a_value_that_cannot_be_read_is_no_value() -> None:
    """A positive operator then holds of nothing, its negation of everything that is there."""
    assert not holds("NumericEquals", ("ten",), "ten")
    assert holds("NumericNotEquals", ("ten",), "ten")
    assert not holds("IpAddress", ("anywhere",), "10.0.0.1")
    assert holds("NotIpAddress", ("anywhere",), "10.0.0.1")
    assert not holds("BinaryEquals", ("?",), "?")
    assert not holds("Bool", ("yes",), "yes")
    assert not holds("Null", ("yes",), None)
    assert not holds("ArnLike", ("arn:aws",), "arn:aws:s3:::b")


def test_case_of_true_and_false_does_not_matter() -> None:
    """In policy and request."""
    assert holds("Bool", ("True",), "TRUE")
    assert holds("Null", ("True",), None)


def test_several_values_without_a_set_operator_hold_of_nothing() -> None:
    """Whether the operator is negated or not."""
    assert not holds("StringEquals", ("a",), ("a", "b"))
    assert not holds("StringNotEquals", ("a",), ("b", "c"))
    assert not holds("StringEqualsIfExists", ("a",), ("a", "b"))


def test_an_empty_list_is_a_missing_key() -> None:
    """For operators without a set prefix too."""
    assert not holds("StringEquals", ("",), ())
    assert holds("StringNotEquals", ("a",), ())
    assert holds("StringEqualsIfExists", ("a",), ())
    assert holds("Null", ("true",), ())


def test_an_empty_text_is_a_value_unless_sets_are_asked_for() -> None:
    """StringEquals compares it, ForAnyValue does not see it."""
    assert holds("StringEquals", ("",), "")
    assert not holds("ForAnyValue:StringEquals", ("",), "")
    assert holds("ForAnyValue:StringEquals", ("",), ("", "a"))


def test_any_value_of_the_policy_is_enough() -> None:
    """With variables and without, whatever the operator."""
    user = {"aws:username": "Ana", "a:other": "x"}
    for operator, values, given in (
        ("StringEquals", ("${a:Other}", "${aws:username}"), "Ana"),
        ("StringLike", ("${a:Other}*", "${aws:username}*"), "Ana1"),
        ("StringLike", ("x*", "A*"), "Ana"),
        (
            "ArnLike",
            ("arn:aws:iam::1:user/${a:Other}", "arn:aws:iam::1:user/${aws:username}"),
            "arn:aws:iam::1:user/Ana",
        ),
        ("ArnEquals", ("arn:aws:iam::1:user/x", "arn:aws:iam::1:user/Ana"), "arn:aws:iam::1:user/Ana"),
        ("NumericEquals", ("1", "2"), "2"),
        ("IpAddress", ("192.0.2.0/24", "10.0.0.0/8"), "10.0.0.1"),
    ):
        test = conditions.test(Condition(operator, "A:Key", values), has_variables=True)
        assert test.holds({**user, "a:key": given})
        assert not test.holds({**user, "a:key": "other"})


def test_a_variable_has_the_case_of_what_it_stands_for() -> None:
    """It is compared as the operator says, and its own text matches nothing."""
    for operator, given, right in (
        ("StringEquals", "Ana", True),
        ("StringEquals", "ana", False),
        ("StringEqualsIgnoreCase", "ANA", True),
        ("StringEquals", "${aws:username}", False),
        ("StringLike", "${aws:username}", False),
    ):
        test = conditions.test(Condition(operator, "A:Key", ("${aws:username}",)), has_variables=True)
        assert test.holds({"aws:username": "Ana", "a:key": given}) is right


def test_false_is_a_value() -> None:
    """Bool asks for it, and Null with it for a key that is there."""
    assert holds("Bool", ("false",), "false")
    assert not holds("Bool", ("false",), "true")
    assert holds("Null", ("false",), "x")
    assert not holds("Null", ("false",), None)


def test_a_number_is_not_a_year() -> None:
    """A date may be one; NumericEquals and DateEquals read the same text otherwise."""
    assert holds("NumericEquals", ("2026",), "2026")
    assert holds("DateEquals", ("2026",), "2026-01-01T00:00:00Z")
    assert not holds("NumericEquals", ("2026",), "2026-01-01T00:00:00Z")


def test_what_is_no_address_is_in_no_network() -> None:
    """IpAddress does not hold of it, NotIpAddress does."""
    assert not holds("IpAddress", ("0.0.0.0/0",), "somewhere")
    assert holds("NotIpAddress", ("0.0.0.0/0",), "somewhere")


def test_sets_of_texts() -> None:
    """A single text is a set of one, an empty list no key, and an empty text a value beside others."""
    assert holds("ForAllValues:StringEquals", ("ab",), "ab")
    assert not holds("ForAnyValue:StringEquals", ("a",), "ab")
    assert holds("ForAnyValue:StringEqualsIfExists", ("a",), ())
    assert not holds("ForAnyValue:StringEquals", ("a",), ())
    assert not holds("ForAllValues:StringEquals", ("a",), ("a", ""))
    assert holds("Null", ("false",), ("a", ""))
    assert holds("Null", ("true",), ("",))


def test_the_keys_that_a_test_asks_for() -> None:
    """Its own and those of its variables, as they were written."""
    test = conditions.test(Condition("StringLike", "A:Key", ("${B:Key}-${C:Key, 'x'}",)), has_variables=True)
    assert conditions.keys(test) == ("A:Key", "B:Key", "C:Key")
    test = conditions.test(Condition("Null", "A:Key", ("true",)), has_variables=True)
    assert conditions.keys(test) == ("A:Key",)


def test_tests_are_plain_values() -> None:
    """Equal conditions have equal tests."""
    condition = Condition("ForAllValues:ArnLike", "A:Key", ("arn:aws:s3:::${B:Key}", "arn:aws:s3:::b*"))
    assert conditions.test(condition, has_variables=True) == conditions.test(condition, has_variables=True)
    assert hash(conditions.test(condition, has_variables=True))


def test_tests_are_equal_where_they_hold_for_the_same_contexts() -> None:
    """However they were written; an Arn operator compares part by part, so it is never equal to one of texts."""

    def read(operator: str, key: str, value: str) -> conditions.Test:
        return conditions.test(Condition(operator, key, (value,)), has_variables=True)

    assert read("StringLike", "A:Key", "${B:Key}") == read("StringLike", "a:key", "${B:Key}")
    assert len({read("StringLike", "A:Key", "a*"), read("StringLike", "a:KEY", "a*")}) == 1
    assert read("StringLike", "A:Key", "${B:Key}") != read("ArnLike", "A:Key", "${B:Key}")
    assert read("StringLike", "A:Key", "a*") != read("StringNotLike", "A:Key", "a*")
