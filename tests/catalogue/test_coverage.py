"""Every action of SageMaker is in an activity, or there is a reason why not; what is newer has an owner."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rolecast.catalogue import coverage
from rolecast.catalogue.activity import Activity, ActivitySource, Edition, Overlay
from rolecast.catalogue.groups import JobGroup
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import as_list
from rolecast.catalogue.verification import open_folder
from rolecast.iam import services

botocore = pytest.importorskip("botocore.session", reason="needs botocore, which the development environment has")

READS_EVERYTHING = "audit-sagemaker"
"""By wildcards; what it reads has an activity of its own or is an exception all the same."""
OWN = """\
number: 100
title: Nearly everything
description: {en: All of SageMaker but endpoints.}
sources: [https://docs.aws.amazon.com/sagemaker/latest/dg/sms.html]
policy: Team_NearlyEverything
statements:
  most:
    Effect: Allow
    NotAction: ["sagemaker:*Endpoint*"]
    Resource: "*"
must_allow:
  - {action: sagemaker:CreateModel, resource: "arn:{{partition}}:sagemaker:{{region}}:{{account}}:model/a"}
must_not_allow:
  - {action: sagemaker:CreateEndpoint, resource: "arn:{{partition}}:sagemaker:{{region}}:{{account}}:endpoint/a"}
"""


def sagemaker() -> services.Service:
    found = services.service("sagemaker")
    assert found
    return found


def models() -> Iterator[Any]:
    """The models of the APIs whose requests IAM knows as sagemaker's."""
    session = botocore.Session()
    for name in session.get_available_services():
        if name.startswith("sagemaker"):
            model = session.get_service_model(name)
            if model.signing_name == "sagemaker":
                yield model


def granting(action: str) -> list[str]:
    found = [grant.activity.id for grant in coverage.grants(action, CATALOGUE.activities())]
    return [name for name in found if name != READS_EVERYTHING]


def test_every_action_is_in_an_activity_or_is_an_exception() -> None:
    """One or the other, never both, and together the whole service reference: a new action fails until it is placed."""
    actions = {f"sagemaker:{action.name}" for action in sagemaker().actions.values()}
    covered = {action for action in actions if granting(action)}
    assert coverage.exceptions().keys() <= actions
    assert covered & coverage.exceptions().keys() == set()
    assert actions - covered - coverage.exceptions().keys() == set()
    assert (len(covered), len(coverage.exceptions()), len(actions)) == (426, 34, 460)


def test_exceptions_have_reasons() -> None:
    """In both languages."""
    for reason in coverage.exceptions().values():
        assert reason.text.keys() == {"en", "ja"}
        assert all(reason.text.values())


def test_operations_that_the_reference_lacks_have_an_owner() -> None:
    """Exactly those of botocore's models that are no action yet are listed, each once, under an activity."""
    missing = [name for model in models() for name in model.operation_names if name.lower() not in sagemaker().actions]
    listed = [name for names in coverage.unlisted().values() for name in names]
    assert sorted(listed) == sorted(missing)
    assert set(coverage.unlisted()) <= set(CATALOGUE.activity_ids)


def test_actions_are_spelled_as_operations_are() -> None:
    """Those of the same name; the reference's own spelling is AWS's."""
    spelled = {action.name for action in sagemaker().actions.values()}
    operations = {name for model in models() for name in model.operation_names}
    assert {name for name in operations if name.lower() in sagemaker().actions} <= spelled
    assert not [name for name in spelled if name.islower()]


def test_grants_tell_the_edition() -> None:
    """What a correction adds is in the corrected edition alone, what it replaces in both."""
    (grant,) = [
        grant
        for grant in coverage.grants("sagemaker:UpdatePipeline", CATALOGUE.activities())
        if grant.activity.id == "manage-pipelines"
    ]
    assert grant.editions == (Edition.CORRECTED,)
    (both,) = [
        grant
        for grant in coverage.grants("SAGEMAKER:createpipeline", CATALOGUE.activities())
        if grant.activity.id == "manage-pipelines"
    ]
    assert both.editions == tuple(Edition)


def test_policies_of_aws_and_wildcards_are_looked_into() -> None:
    """An activity that attaches a managed policy grants what is in it, one with `sagemaker-mlflow:*` each of these."""
    assert "canvas-core-access" in granting("sagemaker:CreateAutoMLJobV2")
    assert "use-mlflow" in granting("sagemaker-mlflow:CreateRun")


def test_what_all_but_some_actions_mean(tmp_path: Path) -> None:
    """A team's activity may name what it does not grant."""
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "nearly-everything.yaml").write_text(OWN, encoding="utf-8")
    own = open_folder(tmp_path).activity("nearly-everything")
    assert own.source is ActivitySource.OWN
    assert list(coverage.grants("sagemaker:CreateModel", [own]))
    assert not list(coverage.grants("sagemaker:CreateEndpoint", [own]))


NETWORK = {"VpcConfig", "SubnetId", "SubnetIds", "Subnets", "WorkforceVpcConfig"}


def parts(shape: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all members of an operation's input, those inside of others too."""
    if shape is None or shape.name in above:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield name
            yield from parts(member, (*above, shape.name))
    elif shape.type_name == "list":
        yield from parts(shape.member, (*above, shape.name))


@cache
def lacking() -> dict[str, set[Overlay]]:
    """Operations that take a network or a key, and whose action carries no condition key for it."""
    found: dict[str, set[Overlay]] = {}
    for model in models():
        for name in model.operation_names:
            action = sagemaker().actions.get(name.lower())
            if action is None or not name.startswith(("Create", "Update", "Start")):
                continue
            keys = sagemaker().condition_keys_of(action)
            members = set(parts(model.operation_model(name).input_shape))
            for overlay, is_taken, word in (
                (Overlay.VPC, bool(members & NETWORK), "Vpc"),
                (Overlay.KMS, any("Kms" in member for member in members), "Kms"),
            ):
                if is_taken and not any(word in key for key in keys):
                    found.setdefault(f"sagemaker:{name}", set()).add(overlay)
    return found


@pytest.mark.parametrize("activity", CATALOGUE.activities(), ids=lambda activity: activity.id)
def test_what_conditions_cannot_hold_is_said(activity: Activity) -> None:
    """Where an activity of Rolecast's for people makes something with a network or a key that no condition holds."""
    if activity.source is not ActivitySource.ROLECAST or activity.group is JobGroup.RUN_AS:
        return
    known = lacking()
    taken = {
        overlay
        for statement in activity.statements.values()
        for action in as_list(statement["Action"])
        for overlay in known.get(action, ())
    }
    assert taken <= activity.unkept.keys()
