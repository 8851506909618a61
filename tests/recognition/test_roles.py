"""Roles turned back into role files: as Role Manager makes them, and as people do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from tests.rendering import examples

from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import compose
from rolecast.deployment.target import TargetAccount, roles_of_account
from rolecast.iam import documents, grammar, managed, templates
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.recognition.roles import recognize, recognize_one
from rolecast.recognition.writing import role_file
from rolecast.role import AttachedPolicy, Environment, Policy, PolicyKind, Role
from rolecast.rolefile.load import parse

ACCOUNT = "123456789012"
TRUSTED = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
TIMESTAMP = "20240501T123456"
ALLOW: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}],
}


def made(roles: Iterable[Role]) -> list[Role]:
    """The roles as an account has them: without what only Rolecast knows of them."""
    roles = list(roles)
    environment = roles[0].environment
    home = TargetAccount(
        environment.account or ACCOUNT, environment.partition.id if environment.partition else "aws", "us-east-1"
    )
    return [
        replace(
            role,
            key=role.name,
            policies=tuple(policy._replace(origins=()) for policy in role.policies),
            environment=Environment(home.account, partition_id=home.partition),
            notices=(),
            recipe=None,
        )
        for role in roles_of_account(roles, home)
    ]


def says_all(activity: Activity, overlays: tuple[Overlay, ...], edition: str) -> bool:
    """Whether the policies hold every value that the role file asks for."""
    effective = activity.effective(overlays)
    corrections = tuple(activity.corrections) if edition == "corrected" else ()
    names = templates.names_in(activity.document(effective, corrections))
    values = {Overlay.VPC: {"subnets", "security_groups"}, Overlay.KMS: {"data_keys", "volume_keys"}}
    needed = {name for name in activity.parameters if name != "pass_roles"}
    return needed <= names and all(values[overlay] & names for overlay in effective)


def console_role(settings: dict[str, Any]) -> Role:
    """A role, made with a timestamp as the console does."""
    value = {"version": 1, "account": ACCOUNT, "region": "eu-west-1", "roles": {"x": settings}}
    (role,) = made(compose(parse(json.dumps(value)), timestamp=TIMESTAMP).values())
    return role


def with_policy(role: Role, part: str, **changes: Any) -> Role:
    """The role with changes to the policy in whose name `part` is."""
    policies = (policy._replace(**changes) if part in policy.name else policy for policy in role.policies)
    return replace(role, policies=tuple(policies))


PLAIN = [
    activity.id for activity in CATALOGUE.activities() if not activity.requires and says_all(activity, (), "console")
]
"""Activities that stand alone and whose policies hold all their parameters."""


@pytest.mark.parametrize("name", [name for name in examples.AT_HOME if name != "everything.yaml"])
def test_the_examples_come_back(name: str) -> None:
    """Every policy that activities make is explained by them, whatever flow, partition and packing."""
    roles = {role.name: role for role in examples.roles(name).values()}
    for there in made(roles.values()):
        found, role = recognize_one(there), roles[there.name]
        assert set(found.explained) == {policy.name for policy in role.policies if policy.activities}
        assert found.notes == ()


@pytest.mark.parametrize("overlays", [(), (Overlay.VPC,), (Overlay.KMS,), (Overlay.VPC, Overlay.KMS)])
@pytest.mark.parametrize("edition", ["console", "corrected"])
@pytest.mark.parametrize(
    "activity", [each for each in CATALOGUE.activities() if each.policy], ids=lambda activity: activity.id
)
def test_every_activity_in_every_variant_is_recognized(
    activity: Any, edition: str, overlays: tuple[Overlay, ...]
) -> None:
    """Alone in a role, with two values of each parameter, from its policies and their names.

    But for those whose policies do not hold all that the role file asks for: it would have to be invented.
    """
    settings: dict[str, Any] = {"edition": edition, "activities": {activity.id: _parameters(activity) or True}}
    if Overlay.VPC in overlays:
        settings["network"] = {
            "subnets": ["subnet-0a1b2c3d4e5f67890", "subnet-0f9e8d7c6b5a43210"],
            "security_groups": ["sg-0a1b2c3d4e5f67890"],
        }
    if Overlay.KMS in overlays:
        key = "arn:aws:kms:eu-west-1:123456789012:key/"
        settings["encryption"] = {"data_keys": [f"{key}data"], "volume_keys": [f"{key}volume"]}
    for alternatives in activity.requires:
        settings["activities"][alternatives[0]] = _parameters(CATALOGUE.activity(alternatives[0])) or True
    found = recognize_one(console_role(settings))
    if not says_all(activity, overlays, edition):
        assert [name for name in found.kept if name.startswith(activity.policy)]
        return
    assert found.kept == ()
    assert activity.id in found.settings["activities"]
    parameters = {name: sorted(texts) for name, texts in _parameters(activity).items()}
    given_back = found.settings["activities"][activity.id]
    if parameters:
        assert {name: sorted(texts) for name, texts in given_back.items() if name != "pass_roles"} == parameters


OPTIONAL = [
    (activity, parameter.name)
    for activity in CATALOGUE.activities()
    for parameter in activity.parameters.values()
    if parameter.default is not None
]


@pytest.mark.parametrize(("activity", "parameter"), OPTIONAL, ids=[f"{each.id}-{name}" for each, name in OPTIONAL])
def test_a_parameter_that_was_not_given_is_not_found(activity: Activity, parameter: str) -> None:
    """Its statements are missing, or have the default."""
    given = {name: texts for name, texts in _parameters(activity).items() if name != parameter}
    selected = {name: _parameters(CATALOGUE.activity(name)) or True for (name, *_) in activity.requires}
    found = recognize_one(console_role({"activities": {activity.id: given or True, **selected}}))
    settings = found.settings["activities"][activity.id]
    assert found.kept == ()
    assert settings is True or parameter not in settings


@given(
    st.sets(st.sampled_from(PLAIN), min_size=1, max_size=20),
    st.booleans(),
    st.booleans(),
)
def test_any_set_of_activities_comes_back(ids: set[str], network: bool, passing: bool) -> None:
    """What is made of the file that is written means the same, policy by policy, under the same names."""
    settings: dict[str, Any] = {
        "activities": {name: _parameters(CATALOGUE.activity(name)) or True for name in sorted(ids)},
        "quotas": {"attached_policies": 25},
        **({"pass_roles": ["arn:aws:iam::123456789012:role/jobs"]} if passing else {}),
        **(
            {"network": {"subnets": ["subnet-0a1b2c3d4e5f67890"], "security_groups": ["sg-0a1b2c3d4e5f67890"]}}
            if network
            else {}
        ),
    }
    conditional = [activity for name in ids if (activity := CATALOGUE.activity(name)).supports(Overlay.VPC)]
    if network and conditional and not any(says_all(each, (Overlay.VPC,), "console") for each in conditional):
        return  # nothing in the policies tells the network
    role = console_role(settings)
    found = recognize_one(role)
    (again,) = made(compose(parse(role_file([found], ACCOUNT))).values())
    assert found.kept == ()
    assert again.managed.keys() == role.managed.keys()
    for arn, document in role.managed.items():
        assert document.means_same(again.managed[arn])
    assert set(again.attachments) == set(role.attachments)


def test_a_policy_that_was_edited_is_kept_as_it_is() -> None:
    """The others are still explained, and the names of all are theirs."""
    role = console_role({"activities": {"manage-ml-jobs": True, "manage-experiments": True}})
    found = recognize_one(with_policy(role, "CommonJobManagement", document=Document(ALLOW)))
    name = f"SM_CommonJobManagement_sagemaker-x_{TIMESTAMP}"
    assert found.kept == (name,)
    assert found.settings["extra_policies"] == {name: ALLOW}
    assert list(found.settings["activities"]) == ["manage-experiments"]
    assert found.settings["policy_suffix"] == f"_sagemaker-x_{TIMESTAMP}"


def test_a_policy_of_another_suffix_is_kept_as_it_is() -> None:
    """A role file has one suffix for all: the most common one."""
    role = console_role({"activities": {"manage-ml-jobs": True, "manage-experiments": True, "manage-models": True}})
    found = recognize_one(with_policy(role, "CommonJobManagement", name="SM_CommonJobManagement_other"))
    assert found.kept == ("SM_CommonJobManagement_other",)
    assert len(found.explained) == 2


def test_what_others_also_hold_is_attached_and_not_the_roles_own() -> None:
    """So are policies of AWS's, by their names."""
    role = console_role({"activities": {"manage-ml-jobs": True}})
    shared = f"arn:aws:iam::{ACCOUNT}:policy/shared"
    attached = (
        AttachedPolicy(shared, Document(ALLOW)),
        AttachedPolicy("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"),
    )
    found = recognize_one(replace(role, attached=attached))
    assert found.settings["additional_policies"] == [shared, "AmazonSageMakerFullAccess"]
    assert "extra_policies" not in found.settings


def test_canvas_activities_are_recognized_by_what_is_attached() -> None:
    """Where their requirements are selected; else the policy is an additional one."""
    settings = {"activities": {"run-studio-applications": True, "canvas-core-access": True, "canvas-mlops": True}}
    found = recognize_one(console_role(settings))
    assert set(found.settings["activities"]) == set(settings["activities"])
    alone = {"additional_policies": ["AmazonSageMakerCanvasFullAccess"], "activities": {"manage-models": True}}
    found = recognize_one(console_role(alone))
    assert found.settings["additional_policies"] == ["AmazonSageMakerCanvasFullAccess"]
    assert list(found.settings["activities"]) == ["manage-models"]


def test_inline_policies_are_recognized_where_there_are_no_managed_ones() -> None:
    """With `packing: inline`; those that no activity explains stand under `inline_policies`, as beside managed ones."""
    inline = console_role({"packing": "inline", "activities": {"manage-ml-jobs": True}})
    found = recognize_one(inline)
    assert (found.settings["packing"], len(found.explained), found.kept) == ("inline", 1, ())
    by_hand = Policy("by-hand", PolicyKind.INLINE, Document(ALLOW))
    for role in (inline, console_role({"activities": {"manage-ml-jobs": True}})):
        found = recognize_one(replace(role, policies=(*role.policies, by_hand)))
        assert (len(found.explained), found.kept) == (1, ("by-hand",))
        assert found.settings["inline_policies"] == {"by-hand": ALLOW}


def test_the_documents_of_attached_policies_are_kept() -> None:
    """Those that Rolecast does not have, or has otherwise; what is not known is said."""
    role = console_role({"activities": {"manage-ml-jobs": True}, "permissions_boundary": "PowerUserAccess"})
    shared, gone = f"arn:aws:iam::{ACCOUNT}:policy/shared", f"arn:aws:iam::{ACCOUNT}:policy/gone"
    published = managed.document("AmazonSageMakerReadOnly")
    attached = (
        AttachedPolicy(shared, Document(ALLOW)),
        AttachedPolicy(gone),
        AttachedPolicy("arn:aws:iam::aws:policy/AmazonSageMakerReadOnly", published),
        AttachedPolicy("arn:aws:iam::aws:policy/AmazonS3FullAccess", Document(ALLOW)),
    )
    boundary = AttachedPolicy("arn:aws:iam::aws:policy/PowerUserAccess", Document(ALLOW))
    found = recognize_one(replace(role, attached=attached, permissions_boundary=boundary))
    assert list(found.known) == [shared, "arn:aws:iam::aws:policy/AmazonS3FullAccess", boundary.arn]
    assert found.notes == (f"The document of {gone} is not known: what it allows or denies is not checked.",)
    (again,) = compose(parse(role_file([found], ACCOUNT))).values()
    assert [each.text and each.text.json for each in again.attached] == [ALLOW, None, None, ALLOW]
    assert again.permissions_boundary
    assert again.permissions_boundary.text == Document(ALLOW)


def test_everything_else_of_a_role() -> None:
    """Name, path, description, session, boundary, tags and trust."""
    settings = {
        "name": "Fraud-People",
        "path": "/ml/",
        "description": "People.",
        "max_session_duration": 7_200,
        "permissions_boundary": "PowerUserAccess",
        "tags": {"team": "fraud"},
        "trust": {
            "confused_deputy": True,
            "services": ["sagemaker.amazonaws.com", "ec2.amazonaws.com"],
            "principals": ["arn:aws:iam::123456789012:root"],
        },
    }
    found = recognize_one(console_role(settings))
    assert {name: found.settings[name] for name in settings if name != "trust"} == {
        name: value for name, value in settings.items() if name != "trust"
    }
    assert found.settings["trust"] == settings["trust"]


@pytest.mark.parametrize(
    "statement",
    [
        {"Condition": {"StringEquals": {"sts:ExternalId": "x"}}},
        {"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]},
        {
            "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
        },
    ],
)
def test_a_trust_policy_of_its_own_is_kept_whole(statement: dict[str, Any]) -> None:
    """As `trust.statements`, where services and principals do not say all of it."""
    role = console_role({"activities": {"manage-models": True}})
    trust = {"Version": "2012-10-17", "Statement": [{**TRUSTED, **statement}]}
    found = recognize_one(replace(role, trust_policy=Document(trust, PolicyType.TRUST)))
    assert found.settings["trust"] == {"statements": trust["Statement"]}
    assert list(found.settings["activities"]) == ["manage-models"]


@pytest.mark.parametrize("path", ["/aws-service-role/ecs.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"])
def test_a_role_that_only_aws_can_change_is_told(path: str) -> None:
    """It can be checked and asked about, but not deployed."""
    found = recognize_one(replace(console_role({"activities": {"manage-models": True}}), path=path))
    assert found.notes == ("AWS lets nobody else change this role: remove it from the file before it is deployed.",)


def test_a_principal_that_was_deleted_is_told() -> None:
    """IAM puts an id in its place, which nobody can take on again."""
    role = console_role({"activities": {"manage-models": True}})
    deleted = {"Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLEEXAMPLE123"}, "Action": "sts:AssumeRole"}
    trust = Document({"Version": "2012-10-17", "Statement": [TRUSTED, deleted]}, PolicyType.TRUST)
    found = recognize_one(replace(role, trust_policy=trust))
    assert found.settings["trust"]["statements"] == [TRUSTED, deleted]
    assert found.notes == ("AROAEXAMPLEEXAMPLE123 was a user or a role that is deleted.",)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"trust_policy": Document({"Version": "2008-10-17", "Statement": [TRUSTED]}, PolicyType.TRUST)},
            "a role file cannot hold its trust policy",
        ),
        ({"trust_policy": Document({"Statement": []}, PolicyType.TRUST)}, "policy.Statement: `Statement` is empty"),
        (
            {"policies": (Policy("bad", PolicyKind.INLINE, Document({"Version": "2012-10-17"})),)},
            "policy: this policy has no `Statement`",
        ),
        (
            {
                "policies": (
                    Policy(
                        "open",
                        PolicyKind.INLINE,
                        Document({**ALLOW, "Statement": [{**ALLOW["Statement"][0], "Resource": "arn:aws:s3:::{{x}}"}]}),
                    ),
                )
            },
            "there is no variable `{{x}}`",
        ),
    ],
)
def test_a_role_that_a_role_file_cannot_hold(changes: dict[str, Any], reason: str) -> None:
    """It is named with the reason, and the others are written."""
    good = console_role({"activities": {"manage-models": True}})
    bad = replace(good, name="bad", key="bad", **changes)
    found, refused = recognize([bad, good])
    assert [role.name for role in found] == [good.name]
    assert [fault.message for fault in refused] == [f"role `bad` cannot be written as a role file: {reason}"]


@pytest.mark.parametrize("text", ["1e3", "1000.0", "12", "yes", "null", "0x1F", "2020-01-01", "a: b", "=", "- x"])
def test_texts_that_look_like_other_things_stay_texts(text: str) -> None:
    """In documents, whose values have no shape, and in tags."""
    condition = {"StringEquals": {"aws:PrincipalTag/a": text}}
    document = Document({**ALLOW, "Statement": [{**ALLOW["Statement"][0], "Condition": condition}]})
    role = console_role({"activities": {"manage-models": True}})
    by_hand = Policy("by-hand", PolicyKind.INLINE, document)
    found = recognize_one(replace(role, policies=(*role.policies, by_hand), tags={"a": text}))
    (again,) = compose(parse(role_file([found], ACCOUNT))).values()
    assert again.inline["by-hand"].json == document.json
    assert again.tags == {"a": text}


def test_each_document_is_parsed_at_most_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though each role is matched with many templates, and made again."""
    value = {
        "version": 1,
        "account": ACCOUNT,
        "region": "eu-west-1",
        "roles": {
            f"r{number}": {
                "activities": {"manage-ml-jobs": True, "manage-models": True},
                "extra_policies": {f"own-{number}": ALLOW},
            }
            for number in range(3)
        },
    }
    roles = made(compose(parse(json.dumps(value))).values())
    recognize(roles)  # reads the templates
    parsed: list[tuple[str, PolicyType]] = []
    real = grammar.read

    def count(value: Any, type: PolicyType = PolicyType.IDENTITY, *more: Any) -> Any:
        parsed.append((json.dumps(value, sort_keys=True), type))
        return real(value, type, *more)

    monkeypatch.setattr(grammar, "read", count)
    documents._KEPT.clear()
    fresh = [
        replace(
            role,
            trust_policy=Document(role.trust_policy.json, PolicyType.TRUST),
            policies=tuple(policy._replace(document=Document(policy.document.json)) for policy in role.policies),
        )
        for role in roles
    ]
    assert len(recognize(fresh)[0]) == 3
    held = [role.trust_policy for role in fresh] + [policy.document for role in fresh for policy in role.policies]
    assert len(parsed) == len(set(parsed))
    assert {text for text, _ in parsed} <= {json.dumps(document.json, sort_keys=True) for document in held}


def test_a_trust_policy_is_compared_by_what_it_means() -> None:
    """IAM keeps an account as its root, and a list of one may be a text."""
    role = console_role({"trust": {"principals": ["123456789012"]}})
    value = yaml.safe_load(role_file([recognize_one(role)], ACCOUNT))
    (again,) = made(compose(parse(json.dumps(value))).values())
    assert again.trust_policy.means_same(role.trust_policy)


def test_a_file_of_several_roles(snapshot: SnapshotAssertion) -> None:
    """Roles to pass are named by their keys; a region that is not the usual one stands in the role."""
    text = {
        "version": 1,
        "account": ACCOUNT,
        "region": "eu-west-1",
        "roles": {
            "jobs": {
                "activities": {
                    "access-required-aws-services": {
                        "s3_buckets": ["raw"],
                        "ecr_repository_arns": ["arn:aws:ecr:eu-west-1:123456789012:repository/fraud"],
                    }
                }
            },
            "people": {
                "pass_roles": ["jobs"],
                "activities": {"manage-ml-jobs": True, "manage-models": True, "run-studio-applications": True},
                "extra_policies": {"own": ALLOW},
            },
            "abroad": {"region": "us-east-1", "activities": {"run-studio-applications": True}},
        },
    }
    roles = made(compose(parse(json.dumps(text)), timestamp=TIMESTAMP).values())
    assert role_file(recognize(roles)[0], ACCOUNT) == snapshot


def _parameters(activity: Any) -> dict[str, list[str]]:
    """Two values of each parameter, where it may have two."""
    values = {}
    for name, parameter in activity.parameters.items():
        if name != "pass_roles":
            first = parameter.type.example.replace("us-east-1", "eu-west-1")
            second = f"{first[:-1]}{'b' if first[-1] != 'b' else 'c'}"
            values[name] = [first, second][: parameter.most or 2]
    return values
