"""Packings: however statements are laid out, what they allow and deny stays the same, in the fewest policies."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.composition import making
from tests.runs import case_count

from rolecast.access.policies import policies_of
from rolecast.catalogue.activity import Activity
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition import packing as laying
from rolecast.composition.packing import lay_out
from rolecast.iam import templates
from rolecast.iam.comparison import Verdict, verdict
from rolecast.iam.decision import Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy as Stated
from rolecast.iam.policies import Policies
from rolecast.iam.quotas import document_text
from rolecast.iam.requests import Request
from rolecast.reading.faults import InputError
from rolecast.role import Environment, Policy, PolicyKind, Role

Atom = tuple[str, str, str, str, str, str]
"""One action, or one list of excluded ones, on one resource, with everything else that a statement says."""

LIMIT = 6_144
ROOM = LIMIT - len('{"Version":"2012-10-17","Statement":[]}') + 1
"""Of a policy, for statements with a comma behind each; the last one needs none."""

# Long names, so that a few statements fill a policy.
actions = st.sampled_from([f"s3:{letter * 40}" for letter in "abcdef"] + ["s3:*", "sagemaker:CreateModel"])
resources = st.sampled_from([f"arn:aws:s3:::{letter * 50}" for letter in "stuvwxyz"] + ["*"])
conditions = st.sampled_from(
    [
        None,
        {"Bool": {"aws:a": "true"}},
        {"Bool": {"aws:a": "false"}},
        {"StringEquals": {"aws:b": ["1", "2"], "aws:c": "3"}},
    ]
)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    def some(values: st.SearchStrategy[str]) -> Any:
        return draw(values | st.lists(values, min_size=1, max_size=8, unique=True))

    sid = draw(st.sampled_from([None, "One", "Two"]))
    condition = draw(conditions)
    rarely = st.sampled_from(["", "", "", "Not"])
    return {
        **({"Sid": sid} if sid else {}),
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        f"{draw(rarely)}Action": some(actions),
        f"{draw(rarely)}Resource": some(resources),
        **({"Condition": condition} if condition else {}),
    }


def policies(most: int, count: int = 4) -> st.SearchStrategy[list[Policy]]:
    """Policies of activities, with up to `count` statements each."""
    documents = st.lists(st.lists(statements(), min_size=1, max_size=count), min_size=1, max_size=most)
    return documents.map(
        lambda found: [policy(f"p{number}", with_unique_sids(content)) for number, content in enumerate(found)]
    )


def with_unique_sids(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements without Sids that another one before them has."""
    seen: set[str | None] = set()
    unique = []
    for statement in content:
        sid = statement.get("Sid")
        unique.append({name: value for name, value in statement.items() if name != "Sid" or sid not in seen})
        seen.add(sid)
    return unique


def policy(name: str, content: list[dict[str, Any]]) -> Policy:
    document = Document({"Version": "2012-10-17", "Statement": content})
    return Policy(name, PolicyKind.MANAGED, document, ((f"of-{name}",),) * len(content))


def size_of(document: Document) -> int:
    return document.size


def pack(given_policies: Sequence[Policy]) -> tuple[Policy, ...]:
    return lay_out(given_policies, "fewest", "SM_Packed_x", size_of)


@given(policies(most=12))
def test_what_is_allowed_and_denied_never_changes(before: list[Policy]) -> None:
    """Atom for atom, and each still comes from the activities that it came from."""
    after = pack(before)
    assert set(atoms(after)) == set(atoms(before))
    assert set(origins(before)) <= set(origins(after))
    assert {activity for _, activity in origins(after)} == {activity for _, activity in origins(before)}


@given(policies(most=12))
def test_packed_policies_are_valid(before: list[Policy]) -> None:
    """Each has statements and fits, Sids are unique and IAM's, every statement has its origins, names are numbered."""
    for number, packed in enumerate(pack(before), 1):
        assert packed.name == f"SM_Packed_x_{number}"
        assert packed.kind is PolicyKind.MANAGED
        assert packed.document.json["Version"] == "2012-10-17"
        assert packed.document.size <= LIMIT
        content = packed.document.json["Statement"]
        sids = [statement["Sid"] for statement in content if "Sid" in statement]
        assert len(set(sids)) == len(sids)
        assert len(packed.origins) == len(content) > 0
        assert all(packed.origins)


@given(policies(most=6))
def test_statements_that_differ_elsewhere_are_never_united(before: list[Policy]) -> None:
    """Those that exclude actions or resources stay what they were, word for word but for their Sid."""
    after = {wordless(statement) for statement in contents(pack(before)) if excludes(statement)}
    assert after == {wordless(statement) for statement in contents(before) if excludes(statement)}


@given(policies(most=8))
def test_packing_is_deterministic_and_settles(before: list[Policy]) -> None:
    """The same in, the same out; packing what is packed changes nothing but names."""
    after = pack(before)
    assert pack(before) == after
    assert len(pack(after)) <= len(after)


@settings(max_examples=case_count(20))
@given(policies(most=12))
def test_no_more_policies_than_without_cutting(before: list[Policy]) -> None:
    """Nor than packing the united statements by hand would need: first-fit, or the best of all ways for a few."""
    after = pack(before)
    united = list(contents(after))
    sizes = sorted((len(document_text(statement)) + 1 for statement in united), reverse=True)
    assert len(after) <= first_fit(sizes)
    assert len(after) <= first_fit(sorted((len(document_text(s)) + 1 for s in contents(before)), reverse=True))
    if len(sizes) <= 7:
        assert len(after) == fewest(sizes)


def test_equal_but_for_actions_or_resources_is_united() -> None:
    """And only then: what is united is shorter, with both origins and neither Sid."""
    read = {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
    }
    write = {
        "Sid": "Write",
        "Effect": "Allow",
        "Action": ["s3:PutObject"],
        "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::a"],
    }
    other = {
        "Sid": "Other",
        "Effect": "Allow",
        "Action": ["s3:PutObject", "s3:GetObject"],
        "Resource": "arn:aws:s3:::c",
    }
    guarded = {**read, "Sid": "Guarded", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    (packed,) = pack([policy("read", [read]), policy("write", [write]), policy("other", [other, guarded])])
    assert packed.document.json["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": [f"arn:aws:s3:::{name}" for name in "abc"],
        },
        guarded,
    ]
    assert packed.origins == (("of-read", "of-write", "of-other"), ("of-other",))


def test_a_sid_that_both_have_stays() -> None:
    """Where a policy would have it twice, the second goes without."""
    one = {"Sid": "Same", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a"}
    other = {"Sid": "Same", "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}
    (packed,) = pack(
        [policy("one", [one]), policy("same", [{**one, "Resource": "arn:aws:s3:::c"}]), policy("other", [other])]
    )
    assert [statement.get("Sid") for statement in packed.document.json["Statement"]] == ["Same", None]


@pytest.mark.parametrize("element", ["Action", "Resource"])
def test_long_lists_are_cut(element: str) -> None:
    """A statement that no policy holds is several, that together say the same."""
    head = "s3:" if element == "Action" else "arn:aws:s3:::"
    lists = {"Action": "s3:*", "Resource": "*", element: [f"{head}{'x' * 60}{number}" for number in range(300)]}
    before = [policy("long", [{"Sid": "Long", "Effect": "Allow", **lists}])]
    after = pack(before)
    assert len(after) == 4
    assert set(atoms(after)) == set(atoms(before))
    assert all(packed.document.size <= LIMIT for packed in after)
    assert [statement.get("Sid") for statement in contents(after)] == ["Long", None, None, None]


def test_a_statement_long_in_both_lists_is_cut_in_either() -> None:
    """Where the longer list has too few values, the other one is cut."""
    lists = {"Action": [f"s3:{'a' * 100}{n}" for n in range(40)], "Resource": [f"arn:{'r' * 2_500}{n}" for n in (1, 2)]}
    before = [policy("long", [{"Effect": "Allow", **lists}])]
    after = pack(before)
    assert set(atoms(after)) == set(atoms(before))
    assert all(packed.document.size <= LIMIT for packed in after)


def test_what_cannot_be_cut_stays_whole() -> None:
    """One action on one resource, or a statement that excludes: the limits tell that it is too long."""
    huge = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::x" * 7_000}
    excluding = {"Effect": "Allow", "NotAction": [f"s3:{'x' * 60}{n}" for n in range(300)], "Resource": "*"}
    small = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a"}
    before = [policy("huge", [huge, small]), policy("excluding", [excluding])]
    after = pack(before)
    assert len(after) == 3
    assert set(atoms(after)) == set(atoms(before))


@pytest.mark.parametrize("packing", ["per-activity", "inline", "fewest"])
def test_own_policies_are_never_taken_apart(packing: Any) -> None:
    """They keep their name and document behind the packed ones, managed or inline like the others."""
    document = Document({"Version": "2008-10-17", "Statement": {"Effect": "Allow"}})
    own = Policy("own", PolicyKind.MANAGED, document, ((),))
    of_activity = policy("a", [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}])
    *_, last = lay_out([of_activity, own], packing, "SM_Packed_x", size_of)
    kind = PolicyKind.INLINE if packing == "inline" else PolicyKind.MANAGED
    assert last == Policy("own", kind, own.document, own.origins)


def test_per_activity_and_inline_change_no_document() -> None:
    """The console's own layout, attached or in the role itself."""
    before = [policy("a", [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]), policy("b", [{"Effect": "Deny"}])]
    assert lay_out(before, "per-activity", "SM_Packed_x", size_of) == tuple(before)
    inline = lay_out(before, "inline", "SM_Packed_x", size_of)
    assert [(packed.name, packed.document, packed.origins) for packed in inline] == [
        (packed.name, packed.document, packed.origins) for packed in before
    ]
    assert {packed.kind for packed in inline} == {PolicyKind.INLINE}


SUBSETS = st.sets(st.sampled_from(list(making.EXAMPLES)), min_size=1, max_size=14).map(
    lambda chosen: sorted(making.with_required(*sorted(chosen)))
)


@settings(max_examples=case_count(20))
@given(SUBSETS, st.booleans(), st.sampled_from([1, 2, 40, 300]))
def test_roles_allow_the_same_in_every_packing(chosen: list[str], vpc: bool, buckets: int) -> None:
    """Activities in any combination, with long lists of values and with VPC conditions."""
    parameters = {name: dict(making.EXAMPLES[name]) for name in chosen}
    for name, values in parameters.items():
        if "s3_buckets" in values and CATALOGUE.activity(name).parameters["s3_buckets"].most is None:
            values["s3_buckets"] = [f"a-bucket-with-quite-a-long-name-{number}" for number in range(buckets)]
    text = f"network: {making.VPC if vpc else 'false'}\nactivities: {json.dumps(parameters)}"
    roles = {}
    for packing in ("per-activity", "fewest", "inline"):
        rolefile = making.HEAD + making.one(f"packing: {packing}\n{text}")
        if not making.faults(rolefile):
            roles[packing] = making.make(rolefile, head="")["a"]
    assert "fewest" in roles
    expected = set(atoms(roles["fewest"].policies))
    assert all(set(atoms(role.policies)) == expected for role in roles.values())
    assert all(role.attached == roles["fewest"].attached for role in roles.values())
    if "per-activity" in roles:
        assert len(roles["fewest"].policies) <= len(roles["per-activity"].policies)


@settings(max_examples=case_count(10))
@given(SUBSETS, st.data())
def test_the_engine_decides_alike_on_every_packing(chosen: list[str], data: st.DataObject) -> None:
    """Requests that the activities must allow or must not, each on every role, with the engine as the judge."""
    text = f"quotas: {{attached_policies: 25}}\nnetwork: {making.VPC}\n{making.given(*chosen)}"
    roles = [making.make_one(f"packing: {name}\n{text}").resolve() for name in ("per-activity", "fewest")]
    engines = [engine(role) for role in roles]
    for request in data.draw(st.lists(st.sampled_from(all_requests()), min_size=20, max_size=20)):
        assert len({one.decide(request).answer for one in engines}) == 1


def engine(role: Role) -> Engine:
    found = tuple(Stated(one.name, one.document) for one in role.policies)
    return Engine(Policies(identity=found))


@cache
def all_requests() -> list[Request]:
    return [request for activity in CATALOGUE.activities() for request in requests(activity)]


def requests(activity: Activity) -> Iterator[Request]:
    """The activity's requests, with examples for the values that they name."""
    filled: dict[str, Sequence[str]] = {
        **{name: [parameter.type.example] for name, parameter in activity.parameters.items()},
        **Environment("123456789012", "us-east-1").values,
        "subnets": ["subnet-0a1b2c3d4e5f67890"],
        "security_groups": ["sg-0a1b2c3d4e5f67890"],
        "pass_roles": ["arn:aws:iam::123456789012:role/sagemaker-a"],
    }
    for request in (*activity.must_allow, *activity.must_not_allow):
        resource, context = templates.fill(request.resource, filled), templates.fill(request.context, filled)
        yield Request(request.action, resource, context=context)


def contents(found: Sequence[Policy]) -> Iterator[dict[str, Any]]:
    for one in found:
        yield from one.document.json["Statement"]


def atoms(found: Sequence[Policy]) -> Iterator[Atom]:
    for statement in contents(found):
        yield from atoms_of(statement)


def atoms_of(statement: dict[str, Any]) -> Iterator[Atom]:
    """What a statement says, one action and one resource at a time; lists that exclude are one thing each."""
    condition = json.dumps(statement.get("Condition"), sort_keys=True)
    for action_element, action in values(statement, "Action"):
        for resource_element, resource in values(statement, "Resource"):
            yield statement["Effect"], action_element, action, resource_element, resource, condition


def values(statement: dict[str, Any], element: str) -> list[tuple[str, str]]:
    if f"Not{element}" in statement:
        return [(f"Not{element}", json.dumps(as_list(statement[f"Not{element}"])))]
    return [(element, value) for value in as_list(statement[element])]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def origins(found: Sequence[Policy]) -> Iterator[tuple[Atom, str]]:
    for one in found:
        for statement, activities in zip(one.document.json["Statement"], one.origins, strict=True):
            for atom in atoms_of(statement):
                yield from ((atom, activity) for activity in activities)


def excludes(statement: dict[str, Any]) -> bool:
    return "NotAction" in statement or "NotResource" in statement


def wordless(statement: dict[str, Any]) -> str:
    """The statement without its Sid, single values and lists of one alike."""
    return json.dumps(
        {
            name: as_list(value) if name.endswith(("Action", "Resource")) else value
            for name, value in statement.items()
            if name != "Sid"
        },
        sort_keys=True,
    )


def first_fit(sizes: list[int]) -> int:
    """Policies that the statements take, the largest first, each into the first that has room."""
    room: list[int] = []
    for size in sizes:
        index = next((index for index, left in enumerate(room) if left >= size), None)
        if index is None:
            room.append(ROOM - size)
        else:
            room[index] -= size
    return len(room)


def fewest(sizes: list[int]) -> int:
    """The fewest policies that hold statements of these sizes, by trying every way."""
    best = len(sizes)

    def place(index: int, room: list[int]) -> None:
        nonlocal best
        if len(room) >= best:
            return
        if index == len(sizes):
            best = len(room)
            return
        for number, left in enumerate(room):
            if left >= sizes[index] and left not in room[:number]:
                place(index + 1, [*room[:number], left - sizes[index], *room[number + 1 :]])
        place(index + 1, [*room, ROOM - sizes[index]])

    place(0, [])
    return best


def test_a_result_that_is_not_proved_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a statement had been lost on the way; what the statements' elements do not prove, the comparison does."""
    wide = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:Get*"], "Resource": "*"}
    before = [policy("a", [wide, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}])]
    merge = laying._merge
    monkeypatch.setattr(laying, "_merge", lambda parts: merge(parts)[:-1])
    with pytest.raises(InputError, match="the packed policies are not proved to allow the same"):
        pack(before)
    narrow = [policy("a", [{**wide, "Action": "s3:Get*"}, {**wide, "Action": "s3:GetObject", "Sid": "B"}])]
    monkeypatch.setattr(laying, "_merge", lambda parts: parts[:1])
    assert [packed.document.statements[0].actions for packed in pack(narrow)] == [("s3:Get*",)]


@settings(max_examples=case_count(6))
@given(SUBSETS)
def test_the_comparison_proves_every_packing_the_same(chosen: list[str]) -> None:
    """It knows nothing of how policies are packed."""
    text = f"quotas: {{attached_policies: 25}}\nnetwork: {making.VPC}\n{making.given(*chosen)}"
    own, packed = (making.make_one(f"packing: {name}\n{text}").resolve() for name in ("per-activity", "fewest"))
    assert verdict(policies_of(own), policies_of(packed)) is Verdict.SAME
