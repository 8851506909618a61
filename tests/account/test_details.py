"""Roles, users and groups from a file that lists an account's authorization details."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolecast.account.details import Details, open_details
from rolecast.account.state import PolicyVersion
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import InputError
from rolecast.role import AttachedPolicy, Environment, Group, LastUse, Policy, PolicyKind, Principal, Role, User

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
PREFIX = "arn:aws:iam::123456789012"
OWN, SHARED, AWS = f"{PREFIX}:policy/ml/own", f"{PREFIX}:policy/shared", "arn:aws:iam::aws:policy/PowerUserAccess"
ROLE: dict[str, Any] = {
    "Path": "/ml/",
    "RoleName": "Sagemaker-People",
    "RoleId": "AROAEXAMPLE",
    "Arn": f"{PREFIX}:role/ml/Sagemaker-People",
    "AssumeRolePolicyDocument": TRUST,
    "InstanceProfileList": [{"InstanceProfileName": "machines"}],
    "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": DOCUMENT}],
    "AttachedManagedPolicies": [
        {"PolicyName": name.rpartition("/")[2], "PolicyArn": name} for name in (SHARED, OWN, AWS)
    ],
    "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": SHARED},
    "Tags": [{"Key": "team", "Value": "a"}],
    "RoleLastUsed": {"LastUsedDate": "2026-05-01T10:00:00+00:00", "Region": "eu-west-1"},
}
USER: dict[str, Any] = {
    "Path": "/",
    "UserName": "ada",
    "UserId": "AIDAEXAMPLE",
    "Arn": f"{PREFIX}:user/ada",
    "GroupList": ["people", "gone"],
    "UserPolicyList": [{"PolicyName": "by-hand", "PolicyDocument": DOCUMENT}],
    "AttachedManagedPolicies": [{"PolicyName": "shared", "PolicyArn": SHARED}],
    "Tags": [],
}
GROUP: dict[str, Any] = {
    "Path": "/",
    "GroupName": "people",
    "GroupId": "AGPAEXAMPLE",
    "Arn": f"{PREFIX}:group/people",
    "GroupPolicyList": [],
    "AttachedManagedPolicies": [{"PolicyName": "PowerUserAccess", "PolicyArn": AWS}],
}


def managed(arn: str, uses: int) -> dict[str, Any]:
    """A policy with two versions, of which the newer one is the default."""
    return {
        "PolicyName": arn.rpartition("/")[2],
        "Arn": arn,
        "DefaultVersionId": "v10",
        "AttachmentCount": uses,
        "PermissionsBoundaryUsageCount": 0,
        "PolicyVersionList": [
            {"Document": DOCUMENT, "VersionId": "v10", "IsDefaultVersion": True},
            {"Document": {"Version": "2012-10-17", "Statement": []}, "VersionId": "v9", "IsDefaultVersion": False},
        ],
    }


DETAILS: dict[str, Any] = {
    "UserDetailList": [USER],
    "GroupDetailList": [GROUP],
    "RoleDetailList": [ROLE],
    "Policies": [managed(OWN, 1), managed(SHARED, 2), managed(AWS, 3)],
}


def write(folder: Path, value: object) -> str:
    path = folder / "details.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return str(path)


def read(path: str) -> tuple[dict[str, Principal], list[str], Details]:
    """The principals by name, and the errors."""
    with open_details(path) as details:
        principals = {principal.name: principal for principal in details.principals()}
        return principals, [str(fault).removeprefix(path) for fault in details.faults], details


def test_a_role_of_a_file_of_the_cli(tmp_path: Path) -> None:
    """With all that `aws iam get-account-authorization-details` prints of it."""
    principals, faults, details = read(write(tmp_path, DETAILS))
    assert (details.account, faults, details.role_names) == ("123456789012", [], ["Sagemaker-People"])
    role = principals["Sagemaker-People"]
    assert role == Role(
        key="Sagemaker-People",
        name="Sagemaker-People",
        trust_policy=Document(TRUST, PolicyType.TRUST),
        path="/ml/",
        policies=(
            Policy("own", PolicyKind.MANAGED, Document(DOCUMENT)),
            Policy("inline", PolicyKind.INLINE, Document(DOCUMENT)),
        ),
        attached=(AttachedPolicy(SHARED, Document(DOCUMENT)), AttachedPolicy(AWS, Document(DOCUMENT))),
        permissions_boundary=AttachedPolicy(SHARED, Document(DOCUMENT)),
        tags={"team": "a"},
        environment=Environment("123456789012", partition_id="aws"),
        instance_profiles=("machines",),
        id="AROAEXAMPLE",
        last_used=LastUse(datetime(2026, 5, 1, 10, tzinfo=UTC), "eu-west-1"),
        unknown=frozenset({"description", "max_session_duration"}),
    )
    assert isinstance(role, Role)
    assert role.arn == ROLE["Arn"]
    assert list(role.managed) == [OWN]
    assert role.attachments == (OWN, SHARED, AWS)


def test_users_and_groups(tmp_path: Path) -> None:
    """A user has its groups; of one that is not listed nothing is known."""
    principals, _, _ = read(write(tmp_path, DETAILS))
    home = Environment("123456789012", partition_id="aws")
    people = Group("people", attached=(AttachedPolicy(AWS, Document(DOCUMENT)),), environment=home, id="AGPAEXAMPLE")
    assert principals["people"] == people
    assert principals["ada"] == User(
        "ada",
        policies=(Policy("by-hand", PolicyKind.INLINE, Document(DOCUMENT)),),
        attached=(AttachedPolicy(SHARED, Document(DOCUMENT)),),
        groups=(people, Group("gone", environment=home, unknown=frozenset({"policies", "attached"}))),
        environment=home,
        id="AIDAEXAMPLE",
    )
    assert [principal.arn for principal in principals.values()] == [GROUP["Arn"], USER["Arn"], ROLE["Arn"]]


def test_managed_policies_with_their_versions(tmp_path: Path) -> None:
    """In the order in which they were made."""
    _, _, details = read(write(tmp_path, DETAILS))
    assert list(details.policies) == [OWN, SHARED, AWS]
    policy = details.policies[OWN]
    assert policy.versions == (
        PolicyVersion("v9", Document({"Version": "2012-10-17", "Statement": []}), False),
        PolicyVersion("v10", Document(DOCUMENT), True),
    )
    assert (policy.document, policy.uses, policy.tags) == (Document(DOCUMENT), 1, None)


@pytest.mark.parametrize(
    "change",
    [
        {"Policies": [managed(OWN, 2)]},
        {"Policies": [managed(OWN, 1)], "UserDetailList": [{**USER, "AttachedManagedPolicies": [{"PolicyArn": OWN}]}]},
        {"RoleDetailList": [{**ROLE, "PermissionsBoundary": {"PermissionsBoundaryArn": OWN}}]},
    ],
)
def test_a_policy_that_others_hold_too_is_not_a_roles_own(tmp_path: Path, change: dict[str, Any]) -> None:
    """By what the policy says itself, and by what the others do."""
    principals, _, _ = read(write(tmp_path, {**DETAILS, **change}))
    role = principals["Sagemaker-People"]
    assert isinstance(role, Role)
    assert list(role.managed) == []
    assert AttachedPolicy(OWN, Document(DOCUMENT)) in role.attached


def test_an_attached_policy_that_was_filtered_out_has_no_text(tmp_path: Path) -> None:
    """It is not known, unless AWS publishes it."""
    principals, _, _ = read(write(tmp_path, {"RoleDetailList": [ROLE]}))
    role = principals["Sagemaker-People"]
    assert isinstance(role, Role)
    assert [(each.arn, each.text) for each in role.attached] == [(SHARED, None), (OWN, None), (AWS, None)]
    assert role.attached[0].document is None
    assert role.attached[2].document is not None


@pytest.mark.parametrize(
    ("given", "last_used", "is_unknown"),
    [({}, LastUse(), False), (None, None, True), ({"LastUsedDate": "2026-05-01T10:00:00Z"}, ..., False)],
)
def test_a_last_use_that_is_not_told_is_not_never(tmp_path: Path, given: Any, last_used: Any, is_unknown: bool) -> None:
    """IAM answers an empty use for a role that it has not seen used."""
    principals, _, _ = read(write(tmp_path, {"RoleDetailList": [{**ROLE, "RoleLastUsed": given}]}))
    role = principals["Sagemaker-People"]
    assert isinstance(role, Role)
    assert ("last_used" in role.unknown) is is_unknown
    assert role.last_used == (LastUse(datetime(2026, 5, 1, 10, tzinfo=UTC)) if last_used is ... else last_used)


@pytest.mark.parametrize("encode", [quote, lambda text: text], ids=["percent-encoded", "json"])
def test_documents_as_the_api_itself_has_them(tmp_path: Path, encode: Callable[[str], str]) -> None:
    """Percent-encoded text, where the file was not written by the CLI; a `%` of the policy itself stays."""
    document = {**DOCUMENT, "Statement": [{**DOCUMENT["Statement"][0], "Resource": "arn:aws:s3:::a/%41é"}]}  # type: ignore[dict-item]
    encoded = {
        **ROLE,
        "AssumeRolePolicyDocument": encode(json.dumps(TRUST)),
        "RolePolicyList": [{"PolicyName": "x", "PolicyDocument": encode(json.dumps(document))}],
    }
    principals, faults, _ = read(write(tmp_path, {"RoleDetailList": [encoded]}))
    role = principals["Sagemaker-People"]
    assert isinstance(role, Role)
    assert (faults, role.trust_policy, role.inline) == (
        [],
        Document(TRUST, PolicyType.TRUST),
        {"x": Document(document)},
    )


def test_documents_have_their_places_in_the_file(tmp_path: Path) -> None:
    """Those of managed policies too; a percent-encoded one has that of its text."""
    encoded = {**ROLE, "RoleName": "b", "Arn": f"{PREFIX}:role/ml/b", "AssumeRolePolicyDocument": quote("{}")}
    path = write(tmp_path, json.dumps({**DETAILS, "RoleDetailList": [ROLE, encoded]}, indent=2))
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    principals, _, _ = read(path)
    role, other = principals["Sagemaker-People"], principals["b"]
    assert isinstance(role, Role)
    assert isinstance(other, Role)
    for document, wanted in (
        (role.inline["inline"], '"Action": "s3:GetObject"'),
        (role.trust_policy, '"Action": "sts:AssumeRole"'),
        (role.attached[0].text, '"Action": "s3:GetObject"'),
    ):
        place = document.place(0, "Action") if document else None
        assert place is not None
        assert lines[place.line - 1][place.column - 1 :].startswith(wanted)
    (fault,) = other.trust_policy.faults
    assert fault.place is not None
    assert lines[fault.place.line - 1][fault.place.column - 1 :].startswith('"%7B%7D"')


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"RoleName": None}, "1:1: role number 2 cannot be read: `RoleName` is missing"),
    ({"RoleName": 5}, "role number 2 cannot be read: `RoleName` has to be a string, not the number 5"),
    ({"RoleName": "a b"}, "role `a b` cannot be read: `RoleName` is `a b`, which is not a name in IAM"),
    ({"Path": ["/"]}, "role `bad` cannot be read: `Path` has to be a string, not a list"),
    ({"Arn": "x"}, "role `bad` cannot be read: `x` is not the ARN of the role `/ml/bad`"),
    ({"Arn": f"{PREFIX}:role/other"}, f"role `bad` cannot be read: `{PREFIX}:role/other` is not the ARN of the role"),
    ({"AssumeRolePolicyDocument": None}, "role `bad` cannot be read: `AssumeRolePolicyDocument` has to be a policy"),
    ({"AssumeRolePolicyDocument": []}, "`AssumeRolePolicyDocument` has to be a policy, not a list"),
    ({"AssumeRolePolicyDocument": "%7B"}, "the policy in `AssumeRolePolicyDocument` cannot be read: "),
    ({"AssumeRolePolicyDocument": "%ff"}, "the policy in `AssumeRolePolicyDocument` cannot be read: "),
    ({"AssumeRolePolicyDocument": quote("[" * 99)}, "the policy in `AssumeRolePolicyDocument` cannot be read: "),
    ({"RolePolicyList": {}}, "`RolePolicyList` has to be a list, not an object"),
    ({"RolePolicyList": ["x"]}, "expected an object, found `x`"),
    ({"RolePolicyList": [{"PolicyName": "x"}]}, "`PolicyDocument` has to be a policy, not nothing"),
    ({"AttachedManagedPolicies": [{"PolicyArn": "x"}]}, "`PolicyArn` is `x`, which is not the ARN of a managed policy"),
    ({"PermissionsBoundary": "x"}, "`PermissionsBoundary` has to be an object, not `x`"),
    ({"Tags": [{"Key": "a"}]}, "`Value` is missing"),
    ({"Tags": [{"Key": "a", "Value": "\ud800"}]}, "which has half of a surrogate pair"),
    ({"InstanceProfileList": [{}]}, "`InstanceProfileName` is missing"),
    ({"RoleLastUsed": {"LastUsedDate": "soon"}}, "`LastUsedDate` is `soon`, which is not a time"),
    ({"RoleId": True}, "`RoleId` has to be a string, not true"),
    ({"RoleName": ROLE["RoleName"], "Arn": ROLE["Arn"]}, "cannot be read: it is listed twice"),
]


@pytest.mark.parametrize(("change", "problem"), BROKEN)
def test_a_malformed_role_among_good_ones(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    """It is an error with its place, and the others are read."""
    bad = {**ROLE, "RoleName": "bad", "Arn": f"{PREFIX}:role/ml/bad", **change}
    last = {**ROLE, "RoleName": "last", "Arn": f"{PREFIX}:role/ml/last"}
    path = write(tmp_path, {**DETAILS, "RoleDetailList": [ROLE, bad, last]})
    principals, faults, details = read(path)
    assert list(principals) == ["people", "ada", "Sagemaker-People", "last"]
    assert len(faults) == 1
    assert problem.removeprefix("1:1") in faults[0]
    place = details.faults[0].place
    assert place is not None
    text = Path(path).read_text(encoding="utf-8")
    assert text.index('"RoleDetailList"') < place.column < text.index('"last"')


@pytest.mark.parametrize(
    ("key", "broken", "problem"),
    [
        ("UserDetailList", {**USER, "GroupList": [1]}, "user `ada` cannot be read: `GroupList` has the number 1"),
        ("UserDetailList", None, "user number 1 cannot be read: expected an object, found nothing"),
        ("GroupDetailList", {**GROUP, "Arn": 1}, "group `people` cannot be read: `Arn` has to be a string"),
        ("Policies", {**managed(SHARED, 2), "Arn": None}, "policy number 1 cannot be read: `Arn` is missing"),
        (
            "Policies",
            {
                **managed(SHARED, 2),
                "DefaultVersionId": "v7",
                "PolicyVersionList": [{"VersionId": f"v{n}", "Document": DOCUMENT} for n in range(1, 6)],
            },
            f"policy `{SHARED}` cannot be read: 0 of its 5 versions are the default; there has to be one",
        ),
        (
            "Policies",
            {**managed(SHARED, 2), "PolicyVersionList": [{"VersionId": "x", "Document": DOCUMENT}]},
            f"policy `{SHARED}` cannot be read: `VersionId` is `x`, which is not a version",
        ),
    ],
)
def test_other_things_that_are_malformed(tmp_path: Path, key: str, broken: Any, problem: str) -> None:
    """They are left out; what they were part of says that it does not know them."""
    principals, faults, _ = read(write(tmp_path, {**DETAILS, key: [broken]}))
    assert any(problem in fault for fault in faults)
    role = principals["Sagemaker-People"]
    assert isinstance(role, Role)
    if key == "Policies":
        assert next(each for each in role.attached if each.arn == SHARED).text is None
    if key == "GroupDetailList":
        user = principals["ada"]
        assert isinstance(user, User)
        assert user.groups[0].unknown == {"policies", "attached"}


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    """What is whole is read, and where the file ends is an error; texts of policies that it has lost are unknown."""
    text = json.dumps({**DETAILS, "Policies": []}, indent=1)
    end = text.index('"Policies"')
    path = write(tmp_path, text[:end])
    principals, faults, _ = read(path)
    assert list(principals) == ["people", "ada", "Sagemaker-People"]
    assert faults == [f":{text[:end].count(chr(10)) + 1}:2: the file ends here"]
    role = principals["Sagemaker-People"]
    assert isinstance(role, Role)
    assert role.managed == {}


def test_one_page_of_several_is_not_the_account(tmp_path: Path) -> None:
    """As `--max-items` and `--no-paginate` leave it."""
    for more in ({"IsTruncated": True, "Marker": "x"}, {"NextToken": "x"}):
        principals, faults, _ = read(write(tmp_path, {**DETAILS, **more}))
        assert len(principals) == 3
        assert len(faults) == 1
        assert "this is not the whole account: more pages follow" in faults[0]
    assert read(write(tmp_path, {**DETAILS, "IsTruncated": False}))[1] == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({}, "it has no `RoleDetailList`"),
        ({"Roles": []}, "it has no `RoleDetailList`"),
        ({"RoleDetailList": []}, "no role, user, group or policy in it can be read"),
        ({"RoleDetailList": [{}, 5, {"Arn": "x"}]}, "no role, user, group or policy in it can be read"),
        (
            {"RoleDetailList": [ROLE, {**ROLE, "RoleName": "x", "Arn": "arn:aws:iam::111122223333:role/x"}]},
            "it is about 2 accounts: 111122223333, 123456789012",
        ),
    ],
)
def test_another_file_is_refused(tmp_path: Path, value: object, problem: str) -> None:
    """The message says what is missing, and the command that writes such a file."""
    path = write(tmp_path, value)
    with pytest.raises(InputError) as error:
        read(path)
    assert f"`{path}` does not contain an account's authorization details: {problem}" in str(error.value)
    remedy = f"write one with `aws iam get-account-authorization-details > {path}`"
    if "2 accounts" in problem:
        remedy = "write a file for each account; `rolecast audit` and `who` take several"
    assert f"\n  help: {remedy}" in str(error.value)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", ":1:2: the file ends here"),
        ("", ":1:1: the file ends here"),
        ("[]", ":1:1: expected a JSON object"),
        ("version: 1\n", ":1:1: expected a JSON object"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(tmp_path: Path, text: str, error: str) -> None:
    """And nothing else is said of it."""
    path = write(tmp_path, text)
    with pytest.raises(InputError) as refused:
        read(path)
    assert str(refused.value).startswith(f"{path}{error}")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """As the system says it."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputError, match="cannot read"):
            read(str(path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_too(tmp_path: Path) -> None:
    """Though the details are gone through more than once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=[json.dumps(DETAILS)])
    writer.start()
    try:
        assert list(read(str(pipe))[0]) == ["people", "ada", "Sagemaker-People"]
    finally:
        writer.join()


def test_principals_can_be_asked_for_again(tmp_path: Path) -> None:
    """Errors are not counted twice."""
    with open_details(write(tmp_path, {**DETAILS, "RoleDetailList": [ROLE, 5]})) as details:
        first = list(details.principals())
        assert list(details.principals()) == first
        assert list(details.roles([role.name.lower() for role in first[2:]])) == first[2:]
        assert len(details.faults) == 1


def test_lists_in_any_order(tmp_path: Path) -> None:
    """Also with a key that comes twice: every principal is read, whatever follows."""
    other = {**ROLE, "RoleName": "other", "Arn": f"{PREFIX}:role/ml/other"}
    rest = {"RoleDetailList": [other], "GroupDetailList": [], "IsTruncated": False}
    backwards = json.dumps(dict(reversed(DETAILS.items())))
    path = write(tmp_path, f"{backwards[:-1]}, {json.dumps(rest)[1:]}")
    principals, errors, _ = read(path)
    assert sorted(principals) == ["Sagemaker-People", "ada", "other", "people"]
    assert errors == []
    with open_details(path) as details:
        assert [role.name for role in details.roles(["other", "sagemaker-people"])] == ["Sagemaker-People", "other"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inside for found in _paths(item, (*path, key)))]


@given(st.sampled_from(_paths(DETAILS)[1:]), VALUES)
def test_any_value_anywhere_is_read_or_an_error(path: tuple[Any, ...], value: Any) -> None:
    """Never a traceback, and never a role that has lost something without an error."""
    broken = json.loads(json.dumps(DETAILS))
    parent = broken
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    with TemporaryDirectory() as folder:
        try:
            principals, faults, _ = read(write(Path(folder), broken))
        except InputError:
            return
    assert faults or len(principals) >= 2
