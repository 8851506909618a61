"""Documents written back, in one form, and shorter with the same meaning."""

import json

import pytest
from hypothesis import given, settings
from tests.iam import generated

from rolecast.iam import cases, grammar, patterns, rewriting
from rolecast.iam.documents import PolicyType
from rolecast.iam.policies import Policies, Policy
from rolecast.iam.quotas import document_size


def minimised(*statements):
    """The statements of the minimised document, as JSON."""
    document = rewriting.minimise(grammar.parse({"Statement": list(statements)}))
    return rewriting.to_json(document)["Statement"]


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


@pytest.mark.parametrize(
    ("policy_type", "policy"),
    [
        (PolicyType.IDENTITY, {"Statement": allow("s3:*")}),
        (PolicyType.IDENTITY, {"Version": "2012-10-17", "Statement": [allow(["s3:*"], ["*", "*"], Sid="A")]}),
        (
            PolicyType.IDENTITY,
            {
                "Statement": {
                    "Effect": "Deny",
                    "NotAction": ["a:b", "A:B"],
                    "NotResource": "*",
                    "Condition": {
                        "Bool": {"a:b": [True, "true"], "c:d": False},
                        "NumericLessThan": {"e:f": 1.5, "g:h": [10, -3, 0, 12345678901234567890]},
                        "StringEquals": {"i:j": []},
                    },
                }
            },
        ),
        (
            PolicyType.RESOURCE,
            {
                "Id": "x",
                "Statement": [
                    {"Effect": "Deny", "NotPrincipal": {"AWS": ["123456789012"], "Service": "a.b"}, "Action": []},
                    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                    {"Effect": "Allow", "Principal": {}, "Action": "*", "Resource": "*"},
                ],
            },
        ),
    ],
)
def test_what_was_written_is_written_back(policy_type, policy):
    """Texts and lists, numbers and booleans stay what they were, from JSON and from a text."""
    for document in (grammar.parse(policy, policy_type), grammar.parse_text(json.dumps(policy), "x", policy_type)):
        written = rewriting.to_json(document)
        assert json.dumps(written, sort_keys=True) == json.dumps(policy, sort_keys=True)


def test_elements_are_written_in_the_order_of_the_reference():
    """However they were written."""
    policy = {"Statement": {"Resource": "*", "Condition": {}, "Action": "*", "Effect": "Allow", "Sid": "A"}}
    written = rewriting.to_json(grammar.parse(policy))
    assert list(written["Statement"]) == ["Sid", "Effect", "Action", "Resource"]


def test_a_normal_form_forgets_order_repetition_and_brackets():
    """Of statements, of lists, and of everything in conditions and principals."""
    one = {"Statement": [allow(["s3:b", "s3:a"], Condition={"Bool": {"a:b": ["x", "y"]}}), allow("ec2:*")]}
    other = {
        "Statement": [
            allow(["ec2:*", "ec2:*"], ["*"]),
            allow(["s3:a", "s3:b"], Condition={"Bool": {"a:b": ["y", "x", "x"]}}),
            allow("ec2:*"),
        ]
    }
    assert rewriting.normalise(grammar.parse(one)) == rewriting.normalise(grammar.parse(other))


def test_a_normal_form_keeps_what_differs():
    """Sids, versions, and a list with one entry more."""
    forms = [
        {"Statement": allow("s3:*")},
        {"Statement": allow("s3:*", Sid="A")},
        {"Version": "2012-10-17", "Statement": allow("s3:*")},
        {"Statement": allow(["s3:*", "ec2:*"])},
        {"Statement": allow("s3:*") | {"Effect": "Deny"}},
    ]
    assert len({rewriting.normalise(grammar.parse(form)) for form in forms}) == len(forms)


def test_what_another_entry_covers_is_left_out():
    """Actions without regard to case, resources with it; the first of equals stays."""
    assert minimised(allow(["s3:GetObject", "S3:get*", "s3:PUTobject", "s3:PutObject"])) == allow(
        ["S3:get*", "s3:PUTobject"]
    )
    resources = ["arn:aws:s3:::b/x", "arn:aws:s3:::b/*", "arn:aws:s3:::B/x", "arn:aws:s3:::b"]
    assert minimised(allow("s3:*", resources)) == allow("s3:*", resources[1:])
    assert minimised(allow("s3:*", ["*", *resources])) == allow("s3:*")


def test_resources_that_cannot_be_compared_stay():
    """Those with variables, and those that are still to be completed."""
    resources = ["arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/*", "arn:aws:sqs", "arn:aws:sqs*"]
    assert minimised(allow("*", resources)) == allow("*", resources)


def test_patterns_that_cover_each_other_keep_one():
    """The first of them."""
    assert minimised(allow(["s3:?*", "s3:?**", "s3:?*?", "s3:a"])) == allow("s3:?*")


def test_statements_are_joined():
    """Where they differ in their Action or in their Resource alone; a Sid that differs is lost."""
    assert minimised(allow("s3:a", Sid="A"), allow("s3:b", Sid="B")) == allow(["s3:a", "s3:b"])
    assert minimised(allow("s3:a", Sid="A"), allow("s3:b", "arn:aws:s3:::b")) == [
        allow("s3:a", Sid="A"),
        allow("s3:b", "arn:aws:s3:::b"),
    ]
    assert minimised(allow("s3:a", "arn:aws:s3:::b"), allow("s3:a", "arn:aws:s3:::c")) == allow(
        "s3:a", ["arn:aws:s3:::b", "arn:aws:s3:::c"]
    )
    assert minimised(allow("s3:a"), allow("s3:b"), allow(["s3:a", "s3:b"], "arn:aws:s3:::b")) == allow(["s3:a", "s3:b"])


def test_statements_that_are_not_joined():
    """Those with another effect, another condition, or a NotAction."""
    statements = [
        allow("s3:a"),
        allow("s3:b") | {"Effect": "Deny"},
        allow("s3:c", Condition={"Bool": {"a:b": True}}),
        {"Effect": "Allow", "NotAction": "s3:d", "Resource": "*"},
        {"Effect": "Allow", "NotAction": "s3:e", "Resource": "*"},
    ]
    assert minimised(*statements) == statements


@settings(max_examples=max(500, settings.default.max_examples // 10))
@given(generated.cases())
def test_a_minimised_document_decides_the_same(case):
    """Answer, blockers and missing keys; and it is no longer than before."""
    read = cases.read(case)
    given_policies = read.engine.policies

    def shorter(policy):
        if policy is None or policy.document is None:
            return policy
        document = rewriting.minimise(policy.document)
        assert document_size(rewriting.to_json(document)) <= document_size(rewriting.to_json(policy.document))
        return Policy(policy.name, document)

    def group(policies):
        return tuple(map(shorter, policies))

    engine = type(read.engine)(
        Policies(
            identity=group(given_policies.identity),
            boundary=group(given_policies.boundary),
            session=group(given_policies.session),
            scps=tuple(map(group, given_policies.scps)),
            rcps=tuple(map(group, given_policies.rcps)),
            resource=shorter(given_policies.resource),
        )
    )
    before, after = read.engine.decide(read.request), engine.decide(read.request)
    assert (after.answer, after.blocked_by) == (before.answer, before.blocked_by)


def test_patterns_that_cover_are_found_by_their_beginning():
    """A pattern whose text begins otherwise covers nothing of another."""
    assert not patterns.covers(patterns.pattern("s3:*"), patterns.pattern("ec2:*"))
