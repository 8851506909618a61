"""What holds of every decision, and what an engine keeps. The rules themselves are in cases/decision.jsonl."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.iam import generated, reference
from tests.iam.generated import Json
from tests.runs import case_count

from rolecast.iam import cases, decision
from rolecast.iam.decision import Answer, Decision
from rolecast.iam.documents import Document
from rolecast.iam.policies import Layer, NamedPolicy, Policies, StatementRef
from rolecast.iam.requests import Request
from rolecast.iam.statements import Effect, PolicyType

SOME = settings(max_examples=case_count(150))


SINGLE = ("resource", "endpoint")


def decide(case: Json) -> Decision:
    read = cases.read(case)
    return read.engine.decide(read.request)


def groups(case: Json) -> Iterator[tuple[str, list[Json]]]:
    """The lists of documents in a case, the layer's name with each."""
    for key, value in case["policies"].items():
        if key in ("scps", "rcps"):
            for level in value:
                yield key, level
        elif key not in SINGLE:
            yield key, value


def singles(case: Json) -> list[tuple[str, Json]]:
    """The documents of layers with one policy, the layer's name with each."""
    return [(key, case["policies"][key]) for key in SINGLE if isinstance(case["policies"].get(key), dict)]


def everything(effect: str, key: str) -> Json:
    """A statement about every request."""
    statement = {"Effect": effect, "Action": "*", "Resource": "*"}
    return statement | ({"Principal": "*"} if key in ("rcps", "resource") else {})


@SOME
@given(generated.cases(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(case: Json, random: Random) -> None:
    """Of statements in a document and of documents in a layer."""
    changed = copy.deepcopy(case)
    documents = [document for _, group in groups(changed) for document in group]
    documents += [document for _, document in singles(changed)]
    for document in documents:
        if isinstance(document, dict):
            statements = reference.as_list(document["Statement"])
            document["Statement"] = random.sample(statements, len(statements)) + random.choices(statements, k=2)
    for _, group in groups(changed):
        random.shuffle(group)
        group.extend(random.choices(group, k=1) if group else [])
    before, after = decide(case), decide(changed)
    assert (after.answer, after.blocked_by, after.missing) == (before.answer, before.blocked_by, before.missing)


@SOME
@given(generated.cases())
def test_deny_beats_allow(case: Json) -> None:
    """A Deny that matches, in a layer that binds who asks, is an explicit deny whatever else there is.

    But for calls that need no permission.
    """
    assume(not reference.is_free(case["request"]))
    for key in {key for key, _ in groups(case)}:
        changed = copy.deepcopy(case)
        level = next(group for name, group in groups(changed) if name == key)
        level.append({"Statement": everything("Deny", key)})
        before, after = decide(case).answer, decide(changed)
        assert after.answer is (Answer.EXPLICIT_DENY if is_bound(case, key) else before)
        assert after.answer is not Answer.EXPLICIT_DENY or after.statements[0].effect is Effect.DENY


def is_bound(case: Json, key: str) -> bool:
    """Whether the layer binds who asks: a service is bound by RCPs alone, a service-linked role by neither."""
    principal = case["request"].get("principal", "arn:")
    if not principal.startswith("arn:") or "-provider/" in principal:
        return key == "rcps"
    return key not in ("scps", "rcps") or "AWSServiceRoleFor" not in principal


@SOME
@given(generated.cases(), st.data())
def test_a_deny_never_gives_and_an_allow_never_takes_away(case: Json, data: st.DataObject) -> None:
    """One more statement in a document that is there."""
    before = decide(case).answer
    for effect in ("Allow", "Deny"):
        changed = copy.deepcopy(case)
        documents = [(key, each) for key, group in groups(changed) for each in group if isinstance(each, dict)]
        documents += singles(changed)
        if not documents:
            continue
        key, document = data.draw(st.sampled_from(documents))
        layer = key.removesuffix("s") if key in ("scps", "rcps") else key
        added = generated.a_statement(generated.Choices(data.draw), layer, case["request"], (effect,))
        document["Statement"] = [*reference.as_list(document["Statement"]), added]
        after = decide(changed).answer
        if effect == "Allow":
            assert before is not Answer.ALLOW or after is Answer.ALLOW
            assert before is not Answer.EXPLICIT_DENY or after is Answer.EXPLICIT_DENY
        else:
            assert after is not Answer.ALLOW or before is Answer.ALLOW


def engine(*statements: Json, **layers: Json) -> decision.Engine:
    document = Document({"Version": "2012-10-17", "Statement": list(statements)})
    return decision.compile(Policies(identity=(NamedPolicy("Own", document),), **layers))


ALLOW = {"Sid": "Get", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}


def test_a_decision_names_its_statements() -> None:
    """By layer, the name of the policy, the number, the Sid and the effect."""
    found = engine(ALLOW | {"Sid": "A"}, ALLOW).decide(Request("s3:GetObject", "arn:aws:s3:::b/k"))
    assert found.answer is Answer.ALLOW
    assert found.statements == (
        StatementRef(Layer.IDENTITY, "Own", 0, "A", Effect.ALLOW),
        StatementRef(Layer.IDENTITY, "Own", 1, "Get", Effect.ALLOW),
    )


def test_missing_keys_are_those_of_statements_that_are_about_the_request() -> None:
    """Keys of a statement on another action or resource are not asked for; each key is named once."""
    found = engine(
        ALLOW | {"Condition": {"StringEquals": {"A:One": "x", "b:Two": "${C:three}"}, "Null": {"a:one": "false"}}},
        ALLOW | {"Sid": "B", "Action": "s3:Put*", "Condition": {"Bool": {"d:four": "true"}}},
        ALLOW | {"Sid": "C", "Resource": "arn:aws:s3:::other", "Condition": {"Bool": {"e:five": "true"}}},
        ALLOW | {"Sid": "D", "Resource": "arn:aws:s3:::${f:Six}", "Condition": {"Bool": {"g:seven": "true"}}},
    ).decide(Request("s3:GetObject", "arn:aws:s3:::b/k", context={"B:TWO": "x"}))
    assert found.missing == ("A:One", "C:three", "f:Six")


def test_decide_many_streams() -> None:
    """One decision for each request, in order, as the requests come."""
    asked = []

    def requests() -> Iterator[Request]:
        for action in ("s3:GetObject", "s3:PutObject"):
            asked.append(action)
            yield Request(action, "arn:aws:s3:::b/k")

    decisions = engine(ALLOW).decide_many(requests())
    assert asked == []
    assert next(decisions).answer is Answer.ALLOW
    assert asked == ["s3:GetObject"]
    assert next(decisions).answer is Answer.IMPLICIT_DENY


def test_what_an_engine_keeps_is_bounded() -> None:
    """However many actions, contexts and principals there are."""
    one = engine(ALLOW | {"Action": "*", "Condition": {"StringEqualsIfExists": {"a:b": "${c:d, 'x'}"}}})
    for number in range(decision.MOST_KEPT + 10):
        found = one.decide(Request(f"s3:Get{number}", principal=f"arn:aws:iam::{number:012}:role/x"))
        assert found.answer is Answer.ALLOW
    assert len(one._plans) <= decision.MOST_KEPT
    assert len(one._decisions) <= decision.MOST_KEPT


def test_only_statements_about_the_action_are_looked_at() -> None:
    """The others are not even read, so their number does not count."""
    one = engine(*({**ALLOW, "Sid": f"S{number}", "Action": f"svc{number}:*"} for number in range(500)))
    one.decide(Request("svc7:Do", "arn:aws:s3:::b"))
    assert len(one._clauses) == 1


def test_a_request_is_a_plain_value() -> None:
    """Its keys in lower case, several values as a tuple, the account from the ARN."""
    request = Request("a:b", "arn:aws:sns:eu-west-1:111122223333:t", context={"A:B": ("x",), "c:D": "y"})
    assert request.context == {"a:b": ("x",), "c:d": "y"}
    assert request.resource_account == "111122223333"
    assert Request("a:b", "arn:aws:s3:::b").resource_account is None
    assert Request("a:b", "arn:aws:iam::aws:policy/x").resource_account is None


def decision_of(policies: Policies, action: str, resource: str, principal: str, **given: Json) -> Decision:
    return decision.Engine(policies).decide(Request(action, resource, principal=principal, **given))


def named(name: str, action: str = "*") -> NamedPolicy:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return NamedPolicy(name, Document({"Version": "2012-10-17", "Statement": statement}))


LINKED = "arn:aws:iam::123456789012:role/aws-service-role/example.amazonaws.com/AWSServiceRoleForExample"
SESSION = "arn:aws:sts::123456789012:assumed-role/example/session"


def test_a_policy_that_does_not_bind_is_not_missed() -> None:
    """A service control policy whose text is not known leaves a service-linked role's answer as it is."""
    policies = Policies(identity=(named("own"),), scps=((NamedPolicy("guard", None),),))
    assert decision_of(policies, "s3:GetObject", "arn:aws:s3:::b/k", LINKED).answer is Answer.ALLOW
    found = decision_of(policies, "s3:GetObject", "arn:aws:s3:::b/k", SESSION)
    assert (found.answer, found.unavailable) == (Answer.UNKNOWN, ("guard",))
    both = Policies(identity=(named("own"), NamedPolicy("more", None)), scps=((NamedPolicy("guard", None),),))
    found = decision_of(both, "s3:GetObject", "arn:aws:s3:::b/k", LINKED)
    assert (found.answer, found.unavailable) == (Answer.UNKNOWN, ("more",))


def test_what_is_denied_needs_no_further_policy() -> None:
    """Across accounts the resource's policy is missed only if the identity's own allows."""
    resource, owner = "arn:aws:s3:::b/k", "111122223333"
    denied = decision_of(
        Policies(identity=(named("own", "sqs:*"),)), "s3:GetObject", resource, SESSION, resource_account=owner
    )
    assert (denied.answer, denied.unavailable) == (Answer.IMPLICIT_DENY, ())


def test_a_key_is_guarded_against_services_too() -> None:
    """Without the key's policy nobody's own policy decides, a service-linked role's neither."""
    key = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-12ab-34cd-56ef-1234567890ab"
    for principal in (LINKED, SESSION):
        found = decision_of(Policies(identity=(named("own"),)), "kms:Decrypt", key, principal)
        assert (found.answer, found.unavailable) == (Answer.UNKNOWN, (key,))


def test_aws_changes_what_it_owns() -> None:
    """By its services, and nobody else whatever the policies say."""
    alias = "arn:aws:kms:us-east-1:123456789012:alias/aws/s3"
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    own = NamedPolicy("resource", Document({"Version": "2012-10-17", "Statement": statement}, PolicyType.RESOURCE))
    everybody = Policies(identity=(named("own"),), resource=own)
    assert decision_of(everybody, "kms:UpdateAlias", alias, "s3.amazonaws.com").answer is Answer.ALLOW
    assert decision_of(everybody, "kms:UpdateAlias", alias, SESSION).answer is Answer.IMPLICIT_DENY
