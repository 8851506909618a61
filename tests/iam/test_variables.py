"""Which texts are variables, and what becomes of them."""

from __future__ import annotations

import pytest
from tests.iam.generated import Json

from rolecast.iam import variables
from rolecast.iam.patterns import Wildcard
from rolecast.iam.variables import TextTemplate, Variable


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a",)),
        ("", ()),
        ("a*?", ("a", Wildcard.ANY, Wildcard.ONE)),
        ("${aws:username}", (Variable("aws:username"),)),
        ("a/${aws:username}/*", ("a/", Variable("aws:username"), "/", Wildcard.ANY)),
        ("${aws:PrincipalTag/cost center}", (Variable("aws:PrincipalTag/cost center"),)),
        ("${ aws:userid , 'no body' }", (Variable("aws:userid", "no body"),)),
        ("${aws:userid, ''}", (Variable("aws:userid", ""),)),
        ("${aws:userid,'x'}${aws:username}", (Variable("aws:userid", "x"), Variable("aws:username"))),
        ("${*}${?}${$}", ("*", "?", "$")),
        ("${}", ("${}",)),
        ("${ }", ("${ }",)),
        ("${aws:username", ("${aws:username",)),
        ("${aws:userid, x}", ("${aws:userid, x}",)),
        ("$aws", ("$aws",)),
        ("${${aws:username}}", ("${", Variable("aws:username"), "}")),
    ],
)
def test_the_parts_of_a_text(text: str, parts: Json) -> None:
    """Variables have keys, perhaps with a default; what only looks like one is plain text."""
    assert variables.template(text, wildcards=True) == TextTemplate(parts)


def test_without_wildcards_stars_are_literal() -> None:
    """As in StringEquals."""
    assert variables.template("a*${aws:username}?", wildcards=False).parts == ("a*", Variable("aws:username"), "?")


@pytest.mark.parametrize(
    ("resource", "names"),
    [
        ("arn:aws:s3:::${a:b}", ["a:b"]),
        ("arn:aws:s3:::x:${a:b}/${c:d}", ["a:b", "c:d"]),
        ("arn:aws:sqs:*:${a:b}:x", []),
        ("arn:aws:sqs:${a:b}:1:${c:d}", ["c:d"]),
        ("${a:b}", []),
        ("*", []),
    ],
)
def test_a_resource_has_variables_after_the_fifth_colon(resource: str, names: list[str]) -> None:
    """Before it, they are plain text."""
    assert [variable.key for variable in variables.resource_template(resource).variables] == names


@pytest.mark.parametrize(
    ("context", "filled"),
    [
        ({"a:b": "x"}, ("<", "x", ">")),
        ({"a:b": ("x",)}, ("<", "x", ">")),
        ({"a:b": "*"}, ("<", "*", ">")),
        ({}, None),
        ({"a:b": ""}, None),
        ({"a:b": ()}, None),
        ({"a:b": ("x", "y")}, None),
    ],
)
def test_a_template_is_filled(context: Json, filled: Json) -> None:
    """With the one value of the key, as literal text; an empty value is none, and so are several."""
    assert variables.fill(variables.template("<${A:B}>", wildcards=True), context) == filled


@pytest.mark.parametrize("context", [{}, {"a:b": ""}, {"a:b": ("x", "y")}])
def test_a_default_stands_in(context: Json) -> None:
    """Where the key has not one value."""
    assert variables.fill(variables.template("${a:b, 'd*'}", wildcards=True), context) == ("d*",)


def test_many_braces_end() -> None:
    """Reading variables does not go back over the text again and again."""
    text = "${a " * 20_000 + "${" * 20_000 + "${a" + " " * 20_000
    assert variables.template(text, wildcards=True).variables == ()
