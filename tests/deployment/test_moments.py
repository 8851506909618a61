"""Between any two calls a role is allowed what both its old and its new policies allow, and nothing that neither
does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.deployment import simulation
from tests.deployment.simulation import ACCOUNT
from tests.runs import case_count

from rolecast.account.state import Account
from rolecast.deployment.grant_work import Window
from rolecast.deployment.moments import Holdings, contains, excesses
from rolecast.deployment.steps import IamCall, Step
from rolecast.iam import decision
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy as Applied
from rolecast.iam.policies import Policies
from rolecast.iam.quotas import Quotas
from rolecast.iam.requests import Request
from rolecast.iam.statements import PolicyType
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role

EXAMPLES = case_count(20)
SAGEMAKER = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
TRUST = Document({"Version": "2012-10-17", "Statement": [SAGEMAKER]}, PolicyType.TRUST)
ACTIONS = ("s3:GetObject", "s3:PutObject", "sns:Publish")
RESOURCES = ("arn:aws:s3:::a/x", "arn:aws:s3:::a/secret", "arn:aws:s3:::b/x", "arn:aws:sns:us-east-1:1:t")
TEAM = "aws:PrincipalTag/team"
REQUESTS = [
    Request(action, resource, context=context)
    for action, resource, context in product(ACTIONS, RESOURCES, ({TEAM: "one"}, {TEAM: "b"}))
]


def some(values: Iterable[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*values]), min_size=1, max_size=2, unique=True)


def element(name: str, texts: Iterable[str]) -> st.SearchStrategy[dict[str, list[str]]]:
    """`name` or its opposite, with some of the texts."""
    return st.builds(lambda key, chosen: {key: chosen}, st.sampled_from([name, name, name, f"Not{name}"]), some(texts))


WILD = ("*", "arn:aws:s3:::a/*", "arn:aws:s3:::*/x", "arn:aws:s3:::${aws:PrincipalTag/team}/x")
STATEMENTS = st.builds(
    lambda effect, actions, resources, condition: {"Effect": effect, **actions, **resources, **condition},
    st.sampled_from(["Allow", "Allow", "Deny"]),
    element("Action", ["*", "s3:*", "s3:Get*", *ACTIONS]),
    element("Resource", [*WILD, *RESOURCES]),
    st.sampled_from([{}, {}, {"Condition": {"StringEquals": {TEAM: "one"}}}]),
)
DOCUMENTS = st.lists(STATEMENTS, min_size=1, max_size=3).map(
    lambda statements: Document({"Version": "2012-10-17", "Statement": statements})
)
OUTSIDE = ("outside-1", "outside-2", "limit-1", "limit-2")
ACCOUNTS = st.fixed_dictionaries(dict.fromkeys(OUTSIDE, DOCUMENTS)).map(simulation.empty)


class Side(NamedTuple):
    """What a role has: policies of its own by name, inline or not, those of others, and its boundary."""

    own: dict[str, tuple[bool, Document]]
    attached: tuple[str, ...] = ()
    boundary: str | None = None

    @property
    def role(self) -> Role:
        kinds = {True: PolicyKind.INLINE, False: PolicyKind.MANAGED}
        prefix = f"arn:aws:iam::{ACCOUNT}:policy/"
        return Role(
            key="r",
            name="r",
            trust_policy=TRUST,
            policies=tuple(Policy(name, kinds[inline], document) for name, (inline, document) in self.own.items()),
            attached=tuple(AttachedPolicy(f"{prefix}{name}") for name in self.attached),
            permissions_boundary=AttachedPolicy(f"{prefix}{self.boundary}") if self.boundary else None,
            environment=Environment(ACCOUNT, "us-east-1"),
        )


SIDES = st.builds(
    Side,
    st.dictionaries(st.sampled_from(["p", "q", "s"]), st.tuples(st.booleans(), DOCUMENTS), max_size=3),
    st.lists(st.sampled_from(["outside-1", "outside-2"]), max_size=2, unique=True).map(tuple),
    st.sampled_from([None, None, "limit-1", "limit-2"]),
)


@cache
def decisions(identity: frozenset[Document], boundary: Document | None) -> tuple[bool, ...]:
    """For each request, whether it is allowed."""
    engine = decision.compile(
        Policies(
            identity=tuple(Applied(str(number), document) for number, document in enumerate(identity)),
            boundary=() if boundary is None else (Applied("boundary", boundary),),
        )
    )
    return tuple(engine.decide(request).answer is Answer.ALLOW for request in REQUESTS)


def allowed(account: Account) -> tuple[bool, ...]:
    role = account.role("r")
    if role is None:
        return (False,) * len(REQUESTS)
    documents = {*role.inline.values(), *(account.policies[arn].document for arn in role.attachments)}
    boundary = account.policies[role.boundary_arn].document if role.boundary_arn else None
    return decisions(frozenset(documents), boundary)


def brought(account: Account, side: Side | None) -> tuple[Account, list[Step], list[Window]]:
    """The account with the role as it is to be. Every moment on the way is looked at."""
    steps, windows = simulation.work(account, [side.role] if side else [], destroying=side is None)
    moments = [account, *simulation.states(account, steps)]
    before, after = allowed(account), allowed(moments[-1])
    exceeds, lacks = any(window.exceeds for window in windows), any(window.lacks for window in windows)
    words = [str(step) for step in steps]
    for number, moment in enumerate(moments):
        for request, old, now, new in zip(REQUESTS, before, allowed(moment), after, strict=True):
            assert exceeds or not now or old or new, (number, request, words)
            assert lacks or now or not old or not new, (number, request, words)
    assert is_as(moments[-1], side)
    return moments[-1], steps, windows


def is_as(account: Account, side: Side | None) -> bool:
    """Whether the role is as it is to be."""
    role = account.role("r")
    if role is None or side is None:
        return role is None and side is None
    wanted = side.role
    own = {arn: account.policies[arn].document for arn in wanted.managed}
    found = set(role.attachments), role.boundary_arn, meanings(role.inline), meanings(own)
    return found == (
        set(wanted.attachments),
        wanted.boundary_arn,
        meanings(wanted.inline),
        meanings(wanted.managed),
    )


def meanings(documents: Mapping[str, Document]) -> dict[str, bytes]:
    return {name: document.digest for name, document in documents.items()}


@settings(max_examples=EXAMPLES)
@given(ACCOUNTS, SIDES, SIDES)
def test_no_moment_allows_what_neither_side_allows(account: Account, one: Side, other: Side) -> None:
    """Nor lacks what both do: a first apply, an update and a destroy. Only boundaries may leave no such order."""
    for side in (one, other, None):
        account, _, windows = brought(account, side)
        assert not any(window.exceeds for window in windows)
        if one.boundary == other.boundary:
            assert windows == []


@settings(max_examples=EXAMPLES)
@given(ACCOUNTS, SIDES, SIDES, st.integers(1, 3), st.integers(200, 1_200))
def test_quotas_that_leave_no_such_order_are_told(
    account: Account, one: Side, other: Side, attachments: int, characters: int
) -> None:
    """Where a role cannot hold both sides, the plan names the moment, and IAM refuses nothing."""
    few = max(attachments, *(len(side.role.attachments) for side in (one, other)))
    most = max(characters, *(sum(text.size for text in side.role.inline.values()) for side in (one, other)))
    account = replace(account, quotas=Quotas(attached_policies=few))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rolecast.deployment.grants.INLINE_POLICIES_CHARACTERS", most)
        for side in (one, other, None):
            before = account
            account, steps, _ = brought(account, side)
            for moment in simulation.states(before, steps):
                role = moment.role("r")
                assert role is None or len(role.attachments) <= few
                assert role is None or sum(text.size for text in role.inline.values()) <= most


def statement(effect: str, action: str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def document(*statements: dict[str, Any]) -> Document:
    return Document({"Version": "2012-10-17", "Statement": list(statements)})


OPEN, GUARD = document(statement("Allow", "s3:*")), document(statement("Deny", "s3:*", "arn:aws:s3:::a/secret"))
PUBLISH = statement("Allow", "sns:Publish")


def own(**documents: Document) -> Side:
    return Side({name.replace("_", "-"): (False, text) for name, text in documents.items()})


def calls(account: Account, side: Side | None) -> tuple[Account, list[str]]:
    """The account with the role as it is to be, and the calls that change what the role may do."""
    account, steps, windows = brought(account, side)
    assert windows == []
    words = ("attach", "detach", "write", "remove inline", "change policy", "set the boundary", "remove the boundary")
    return account, [str(step).replace(" role r", "") for step in steps if str(step).startswith(words)]


def test_a_deny_is_attached_before_what_it_limits() -> None:
    """Whatever their order in the file, on a first apply; and it is detached after that."""
    account, done = calls(simulation.empty(), own(a_open=OPEN, b_guard=GUARD))
    assert done == ["attach b-guard to", "attach a-open to"]
    _, done = calls(account, None)
    assert done == ["detach a-open from", "detach b-guard from"]


def test_a_deny_in_a_policy_that_stays_is_lifted_after_what_it_limits_has_gone() -> None:
    """The policy keeps its other grants meanwhile."""
    both = document(statement("Deny", "s3:*", "arn:aws:s3:::a/secret"), PUBLISH)
    account, _ = calls(simulation.empty(), own(a_open=OPEN, b_guard=both))
    _, done = calls(account, own(b_guard=document(PUBLISH)))
    assert done == ["detach a-open from", "change policy b-guard"]


def test_denials_beside_grants_in_several_policies_are_guarded_meanwhile() -> None:
    """No order of the two alone will do."""
    one = document(statement("Allow", "s3:GetObject"), statement("Deny", "sns:Publish", "arn:aws:sns:us-east-1:1:t"))
    two = document(PUBLISH, statement("Deny", "s3:GetObject", "arn:aws:s3:::a/secret"))
    _, done = calls(simulation.empty(), own(one=one, two=two))
    assert done == [
        "write inline policy rolecast-bridge of",
        "attach one to",
        "attach two to",
        "remove inline policy rolecast-bridge of",
    ]


def test_a_boundary_comes_before_what_it_limits_and_goes_after_it() -> None:
    """On an update, in both directions."""
    account = simulation.empty({"limit-1": document(statement("Allow", "s3:GetObject"))})
    few, many = own(p=document(PUBLISH)), own(p=OPEN)
    account, _ = calls(account, few)
    account, done = calls(account, many._replace(boundary="limit-1"))
    assert done == ["set the boundary of to limit-1", "change policy p"]
    _, done = calls(account, few)
    assert done == ["change policy p", "remove the boundary of"]


def test_boundaries_that_do_not_contain_each_other() -> None:
    """What changes goes before the boundary does and comes after it; the plan names that moment."""
    get, put, queues = (statement("Allow", action) for action in ("s3:GetObject", "s3:PutObject", "sqs:*"))
    limits = {"limit-1": document(get, queues), "limit-2": document(put, PUBLISH)}
    before = own(p=document(get, PUBLISH))._replace(boundary="limit-1")
    after = own(p=document(put, queues))._replace(boundary="limit-2")
    account, *_ = brought(simulation.empty(limits), before)
    account, steps, windows = brought(account, after)
    assert [step.operation for step in steps if step.writes and step.operation is not IamCall.TAG_ROLE] == [
        IamCall.DETACH,
        IamCall.PUT_BOUNDARY,
        IamCall.CREATE_POLICY_VERSION,
        IamCall.ATTACH,
    ]
    assert windows == [Window("r", ("p",), "its old and its new boundary allow different requests")]


def test_boundaries_are_compared_with_what_the_policies_allow() -> None:
    """Neither contains the other, but under the new one the old policies allow nothing: there is no need to detach."""
    limits = {"limit-1": document(statement("Allow", "s3:*")), "limit-2": document(statement("Allow", "sns:*"))}
    queues = statement("Allow", "sqs:*")
    account, _ = calls(simulation.empty(limits), own(p=document(statement("Allow", "s3:*"), queues)))
    account, _ = calls(account, own(p=document(statement("Allow", "s3:*"), queues))._replace(boundary="limit-1"))
    _, done = calls(account, own(p=document(statement("Allow", "sns:*"), queues))._replace(boundary="limit-2"))
    assert done == ["set the boundary of to limit-2", "change policy p"]


@given(some([*WILD, *RESOURCES]), some([*WILD, *RESOURCES]))
def test_a_boundary_that_contains_another_lets_through_all_that_it_does(wide: list[str], narrow: list[str]) -> None:
    """By the engine, for every request."""
    denial = statement("Deny", "s3:PutObject", "arn:aws:s3:::b/x")
    boundaries = [
        document({"Effect": "Allow", "Action": "*", "Resource": wide}, denial),
        document({"Effect": "Allow", "Action": "*", "Resource": narrow}, denial),
    ]
    if contains(*boundaries):
        everything = frozenset([document(statement("Allow", "*"))])
        pairs = zip(*(decisions(everything, boundary) for boundary in boundaries), strict=True)
        assert all(one or not other for one, other in pairs)
    assert contains(boundaries[0], boundaries[0])


def test_what_is_not_known_may_be_too_much() -> None:
    """A policy without a text may allow and deny anything: it comes first, so that nothing is allowed despite it."""
    arn = "arn:aws:iam::aws:policy/unknown"
    attach = Step(IamCall.ATTACH, {"RoleName": "r", "PolicyArn": arn})
    put = Step(IamCall.PUT_INLINE_POLICY, {"RoleName": "r", "PolicyName": "p", "PolicyDocument": OPEN.text})
    before = Holdings(managed={arn: None})
    assert list(excesses(before, [put, attach])) == [put]
    assert list(excesses(before, [attach, put])) == []
