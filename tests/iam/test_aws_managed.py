"""The policies that AWS itself writes are read, written back and decided."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from rolecast.iam import decision, fixed, writing
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.reading import texts

POLICIES = {name: policy["Document"] for name, policy in json.loads(aws_managed_policies_data).items()}
CONTEXT: dict[str, str | tuple[str, ...]] = {
    "aws:PrincipalAccount": "111122223333",
    "aws:RequestedRegion": "eu-west-1",
    "aws:TagKeys": ("a", "b"),
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {name: Document(document, source=name) for name, document in POLICIES.items()}


def test_there_are_all(documents: Mapping[str, Document]) -> None:
    """As many as moto 5.2.5 carries."""
    assert len(documents) == 1582


def test_each_is_written_back_as_it_was(documents: Mapping[str, Document]) -> None:
    """To the bracket."""
    for name, document in documents.items():
        assert writing.to_json(document.content) == POLICIES[name], name


def test_each_text_is_the_same_document(documents: Mapping[str, Document]) -> None:
    """Read with places, of every tenth."""
    for name, document in list(documents.items())[::10]:
        assert Document.of_node(texts.parse(json.dumps(POLICIES[name], indent=2), name)).content == document.content, (
            name
        )


def test_each_decides_what_its_statements_say(documents: Mapping[str, Document]) -> None:
    """A request made from the first action and resource of each statement is decided without an error, and a
    statement without conditions and variables decides it."""
    for name, document in documents.items():
        engine = decision.compile(Policies(identity=(NamedPolicy(name, document),)))
        for number, statement in enumerate(document.statements):
            action = (statement.actions or ("other:Do",))[0].replace("*", "X").replace("?", "X")
            resource = (statement.resources or ("*",))[0]
            request = Request(
                action if ":" in action else "other:Do",
                resource if resource == "*" else resource.replace("*", "x").replace("?", "x"),
                context=CONTEXT,
            )
            found = engine.decide(request)
            if fixed.is_always_allowed(request.action.lower(), None) or found.blocked_by == (Layer.RESOURCE,):
                continue  # it needs no permission, or changes what only AWS changes, as service-linked roles do
            if found.answer is Answer.UNKNOWN:  # the policy of a key or of a role is not there
                assert action.startswith(("kms:", "sts:"))
            elif statement.actions and statement.resources and not statement.conditions and "${" not in resource:
                decided = [ref.statement for ref in found.statements if ref.effect is statement.effect]
                assert number in decided or found.answer is Answer.EXPLICIT_DENY, (name, number)
