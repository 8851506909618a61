"""What `compare` takes, how roles are matched, and what is said of texts that are not known."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.runs import case_count
from tests.workflows.test_searching import OWN, READS, allow, details, role, trusts, user

import rolecast
from rolecast.iam.comparison import Verdict
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.workflows import sides
from rolecast.workflows.comparing import Membership, compare, granted

ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
roles:
  compute: {activities: {access-required-aws-services: {s3_buckets: [raw], ecr_repository_arns: [REPOSITORY]}}}
  reader: {activities: {s3-bucket-access: {s3_buckets: [raw]}}}
""".replace("REPOSITORY", '"arn:aws:ecr:eu-west-1:123456789012:repository/a"')
TEMPLATE = """\
Parameters: {Bucket: {Type: String}}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement: {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::${Bucket}/*"}
"""


def policy(*actions: str, resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_roles_are_matched_by_key() -> None:
    """Each with its own verdict, in the order of the new file; the same file is the same."""
    wider = ROLES.replace("s3_buckets: [raw]}}}\n", "s3_buckets: [raw, models]}}}\n")
    compared = compare(ROLES, wider)
    assert compared.verdict is Verdict.MORE
    assert [(role.key, role.change, role.verdict) for role in compared.roles] == [
        ("compute", Membership.BOTH, Verdict.SAME),
        ("reader", Membership.BOTH, Verdict.MORE),
    ]
    gained = {action for gain in compared.roles[1].permissions.gains for action in gain.actions}
    assert "s3:PutObject" in gained
    assert compare(ROLES, ROLES).verdict is Verdict.SAME
    assert compare(wider, ROLES).verdict is Verdict.LESS


def test_every_request_is_decided_differently_for_the_two_sides() -> None:
    """By the engine, with the role's own policies."""
    wider = ROLES.replace("s3_buckets: [raw]}}}\n", "s3_buckets: [raw, models]}}}\n")
    engines = [
        Engine(sides.ComparedSide(rolecast.compose(each)["reader"].resolve()).written) for each in (ROLES, wider)
    ]
    gains = compare(ROLES, wider, role="reader").roles[0].permissions.gains
    assert gains
    for gain in gains:
        answers = [engine.decide(gain.request).answer for engine in engines]
        assert answers == [Answer.IMPLICIT_DENY, Answer.ALLOW]
        assert "models" in gain.request.resource


def test_roles_that_are_added_or_removed() -> None:
    """They gain or lose everything, their trust too."""
    fewer = "".join(line for line in ROLES.splitlines(keepends=True) if "reader" not in line)
    added, removed = compare(fewer, ROLES), compare(ROLES, fewer)
    assert [(role.key, role.change, role.verdict) for role in added.roles] == [
        ("compute", Membership.BOTH, Verdict.SAME),
        ("reader", Membership.ADDED, Verdict.MORE),
    ]
    assert removed.roles[1].change is Membership.REMOVED
    assert removed.verdict is Verdict.LESS
    trust = added.roles[1].trust
    assert trust is not None
    assert trust.gains[0].principals == ("sagemaker.amazonaws.com",)
    assert trust.gains[0].request.resource == "arn:aws:iam::123456789012:role/sagemaker-reader"


def test_another_key_for_the_same_role() -> None:
    """It is matched by its name."""
    renamed = ROLES.replace("  reader: {", "  reviewer: {name: sagemaker-reader, ")
    compared = compare(ROLES, renamed)
    assert compared.verdict is Verdict.SAME
    assert [(role.former, role.key) for role in compared.roles][1] == ("reader", "reviewer")


def test_the_trust_policy_is_compared_apart() -> None:
    """A service more may assume the role, which gains no permission of its own."""
    trusting = ROLES.replace(
        "  reader: {", "  reader: {trust: {services: [sagemaker.amazonaws.com, ec2.amazonaws.com]}, "
    )
    [role] = compare(ROLES, trusting, role="reader").roles
    assert role.permissions.verdict is Verdict.SAME
    assert role.trust is not None
    assert role.trust.verdict is role.verdict is Verdict.MORE
    assert role.trust.gains[0].principals == ("ec2.amazonaws.com",)


def test_the_boundary_is_taken_into_account() -> None:
    """A gain that it stops is none."""
    bounded = ROLES.replace("  reader: {", "  reader: {permissions_boundary: AWSGlueConsoleFullAccess, ")
    assert compare(ROLES, bounded, role="reader").verdict is Verdict.LESS


def test_policies_by_themselves() -> None:
    """Whatever they are called; a role is compared with one by what it may do."""
    old, new = policy("s3:GetObject"), policy("s3:GetObject", "s3:PutObject")
    assert compare(old, new).verdict is Verdict.MORE
    assert compare("aws:AmazonS3ReadOnlyAccess", "aws:AmazonS3FullAccess").verdict is Verdict.MORE
    [role] = compare(ROLES, "aws:AdministratorAccess", role="reader").roles
    assert role.verdict is Verdict.MORE
    assert role.trust is None


def test_resource_and_trust_policies() -> None:
    """They are compared by whom they let; not with a policy of somebody."""
    both = {"AWS": ["111122223333", "444455556666"]}
    trust = {"Statement": {"Effect": "Allow", "Principal": both, "Action": "sts:AssumeRole"}}
    other = json.loads(json.dumps(trust).replace('"444455556666"', '"111122223333"'))
    assert compare(trust, other, source="trust-policy").verdict is Verdict.LESS
    with pytest.raises(rolecast.InputError, match="cannot compare a role or identity policy with a trust policy"):
        compare(policy("s3:GetObject"), trust)


@pytest.mark.parametrize("source", ["scp", "rcp"])
def test_policies_of_an_organization(source: str) -> None:
    """A Deny less allows more."""
    principal = {"Principal": "*"} if source == "rcp" else {}
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*", **principal}
    narrow = {**deny, "Action": "s3:PutObject"}
    allow = [] if principal else [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    old, new = ({"Version": "2012-10-17", "Statement": [*allow, each]} for each in (deny, narrow))
    assert compare(old, new, source=source).verdict is Verdict.MORE


def test_an_attached_policy_without_text() -> None:
    """Then nothing is decided, but where both sides are the same."""
    attached = ROLES.replace(
        "  reader: {", '  reader: {additional_policies: ["arn:aws:iam::123456789012:policy/own"], '
    )
    found = compare(ROLES, attached, role="reader").roles[0].permissions
    assert found.verdict is Verdict.UNKNOWN
    assert found.undecided_gains == ("the text of `arn:aws:iam::123456789012:policy/own` is not available",)
    assert compare(attached, attached).verdict is Verdict.SAME


def test_an_account_and_region_that_nobody_names() -> None:
    """They are assumed, and that is said; where one side names them, both are there."""
    nowhere = "".join(line for line in ROLES.splitlines(keepends=True) if not line.startswith(("account", "region")))
    assert compare(nowhere, nowhere).assumed == "account 111122223333 and region us-east-1"
    assert compare(ROLES, nowhere).assumed is None
    assert compare(ROLES, nowhere).verdict is Verdict.SAME


def test_open_texts_of_a_template() -> None:
    """What holds whatever they are is said; else it is not decided. Requests have them as they are written."""
    assert compare(TEMPLATE, TEMPLATE).verdict is Verdict.SAME
    wider = compare(TEMPLATE, TEMPLATE.replace("${Bucket}/*", "${Bucket}/*a").replace("GetObject", "Get*"))
    assert wider.roles[0].open_texts == ("!Ref Bucket",)
    assert wider.verdict is Verdict.BOTH
    assert "{{bucket}}" in wider.roles[0].permissions.gains[0].request.resource
    every = TEMPLATE.replace('!Sub "arn:aws:s3:::${Bucket}/*"', '"*"')
    assert compare(TEMPLATE, every).roles[0].permissions.allows_less is False
    pinned = TEMPLATE.replace(
        '!Sub "arn:aws:s3:::${Bucket}/*"', '["arn:aws:s3:::a/*", !Sub "arn:aws:s3:::${Bucket}/*"]'
    )
    found = compare(pinned, TEMPLATE).roles[0].permissions
    assert found.allows_less is True  # unless the bucket is that one
    assert found.undecided_gains == ("it depends on `!Ref Bucket`, which is not known",)


SECTIONS = """\
Parameters: {Bucket: {Type: String, Default: a}, Stage: {Type: String, Default: dev}, Other: {Type: String}}
Mappings: {Buckets: {dev: {name: a}}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
"""


@pytest.mark.parametrize(
    ("resource", "before", "after"),
    [
        ('!Sub "arn:aws:s3:::${Bucket}/*"', "Default: a", 'Default: "*"'),
        ('!If [Prod, "*", "arn:aws:s3:::a/*"]', "[!Ref Stage, prod]", "[!Ref Stage, dev]"),
        ('!If [Prod, "*", "arn:aws:s3:::a/*"]', "Default: dev", "Default: prod"),
        ("!FindInMap [Buckets, dev, name]", "name: a", 'name: "*"'),
        ('!Sub "${Store.Arn}/*"', "BucketName: a", "BucketName: b"),
    ],
)
def test_an_open_text_is_the_same_only_if_it_is_defined_so(resource: str, before: str, after: str) -> None:
    """By default, by a condition, by a mapping or by the name of a resource; what it does not rest on has no say."""
    store = "  Store: {Type: AWS::S3::Bucket, Properties: {BucketName: a}}\n"
    old = TEMPLATE.replace("Parameters: {Bucket: {Type: String}}\n", SECTIONS) + store
    old = old.replace('!Sub "arn:aws:s3:::${Bucket}/*"', resource)
    assert compare(old, old).verdict is Verdict.SAME
    assert (
        compare(old, old.replace("Other: {Type: String}", "Other: {Type: String, Default: x}")).verdict is Verdict.SAME
    )
    changed = old.replace(before, after)
    assert changed != old
    assert compare(old, changed).verdict is Verdict.UNKNOWN


GET_ALL = '{Effect: Allow, Action: "s3:GetObject", Resource: "*"}'
GET_A, GET_B, GET_RAW = (
    f'{{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::{bucket}/*"}}'
    for bucket in ("${A}", "${B}", "raw")
)
PUT_A, PUT_B = (get.replace("Get", "Put") for get in (GET_A, GET_B))
NOT_A, NOT_B, NOT_RAW = (get.replace("Allow", "Deny") for get in (GET_A, GET_B, GET_RAW))
TAGGED_A, TAGGED_B, TAGGED_X, UNTAGGED_A, UNTAGGED_X = (
    f'{GET_ALL[:-1]}, Condition: {{{operator}: {{"aws:PrincipalTag/team": {value}}}}}}}'
    for operator, value in (
        ("StringEquals", "!Ref A"),
        ("StringEquals", "!Ref B"),
        ("StringEquals", "x"),
        ("StringNotEquals", "!Ref A"),
        ("StringNotEquals", "x"),
    )
)


def a_template(statements: str) -> str:
    return f"""\
Parameters: {{A: {{Type: String}}, B: {{Type: String}}}}
Resources:
  Own: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {{Statement: [{statements}]}}}}}}
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GET_A, GET_B),
        (GET_RAW, GET_A),
        (GET_A, f"{GET_A}, {GET_B}"),
        (GET_A.replace("arn:aws:s3:::${A}", "${A.Arn}"), GET_RAW),
        (GET_RAW, GET_RAW.replace('"s3:GetObject"', "!Ref A")),
        (f"{GET_ALL}, {NOT_A}", f"{GET_ALL}, {NOT_B}"),
        (f"{GET_ALL}, {NOT_RAW}", f"{GET_ALL}, {NOT_A}"),
        (TAGGED_A, TAGGED_B),
        (TAGGED_X, TAGGED_A),
        (UNTAGGED_X, UNTAGGED_A),
    ],
)
def test_parameters_of_one_side_may_have_the_same_value(one: str, other: str) -> None:
    """Or that of a text: then there is no difference."""
    assert compare(a_template(one), a_template(other)).verdict is Verdict.UNKNOWN
    assert compare(a_template(other), a_template(one)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("less", "more", "is_certain"),
    [
        (GET_RAW, f"{GET_RAW}, {PUT_B}", True),
        (GET_A, f"{GET_A}, {PUT_B}", False),
        (GET_A, GET_ALL, True),
        (f"{GET_ALL}, {NOT_A}", GET_ALL, True),
        (PUT_A, f"{PUT_A}, {TAGGED_B}", False),
    ],
)
def test_a_difference_whatever_the_values_are(less: str, more: str, is_certain: bool) -> None:
    """Nothing like what is gained is allowed without it. What there is besides may not be certain."""
    found, back = compare(a_template(less), a_template(more)), compare(a_template(more), a_template(less))
    assert (found.verdict, back.roles[0].permissions.allows_less) == (Verdict.MORE, True)
    assert back.roles[0].permissions.allows_more is (False if is_certain else None)
    assert [role.permissions.undecided_gains for role in found.roles] == [()]


def statements_with(own: str) -> st.SearchStrategy[dict[str, Any]]:
    """Statements with a text that is not known, or one that the other side has not."""
    condition = st.builds(
        lambda operator, value: {"Condition": {operator: {"aws:PrincipalTag/team": value}}},
        st.sampled_from(["StringEquals", "StringNotLike", "StringEqualsIfExists"]),
        st.sampled_from([own, "{{text}}"]),
    )
    return st.builds(
        lambda effect, action, place, more: {"Effect": effect, "Action": action, "Resource": place, **more},
        st.sampled_from(["Allow", "Allow", "Deny"]),
        st.sampled_from(["s3:GetObject", "s3:*", "s3:Put{{text}}"]),
        st.sampled_from(["*", f"arn:aws:s3:::{own}/*", "arn:aws:s3:::{{text}}/*", f"arn:aws:s3:::{{{{text}}}}/{own}"]),
        st.just({}) | condition,
    )


@settings(max_examples=case_count(60), deadline=None)
@given(
    st.lists(statements_with("one"), min_size=1, max_size=2), st.lists(statements_with("other"), min_size=1, max_size=2)
)
def test_a_difference_is_one_for_all_values(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    """Whether the text of one side is that of the other, or one that the other side has, or another."""
    sides = [Document({"Statement": each}, open={"text": name}) for each, name in ((one, "!Ref A"), (other, "!Ref B"))]
    [found] = compare(*sides).roles
    for values in itertools.product(("other", "same", "a"), ("one", "same", "b")):
        filled = [document.fill({"text": [value]}) for document, value in zip(sides, values, strict=True)]
        [known] = compare(*filled).roles
        for claimed, true in (
            (found.permissions.allows_more, known.permissions.allows_more),
            (found.permissions.allows_less, known.permissions.allows_less),
        ):
            assert claimed is None or claimed is true


@pytest.mark.parametrize("kind", ["AWS::IAM::Role", "AWS::IAM::ManagedPolicy"])
def test_what_a_template_creates_under_a_condition_may_not_be_there(kind: str) -> None:
    """Unless both sides create it under the same condition. What differs besides is shown as if it is created."""
    always = SECTIONS + TEMPLATE.partition("\n")[2].replace("${Bucket}", "raw")
    if kind == "AWS::IAM::ManagedPolicy":
        head, _, document = always.rpartition("PolicyDocument:\n")
        head = head[: head.index("    Properties:\n")].replace("AWS::IAM::Role", kind)
        always = f"{head}    Properties:\n      PolicyDocument:\n{document}"
    sometimes = always.replace(f"    Type: {kind}\n", f"    Type: {kind}\n    Condition: Prod\n")
    reason = "it is only created if the condition `Prod` is true"
    assert compare(sometimes, sometimes).verdict is Verdict.SAME

    [role] = compare(always, sometimes).roles
    parts = [role.permissions, role.trust] if role.trust else [role.permissions]
    assert len(parts) == (2 if kind == "AWS::IAM::Role" else 1)
    for part in parts:
        assert (part.verdict, part.undecided_gains, part.undecided_losses) == (Verdict.UNKNOWN, (), (reason,))
    [role] = compare(sometimes, always).roles
    for part in filter(None, (role.permissions, role.trust)):
        assert (part.verdict, part.undecided_gains, part.undecided_losses) == (Verdict.UNKNOWN, (reason,), ())

    [role] = compare(sometimes, sometimes.replace("[!Ref Stage, prod]", "[!Ref Stage, dev]")).roles
    assert (role.permissions.undecided_gains, role.permissions.undecided_losses) == ((reason,), (reason,))
    wider = sometimes.replace("s3:GetObject", "s3:*")
    assert compare(sometimes, wider).verdict is Verdict.MORE
    assert compare(wider, sometimes).verdict is Verdict.LESS
    assert compare(always, wider).verdict is Verdict.MORE


@pytest.mark.parametrize("argument", ["assume_role_policy", "managed_policy_arns", "permissions_boundary", "policy"])
def test_what_a_plan_leaves_unknown_is_the_same_in_that_plan_alone(argument: str) -> None:
    """A plan of Terraform has the references of an expression, and not what is made of them."""
    trusts = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}

    def plan(reference: str) -> str:
        after = {"name": "own", "assume_role_policy": json.dumps({"Statement": trusts})}
        changes = [("aws_iam_role", after), ("aws_iam_role_policy", {"name": "own", "role": "own"})]
        if argument != "policy":
            changes.pop()
        after.pop(argument, None)
        resources = [
            {
                "address": f"{kind}.own",
                "mode": "managed",
                "type": kind,
                "change": {"after": values, "after_unknown": {argument: True}},
            }
            for kind, values in changes
        ]
        expressions = {argument: {"references": [reference]}, "role": {"references": ["aws_iam_role.own.name"]}}
        configured = [{"address": f"{kind}.own", "expressions": expressions} for kind, _ in changes]
        return json.dumps(
            {
                "format_version": "1.2",
                "terraform_version": "1.9.0",
                "resource_changes": resources,
                "configuration": {"root_module": {"resources": configured}},
            }
        )

    assert compare(plan("var.a"), plan("var.a")).verdict is Verdict.SAME
    found = compare(plan("var.a"), plan("var.b"))
    assert found.verdict is Verdict.UNKNOWN
    [role] = found.roles
    compared = role.trust if argument == "assume_role_policy" else role.permissions
    assert compared is not None
    assert all(f"own.{argument}`, which is not known" in reason for reason in compared.undecided_gains)
    assert compared.undecided_gains


def test_documents_that_are_unknown_as_a_whole_are_the_same_only_if_they_stand_for_the_same() -> None:
    """Both are the policy `own`, of which nothing is known."""
    statement = '{Statement: {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::${Bucket}/*"}}'
    whole = TEMPLATE.replace(f"PolicyDocument:\n            {statement[1:-1]}", "PolicyDocument: !Ref Bucket")
    assert "!Ref Bucket" in whole
    assert compare(whole, whole).verdict is Verdict.SAME
    assert compare(whole, whole.replace("!Ref", "!ImportValue")).verdict is Verdict.UNKNOWN


def test_policies_of_templates_are_the_same_only_if_their_open_texts_are() -> None:
    """Two expressions may be called the same."""
    policy = """\
Resources:
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: {Effect: Allow, Action: "s3:GetObject", Resource: !Ref Place}}
"""
    assert compare(policy, policy).verdict is Verdict.SAME
    assert compare(policy, policy.replace("!Ref", "!ImportValue")).verdict is Verdict.UNKNOWN


FUNCTION = "F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Policies: [READ]}}"
UNREAD = [
    "'Fn::ForEach::Roles': [Name, [A, B], {'R${Name}': {Type: READ}}]",
    "'Fn::Transform': {Name: AWS::Include, Parameters: {Location: READ}}",
    "N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: READ}}",
    "M: {Type: 'Team::Roles::Own::MODULE', Properties: {Kind: READ}}",
    FUNCTION,
    "F: {Type: AWS::Serverless::Function, Properties: {Role: x}, Connectors: {C: {Properties: {Permissions: [READ]}}}}",
    "F: {Type: AWS::Serverless::Function, Properties: {VpcConfig: {SubnetIds: [READ]}}}",
    "C: {Type: AWS::Serverless::Connector, Properties: {Permissions: [READ]}}",
    "P: {Type: AWS::SSO::PermissionSet, Properties: {ManagedPolicies: [READ]}}",
    "P: {Type: AWS::IAM::ManagedPolicy, Properties: {'Fn::Transform': READ, PolicyDocument: DOCUMENT}}".replace(
        "DOCUMENT", '{Statement: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}'
    ),
]


@pytest.mark.parametrize("part", UNREAD)
def test_what_is_not_read_of_a_template_is_the_same_only_if_it_says_the_same(part: str) -> None:
    """And what is not read may grant anything."""
    one = TEMPLATE.replace("Resources:\n", f"Resources:\n  {part}\n")
    other = one.replace("READ", "WRITE")
    assert one not in (TEMPLATE, other)
    assert compare(one, one).verdict is Verdict.SAME
    found = compare(one, other)
    assert found.verdict is Verdict.UNKNOWN
    assert found.undecided == (found.unread[0].message,)
    assert compare(TEMPLATE, one).verdict in (Verdict.UNKNOWN, Verdict.MORE)
    assert granted(one, "iam:CreateUser").verdict is Verdict.UNKNOWN
    assert granted(TEMPLATE, "iam:CreateUser").verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (FUNCTION, FUNCTION.replace("a.b", "c.d"), Verdict.SAME),
        (FUNCTION.replace("Policies: [READ]", "Role: x"), "T: {Type: AWS::Serverless::SimpleTable}", Verdict.SAME),
        (FUNCTION.replace("READ", "!Ref Bucket"), FUNCTION.replace("READ", "!Ref Bucket"), Verdict.SAME),
    ],
)
def test_what_makes_no_permissions_makes_no_difference(before: str, after: str, verdict: Verdict) -> None:
    """The code of a function, a function with a given role, a table."""
    one, other = (TEMPLATE.replace("Resources:\n", f"Resources:\n  {part}\n") for part in (before, after))
    assert compare(one, other).verdict is verdict


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Transform: [AWS::LanguageExtensions, Own]\n", "Transform: [AWS::LanguageExtensions, Other]\n"),
        ("Transform: {Name: AWS::Include, Parameters: {Location: a}}\n", ""),
        ("Globals: {Function: {Policies: [a]}}\n", "Globals: {Function: {Policies: [b]}}\n"),
        (SECTIONS, SECTIONS.replace("Default: a", "Default: b")),
    ],
)
def test_what_is_not_read_may_depend_on_another_part_of_the_template(before: str, after: str) -> None:
    """On a macro, on what holds for all functions, on the default of a parameter."""
    part = FUNCTION.replace("READ", "!Ref Bucket")
    template = (
        TEMPLATE.partition("\n")[2].replace("Resources:\n", f"Resources:\n  {part}\n").replace("${Bucket}", "raw")
    )
    assert compare(before + template, before + template).verdict is Verdict.SAME
    assert compare(before + template, after + template).verdict is Verdict.UNKNOWN


def test_what_is_not_read_of_a_plan_is_the_same_only_if_it_says_the_same() -> None:
    """A policy that is attached to a user; one that is not known yet is another in each plan."""
    trusts = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}

    def plan(name: str, unknown: dict[str, bool], version: str = "1.9.0") -> str:
        resources = {
            "aws_iam_role": ({"name": "own", "assume_role_policy": json.dumps({"Statement": trusts})}, {"arn": True}),
            "aws_iam_user_policy_attachment": ({"user": "ana", "policy_arn": name}, {"id": True, **unknown}),
        }
        configured = [
            {"address": f"{kind}.own", "expressions": {argument: {"references": []} for argument in values}}
            for kind, (values, _) in resources.items()
        ]
        changes = [
            {
                "address": f"{kind}.own",
                "mode": "managed",
                "type": kind,
                "change": {"after": values, "after_unknown": unknown_values},
            }
            for kind, (values, unknown_values) in resources.items()
        ]
        return json.dumps(
            {
                "format_version": "1.2",
                "terraform_version": version,
                "resource_changes": changes,
                "configuration": {"root_module": {"resources": configured}},
            }
        )

    assert compare(plan("a", {}), plan("a", {}, "1.9.1")).verdict is Verdict.SAME
    assert compare(plan("a", {}), plan("b", {})).verdict is Verdict.UNKNOWN
    assert compare(plan("", {"policy_arn": True}), plan("", {"policy_arn": True})).verdict is Verdict.SAME
    assert compare(plan("", {"policy_arn": True}), plan("", {"policy_arn": True}, "1.9.1")).verdict is Verdict.UNKNOWN


def test_properties_of_a_role_that_are_not_known() -> None:
    """They may be policies of it; a boundary that is removed is none."""
    included = TEMPLATE.replace(
        "    Properties:\n", "    Properties:\n      'Fn::Transform': {Name: AWS::Include, Own: a}\n"
    )
    assert compare(included, included).verdict is Verdict.SAME
    assert compare(included, included.replace("Own: a", "Own: b")).verdict is Verdict.UNKNOWN
    assert compare(TEMPLATE, included).roles[0].permissions.undecided_gains
    bounded = TEMPLATE.replace("    Properties:\n", "    Properties:\n      PermissionsBoundary: !Ref AWS::NoValue\n")
    assert compare(TEMPLATE, bounded).verdict is Verdict.SAME


def test_what_is_granted() -> None:
    """Of an action on a resource, by one role or by each."""
    compared = granted(ROLES, "s3:PutObject", "arn:aws:s3:::raw/*")
    assert {role.key: role.verdict for role in compared.roles}["reader"] is Verdict.MORE
    assert granted(ROLES, "s3:PutObject", "arn:aws:s3:::other/*").verdict is Verdict.SAME
    assert granted(ROLES, "iam:CreateUser").verdict is Verdict.SAME
    assert granted(TEMPLATE, "s3:GetObject", "arn:aws:s3:::other/*").verdict is Verdict.UNKNOWN
    with pytest.raises(rolecast.InputError):
        granted(ROLES, "s3")


def test_what_cannot_be_read_is_told_of_both_sides() -> None:
    """All at once."""
    with pytest.raises(rolecast.InputError) as raised:
        compare('{"Statement": [{}]}', "none.yaml")
    assert len(raised.value.faults) > 1
    with pytest.raises(rolecast.InputError, match="there is no role `raeder` on either side"):
        compare(ROLES, ROLES, role="raeder")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with a commit of a role file, in which it was changed since."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roles.yaml").write_text(ROLES, encoding="utf-8")
    who = ("-c", "user.name=Example", "-c", "user.email=example@example.com", "-c", "commit.gpgsign=false")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "roles"]):
        subprocess.run(["git", *command], check=True)
    (tmp_path / "roles.yaml").write_text(ROLES.replace("[raw]", "[raw, models]"), encoding="utf-8")
    return tmp_path


def test_a_file_of_a_git_revision(repository: Path) -> None:
    """Git itself reads it, by path from the root of the repository or from here."""
    for old in ("HEAD:roles.yaml", "HEAD:./roles.yaml"):
        assert compare(old, "roles.yaml").verdict is Verdict.MORE
    with pytest.raises(
        rolecast.InputError, match=r"git cannot read `HEAD:other[.]yaml`: path 'other[.]yaml' does not exist"
    ):
        compare("HEAD:other.yaml", "roles.yaml")
    with pytest.raises(rolecast.InputError, match=r"git cannot read `nothing:roles[.]yaml`"):
        compare("nothing:roles.yaml", "roles.yaml")


def test_a_file_with_a_colon_in_its_name_is_a_file(repository: Path) -> None:
    """Where there is one."""
    (repository / "HEAD:mine.yaml").write_text(ROLES, encoding="utf-8")
    assert compare("HEAD:mine.yaml", "HEAD:roles.yaml").verdict is Verdict.SAME


def test_a_catalogue_of_a_revision_is_refused(repository: Path) -> None:
    """It would be read from the working tree, which may have another one."""
    text = ROLES.replace("version: 1\n", "version: 1\ncatalogue: own\n")
    (repository / "roles.yaml").write_text(text, encoding="utf-8")
    who = ("-c", "user.name=Example", "-c", "user.email=example@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, "commit", "-q", "-a", "-m", "own"], check=True)
    with pytest.raises(rolecast.InputError, match="the `catalogue` of a file of a revision cannot be read"):
        compare("HEAD:roles.yaml", "roles.yaml")


SAGEMAKER = trusts("Service", "sagemaker.amazonaws.com")
ADMIN = {"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
BOUNDED = {"PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}}


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ({}, {"AttachedManagedPolicies": [ADMIN]}, Verdict.MORE),
        ({}, {"GroupList": ["readers"]}, Verdict.MORE),
        ({"GroupList": ["unlisted"]}, {}, Verdict.UNKNOWN),
        (BOUNDED, {}, Verdict.MORE),
        (
            {"AttachedManagedPolicies": [ADMIN]},
            {"AttachedManagedPolicies": [ADMIN], "GroupList": ["readers"]},
            Verdict.SAME,
        ),
    ],
    ids=["a managed policy", "a group", "a group that is not known", "no boundary", "nothing new"],
)
def test_users_are_compared_with_all_that_they_have(old: dict[str, Any], new: dict[str, Any], verdict: Verdict) -> None:
    """Their own policies, attached ones, those of groups, and the boundary; by name and by ARN."""
    dana = user("dana", [], allow("s3:*", "arn:aws:s3:::raw/*"))
    sides_given = [json.dumps(details([role("dana", [SAGEMAKER], READS)], [dana | each])) for each in (old, new)]
    compared = compare(*sides_given)
    assert [each.key for each in compared.roles] == ["group/readers", "user/dana", "dana"]
    assert [each.verdict for each in compared.roles] == [Verdict.SAME, verdict, Verdict.SAME]
    assert [each.key for each in compare(*sides_given, role=f"{OWN}:user/dana").roles] == ["user/dana"]


def test_what_a_user_has_by_a_managed_policy_is_granted() -> None:
    """And so is what a group has."""
    account = details([], [user("dana", []) | {"AttachedManagedPolicies": [ADMIN]}])
    account["GroupDetailList"][0]["AttachedManagedPolicies"] = [ADMIN]
    found = granted(json.dumps(account), "iam:CreateUser")
    assert {each.key: each.verdict for each in found.roles} == {
        "user/dana": Verdict.MORE,
        "group/readers": Verdict.MORE,
    }


ELSEWHERE, OTHER = (f"arn:aws:iam::123456789012:policy/{name}" for name in ("elsewhere", "other"))


def template_user(properties: str, default: str = "a", action: str = "s3:GetObject") -> str:
    """A template with a user, a group, a parameter and a condition."""
    return f"""
Parameters: {{P: {{Type: String, Default: {default}}}}}
Conditions: {{C: !Equals [!Ref P, a]}}
Resources:
  G:
    Type: AWS::IAM::Group
    Properties:
      Policies:
        - PolicyName: p
          PolicyDocument: {{Statement: {{Effect: Allow, Action: "{action}", Resource: "*"}}}}
  U:
    Type: AWS::IAM::User
    Properties:
      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: {{Effect: Allow, Action: sqs:*, Resource: "*"}}}}}}]
      {properties}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Groups: [!Ref P]", None),
        ("ManagedPolicyArns: [!Ref P]", None),
        ("PermissionsBoundary: !Ref P", None),
        (f"PermissionsBoundary: !If [C, '{ELSEWHERE}', !Ref AWS::NoValue]", None),
        ("Groups: [!If [C, !Ref G, !Ref AWS::NoValue]]", "Groups: [!If [C, !Ref AWS::NoValue, !Ref G]]"),
        ("Groups: [!If [C, outside, !Ref AWS::NoValue]]", "Groups: [!If [C, !Ref AWS::NoValue, outside]]"),
        (
            f"ManagedPolicyArns: [!If [C, '{ELSEWHERE}', '{OTHER}']]",
            f"ManagedPolicyArns: [!If [C, '{OTHER}', '{ELSEWHERE}']]",
        ),
    ],
)
def test_what_is_not_known_of_a_user_is_only_the_same_under_the_same_conditions(old: str, new: str | None) -> None:
    """Which group or policy from outside a user has, and whether it has it, depends on the values of a template."""
    assert compare(template_user(old), template_user(old), role="user/U").verdict is Verdict.SAME
    other = template_user(old, "b") if new is None else template_user(new)
    assert compare(template_user(old), other, role="user/U").verdict is Verdict.UNKNOWN


def test_a_group_under_a_condition_has_the_policies_of_the_template() -> None:
    """What it gets more, its users get more, if the condition is true."""
    groups = "Groups: [!If [C, !Ref G, !Ref AWS::NoValue]]"
    assert compare(template_user(groups), template_user(groups, action="s3:*"), role="user/U").verdict is Verdict.MORE


def test_what_else_is_not_known_in_a_template_has_no_say() -> None:
    """A role of the same text is the same, though another resource names a further parameter."""

    def text(bucket: str) -> str:
        trust = "AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {AWS: '*'}, Action: sts:AssumeRole}}"
        policies = "Policies: [{PolicyName: p, PolicyDocument: {Statement: %s}}]"
        same = policies % "{Effect: Allow, Action: s3:GetObject, NotResource: !Ref Bucket}"
        other = policies % f"{{Effect: Allow, Action: s3:GetObject, Resource: {bucket}}}"
        return f"""
Resources:
  R: {{Type: AWS::IAM::Role, Properties: {{RoleName: r, {trust}, {same}}}}}
  S: {{Type: AWS::IAM::Role, Properties: {{RoleName: s, {trust}, {other}}}}}
"""

    assert compare(text("!Ref Other"), text("'*'"), role="R").verdict is Verdict.SAME
