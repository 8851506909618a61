"""AWS managed policies: names to ARNs, names to documents."""

from __future__ import annotations

import pytest

from rolecast.iam import managed


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        ("AmazonSageMakerFullAccess", "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"),
        (
            "AmazonSageMakerCanvasAIServicesAccess",
            "arn:aws:iam::aws:policy/AmazonSageMakerCanvasAIServicesAccess",
        ),
        ("AWSGlueServiceRole", "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole"),
        ("DataScientist", "arn:aws:iam::aws:policy/job-function/DataScientist"),
    ],
)
def test_a_name_resolves_to_an_arn_with_the_policys_path(name: str, arn: str) -> None:
    """A policy's ARN holds its path, which its name does not tell."""
    policy = managed.find(name)
    assert policy is not None
    assert policy.arn("aws") == arn


def test_the_partition_is_the_callers() -> None:
    """In China the ARN names the partition aws-cn."""
    policy = managed.find("AmazonSageMakerFullAccess")
    assert policy is not None
    assert policy.arn("aws-cn") == "arn:aws-cn:iam::aws:policy/AmazonSageMakerFullAccess"


@pytest.mark.parametrize("name", ["amazonsagemakerfullaccess", "AmazonSageMaker", "", "\n", "Statement", "/"])
def test_only_the_exact_name_is_found(name: str) -> None:
    """A name in another case, part of a name and text that stands in the extract are not names of policies."""
    assert managed.find(name) is None
    assert managed.document(name) is None


def test_names_are_sorted_and_complete() -> None:
    """All 1,582 policies are there, and no two names differ in case alone."""
    names = managed.names()
    assert len(names) == 1582
    assert list(names) == sorted(names)
    assert len({name.lower() for name in names}) == len(names)


def test_dates_and_versions_are_known() -> None:
    """Each policy tells its default version and when it was made and changed."""
    policy = managed.find("AmazonSageMakerFullAccess")
    assert policy is not None
    assert policy == ("AmazonSageMakerFullAccess", "/", "v29", "2017-11-29", "2026-02-12")


def test_a_document_is_read_by_itself() -> None:
    """The document is AWS's own."""
    document = managed.document("AdministratorAccess")
    assert document is not None
    assert document.json == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }


def test_each_document_alone_equals_the_same_among_all() -> None:
    """First, last or between: a document found by its name is the one that stands under that name."""
    documents = dict(managed.documents())
    assert tuple(documents) == managed.names()
    for name in (*managed.names()[::50], managed.names()[-1]):
        assert managed.document(name) == documents[name]


def test_every_document_has_statements() -> None:
    """No document was cut off or emptied on its way into the extract."""
    for name, document in managed.documents():
        assert document.statements, name
        assert set(document.json) <= {"Id", "Version", "Statement"}, name
