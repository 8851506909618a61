"""What Rolecast's own activities are limited to: types of resources, the account and the region, a network and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rolecast.catalogue.activity import Activity, ActivitySource, Overlay
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.overlays import Statement, as_list
from rolecast.iam import managed, patterns, services
from rolecast.iam.services import Action

FOLDER = Path(__file__).parents[2] / "src" / "rolecast" / "catalogue" / "activities"
OWN = [activity for activity in CATALOGUE.activities() if activity.source is ActivitySource.ROLECAST]
OF_NO_REGION = {"s3", "iam"}
"""Services whose ARNs have no region, and of S3 no account either."""
BESIDES = {"training-plan", "reserved-capacity"}
"""Types that a request is about beside what it makes, which has the conditions."""

OF_EVERYTHING = "AmazonSageMakerFullAccess"
"""Which is for all jobs together."""

every_one = pytest.mark.parametrize("activity", OWN, ids=lambda activity: activity.id)


def statements(activity: Activity) -> Iterator[tuple[str, Statement]]:
    """Those of all variants, each once."""
    seen: set[str] = set()
    for variant in activity.variants:
        for name, statement in activity.varied_statements(variant).items():
            if name not in seen:
                seen.add(name)
                yield name, statement


def actions(statement: Statement) -> Iterator[Action]:
    """The known actions that a statement is about."""
    for text in as_list(statement["Action"]):
        service = services.service(text.partition(":")[0])
        assert service, text
        glob = patterns.pattern(text.partition(":")[2].lower())
        yield from (action for name, action in service.actions.items() if patterns.matches(glob, name))


def reason(activity: Activity, name: str) -> str:
    """The comment that stands above the `Resource` of a statement."""
    text = (FOLDER / f"{activity.id}.yaml").read_text(encoding="utf-8")
    found = re.search(rf"^(?:  {name}:|    - insert: {name})\n(.*?)^ +Resource:", text, re.MULTILINE | re.DOTALL)
    assert found, name
    last = found[1].splitlines()[-1].strip()
    return last if last.startswith("#") else ""


@every_one
def test_everything_is_named_only_for_a_reason(activity: Activity) -> None:
    """`Resource: "*"` is for actions that know no resources; for others a comment above it says why."""
    for name, statement in statements(activity):
        if as_list(statement["Resource"]) == ["*"]:
            limitable = [action.name for action in actions(statement) if action.resources]
            assert not limitable or reason(activity, name), (name, limitable)


def test_a_reason_is_missed() -> None:
    """A statement without a comment above its resource has none, whatever comments are elsewhere in it."""
    assert reason(CATALOGUE.activity("audit-sagemaker"), "read").startswith("# Lists are for the whole account")
    assert reason(CATALOGUE.activity("administer-studio-domains"), "choose") == ""
    assert reason(CATALOGUE.activity("administer-studio-domains"), "list") == ""


@every_one
def test_resources_are_of_the_region_and_an_account(activity: Activity) -> None:
    """An ARN names the region, and the account unless others share such things, which a comment says."""
    for name, statement in statements(activity):
        for resource in as_list(statement["Resource"]):
            if resource == "*" or resource.startswith("{{"):
                continue
            _, partition, service, region, account, rest = resource.split(":", 5)
            assert partition == "{{partition}}"
            assert rest not in ("", "*"), (name, resource)
            if service not in OF_NO_REGION and (service, account) != ("ram", "aws"):
                assert region == "{{region}}", (name, resource)
            if account == "*":
                assert reason(activity, name), (name, resource)
            elif service != "s3":
                assert account in ("{{account}}", "aws", ""), (name, resource)


@every_one
@pytest.mark.parametrize(("overlay", "word"), [(Overlay.VPC, "Vpc"), (Overlay.KMS, "Kms")])
def test_actions_that_carry_the_keys_are_limited_by_them(activity: Activity, overlay: Overlay, word: str) -> None:
    """With VPC or KMS conditions every statement with an action that carries such keys asks for one of them."""
    for name, statement in activity.varied_statements((overlay,)).items():
        types = {each.partition("/")[0].rpartition(":")[2] for each in as_list(statement["Resource"])}
        if types <= BESIDES:
            continue
        asked = {key for keys in statement.get("Condition", {}).values() for key in keys}
        for text in as_list(statement["Action"]):
            if text.startswith("sagemaker:") and "*" not in text:
                service = services.service("sagemaker")
                assert service
                keys = service.condition_keys_of(service.actions[text[10:].lower()])
                carried = {key for key in keys if word in key}
                assert not carried or carried & asked, (name, text)


@every_one
def test_what_differs_from_awss_managed_policy_is_said(activity: Activity) -> None:
    """By a comment on the statements, where AWS publishes a policy for the same job, and it has other actions."""
    names = [match[1] for url in activity.sources if (match := re.search(r"/aws-managed-policy/.*/(\w+)\.html", url))]
    own = {action.lower() for _, each in statements(activity) for action in as_list(each["Action"])}
    others = [name for name in names if name != OF_EVERYTHING and own != granted(name)]
    text = (FOLDER / f"{activity.id}.yaml").read_text(encoding="utf-8").partition("\nmust_allow:")[0]
    assert not others or re.search(r"# .*AWS's managed policy", text), others


def granted(name: str) -> set[str]:
    document = managed.document(name)
    assert document, name
    allowing = (each for each in document.json["Statement"] if each["Effect"] == "Allow")
    return {action.lower() for each in allowing for action in as_list(each["Action"])}
