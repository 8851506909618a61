"""Which principals may do an action: the index against the engine, and those who can become a role."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.runs import case_count

from rolecast.access.directory import Directory, Grade
from rolecast.access.extent import extents
from rolecast.access.questions import Asker
from rolecast.access.trusted import EntitledKind
from rolecast.iam.decision import Answer
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import InputError
from rolecast.role import AttachedPolicy, Environment, Group, Policy, PolicyKind, Role, User
from rolecast.workflows.searching import Searcher, SearchResult, who

EXAMPLES = case_count(6)
ACCOUNT = "123456789012"
HOME = Environment(ACCOUNT, partition_id="aws")
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sagemaker:CreateModel", "sts:GetCallerIdentity"]
PATTERNS = ["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:ListBucket", "S3:putobject", "sagemaker:*", "glue:GetTable"]
RESOURCES = [
    "*",
    "arn:aws:s3:::fraud",
    "arn:aws:s3:::fraud/*",
    "arn:aws:s3:::fraud/a",
    "arn:aws:s3:::${aws:username}/*",
]
CONDITIONS: list[dict[str, Any]] = [
    {},
    {},
    {"StringEquals": {"aws:PrincipalTag/team": "fraud"}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/r1*"}},
    {"StringNotEquals": {"s3:prefix": "x"}},
]


def statement(chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {"Effect": chance.choice(["Allow", "Allow", "Allow", "Deny"])}
    made[chance.choice(["Action"] * 5 + ["NotAction"])] = chance.sample(PATTERNS, chance.randint(1, 2))
    made[chance.choice(["Resource"] * 5 + ["NotResource"])] = chance.sample(RESOURCES, chance.randint(1, 2))
    if condition := chance.choice(CONDITIONS):
        made["Condition"] = condition
    return made


def document(chance: random.Random) -> Document:
    statements = [statement(chance) for _ in range(chance.randint(1, 3))]
    return Document({"Version": "2012-10-17", "Statement": statements})


def trust(*statements: dict[str, Any]) -> Document:
    return Document({"Version": "2012-10-17", "Statement": list(statements)}, PolicyType.TRUST)


SAGEMAKER = trust({"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"})


def account(seed: int) -> list[Role | User]:
    """Principals that share some of their policies, two of which have the same name."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    shared = [document(chance) for _ in range(4)]

    def policies() -> dict[str, Any]:
        own = tuple(
            Policy("own", kind, chance.choice([*shared, document(chance)]))
            for kind in (PolicyKind.INLINE, PolicyKind.MANAGED)
        )
        attached = [AttachedPolicy(f"arn:aws:iam::{ACCOUNT}:policy/shared", chance.choice([*shared, None]))]
        return {"policies": own, "attached": tuple(attached) if chance.random() < 0.5 else (), "environment": HOME}

    def bounded() -> dict[str, Any]:
        boundary = AttachedPolicy(f"arn:aws:iam::{ACCOUNT}:policy/boundary", chance.choice(shared))
        tags = {"team": "fraud"} if chance.random() < 0.5 else {}
        return {"permissions_boundary": boundary if chance.random() < 0.3 else None, "tags": tags}

    groups = tuple(Group(f"g{number}", **policies()) for number in range(2))
    roles = [Role(f"r{number}", f"r{number}", SAGEMAKER, **policies(), **bounded()) for number in range(12)]
    users = [
        User(f"u{number}", groups=groups[: chance.randint(0, 2)], **policies(), **bounded()) for number in range(4)
    ]
    return [*roles, *users]


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_the_index_answers_as_the_engine_does(seed: int) -> None:
    """Every principal gets the answer that the engine gives of all of its policies, and nobody is left out."""
    principals = account(seed)
    directory = Directory(principals)
    for action in ACTIONS:
        resource = "*" if action.startswith("sts:") else f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:model/m"
        if action.startswith("s3:"):
            resource = "arn:aws:s3:::fraud" if action == "s3:ListBucket" else "arn:aws:s3:::fraud/a"
        found = {each.arn: standing.grade for each, standing in directory.find(action, resource, {})}
        for principal in principals:
            reply = Asker(principal).ask(action, resource, {})
            expected = {
                Answer.ALLOW: Grade.ALLOW,
                Answer.UNKNOWN: Grade.CONDITIONAL if reply.needed else Grade.UNKNOWN,
            }.get(reply.answer)
            assert found.get(principal.arn) == expected, (principal.name, action)


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_any_resource_is_those_that_the_engine_allows(seed: int) -> None:
    """Without a resource: the patterns on which the engine allows, whether or not it had to be asked."""
    principals = account(seed)
    directory = Directory(principals)
    for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket", "sagemaker:CreateModel"):
        found = {each.arn: standing for each, standing in directory.find(action, None, {})}
        for principal in principals:
            replies = extents(Asker(principal), action, {})
            allowed = {each.pattern for each in replies if each.is_certain}
            standing = found.get(principal.arn)
            assert (standing is not None and standing.grade is Grade.ALLOW) == bool(allowed), (principal.name, action)
            if standing is not None and allowed:
                assert set(standing.resources) == allowed, (principal.name, action)


def test_sources_are_read_once_for_many_questions(tmp_path: Path) -> None:
    """Each question has the answer that it has alone."""
    document = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::fraud/*"}]}
    role = {
        "Path": "/",
        "RoleName": "reader",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/reader",
        "AssumeRolePolicyDocument": SAGEMAKER.json,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
        "AttachedManagedPolicies": [],
    }
    path = tmp_path / "account.json"
    path.write_text(json.dumps({"RoleDetailList": [role], "Policies": []}), encoding="utf-8")
    searcher = Searcher(path)
    for action in ("s3:GetObject", "s3:PutObject"):
        assert searcher.who(action).entitled == who(action, path).entitled
    assert next(each.arn for each in searcher.who("s3:GetObject").entitled).endswith(":role/reader")


@pytest.mark.parametrize("resource", [None, "arn:aws:s3:::fraud/*", "arn:aws:s3:::fraud/a"])
def test_a_policy_that_cannot_be_read_leaves_it_open(resource: str | None) -> None:
    """Whatever is asked: unknown, with the policy's name, unless a Deny is certain."""
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    unread = Policy("unread", PolicyKind.INLINE, Document({"Statement": [{"Effect": "Maybe"}]}))
    denied = Policy("denied", PolicyKind.INLINE, Document({"Version": "2012-10-17", "Statement": [deny]}))
    open_role = Role("a", "a", SAGEMAKER, policies=(unread,), environment=HOME)
    shut_role = Role("b", "b", SAGEMAKER, policies=(unread, denied), environment=HOME)
    found = [*Directory([open_role, shut_role]).find("s3:GetObject", resource, {})]
    assert [(each.name, standing.grade, standing.unavailable) for each, standing in found] == [
        ("a", Grade.UNKNOWN, ("unread",))
    ]


def test_statements_keep_their_places() -> None:
    """The statement that lets is named by its place in the principal's own policy, whatever else is in it."""
    many = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "glue:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "logs:*", "Resource": "*"},
            {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
        ],
    }
    role = Role("a", "a", SAGEMAKER, policies=(Policy("many", PolicyKind.INLINE, Document(many)),), environment=HOME)
    ((_, standing),) = Directory([role]).find("s3:GetObject", "arn:aws:s3:::b-name/x", {})
    (ref,) = standing.statements
    assert (ref.policy, ref.statement, ref.sid) == ("many", 2, "Read")


def _holders(principal: Role | User) -> list[Role | User | Group]:
    return [principal, *(principal.groups if isinstance(principal, User) else ())]


def _documents_of(holder: Role | User | Group) -> list[Document | None]:
    return [*(each.document for each in holder.policies), *(each.document for each in holder.attached)]


def test_equal_documents_are_indexed_once() -> None:
    """What a question costs follows the distinct documents."""
    principals = account(1)
    texts = {
        document.text
        for each in principals
        for holder in _holders(each)
        for document in _documents_of(holder)
        if document
    }
    boundaries = {each.permissions_boundary.text.text for each in principals if each.permissions_boundary}  # type: ignore[union-attr]
    assert len(Directory(principals).index) == len(texts | boundaries)


def allow(action: str, resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def role(name: str, trusted: list[dict[str, Any]], *statements: dict[str, Any]) -> dict[str, Any]:
    inline = [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": [*statements]}}]
    return {
        "RoleName": name,
        "Path": "/",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trusted},
        "RolePolicyList": inline if statements else [],
        "AttachedManagedPolicies": [],
    }


def trusts(kind: str, name: str, action: str = "sts:AssumeRole", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": {kind: name}, "Action": action, **more}


OWN = f"arn:aws:iam::{ACCOUNT}"
GITHUB = f"{OWN}:oidc-provider/token.actions.githubusercontent.com"
SUBJECT = {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
READS = allow("s3:GetObject", "arn:aws:s3:::fraud/*")


def details(roles: list[dict[str, Any]], users: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    group = {
        "GroupName": "readers",
        "Path": "/",
        "Arn": f"{OWN}:group/readers",
        "GroupPolicyList": [{"PolicyName": "read", "PolicyDocument": {"Version": "2012-10-17", "Statement": READS}}],
        "AttachedManagedPolicies": [],
    }
    return {
        "UserDetailList": users or [],
        "GroupDetailList": [group],
        "RoleDetailList": roles,
        "Policies": [],
    }


def user(name: str, groups: list[str], *statements: dict[str, Any]) -> dict[str, Any]:
    inline = [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": [*statements]}}]
    return {
        "UserName": name,
        "Path": "/",
        "Arn": f"{OWN}:user/{name}",
        "GroupList": groups,
        "UserPolicyList": inline if statements else [],
        "AttachedManagedPolicies": [],
    }


def asked(given: dict[str, Any], resource: str | None = "arn:aws:s3:::fraud/a", **options: Any) -> SearchResult:
    return who("s3:GetObject", json.dumps(given), resource=resource, **options)


def answers(found: SearchResult) -> dict[str, tuple[EntitledKind, Grade, tuple[str, ...]]]:
    """By the name, without the account."""
    return {
        each.arn.removeprefix(f"{OWN}:"): (
            each.kind,
            each.grade,
            tuple(text.removeprefix(f"{OWN}:") for text in each.through),
        )
        for each in found.entitled
    }


def test_whoever_can_become_a_role_may_what_it_may() -> None:
    """Services, identity providers, other accounts; roles and users of the account, over several roles."""
    roles = [
        role("job", [trusts("Service", "sagemaker.amazonaws.com")], READS),
        role("ci", [trusts("Federated", GITHUB, "sts:AssumeRoleWithWebIdentity", Condition=SUBJECT)], READS),
        role("partner", [trusts("AWS", "999999999999")], READS),
        role("shared", [trusts("AWS", f"{OWN}:root")], READS),
        role("hop", [trusts("AWS", f"{OWN}:user/eve")], allow("sts:AssumeRole", f"{OWN}:role/shared")),
        role("idle", [trusts("Service", "glue.amazonaws.com")], allow("glue:*", "*")),
    ]
    found = answers(asked(details(roles, [user("eve", []), user("dana", ["readers"]), user("zoe", [])])))
    assert found == {
        "role/job": (EntitledKind.ROLE, Grade.ALLOW, ()),
        "role/ci": (EntitledKind.ROLE, Grade.ALLOW, ()),
        "role/partner": (EntitledKind.ROLE, Grade.ALLOW, ()),
        "role/shared": (EntitledKind.ROLE, Grade.ALLOW, ()),
        "role/hop": (EntitledKind.ROLE, Grade.ALLOW, ("role/shared",)),
        "user/dana": (EntitledKind.USER, Grade.ALLOW, ()),
        "user/eve": (EntitledKind.USER, Grade.ALLOW, ("role/hop",)),
        "sagemaker.amazonaws.com": (EntitledKind.SERVICE, Grade.ALLOW, ("role/job",)),
        "oidc-provider/token.actions.githubusercontent.com": (EntitledKind.FEDERATED, Grade.CONDITIONAL, ("role/ci",)),
        "999999999999": (EntitledKind.ACCOUNT, Grade.ALLOW, ("role/partner",)),
    }


@pytest.mark.parametrize(
    ("trusted", "grade"),
    [
        ([trusts("AWS", f"{OWN}:user/eve")], Grade.ALLOW),
        # The whole account is trusted: the user's own policies have to allow it too.
        ([trusts("AWS", f"{OWN}:root")], None),
        ([trusts("AWS", ACCOUNT)], None),
        # Everybody: nothing else is needed.
        ([trusts("AWS", "*")], Grade.ALLOW),
        (
            [trusts("AWS", f"{OWN}:user/eve", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
            Grade.CONDITIONAL,
        ),
        ([trusts("AWS", "*"), trusts("AWS", f"{OWN}:user/eve", effect="Deny")], None),
        ([trusts("AWS", f"{OWN}:user/other")], None),
    ],
)
def test_a_user_becomes_a_role_by_its_trust_policy(trusted: list[dict[str, Any]], grade: Grade | None) -> None:
    """As the engine decides sts:AssumeRole with the trust policy and the user's own policies."""
    found = answers(asked(details([role("target", trusted, READS)], [user("eve", [])])))
    assert found.get("user/eve", (None, None))[1] is grade


@pytest.mark.parametrize(
    ("action", "target", "found"),
    [
        ("sts:AssumeRole", "job", {"sagemaker.amazonaws.com"}),
        ("sts:AssumeRole", "shared", {"user/eve"}),
        ("sts:AssumeRoleWithWebIdentity", "ci", {"oidc-provider/token.actions.githubusercontent.com"}),
        ("sts:AssumeRole", "ci", set()),
    ],
)
def test_who_may_assume_a_role_is_for_its_trust_policy_to_say(action: str, target: str, found: set[str]) -> None:
    """Both sides count, as always when a role is assumed."""
    roles = [
        role("job", [trusts("Service", "sagemaker.amazonaws.com")], READS),
        role("ci", [trusts("Federated", GITHUB, "sts:AssumeRoleWithWebIdentity", Condition=SUBJECT)], READS),
        role("shared", [trusts("AWS", f"{OWN}:root")], READS),
    ]
    users = [user("eve", [], allow("sts:*", "*")), user("zoe", [])]
    search = who(action, json.dumps(details(roles, users)), resource=f"{OWN}:role/{target}")
    assert answers(search).keys() == found


def test_a_deny_in_a_trust_policy_counts() -> None:
    """A service that is denied does not become the role; with a condition it depends on that."""
    service = "sagemaker.amazonaws.com"
    denied = [trusts("Service", service), trusts("Service", service, effect="Deny")]
    assert service not in answers(asked(details([role("job", denied, READS)])))
    condition = {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}
    denied[1] |= {"Condition": condition}
    (found,) = [each for each in asked(details([role("job", denied, READS)])).entitled if each.arn == service]
    assert found.grade is Grade.CONDITIONAL
    assert "aws:SourceAccount" in found.conditions[0]


def test_conditions_of_a_role_go_with_those_who_become_it() -> None:
    """A service that may assume a role whose policy has a condition depends on that condition."""
    condition = {"Bool": {"aws:SecureTransport": "true"}}
    roles = [role("job", [trusts("Service", "sagemaker.amazonaws.com")], {**READS, "Condition": condition})]
    found = {each.kind: each for each in asked(details(roles)).entitled}
    assert (
        found[EntitledKind.ROLE].conditions
        == found[EntitledKind.SERVICE].conditions
        == ("Bool aws:SecureTransport = true",)
    )
    known = asked(details(roles), context={"aws:SecureTransport": "true"})
    assert {each.grade for each in known.entitled} == {Grade.ALLOW}
    assert asked(details(roles), context={"aws:SecureTransport": "false"}).grade is None


@pytest.mark.parametrize(
    ("action", "resource", "meant"),
    [
        ("s3:GetObject", "arn:aws:s3:::fraud", "arn:aws:s3:::fraud/*"),
        ("s3:ListBucket", "arn:aws:s3:::fraud/*", "arn:aws:s3:::fraud"),
        ("s3:ListBucket", "arn:aws:s3:::fraud/a/b", "arn:aws:s3:::fraud"),
        ("s3:GetObject", "arn:aws:s3:::fraud/a", "arn:aws:s3:::fraud/a"),
        ("s3:ListAllMyBuckets", "*", "*"),
    ],
)
def test_a_bucket_and_its_objects_are_asked_alike(action: str, resource: str, meant: str) -> None:
    """Whoever names a bucket of an action on objects means its objects, and the other way round."""
    roles = [role("all", [trusts("Service", "ec2.amazonaws.com")], allow("s3:*", "*"))]
    found = who(action, json.dumps(details(roles)), resource=resource)
    assert found.resource == meant
    assert found.grade is Grade.ALLOW


@pytest.mark.parametrize(
    ("granted", "resource", "grade"),
    [
        ("arn:aws:s3:::fraud/train/*", "arn:aws:s3:::fraud", Grade.ALLOW),
        ("arn:aws:s3:::fraud/a.csv", "arn:aws:s3:::fraud/*", Grade.ALLOW),
        ("arn:aws:s3:::fraud-2026/*", "arn:aws:s3:::fraud-*/*", Grade.ALLOW),
        ("*", "arn:aws:s3:::fraud/train/*", Grade.ALLOW),
        ("arn:aws:s3:::other/*", "arn:aws:s3:::fraud/*", None),
        ("arn:aws:s3:::fraudulent/*", "arn:aws:s3:::fraud/*", None),
        # The two meet in names that nobody tries: that is not known, and not no.
        ("arn:aws:s3:::*-models/x", "arn:aws:s3:::fraud-*/*", Grade.UNKNOWN),
    ],
)
def test_a_pattern_is_any_resource_of_it(granted: str, resource: str, grade: Grade | None) -> None:
    """A principal is listed if it may on some resource that the pattern matches."""
    roles = [role("one", [trusts("Service", "ec2.amazonaws.com")], allow("s3:GetObject", granted))]
    found = asked(details(roles), resource)
    assert found.grade is grade


def test_without_a_resource_any_will_do() -> None:
    """The patterns on which each may are listed."""
    roles = [role("one", [trusts("Service", "ec2.amazonaws.com")], READS)]
    found = {each.kind: each for each in asked(details(roles), None).entitled}
    assert found[EntitledKind.ROLE].resources == ("arn:aws:s3:::fraud/*",)


def test_what_cannot_be_read_is_unknown_and_said() -> None:
    """A policy that the grammar refuses is reported, and whoever has it may or may not."""
    broken = role(
        "broken", [trusts("Service", "ec2.amazonaws.com")], {"Effect": "Alow", "Action": "*", "Resource": "*"}
    )
    found = asked(details([broken, role("fine", [trusts("Service", "ec2.amazonaws.com")], READS)]))
    assert answers(found)["role/broken"][1] is Grade.UNKNOWN
    assert answers(found)["role/fine"][1] is Grade.ALLOW
    assert "policy `own` cannot be read" in found.unread[0].message
    (entry,) = [each for each in found.entitled if each.arn.endswith("role/broken")]
    assert entry.unavailable == ("own",)


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_trust_policy_with_not_principal_may_let_anyone_in(effect: str) -> None:
    """AWS does not say what it does there, only that there is none: it may be anyone, and that is said."""
    excepted = {"Effect": effect, "NotPrincipal": {"AWS": f"{OWN}:user/ana"}, "Action": "sts:AssumeRole"}
    listed = details([role("broken", [trusts("Service", "ec2.amazonaws.com"), excepted], READS)])
    found = asked(listed)
    (anyone,) = [each for each in found.entitled if each.arn == "*"]
    assert (anyone.grade, anyone.unavailable, anyone.through) == (
        Grade.UNKNOWN,
        ("the trust policy",),
        (f"{OWN}:role/broken",),
    )
    (unread,) = found.unread
    assert unread.message == (
        "`broken`: the trust policy cannot be read: `NotPrincipal` is not allowed in a trust policy"
    )


def test_who_lacks_the_text_of_a_boundary_is_unknown_under_any_condition() -> None:
    """Meeting the condition of a trust policy is not enough where a boundary may forbid it."""
    member = trusts("AWS", "*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}})
    gone = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": f"{OWN}:policy/gone"}
    bounded = role("bounded", [trusts("Service", "ec2.amazonaws.com")]) | {"PermissionsBoundary": gone}
    found = asked(details([role("shared", [member], READS), bounded]))
    (entry,) = [each for each in found.entitled if each.arn.endswith("role/bounded")]
    assert (entry.grade, entry.unavailable) == (Grade.UNKNOWN, (f"{OWN}:policy/gone",))


def test_a_malformed_role_does_not_stop_the_others() -> None:
    """What is wrong with it is in the faults."""
    found = asked(details([{"RoleName": "x"}, role("fine", [trusts("Service", "ec2.amazonaws.com")], READS)]))
    assert "role/fine" in answers(found)
    assert len(found.faults) == 1


def test_other_sources_have_principals_too(tmp_path: Path) -> None:
    """Role files, templates and a folder of both; a policy by itself has nobody."""
    (tmp_path / "roles.yaml").write_text(
        'version: 1\naccount: "123456789012"\nregion: us-east-1\nroles:\n'
        "  one: {activities: {s3-bucket-access: {s3_buckets: [fraud]}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "details.json").write_text(json.dumps(details([], [user("dana", ["readers"])])), encoding="utf-8")
    found = answers(who("s3:GetObject", tmp_path, resource="arn:aws:s3:::fraud/a"))
    assert found.keys() == {"role/sagemaker-one", "user/dana", "sagemaker.amazonaws.com"}
    with pytest.raises(InputError, match="no role or user"):
        who("s3:GetObject", {"Version": "2012-10-17", "Statement": [READS]})


@pytest.mark.parametrize(
    ("action", "options"),
    [
        ("s3:GetObjct", {}),
        ("s3:Get*", {}),
        ("s3:GetObject", {"resource": "arn:aws:sagemaker:us-east-1:123456789012:model/m"}),
        ("s3:GetObject", {"resource": "fraud"}),
        ("s3:GetObject", {"context": {"aws:Nothing": "x"}}),
    ],
)
def test_a_question_about_what_cannot_exist_is_an_error(action: str, options: dict[str, Any]) -> None:
    """Nobody may would be a wrong answer."""
    with pytest.raises(InputError):
        who(action, json.dumps(details([role("a", [trusts("Service", "ec2.amazonaws.com")], READS)])), **options)


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: 's3:GetObject', Resource: !Sub 'arn:aws:s3:::${Bucket}/*'}",
        "{Effect: Allow, Action: 's3:GetObject', Resource: !Sub 'arn:aws:s3:::${Bucket}/x'}",
        "{Effect: Allow, Action: !Ref Actions, Resource: '*'}",
        "{Effect: Allow, Action: !Sub 's3:${Name}', Resource: '*'}",
        "{Effect: Allow, NotAction: !Ref Actions, Resource: '*'}",
        "{Effect: Allow, Action: 's3:GetObject', NotResource: !Ref Objects}",
        "[{Effect: Allow, Action: 's3:*', Resource: '*'}, {Effect: Deny, Action: !Ref Actions, Resource: '*'}]",
    ],
)
@pytest.mark.parametrize("pattern", ["arn:aws:s3:::b/x", "arn:aws:s3:::b*/*"])
def test_open_texts_of_a_template_may_be_any_action_or_resource(statement: str, pattern: str) -> None:
    """Of a role as of a user: neither "nobody" nor an unconditional answer."""
    text = f"""
Resources:
  U:
    Type: AWS::IAM::User
    Properties: {{UserName: u}}
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument:
        Statement: {{Effect: Allow, Principal: {{Federated: cognito-identity.amazonaws.com}}, Action: sts:Nothing}}
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [!Ref R]
      Users: [!Ref U]
      PolicyDocument: {{Statement: {statement}}}
"""
    found = {each.arn.rpartition("/")[2]: each.grade for each in who("s3:GetObject", text, resource=pattern).entitled}
    assert found == {"u": Grade.UNKNOWN, "r": Grade.UNKNOWN}


def test_a_principal_that_is_not_known_may_assume_the_role() -> None:
    """One that a parameter of a template names, or an attribute of another resource."""
    text = """
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {AWS: !Ref Trusted}, Action: sts:AssumeRole}}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}}]
"""
    found = {each.arn: each for each in who("s3:GetObject", text).entitled}
    assert found["{{trusted}}"].grade is Grade.UNKNOWN
    assert found["{{trusted}}"].unavailable == ("!Ref Trusted",)
